import Configuration
import Diagnostics
import Documents
import Mapping
import Testing

/// A partner's overlay changes single entries; the rest of the map stays.
@Suite struct OverlayTests {
    static let base = orderMap(
        """
          contract: BEG06
          references: { each: REF, fields: { qualifier: REF01, value: REF02 } }
          lines:
            each: PO1
            fields:
              number: PO101
              unit: PO103
              items: { pairs: PO106..PO125, fields: [qualifier, value] }
        """)
    static let order = "BEG*00*SA*1**20260301*C-1~REF*CT*C-9~REF*DP*7~PO1*1**CA***VC*A~"

    private func read(overlay: String) throws -> Document {
        let (reading, _) = Self.read(Self.order, with: try compile(Self.base, overlay: overlay))
        #expect(reading.diagnostics.isEmpty)
        return try #require(reading.document)
    }

    private static func read(
        _ text: String, with map: CompiledMap
    ) -> (reading: DocumentReading, unplaced: [String]) { MappingTests.read(text, with: map) }

    @Test func replacesAPlace() throws {
        let document = try read(overlay: "fields: { contract: \"REF[01=CT]/02\" }")
        #expect(document.root.text("contract") == "C-9")
        #expect(document.root[group: "references"].map { $0.text("qualifier") } == ["DP"])
    }

    @Test func addsAPlace() throws {
        let document = try read(overlay: "fields: { release: \"REF[01=DP]/02\" }")
        #expect(document.root.text("release") == "7")
        #expect(document.root.text("contract") == "C-1")
    }

    @Test func changesACodeListInsideAGroup() throws {
        let document = try read(
            overlay: "fields: { lines: { fields: { unit: { at: PO103, codes: { CS: CA } } } } }")
        #expect(document.root[group: "lines"][0].text("unit") == "CS")
        #expect(document.root[group: "lines"][0].item("VC") == "A")
    }

    @Test func removesAPlace() throws {
        let document = try read(overlay: "remove: [references, lines/items]")
        #expect(document.root[group: "references"].isEmpty)
        #expect(document.root[group: "lines"][0][group: "items"].isEmpty)
    }

    @Test func faultsPointIntoThePartnersFile() throws {
        #expect(
            try errors(in: Self.base, overlay: "fields:\n  contract: REF[01=CT]/12")
                == ["partners/acme.yaml:2:13: REF has 4 elements, no 12"])
        #expect(
            try errors(in: Self.base, overlay: "remove: [lines/colour]") == [
                "partners/acme.yaml:1:10: the map has no entry 'lines/colour' to remove"
            ])
        #expect(
            try errors(in: Self.base, overlay: "levels: { S: { fields: { number: BEG03 } } }")
                == ["partners/acme.yaml:1:11: the map has no level 'S'"])
    }

    @Test func appliesToTheProjectsMaps() throws {
        let library = try ProjectMaps.library.get()
        let plan = try ProjectMaps.plan("856")
        let overlay = try MapOverlay.parse(
            try .yaml("levels: { I: { fields: { orderLine: \"REF[01=LI]/02\" } } }"),
            file: "partners/acme.yaml")
        let changed = try #require(try library.plan(for: plan.schema, with: overlay))
        let (reading, _) = Self.read(
            """
            BSN*00*S*20260301*1200~HL*1**S~HL*2*1*O~PRF*P~HL*3*2*I~LIN**VC*A~SN1**1*EA~REF*LI*10~
            """, with: changed)
        let line = reading.document?.root[group: "orders"][0][group: "lines"][0]
        #expect(line?.text("orderLine") == "10")
    }
}
