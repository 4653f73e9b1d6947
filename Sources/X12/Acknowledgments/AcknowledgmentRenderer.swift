import Diagnostics

/// Renders what was gathered about one inbound interchange as one outbound interchange: the TA1
/// when it is due, then one 997 (or 999) for each functional group, in one FA group. Groups of
/// different versions need an FA group each, because its GS08 follows the version answered.
///
/// A rejected interchange is answered by its TA1 alone: nothing in it was taken. A value copied
/// from the partner that would separate in our answer is left out of AK404, and elsewhere loses
/// the byte to a full stop; what is too short for its element (ST02 above all) is echoed as it was,
/// because the partner matches by it. So rendering fails only when the envelope itself cannot be written.
package struct AcknowledgmentRenderer: ~Copyable {
    package struct Options: Hashable, Sendable {
        package enum Kind: String, Sendable, Codable {
            /// 997.
            case functional = "997"
            /// 999, which exists from 005010 on: an older group still gets a 997.
            case implementation = "999"
        }

        package var kind = Kind.functional
        /// The guide a 999 follows: its ST03, and its GS08 in place of the plain version.
        package var implementationReference: String?

        package init() {}
    }

    private let options: Options
    private let envelope: AcknowledgmentEnvelope
    private var writer: InterchangeWriter
    private var groupCount = 0
    private var transactionSetCount = 0

    private init(
        _ options: Options, _ envelope: AcknowledgmentEnvelope, writing: InterchangeWriter.Options
    ) {
        self.options = options
        self.envelope = envelope
        writer = InterchangeWriter(writing)
    }

    /// The answer, or `nil` when none is due: no TA1, and no group but FA groups.
    package static func render(
        _ interchange: AcknowledgedInterchange, in envelope: AcknowledgmentEnvelope,
        _ options: Options = Options()
    ) throws(WriterError) -> RenderedAcknowledgment? {
        let note = interchange.interchangeAcknowledgment()
        let groups = note?.verdict == .rejected ? [] : interchange.groups
        guard note != nil || !groups.isEmpty else { return nil }
        let version = interchangeVersion(interchange)
        var renderer = AcknowledgmentRenderer(
            options, envelope, writing: writing(envelope.writing, version: version))
        try renderer.beginInterchange(version: version)
        if let note { try renderer.write(note, about: interchange.header) }
        try renderer.write(groups)
        try renderer.writer.endInterchange()
        return RenderedAcknowledgment(
            bytes: renderer.writer.takeBytes(), groupCount: renderer.groupCount,
            transactionSetCount: renderer.transactionSetCount, interchangeAcknowledgment: note)
    }

    /// ISA12 as the partner wrote it; when that cannot be read, one that fits GS08.
    private static func interchangeVersion(_ interchange: AcknowledgedInterchange) -> String {
        let received = interchange.header.version
        let isReadable = received.utf8.count == 5 && Int(received) != nil
        if isReadable, !interchange.notes.contains(where: { ["003", "017"].contains($0.code) }) {
            return received
        }
        let isLate = interchange.groups.contains { AcknowledgmentRelease($0.version).isLate }
        return isLate ? "00501" : "00401"
    }

    /// The caller's options, made to fit the version and never to refuse.
    private static func writing(
        _ given: InterchangeWriter.Options, version: String
    ) -> InterchangeWriter.Options {
        var options = given
        let used = [given.delimiters.element, given.delimiters.segment, given.delimiters.component]
        func firstFree(_ candidates: [UInt8]) -> UInt8? { candidates.first { !used.contains($0) } }
        if version >= "00402", given.delimiters.repetition == nil {
            options.delimiters.repetition = firstFree(Array("^!|".utf8))
        }
        // What names the partner's parts must come back as it was, whatever the set.
        options.characterSet = .utf8
        let plain = Array(".? ".utf8).filter { $0 != options.delimiters.repetition }
        options.values = .replace(with: firstFree(plain) ?? UInt8(ascii: "0"))
        return options
    }

    private mutating func beginInterchange(version: String) throws(WriterError) {
        var header = InterchangeHeader()
        header.senderQualifier = envelope.senderQualifier
        header.senderID = envelope.senderID
        header.receiverQualifier = envelope.receiverQualifier
        header.receiverID = envelope.receiverID
        header.date = String(envelope.longDate.dropFirst(2))
        header.time = envelope.time
        header.version = version
        header.controlNumber = "\(envelope.interchangeControlNumber)"
        header.usage = envelope.usage
        try writer.beginInterchange(header)
    }

    private mutating func write(
        _ note: InterchangeAcknowledgment, about header: InterchangeHeader
    ) throws(WriterError) {
        try writer.writeSegment(
            "TA1",
            [header.controlNumber, header.date, header.time, note.verdict.rawValue, note.note])
    }

    /// Runs of groups of one version share an FA group.
    private mutating func write(_ groups: [AcknowledgedGroup]) throws(WriterError) {
        var openVersion: String?
        for group in groups {
            let release = AcknowledgmentRelease(group.version)
            let isImplementation = options.kind == .implementation && release.isLate
            let guide = isImplementation ? options.implementationReference : nil
            let version = guide ?? release.version
            if version != openVersion {
                if openVersion != nil { try writer.endGroup() }
                try beginGroup(version: version)
                openVersion = version
            }
            var set = TransactionSetHeader()
            set.set = isImplementation ? "999" : "997"
            set.controlNumber = AcknowledgmentEnvelope.padded(
                envelope.transactionSetControlNumber + transactionSetCount, 4)
            set.implementationReference = guide
            try writer.beginTransactionSet(set)
            let body = AcknowledgmentBody(
                isLate: release.isLate, isImplementation: isImplementation,
                hasGuide: guide != nil,
                characters: WritableCharacters(
                    envelope.writing.characterSet, delimiters: writer.delimiters))
            try body.write(group, to: &writer)
            try writer.endTransactionSet()
            transactionSetCount += 1
        }
        if openVersion != nil { try writer.endGroup() }
    }

    private mutating func beginGroup(version: String) throws(WriterError) {
        var header = FunctionalGroupHeader()
        header.functionalID = "FA"
        header.senderCode = envelope.groupSenderCode
        header.receiverCode = envelope.groupReceiverCode
        header.date = envelope.longDate
        header.time = envelope.time
        header.controlNumber = "\(envelope.groupControlNumber + groupCount)"
        header.version = version
        try writer.beginGroup(header)
        groupCount += 1
    }
}

/// The version an acknowledgment is written in: six digits of the group's GS08, 004010 when that
/// is no version with tables near it. From 005010 on the 997 has more elements and codes, and the 999 exists.
struct AcknowledgmentRelease {
    let version: String
    let isLate: Bool

    init(_ received: String) {
        let number = SchemaLibrary.releaseNumber(received) ?? 0
        guard SchemaLibrary.versionNumbers.contains(number) else {
            version = "004010"
            isLate = false
            return
        }
        version = AcknowledgmentEnvelope.padded(number, 6)
        isLate = number >= 5010
    }
}
