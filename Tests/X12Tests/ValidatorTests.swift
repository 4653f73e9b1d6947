import Diagnostics
import TestSupport
import Testing
import X12

/// Segments and elements against the tables of 004010.
struct ValidatorTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    private func findings(_ bytes: [UInt8]) -> [Diagnostic] {
        SplitVerifier.read(bytes, .whole, schemas: library).diagnostics
    }

    @Test(arguments: [
        ("REF", "REF*DP*" + String(repeating: "A", count: 31), "x12.element-too-long", "5", "127"),
        ("REF", "REF*D*1", "x12.element-too-short", "4", "128"),
        ("REF", "REF*@@*1", "x12.element-code", "7", "128"),
        ("REF", "REF**1", "x12.element-missing", "1", "128"),
        ("REF", "REF*DP", "x12.element-conditionally-missing", "2", "127"),
        ("REF", "REF*DP*1*2*3*4", "x12.elements-too-many", "3", nil),
        ("DTM", "DTM*002*20240230", "x12.element-date", "8", "373"),
        ("DTM", "DTM*002*20240615*2460", "x12.element-time", "9", "337"),
        ("DTM", "DTM*002*240615", "x12.element-date", "8", "373"),
        ("N4", "N4", "x12.segment-empty", "8", nil),
        ("N4", "N4*NEW\nARK*NJ*07102", "x12.element-character", "6", "19"),
        ("PO1*1", "PO1*1*2.4.1*BX*18.50*PE*VC*GLV-100", "x12.element-number", "6", "330"),
        ("PO1*1", "PO1*1*+24*BX*18.50*PE*VC*GLV-100", "x12.element-number", "6", "330"),
        ("PO1*1", "PO1*1*24*BX*18.50*PE*VC", "x12.element-conditionally-missing", "2", "234"),
        ("CTT", "CTT*3", "x12.ctt-line-count", "7", "354"),
        ("BEG", nil, "x12.segment-missing", "3", nil),
    ])
    func breachHasItsCode(
        segment: String, replacement: String?, code: String, acknowledgment: String,
        reference: String?
    ) {
        let found = findings(Sample.order(replacing: segment, with: replacement))
        let finding = found.first { $0.code.rawValue == code }
        #expect(finding?.acknowledgment?.code == acknowledgment, "\(found.map(\.message))")
        #expect(finding?.place.elementReference == reference)
    }

    @Test(arguments: [
        ("ZZZ*1", "BEG", "x12.segment-unknown", "1"),
        ("BSN*00*1*20240601*1200", "BEG", "x12.segment-not-in-set", "6"),
        ("BEG*00*SA*PO00042**20240601", "BEG", "x12.segment-too-often", "5"),
        ("CUR*BY*USD", "N4", "x12.segment-out-of-order", "7"),
    ])
    func misplacedSegmentHasItsCode(
        segment: String, after: String, code: String, acknowledgment: String
    ) {
        let found = findings(Sample.order(inserting: segment, after: after))
        #expect(found.map(\.code.rawValue) == [code])
        #expect(found.first?.acknowledgment?.code == acknowledgment)
        #expect(found.first?.severity == .error)
    }

    /// In the 832 of 005010 an N1 may stand in a price's loop, which LS opens, and in the line's.
    @Test func aLoopBetweenLSAndLEIsEnteredByLSOnly() {
        let segments = [
            "GS*SC*STMARYHOSP*GLOVESUPPLY*20240601*1200*7*X*005010", "ST*832*0001", "BCT*PC*1",
            "LIN*1*VC*A", "CTP**CON*1", "N1*SF*EAST DOCK", "REF*11*7", "CTT*1", "SE*8*0001",
            "GE*1*7", "IEA*1*000000101",
        ]
        let header = Sample.header.replacing("*U*00401*", with: "*^*00501*")
        let found = findings(Array((header + segments.map { $0 + "~" }.joined()).utf8))
        #expect(found.map(\.message) == [])
    }

    @Test func findingSaysWhatWhereExpectedAndFound() throws {
        let bytes = Sample.order(replacing: "DTM", with: "DTM*002*20240230")
        let finding = try #require(findings(bytes).first)
        #expect(finding.message == "DTM02 (Date) is no real day: \u{201C}20240230\u{201D}.")
        #expect(finding.place.segmentPosition == 4)
        #expect(finding.place.elementPosition == 2)
        #expect(finding.expected == "a real day, CCYYMMDD")
        #expect(finding.found == "20240230")
        let range = try #require(finding.range)
        #expect(Array(bytes[range.offset..<range.end]) == Array("20240230".utf8))
    }

    @Test func lengthCountsCharactersNotBytes() {
        let name = String(repeating: "Ä", count: 60)
        #expect(findings(Sample.order(replacing: "N1", with: "N1*BY*\(name)")) == [])
        let tooLong = findings(Sample.order(replacing: "N1", with: "N1*BY*\(name)Ä"))
        #expect(tooLong.map(\.code.rawValue) == ["x12.element-too-long"])
    }

    @Test func trailingSeparatorIsOnlyInformation() {
        let found = findings(Sample.order(replacing: "N3", with: "N3*12 CANAL ST*"))
        #expect(found.map(\.code.rawValue) == ["x12.trailing-separator"])
        #expect(found.first?.acknowledgment == nil)
        #expect(found.first?.severity == .info)
    }

    @Test func componentSeparatorInSimpleElementIsNoted() {
        let found = findings(Sample.order(replacing: "REF", with: "REF*DP*A>B"))
        #expect(found.map(\.code.rawValue) == ["x12.separator-in-element"])
        #expect(found.first?.severity == .warning)
    }

    @Test func externalCodeListMissIsAWarning() {
        let found = findings(Sample.order(replacing: "N4", with: "N4*NEWARK*NJ*07102*QQ"))
        #expect(found.map(\.code.rawValue) == ["x12.element-code"])
        #expect(found.first?.severity == .warning)
    }

    @Test func optionsMakeBreachesTolerable() {
        var options = ValidationOptions()
        options.tooLong = .warning
        options.unknownCode = .warning
        var reader = InterchangeReader(schemas: library, options: options)
        var recorder = EventRecorder()
        let bytes = Sample.order(
            replacing: "REF", with: "REF*@@*" + String(repeating: "A", count: 31))
        reader.push(bytes.span, to: &recorder)
        reader.finish(to: &recorder)
        #expect(recorder.diagnostics.map(\.severity) == [.warning, .warning])
        #expect(recorder.setVerdicts == [.acceptedWithErrors])
    }

    @Test func loopOverItsRepeatIsTold() {
        let bytes = Sample.order { segments in
            segments.insert(
                contentsOf: repeatElement("SAC*C*D240***1000", count: 26), at: 4)
            segments[segments.count - 3] = "SE*38*0001"
        }
        // SAC stands before DTM and may come 25 times.
        #expect(findings(bytes).map(\.code.rawValue) == ["x12.loop-too-often"])
    }

    @Test(arguments: [
        (["HL*1**S", "HL*2*1*O", "HL*3*2*I"], [String]()),
        (["HL*1**S", "HL*1**O", "HL*3*1*I"], ["x12.hl-duplicate"]),
        (["HL*1**S", "HL*2*9*O", "HL*3*2*I"], ["x12.hl-parent"]),
        (["HL*1**S*0", "HL*2*1*O", "HL*3*2*I"], ["x12.hl-children"]),
        (["HL*1**S*1", "HL*2*1*O", "HL*3*2*I*1"], ["x12.hl-children"]),
        (["HL*10**S", "HL*20*10*O", "HL*30*20*I"], []),
    ])
    func hierarchyIsChecked(levels: [String], expected: [String]) {
        let bytes = Sample.order { segments in
            segments =
                [
                    "GS*SH*GLOVESUPPLY*STMARYHOSP*20240601*1200*7*X*004010", "ST*856*0001",
                    "BSN*00*SH001*20240601*1200",
                ] + levels + [
                    "LIN**VC*GLV-100", "CTT*3",
                    "SE*8*0001", "GE*1*7", "IEA*1*000000101",
                ]
        }
        #expect(findings(bytes).map(\.code.rawValue) == expected)
    }

    @Test(arguments: [("3", true), ("1", true), ("2", false)])
    func shipNoticeCountsLevelsOrItems(count: String, isFine: Bool) {
        let bytes = Sample.order { segments in
            segments = [
                "GS*SH*GLOVESUPPLY*STMARYHOSP*20240601*1200*7*X*004010", "ST*856*0001",
                "BSN*00*SH001*20240601*1200", "HL*1**S", "HL*2*1*O", "HL*3*2*I",
                "LIN**VC*GLV-100", "CTT*\(count)", "SE*8*0001", "GE*1*7", "IEA*1*000000101",
            ]
        }
        #expect(findings(bytes).isEmpty == isFine)
    }

    @Test func everyFindingHasWords() {
        var codes: Set<String> = []
        for finding in X12Finding.allCases {
            #expect(finding.rawValue.hasPrefix("x12."))
            #expect(codes.insert(finding.rawValue).inserted)
            #expect(!finding.rule.summary.isEmpty)
            #expect(!finding.rule.rule.isEmpty)
        }
    }
}
