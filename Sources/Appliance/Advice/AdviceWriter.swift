internal import Diagnostics
internal import Documents
internal import Journal
internal import Logging
internal import Mapping
internal import Partners
internal import Spool
internal import X12

/// Tells partners in an application advice (824) what was decided about their documents, where
/// their profile says so. Each decision is told once: the advice is written in the commit that
/// takes its control numbers and marks the decision.
struct AdviceWriter {
    /// Decisions told in one turn; those about one received exchange share an interchange.
    static let decisionCountMax = 500

    let core: ApplianceCore

    /// One decision with what it is about.
    private struct Entry: Sendable {
        let decision: AdviceRow
        let document: DocumentRow
        let findings: [Diagnostic]
    }

    /// Decisions about one exchange that go in one release.
    private struct Batch: Sendable {
        let release: String
        let plan: CompiledMap
        var entries: [Entry] = []
    }

    /// Tells what is due for a folder; whether there may be more.
    func run(folder: String) throws -> Bool {
        let due = try core.journal.read {
            try $0.dueAdvice(folder: folder, limit: Self.decisionCountMax)
        }
        guard !due.isEmpty else { return false }
        let partner = core.catalog.partner(folder: folder)
        let wanted = due.filter { partner?.wantsAdvice($0.verdict) ?? false }
        try omit(due.filter { !wanted.contains($0) })
        guard let partner else { return false }
        let byExchange = Dictionary(grouping: wanted, by: \.exchangeID)
        for exchangeID in byExchange.keys.sorted() {
            for batch in try batches(byExchange[exchangeID] ?? [], for: partner) {
                try tell(batch, about: exchangeID, to: partner)
            }
        }
        return due.count == Self.decisionCountMax
    }

    /// Decisions the partner is not told: the profile asks for none, or there is no profile.
    private func omit(_ decisions: [AdviceRow]) throws {
        guard !decisions.isEmpty else { return }
        try core.journal.commit { transaction in
            for decision in decisions {
                try transaction.settleAdvice(decision.id, as: .omitted, sentID: nil)
            }
        }
    }

    // MARK: Batches

    /// By the release the profile sends 824s in, else by the one each document came in.
    private func batches(
        _ decisions: [AdviceRow], for partner: ActivePartner
    ) throws -> [Batch] {
        var batches: [String: Batch] = [:]
        for decision in decisions {
            guard let entry = try entry(decision) else { continue }
            let release =
                partner.profile.documents.outbound(set: "824")?.release
                ?? core.catalog.schemas.schema(set: "824", version: entry.document.version)?
                .schema.release ?? "004010"
            guard let plan = core.catalog.advicePlan(to: partner, release: release) else {
                try hold(entry, to: partner, Self.noMap(release), [])
                continue
            }
            batches[release, default: Batch(release: release, plan: plan)].entries.append(entry)
        }
        return batches.keys.sorted().compactMap { batches[$0] }
    }

    /// The document and what a partner may be told about it: the map's findings and those of the
    /// posting; the standard's were told in the 997.
    private func entry(_ decision: AdviceRow) throws -> Entry? {
        try core.journal.read { reader in
            guard let document = try reader.document(decision.documentID) else { return nil }
            let findings = try reader.findings(ofDocument: document.id)
                .compactMap { Diagnostic(stored: $0) }
                .filter {
                    !$0.code.rawValue.hasPrefix("x12.") && !$0.code.rawValue.hasPrefix("guide.")
                }
            return Entry(decision: decision, document: document, findings: findings)
        }
    }

    private static func noMap(_ release: String) -> Diagnostic {
        Diagnostic(
            DiagnosticCode("map.missing"), .error, "No map writes an 824 in release \(release).",
            responsible: .procurement)
    }

    // MARK: Writing

    private static func write(
        _ entry: Entry, _ batch: Batch, to partner: ActivePartner, number: String, at now: Timestamp
    ) -> DocumentWriting {
        let addressing = partner.profile.identities.addressing
        let advice = AdviceDocument(
            number: number, decision: entry.decision, answered: entry.document,
            findings: entry.findings, senderCode: addressing?.groupTheirs ?? "",
            receiverCode: addressing?.groupOurs ?? "", release: batch.release, now: now)
        return X12DocumentWriter.write(advice.document, with: batch.plan)
    }

