import Diagnostics
import Partners
import TestSupport
import Testing
import Translation
import X12

/// What sample documents say about a partner, and the profile written from it.
@Suite struct PartnerLearnerTests {
    static let invoice =
        "ISA|00|          |00|          |01|084512973      |ZZ|LAKESIDE       |261125|1015|U|00401"
        + "|000000001|1|T|>~\nGS|IN|TARN|LAKESIDE|20261125|1015|1|X|004010~\nST|810|0001~\n"
        + "BIG|20261125|A1||P7~\nREF|DP|PHARMACY~\nN1|SE|Tarn Supply|92|V-TARN~\n"
        + "N1|ST|Lakeside|91|C-4711~\nIT1|1|2|CA|5||VC|T-1|UK|10614141000019~\n"
        + "IT1|2|1|EA|1||VC|T-2~\nTDS|1350~\nSAC|C|D240|||250~\nCTT|2~\nSE|11|0001~\n"
        + "GE|1|1~\nIEA|1|000000001~\n"
    static let order =
        "ISA*00*          *00*          *ZZ*LAKESIDE       *01*084512973      *261124*0900*U*00401"
        + "*000000009*0*T*>~GS*PO*LAKESIDE*TARN*20261124*0900*9*X*004010~ST*850*0001~"
        + "BEG*00*SA*P7**20261124~PO1*1*2*CA*5**VC*T-1~CTT*1~SE*5*0001~GE*1*9~IEA*1*000000009~"

    private func learn(
        _ files: [(String, String)], ours: InterchangeIdentity? = nil
    ) throws -> LearnedProfile {
        var learner = PartnerLearner(schemas: try SchemaLibrary.repository(), limits: Limits())
        for (name, text) in files {
            var chunks = [Array(text.utf8)]
            learner.readX12(name) { chunk in
                guard let next = chunks.popLast() else { return false }
                chunk = next
                return true
            }
        }
        return LearnedProfile(learner.finish(), ours: ours)
    }

    private func request(_ partner: String) -> LearnedProfileText.Request {
        LearnedProfileText.Request(
            partner: partner, environment: .test, hasMap: { $0 != "x12/867" },
            mapsForRoot: { $0 == "Invoice" ? ["xml/meridian-invoice"] : [] })
    }

    @Test func partnerIsTheOneWhoSendsInvoicesAndReceivesOrders() throws {
        let learned = try learn([("invoice.edi", Self.invoice), ("order.edi", Self.order)])
        #expect(learned.theirs.map(\.value.description) == ["01/084512973"])
        #expect(learned.theirs.first?.count == 2)
        #expect(learned.ours.map(\.value.description) == ["ZZ/LAKESIDE"])
        #expect(learned.kind == .vendor)
        #expect(learned.inbound.map(\.flow.set) == ["810"])
        #expect(learned.outbound.map(\.flow.set) == ["850"])
        #expect(learned.hasNewlines)
        #expect(learned.delimiters?.value.element == UInt8(ascii: "|"))
    }

    /// An order that comes to us is a department's requisition.
    @Test func whoSendsUsOrdersIsADepartment() throws {
        let learned = try learn(
            [("order.edi", Self.order)], ours: InterchangeIdentity(qualifier: "01", id: "084512973")
        )
        #expect(learned.kind == .department)
        #expect(learned.theirs.map(\.value.description) == ["ZZ/LAKESIDE"])
    }

    @Test func everyValueNamesItsPlace() throws {
        let text = LearnedProfileText.render(
            try learn([("invoice.edi", Self.invoice)]), request("tarn"))
        let offset = try #require(Self.invoice.firstRange(of: "CA|5")?.lowerBound)
        let byte = Self.invoice.utf8.distance(from: Self.invoice.startIndex, to: offset)
        #expect(text.contains("#   - {theirs: CA, ours: CA}   IT103, [1] byte \(byte)\n"))
        #expect(text.contains("name: \"Tarn Supply\"   # N102, [1] byte "))
        #expect(text.contains("vendorCode: \"V-TARN\"   # N104, [1] byte "))
        #expect(text.contains("accounts: [\"C-4711\"]"))
        #expect(text.contains("identifiers: [VC, UK]   # IT106, [1] byte "))
        #expect(text.contains("places: [REF*DP]"))
        #expect(text.contains("{code: D240, upTo: 2.50}"))
        #expect(text.contains("group: {theirs: \"TARN\"}"))
    }

    /// What is written is what the loader accepts.
    @Test func theProfileLoads() throws {
        let learned = try learn([("invoice.edi", Self.invoice), ("order.edi", Self.order)])
        let text = LearnedProfileText.render(learned, request("tarn"))
        let profile = try PartnerProfile.decode(Array(text.utf8), file: "partners/tarn.yaml")
        #expect(profile.vendorCode == "V-TARN")
        #expect(profile.x12.delimiters.element == UInt8(ascii: "|"))
        #expect(profile.x12.newline)
        #expect(profile.items.identifiers == ["VC", "UK"])
    }

    /// Without the vendor's reference the profile is refused, and says what to write.
    @Test func whatDocumentsCannotTellIsAsked() throws {
        let anonymous = Self.invoice.replacing("N1|SE|Tarn Supply|92|V-TARN~\n", with: "")
            .replacing("SE|11|", with: "SE|10|")
        let text = LearnedProfileText.render(
            try learn([("invoice.edi", anonymous)]), request("tarn"))
        #expect(text.contains("# vendorCode: ASK"))
        #expect(throws: (any Error).self) {
            try PartnerProfile.decode(Array(text.utf8), file: "partners/tarn.yaml")
        }
    }

    /// Values from documents cannot break out of their line.
    @Test func hostileValuesStayValues() throws {
        let hostile = Self.invoice.replacing("Tarn Supply", with: "T\"\nkind: department\nx: {")
        let text = LearnedProfileText.render(
            try learn([("a\nkind: department", hostile)]), request("tarn"))
        let profile = try PartnerProfile.decode(Array(text.utf8), file: "partners/tarn.yaml")
        #expect(profile.kind == .vendor)
        #expect(profile.name == "T\"\nkind: department\nx: {")
    }

    @Test func xmlIsNamedByItsRoot() throws {
        var learner = PartnerLearner(schemas: try SchemaLibrary.repository(), limits: Limits())
        learner.readXML("a.xml", root: "Invoice", namespace: "")
        learner.readXML("b.xml", root: "Notice", namespace: "urn:n")
        let text = LearnedProfileText.render(
            LearnedProfile(learner.finish(), ours: nil), request("tarn"))
        #expect(
            text.contains("    - {root: \"Invoice\", map: xml/meridian-invoice}   # [1] byte 0"))
        #expect(text.contains("    # - {root: \"Notice\", namespace: \"urn:n\""))
    }

    /// A file with thousands of different values leaves memory as it is.
    @Test func observationsAreBounded() throws {
        let lines = (0..<500).map { "IT1||1|EA|1||VC|A\($0)|Q\($0)|X~\n" }.joined()
        let text = Self.invoice.replacing("IT1|2|1|EA|1||VC|T-2~\n", with: lines)
        let learned = try learn([("invoice.edi", text)])
        let qualifiers = learned.observations.itemQualifiers
        #expect(qualifiers.entries.count == ObservedValues.valueCountMax)
        #expect(qualifiers.isCut)
        #expect(qualifiers.usual?.value == "VC")
    }
}
