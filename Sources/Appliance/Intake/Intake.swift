internal import Diagnostics
internal import Journal
internal import Logging
internal import Partners
internal import Sealing
internal import Spool
internal import Synchronization

/// Watches the drop folders and takes complete files in; also notices changed profiles and maps and
/// the passing of time. Runs on one thread, the only one that claims.
final class Intake: Sendable {
    /// What it asks of the appliance around it.
    struct Actions: Sendable {
        /// A partner's lane has work.
        var wakeLane: @Sendable (String) -> Void
        /// Files under `partners/` or `maps/` changed.
        var reload: @Sendable () -> Void
        /// Called at every tick, at the latest after the rescan interval.
        var tick: @Sendable () -> Void
    }

    private static let claimCountMax = 64

    private let core: ApplianceCore
    private let actions: Actions
    private let settleMilliseconds: Int64
    private let rescanMilliseconds: Int64
    private let isStopping = Atomic(false)
    private let waker = Mutex<SpoolWaker?>(nil)

    init(core: ApplianceCore, actions: Actions) {
        self.core = core
        self.actions = actions
        settleMilliseconds = Self.milliseconds(core.settings.spool.settle)
        rescanMilliseconds = Self.milliseconds(core.settings.spool.rescan)
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// Ends `run` soon.
    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        wake()
    }

    /// Makes `run` look everywhere soon.
    func wake() { waker.withLock { $0 }?.wake() }

