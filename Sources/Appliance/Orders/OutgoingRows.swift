internal import Diagnostics
internal import Documents
internal import Foundation
internal import Journal
internal import Partners
internal import Sealing
internal import Spool

/// The rows of an interchange that is about to go out.
extension OutgoingInterchange {
    /// Its exchange: on its way, and waiting for the answer the profile asks for. `subject` names it
    /// among the partner's files.
    func exchange(
        _ bytes: [UInt8], name: SpoolName, about subject: String, findings: [Diagnostic],
        sets: Int = 1
    ) -> Exchange {
        let number = AnswerWriter.padded(control)
        let safe = subject.filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }.prefix(40)
        var row = Exchange(
            direction: .outbound, folder: partner.folder, spoolName: name.text,
            fileName: "\(set)_\(safe)_\(number).edi", byteCount: Int64(bytes.count),
            sha256: SHA256Hasher.digest(of: bytes.span).hex, state: .outgoing,
            queue: Queue.outgoing.rawValue, receivedAt: now)
        row.partner = partner.id
        row.format = "X12"
        row.contents = sets == 1 ? set : "\(set) ×\(sets)"
        row.environment = partner.profile.environment.rawValue
        row.controlNumber = number
        row.validation = findings.isEmpty ? "clean" : "warnings"
        row.delivery = "outgoing"
        row.profileVersion = partner.version
        let rules = partner.profile.acknowledgments
        if rules.expect != .none {
            row.acknowledgment = "awaited"
            row.dueAt = partner.due(after: now, within: rules.dueWithin)
        }
        return row
    }

    /// The row of the set at an index in exchange `id`.
    func document(_ index: Int, of id: Int64, _ exchange: Exchange) -> DocumentRow {
        var document = DocumentRow(
            exchangeID: id, interchangeOrdinal: 1, ordinal: index + 1, partner: partner.id,
            setCode: set, state: .sent, updatedAt: now)
        document.version = release
        document.functionalID = functionalID
        document.groupControlNumber = String(group)
        document.setControlNumber = Self.setControlNumber(index)
        document.acknowledgment = exchange.acknowledgment
        return document
    }
}

extension JournalTransaction {
    /// Inserts an exchange that goes out, with its bytes, its control number and what was found
    /// while it was written; returns its id.
    func insert(
        _ row: Exchange, sending bytes: [UInt8], findings: [Diagnostic]
    ) throws -> Int64 {
        let id = try insert(row)
        try keep(bytes, of: id)
        try insertReference(row.controlNumber, kind: "control", exchangeID: id, documentID: nil)
        try insert(findings, of: id)
        return id
    }

    /// Keeps findings as the JSON that `--json` shows.
    func insert(_ findings: [Diagnostic], of exchangeID: Int64, documentID: Int64? = nil) throws {
        for finding in findings {
            let body = String(
                decoding: try ExchangeRecorder.encoder.encode(finding), as: UTF8.self)
            try insert(finding, body: body, exchangeID: exchangeID, documentID: documentID)
        }
    }
}

extension Diagnostic {
    /// A finding as it was kept.
    init?(stored body: String) {
        guard let finding = try? JSONDecoder().decode(Diagnostic.self, from: Data(body.utf8))
        else { return nil }
        self = finding
    }
}
