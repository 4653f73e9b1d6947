import Diagnostics
import Documents
import Mapping
import Testing

@Suite struct X12ReadingTests {
    static let order = """
        ST*850*0001~BEG*00*SA*PO-70412**20260302*CT-88~CUR*BY*USD~REF*CT*NOVA-2211~
        PER*BD*Dana Reyes*TE*5550142*EM*dreyes@example.org~ITD*01*3*2**10**30~
        DTM*002*20260309~N9*L1*DELIVERY~MSG*Use dock 4~MSG*Call ahead~
        N1*BY*Lakeside Hospital*UL*0614141000012~N1*ST*Lakeside Hospital Stores*91*ACCT-77~
        N3*400 Shore Road*Dock 4~N3*Building C~N4*Lakeside*MI*49000*US~
        PO1*1*24*CA*12.5*CT*VC*GLV-100*IN*44120~PID*F****Exam glove, nitrile, medium~
        PID*F*08***Nitrile~REF*CA*1000*1-WEST~
        PO1*2*3*EA*118.25**VC*CATH-8F~SDQ*EA*57*ICU*1*OR*2~
        CTT*2~SE*20*0001~
        """

    @Test func readsAnOrder() throws {
        let (reading, unplaced) = read(Self.order, with: try ProjectMaps.plan("850"))
        #expect(unplaced.isEmpty)
        #expect(reading.diagnostics.isEmpty)
        let document = try #require(reading.document)
        #expect(document.reference == "PO-70412")
        #expect(document.root.date("date")?.description == "2026-03-02")
        #expect(document.root.date(qualifier: "002")?.description == "2026-03-09")
        #expect(document.root.reference("CT") == "NOVA-2211")
        let shipTo = try #require(document.root.party("ST"))
        #expect(shipTo.text("identifier") == "ACCT-77")
        #expect(shipTo.text("street3") == "Building C")
        #expect(shipTo.text("city") == "Lakeside")
        let lines = document.root[group: "lines"]
        #expect(lines.count == 2)
        #expect(lines[0].decimal("quantity")?.description == "24")
        #expect(lines[0].item("VC") == "GLV-100")
        #expect(lines[0].item("BP", "IN") == "44120")
        #expect(lines[0].text("description") == "Exam glove, nitrile, medium")
        #expect(lines[0][group: "descriptions"].first?.text("text") == "Nitrile")
        #expect(lines[0].reference("CA") == "1000")
        #expect(lines[1][group: "distributions"][0][group: "shares"].count == 2)
        #expect(
            document.root[group: "notes"][0][group: "texts"].map { $0.text("text") }
                == ["Use dock 4", "Call ahead"])
        #expect(
            document.root[group: "contacts"][0][group: "numbers"].map { $0.text("qualifier") }
                == ["TE", "EM"])
    }

    @Test func remembersWhereValuesCameFrom() throws {
        let (reading, _) = read(Self.order, with: try ProjectMaps.plan("850"))
        let document = try #require(reading.document)
        let number = try #require(document.root.schema.field("number"))
        let source = try #require(document.root.sources[number.index])
        let bytes = Array(Self.order.replacingNewlines.utf8)
        #expect(
            String(decoding: bytes[source.offset..<source.end], as: UTF8.self) == "PO-70412")
    }

    @Test func aValueThatIsNoneHoldsTheDocument() throws {
        let (reading, _) = read(
            "BEG*00*SA*1**20260231~PO1*1*2X*EA~", with: try ProjectMaps.plan("850"))
        #expect(reading.isHeld)
        #expect(
            reading.diagnostics.map(\.message) == [
                "BEG05 is '20260231'; expected a day as CCYYMMDD.",
                "PO102 is '2X'; expected a number such as 12.50.",
                "The PurchaseOrder entry has no date: Order date; BEG05.",
            ])
        #expect(reading.diagnostics[1].range == ByteRange(offset: 28, length: 2))
    }

    @Test func impliedDecimalsAndCredits() throws {
        let (reading, unplaced) = read(
            """
            BIG*20260401*CM-9*20260302*PO-70412***CN~IT1*1*-2*CA*12.5**VC*GLV-100~TDS*-2500~
            TXI*ST*1.75~SAC*C*D240***1000~CTT*1~
            """, with: try ProjectMaps.plan("810"))
        #expect(unplaced.isEmpty)
        let document = try #require(reading.document)
        #expect(document.isCredit)
        #expect(document.root.decimal("total")?.description == "-25.00")
        #expect(document.root[group: "charges"][0].decimal("amount")?.description == "10.00")
        #expect(document.orderNumbers == ["PO-70412"])
    }

    @Test func aDocumentPastTheLineLimitIsDropped() throws {
        var limits = Limits()
        limits.documentLineCountMax = 2
        let lines = (1...9).map { "PO1*\($0)*2*EA~" }.joined()
        let (reading, _) = read(
            "BEG*00*SA*1**20260301~" + lines, with: try ProjectMaps.plan("850"), limits: limits)
        #expect(reading.document == nil)
        #expect(
            reading.diagnostics.map(\.message) == [
                "The document has more than 2 lines, which is the limit; it is held and not"
                    + " translated."
            ])
    }

    @Test func aDocumentPastTheByteLimitIsDropped() throws {
        var limits = Limits()
        limits.documentByteCountMax = 500
        let references = (1...50).map { "REF*CT*\($0)~" }.joined()
        let (reading, _) = read(
            "BEG*00*SA*1**20260301~" + references, with: try ProjectMaps.plan("850"),
            limits: limits)
        #expect(reading.document == nil)
        #expect(reading.isHeld)
    }
}

extension String {
    /// What `read(_:with:)` counts offsets in: one byte between segments.
    var replacingNewlines: String {
        split(whereSeparator: { $0 == "~" || $0.isNewline }).joined(separator: "~")
    }
}
