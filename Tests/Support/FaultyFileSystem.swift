import Glibc
package import Spool
import Synchronization

/// A disk in memory that remembers what was synced, and fails or dies at a chosen step.
///
/// Bytes survive a death once their file was synced. A change to a directory (making, renaming or
/// removing a name) survives once that directory was synced; a rename between two directories is
/// one change that either survives whole or not, as on every journaling file system. Syncing a
/// file does not save its name.
///
/// Every call except closing and hinting is one step, numbered from 1; `step(_:)` lets a test make
/// a step of its own, such as a commit.
package final class FaultyFileSystem: FileSystem {
    /// What a death does to everything that was not synced.
    package enum Loss: String, Sendable, CaseIterable {
        case kept
        case dropped
        /// Each change to a directory survives or not by chance, unless it builds on one that did
        /// not; unsynced bytes are cut short and partly zero.
        case torn
    }

    package enum Fault: Sendable, Equatable {
        /// This step and all after it throw, until `restart`.
        case death
        /// This step throws an error of that number; the next works again.
        case error(Int32)
        /// This many steps throw an error of that number.
        case errors(Int32, stepCount: Int)
    }

    private let disk: Mutex<MemoryDisk>
    private let plan: Mutex<Plan>

    private struct Plan {
        var stepCount = 0
        var faultStep: Int?
        var fault = Fault.death
        var isDead = false
        var names: [String] = []
    }

    /// An empty disk that writes at most so many bytes at a time.
    package init(writeByteCountMax: Int = 1 << 16) {
        disk = Mutex(MemoryDisk(writeByteCountMax: writeByteCountMax))
        plan = Mutex(Plan())
    }

    /// Starts counting steps afresh, with a fault at one of them.
    package func arm(_ fault: Fault, atStep step: Int) {
        plan.withLock { $0 = Plan(faultStep: step, fault: fault) }
    }

    /// No faults from here on.
    package func disarm() { plan.withLock { $0 = Plan() } }

    package var isDead: Bool { plan.withLock { $0.isDead } }
    package var stepCount: Int { plan.withLock { $0.stepCount } }
    /// What each step was, for the message of a failed test.
    package var steps: [String] { plan.withLock { $0.names } }

    /// The machine comes back up. Open files and directories of before are of no use any more.
    package func restart(_ loss: Loss, seed: UInt64) {
        disk.withLock { $0.restart(loss, seed: seed) }
        disarm()
    }

    /// Counts one step and throws its fault, if it has one.
    package func step(_ name: String) throws(SpoolError) {
        let errno: Int32? = plan.withLock { plan in
            plan.stepCount += 1
            plan.names.append(name)
            guard let first = plan.faultStep else { return nil }
            switch plan.fault {
            case .death:
                if plan.stepCount >= first { plan.isDead = true }
                return plan.isDead ? EIO : nil
            case .error(let errno): return plan.stepCount == first ? errno : nil
            case .errors(let errno, let count):
                return (first..<first + count).contains(plan.stepCount) ? errno : nil
            }
        }
        if let errno { throw SpoolError(errno: errno, operation: name, path: "memory") }
    }

    /// Another party, such as a vendor, puts a file somewhere, synced.
    package func plant(_ path: [FileName], _ bytes: [UInt8]) {
        disk.withLock { $0.plant(path, bytes) }
    }

    /// Another party, such as a vendor, takes all files out of a folder, for good.
    package func collect(_ path: [FileName]) -> [(name: FileName, bytes: [UInt8])] {
        disk.withLock { $0.collect(path) }
    }

    private func perform<Result>(
        _ name: String, _ body: (inout MemoryDisk) throws(DiskFailure) -> Result
    ) throws(SpoolError) -> Result {
        try step(name)
        let result = disk.withLock { disk -> Swift.Result<Result, DiskFailure> in
            do throws(DiskFailure) {
                return .success(try body(&disk))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let value): return value
        case .failure(let failure):
            throw SpoolError(errno: failure.errno, operation: name, path: "memory")
        }
    }
}

extension FaultyFileSystem {
    package func openRoot(_ path: String) throws(SpoolError) -> OpenDirectory {
        let descriptor = try perform("openRoot") { disk in disk.openNode(MemoryDisk.root) }
        return OpenDirectory(descriptor: descriptor, path: path, fileSystem: self)
    }

