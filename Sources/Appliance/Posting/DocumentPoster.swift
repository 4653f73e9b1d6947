internal import Diagnostics
internal import Documents
internal import Foundation
internal import Journal
internal import Posting

/// Brings a partner's documents into the ERP, in the order they came.
///
/// Documents are planned one after the other and applied in batches. A document that is about an
/// order which another one in the batch touches waits until that batch is applied, because its plan
/// must see what the other did.
struct DocumentPoster {
    static let batchCountMax = 64

    let journal: JournalStore
    let target: any ERPTarget
    let catalog: Catalog
    let retry: RetryPolicy
    let seams: Seams

    enum Result {
        /// Nothing was due.
        case idle
        /// A batch is done; there may be more.
        case progressed
        /// The first document of the lane waits for another try.
        case waiting
    }

    /// What became of one document.
    private enum Verdict: Sendable {
        case posted([RecordLink])
        case held([PostingException])
        case failed(ERPError)
    }

    private struct Planned {
        let document: DocumentRow
        let posting: PostingRequest
    }

    func post(partner: String) throws -> Result {
        let now = seams.now()
        let rows = try journal.read {
            try $0.documentsToPost(partner: partner, at: now, limit: Self.batchCountMax)
        }
        guard !rows.isEmpty else { return .idle }
        guard let active = catalog.partner(id: partner) else {
            try hold(rows, HoldReasons.partnerUnknown(folder: partner))
            return .progressed
        }
        var planned: [Planned] = []
        var touched: Set<String> = []
        var verdicts: [(row: DocumentRow, verdict: Verdict)] = []
        rows: for row in rows {
            guard let document = Self.document(row) else {
                verdicts.append((row, .held([Self.unreadable])))
                continue
            }
            let orders = Set(document.orderNumbers)
            if !touched.isDisjoint(with: orders) {
                verdicts += apply(&planned)
                touched = []
            }
            switch plan(document, row, active) {
            case .success(.post(let posting, _)):
                planned.append(Planned(document: row, posting: posting))
                touched.formUnion(orders)
            case .success(.hold(let exceptions, _)): verdicts.append((row, .held(exceptions)))
            case .failure(let error):
                verdicts.append((row, .failed(error)))
                // Nothing behind it goes first.
                if error.isRetryable { break rows }
            }
        }
        verdicts += apply(&planned)
        return try record(verdicts.sorted { $0.row.id < $1.row.id })
    }

    private func plan(
        _ document: Document, _ row: DocumentRow, _ partner: ActivePartner
    ) -> Swift.Result<PostingPlan, ERPError> {
        guard let map = catalog.postingMaps[document.type] else {
            return .success(PostingPlanner.byHand(document))
        }
        var context = partner.context
        context.discriminator = row.discriminator
        do throws(ERPError) {
            return .success(
                try PostingPlanner.plan(document, context: context, map: map, reader: target))
        } catch {
            return .failure(error)
        }
    }

    private func apply(_ planned: inout [Planned]) -> [(row: DocumentRow, verdict: Verdict)] {
        guard !planned.isEmpty else { return [] }
        defer { planned = [] }
        return zip(planned, target.apply(planned.map(\.posting))).map { entry, result in
            switch result {
            case .success(.applied(let records)), .success(.alreadyApplied(let records)):
                (entry.document, .posted(records.map(RecordLink.init)))
            case .failure(let error): (entry.document, .failed(error))
            }
        }
    }

    // MARK: Recording

    /// Commits what became of a batch. From the first document that has to be tried again, the
    /// rest of the lane is left as it is.
    private func record(_ verdicts: [(row: DocumentRow, verdict: Verdict)]) throws -> Result {
        let (now, retry, catalog) = (seams.now(), self.retry, self.catalog)
        let random = seams.random()
        return try journal.commit { transaction in
            var isWaiting = false
            var exchanges: Set<Int64> = []
            for (row, verdict) in verdicts {
                // A person may have decided about it meanwhile.
                guard try transaction.reader.document(row.id)?.state == .posting else { continue }
                exchanges.insert(row.exchangeID)
                let updated = Self.updated(
                    row, verdict, now: now, retry: retry, random: random, isWaiting: &isWaiting)
                try transaction.update(updated, from: row.state, at: now)
                if case .held(let exceptions) = verdict {
                    try Self.keep(exceptions, of: row, in: transaction)
                }
                guard case .posted(let records) = verdict else { continue }
                // What it was once held for no longer holds.
                try Self.keep([], of: row, in: transaction)
                if row.isAdvisable, catalog.partner(id: row.partner)?.wantsAdvice(.accepted) == true
                {
                    try transaction.insert(
                        AdviceRow(
                            documentID: row.id, exchangeID: row.exchangeID, verdict: .accepted,
                            decidedAt: now))
                }
                for record in records {
                    try transaction.insert(record, documentID: row.id)
                    try transaction.insertReference(
                        record.name, kind: "record", exchangeID: row.exchangeID,
                        documentID: row.id)
                }
                for event in BusinessEvents.events(of: row, at: now) {
                    try transaction.append(event)
                }
            }
            for id in exchanges { try Self.followDocuments(id, at: now, in: transaction) }
            return isWaiting ? .waiting : .progressed
        }
    }

