import Diagnostics
import TestSupport
import Testing
import X12

struct TokenizerTests {
    private func tokenize(_ text: String, limits: Limits = Limits()) -> [String] {
        SplitVerifier.tokenize(Array(text.utf8), .whole, limits: limits)
    }

    private func ids(_ text: String) -> [String] {
        tokenize(text).filter { $0.hasPrefix("@") }.map {
            String($0.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" })
        }
    }

    private func isa(
        separator: String = "*", component: String = ">", terminator: String,
        version: String = "00401",
        repetition: String = "U"
    ) -> String {
        let values = [
            "ISA", "00", "          ", "00", "          ", "ZZ", "STMARYHOSP     ", "ZZ",
            "GLOVESUPPLY    ", "240601", "1200", repetition, version, "000000101", "0", "T",
            component,
        ]
        return values.joined(separator: separator) + terminator
    }

    @Test(arguments: [
        ("*", ">", "~"), ("~", ">", "*"), ("|", ">", "\n"), ("~", ">", "\r"), ("^", ">", "~"),
        (">", "+", "\r"), ("*", ":", "\u{05}"), ("*", ":", "\u{15}"), ("*", ":", "\u{1C}"),
        ("\u{1D}", "\u{1F}", "\u{1C}"), ("\u{07}", ":", "~"), ("*", ">", "^"), ("~", "|", "}"),
        ("*", ">", "\\"), ("~", ">", "?"), ("*", ":", "!"), ("*", ":", "$"), ("~", "<", "|"),
    ])
    func delimitersComeFromHeader(separator: String, component: String, terminator: String) {
        let text =
            isa(separator: separator, component: component, terminator: terminator)
            + "GS\(separator)PO\(terminator)ST\(separator)850\(terminator)"
        #expect(ids(text) == ["ISA", "GS", "ST"])
        #expect(tokenize(text).last == "@\(106 + 6) [ST] [850]")
    }

    @Test func singleByteOutsideUnicodeTerminates() {
        var bytes = Array(isa(terminator: "~").utf8)
        bytes[105] = 0x85
        bytes += Array("GS*PO".utf8) + [0x85] + Array("ST*850".utf8) + [0x85]
        let lines = SplitVerifier.tokenize(bytes, .whole)
        #expect(lines.suffix(2) == ["@106 [GS] [PO]", "@112 [ST] [850]"])
    }

    @Test func charactersOfSeveralBytesDelimit() {
        let text = isa(separator: "¦", terminator: "…") + "\nGS¦PO…\n  ST¦850…"
        #expect(ids(text) == ["ISA", "GS", "ST"])
        #expect(tokenize(text).last?.hasSuffix("[ST] [850]") == true)
    }

    @Test(arguments: [
        "ISA*00**00**ZZ*A*ZZ*B*240601*1200*U*00401*000000101*0*T*>~GS*PO~",
        "ISA*00* *00* *ZZ*A *ZZ*B *240601*1200*U*00401*000000101*0*T*~GS*PO~",
        "ISA*00* *00* *ZZ*A *ZZ*B *240601*1200*U*00401*000000101*0*T*~\nGS*PO~\nST*850*0001~\n",
        "ISA*00*\u{A0}*00*\u{A0}*ZZ*A\u{A0}\u{A0}*ZZ*B *240601*1200*U*00401*000000101*0*T*>~GS*PO~",
        "ISA|00| |00| |ZZ|A |ZZ|B |240601|1200|U|00401|000000101|0|T||\nGS|PO\n",
    ])
    func damagedHeaderIsReadBySeparators(text: String) {
        #expect(ids(text).prefix(2) == ["ISA", "GS"])
        #expect(tokenize(text).contains { $0.contains("headerNotFixedWidth") })
    }

    @Test func preambleIsSkippedAndTold() {
        let mail = "Content-Type: application/edi-x12\r\nAS2-From: ISABEL\r\n\r\n"
        let lines = tokenize(mail + isa(terminator: "~") + "GS*PO~")
        #expect(lines.first?.contains("strayBytes") == true)
        #expect(lines.last?.hasSuffix("[GS] [PO]") == true)
        #expect(tokenize("\u{FEFF}\n" + isa(terminator: "~")).count == 2)
    }

    @Test func preambleIsBounded() {
        var limits = Limits()
        limits.preambleByteCountMax = 100
        let lines = tokenize(
            String(repeating: "x", count: 200) + " " + isa(terminator: "~"), limits: limits)
        #expect(lines.count == 1)
        #expect(lines.first?.contains("noInterchange") == true)
    }

    @Test func interchangesMayChangeDelimiters() {
        let text =
            isa(terminator: "~") + "IEA*0*000000101~\r\n\r\n--junk--\n"
            + isa(separator: "|", terminator: "\n") + "IEA|0|000000101\n\u{1A}"
        let lines = tokenize(text)
        #expect(ids(text) == ["ISA", "IEA", "ISA", "IEA"])
        #expect(lines.filter { $0.contains("strayBytes") }.count == 1)
    }

    @Test func segmentAfterInterchangeIsStillRead() {
        let text = isa(terminator: "~") + "IEA*0*000000101~\nGS*PO~ST*850~"
        #expect(ids(text) == ["ISA", "IEA", "GS", "ST"])
    }

    @Test func setWithoutEnvelopeIsRead() {
        let text = "ST*850*0001~\nBEG*00~\nSE*3*0001~\n"
        #expect(ids(text) == ["ST", "BEG", "SE"])
        #expect(tokenize(text).contains { $0.contains("envelopeMissing") })
    }

    @Test func blanksAndEmptySegmentsAreSkipped() {
        let text = isa(terminator: "~") + "~~\r\n  GS*PO~ \t ~\n\n ST*850~  "
        #expect(ids(text) == ["ISA", "GS", "ST"])
    }

    @Test func missingLastTerminatorIsTold() {
        let lines = tokenize(isa(terminator: "~") + "GS*PO  \n")
        #expect(lines.contains { $0.hasSuffix("[GS] [PO]") })
        #expect(lines.last?.contains("lastTerminatorMissing") == true)
    }

    @Test(arguments: [
        "", "   \n", "UNB+UNOA:1+US::US'", "<?xml version=\"1.0\"?>", "ISA", "ISA*00*",
    ])
    func whatIsNoInterchangeIsTold(text: String) {
        let lines = tokenize(text)
        #expect(lines.contains { $0.contains("noInterchange") || $0.contains("unreadable") })
    }

    @Test func segmentOverLimitIsAFindingAndReadingGoesOn() {
        var limits = Limits()
        limits.segmentByteCountMax = 200
        let text =
            isa(terminator: "~") + "MSG*" + String(repeating: "x", count: 300) + "~ST*850~"
        for chunking in [Chunking.whole, .byByte, .split(at: 250)] {
            let lines = SplitVerifier.tokenize(Array(text.utf8), chunking, limits: limits)
            #expect(lines.contains { $0.contains("segmentTooLong") && $0.contains("count: 304") })
            #expect(lines.last?.hasSuffix("[ST] [850]") == true)
        }
    }

    /// Found by fuzzing: put together from pieces, it left the interchange open.
    @Test func interchangeEndOverLimitEndsItHoweverCut() {
        var limits = Limits()
        limits.segmentByteCountMax = 20
        let text = isa(terminator: "~") + "IEA*1*" + String(repeating: "0", count: 30) + "~lost"
        for chunking in [Chunking.whole, .byByte, .split(at: 120), .split(at: 140)] {
            let lines = SplitVerifier.tokenize(Array(text.utf8), chunking, limits: limits)
            #expect(lines.last?.contains("strayBytes") == true, "\(chunking)")
        }
    }

    /// Found by fuzzing: a terminator that is the second byte of the separator means one thing to
    /// a reader that knows the byte before and another to one that does not.
    @Test func terminatorInsideTheSeparatorIsNoHeader() {
        var bytes = Array(isa(separator: "¦", terminator: "~").utf8)
        bytes[bytes.count - 1] = 0xA6
        let lines = SplitVerifier.tokenize(bytes + Array("GS¦PO¦A".utf8), .byByte)
        #expect(lines.contains { $0.contains("unreadableHeader") })
        #expect(!lines.contains { $0.hasPrefix("@") })
    }

    @Test func elementsOverLimitAreAFindingAndReadingGoesOn() {
        var limits = Limits()
        limits.elementCountMax = 50
        let text = isa(terminator: "~") + "MSG" + String(repeating: "*", count: 40_000) + "~ST*850~"
        for chunking in [Chunking.whole, .byByte, .split(at: 20_000)] {
            let lines = SplitVerifier.tokenize(Array(text.utf8), chunking, limits: limits)
            #expect(
                lines.contains { $0.contains("tooManyElements") && $0.contains("count: 40000") })
            #expect(lines.last?.hasSuffix("[ST] [850]") == true)
        }
    }

