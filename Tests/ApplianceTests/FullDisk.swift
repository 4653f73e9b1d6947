import Spool
import Synchronization

/// The real disk with a tap: while it is shut, every write fails as on a full disk.
final class FullDisk: FileSystem {
    private let disk = PosixFileSystem()
    private let isFull = Atomic(false)

    func fill() { isFull.store(true, ordering: .sequentiallyConsistent) }
    func empty() { isFull.store(false, ordering: .sequentiallyConsistent) }

    private func check(_ path: String) throws(SpoolError) {
        guard isFull.load(ordering: .sequentiallyConsistent) else { return }
        throw SpoolError(.noSpace, operation: "write", path: path)
    }

    func write(_ bytes: Span<UInt8>, to file: borrowing OpenFile) throws(SpoolError) -> Int {
        try check(file.path)
        return try disk.write(bytes, to: file)
    }

    func createFile(
        _ name: FileName, in directory: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> OpenFile {
        try check(directory.path(of: name))
        return try disk.createFile(name, in: directory, mode: mode)
    }

    func copyRange(
        from source: borrowing OpenFile, to target: borrowing OpenFile, byteCountMax: Int
    ) throws(SpoolError) -> Int? {
        try check(target.path)
        return try disk.copyRange(from: source, to: target, byteCountMax: byteCountMax)
    }

    // The rest is the disk's own.
    func openRoot(_ path: String) throws(SpoolError) -> OpenDirectory { try disk.openRoot(path) }
    func openDirectory(
        _ path: [FileName], in parent: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenDirectory { try disk.openDirectory(path, in: parent) }
    func makeDirectory(
        _ name: FileName, in parent: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> Bool { try disk.makeDirectory(name, in: parent, mode: mode) }
    func openForReading(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile { try disk.openForReading(name, in: directory) }
    func lockFile(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile { try disk.lockFile(name, in: directory) }
    func close(_ descriptor: Int32) { disk.close(descriptor) }
    func status(of file: borrowing OpenFile) throws(SpoolError) -> FileStatus {
        try disk.status(of: file)
    }
    func status(
        of name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> FileStatus { try disk.status(of: name, in: directory) }
    func read(
        _ file: borrowing OpenFile, into buffer: inout MutableSpan<UInt8>
    ) throws(SpoolError) -> Int { try disk.read(file, into: &buffer) }
    func rewind(_ file: borrowing OpenFile) throws(SpoolError) { try disk.rewind(file) }
    func startWriteback(_ file: borrowing OpenFile) { disk.startWriteback(file) }
    func sync(_ file: borrowing OpenFile) throws(SpoolError) { try disk.sync(file) }
    func syncFileSystem(of file: borrowing OpenFile) throws(SpoolError) -> Bool {
        try disk.syncFileSystem(of: file)
    }
    func syncDirectory(_ directory: borrowing OpenDirectory) throws(SpoolError) {
        try disk.syncDirectory(directory)
    }
    func rename(
        _ name: FileName, from: borrowing OpenDirectory, to: borrowing OpenDirectory,
        as newName: FileName
    ) throws(SpoolError) { try disk.rename(name, from: from, to: to, as: newName) }
    func remove(_ name: FileName, in directory: borrowing OpenDirectory) throws(SpoolError) {
        try disk.remove(name, in: directory)
    }
    func list(
        _ directory: borrowing OpenDirectory, visit: (FileName) throws(SpoolError) -> Bool
    ) throws(SpoolError) { try disk.list(directory, visit: visit) }
    func freeSpace(in directory: borrowing OpenDirectory) throws(SpoolError) -> FreeSpace {
        try disk.freeSpace(in: directory)
    }
}
