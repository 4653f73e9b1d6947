import Synchronization

/// A file being written in `arriving`, before it counts.
final class ArrivingFile: Sendable {
    let name: SpoolName
    let file: OpenFile

    init(name: SpoolName, file: consuming OpenFile) {
        self.name = name
        self.file = file
    }
}

extension SpoolDirectory {
    func createArriving(_ name: SpoolName, mode: UInt32) throws(SpoolError) -> ArrivingFile {
        ArrivingFile(
            name: name,
            file: try fileSystem.createFile(
                name.fileName, in: folder(.arriving).directory, mode: mode))
    }

    /// Removes a file that came to nothing. If that fails too, the next sweep finds it: whatever
    /// is in `arriving` never counts.
    func abandon(_ name: SpoolName) {
        _ = try? fileSystem.remove(name.fileName, in: folder(.arriving).directory)
    }

    /// Makes written files count: each is synced and renamed into the queue, then the queue's
    /// directory is synced once for all of them. On return a file either is in the queue for good
    /// and its place in the result is `nil`, or it is gone and its place says why.
    ///
    /// A few files are synced one by one, with write-back started for all before the first is
    /// waited for, so that the others find most of their work done. From `groupSyncCountMin` files
    /// on, one `syncfs` does it: measured on ext4 with 64 files of 2 KB, twice as fast on a quiet
    /// disk and six times on a busy one, where every single `fsync` queues behind the others'
    /// writes. Its price is that it waits for data of other programs on the same disk.
    func publish(_ files: [ArrivingFile], into queue: Queue) -> [SpoolError?] {
        let isSynced: Bool
        do throws(SpoolError) {
            isSynced = try syncTogether(files)
        } catch {
            for file in files { abandon(file.name) }
            return files.map { _ in error }
        }
        if !isSynced {
            for file in files { fileSystem.startWriteback(file.file) }
        }
        var failures: [SpoolError?] = files.map { file in
            do throws(SpoolError) {
                // A failed sync is never repeated: the kernel may have dropped the bytes and would
                // report success the second time. The file is given up and made anew.
                if !isSynced { try fileSystem.sync(file.file) }
                try move(file.name, from: .arriving, to: queue)
                return nil
            } catch {
                abandon(file.name)
                return error
            }
        }
        guard failures.contains(where: { $0 == nil }) else { return failures }
        do throws(SpoolError) {
            try fileSystem.syncDirectory(folder(queue).directory)
        } catch {
            for index in files.indices where failures[index] == nil {
                takeBack(files[index].name, from: queue)
                failures[index] = error
            }
        }
        return failures
    }

    /// Whether all files are synced now, by one call.
    private func syncTogether(_ files: [ArrivingFile]) throws(SpoolError) -> Bool {
        // The first file was opened before any byte of the batch was written, and belongs to this
        // batch alone: through it every failure to write the batch is seen, by nobody else.
        guard files.count >= groupSyncCountMin, let first = files.first else { return false }
        return try fileSystem.syncFileSystem(of: first.file)
    }

    /// Removes a file from a queue that no row speaks of. Whatever cannot be removed now is
    /// remembered and must go before anything else is claimed: the drop it was copied from will be
    /// claimed again, and a second copy without a row would one day be adopted as a second
    /// document. A crash forgets the list, but then recovery compares with the drop.
    func takeBack(_ name: SpoolName, from queue: Queue) {
        do throws(SpoolError) {
            try fileSystem.remove(name.fileName, in: folder(queue).directory)
        } catch  where error.code == .notFound {
            return
        } catch {
            // In `outgoing` a file without a row is never sent and is discarded at the next start.
            if queue == .incoming { _ = strays.withLock { $0.insert(name) } }
        }
    }

    /// Throws while a copy that must not be there cannot be removed.
    func removeStrays() throws(SpoolError) {
        for name in strays.withLock({ $0 }) {
            do throws(SpoolError) {
                try fileSystem.remove(name.fileName, in: folder(.incoming).directory)
            } catch  where error.code == .notFound {
                // It is gone already, which is all that is wanted.
            }
            _ = strays.withLock { $0.remove(name) }
        }
    }
}
