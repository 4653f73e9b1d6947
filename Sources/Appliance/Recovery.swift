internal import Diagnostics
internal import Journal
internal import Logging
internal import Sealing
internal import Spool

/// Brings spool and journal in line after whatever ended the last run, before anything new is taken.
/// The steps are those of `Spool/Recovery.swift`; each may be interrupted and repeated.
struct Recovery {
    let core: ApplianceCore

    /// What was put right, for the log.
    struct Report: Sendable {
        var sweptCount = 0
        var removedDropCount = 0
        var movedCount = 0
        var adoptedCount = 0
        var discardedCount = 0
        var strangerCount = 0
        var lostCount = 0

        var isClean: Bool {
            sweptCount + removedDropCount + movedCount + adoptedCount + discardedCount
                + strangerCount + lostCount == 0
        }
    }

    func run() throws -> Report {
        var report = Report()
        report.sweptCount = try core.spool.sweepArriving()
        try removeDrops(&report)
        for queue in [Queue.incoming, .active, .deferred, .hold, .corrupt] {
            for name in try core.spool.names(in: queue) { try settle(name, queue, &report) }
        }
        try settleOutgoing(&report)
        try findLost(&report)
        return report
    }

    /// Moves files that wait for a person to where a decision has put them since.
    func tidyHeld() throws {
        for queue in [Queue.hold, .corrupt] {
            for name in try core.spool.names(in: queue) {
                let row = try core.journal.read { try $0.exchange(spoolName: name.text) }
                guard let wanted = row.flatMap({ Queue(rawValue: $0.queue) }), wanted != queue
                else { continue }
                try core.spool.move(name, from: queue, to: wanted)
            }
        }
    }

    /// Drops that were claimed, and whose removal was lost.
    private func removeDrops(_ report: inout Report) throws {
        let rows = try core.journal.read { try $0.exchangesWithDrop() }
        let marks = Dictionary(
            rows.compactMap { row in row.drop.map { (row.spoolName, DropIdentity($0)) } },
            uniquingKeysWith: { first, _ in first })
        var present: [DropIdentity: DropCandidate] = [:]
        for folder in try core.spool.partnerFolders() {
            do throws(SpoolError) {
                try core.spool.settleSetAsideDrops(of: folder) { marks[$0.text] }
                for candidate in try core.spool.scanInbound(folder, countMax: .max).candidates {
                    present[candidate.identity] = candidate
                }
            } catch {
                // A folder without `inbound` is none of a partner's.
                guard error.code == .notFound else { throw error }
            }
        }
        var gone: [Int64] = []
        for row in rows {
            guard let mark = row.drop, let name = SpoolName(row.spoolName) else { continue }
            if let candidate = present[DropIdentity(mark)] {
                _ = try core.spool.removeDrop(candidate, claimedAs: name)
                report.removedDropCount += 1
            }
            gone.append(row.id)
        }
        guard !gone.isEmpty else { return }
        let ids = gone
        try core.journal.commit { transaction in
            for id in ids { try transaction.forgetDrop(of: id) }
        }
    }

    /// One file in a queue: where its row says, or adopted, or given up for its drop.
    private func settle(_ name: SpoolName, _ queue: Queue, _ report: inout Report) throws {
        if let row = try core.journal.read({ try $0.exchange(spoolName: name.text) }) {
            guard let wanted = Queue(rawValue: row.queue), wanted != queue else { return }
            try core.spool.move(name, from: queue, to: wanted)
            report.movedCount += 1
            return
        }
        guard queue == .incoming else {
            report.strangerCount += 1
            core.logger.warning(
                "fileWithoutRow", metadata: ["queue": "\(queue)", "file": "\(name)"])
            return
        }
        let file = try core.spool.adopt(name)
        if try core.spool.findDrop(file) != nil {
            try core.spool.discardUnrecorded(file)
            report.discardedCount += 1
            return
        }
        let now = core.seams.now()
        let row = Exchange(
            direction: .inbound, folder: name.partner.name, spoolName: name.text,
            fileName: name.text, byteCount: file.byteCount, sha256: file.sha256.hex,
            state: .incoming, queue: Queue.incoming.rawValue, receivedAt: now)
        _ = try core.journal.commit { try $0.insert(row) }
        report.adoptedCount += 1
    }

    /// Files in `outgoing` that no commit knows were promised to nobody; rows that are still
    /// `outgoing` are delivered, or were.
    private func settleOutgoing(_ report: inout Report) throws {
        for name in try core.spool.names(in: .outgoing) {
            guard try core.journal.read({ try $0.exchange(spoolName: name.text) }) == nil else {
                continue
            }
            core.spool.discardOutgoing(name)
            report.discardedCount += 1
        }
        let rows = try core.journal.read { try $0.exchanges(in: [.outgoing]) }
        try core.deliver(
            rows.compactMap { row in
                SpoolName(row.spoolName).map {
                    PendingDelivery(
                        exchangeID: row.id, name: $0, fileName: row.fileName, summary: "")
                }
            })
    }

    /// Files that should still be read and are nowhere.
    private func findLost(_ report: inout Report) throws {
        for row in try core.journal.read({ try $0.exchanges(in: [.incoming]) }) {
            guard let name = SpoolName(row.spoolName), try core.spool.locate(name) == nil else {
                continue
            }
            report.lostCount += 1
            let now = core.seams.now()
            try core.journal.commit { transaction in
                var lost = row
                lost.state = .held
                lost.reason = HoldReasons.lost
                try transaction.update(lost, from: row.state, at: now)
            }
        }
    }
}