    /// Keeps everything a document is held for beside it, in place of what was found before.
    private static func keep(
        _ exceptions: [PostingException], of row: DocumentRow,
        in transaction: borrowing JournalTransaction
    ) throws {
        try transaction.removeFindings(
            ofDocument: row.id, beginning: PostingException.Kind.allCases.map(\.rawValue))
        let findings = exceptions.map { Diagnostic($0) }
        try transaction.insert(findings, of: row.exchangeID, documentID: row.id)
    }

    private static func updated(
        _ row: DocumentRow, _ verdict: Verdict, now: Timestamp, retry: RetryPolicy,
        random: UInt64, isWaiting: inout Bool
    ) -> DocumentRow {
        var row = row
        row.nextAttemptAt = nil
        switch verdict {
        case .posted:
            row.state = .posted
            row.reason = nil
        case .held(let exceptions):
            row.state = .held
            row.reason = HoldReason(exceptions)
        case .failed(let error) where error.isRetryable:
            row.attempts += 1
            if let next = retry.next(after: row.attempts, now: now, random: random) {
                row.nextAttemptAt = next
                row.reason = HoldReason(
                    code: "erp.\(error.code.rawValue)", message: error.message,
                    owner: "operator", nextStep: "nothing: it is tried again")
                isWaiting = true
            } else {
                row.state = .dead
                row.reason = HoldReasons.givenUp(error.message, attempts: row.attempts)
            }
        case .failed(let error):
            row.state = .held
            row.reason = HoldReason(
                code: "erp.\(error.code.rawValue)", message: error.message,
                owner: error.code == .denied ? "operator" : "procurement",
                nextStep: "correct the record or the map, then: waybill held release ID")
        }
        return row
    }

    /// Brings an exchange's state in line with its documents'.
    static func followDocuments(
        _ id: Int64, at now: Timestamp, in transaction: borrowing JournalTransaction
    ) throws {
        guard let exchange = try transaction.reader.exchange(id) else { return }
        var followed = exchange
        followed.state = ExchangeState(
            documents: try transaction.reader.documentStates(of: id))
        if followed.state == .held || followed.state == .dead {
            followed.reason = try transaction.reader.firstReason(of: id) ?? exchange.reason
        } else if followed.state == .posted || followed.state == .posting {
            followed.reason = nil
        }
        try transaction.update(followed, from: exchange.state, at: now)
    }

    private func hold(_ rows: [DocumentRow], _ reason: HoldReason) throws {
        let now = seams.now()
        try journal.commit { transaction in
            for row in rows {
                var held = row
                held.state = .held
                held.reason = reason
                try transaction.update(held, from: row.state, at: now)
            }
            for id in Set(rows.map(\.exchangeID)) {
                try Self.followDocuments(id, at: now, in: transaction)
            }
        }
    }

    private static func document(_ row: DocumentRow) -> Document? {
        guard let payload = row.payload else { return nil }
        return try? DocumentJSON.read(Array(payload.utf8))
    }

    private static let unreadable = PostingException(
        .unsupported, "The stored document cannot be read any more; replay the file.")
}

extension HoldReason {
    /// The first exception that matters, and how many more there are.
    init(_ exceptions: [PostingException]) {
        let first = exceptions.max { $0.severity < $1.severity } ?? exceptions.first
        var message = first?.message ?? "The document needs a person's decision."
        if let line = first?.line { message += " (line \(line))" }
        if exceptions.count > 1 { message += ", and \(exceptions.count - 1) more" }
        self.init(
            code: first?.code.rawValue ?? "other.manual", message: message,
            owner: first?.owner.rawValue ?? "buyer",
            nextStep: first?.nextStep ?? "decide, then: waybill held release ID")
    }
}

extension Diagnostic {
    /// An exception of the posting as a finding, so that it is shown and told like any other.
    init(_ exception: PostingException) {
        var place = DiagnosticPlace()
        place.line = exception.line
        var message = exception.message
        if let line = exception.line, !message.hasPrefix("line \(line)") {
            message = "line \(line): \(message)"
        }
        self.init(
            DiagnosticCode(exception.code.rawValue), exception.severity, message,
            range: exception.range, place: place, expected: exception.expected,
            found: exception.found, responsible: ResponsibleParty(exception.owner))
    }
}

extension ResponsibleParty {
    init(_ owner: PostingException.Owner) {
        self =
            switch owner {
            case .buyer, .itemMaster, .receiving: .procurement
            case .accountsPayable, .finance: .accountsPayable
            case .integration: .operator
            }
    }
}

extension RecordLink {
    init(_ record: PostedRecord) {
        self.init(
            model: record.model, id: record.id, name: record.name, action: record.action.rawValue)
    }
}
