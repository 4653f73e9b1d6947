internal import Diagnostics
package import Journal
internal import Spool

/// What a person can do to an exchange or a document: the same from the command line beside a
/// running daemon or without one. Each action is one commit that names the person; the daemon sees
/// the changed state and carries it out.
package struct OperatorActions {
    private let journal: JournalStore
    private let now: @Sendable () -> Timestamp
    private let actor: String

    /// `actor` is `os:<user>`.
    package init(journal: JournalStore, seams: Seams, actor: String) {
        self.journal = journal
        now = seams.now
        self.actor = actor
    }

    /// What an action was aimed at: `17` is an exchange with everything in it, `17/2` the second
    /// document in it.
    package struct Target: Hashable, Sendable {
        package let exchange: Int64
        package let document: Int?

        package init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard let exchange = parts.first.flatMap({ Int64($0) }), parts.count <= 2 else {
                return nil
            }
            self.exchange = exchange
            guard parts.count == 2 else {
                document = nil
                return
            }
            guard let document = Int(parts[1]), document > 0 else { return nil }
            self.document = document
        }
    }

    package enum Refusal: Error, Hashable, Sendable {
        case notFound
        /// The state it is in does not allow the action.
        case wrongState(String)
    }

    /// Lets what is held go on: documents are posted again; where the whole file or one of its
    /// interchanges is held, the file is read again, so that the envelope is judged and answered
    /// anew.
    package func release(_ target: Target) throws {
        try change(target, .release) { exchange in
            guard exchange.state == .held || exchange.state == .dead else { return nil }
            var released = exchange
            released.state = .incoming
            released.releases += 1
            released.attempts = 0
            released.reason = nil
            return released
        } document: { document, interchange in
            guard document.state == .held || document.state == .dead, document.payload != nil,
                interchange != .conflicting
            else { return nil }
            var released = document
            released.state = .posting
            released.attempts = 0
            released.nextAttemptAt = nil
            released.reason = nil
            return released
        }
    }

    /// Closes what is held as refused, with the person's reason. Documents that were acknowledged
    /// are noted for the application advice that tells their sender, in the same commit.
    package func reject(_ target: Target, reason: String) throws {
        let why = HoldReason(
            code: "operator.rejected", message: reason, owner: "partner",
            nextStep: "the partner sends a corrected document")
        try change(target, .reject) { exchange in
            guard exchange.state == .held || exchange.state == .dead else { return nil }
            var rejected = exchange
            rejected.state = .rejected
            rejected.reason = why
            // The daemon moves the file to where its row now says.
            if exchange.direction == .inbound { rejected.queue = Queue.archive.rawValue }
            return rejected
        } document: { document, _ in
            guard document.state == .held || document.state == .dead else { return nil }
            var rejected = document
            rejected.state = .rejected
            rejected.reason = why
            return rejected
        }
    }

    /// Reads an inbound file again from its archived bytes. Records that are there stay as they
    /// are, and an acknowledgment that was given is not given a second time.
    package func replay(_ exchangeID: Int64) throws {
        let (now, actor) = (self.now(), self.actor)
        try commit { transaction in
            guard var exchange = try transaction.reader.exchange(exchangeID) else {
                throw Refusal.notFound
            }
            guard exchange.direction == .inbound else {
                throw Refusal.wrongState("only received files can be replayed")
            }
            let previous = exchange.state
            switch previous {
            case .incoming, .posting, .deferred:
                throw Refusal.wrongState("still under way (\(previous.rawValue))")
            case .outgoing, .delivered: throw Refusal.wrongState("only received files")
            case .posted, .rejected, .held, .dead, .duplicate, .settled: break
            }
            exchange.state = .incoming
            exchange.releases += 1
            exchange.reason = nil
            exchange.attempts = 0
            try transaction.update(
                exchange, from: previous, at: now, actor: actor, note: "replay")
        }
    }

    private enum Verb { case release, reject }

    /// Applies a change to an exchange or to documents in it. When documents are concerned, only
    /// those that the change accepts are touched, and the exchange follows them.
    private func change(
        _ target: Target, _ verb: Verb,
        exchange changeExchange: @escaping @Sendable (Exchange) -> Exchange?,
        document changeDocument:
            @escaping @Sendable (DocumentRow, InterchangeRow.State?) -> DocumentRow?
    ) throws {
        let (now, actor) = (self.now(), self.actor)
        try commit { transaction in
            guard let exchange = try transaction.reader.exchange(target.exchange) else {
                throw Refusal.notFound
            }
            guard exchange.direction == .inbound || verb == .reject else {
                throw Refusal.wrongState(
                    "it was sent by us; close it with 'waybill held reject', and send what is "
                        + "right from the ERP")
            }
            let interchanges = Dictionary(
                try transaction.reader.interchanges(of: exchange.id).map { ($0.ordinal, $0.state) },
                uniquingKeysWith: { first, _ in first })
            let isReadAgain =
                verb == .release && interchanges.values.contains(.conflicting)
                && target.document == nil
            var documents = try transaction.reader.documents(of: exchange.id, limit: 1_000_000)
            if let wanted = target.document {
                guard documents.indices.contains(wanted - 1) else { throw Refusal.notFound }
                documents = [documents[wanted - 1]]
                if verb == .release, documents[0].state == .held,
                    interchanges[documents[0].interchangeOrdinal] == .conflicting
                {
                    throw Refusal.wrongState(
                        "its whole interchange is held; release exchange \(exchange.id)")
                }
            }
            var changedCount = 0
            for document in documents where !isReadAgain {
                let interchange = interchanges[document.interchangeOrdinal]
                guard let changed = changeDocument(document, interchange) else { continue }
                try transaction.update(changed, from: document.state, at: now, actor: actor)
                if changed.state == .rejected, exchange.direction == .inbound,
                    interchange == .accepted, document.isAdvisable
                {
                    try transaction.insert(
                        AdviceRow(
                            documentID: document.id, exchangeID: exchange.id, verdict: .rejected,
                            cause: document.reason, words: changed.reason?.message ?? "",
                            decidedAt: now))
                }
                changedCount += 1
            }
            if changedCount > 0 {
                try Self.settle(exchange, in: transaction, at: now, actor: actor)
                return
            }
            guard target.document == nil, let changed = changeExchange(exchange) else {
                throw Refusal.wrongState("it is \(exchange.state.rawValue), not held")
            }
            try transaction.update(changed, from: exchange.state, at: now, actor: actor)
        }
    }

    /// Brings the exchange's state in line with its documents'.
    private static func settle(
        _ exchange: Exchange, in transaction: borrowing JournalTransaction, at now: Timestamp,
        actor: String
    ) throws {
        let counts = try transaction.reader.documentStates(of: exchange.id)
        var settled = exchange
        settled.state = ExchangeState(documents: counts)
        if settled.state != .held, settled.state != .dead { settled.reason = nil }
        try transaction.update(settled, from: exchange.state, at: now, actor: actor)
    }

    private func commit(
        _ body: @escaping @Sendable (borrowing JournalTransaction) throws -> Void
    ) throws {
        try journal.commit(body)
    }
}

extension ExchangeState {
    /// The state of an inbound exchange, from how many of its documents stand where: the one that
    /// most needs attention wins.
    package init(documents counts: [DocumentState: Int]) {
        if counts[.posting, default: 0] > 0 {
            self = .posting
        } else if counts[.dead, default: 0] > 0 {
            self = .dead
        } else if counts[.held, default: 0] > 0 {
            self = .held
        } else if counts[.posted, default: 0] > 0 {
            self = .posted
        } else if counts[.rejected, default: 0] > 0 {
            self = .rejected
        } else if counts[.duplicate, default: 0] > 0 {
            self = .duplicate
        } else {
            self = .settled
        }
    }
}

extension DocumentRow {
    /// Whether an 824 can speak of it: a transaction set that is itself no answer.
    var isAdvisable: Bool {
        !functionalID.isEmpty && functionalID != "FA" && setCode != "824"
    }
}
