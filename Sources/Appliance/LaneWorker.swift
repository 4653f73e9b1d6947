internal import Diagnostics
internal import Journal
internal import Logging
internal import Partners
internal import Spool

/// One turn of a partner's lane: read what came in, answer it, deliver, bring documents into the
/// ERP, and tell the partner what was decided about them. Only one thread runs a lane at a time.
struct LaneWorker {
    /// Files read before the others of the lane get their commit.
    static let fileCountMax = 64
    /// Bytes of files read before they are committed.
    static let byteCountMax: Int64 = 8 << 20

    let core: ApplianceCore
    /// Called when orders of a department reached the ERP: there may be something to send.
    var ordersChanged: @Sendable () -> Void = {}

    /// Runs one turn of the lane of a partner folder. Failures of the environment are logged and
    /// tried again at the next turn; they never end the daemon.
    func run(folder: String) -> LaneScheduler.Verdict {
        do {
            var hasMore = try readIncoming(folder: folder)
            try redeliver(folder: folder)
            if try post(folder: folder) { hasMore = true }
            if try AdviceWriter(core: core).run(folder: folder) { hasMore = true }
            return hasMore ? .more : .idle
        } catch {
            core.logger.error(
                "laneFailed", metadata: ["folder": "\(folder)", "error": "\(error)"])
            return .idle
        }
    }

    // MARK: Reading

    /// Reads a batch of waiting files; whether there may be more.
    private func readIncoming(folder: String) throws -> Bool {
        let waiting = try core.journal.read {
            try $0.incoming(folder: folder, limit: Self.fileCountMax)
        }
        guard !waiting.isEmpty else { return false }
        let catalog = core.catalog
        var read: [ReadExchange] = []
        var byteCount: Int64 = 0
        for exchange in waiting {
            read.append(try self.read(exchange, catalog))
            byteCount += exchange.byteCount
            if byteCount >= Self.byteCountMax { break }
        }
        try recordOrHold(read, catalog)
        return true
    }

    /// Records a batch. When it cannot be recorded for a reason that will not pass, the files are
    /// recorded one by one, and the one at fault is held: it never blocks its neighbours.
    private func recordOrHold(_ read: [ReadExchange], _ catalog: Catalog) throws {
        do {
            try record(read, catalog)
        } catch {
            if Self.mayPass(error) { throw error }
            guard read.count == 1, let only = read.first else {
                for exchange in read { try recordOrHold([exchange], catalog) }
                return
            }
            guard only.reason == nil else { throw error }
            core.logger.error(
                "exchangeNotRecorded",
                metadata: ["exchange": "\(only.exchange.id)", "error": "\(error)"])
            var original = only.exchange
            original.state = only.previousState
            try record([held(original, HoldReasons.notRecorded("\(error)"))], catalog)
        }
    }

    /// Faults of disk or database that the next turn may not meet.
    private static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as JournalError: error.isRetryable
        case let error as SpoolError: error.isRetryable
        default: false
        }
    }

    private func read(_ exchange: Exchange, _ catalog: Catalog) throws -> ReadExchange {
        let core = self.core
        guard let name = SpoolName(exchange.spoolName),
            let queue = try locate(name, of: exchange)
        else { return held(exchange, HoldReasons.lost) }
        // A turn that failed left it in `active`.
        if queue != .active { try core.spool.move(name, from: queue, to: .active) }
        let reader = ExchangeReader(
            spool: core.spool, catalog: catalog, settings: core.settings,
            now: core.seams.now())
        do {
            return try reader.read(exchange, name: name, in: .active) { portion in
                let documents = portion.documents
                let isFirst = !portion.hasRecordedPortions
                try core.journal.commit { transaction in
                    if isFirst { try transaction.removeFindings(of: exchange.id) }
                    try ExchangeRecorder.recordPortion(
                        documents, of: exchange.id, in: transaction)
                }
                portion.documents = []
                portion.hasRecordedPortions = true
            }
        } catch let error as SpoolError {
            return failed(exchange, error)
        }
    }

    /// A file whose bytes could not be read: tried again while that may help, then held.
    private func failed(_ exchange: Exchange, _ error: SpoolError) -> ReadExchange {
        var read = held(exchange, HoldReasons.unreadable(error.description))
        guard error.isRetryable else { return read }
        read.exchange.attempts += 1
        read.nextAttemptAt = core.retry.next(
            after: read.exchange.attempts, now: core.seams.now(), random: core.seams.random())
        return read
    }

    private func held(_ exchange: Exchange, _ reason: HoldReason) -> ReadExchange {
        var read = ReadExchange(exchange)
        read.reason = reason
        return read
    }

    /// Where the file lies: where its row says, or wherever a crash left it.
    private func locate(_ name: SpoolName, of exchange: Exchange) throws -> Queue? {
        if let queue = Queue(rawValue: exchange.queue), try core.spool.exists(name, in: queue) {
            return queue
        }
        return try core.spool.locate(name)
    }

    /// Commits a batch, then moves its files to where their rows say and delivers the answers.
    private func record(_ read: [ReadExchange], _ catalog: Catalog) throws {
        let (answers, now) = (core.answers, core.seams.now())
        let (outgoing, queues) = try core.commitWritingAnswers {
            transaction -> ([PendingDelivery], [(String, String)]) in
            var recorder = ExchangeRecorder(catalog: catalog, answers: answers, now: now)
            for exchange in read { try recorder.record(exchange, in: transaction) }
            let queues = try read.map { read in
                let row = try transaction.reader.exchange(read.exchange.id)
                return (read.exchange.spoolName, row?.queue ?? Queue.hold.rawValue)
            }
            return (recorder.outgoing, queues)
        }
        try core.deliver(outgoing)
        for (name, queue) in queues {
            guard let name = SpoolName(name), let queue = Queue(rawValue: queue) else { continue }
            // A lost file has no place to be moved from; its row says so.
            guard try core.spool.exists(name, in: .active) else { continue }
            try core.spool.move(name, from: .active, to: queue)
        }
        for exchange in read {
            core.logger.info(
                "exchangeRead",
                metadata: [
                    "exchange": "\(exchange.exchange.id)",
                    "partner": "\(exchange.exchange.partner ?? "")",
                    "format": "\(exchange.exchange.format)",
                ])
        }
    }

    /// Delivers what an earlier turn, or an earlier run, could not.
    private func redeliver(folder: String) throws {
        let rows = try core.journal.read { try $0.outgoing(folder: folder) }
        try core.deliver(
            rows.compactMap { row in
                SpoolName(row.spoolName).map {
                    PendingDelivery(
                        exchangeID: row.id, name: $0, fileName: row.fileName, summary: "")
                }
            })
    }

    // MARK: Posting

    /// Posts a batch; whether there may be more.
    private func post(folder: String) throws -> Bool {
        let poster = DocumentPoster(
            journal: core.journal, target: core.target, catalog: core.catalog,
            retry: core.retry, seams: core.seams)
        // Usually the folder's partner alone; a profile that was renamed or taken away leaves
        // documents behind that the poster must see, to hold them.
        var partners = try core.journal.read { try $0.partnersToPost(folder: folder) }
        if let current = core.catalog.partner(folder: folder)?.id { partners.insert(current) }
        var hasMore = false
        for partner in partners.sorted() where try poster.post(partner: partner) == .progressed {
            hasMore = true
            if core.catalog.partner(id: partner)?.profile.kind == .department { ordersChanged() }
        }
        return hasMore
    }
}
