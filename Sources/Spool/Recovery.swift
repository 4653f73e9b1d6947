package import Sealing

// What the daemon does at start, after `lock()` and before anything is scanned, claimed, posted or
// delivered. "Row" is the journal's row of an exchange; it holds the spool name, the size, the
// SHA-256, the drop's identity and the queue the file belongs to.
//
//  1. `sweepArriving()`. What is there never counted.
//  2. For each partner `settleSetAsideDrops(of:identity:)`, with the identities of the rows.
//  3. For each partner `scanInbound`; a candidate whose identity some row has was claimed, and its
//     removal was lost: `removeDrop(_:claimedAs:)`. Every later scan does this before it claims,
//     since a removal may also fail while running.
//  4. For each file in a queue between arriving and outgoing:
//     - with a row: if the row names another queue, `move` it there;
//     - without a row, in `incoming`: the crash came between claim and commit. `adopt` gives its
//       size and hash. If `findDrop` finds it in the partner's folder, the copy is given up by
//       `discardUnrecorded` and the drop is claimed as if for the first time; otherwise the copy
//       is all there is, and gets a row;
//     - without a row elsewhere, or a name that is not ours: a person put it there. Alarm.
//  5. For each file in `outgoing` without a row: `discardOutgoing`; its control number was never
//     committed, so it is written again. For each row not yet delivered: `deliver`, which tells
//     from the file's absence that it was delivered before.
//  6. A row that is not finished and whose file is in no queue: alarm. It does not happen unless
//     the disk or a person lost the file.
//
// Every step may itself be interrupted and repeated.

/// A file in `incoming` of which no row was committed.
package struct AdoptableFile: Hashable, Sendable {
    package let name: SpoolName
    package let byteCount: Int64
    package let sha256: SHA256Digest
}

extension SpoolDirectory {
    /// Removes everything in `arriving`: copies and written files that a crash interrupted.
    /// - Returns: how many there were.
    package func sweepArriving() throws(SpoolError) -> Int {
        let arriving = folder(.arriving)
        var names: [FileName] = []
        try fileSystem.list(arriving.directory) { name throws(SpoolError) in
            names.append(name)
            return true
        }
        for name in names { try fileSystem.remove(name, in: arriving.directory) }
        return names.count
    }

    /// The size and hash of a file in a queue, read from its bytes.
    package func adopt(
        _ name: SpoolName, in queue: Queue = .incoming
    ) throws(SpoolError) -> AdoptableFile {
        let folder = try folder(queue, of: name)
        let file = try fileSystem.openForReading(name.fileName, in: folder.directory)
        let (byteCount, sha256) = try hash(file)
        return AdoptableFile(name: name, byteCount: byteCount, sha256: sha256)
    }

    /// The drop that a copy without a row was made from, if it is still in the partner's folder:
    /// a regular file of the same size whose bytes have the same hash.
    package func findDrop(_ file: AdoptableFile) throws(SpoolError) -> DropCandidate? {
        let inbound = try openPartner(file.name.partner, .inbound)
        for candidate in try scanInbound(file.name.partner, countMax: .max).candidates
        where candidate.identity.size == file.byteCount {
            do throws(SpoolError) {
                let drop = try fileSystem.openForReading(candidate.name, in: inbound)
                if try hash(drop).sha256 == file.sha256 { return candidate }
            } catch  where error.code == .notFound || error.code == .noPermission {
                // Gone, or never readable: then the copy was not made from it.
                continue
            }
        }
        return nil
    }

    /// Removes a copy from `incoming` whose drop will be claimed again. Throws when it cannot,
    /// since two copies must not stay. Not synced: the next claim syncs the directory before it
    /// reports anything.
    package func discardUnrecorded(_ file: AdoptableFile) throws(SpoolError) {
        takeBack(file.name, from: .incoming)
        try removeStrays()
    }

    private func hash(
        _ file: borrowing OpenFile
    ) throws(SpoolError) -> (byteCount: Int64, sha256: SHA256Digest) {
        var hasher = SHA256Hasher()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var byteCount: Int64 = 0
        while true {
            let count = try fileSystem.readChunk(of: file, into: &buffer, hashing: &hasher)
            if count == 0 { return (byteCount, hasher.finish()) }
            byteCount += Int64(count)
        }
    }
}