    package func openDirectory(
        _ path: [FileName], in parent: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenDirectory {
        let base = parent.descriptor
        let descriptor = try perform("openDirectory") { disk throws(DiskFailure) in
            try disk.open(path, from: base)
        }
        return OpenDirectory(
            descriptor: descriptor, path: path.reduce(parent.path) { "\($0)/\($1)" },
            fileSystem: self)
    }

    package func makeDirectory(
        _ name: FileName, in parent: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> Bool {
        let base = parent.descriptor
        return try perform("makeDirectory") { disk throws(DiskFailure) in
            try disk.makeDirectory(name, in: base)
        }
    }

    package func openForReading(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile {
        let base = directory.descriptor
        let descriptor = try perform("openForReading \(name)") { disk throws(DiskFailure) in
            try disk.open([name], from: base)
        }
        return OpenFile(
            descriptor: descriptor, directoryPath: directory.path, name: name, fileSystem: self)
    }

    package func createFile(
        _ name: FileName, in directory: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> OpenFile {
        let base = directory.descriptor
        let descriptor = try perform("createFile \(name)") { disk throws(DiskFailure) in
            try disk.create(name, in: base)
        }
        return OpenFile(
            descriptor: descriptor, directoryPath: directory.path, name: name, fileSystem: self)
    }

    package func lockFile(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile {
        if try exists(name, in: directory) { return try openForReading(name, in: directory) }
        return try createFile(name, in: directory, mode: 0o600)
    }

    package func close(_ descriptor: Int32) { disk.withLock { $0.close(descriptor) } }

    package func status(of file: borrowing OpenFile) throws(SpoolError) -> FileStatus {
        let descriptor = file.descriptor
        return try perform("status \(file.path)") { disk throws(DiskFailure) in
            try disk.status(disk.node(of: descriptor))
        }
    }

    package func status(
        of name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> FileStatus {
        let base = directory.descriptor
        return try perform("status \(name)") { disk throws(DiskFailure) in
            try disk.status(disk.lookUp(name, in: disk.node(of: base)))
        }
    }

    package func read(
        _ file: borrowing OpenFile, into buffer: inout MutableSpan<UInt8>
    ) throws(SpoolError) -> Int {
        let (descriptor, count) = (file.descriptor, buffer.count)
        let bytes = try perform("read \(file.path)") { disk throws(DiskFailure) in
            try disk.read(descriptor, count)
        }
        for (index, byte) in bytes.enumerated() { buffer[index] = byte }
        return bytes.count
    }

    package func write(
        _ bytes: Span<UInt8>, to file: borrowing OpenFile
    ) throws(SpoolError) -> Int {
        let descriptor = file.descriptor
        let copy = bytes.withUnsafeBufferPointer { Array($0) }
        return try perform("write \(file.path)") { disk throws(DiskFailure) in
            try disk.write(copy, to: descriptor)
        }
    }

    /// This disk cannot; the caller then copies through memory.
    package func copyRange(
        from source: borrowing OpenFile, to target: borrowing OpenFile, byteCountMax: Int
    ) throws(SpoolError) -> Int? { nil }

    package func rewind(_ file: borrowing OpenFile) throws(SpoolError) {
        let descriptor = file.descriptor
        try perform("rewind") { disk throws(DiskFailure) in disk.rewind(descriptor) }
    }

    package func startWriteback(_ file: borrowing OpenFile) {}

    package func sync(_ file: borrowing OpenFile) throws(SpoolError) {
        let descriptor = file.descriptor
        try perform("sync \(file.path)") { disk throws(DiskFailure) in
            try disk.sync(descriptor)
        }
    }

    /// Saves the bytes of all files, but no names: less than a real disk does.
    package func syncFileSystem(of file: borrowing OpenFile) throws(SpoolError) -> Bool {
        try perform("syncFileSystem") { disk throws(DiskFailure) in disk.syncAllBytes() }
        return true
    }

    package func syncDirectory(_ directory: borrowing OpenDirectory) throws(SpoolError) {
        let descriptor = directory.descriptor
        try perform("syncDirectory \(directory.path)") { disk throws(DiskFailure) in
            try disk.syncDirectory(descriptor)
        }
    }

    package func rename(
        _ name: FileName, from: borrowing OpenDirectory,
        to: borrowing OpenDirectory, as newName: FileName
    ) throws(SpoolError) {
        let (source, target) = (from.descriptor, to.descriptor)
        try perform("rename \(from.path)/\(name) to \(to.path)") { disk throws(DiskFailure) in
            try disk.rename(name, source, newName, target)
        }
    }

    package func remove(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) {
        let base = directory.descriptor
        try perform("remove \(directory.path)/\(name)") { disk throws(DiskFailure) in
            try disk.remove(name, in: base)
        }
    }

    package func list(
        _ directory: borrowing OpenDirectory, visit: (FileName) throws(SpoolError) -> Bool
    ) throws(SpoolError) {
        let base = directory.descriptor
        let names = try perform("list \(directory.path)") { disk throws(DiskFailure) in
            try disk.names(in: base)
        }
        for name in names {
            guard try visit(name) else { return }
        }
    }

    package func freeSpace(
        in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> FreeSpace {
        try step("freeSpace")
        return FreeSpace(byteCount: 1 << 30, fileCount: 1 << 20)
    }
}
