import Sealing
import Spool
import TestSupport

/// The rows of a journal: what is in here survives every death. One row for each file received.
final class DurableRows {
    struct Row {
        var identity: DropIdentity?
        var sha256: SHA256Digest
        var queue: Queue
        /// The acknowledgment, once it is written, and whether it is known to be delivered.
        var acknowledgment: (name: SpoolName, isDelivered: Bool)?
    }

    var rows: [SpoolName: Row] = [:]
}

/// The appliance reduced to what concerns the spool: receive each file, acknowledge it, archive it.
/// It follows the recovery rules of `Recovery.swift` to the letter.
struct SimulatedDaemon {
    let spool: SpoolDirectory
    let fileSystem: FaultyFileSystem
    let journal: DurableRows
    let partners: [PartnerFolder]

    /// Starts on a disk as a death left it.
    init(
        _ fileSystem: FaultyFileSystem, _ journal: DurableRows, _ partners: [PartnerFolder],
        names: SpoolNameGenerator
    ) throws(SpoolError) {
        // The first partner's two files are synced together, single ones by themselves.
        spool = try SpoolDirectory(
            root: "spool", fileSystem: fileSystem, names: names, groupSyncCountMin: 2)
        self.fileSystem = fileSystem
        self.journal = journal
        self.partners = partners
        for partner in partners { try spool.preparePartner(partner) }
    }

    // MARK: Recovery

    func recover() throws(SpoolError) {
        _ = try spool.sweepArriving()
        for partner in partners {
            try spool.settleSetAsideDrops(of: partner) { journal.rows[$0]?.identity }
            _ = try unclaimed(partner)
        }
        for queue in [Queue.incoming, .active, .archive] {
            for name in try spool.names(in: queue) {
                if let row = journal.rows[name] {
                    if row.queue != queue { try spool.move(name, from: queue, to: row.queue) }
                } else {
                    try adoptOrDiscard(name)
                }
            }
        }
        let recorded = Set(journal.rows.values.compactMap { $0.acknowledgment?.name })
        for name in try spool.names(in: .outgoing) where !recorded.contains(name) {
            spool.discardOutgoing(name)
        }
    }

    private func adoptOrDiscard(_ name: SpoolName) throws(SpoolError) {
        let file = try spool.adopt(name)
        if try spool.findDrop(file) != nil { return try spool.discardUnrecorded(file) }
        try fileSystem.step("commit adoption")
        journal.rows[name] = .init(identity: nil, sha256: file.sha256, queue: .incoming)
    }

    // MARK: Work

    /// One pass over everything; `true` when there was nothing to do.
    func pass() throws(SpoolError) -> Bool {
        var isIdle = true
        for partner in partners {
            let candidates = try unclaimed(partner)
            if !candidates.isEmpty { isIdle = false }
            try receive(candidates)
        }
        for (name, row) in journal.rows.sorted(by: { $0.key < $1.key }) {
            if row.queue != .archive || row.acknowledgment?.isDelivered != true {
                isIdle = false
                try process(name, row)
            }
        }
        return isIdle
    }

    /// The candidates that have no row; of the others the lost removal is made good.
    private func unclaimed(_ partner: PartnerFolder) throws(SpoolError) -> [DropCandidate] {
        var candidates: [DropCandidate] = []
        for candidate in try spool.scanInbound(partner).candidates {
            if let known = journal.rows.first(where: { $0.value.identity == candidate.identity }) {
                _ = try spool.removeDrop(candidate, claimedAs: known.key)
            } else {
                candidates.append(candidate)
            }
        }
        return candidates
    }

    private func receive(_ candidates: [DropCandidate]) throws(SpoolError) {
        let claimed = try spool.claim(candidates).compactMap { result -> ClaimedFile? in
            if case .claimed(let file) = result { file } else { nil }
        }
        do throws(SpoolError) {
            try fileSystem.step("commit claims")
        } catch {
            for file in claimed { spool.withdraw(file) }
            throw error
        }
        for file in claimed {
            journal.rows[file.name] = .init(
                identity: file.drop.identity, sha256: file.sha256, queue: .incoming)
        }
        for file in claimed { _ = try spool.removeDrop(file.drop, claimedAs: file.name) }
    }

    private func process(_ name: SpoolName, _ row: DurableRows.Row) throws(SpoolError) {
        var row = row
        if row.queue == .incoming {
            // The move comes before its row: a failure between them is found by `locate`.
            if try spool.locate(name) == .incoming {
                try spool.move(name, from: .incoming, to: .active)
            }
            try fileSystem.step("commit active")
            row.queue = .active
            journal.rows[name] = row
        }
        if row.acknowledgment == nil {
            let acknowledgment = spool.names.next(for: name.partner)
            let text = "997 for \(row.sha256)"
            try spool.writeOutgoing([OutgoingFile(name: acknowledgment, bytes: Array(text.utf8))])
            do throws(SpoolError) {
                try fileSystem.step("commit acknowledgment")
            } catch {
                spool.discardOutgoing(acknowledgment)
                throw error
            }
            row.acknowledgment = (acknowledgment, false)
            journal.rows[name] = row
        }
        if row.queue == .active {
            if try spool.locate(name) == .active {
                try spool.move(name, from: .active, to: .archive)
            }
            try fileSystem.step("commit archive")
            row.queue = .archive
            journal.rows[name] = row
        }
        try deliver(name, row)
    }

    private func deliver(_ name: SpoolName, _ row: DurableRows.Row) throws(SpoolError) {
        guard let acknowledgment = row.acknowledgment, !acknowledgment.isDelivered,
            let finalName = FileName("\(name).997")
        else { return }
        let results = spool.deliver([Delivery(name: acknowledgment.name, finalName: finalName)])
        for case .failed(let error) in results { throw error }
        try fileSystem.step("commit delivery")
        journal.rows[name]?.acknowledgment = (acknowledgment.name, true)
    }
}
