import Diagnostics
import TestSupport
import Testing
import X12

/// From the bytes of an interchange to the bytes of its answer, through reader and validator, and
/// through them again: what we write must be clean by our own judgment.
struct AnsweredInterchangeTests {
    private static let orders = """
        ISA*00*          *00*          *01*071234565      *ZZ*STCLAREHOSP    *260302*0915*U*00401*\
        000000905*0*P*>~
        GS*PO*071234565*STCLAREHOSP*20260302*0915*905*X*004010~
        ST*850*0001~
        BEG*00*SA*PO00042**20260302~
        N1*ST*ST CLARE RECEIVING*92*DOCK-2~
        PO1*1*24*CA*41.5**VC*GLV-0440~
        PO1*2*6*BX*8.2**VC*SYR-1020~
        CTT*2~
        SE*7*0001~
        GE*1*905~
        IEA*1*000000905~

        """

    private func read<Consumer: InterchangeConsumer & ~Copyable>(
        _ text: String, into consumer: inout Consumer
    ) throws {
        var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
        let bytes = Array(text.utf8)
        reader.push(bytes.span, to: &consumer)
        reader.finish(to: &consumer)
    }

    /// The answer to a text, as text.
    private func answer(
        _ text: String, _ options: AcknowledgmentRenderer.Options = .init()
    ) throws -> String {
        var builder = AcknowledgmentBuilder()
        try read(text, into: &builder)
        let interchange = try #require(builder.takeFinished().first)
        var writing = InterchangeWriter.Options()
        writing.newlineAfterSegment = true
        let envelope = AcknowledgmentEnvelope(
            answering: interchange.header, interchangeControlNumber: 31, groupControlNumber: 12,
            date: try #require(CalendarDate(year: 2026, month: 3, day: 2)), minuteOfDay: 557,
            writing: writing)
        let bytes = try #require(
            try AcknowledgmentRenderer.render(interchange, in: envelope, options)
        ).bytes
        try JudgedFile.keep(bytes, suffix: options.kind.rawValue)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The lines between ST and SE.
    private func body(_ answer: String) -> [String] {
        let lines = answer.split(separator: "\n").map(String.init)
        return lines.filter { $0.hasPrefix("AK") || $0.hasPrefix("IK") || $0.hasPrefix("TA1") }
    }

    /// The orders with one part replaced.
    private func spoiled(_ part: String, _ replacement: String) throws -> String {
        var text = Self.orders
        text.replaceSubrange(try #require(text.firstRange(of: part)), with: replacement)
        return text
    }

    @Test func cleanOrderIsAccepted() throws {
        #expect(
            body(try answer(Self.orders)) == [
                "AK1*PO*905~", "AK2*850*0001~", "AK5*A~", "AK9*A*1*1*1~",
            ])
    }

    /// One fault each: what is wrong, and the lines that must say so.
    @Test(arguments: [
        ("*6*BX*8.2*", "*6*B?*8.2*", ["AK3*PO1*5**8~", "AK4*3*355*7*B?~", "AK5*R*5~"]),
        ("*24*CA*41.5*", "*24*CA*4X1.5*", ["AK3*PO1*4**8~", "AK4*4*212*6~", "AK5*R*5~"]),
        ("BEG*00*SA*PO00042**20260302~\n", "", ["AK3*BEG*2**3~", "AK5*R*4*5~"]),
        ("**20260302~", "**20260231~", ["AK3*BEG*2**8~", "AK4*5*373*8*20260231~", "AK5*R*5~"]),
        ("*ST CLARE RECEIVING*92*DOCK-2", "**92", ["AK3*N1*3**8~", "AK4*4*67*2~", "AK5*R*5~"]),
        ("CTT*2~", "QQX*1~\nCTT*2~", ["AK3*QQX*6**1~", "AK5*R*4*5~"]),
        ("SE*7*0001", "SE*7*0009", ["AK5*R*3~"]),
        ("SE*7*0001~\n", "", ["AK5*R*2~"]),
        ("GE*1*905", "GE*3*905", ["AK9*R*3*1*0*5~"]),
        ("GE*1*905~\n", "", ["AK9*R*1*1*0*3~"]),
    ])
    func faultIsAnswered(part: String, replacement: String, expected: [String]) throws {
        let lines = body(try answer(try spoiled(part, replacement)))
        for line in expected { #expect(lines.contains(line), "\(lines)") }
    }

    @Test func onlyTheBadSetIsRejected() throws {
        let second = """
            ST*850*0002~
            BEG*00*SA*PO00043**20260302~
            PO1*1*2*ZZZ*10**VC*MSK-7~
            SE*4*0002~

            """
        let text = try spoiled("GE*1*905", second + "GE*2*905")
        #expect(
            body(try answer(text)) == [
                "AK1*PO*905~", "AK2*850*0001~", "AK5*A~", "AK2*850*0002~", "AK3*PO1*3**8~",
                "AK4*3*355*5*ZZZ~", "AK5*R*5~", "AK9*P*2*2*1~",
            ])
    }

