import Diagnostics
import TestSupport
import Testing
import X12

/// A partner's guide on top of the standard: what compiles, what is found, what is acknowledged.
struct GuideTests {
    private let library: SchemaLibrary
    private let schema: TransactionSetSchema

    init() throws {
        library = try .repository()
        schema = try #require(library.schema(set: "850", version: "004010")).schema
    }

    private func rule(
        _ place: String, _ demands: GuideRule.Demand..., rejects: Bool = true,
        reason: String? = nil
    ) throws -> GuideRule {
        GuideRule(
            place: try X12Path(place), text: place, demands: demands, rejects: rejects,
            reason: reason)
    }

    private func read(_ bytes: [UInt8], _ rules: [GuideRule]) throws -> EventRecorder {
        var options = ValidationOptions()
        options.guides = [try ImplementationGuide(schema, rules)]
        var reader = InterchangeReader(schemas: library, options: options)
        var recorder = EventRecorder()
        for byte in bytes.indices {
            reader.push(bytes.span.extracting(byte..<byte + 1), to: &recorder)
        }
        reader.finish(to: &recorder)
        return recorder
    }

    private func codes(_ rules: [GuideRule], _ bytes: [UInt8] = Sample.order()) throws -> [String] {
        try read(bytes, rules).diagnostics.map(\.code.rawValue)
    }

    @Test func orderThatFollowsTheGuideIsClean() throws {
        let rules = [
            try rule("REF[01=DP]", .required), try rule("REF[01=DP]/02", .required),
            try rule("N1[01=BY]/04", .required, .lengthMin(4), .lengthMax(4)),
            try rule("N1[01=BY]/N4/03", .required), try rule("PO103", .codes(["EA", "BX"])),
            try rule("BEG03", .lengthMax(10)), try rule("TD5", .forbidden),
            try rule("PO1[01=1]/PID", .required),
        ]
        #expect(try codes(rules) == [])
        #expect(try read(Sample.order(), rules).setVerdicts == [.accepted])
    }

    static let breaches: [(String, GuideRule.Demand, String, String, String?)] = [
        ("REF[01=CT]", GuideRule.Demand.required, "guide.segment-missing", "3", "I8"),
        ("REF[01=DP]", .forbidden, "guide.segment-forbidden", "2", "I4"),
        ("N1[01=ST]", .required, "guide.segment-missing", "3", "I7"),
        ("PO109", .required, "guide.element-missing", "1", nil),
        ("N1[01=BY]/05", .required, "guide.element-missing", "2", "I9"),
        ("DTM02", .forbidden, "guide.element-forbidden", "3", "I10"),
        ("REF[01=DP]/02", .forbidden, "guide.element-forbidden", "3", "I13"),
        ("PO103", .codes(["EA", "CA"]), "guide.code", "7", "I6"),
        ("BEG03", .lengthMax(5), "guide.too-long", "5", nil),
        ("BEG03", .lengthMin(15), "guide.too-short", "4", nil),
    ]

    @Test(arguments: breaches)
    func breachHasItsCodes(
        place: String, demand: GuideRule.Demand, code: String, acknowledgment: String,
        implementation: String?
    ) throws {
        let recorder = try read(Sample.order(), [try rule(place, demand)])
        let finding = try #require(recorder.diagnostics.first)
        #expect(Set(recorder.diagnostics.map(\.code.rawValue)) == [code])
        #expect(finding.acknowledgment?.code == acknowledgment)
        #expect(finding.acknowledgment?.implementation == implementation)
        #expect(recorder.setVerdicts == [.rejected])
    }

