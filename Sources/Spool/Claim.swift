package import Sealing

/// A dropped file of which we now own a synced copy in `incoming`.
package struct ClaimedFile: Hashable, Sendable {
    package let name: SpoolName
    /// Where it came from: the vendor's name and the file's identity.
    package let drop: DropCandidate
    /// Bytes of the copy. 0 is a file too; that it is empty is a finding, not a failure.
    package let byteCount: Int64
    /// Of the copy's bytes, so that what was hashed is what will be read.
    package let sha256: SHA256Digest
}

/// What became of one candidate. Unless it is `claimed`, the drop is untouched and no copy is left.
package enum ClaimResult: Sendable {
    case claimed(ClaimedFile)
    /// It was written to or replaced since it was looked at: look again later.
    case changed
    /// It is not there any more.
    case vanished
    case refused(DropRefusal.Reason)
    case failed(SpoolError)
}

extension SpoolDirectory {
    // Copied through memory below this size; above it the kernel is asked to copy, which shares
    // blocks on XFS and Btrfs and costs nothing elsewhere.
    private static let kernelCopyByteCountMin: Int64 = 1 << 20
    private static let bufferByteCount = 256 << 10

    /// Copies dropped files into `incoming` under names of ours; one directory sync for all.
    ///
    /// The sender may still hold the file open, so the copy is what is hashed, and it is given up
    /// when the file changed meanwhile. After this the caller commits the journal rows, and only
    /// then calls `removeDrop`. If a row cannot be committed, the caller calls `withdraw`.
    ///
    /// A batch should stay within a few hundred candidates: each needs a descriptor.
    /// - Returns: one result for each candidate, in their order.
    /// - Throws: when an earlier copy that must not exist cannot be removed; nothing was claimed.
    package func claim(_ candidates: [DropCandidate]) throws(SpoolError) -> [ClaimResult] {
        try removeStrays()
        var results = [ClaimResult](repeating: .vanished, count: candidates.count)
        var copies: [(index: Int, claimed: ClaimedFile, file: ArrivingFile)] = []
        var copier = DropCopier(bufferByteCount: Self.bufferByteCount)
        for (index, candidate) in candidates.enumerated() {
            do throws(SpoolError) {
                let (claimed, file) = try copy(candidate, with: &copier)
                copies.append((index, claimed, file))
            } catch {
                results[index] = result(of: error, candidate)
            }
        }
        let failures = publish(copies.map(\.file), into: .incoming)
        for (copy, failure) in zip(copies, failures) {
            results[copy.index] = failure.map(ClaimResult.failed) ?? .claimed(copy.claimed)
        }
        return results
    }

    /// Gives a claimed copy up because its row was not committed; the drop is still there and will
    /// be claimed again. Only for a commit that is known to have failed: after one whose outcome
    /// is unknown, ask the journal first.
    package func withdraw(_ file: ClaimedFile) { takeBack(file.name, from: .incoming) }

    private func copy(
        _ candidate: DropCandidate, with copier: inout DropCopier
    ) throws(SpoolError) -> (ClaimedFile, ArrivingFile) {
        let inbound = try openPartner(candidate.partner, .inbound)
        let source = try fileSystem.openForReading(candidate.name, in: inbound)
        let before = try fileSystem.status(of: source)
        guard before.refusal(owner: nil) == nil else {
            throw SpoolError(.notRegularFile, operation: "claim", path: source.path)
        }
        guard DropIdentity(before) == candidate.identity else { throw changed(source.path) }

        let name = names.next(for: candidate.partner)
        let target = try createArriving(name, mode: 0o640)
        do throws(SpoolError) {
            let usesKernel = before.size >= Self.kernelCopyByteCountMin
            let byteCount = try copier.copy(
                source, to: target.file, byteCountMax: before.size, usesKernel: usesKernel,
                fileSystem: fileSystem)
            // `changed` cannot be set by anyone, unlike the modification time; the path must still
            // lead to the file that was read.
            let after = try fileSystem.status(of: source)
            let onPath = try status(ofDrop: candidate.name, in: inbound)
            guard byteCount == before.size, after == before, onPath == before else {
                throw changed(source.path)
            }
            let sha256 = copier.digest()
            return (
                ClaimedFile(name: name, drop: candidate, byteCount: byteCount, sha256: sha256),
                target
            )
        } catch {
            abandon(name)
            throw error
        }
    }

    private func changed(_ path: String) -> SpoolError {
        SpoolError(.changedWhileReading, operation: "claim", path: path)
    }

    private func result(of error: SpoolError, _ candidate: DropCandidate) -> ClaimResult {
        switch error.code {
        case .changedWhileReading: .changed
        case .notFound: .vanished
        // A link or a FIFO took the file's place after the look.
        case .notRegularFile: .refused(.notRegularFile)
        case .noSpace, .noPermission, .alreadyExists, .badName, .locked, .exhausted, .io:
            .failed(error)
        }
    }
}

/// Copies files one after another through one buffer, hashing the copies.
private struct DropCopier: ~Copyable {
    private var buffer: [UInt8]
    private var hasher = SHA256Hasher()

    init(bufferByteCount: Int) { buffer = [UInt8](repeating: 0, count: bufferByteCount) }

    mutating func digest() -> SHA256Digest { hasher.finish() }

    /// Copies to the end, or until the source turns out to be longer than it should be: it is then
    /// being written to, and might grow as fast as it is read. The number of bytes copied.
    mutating func copy(
        _ source: borrowing OpenFile, to target: borrowing OpenFile, byteCountMax: Int64,
        usesKernel: Bool, fileSystem: any FileSystem
    ) throws(SpoolError) -> Int64 {
        hasher.restart()
        var isCopied = false
        if usesKernel {
            isCopied = try copyInKernel(
                source, to: target, byteCountMax: byteCountMax, fileSystem: fileSystem)
            try fileSystem.rewind(target)
        }
        var total: Int64 = 0
        while total <= byteCountMax {
            // After a copy in the kernel only the hash is missing, and it is taken of the copy.
            let count =
                isCopied
                ? try fileSystem.readChunk(of: target, into: &buffer, hashing: &hasher)
                : try fileSystem.readChunk(of: source, into: &buffer, hashing: &hasher)
            if count == 0 { break }
            total += Int64(count)
            if !isCopied { try fileSystem.writeAll(buffer.span.extracting(0..<count), to: target) }
        }
        return total
    }

    /// Whether the kernel copied; if not, nothing was written.
    private func copyInKernel(
        _ source: borrowing OpenFile, to target: borrowing OpenFile, byteCountMax: Int64,
        fileSystem: any FileSystem
    ) throws(SpoolError) -> Bool {
        var total: Int64 = 0
        while total <= byteCountMax {
            // One byte more than expected shows that the file has grown.
            let wanted = Int(clamping: byteCountMax + 1 - total)
            guard
                let count = try fileSystem.copyRange(
                    from: source, to: target, byteCountMax: wanted)
            else { return false }
            if count == 0 { break }
            total += Int64(count)
        }
        return true
    }
}

extension FileSystem {
    /// Reads into the buffer and hashes what was read; the number of bytes, 0 only at the end.
    func readChunk(
        of file: borrowing OpenFile, into buffer: inout [UInt8], hashing hasher: inout SHA256Hasher
    ) throws(SpoolError) -> Int {
        var span = buffer.mutableSpan
        let count = try read(file, into: &span)
        hasher.update(buffer.span.extracting(0..<count))
        return count
    }
}
