/// An open directory. Closed when it goes out of scope.
package struct OpenDirectory: ~Copyable, Sendable {
    package let descriptor: Int32
    /// For messages only; nothing is ever opened by it.
    package let path: String
    private let fileSystem: any FileSystem

    package init(descriptor: Int32, path: String, fileSystem: any FileSystem) {
        self.descriptor = descriptor
        self.path = path
        self.fileSystem = fileSystem
    }

    deinit { fileSystem.close(descriptor) }

    package func path(of name: FileName) -> String { "\(path)/\(name)" }
}

/// An open file. Closed when it goes out of scope; nothing here relies on what `close` reports,
/// since whatever must last is synced before.
package struct OpenFile: ~Copyable, Sendable {
    package let descriptor: Int32
    private let directoryPath: String
    private let name: FileName
    private let fileSystem: any FileSystem

    package init(
        descriptor: Int32, directoryPath: String, name: FileName, fileSystem: any FileSystem
    ) {
        self.descriptor = descriptor
        self.directoryPath = directoryPath
        self.name = name
        self.fileSystem = fileSystem
    }

    deinit { fileSystem.close(descriptor) }

    /// For messages only.
    package var path: String { "\(directoryPath)/\(name)" }
}

package enum FileKind: String, Hashable, Sendable {
    case file
    case directory
    case symbolicLink = "symbolic link"
    /// FIFO, socket, device.
    case special
}

/// What `stat` says about a file, never following a symbolic link.
package struct FileStatus: Hashable, Sendable {
    package var kind: FileKind
    package var device: UInt64
    package var inode: UInt64
    /// In bytes.
    package var size: Int64
    /// Nanoseconds since 1970, UTC.
    package var modified: Int64
    /// Nanoseconds since 1970 of the last change to bytes or attributes; nobody can set it.
    package var changed: Int64
    /// The lower twelve bits.
    package var mode: UInt32
    package var linkCount: UInt64
    package var owner: UInt32

    package init(
        kind: FileKind, device: UInt64, inode: UInt64, size: Int64, modified: Int64,
        changed: Int64, mode: UInt32, linkCount: UInt64, owner: UInt32
    ) {
        self.kind = kind
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
        self.mode = mode
        self.linkCount = linkCount
        self.owner = owner
    }
}

package struct FreeSpace: Hashable, Sendable {
    /// Bytes and files (inodes) that an unprivileged process may still take.
    package var byteCount: Int64
    package var fileCount: Int64

    package init(byteCount: Int64, fileCount: Int64) {
        self.byteCount = byteCount
        self.fileCount = fileCount
    }
}

/// The disk, as far as the spool sees it. `PosixFileSystem` is the real one; tests put one in its
/// place that fails or dies at a chosen step and forgets what was not synced.
///
/// Every call is relative to an open directory and follows no symbolic link, so that nobody who
/// may write into a drop folder can lead the spool elsewhere. All calls block.
package protocol FileSystem: Sendable {
    /// Opens the one directory that is named by a path. Links on the way are the operator's.
    func openRoot(_ path: String) throws(SpoolError) -> OpenDirectory
    /// Opens a directory below another, without leaving it.
    func openDirectory(
        _ path: [FileName], in parent: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenDirectory
    /// `false` when a directory of that name is there already. `mode` is set whatever the umask.
    func makeDirectory(
        _ name: FileName, in parent: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> Bool

    /// Opens without waiting, so that a FIFO in a drop folder cannot hold the caller up.
    func openForReading(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile
    /// Makes a new file for reading and writing; `alreadyExists` when the name is taken in any
    /// way. `mode` is set whatever the umask.
    func createFile(
        _ name: FileName, in directory: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> OpenFile
    /// Opens or makes a file and locks it until it is closed; `locked` when another has it.
    func lockFile(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile
    func close(_ descriptor: Int32)

    func status(of file: borrowing OpenFile) throws(SpoolError) -> FileStatus
    func status(
        of name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> FileStatus
    /// The number of bytes read; 0 only at the end.
    func read(
        _ file: borrowing OpenFile, into buffer: inout MutableSpan<UInt8>
    ) throws(SpoolError) -> Int
    /// The number of bytes written, at least 1 for a span that is not empty.
    func write(_ bytes: Span<UInt8>, to file: borrowing OpenFile) throws(SpoolError) -> Int
    /// Lets the kernel copy from one file's offset to the other's, sharing blocks where it can.
    /// The number of bytes copied, 0 at the end; `nil` when this pair of files cannot be copied so.
    func copyRange(
        from source: borrowing OpenFile, to target: borrowing OpenFile, byteCountMax: Int
    ) throws(SpoolError) -> Int?
    /// Moves the file's offset back to its first byte.
    func rewind(_ file: borrowing OpenFile) throws(SpoolError)

    /// A hint that `sync` will follow, so that the disk can start.
    func startWriteback(_ file: borrowing OpenFile)
    /// Returns once the file's bytes are on stable storage.
    func sync(_ file: borrowing OpenFile) throws(SpoolError)
    /// Returns `true` once everything that was written to the file's file system, by anybody, is on
    /// stable storage. `false`, and nothing done, where a failure to write would not be reported;
    /// then each file has to be synced. A failure since this file was opened is thrown here, once.
    func syncFileSystem(of file: borrowing OpenFile) throws(SpoolError) -> Bool
    /// Returns once the directory's entries are on stable storage.
    func syncDirectory(_ directory: borrowing OpenDirectory) throws(SpoolError)

    /// Moves a file; `alreadyExists` when the new name is taken. Nothing is ever replaced.
    func rename(
        _ name: FileName, from: borrowing OpenDirectory,
        to: borrowing OpenDirectory, as newName: FileName
    ) throws(SpoolError)
    func remove(_ name: FileName, in directory: borrowing OpenDirectory) throws(SpoolError)
    /// Calls `visit` for each entry, in no order and without `.` and `..`, until it says `false`.
    func list(
        _ directory: borrowing OpenDirectory, visit: (FileName) throws(SpoolError) -> Bool
    ) throws(SpoolError)
    func freeSpace(in directory: borrowing OpenDirectory) throws(SpoolError) -> FreeSpace
}

extension FileSystem {
    package func writeAll(
        _ bytes: Span<UInt8>, to file: borrowing OpenFile
    ) throws(SpoolError) {
        var offset = 0
        while offset < bytes.count {
            offset += try write(bytes.extracting(offset..<bytes.count), to: file)
        }
    }

    /// Whether a name is taken, by whatever kind of file.
    package func exists(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> Bool {
        do throws(SpoolError) {
            _ = try status(of: name, in: directory)
            return true
        } catch  where error.code == .notFound {
            return false
        }
    }
}