    /// Watches until `stop`. `ready` is called when every folder is watched and was looked at once.
    func run(ready: () -> Void) throws(SpoolError) {
        let watcher = try SpoolWatcher()
        waker.withLock { $0 = watcher.waker }
        var state = IntakeState(settle: core.settings.spool.settle)
        watchConfiguration(watcher, &state)
        watchFolders(watcher, &state)
        lookEverywhere(&state)
        ready()
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            let events = try watcher.wait(timeoutMilliseconds: state.pause(now: core.seams.now()))
            if isStopping.load(ordering: .sequentiallyConsistent) { break }
            handle(events, watcher, &state)
            let now = core.seams.now()
            if now >= state.nextRescan {
                watchFolders(watcher, &state)
                lookEverywhere(&state)
            } else {
                for folder in state.takeDue(now: now) { look(folder, &state) }
            }
            actions.tick()
        }
    }

    // MARK: Watching

    private func watchConfiguration(_ watcher: borrowing SpoolWatcher, _ state: inout IntakeState) {
        let maps = core.settings.mapsPath
        let paths =
            [core.settings.partnersPath, maps] + ["x12", "xml", "odoo"].map { "\(maps)/\($0)" }
        for path in paths {
            // A folder that is not there is found by the rescan when it appears.
            if let watch = try? watcher.watch(path, for: .changes) {
                state.configuration.insert(watch)
            }
        }
        if let watch = try? watcher.watch(core.spool.root, for: .changes) { state.root = watch }
    }

    /// Makes and watches the folders of all partners; folders that someone else made are watched
    /// too, so that what is dropped there is seen and held.
    private func watchFolders(_ watcher: borrowing SpoolWatcher, _ state: inout IntakeState) {
        var folders = Set(core.catalog.partners.map(\.folder))
        for folder in folders {
            guard let folder = PartnerFolder(folder) else { continue }
            do {
                try core.spool.preparePartner(folder)
            } catch {
                core.logger.error("folderRefused", metadata: ["error": "\(error)"])
            }
        }
        folders.formUnion((try? core.spool.partnerFolders())?.map(\.name) ?? [])
        for name in folders where state.watches[name] == nil {
            guard let folder = PartnerFolder(name) else { continue }
            do {
                let watch = try watcher.watch(
                    core.spool.path(of: folder, .inbound), for: .arrivals)
                state.watches[name] = watch
                state.folders[watch] = folder
            } catch {
                // Without a watch the rescan still finds what is dropped.
                state.unwatched.insert(name)
                core.logger.warning("folderNotWatched", metadata: ["error": "\(error)"])
            }
        }
    }

    private func handle(
        _ events: [WatchEvent], _ watcher: borrowing SpoolWatcher, _ state: inout IntakeState
    ) {
        var needsReload = false
        for event in events {
            switch event {
            case .renamed(let watch, let name):
                if let folder = state.folders[watch] {
                    state.tracker.noteRenamed(name, in: folder)
                    state.due[folder] = .zero
                } else {
                    needsReload = needsReload || state.isConfiguration(watch, name)
                }
            case .written(let watch, let name):
                if let folder = state.folders[watch] {
                    state.tracker.noteWritten(name, in: folder)
                    state.due[folder] = .zero
                } else {
                    needsReload = needsReload || state.isConfiguration(watch, name)
                }
            case .removed(let watch, let name):
                needsReload = needsReload || state.isConfiguration(watch, name)
            case .unwatched(let watch): state.forget(watch)
            case .overflow, .woken: state.nextRescan = .zero
            }
        }
        guard needsReload else { return }
        actions.reload()
        watchFolders(watcher, &state)
        state.nextRescan = .zero
    }

    // MARK: Looking

    private func lookEverywhere(_ state: inout IntakeState) {
        let folders = (try? core.spool.partnerFolders()) ?? []
        for folder in folders { look(folder, &state) }
        state.nextRescan = core.seams.now().adding(seconds: Double(rescanMilliseconds) / 1000)
        for folder in (try? core.journal.read { try $0.foldersWithWork() }) ?? [] {
            actions.wakeLane(folder)
        }
    }

    /// Looks into one partner's folder and takes in what is complete.
    private func look(_ folder: PartnerFolder, _ state: inout IntakeState) {
        do {
            let scan = try core.spool.scanInbound(folder, countMax: 10_000)
            let now = core.seams.now()
            for refusal in scan.refusals where state.reported.insert(refusal).inserted {
                core.logger.warning(
                    "dropRefused",
                    metadata: [
                        "folder": "\(folder)", "file": "\(refusal.name)",
                        "reason": "\(refusal.reason.rawValue)",
                    ])
            }
            let complete = state.tracker.look(at: scan.candidates, in: folder, now: now)
            var rest = complete.prefix(try room(in: folder))
            while !rest.isEmpty {
                let batch = Array(rest.prefix(Self.claimCountMax))
                rest = rest.dropFirst(batch.count)
                try claim(batch, folder)
            }
            if rest.count < complete.count || complete.count < scan.candidates.count
                || scan.isTruncated
            {
                // One more look when the first of them may have held still for long enough.
                let next = state.tracker.nextLook(after: now)
                state.due[folder] = next ?? now.adding(seconds: 1)
            }
        } catch {
            core.logger.error(
                "intakeFailed", metadata: ["folder": "\(folder)", "error": "\(error)"])
            state.due[folder] = core.seams.now().adding(seconds: 5)
        }
    }

    /// How many more files of the partner may wait inside; the rest stays in his folder meanwhile.
    private func room(in folder: PartnerFolder) throws -> Int {
        guard let limit = core.catalog.partner(folder: folder.name)?.profile.limits.fileCountMax
        else { return .max }
        let waiting = try core.journal.read {
            try $0.incoming(folder: folder.name, limit: limit).count
        }
        return max(0, limit - waiting)
    }

    /// Copies, hashes and syncs a batch, commits its rows, and only then removes the drops.
    private func claim(_ candidates: [DropCandidate], _ folder: PartnerFolder) throws {
        let fresh = try removeClaimed(candidates)
        guard !fresh.isEmpty else { return }
        var claimed: [ClaimedFile] = []
        for (candidate, result) in zip(fresh, try core.spool.claim(fresh)) {
            switch result {
            case .claimed(let file): claimed.append(file)
            case .changed, .vanished: break
            case .refused(let reason):
                core.logger.warning(
                    "dropRefused",
                    metadata: ["folder": "\(folder)", "reason": "\(reason.rawValue)"])
            case .failed(let error):
                core.logger.error(
                    "claimFailed",
                    metadata: ["folder": "\(folder)", "error": "\(error)"])
                _ = candidate
            }
        }
        guard !claimed.isEmpty else { return }
        let now = core.seams.now()
        let rows = claimed.map { Self.row($0, now) }
        let ids: [Int64]
        do {
            ids = try core.journal.commit { transaction in
                try rows.map { try transaction.insert($0) }
            }
        } catch {
            for file in claimed { core.spool.withdraw(file) }
            throw error
        }
        actions.wakeLane(folder.name)
        try remove(zip(claimed, ids).map { ($0.drop, $0.name, $1) })
        core.logger.info(
            "filesClaimed", metadata: ["folder": "\(folder)", "count": "\(claimed.count)"])
    }

    /// Drops that have a row already: their removal was lost. They are removed now.
    private func removeClaimed(_ candidates: [DropCandidate]) throws -> [DropCandidate] {
        var fresh: [DropCandidate] = []
        var stale: [(DropCandidate, SpoolName, Int64)] = []
        try core.journal.read { reader in
            for candidate in candidates {
                if let row = try reader.exchange(claimedFrom: DropMark(candidate.identity)),
                    let name = SpoolName(row.spoolName)
                {
                    stale.append((candidate, name, row.id))
                } else {
                    fresh.append(candidate)
                }
            }
        }
        try remove(stale)
        return fresh
    }

    private func remove(_ drops: [(DropCandidate, SpoolName, Int64)]) throws {
        var gone: [Int64] = []
        for (drop, name, id) in drops {
            do {
                _ = try core.spool.removeDrop(drop, claimedAs: name)
                gone.append(id)
            } catch {
                core.logger.error("dropNotRemoved", metadata: ["error": "\(error)"])
            }
        }
        guard !gone.isEmpty else { return }
        let ids = gone
        try core.journal.commit { transaction in
            for id in ids { try transaction.forgetDrop(of: id) }
        }
    }

    static func row(_ file: ClaimedFile, _ now: Timestamp) -> Exchange {
        var row = Exchange(
            direction: .inbound, folder: file.drop.partner.name, spoolName: file.name.text,
            fileName: file.drop.name.description, byteCount: file.byteCount,
            sha256: file.sha256.hex, state: .incoming, queue: Queue.incoming.rawValue,
            receivedAt: now)
        row.drop = DropMark(file.drop.identity)
        return row
    }
}

extension DropMark {
    init(_ identity: DropIdentity) {
        self.init(
            device: Int64(bitPattern: identity.device), inode: Int64(bitPattern: identity.inode),
            byteCount: identity.size, modified: identity.modified)
    }
}

extension DropIdentity {
    init(_ mark: DropMark) {
        self.init(
            device: UInt64(bitPattern: mark.device), inode: UInt64(bitPattern: mark.inode),
            size: mark.byteCount, modified: mark.modified)
    }
}
