import Diagnostics
import TestSupport
import Testing
import X12

/// Envelopes: counts, control numbers, missing and stray parts, verdicts.
struct ReaderTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    private func read(_ bytes: [UInt8]) -> EventRecorder {
        SplitVerifier.read(bytes, .whole, schemas: library)
    }

    private func codes(_ recorder: EventRecorder) -> [String] {
        recorder.diagnostics.map(\.code.rawValue)
    }

    @Test func cleanOrderIsAccepted() {
        let recorder = read(Sample.order())
        #expect(recorder.diagnostics == [])
        #expect(recorder.setVerdicts == [.accepted])
        #expect(recorder.groupVerdicts == [.accepted])
        #expect(recorder.lines.first?.hasPrefix("interchange ") == true)
        #expect(recorder.lines.last == "interchange ended")
        #expect(recorder.lines.filter { $0.hasPrefix("segment") }.count == 12)
    }

    @Test(arguments: [
        ("SE*12*0001", "SE*13*0001", "x12.se-segment-count", "4"),
        ("SE*12*0001", "SE*12*0002", "x12.se-control-number", "3"),
        ("GE*1*7", "GE*2*7", "x12.ge-set-count", "5"),
        ("GE*1*7", "GE*1*8", "x12.ge-control-number", "4"),
        ("IEA*1*", "IEA*2*000000101", "x12.iea-group-count", "021"),
        ("IEA*1*", "IEA*1*000000102", "x12.iea-control-number", "001"),
        (
            "GS*PO", "GS*PO*STMARYHOSP*GLOVESUPPLY*20240601*1200*X7*X*004010",
            "x12.gs-control-number", "6"
        ),
        ("SE*12", nil, "x12.se-missing", "2"),
        ("GE*1", nil, "x12.ge-missing", "3"),
        ("IEA", nil, "x12.iea-missing", "023"),
    ])
    func envelopeBreachHasItsCode(
        segment: String, replacement: String?, code: String, acknowledgment: String
    ) {
        let recorder = read(Sample.order(replacing: segment, with: replacement))
        let finding = recorder.diagnostics.first { $0.code.rawValue == code }
        #expect(finding?.acknowledgment?.code == acknowledgment)
        #expect(recorder.lines.contains("interchange ended"))
        #expect(recorder.lines.contains { $0.hasPrefix("group ended") })
        #expect(recorder.lines.contains { $0.hasPrefix("set ended") })
    }

    @Test func paddedControlNumbersAreOnlyAWarning() {
        let recorder = read(Sample.order(replacing: "SE*12", with: "SE*12*00001"))
        #expect(codes(recorder) == ["x12.control-number-padding"])
        #expect(recorder.setVerdicts == [.accepted])
    }

    @Test func findingPointsAtTheElement() throws {
        let bytes = Sample.order(replacing: "SE*12", with: "SE*99*0001")
        let finding = try #require(read(bytes).diagnostics.first)
        let range = try #require(finding.range)
        #expect(Array(bytes[range.offset..<range.end]) == Array("99".utf8))
        #expect(finding.place.segment == "SE")
        #expect(finding.place.segmentPosition == 12)
        #expect(finding.place.elementPosition == 1)
        #expect(finding.place.transactionSetControlNumber == "0001")
        #expect(finding.place.groupControlNumber == "7")
        #expect(finding.place.interchangeControlNumber == "000000101")
        #expect(finding.expected == "12")
        #expect(finding.found == "99")
        #expect(finding.message == "SE01 says 99 segments, counted 12.")
    }

    @Test func oneBadSetDoesNotBlockItsNeighbour() {
        let bytes = Sample.order { segments in
            let set = Array(segments[1...12])
            segments.insert(
                contentsOf: set.map {
                    $0.replacing("0001", with: "0002").replacing("*24*BX", with: "*X4*BX")
                }, at: 1)
            segments[segments.count - 2] = "GE*2*7"
        }
        let recorder = read(bytes)
        #expect(recorder.setVerdicts == [.rejected, .accepted])
        #expect(recorder.groupVerdicts == [.partiallyAccepted])
        #expect(codes(recorder) == ["x12.element-number"])
    }

    @Test func duplicateSetControlNumberIsNoted() {
        let bytes = Sample.order { segments in
            segments.insert(contentsOf: segments[1...12], at: 1)
            segments[segments.count - 2] = "GE*2*7"
        }
        let recorder = read(bytes)
        #expect(codes(recorder) == ["x12.st-control-number-duplicate"])
        #expect(recorder.groupVerdicts == [.acceptedWithErrors])
    }

    @Test func acknowledgmentOfTheInterchangeIsHandedOut() {
        let bytes = Sample.order { segments in
            segments.insert("TA1*000000055*240531*0900*A*000", at: 0)
        }
        let recorder = read(bytes)
        #expect(recorder.lines.contains { $0.hasPrefix("TA1 ") })
        #expect(recorder.diagnostics == [])
    }

    @Test func unknownSetIsReadWithoutTable() {
        let bytes = Sample.order { segments in
            segments[1] = "ST*862*0001"
            segments[0] = segments[0].replacing("PO*ST", with: "SS*ST")
        }
        let recorder = read(bytes)
        #expect(codes(recorder) == ["x12.set-unknown"])
        #expect(recorder.diagnostics.first?.acknowledgment?.code == "1")
        #expect(recorder.setVerdicts == [.rejected])
        #expect(recorder.lines.filter { $0.hasPrefix("segment") }.count == 12)
    }

    @Test func otherReleaseUsesNearestTableAndSaysSo() {
        let bytes = Sample.order { segments in
            segments[0] = segments[0].replacing("004010", with: "004030")
        }
        let recorder = read(bytes)
        #expect(codes(recorder) == ["x12.release-approximated"])
        #expect(recorder.setVerdicts == [.accepted])
    }

    @Test func wrongFunctionalIDIsAWarning() {
        let bytes = Sample.order { segments in
            segments[0] = segments[0].replacing("GS*PO", with: "GS*IN")
        }
        #expect(codes(read(bytes)) == ["x12.functional-id"])
    }

    @Test func segmentOutsideSetIsTold() {
        let bytes = Sample.order { segments in segments.insert("N1*BY*LOST", at: 1) }
        let recorder = read(bytes)
        #expect(codes(recorder) == ["x12.segment-outside-set"])
    }

    @Test func withoutTablesOnlyEnvelopesAreChecked() {
        var options = ValidationOptions()
        options.validatesSets = false
        var reader = InterchangeReader(schemas: NoSchemas(), options: options)
        var recorder = EventRecorder()
        let bytes = Sample.order(replacing: "DTM", with: "DTM*???*99999999")
        reader.push(bytes.span, to: &recorder)
        reader.finish(to: &recorder)
        #expect(recorder.diagnostics == [])
        #expect(recorder.lines.filter { $0.hasPrefix("segment") }.count == 12)
    }

    @Test func everySplitReadsTheSame() {
        let bytes = Sample.order { segments in
            segments[4] = "DTM*002*20241399"
            segments.insert("ZZZ*1*2", at: 6)
        }
        let difference = SplitVerifier.difference(
            bytes, splitMax: 600, seeds: 1..<10
        ) { SplitVerifier.read($0, $1, schemas: library).lines }
        #expect(difference == nil)
    }

    /// One damaged byte anywhere is never a trap, and every part that began ends.
    @Test func oneDamagedByteNeverBreaksTheEvents() {
        let bytes = Sample.order()
        for offset in bytes.indices {
            for value in [UInt8(ascii: "*"), UInt8(ascii: "~"), 0xFF] {
                var damaged = bytes
                damaged[offset] = value
                let lines = read(damaged).lines
                for part in ["interchange", "group", "set"] {
                    let begun = lines.filter {
                        $0.hasPrefix("\(part) ") && !$0.hasPrefix("\(part) ended")
                    }
                    let ended = lines.filter { $0.hasPrefix("\(part) ended") }
                    #expect(begun.count == ended.count, "byte \(offset) set to \(value)")
                }
            }
        }
    }

    @Test func findingsAreBoundedPerSetAndFile() {
        var limits = Limits()
        limits.diagnosticCountPerSetMax = 3
        let bytes = Sample.order { segments in
            segments.insert(contentsOf: repeatElement("ZZZ*1", count: 10), at: 4)
            segments[segments.count - 3] = "SE*22*0001"
        }
        let recorder = SplitVerifier.read(bytes, .whole, schemas: library, limits: limits)
        #expect(recorder.diagnostics.count == 4)
        #expect(
            recorder.diagnostics.last?.message
                == "7 more findings in this transaction set are not listed.")
        limits.diagnosticCountPerFileMax = 2
        let fewer = SplitVerifier.read(bytes, .whole, schemas: library, limits: limits)
        #expect(fewer.diagnostics.last?.message == "8 more findings in this file are not listed.")
        #expect(fewer.setVerdicts == [.rejected])
    }
}
