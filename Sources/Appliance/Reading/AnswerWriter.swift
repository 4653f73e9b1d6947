internal import Diagnostics
internal import Foundation
internal import Journal
internal import Partners
internal import Sealing
internal import Spool
internal import Synchronization
internal import X12

/// A file in `outgoing` whose row is about to be committed.
struct PendingDelivery: Sendable {
    let exchangeID: Int64
    let name: SpoolName
    let fileName: String
    /// For people, as in `997 A`.
    let summary: String
}

/// Writes acknowledgments into `outgoing` and their rows into the journal, inside one commit.
final class AnswerWriter: Sendable {
    private let spool: SpoolDirectory
    /// Files written by the commit under way, to be taken back if it fails.
    private let written = Mutex<[SpoolName]>([])

    init(spool: SpoolDirectory) { self.spool = spool }

    /// Forgets what earlier commits wrote: they are durable.
    func settle() { written.withLock { $0 = [] } }

    /// Takes back the files of a commit that failed.
    func takeBack() {
        let names = written.withLock { names in
            defer { names = [] }
            return names
        }
        for name in names { spool.discardOutgoing(name) }
    }

    /// Answers one interchange as the partner's profile says; `nil` when no answer is due.
    func write(
        _ interchange: AcknowledgedInterchange, to exchange: Exchange, of partner: ActivePartner,
        at now: Timestamp, in transaction: borrowing JournalTransaction
    ) throws -> PendingDelivery? {
        var interchange = interchange
        partner.adjust(&interchange)
        let options = partner.acknowledgmentOptions
        // One trial with numbers of no consequence says how many are needed.
        guard
            let trial = try AcknowledgmentRenderer.render(
                interchange, in: envelope(interchange, partner, 1, 1, now), options)
        else { return nil }
        let control = try transaction.takeControlNumbers(partner: partner.id, kind: "ISA")
        let group =
            trial.groupCount == 0
            ? 0
            : try transaction.takeControlNumbers(
                partner: partner.id, kind: "GS", count: trial.groupCount)
        guard
            let answer = try AcknowledgmentRenderer.render(
                interchange, in: envelope(interchange, partner, control, max(1, group), now),
                options)
        else { return nil }
        let kind = answer.transactionSetCount > 0 ? options.kind.rawValue : "TA1"
        let fileName =
            "\(kind)_\(Self.safe(interchange.header.controlNumber))_\(Self.padded(control)).edi"
        return try insert(
            answer.bytes, fileName: fileName, contents: kind,
            summary: "\(kind) \(Self.verdict(interchange, answer))",
            controlNumber: Self.padded(control), to: exchange, at: now, in: transaction)
    }

    /// Gives an earlier answer again, unless it still waits to be picked up.
    func repeatAnswer(
        _ answer: Exchange, to exchange: Exchange, at now: Timestamp,
        in transaction: borrowing JournalTransaction
    ) throws -> PendingDelivery? {
        guard answer.state != .outgoing,
            let bytes = try transaction.reader.sentBytes(of: answer.id)
        else { return nil }
        let path = "\(spool.path(of: try folder(answer), .outbound))/\(answer.fileName)"
        if FileManager.default.fileExists(atPath: path) { return nil }
        return try insert(
            bytes, fileName: answer.fileName, contents: answer.contents,
            summary: answer.acknowledgment, controlNumber: answer.controlNumber, to: exchange,
            at: now, in: transaction)
    }

    private func insert(
        _ bytes: [UInt8], fileName: String, contents: String, summary: String,
        controlNumber: String, to exchange: Exchange, at now: Timestamp,
        in transaction: borrowing JournalTransaction
    ) throws -> PendingDelivery {
        let name = spool.names.next(for: try folder(exchange))
        var row = Exchange(
            direction: .outbound, folder: exchange.folder, spoolName: name.text,
            fileName: fileName, byteCount: Int64(bytes.count),
            sha256: SHA256Hasher.digest(of: bytes.span).hex, state: .outgoing,
            queue: Queue.outgoing.rawValue, receivedAt: now)
        row.partner = exchange.partner
        row.format = "X12"
        row.contents = contents
        row.environment = exchange.environment
        row.controlNumber = controlNumber
        row.validation = "clean"
        row.delivery = "outgoing"
        row.answers = exchange.id
        let id = try transaction.insert(row)
        try transaction.keep(bytes, of: id)
        try transaction.insertReference(
            controlNumber, kind: "control", exchangeID: id, documentID: nil)
        try write(OutgoingFile(name: name, bytes: bytes))
        return PendingDelivery(exchangeID: id, name: name, fileName: fileName, summary: summary)
    }

    /// Writes one file into `outgoing`, fsynced, and remembers it until the commit is through.
    func write(_ file: OutgoingFile) throws {
        written.withLock { $0.append(file.name) }
        try spool.writeOutgoing([file])
    }

    private func folder(_ exchange: Exchange) throws -> PartnerFolder {
        guard let folder = PartnerFolder(exchange.folder) else {
            throw ApplianceError(.software, "'\(exchange.folder)' is no folder name")
        }
        return folder
    }

    private func envelope(
        _ interchange: AcknowledgedInterchange, _ partner: ActivePartner, _ control: Int,
        _ group: Int, _ now: Timestamp
    ) -> AcknowledgmentEnvelope {
        var envelope = AcknowledgmentEnvelope(
            answering: interchange.header, interchangeControlNumber: control,
            groupControlNumber: group, date: now.date, minuteOfDay: now.minuteOfDay,
            writing: partner.writing)
        if let codes = partner.groupCodes {
            envelope.groupSenderCode = codes.ours
            envelope.groupReceiverCode = codes.theirs
        }
        return envelope
    }

    /// The worst that was said: `A`, `E`, `P` or `R`.
    private static func verdict(
        _ interchange: AcknowledgedInterchange, _ answer: RenderedAcknowledgment
    ) -> String {
        guard answer.transactionSetCount > 0 else {
            return answer.interchangeAcknowledgment?.verdict.rawValue ?? ""
        }
        let order: [FunctionalGroupVerdict] = [
            .rejected, .partiallyAccepted, .acceptedWithErrors, .accepted,
        ]
        let verdicts = Set(interchange.groups.map(\.verdict))
        return (order.first(where: verdicts.contains) ?? .accepted).rawValue
    }

    static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
    }

    /// A control number from outside as part of a file name.
    private static func safe(_ text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(14))
    }
}

extension Timestamp {
    /// UTC minutes since midnight.
    var minuteOfDay: Int {
        let minutes = Int((milliseconds / 60_000) % 1440)
        return minutes < 0 ? minutes + 1440 : minutes
    }
}