    @Test func cutOffInterchangeGetsATA1() throws {
        let text = try spoiled("IEA*1*000000905~\n", "")
        #expect(body(try answer(text)) == ["TA1*000000905*260302*0915*R*023~"])
    }

    /// However damaged the bytes, there is an answer or none, and never a trap.
    @Test func everyCutAndEverySpoiledByteIsSurvived() throws {
        let bytes = Array(Self.orders.utf8)
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var builder = AcknowledgmentBuilder()
            var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
            var spoiled = index % 2 == 0 ? Array(bytes[..<index]) : bytes
            if index % 2 == 1 { spoiled[index] = UInt8(ascii: "*") }
            reader.push(spoiled.span, to: &builder)
            reader.finish(to: &builder)
            for interchange in builder.takeFinished() {
                let date = try #require(CalendarDate(year: 2026, month: 3, day: 2))
                var envelope = AcknowledgmentEnvelope(
                    answering: interchange.header, interchangeControlNumber: 31,
                    groupControlNumber: 12, date: date, minuteOfDay: 557)
                // As the profile says, whatever the ISA said.
                envelope.usage = "T"
                (envelope.senderQualifier, envelope.receiverQualifier) = ("ZZ", "01")
                (envelope.senderID, envelope.receiverID) = ("STCLAREHOSP", "071234565")
                guard
                    let answer = try AcknowledgmentRenderer.render(interchange, in: envelope)
                else { continue }
                var judge = FindingList()
                try read(String(decoding: answer.bytes, as: UTF8.self), into: &judge)
                // What the partner wrote is repeated as it was: too short, or no number or date in
                // TA101 to TA103.
                let faults = judge.findings.filter {
                    $0.code.rawValue != "x12.element-too-short"
                        && !($0.code.rawValue == "x12.ta1-element"
                            && $0.place.elementPosition ?? 9 <= 3)
                }
                #expect(
                    faults.map(\.message) == [],
                    "byte \(index): \(String(decoding: answer.bytes, as: UTF8.self))")
            }
        }
    }

    /// Every answer above must itself be clean, in both releases and as 999.
    @Test(arguments: ["004010", "005010"], ["997", "999"])
    func answerIsCleanByOurOwnTables(version: String, kind: String) throws {
        var text = try spoiled("*6*BX*8.2*", "*6*B?*8.2*")
        text.replace("CTT*2~", with: "QQX*1~\nCTT*2~")
        if version == "005010" {
            text.replace("*U*00401*", with: "*^*00501*")
            text.replace("004010", with: "005010")
        }
        var options = AcknowledgmentRenderer.Options()
        if kind == "999" {
            options.kind = .implementation
            options.implementationReference = "005010X231A1"
        }
        let answer = try answer(text, options)
        var judge = FindingList()
        try read(answer, into: &judge)
        #expect(judge.findings.map(\.message) == [], "\(answer)")
        #expect(judge.setCount == 1)
    }

    @Test(arguments: ["004010", "005010"])
    func readThenWrittenIsTheSame(version: String) throws {
        var options = InterchangeWriter.Options()
        options.newlineAfterSegment = true
        var text = Self.orders
        if version == "005010" {
            options.delimiters.repetition = UInt8(ascii: "^")
            text.replace("*U*00401*", with: "*^*00501*")
            text.replace("004010", with: "005010")
        }
        var copy = CopyingConsumer(options)
        try read(text, into: &copy)
        #expect(copy.failure == nil)
        let bytes = copy.writer.takeBytes()
        try JudgedFile.keep(bytes, suffix: "850")
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}

/// Keeps what the validator finds.
private struct FindingList: InterchangeConsumer {
    private(set) var findings: [Diagnostic] = []
    private(set) var setCount = 0

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {}
    mutating func groupBegan(_ header: FunctionalGroupHeader) {}
    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        setCount += schema == nil ? 0 : 1
    }
    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {}
    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {}
    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    mutating func interchangeEnded() {}
    mutating func found(_ diagnostic: Diagnostic) { findings.append(diagnostic) }
}
