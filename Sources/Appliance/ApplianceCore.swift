internal import Diagnostics
internal import Journal
internal import Logging
internal import Partners
internal import Posting
internal import Spool
internal import Synchronization

/// What the parts of a running appliance share.
final class ApplianceCore: Sendable {
    let settings: ApplianceSettings
    let journal: JournalStore
    let spool: SpoolDirectory
    let target: any ERPTarget
    let seams: Seams
    let logger: Logger
    let answers: AnswerWriter
    private let current: Mutex<Catalog>

    init(
        settings: ApplianceSettings, journal: JournalStore, spool: SpoolDirectory,
        target: any ERPTarget, catalog: Catalog, seams: Seams, logger: Logger
    ) {
        self.settings = settings
        self.journal = journal
        self.spool = spool
        self.target = target
        self.seams = seams
        self.logger = logger
        answers = AnswerWriter(spool: spool)
        current = Mutex(catalog)
    }

    /// The catalog in force; work that began with an older one ends with it.
    var catalog: Catalog {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    var retry: RetryPolicy {
        RetryPolicy(
            first: settings.retry.first, longest: settings.retry.longest,
            attemptCountMax: settings.retry.attempts)
    }

    /// Lets files whose pause is over be read again.
    func resumeDeferred(at now: Timestamp) throws {
        let due = try journal.read { try $0.deferredExchanges(dueAt: now) }
        guard !due.isEmpty else { return }
        try journal.commit { transaction in
            for exchange in due {
                var resumed = exchange
                resumed.state = .incoming
                resumed.nextAttemptAt = nil
                try transaction.update(resumed, from: .deferred, at: now)
            }
        }
    }

    /// Commits a body that writes files into `outgoing`: if it certainly failed, they are taken back.
    func commitWritingAnswers<T: Sendable>(
        _ body: @escaping @Sendable (borrowing JournalTransaction) throws -> T
    ) throws -> T {
        // One such commit at a time, because taking back goes by what was written last.
        try answerLock.withLock { _ in
            do {
                let value = try journal.commit(body)
                answers.settle()
                return value
            } catch let error as JournalError where error.code == .io {
                // Whether the disk has the commit is not known. The files stay: the next start
                // delivers those that have a row and removes those that have none.
                answers.settle()
                throw error
            } catch {
                answers.takeBack()
                throw error
            }
        }
    }

    private let answerLock = Mutex(())

    /// Puts written files into their partners' folders and records that. What fails stays
    /// `outgoing` and is tried again when the lane runs next.
    func deliver(_ deliveries: [PendingDelivery]) throws {
        guard !deliveries.isEmpty else { return }
        let requests = deliveries.compactMap { delivery in
            FileName(delivery.fileName).map { Delivery(name: delivery.name, finalName: $0) }
        }
        let results = spool.deliver(requests)
        let now = seams.now()
        let outcomes = zip(deliveries.map(\.exchangeID), results).map { ($0, $1) }
        try journal.commit { transaction in
            for (id, result) in outcomes {
                guard let exchange = try transaction.reader.exchange(id),
                    exchange.state == .outgoing
                else { continue }
                var delivered = exchange
                switch result {
                case .delivered(let name): delivered.fileName = name.description
                case .deliveredBefore: break
                case .failed: continue
                }
                delivered.state = .delivered
                delivered.delivery = "delivered"
                delivered.queue = ""
                try transaction.update(delivered, from: .outgoing, at: now)
            }
        }
        for (id, result) in outcomes {
            guard case .failed(let error) = result else { continue }
            logger.warning(
                "deliveryFailed", metadata: ["exchange": "\(id)", "code": "\(error.code)"])
        }
    }
}
