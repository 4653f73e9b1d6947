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
    /// Write-back is started for all files before the first is waited for. The first `fsync` then
    /// commits the file system's transaction for the whole batch and the others find their work
    /// done. `syncfs` would be one call, reliable about errors since Linux 5.8, and half as long
    /// for a batch of 64 on ext4; but it also waits for every other program's data on the same
    /// disk, without a bound, and two lanes that want more can publish side by side.
    func publish(_ files: [ArrivingFile], into queue: Queue) -> [SpoolError?] {
        for file in files { fileSystem.startWriteback(file.file) }
        var failures: [SpoolError?] = files.map { file in
            do throws(SpoolError) {
                // A failed sync is never repeated: the kernel may have dropped the bytes and would
                // report success the second time. The file is given up and made anew.
                try fileSystem.sync(file.file)
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