    /// Random bodies of delimiters, IDs and data against the slow tokenizer.
    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func randomBodiesAgreeWithSlowTokenizer(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(isa(terminator: "~").utf8)
        let pieces = ["*", "~", "~\n", "\n", " ", "A", "GS", "IEA", "I", "ISB", "ÄÖ", "*0*", "\r"]
        for _ in 0..<Int.random(in: 0...400, using: &generator) {
            bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
        }
        let whole = SplitVerifier.tokenize(bytes, .whole)
        if let slow = SlowTokenizer.tokenize(bytes) {
            #expect(whole.filter { $0.hasPrefix("@") } == slow, "seed \(seed)")
        }
        let difference = SplitVerifier.difference(bytes, splitMax: 0, seeds: seed..<seed + 3) {
            SplitVerifier.tokenize($0, $1)
        }
        #expect(difference == nil, "seed \(seed)")
    }

    /// Bodies over several blocks of the index, with segments of all sizes, some longer than a
    /// block, against the slow tokenizer and cut everywhere.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func longBodiesAgreeWithSlowTokenizer(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(isa(terminator: "~").utf8)
        while bytes.count < 70_000 {
            bytes += Array("N1".utf8)
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                let long = Int.random(in: 0..<400, using: &generator) == 0
                let count = Int.random(in: 0...(long ? 20_000 : 20), using: &generator)
                let filler: UInt8 =
                    [0x41, 0x20, 0x3E, 0x09, 0xC4].randomElement(
                        using: &generator) ?? 0x41
                bytes += [UInt8(ascii: "*")] + [UInt8](repeating: filler, count: count)
            }
            bytes += Array((Bool.random(using: &generator) ? "~" : "~\r\n").utf8)
        }
        let whole = SplitVerifier.tokenize(bytes, .whole)
        let slow = SlowTokenizer.tokenize(bytes)
        #expect(slow != nil)
        if let slow { #expect(whole.filter { $0.hasPrefix("@") } == slow, "seed \(seed)") }
        for offset in [5_000, 16_384 + 106, 30_001, 65_536] {
            #expect(SplitVerifier.tokenize(bytes, .split(at: offset)) == whole, "\(offset)")
        }
    }
}
