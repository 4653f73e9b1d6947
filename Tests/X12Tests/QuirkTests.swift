import Diagnostics
import TestSupport
import Testing
import X12

/// What real files have, one test each: read as meant, and told.
struct QuirkTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    private func read(_ bytes: [UInt8]) -> EventRecorder {
        let difference = SplitVerifier.difference(bytes, splitMax: 250, seeds: 1..<4) {
            SplitVerifier.read($0, $1, schemas: library).lines
        }
        #expect(difference == nil)
        return SplitVerifier.read(bytes, .whole, schemas: library)
    }

    private func codes(_ bytes: [UInt8]) -> [String] {
        read(bytes).diagnostics.map(\.code.rawValue)
    }

    private func read(_ text: String) -> EventRecorder { read(Array(text.utf8)) }

    private func codes(_ text: String) -> [String] { codes(Array(text.utf8)) }

    /// The sample order with other delimiters, as bytes of any kind.
    private func order(
        element: [UInt8] = [0x2A], component: [UInt8] = [0x3E], terminator: [UInt8]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in String(decoding: Sample.order(), as: UTF8.self).utf8 {
            switch byte {
            case UInt8(ascii: "*"): bytes += element
            case UInt8(ascii: ">"): bytes += component
            case UInt8(ascii: "~"): bytes += terminator
            case UInt8(ascii: "\n"): break
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    private var text: String { String(decoding: Sample.order(), as: UTF8.self) }

    // MARK: Delimiters

    @Test(arguments: [
        "~", "\n", "\r", "|", "*", "!", "^", "$", "}", "\\", "?", "\u{05}", "\u{15}", "\u{1C}",
    ])
    func terminator(_ terminator: String) {
        let element: [UInt8] = terminator == "*" ? [UInt8(ascii: "~")] : [UInt8(ascii: "*")]
        let recorder = read(order(element: element, terminator: Array(terminator.utf8)))
        #expect(recorder.diagnostics == [])
        #expect(recorder.setVerdicts == [.accepted])
    }

    @Test func terminatorFollowedByCarriageReturnAndLineFeed() {
        #expect(codes(order(terminator: Array("~\r\n".utf8))) == [])
        #expect(codes(order(terminator: Array("\r\n".utf8))) == [])
    }

    @Test func terminatorThatIsNoTextByte() {
        #expect(codes(order(terminator: [0x85])) == [])
    }

    @Test(arguments: ["…", "¦", "\u{85}"])
    func terminatorOfSeveralBytes(_ terminator: String) {
        #expect(codes(order(terminator: Array(terminator.utf8))) == [])
    }

    @Test func separatorOfSeveralBytes() {
        let bytes = order(element: Array("¦".utf8), terminator: [0x7E])
        #expect(codes(bytes) == ["x12.isa-not-fixed-width"])
    }

    @Test(arguments: [
        [UInt8(ascii: "|")], [UInt8(ascii: "^")], [0x07], [0x1D], [UInt8(ascii: ":")],
    ])
    func separator(_ element: [UInt8]) {
        #expect(codes(order(element: element, terminator: [0x7E])) == [])
    }

    @Test func separatorThatIsUsuallyTheComponentSeparator() {
        let bytes = order(element: [UInt8(ascii: ">")], component: [0x2B], terminator: [0x7E])
        #expect(codes(bytes) == [])
        let tilde = order(element: [0x7E], component: [0x3E], terminator: [UInt8(ascii: "'")])
        #expect(codes(tilde) == [])
    }

    @Test func delimitersChangeBetweenInterchanges() {
        let second = order(element: [UInt8(ascii: "|")], terminator: [0x0A])
        let other = String(decoding: second, as: UTF8.self)
            .replacing("000000101", with: "000000102")
        let recorder = read(text + other)
        #expect(recorder.diagnostics == [])
        #expect(recorder.setVerdicts == [.accepted, .accepted])
    }

    // MARK: Around segments

    @Test(arguments: [
        "\u{FEFF}", "\n\n  ", "\u{FEFF}\r\n\t",
    ])
    func beforeTheHeader(_ start: String) { #expect(codes(start + text) == []) }

    @Test func indentationAndBlankLines() {
        #expect(codes(text.replacing("~\n", with: "~\r\n\r\n    ")) == [])
    }

    @Test func doubledTerminators() { #expect(codes(text.replacing("~\n", with: "~~\n")) == []) }

    @Test func blanksAndControlZAtTheEnd() {
        #expect(codes(text + "   \n") == [])
        #expect(codes(text + "\u{1A}") == [])
        #expect(codes(text + "\r\n\u{1A}\u{0}") == [])
    }

    @Test func lastTerminatorMissing() throws {
        let cut = String(text.dropLast(2))
        let recorder = read(cut)
        #expect(recorder.diagnostics.map(\.code.rawValue) == ["x12.last-terminator-missing"])
        #expect(recorder.setVerdicts == [.accepted])
        let range = try #require(recorder.diagnostics.first?.range)
        #expect(range == ByteRange(offset: cut.utf8.count, length: 0))
    }

    @Test func mailAndSignatureAround() {
        let mail = "MIME-Version: 1.0\r\nAS2-From: \"ISABELLA\"\r\n\r\n"
        let signature =
            "\r\n--boundary\r\nContent-Type: application/pkcs7-signature\r\n\r\nMIAG\r\n"
        #expect(codes(mail + text + signature) == ["x12.stray-bytes", "x12.stray-bytes"])
    }

    // MARK: The header

    @Test(arguments: [
        // Collapsed, one short, one long, padded with no-break spaces.
        ("STMARYHOSP     ", "STMARYHOSP", "ISA06 is 10 characters wide instead of 15"),
        ("GLOVESUPPLY    ", "GLOVESUPPLY   ", "ISA08 is 14 characters wide instead of 15"),
        ("STMARYHOSP     ", "STMARYHOSP      ", "ISA06 is 16 characters wide instead of 15"),
        ("*00*          *00*", "*00* *00*", "ISA02 is 1 characters wide instead of 10"),
        (
            "STMARYHOSP     ", "STMARYHOSP\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}",
            "The ISA is 111 bytes long instead of 106"
        ),
    ])
    func headerOfAnotherWidth(from: String, to: String, message: String) {
        let recorder = read(text.replacing(from, with: to))
        #expect(recorder.diagnostics.map(\.code.rawValue) == ["x12.isa-not-fixed-width"])
        #expect(recorder.diagnostics.first?.message.hasPrefix(message) == true)
        #expect(recorder.setVerdicts == [.accepted])
    }

    @Test(arguments: [
        ("*T*~", ["x12.component-separator-missing"]),
        ("*T~", ["x12.isa-not-fixed-width", "x12.component-separator-missing"]),
        ("*T\n", ["x12.isa-not-fixed-width", "x12.component-separator-missing"]),
    ])
    func headerWithoutComponentSeparator(end: String, expected: [String]) {
        let body = end.hasSuffix("\n") ? text.replacing("~\n", with: "\n") : text
        let changed = body.replacing("*T*>\n", with: end).replacing("*T*>~\n", with: end + "\n")
        let recorder = read(changed)
        #expect(recorder.diagnostics.map(\.code.rawValue) == expected)
        #expect(recorder.setVerdicts == [.accepted])
    }

    @Test(arguments: [
        ("U*00401", "U*00501", "x12.repetition-separator-missing"),
        ("U*00401", "^*00401", "x12.standards-identifier"),
        ("*00*          *00*", "*XX*          *00*", "x12.isa-value"),
    ])
    func headerValue(from: String, to: String, code: String) {
        #expect(codes(text.replacing(from, with: to)) == [code])
    }

    @Test func blankInsideATime() {
        let found = codes(text.replacing("*1200*U", with: "*12 0*U"))
        #expect(found == ["x12.isa-value"])
    }

    // MARK: Releases

    @Test(arguments: ["4010", "00401", "004010VICS", "004010UCS", "004010HIBCC", "004010X092A1"])
    func groupVersionOfTheSameRelease(_ version: String) {
        #expect(codes(text.replacing("X*004010", with: "X*\(version)")) == [])
    }

    @Test(arguments: [
        ("003020", "004010"), ("003040", "004010"), ("00403", "004010"), ("004030", "004010"),
        ("004060", "004010"), ("004070", "004010"), ("005030", "005010"), ("007010", "005010"),
        ("008010", "005010"),
        ("002040", "004010"), ("UNKNOWN", "004010"), ("21", "004010"),
    ])
    func groupVersionWithoutTables(version: String, release: String) {
        let recorder = read(text.replacing("X*004010", with: "X*\(version)"))
        #expect(recorder.diagnostics.map(\.code.rawValue) == ["x12.release-approximated"])
        #expect(recorder.lines.contains { $0.hasPrefix("set ") && $0.hasSuffix(" \(release)") })
        #expect(recorder.setVerdicts == [.accepted])
    }

    @Test func releaseInTheSetHeader() throws {
        let recorder = read(
            text.replacing("X*004010", with: "X*UNKNOWN")
                .replacing("ST*850*0001", with: "ST*850*0001*005010"))
        let finding = try #require(recorder.diagnostics.first)
        #expect(finding.code.rawValue == "x12.release-approximated")
        #expect(finding.found == "UNKNOWN")
        #expect(recorder.lines.contains { $0.hasPrefix("set ") && $0.hasSuffix(" 005010") })
    }

    /// ISA12 and GS08 are independent of each other.
    @Test func controlsOfAnotherVersion() {
        #expect(codes(text.replacing("U*00401", with: "U*00200")) == [])
    }

    /// What only breaks the nearest table may be right in the set's own release.
    @Test func tableOfAnotherReleaseOnlyWarns() {
        let early = text.replacing("X*004010", with: "X*003050")
        let recorder = read(
            early.replacing("REF*DP*ICU", with: "REF*DP*" + String(repeating: "A", count: 31)))
        #expect(recorder.diagnostics.map(\.severity) == [.info, .warning])
        #expect(recorder.setVerdicts == [.acceptedWithErrors])
        #expect(read(early.replacing("*24*BX", with: "*X4*BX")).setVerdicts == [.rejected])
    }

    /// Zeros are no day, and none that was mistyped: the set is accepted with errors.
    @Test(arguments: [
        ("00000000", TransactionSetVerdict.acceptedWithErrors), ("20240600", .rejected),
        ("202406150", .rejected), ("000000000", .rejected), ("0000", .rejected),
    ])
    func dateOfZerosIsNoDate(date: String, verdict: TransactionSetVerdict) {
        let text = String(decoding: Sample.order(), as: UTF8.self)
            .replacing("DTM*002*20240615", with: "DTM*002*\(date)")
        #expect(read(text).setVerdicts == [verdict])
        var strict = ValidationOptions()
        strict.zeroDates = .error
        var reader = InterchangeReader(schemas: library, options: strict)
        var recorder = EventRecorder()
        reader.push(Array(text.utf8).span, to: &recorder)
        reader.finish(to: &recorder)
        #expect(recorder.setVerdicts == [.rejected])
    }

    @Test func earlyDatesHaveSixDigits() {
        let early = text.replacing("X*004010", with: "X*003050")
            .replacing("DTM*002*20240615", with: "DTM*002*240615")
        #expect(codes(early) == ["x12.release-approximated"])
        let late = read(text.replacing("DTM*002*20240615", with: "DTM*002*240615"))
        #expect(late.diagnostics.map(\.code.rawValue) == ["x12.element-date"])
        #expect(late.setVerdicts == [.acceptedWithErrors])
        #expect(
            read(text.replacing("DTM*002*20240615", with: "DTM*002*241315")).setVerdicts == [
                .rejected
            ])
    }

    // MARK: Envelopes

    @Test func groupOfAnotherKind() {
        #expect(codes(text.replacing("GS*PO*", with: "GS*IN*")) == ["x12.functional-id"])
    }

    @Test func groupDateOfSixDigits() {
        #expect(
            codes(text.replacing("*20240601*1200*7", with: "*240601*1200*7")) == ["x12.gs-date"])
    }

    @Test func interchangeTwiceInAFile() throws {
        let recorder = read(text + text)
        let finding = try #require(recorder.diagnostics.first)
        #expect(recorder.diagnostics.count == 1)
        #expect(finding.code.rawValue == "x12.isa-control-number-duplicate")
        #expect(finding.acknowledgment == AcknowledgmentCode(.interchange, "025"))
        #expect(recorder.setVerdicts == [.accepted, .accepted])
    }

    @Test(arguments: [
        "TA1*000000055*240531*0900*A*000~\nGS", "GS",
    ])
    func interchangeAcknowledgmentBeforeGroups(_ start: String) {
        #expect(codes(text.replacing("\nGS", with: "\n" + start)) == [])
    }

    @Test func interchangeAcknowledgmentAfterAndWithoutGroups() {
        let ta1 = "TA1*000000055*240531*0900*A*000~\n"
        #expect(codes(text.replacing("IEA*1", with: ta1 + "IEA*1")) == [])
        let header = Sample.header + "\n"
        #expect(codes(header + ta1 + ta1 + "IEA*0*000000101~") == [])
        #expect(codes(header + ta1 + "IEA*1*000000101~") == ["x12.iea-group-count"])
    }

    /// Every element of a TA1 that is missing or not as its table has it is told at its place.
    @Test(arguments: [
        ("TA1*55*240531*0900*A*000", [1]), ("TA1*000000055*20240531*0900*A*000", [2]),
        ("TA1*000000055*240532*0900*A*000", [2]), ("TA1*000000055*240531*2460*A*000", [3]),
        ("TA1*000000055*240531*0900*X*000", [4]), ("TA1*000000055*240531*0900*A", [5]),
        ("TA1*000000055*240531*0900*A*00", [5]), ("TA1", [1, 2, 3, 4, 5]),
    ])
    func elementsOfATA1(segment: String, positions: [Int]) {
        let recorder = read(text.replacing("GS*", with: segment + "~\nGS*"))
        #expect(
            recorder.diagnostics.map(\.code.rawValue)
                == positions.map { _ in "x12.ta1-element" })
        #expect(recorder.diagnostics.map(\.place.elementPosition) == positions)
        #expect(recorder.diagnostics.allSatisfy { $0.acknowledgment == nil })
    }

    @Test func setWithoutEnvelope() {
        let start = text.firstRange(of: "ST*850").map { text[$0.lowerBound...] } ?? ""
        let end = start.firstRange(of: "GE*1").map { start[..<$0.lowerBound] } ?? ""
        let recorder = read(String(end))
        #expect(
            recorder.diagnostics.map(\.code.rawValue) == [
                "x12.envelope-missing", "x12.release-approximated",
            ])
        #expect(recorder.setVerdicts == [.accepted])
    }

    @Test func trailingEmptyElements() {
        #expect(
            codes(text.replacing("N3*12 CANAL ST", with: "N3*12 CANAL ST**")) == [
                "x12.trailing-separator"
            ])
        #expect(
            codes(text.replacing("REF*DP*ICU", with: "REF*DP*ICU****************"))
                == ["x12.trailing-separator"])
    }

    // MARK: Elements

    @Test func lowerCaseCode() throws {
        let recorder = read(text.replacing("*24*BX", with: "*24*bx"))
        let finding = try #require(recorder.diagnostics.first)
        #expect(finding.code.rawValue == "x12.element-code")
        #expect(finding.message.hasSuffix("has the code “bx”; its list has BX."))
        #expect(recorder.setVerdicts == [.rejected])
    }

    @Test func lowerCaseSegmentIsNone() {
        #expect(codes(text.replacing("REF*DP", with: "ref*DP")) == ["x12.segment-unknown"])
    }

    @Test func countryOfThreeLettersIsNotLookedUp() {
        #expect(codes(text.replacing("*07102*US", with: "*07102*USA")) == [])
    }

    @Test func decimalPointWhereItIsImplied() {
        let invoice = Sample.order { order in
            order = [
                "GS*IN*GLOVESUPPLY*STMARYHOSP*20240601*1200*7*X*004010", "ST*810*0001",
                "BIG*20240601*INV77", "IT1*1*24*BX*18.50", "TDS*444.00", "SE*5*0001", "GE*1*7",
                "IEA*1*000000101",
            ]
        }
        #expect(read(invoice).diagnostics.map(\.severity) == [.error])
        var options = ValidationOptions()
        options.decimalPoints = .warning
        var reader = InterchangeReader(schemas: library, options: options)
        var recorder = EventRecorder()
        reader.push(invoice.span, to: &recorder)
        reader.finish(to: &recorder)
        #expect(recorder.diagnostics.map(\.severity) == [.warning])
        #expect(recorder.setVerdicts == [.acceptedWithErrors])
    }

    // MARK: Lines of equal length

    @Test(arguments: [("\n", 80), ("\r\n", 80), ("\n", 72), ("\r\n", 96)])
    func linesOfEqualLength(end: String, width: Int) throws {
        let flat = text.replacing("\n", with: "").replacing("*20240615", with: "*20240699")
        var wrapped = ""
        for (index, character) in flat.enumerated() {
            if index > 0, index.isMultiple(of: width) { wrapped += end }
            wrapped.append(character)
        }
        let bytes = Array(wrapped.utf8)
        let recorder = read(bytes)
        #expect(
            recorder.diagnostics.map(\.code.rawValue) == ["x12.lines-wrapped", "x12.element-date"])
        #expect(recorder.lines.filter { $0.hasPrefix("segment") }.count == 12)
        // The finding points at the element where it stands in the file, line end included.
        let range = try #require(recorder.diagnostics.last?.range)
        let found = String(decoding: bytes[range.offset..<range.end], as: UTF8.self)
        #expect(found.filter(\.isNumber) == "20240699")
    }

    @Test func wrappedInterchangeIsFollowedByAnother() {
        var wrapped = ""
        for (index, character) in text.replacing("\n", with: "").enumerated() {
            if index > 0, index.isMultiple(of: 80) { wrapped += "\n" }
            wrapped.append(character)
        }
        let other = text.replacing("000000101", with: "000000102")
        let recorder = read(wrapped + "\n" + other)
        #expect(recorder.diagnostics.map(\.code.rawValue) == ["x12.lines-wrapped"])
        #expect(recorder.setVerdicts == [.accepted, .accepted])
    }

    // MARK: Binary segments

    private func withImage(_ segment: [UInt8]) -> [UInt8] {
        let parts = text.split(separator: "PO1*1", maxSplits: 1)
        return Array(parts[0].utf8) + segment + Array("~\nPO1*1".utf8) + Array(parts[1].utf8)
    }

    @Test func binarySegmentIsNotSplit() {
        let data: [UInt8] = [0x7E, 0x2A, 0x0A, 0x00, 0xFF, 0x7E, 0x3E, 0x49, 0x53, 0x41, 0x2A]
        let bytes = withImage(Array("BIN*\(data.count)*".utf8) + data)
        let recorder = read(bytes)
        #expect(
            recorder.diagnostics.map(\.code.rawValue) == [
                "x12.segment-unknown", "x12.se-segment-count",
            ])
        let filtered = withImage(Array("BDS*ASC*\(data.count)*".utf8) + data)
        #expect(codes(filtered) == ["x12.segment-unknown", "x12.se-segment-count"])
    }

    @Test func binarySegmentOfAWrongLengthIsReadToItsTerminator() {
        let bytes = withImage(Array("BIN*3*ABCDEF".utf8))
        #expect(
            codes(bytes) == [
                "x12.binary-length", "x12.segment-unknown", "x12.se-segment-count",
            ])
        #expect(codes(withImage(Array("BIN*X*ABC".utf8))).contains("x12.segment-unknown"))
        #expect(codes(withImage(Array("BIN*999999*ABC".utf8))).contains("x12.binary-length"))
    }

    @Test func binarySegmentOverTheLimitIsSkippedWhole() {
        var limits = Limits()
        limits.segmentByteCountMax = 200
        let bytes = withImage(
            Array("BIN*400*".utf8) + [UInt8](repeating: UInt8(ascii: "~"), count: 400))
        let recorder = SplitVerifier.read(bytes, .whole, schemas: library, limits: limits)
        #expect(
            recorder.diagnostics.map(\.code.rawValue) == [
                "x12.segment-too-long", "x12.se-segment-count",
            ])
        let byByte = SplitVerifier.read(bytes, .byByte, schemas: library, limits: limits)
        #expect(byByte.lines == recorder.lines)
    }
}