    private func tell(_ batch: Batch, about exchangeID: Int64, to partner: ActivePartner) throws {
        let now = core.seams.now()
        var writable = batch
        writable.entries = []
        // A trial with a number of no consequence: what cannot be written takes none.
        for entry in batch.entries {
            let trial = Self.write(entry, batch, to: partner, number: "1-1", at: now)
            if let fault = trial.diagnostics.first(where: { $0.severity == .error }) {
                try hold(entry, to: partner, fault, trial.diagnostics)
            } else {
                writable.entries.append(entry)
            }
        }
        guard !writable.entries.isEmpty else { return }
        do {
            try send(writable, about: exchangeID, to: partner, at: now)
        } catch let error as WriterError {
            let fault = Diagnostic(
                DiagnosticCode("x12.unwritable"), .error, error.description,
                responsible: .procurement)
            for entry in writable.entries { try hold(entry, to: partner, fault, [fault]) }
        }
    }

    private func send(
        _ batch: Batch, about exchangeID: Int64, to partner: ActivePartner, at now: Timestamp
    ) throws {
        let core = self.core
        guard let folder = PartnerFolder(partner.folder) else { return }
        let name = core.spool.names.next(for: folder)
        let delivery = try core.commitWritingAnswers { transaction -> PendingDelivery in
            let control = try transaction.takeControlNumbers(partner: partner.id, kind: "ISA")
            let group = try transaction.takeControlNumbers(partner: partner.id, kind: "GS")
            let sets = batch.entries.enumerated().map { index, entry in
                Self.write(entry, batch, to: partner, number: "\(control)-\(index + 1)", at: now)
                    .segments
            }
            var interchange = OutgoingInterchange(
                to: partner, set: "824", functionalID: "AG", release: batch.release,
                control: control, group: group, now: now)
            // Words of people and of the partner's own document: nobody can correct them here, and
            // telling most of it is better than telling nothing.
            interchange.writing.values = .replace(with: UInt8(ascii: " "))
            let (bytes, findings) = try interchange.render(sets)
            let first = batch.entries[0].document
            let subject = first.reference.isEmpty ? first.setControlNumber : first.reference
            var row = interchange.exchange(
                bytes, name: name, about: subject, findings: findings, sets: sets.count)
            row.answers = exchangeID
            let id = try transaction.insert(row, sending: bytes, findings: findings)
            for (index, entry) in batch.entries.enumerated() {
                try Self.record(
                    entry, interchange.document(index, of: id, row), in: transaction)
            }
            try core.answers.write(OutgoingFile(name: name, bytes: bytes))
            return PendingDelivery(
                exchangeID: id, name: name, fileName: row.fileName, summary: "824")
        }
        try core.deliver([delivery])
        core.logger.info("adviceSent", metadata: ["exchange": "\(delivery.exchangeID)"])
    }

    /// The set's own row, what it can be found by, and the decision as told.
    private static func record(
        _ entry: Entry, _ row: DocumentRow, in transaction: borrowing JournalTransaction
    ) throws {
        var row = row
        row.type = DocumentType.applicationAdvice.rawValue
        row.reference = entry.document.reference
        let id = try transaction.insert(row)
        let payload = entry.document.payload.flatMap {
            try? DocumentJSON.read(Array($0.utf8))
        }
        let references = payload.map(ExchangeReader.references) ?? []
        for reference in references {
            try transaction.insertReference(
                reference.value, kind: reference.kind, exchangeID: row.exchangeID, documentID: id)
        }
        try transaction.settleAdvice(entry.decision.id, as: .sent, sentID: row.exchangeID)
    }

    /// Shows advice that cannot be written as a held exchange, once for the decision.
    private func hold(
        _ entry: Entry, to partner: ActivePartner, _ fault: Diagnostic, _ findings: [Diagnostic]
    ) throws {
        let now = core.seams.now()
        guard let folder = PartnerFolder(partner.folder) else { return }
        let name = core.spool.names.next(for: folder)
        try core.journal.commit { transaction in
            var row = Exchange(
                direction: .outbound, folder: partner.folder, spoolName: name.text,
                fileName: entry.document.reference, byteCount: 0, sha256: "", state: .held,
                queue: "", receivedAt: now)
            row.partner = partner.id
            row.contents = "824"
            row.validation = "errors"
            row.answers = entry.decision.exchangeID
            row.reason = HoldReasons.adviceUnwritable(fault)
            let id = try transaction.insert(row)
            try transaction.insert(findings, of: id)
            try transaction.settleAdvice(entry.decision.id, as: .held, sentID: id)
        }
    }
}
