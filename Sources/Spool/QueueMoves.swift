/// Something found in a queue's folder.
package enum QueueEntry: Hashable, Sendable {
    case file(SpoolName)
    /// A name the spool did not give: somebody put it there by hand. It is reported, not touched.
    case stranger(FileName)
}

extension SpoolDirectory {
    /// Moves a file from one queue to another by one rename, not synced: see `SpoolDirectory`.
    /// Throws `notFound` when it is not in the first.
    package func move(
        _ name: SpoolName, from source: Queue, to target: Queue
    ) throws(SpoolError) {
        let (from, to) = (try folder(source, of: name), try folder(target, of: name))
        try fileSystem.rename(
            name.fileName, from: from.directory, to: to.directory, as: name.fileName)
    }

    /// Opens a file for reading from its first byte.
    package func open(_ name: SpoolName, in queue: Queue) throws(SpoolError) -> SpoolReader {
        let file = try fileSystem.openForReading(
            name.fileName, in: try folder(queue, of: name).directory)
        let status = try fileSystem.status(of: file)
        guard status.kind == .file else {
            throw SpoolError(.notRegularFile, operation: "open", path: file.path)
        }
        return SpoolReader(file: file, byteCount: status.size, fileSystem: fileSystem)
    }

    package func exists(_ name: SpoolName, in queue: Queue) throws(SpoolError) -> Bool {
        try fileSystem.exists(name.fileName, in: try folder(queue, of: name).directory)
    }

    /// The queue a file is in, `arriving` not counted; `nil` when it is in none.
    package func locate(_ name: SpoolName) throws(SpoolError) -> Queue? {
        for queue in Queue.allCases where queue != .arriving {
            if try exists(name, in: queue) { return queue }
        }
        return nil
    }

    /// Shows every entry of a queue, in no order, until `visit` says `false`; nothing is collected,
    /// so a queue may hold more names than memory.
    package func visit(
        _ queue: Queue, _ visit: (QueueEntry) throws(SpoolError) -> Bool
    ) throws(SpoolError) {
        let folder = folder(queue)
        guard queue == .archive else {
            _ = try self.visit(folder.directory, visit)
            return
        }
        var days: [FileName] = []
        try fileSystem.list(folder.directory) { name throws(SpoolError) in
            days.append(name)
            return true
        }
        for day in days.sorted() {
            guard try fileSystem.status(of: day, in: folder.directory).kind == .directory else {
                guard try visit(.stranger(day)) else { return }
                continue
            }
            let opened = try fileSystem.openDirectory([day], in: folder.directory)
            guard try self.visit(opened, visit) else { return }
        }
    }

    /// `false` when `visit` asked to stop.
    private func visit(
        _ directory: borrowing OpenDirectory, _ visit: (QueueEntry) throws(SpoolError) -> Bool
    ) throws(SpoolError) -> Bool {
        var goesOn = true
        try fileSystem.list(directory) { name throws(SpoolError) in
            // Hidden files are an editor's or an operator's own business.
            if name.isHidden { return true }
            goesOn = try visit(SpoolName(name).map(QueueEntry.file) ?? .stranger(name))
            return goesOn
        }
        return goesOn
    }

    /// The files of a queue in the order of their names, which is the order they came in.
    package func names(in queue: Queue) throws(SpoolError) -> [SpoolName] {
        var names: [SpoolName] = []
        try visit(queue) { entry throws(SpoolError) in
            if case .file(let name) = entry { names.append(name) }
            return true
        }
        return names.sorted()
    }
}

/// Reads one file of the spool from front to back.
package struct SpoolReader: ~Copyable, Sendable {
    /// Size when it was opened; files in a queue do not change.
    package let byteCount: Int64
    private let file: OpenFile
    private let fileSystem: any FileSystem

    init(file: consuming OpenFile, byteCount: Int64, fileSystem: any FileSystem) {
        self.file = file
        self.byteCount = byteCount
        self.fileSystem = fileSystem
    }

    /// Fills the buffer from its start; the number of bytes read, 0 only at the end of the file.
    package func read(into buffer: inout MutableSpan<UInt8>) throws(SpoolError) -> Int {
        try fileSystem.read(file, into: &buffer)
    }

    /// What is left of the file, or `nil` when that is more than the limit.
    package func readAll(byteCountMax: Int) throws(SpoolError) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(64 << 10, Int(clamping: byteCount) + 1))
        while true {
            var span = chunk.mutableSpan
            let count = try read(into: &span)
            if count == 0 { return bytes }
            guard bytes.count + count <= byteCountMax else { return nil }
            bytes += chunk[..<count]
        }
    }
}
