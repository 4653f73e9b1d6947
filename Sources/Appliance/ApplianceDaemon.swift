internal import Configuration
internal import Diagnostics
internal import Foundation
internal import Journal
internal import Ledger
package import Logging
internal import Mapping
internal import Partners
internal import Posting
internal import Spool
internal import Synchronization

/// The running appliance: one object owns the threads, the spool's lock, the journal and the ERP.
///
/// `run` returns when `stop` was called and every lane has finished the step it was at; nothing that
/// was promised depends on stopping well.
package final class ApplianceDaemon: Sendable {
    private static let orderLane = "\u{0}orders"

    private let core: ApplianceCore
    private let loader: CatalogLoader
    private let lock: HeldLock
    private let manager = ServiceManager()
    private let schedule: Schedule
    private let intake = Mutex<Intake?>(nil)
    private let isStopRequested = Atomic(false)

    /// Keeps the non-copyable lock alive as long as the appliance.
    private final class HeldLock: Sendable {
        let lock: SpoolLock
        init(_ lock: consuming SpoolLock) { self.lock = lock }
    }

    /// A call to something that is made later than its caller.
    private final class Relay: Sendable {
        private let target = Mutex<(@Sendable () -> Void)?>(nil)
        func set(_ target: @escaping @Sendable () -> Void) {
            self.target.withLock { $0 = target }
        }
        @Sendable func call() { target.withLock { $0 }?() }
    }

    /// When the next regular look at orders, retries and overdue acknowledgments is due.
    private final class Schedule: Sendable {
        struct State {
            var nextOrders = Timestamp.zero
            var nextOverdue = Timestamp.zero
            var orderMark: Timestamp?
        }
        let state = Mutex(State())
    }

    /// Opens everything under `site`. Throws `ApplianceError` when it cannot start.
    package convenience init(site: Site, seams: Seams = .system, logger: Logger) throws {
        try self.init(site: site, seams: seams, logger: logger, fileSystem: PosixFileSystem())
    }

    /// The same on another disk, and with another ERP than the one `waybill.yaml` names.
    init(
        site: Site, seams: Seams, logger: Logger, fileSystem: any FileSystem,
        target: (any ERPTarget)? = nil
    ) throws {
        let settings = site.settings
        let random = seams.random
        let names = SpoolNameGenerator(
            now: seams.now, random: { UInt32(truncatingIfNeeded: random()) })
        try site.makeFolders()
        let spool: SpoolDirectory
        do {
            spool = try SpoolDirectory(
                root: settings.spool.path, fileSystem: fileSystem, names: names)
            lock = HeldLock(try spool.lock())
        } catch {
            throw ApplianceError(
                error.code == .locked ? .locked : .io,
                error.code == .locked
                    ? "another waybill works on \(settings.spool.path)" : error.description)
        }
        loader = site.loader
        let (catalog, refusals) = try loader.load(previous: nil)
        core = ApplianceCore(
            settings: settings, journal: try site.openJournal(), spool: spool,
            target: try target ?? site.openTarget(now: seams.now), catalog: catalog,
            seams: seams, logger: logger)
        schedule = Schedule()
        Self.log(refusals, logger)
    }

    /// Recovers, then works until `stop`. Blocks.
    package func run() throws {
        let report = try Recovery(core: core).run()
        if !report.isClean {
            core.logger.notice("recovered", metadata: ["report": "\(report)"])
        }
        let core = self.core
        let schedule = self.schedule
        let wakeOrders = Relay()
        let scheduler = LaneScheduler { lane in
            guard lane != Self.orderLane else { return Self.issueOrders(core, schedule) }
            return LaneWorker(core: core, ordersChanged: wakeOrders.call).run(folder: lane)
        }
        wakeOrders.set { [weak scheduler] in scheduler?.wake(Self.orderLane) }
        scheduler.start(workerCount: core.settings.workers)
        let intake = Intake(
            core: core,
            actions: Intake.Actions(
                wakeLane: { scheduler.wake($0) }, reload: { [self] in reload() },
                tick: { [self] in tick(scheduler) }))
        self.intake.withLock { $0 = intake }
        if isStopRequested.load(ordering: .sequentiallyConsistent) { intake.stop() }
        defer {
            scheduler.stop()
            self.intake.withLock { $0 = nil }
        }
        try intake.run {
            manager.ready(status: "watching \(core.catalog.partners.count) partners")
            core.logger.notice(
                "started", metadata: ["partners": "\(core.catalog.partners.count)"])
        }
        manager.stopping()
        scheduler.stop()
        try core.journal.checkpoint()
        core.logger.notice("stopped")
    }

    /// Asks `run` to end. Any thread may call it, any number of times.
    package func stop() {
        isStopRequested.store(true, ordering: .sequentiallyConsistent)
        intake.withLock { $0 }?.stop()
    }

    // MARK: Reload

    private func reload() {
        do {
            let (catalog, refusals) = try loader.load(previous: core.catalog)
            core.catalog = catalog
            // Orders that had no partner, or no map, may have one now.
            schedule.state.withLock { $0.orderMark = nil }
            Self.log(refusals, core.logger)
            core.logger.notice(
                "reloaded", metadata: ["partners": "\(catalog.partners.count)"])
        } catch {
            core.logger.error(
                "reloadRefused",
                metadata: ["error": "\(error)", "inForce": "the last good version"])
        }
    }

    private static func log(_ refusals: [CatalogLoader.Refusal], _ logger: Logger) {
        for refusal in refusals {
            for error in refusal.errors {
                logger.error("profileRefused", metadata: ["error": "\(error)"])
            }
        }
    }

    // MARK: Time

    /// Looks at what time alone causes.
    private func tick(_ scheduler: LaneScheduler) {
        let now = core.seams.now()
        let (orders, overdue) = schedule.state.withLock { state in
            let due = (now >= state.nextOrders, now >= state.nextOverdue)
            if due.0 {
                state.nextOrders = now.adding(seconds: core.settings.orderPoll.seconds)
            }
            if due.1 { state.nextOverdue = now.adding(seconds: 30) }
            return due
        }
        if orders { scheduler.wake(Self.orderLane) }
        do {
            if overdue {
                try OverdueMonitor(core: core).run(at: now)
                try Recovery(core: core).tidyHeld()
            }
            if let next = try core.journal.read({ try $0.nextAttempt() }), next <= now {
                try core.resumeDeferred(at: now)
                for folder in try core.journal.read({ try $0.foldersWithWork() }) {
                    scheduler.wake(folder)
                }
            }
        } catch {
            core.logger.error("tickFailed", metadata: ["error": "\(error)"])
        }
    }

    private static func issueOrders(_ core: ApplianceCore, _ schedule: Schedule)
        -> LaneScheduler.Verdict
    {
        do {
            let mark = schedule.state.withLock { $0.orderMark }
            let next = try OrderIssuer(core: core, mark: mark).run()
            schedule.state.withLock { $0.orderMark = next }
        } catch {
            core.logger.error("orderPollFailed", metadata: ["error": "\(error)"])
        }
        return .idle
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