    @Test func findingSaysWhatTheGuideAsksFor() throws {
        let bytes = Sample.order()
        let rules = [
            try rule("PO103", .codes(["EA", "CA"]), rejects: false, reason: "stock units only")
        ]
        let recorder = try read(bytes, rules)
        let finding = try #require(recorder.diagnostics.first)
        #expect(recorder.diagnostics.count == 1)
        #expect(
            finding.message
                == "By the partner's guide PO103 takes EA, CA, not \u{201C}BX\u{201D} (stock units only)."
        )
        #expect(finding.severity == .warning)
        #expect(finding.expected == "EA, CA")
        #expect(finding.found == "BX")
        #expect(finding.place.segmentPosition == 8)
        #expect(finding.place.elementPosition == 3)
        #expect(finding.place.elementReference == "355")
        let range = try #require(finding.range)
        #expect(Array(bytes[range.offset..<range.end]) == Array("BX".utf8))
        #expect(recorder.setVerdicts == [.acceptedWithErrors])
    }

    /// The second line has no PID; the first has.
    @Test func segmentIsAskedForInEveryTurnOfItsLoop() throws {
        let recorder = try read(Sample.order(), [try rule("PO1/PID", .required)])
        #expect(recorder.diagnostics.map(\.code.rawValue) == ["guide.segment-missing"])
        #expect(recorder.diagnostics.first?.place.segmentPosition == 11)
        #expect(
            recorder.diagnostics.first?.message
                == "By the partner's guide PO1/PID is required and missing before CTT.")
        #expect(try codes([try rule("PO1[01=1]/PID", .required)]) == [])
        #expect(try codes([try rule("PO1[01=2]/PID", .required)]) == ["guide.segment-missing"])
        #expect(try codes([try rule("N1[01=ST]/N4", .required)]) == [])
    }

    @Test func everySetIsAskedAnew() throws {
        let bytes = Sample.order { segments in
            segments.insert(
                contentsOf: segments[1...12].map { $0.replacing("0001", with: "0002") }, at: 13)
            segments[segments.count - 2] = "GE*2*7"
        }
        let found = try codes([try rule("REF[01=CT]", .required)], bytes)
        #expect(found == ["guide.segment-missing", "guide.segment-missing"])
    }

    @Test func otherSetsAndReleasesAreLeftAlone() throws {
        let late = Sample.order { segments in
            segments[0] = segments[0].replacing("004010", with: "005010")
        }
        #expect(try codes([try rule("REF[01=CT]", .required)], late) == [])
    }

    @Test(arguments: [
        ("BEG13", GuideRule.Demand.required, "'BEG13': BEG has 12 elements in release 004010"),
        ("BIG01", .required, "'BIG01': set 850 has no segment BIG"),
        ("REF02-1", .required, "'REF02-1': element 2 of REF has 0 components"),
        ("PO103", .codes(["EACH"]), "'PO103': 'EACH' is no code of element 355 in release 004010"),
        ("BEG03", .lengthMax(40), "'BEG03': element 324 has 1 to 22 characters anyway"),
        ("BEG03", .forbidden, "'BEG03' is mandatory in release 004010"),
        ("BEG", .forbidden, "'BEG' is mandatory in set 850"),
        ("TD5", .lengthMax(3), "'TD5' is a segment; codes and lengths are of an element"),
        ("CTT/PID", .required, "'CTT/PID': PID does not stand in CTT"),
        ("N3#2/01", .required, "a guide's place names no occurrence and no range: 'N3#2/01'"),
    ])
    func ruleThatDoesNotFitIsRefused(
        place: String, demand: GuideRule.Demand, message: String
    ) throws {
        let rules = [try rule("BEG03", .required), try rule(place, demand)]
        let fault = #expect(throws: GuideFault.self) { try ImplementationGuide(schema, rules) }
        #expect(fault?.message == message)
        #expect(fault?.ruleIndex == 1)
    }

    @Test func unknownSegmentComesWithThoseThatAreKnown() throws {
        let rules = [try rule("PO2/PID", .required)]
        let fault = #expect(throws: GuideFault.self) { try ImplementationGuide(schema, rules) }
        #expect(fault?.known.contains("PO1/PID") == true)
    }

    @Test func everyFindingHasWords() {
        for finding in GuideFinding.allCases {
            #expect(finding.rawValue.hasPrefix("guide."))
            #expect(finding.rule.severity == .error)
            #expect(finding.rule.acknowledgment != nil)
            #expect(!finding.rule.summary.isEmpty)
            #expect(!finding.rule.rule.isEmpty)
        }
    }
}
