import Diagnostics
import TestSupport
import Testing
import X12

/// One fault, one finding: what follows it is read as if it had not been there.
struct RecoveryTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    private func findings(_ bytes: [UInt8]) -> [Diagnostic] {
        SplitVerifier.read(bytes, .whole, schemas: library).diagnostics
    }

    private func codes(_ bytes: [UInt8]) -> [String] { findings(bytes).map(\.code.rawValue) }

    @Test func missingLoopStartIsOneFinding() throws {
        let bytes = Sample.order { segments in
            // The PO1 of the first line is gone; what follows it stays.
            segments.replaceSubrange(8...9, with: ["PO4*10", "REF*ZZ*A"])
            segments[segments.count - 4] = "CTT*1"
        }
        let found = findings(bytes)
        #expect(found.map(\.code.rawValue) == ["x12.loop-start-missing"])
        let finding = try #require(found.first)
        #expect(finding.place.segment == "PO1")
        #expect(finding.place.segmentPosition == 8)
        #expect(finding.acknowledgment == AcknowledgmentCode(.segment, "3"))
        #expect(
            finding.message
                == "Segment PO1 (Baseline Item Data), which opens the loop that PO4 belongs to, is missing before it."
        )
    }

    /// MTX belongs to a loop that comes much later; the N1 after it still has its place.
    @Test func strayLaterSegmentDoesNotMoveTheRest() {
        let bytes = Sample.order { segments in
            segments.insert(contentsOf: ["N9*L1*1", "MSG*A", "MTX**B"], at: 5)
            segments[segments.count - 3] = "SE*15*0001"
        }
        #expect(codes(bytes) == ["x12.loop-start-missing"])
    }

    @Test func lostTerminatorIsOneFinding() throws {
        let bytes = Array(
            String(decoding: Sample.order(), as: UTF8.self)
                .replacing("N4*NEWARK*NJ*07102*US~\n", with: "N4*NEWARK*NJ*07102*US\n").utf8)
        let found = findings(bytes)
        #expect(
            found.map(\.code.rawValue) == [
                "x12.segment-terminator-missing", "x12.ctt-line-count", "x12.se-segment-count",
            ])
        let finding = try #require(found.first)
        #expect(finding.place.segment == "N4")
        #expect(finding.acknowledgment == AcknowledgmentCode(.segment, "8"))
        let range = try #require(finding.range)
        #expect(bytes[range.offset] == UInt8(ascii: "\n"))
        #expect(
            finding.message == "Segment N4 runs into PO1: the terminator between them is missing.")
    }

    /// A line break before text that only starts like a segment is data.
    @Test func lineBreakInTextIsNoLostTerminator() {
        let bytes = Sample.order(replacing: "PID", with: "PID*F*08***GLOVES\nPO1 MEDIUM")
        #expect(codes(bytes) == ["x12.element-character"])
    }

    @Test func segmentsOutsideASetAreOneFinding() throws {
        let bytes = Sample.order(replacing: "ST*850", with: nil)
        let found = findings(bytes)
        #expect(
            found.map(\.code.rawValue) == [
                "x12.segment-outside-set", "x12.st-missing", "x12.ge-set-count",
                "x12.group-empty",
            ])
        let finding = try #require(found.first)
        #expect(finding.message == "10 segments, BEG the first, stand outside a transaction set.")
        let range = try #require(finding.range)
        #expect(String(decoding: bytes[range.offset..<range.end], as: UTF8.self).hasPrefix("BEG*"))
        #expect(String(decoding: bytes[range.offset..<range.end], as: UTF8.self).hasSuffix("CTT*2"))
    }

    @Test func bothEndsOfTheFileTellSegmentsOutside() {
        let bytes = Sample.order { $0.append("REF*ZZ*LATE") }
        #expect(codes(bytes) == ["x12.segment-outside-set"])
    }

    @Test(arguments: [
        (["LS*A", "LDT*AD*2*DA", "LE*A"], [String]()),
        (["LS*A", "LDT*AD*2*DA", "LE*B"], ["x12.loop-identifier"]),
        (["LS*A", "LDT*AD*2*DA"], ["x12.segment-missing"]),
        (["LDT*AD*2*DA", "LE*A"], ["x12.segment-missing", "x12.loop-trailer-unexpected"]),
        (["LE*A"], ["x12.loop-trailer-unexpected"]),
    ])
    func boundedLoopHasItsHeaderAndTrailer(loop: [String], expected: [String]) {
        let bytes = Sample.order { segments in
            segments.insert(contentsOf: loop, at: 10)
            segments[segments.count - 3] = "SE*\(12 + loop.count)*0001"
        }
        #expect(codes(bytes) == expected)
    }

    /// In the 832 of 005010 a price holds two bounded loops, LM and N1, each under an LS of its own.
    @Test(arguments: [
        ["LS*LM", "LM*ZZ", "LQ*0*A", "LE*LM"],
        ["LS*N1", "N1*SF*EAST DOCK", "N4*NEWARK*NJ", "LE*N1"],
        ["LS*LM", "LM*ZZ", "LQ*0*A", "LE*LM", "LS*N1", "N1*SF*EAST DOCK", "LE*N1"],
        // LS01 names neither: what follows tells.
        ["LS*0100", "N1*SF*EAST DOCK", "LE*0100"],
        ["LS*0100", "LM*ZZ", "LQ*0*A", "LE*0100", "LS*0200", "N1*SF*EAST DOCK", "LE*0200"],
    ])
    func headerOpensTheLoopItNames(loops: [String]) {
        #expect(codes(catalog(loops)) == [])
    }

    @Test(arguments: [
        (["LS*N1", "N1*SF*EAST DOCK"], ["x12.segment-missing"]),
        (["LS*N1", "LM*ZZ", "LQ*0*A", "LE*N1"], ["x12.segment-missing"]),
        (["LS*N1", "N1*SF*EAST DOCK", "LE*LM"], ["x12.loop-identifier"]),
    ])
    func headerThatNamesALoopHoldsThatOneOnly(loops: [String], expected: [String]) {
        #expect(codes(catalog(loops)).first == expected.first)
    }

    private func catalog(_ loops: [String]) -> [UInt8] {
        let segments =
            [
                "GS*SC*STMARYHOSP*GLOVESUPPLY*20240601*1200*7*X*005010", "ST*832*0001", "BCT*PC*1",
                "LIN*1*VC*A", "CTP**CON*1",
            ] + loops + ["CTT*1", "SE*\(6 + loops.count)*0001", "GE*1*7", "IEA*1*000000101"]
        let header = Sample.header.replacing("*U*00401*", with: "*^*00501*")
        return Array((header + segments.map { $0 + "~" }.joined()).utf8)
    }

    @Test func trailerWithoutHeaderIsUnexpectedSegment() throws {
        let bytes = Sample.order(inserting: "LE*A", after: "PID")
        let finding = try #require(findings(bytes).first)
        #expect(finding.acknowledgment == AcknowledgmentCode(.segment, "2"))
    }
}
