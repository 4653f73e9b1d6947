import Diagnostics
import X12

/// Whatever comes in: the answer, when one is due, can be written, reads back without an error of
/// its own, and says of groups and sets what was gathered. Reading any bytes as acknowledgments
/// never traps.
enum AcknowledgmentProperty {
    static func fault(in input: FuzzInput) -> String? {
        var inbound = InboundConsumers(limits: limits(input))
        ReaderProperty.read(input, input.chunking, to: &inbound)
        _ = inbound.reader.takeFinished()
        for interchange in inbound.builder.takeFinished() {
            if let fault = fault(answering: interchange, input.choices) { return fault }
        }
        return nil
    }

    private static func limits(_ input: FuzzInput) -> AcknowledgmentBuilder.Limits {
        var limits = AcknowledgmentBuilder.Limits()
        guard input.limits.diagnosticCountPerSetMax < 100 else { return limits }
        limits.groupCountMax = 2
        limits.listedSetCountMax = 2
        limits.uncleanSetCountMax = 2
        limits.segmentCountPerSetMax = 2
        limits.segmentCountMax = 3
        return limits
    }

    private static func fault(
        answering interchange: AcknowledgedInterchange, _ choices: UInt32
    ) -> String? {
        var options = AcknowledgmentRenderer.Options()
        if choices & 0x40_0000 != 0 {
            options.kind = .implementation
            options.implementationReference = "005010X231A1"
        }
        guard let date = CalendarDate(year: 2026, month: 3, day: 2) else { return "no such day" }
        var envelope = AcknowledgmentEnvelope(
            answering: interchange.header, interchangeControlNumber: 31, groupControlNumber: 12,
            date: date, minuteOfDay: 557)
        // As a profile gives them, whatever the ISA said.
        (envelope.senderQualifier, envelope.receiverQualifier) = ("ZZ", "01")
        (envelope.senderID, envelope.receiverID) = ("STMARYHOSP", "071234565")
        (envelope.groupSenderCode, envelope.groupReceiverCode) = ("STMARYHOSP", "071234565")
        envelope.usage = "T"
        do throws(WriterError) {
            guard
                let answer = try AcknowledgmentRenderer.render(interchange, in: envelope, options)
            else { return nil }
            return fault(in: answer, to: interchange)
        } catch {
            return "cannot be written: \(error)"
        }
    }

    private static func fault(
        in answer: RenderedAcknowledgment, to interchange: AcknowledgedInterchange
    ) -> String? {
        var judge = AnswerJudge()
        var reader = InterchangeReader(schemas: FuzzTables.library)
        reader.push(answer.bytes.span, to: &judge)
        reader.finish(to: &judge)
        if let error = judge.error { return "\(error): \(answer.bytes.span.x12Text)" }
        let read = judge.reader.takeFinished()
        guard read.count == answer.transactionSetCount, judge.groupCount == answer.groupCount,
            judge.interchangeCount == 1, judge.noteCount == (answer.noteCount)
        else { return "counts differ: \(answer.bytes.span.x12Text)" }
        for (said, meant) in zip(read, answer.transactionSetCount > 0 ? interchange.groups : []) {
            if let difference = difference(said, meant) {
                return "\(difference): \(answer.bytes.span.x12Text)"
            }
        }
        return nil
    }

    private static func difference(
        _ said: FunctionalAcknowledgment, _ meant: AcknowledgedGroup
    ) -> String? {
        if said.isUnusable { return "our own answer is unusable" }
        let group = said.group
        if group.verdict != meant.verdict { return "AK901 says \(group.verdict)" }
        // Elements 97, 123 and 2 are at most six digits.
        let counts = [meant.claimedCount, meant.receivedCount, meant.acceptedCount]
        if [group.claimedCount, group.receivedCount, group.acceptedCount]
            != counts.map({ min($0, 999_999) })
        {
            return "AK9 counts differ"
        }
        guard group.sets.count == meant.sets.count else { return "AK2 loops differ" }
        for (set, other) in zip(group.sets, meant.sets) {
            if set.verdict != other.verdict { return "AK501 says \(set.verdict)" }
            if set.segments.count != other.segments.count { return "AK3 loops differ" }
        }
        return nil
    }
}

extension RenderedAcknowledgment {
    fileprivate var noteCount: Int { interchangeAcknowledgment == nil ? 0 : 1 }
}

/// Both readers of an inbound file in one pass.
private struct InboundConsumers: InterchangeConsumer {
    var builder: AcknowledgmentBuilder
    var reader: AcknowledgmentReader

    init(limits: AcknowledgmentBuilder.Limits) {
        builder = AcknowledgmentBuilder(limits: limits)
        reader = AcknowledgmentReader(limits: limits)
    }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        builder.interchangeBegan(header, delimiters: delimiters)
        reader.interchangeBegan(header, delimiters: delimiters)
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        builder.groupBegan(header)
        reader.groupBegan(header)
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        builder.transactionSetBegan(header, schema: schema)
        reader.transactionSetBegan(header, schema: schema)
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        builder.segment(segment, at: place)
        reader.segment(segment, at: place)
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        builder.transactionSetEnded(verdict, segmentCount: segmentCount)
        reader.transactionSetEnded(verdict, segmentCount: segmentCount)
    }

    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        builder.groupEnded(verdict)
        reader.groupEnded(verdict)
    }

    mutating func interchangeEnded() {
        builder.interchangeEnded()
        reader.interchangeEnded()
    }

    mutating func found(_ diagnostic: Diagnostic) {
        builder.found(diagnostic)
        reader.found(diagnostic)
    }
}

/// Reads our own answer.
private struct AnswerJudge: InterchangeConsumer {
    /// Elements that name what is answered, and so repeat it as it was: wrong there, they are
    /// wrong here.
    private static let echoes: [String: Set<Int>] = [
        "TA1": [1, 2, 3], "AK1": [1, 2, 3], "AK2": [1, 2, 3], "AK3": [1], "IK3": [1],
    ]

    var reader = AcknowledgmentReader(
        limits: {
            var limits = AcknowledgmentBuilder.Limits()
            limits.segmentCountPerSetMax = .max
            return limits
        }())
    private(set) var error: String?
    private(set) var interchangeCount = 0
    private(set) var groupCount = 0
    private(set) var noteCount = 0

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        interchangeCount += 1
        reader.interchangeBegan(header, delimiters: delimiters)
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        groupCount += 1
        reader.groupBegan(header)
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        if schema == nil { error = "no table for \(header.set)" }
        reader.transactionSetBegan(header, schema: schema)
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        if place.row == nil { error = "\(segment.text(0)) has no place" }
        reader.segment(segment, at: place)
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        // An echo may cost our own set its verdict; the content is what is compared.
        reader.transactionSetEnded(.accepted, segmentCount: segmentCount)
    }

    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    mutating func interchangeEnded() {}

    mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) { noteCount += 1 }

    mutating func found(_ diagnostic: Diagnostic) {
        guard diagnostic.severity == .error else { return }
        let isEcho =
            Self.echoes[diagnostic.place.segment ?? ""]?
            .contains(diagnostic.place.elementPosition ?? 0) ?? false
        if isEcho || diagnostic.code.rawValue == "x12.element-too-short" { return }
        error = "\(diagnostic.code): \(diagnostic.message)"
    }
}
