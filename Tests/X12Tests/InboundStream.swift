import Diagnostics
import TestSupport
import Testing
import X12

/// Plays the calls of a validated stream to an `AcknowledgmentBuilder` and renders the answer.
struct InboundStream {
    var builder: AcknowledgmentBuilder
    var characterSet = X12CharacterSet.utf8
    /// Whether the answer is kept for the independent readers.
    var isJudged = true

    init(
        limits: AcknowledgmentBuilder.Limits = .init(), wantsTA1: Bool = false,
        version: String = "00401"
    ) {
        builder = AcknowledgmentBuilder(limits: limits)
        var header = InterchangeHeader()
        header.senderQualifier = "01"
        header.senderID = "071234565"
        header.receiverQualifier = "ZZ"
        header.receiverID = "STCLAREHOSP"
        header.date = "260302"
        header.time = "0915"
        header.version = version
        header.controlNumber = "000000905"
        header.wantsInterchangeAcknowledgment = wantsTA1
        header.usage = "P"
        builder.interchangeBegan(header, delimiters: .usual)
    }

    mutating func group(
        _ functionalID: String = "IN", _ controlNumber: String = "905",
        version: String = "004010", verdict: FunctionalGroupVerdict,
        _ body: (inout InboundStream) -> Void
    ) {
        var header = FunctionalGroupHeader()
        header.functionalID = functionalID
        header.controlNumber = controlNumber
        header.version = version
        builder.groupBegan(header)
        body(&self)
        builder.groupEnded(verdict)
    }

    mutating func set(
        _ controlNumber: String, of set: String = "810", reference: String? = nil,
        _ verdict: TransactionSetVerdict = .accepted,
        _ body: (inout InboundStream) -> Void = { _ in }
    ) {
        var header = TransactionSetHeader()
        header.set = set
        header.controlNumber = controlNumber
        header.implementationReference = reference
        builder.transactionSetBegan(header, schema: nil)
        body(&self)
        builder.transactionSetEnded(verdict, segmentCount: 12)
    }

    mutating func found(
        _ list: AcknowledgmentCode.List, _ code: String, _ segment: String? = nil,
        _ position: Int? = nil, severity: Severity = .error, element: Int? = nil,
        component: Int? = nil, repetition: Int? = nil, reference: String? = nil,
        value: String? = nil, implementation: String? = nil, trigger: DiagnosticPlace? = nil
    ) {
        var place = DiagnosticPlace()
        place.segment = segment
        place.segmentPosition = position
        place.elementPosition = element
        place.componentPosition = component
        place.repetition = repetition
        place.elementReference = reference
        builder.found(
            Diagnostic(
                DiagnosticCode("x12.test"), severity, "A finding.", place: place, found: value,
                acknowledgment: AcknowledgmentCode(list, code, implementation: implementation),
                trigger: trigger))
    }

    /// What is found about a segment, and then the segment itself, as the validator hands them out.
    mutating func segment(
        _ text: String, _ position: Int, _ findings: (inout InboundStream) -> Void = { _ in }
    ) {
        findings(&self)
        let bytes = Array(text.utf8)
        let ends =
            bytes.indices.filter { bytes[$0] == UInt8(ascii: "*") }.map(UInt32.init)
            + [UInt32(bytes.count)]
        builder.segment(
            SegmentView(bytes: bytes.span, ends: ends.span, fileOffset: 0),
            at: SegmentPlace(row: nil, segmentPosition: position))
    }

    mutating func ended() throws -> AcknowledgedInterchange {
        builder.interchangeEnded()
        return try #require(builder.takeFinished().first)
    }

    /// The answer, one segment a line.
    mutating func answer(
        _ options: AcknowledgmentRenderer.Options = .init()
    ) throws -> RenderedAcknowledgment? {
        let interchange = try ended()
        var writing = InterchangeWriter.Options()
        writing.newlineAfterSegment = true
        writing.characterSet = characterSet
        let envelope = AcknowledgmentEnvelope(
            answering: interchange.header, interchangeControlNumber: 31, groupControlNumber: 12,
            transactionSetControlNumber: 7,
            date: try #require(CalendarDate(year: 2026, month: 3, day: 2)), minuteOfDay: 557,
            writing: writing)
        let answer = try AcknowledgmentRenderer.render(interchange, in: envelope, options)
        if let answer, isJudged { try JudgedFile.keep(answer.bytes, suffix: options.kind.rawValue) }
        return answer
    }

    /// The lines from ST to SE.
    mutating func body(_ options: AcknowledgmentRenderer.Options = .init()) throws -> String {
        let text = String(decoding: try #require(try answer(options)).bytes, as: UTF8.self)
        let lines = text.split(separator: "\n")
        let envelope = ["ISA", "GS*", "GE*", "IEA"]
        return lines.filter { !envelope.contains(String($0.prefix(3))) }.joined(separator: "\n")
    }
}
