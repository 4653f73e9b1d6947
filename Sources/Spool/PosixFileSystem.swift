import CLinux
import Glibc

/// The real disk, by Linux system calls.
///
/// Directories are opened with `openat2` and `RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS`; on a kernel
/// or under a filter without it, part by part with `O_NOFOLLOW`, which guarantees the same. An
/// interrupted call is repeated.
package struct PosixFileSystem: FileSystem {
    private let usesOpenat2: Bool
    private let canTrustSyncfs = kernelIsAtLeast(major: 5, minor: 8)

    /// `usesOpenat2: false` takes the other way even where the kernel knows the call.
    package init(usesOpenat2: Bool = true) { self.usesOpenat2 = usesOpenat2 }

    package func openRoot(_ path: String) throws(SpoolError) -> OpenDirectory {
        let descriptor = try retrying("open", path) {
            open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        return OpenDirectory(descriptor: descriptor, path: path, fileSystem: self)
    }

    package func openDirectory(
        _ path: [FileName], in parent: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenDirectory {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        let shown = path.reduce(parent.path) { "\($0)/\($1)" }
        guard usesOpenat2 else {
            return try openDirectoryByParts(
                path, base: parent.descriptor, flags: flags, shown: shown)
        }
        let joined = Array(path.map(\.bytes).joined(separator: [UInt8(ascii: "/")])) + [0]
        let base = parent.descriptor
        let beneath = joined.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                waybill_openat_beneath(base, $0.baseAddress, flags, 0)
            }
        }
        if beneath >= 0 {
            return OpenDirectory(descriptor: beneath, path: shown, fileSystem: self)
        }
        guard errno == ENOSYS || errno == EPERM || errno == EAGAIN || errno == EINTR else {
            throw SpoolError(errno: errno, operation: "openat2", path: shown)
        }
        return try openDirectoryByParts(path, base: base, flags: flags, shown: shown)
    }

    private func openDirectoryByParts(
        _ path: [FileName], base: Int32, flags: Int32, shown: String
    ) throws(SpoolError) -> OpenDirectory {
        var current: Int32?
        for name in path {
            let parent = current
            defer { if let parent { _ = Glibc.close(parent) } }
            current = try retrying("openat", shown) {
                name.withCString { openat(parent ?? base, $0, flags, 0) }
            }
        }
        guard let current else {
            preconditionFailure("a path below a directory has at least one part")
        }
        return OpenDirectory(descriptor: current, path: shown, fileSystem: self)
    }

    package func makeDirectory(
        _ name: FileName, in parent: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> Bool {
        let base = parent.descriptor
        do throws(SpoolError) {
            _ = try retrying("mkdirat", parent.path(of: name)) {
                name.withCString { mkdirat(base, $0, mode) }
            }
        } catch  where error.code == .alreadyExists {
            return false
        }
        let made = try openDirectory([name], in: parent)
        let descriptor = made.descriptor
        _ = try retrying("fchmod", made.path) { fchmod(descriptor, mode) }
        return true
    }

    package func openForReading(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile {
        try openFile(
            name, in: directory, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }

    package func createFile(
        _ name: FileName, in directory: borrowing OpenDirectory, mode: UInt32
    ) throws(SpoolError) -> OpenFile {
        let file = try openFile(
            name, in: directory, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)
        let descriptor = file.descriptor
        _ = try retrying("fchmod", file.path) { fchmod(descriptor, mode) }
        return file
    }

    package func lockFile(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> OpenFile {
        let file = try openFile(
            name, in: directory, flags: O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC)
        let descriptor = file.descriptor
        _ = try retrying("flock", file.path) { flock(descriptor, LOCK_EX | LOCK_NB) }
        return file
    }

    private func openFile(
        _ name: FileName, in directory: borrowing OpenDirectory, flags: Int32
    ) throws(SpoolError) -> OpenFile {
        let base = directory.descriptor
        let path = directory.path
        let descriptor = try retrying("openat", "\(path)/\(name)") {
            name.withCString { openat(base, $0, flags, 0o600) }
        }
        return OpenFile(
            descriptor: descriptor, directoryPath: path, name: name, fileSystem: self)
    }

    package func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    package func status(of file: borrowing OpenFile) throws(SpoolError) -> FileStatus {
        var status = stat()
        let descriptor = file.descriptor
        guard fstat(descriptor, &status) == 0 else {
            throw SpoolError(errno: errno, operation: "fstat", path: file.path)
        }
        return FileStatus(status)
    }

    package func status(
        of name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> FileStatus {
        var status = stat()
        let base = directory.descriptor
        guard name.withCString({ fstatat(base, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
            throw SpoolError(errno: errno, operation: "fstatat", path: directory.path(of: name))
        }
        return FileStatus(status)
    }
}

extension PosixFileSystem {
    package func read(
        _ file: borrowing OpenFile, into buffer: inout MutableSpan<UInt8>
    ) throws(SpoolError) -> Int {
        while true {
            let descriptor = file.descriptor
            let count = buffer.withUnsafeMutableBufferPointer {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw SpoolError(errno: errno, operation: "read", path: file.path)
            }
        }
    }

    package func write(
        _ bytes: Span<UInt8>, to file: borrowing OpenFile
    ) throws(SpoolError) -> Int {
        while true {
            let descriptor = file.descriptor
            let count = bytes.withUnsafeBufferPointer {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 || (count == 0 && bytes.isEmpty) { return count }
            guard count < 0, errno == EINTR else {
                // A write of nothing without an error would loop for ever; no disk does it.
                throw SpoolError(
                    errno: count == 0 ? EIO : errno, operation: "write", path: file.path)
            }
        }
    }

    package func copyRange(
        from source: borrowing OpenFile, to target: borrowing OpenFile, byteCountMax: Int
    ) throws(SpoolError) -> Int? {
        while true {
            let count = waybill_copy_file_range(
                source.descriptor, target.descriptor, byteCountMax)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM: return nil
            default:
                throw SpoolError(errno: errno, operation: "copy_file_range", path: target.path)
            }
        }
    }

    package func rewind(_ file: borrowing OpenFile) throws(SpoolError) {
        guard lseek(file.descriptor, 0, SEEK_SET) == 0 else {
            throw SpoolError(errno: errno, operation: "lseek", path: file.path)
        }
    }

    package func startWriteback(_ file: borrowing OpenFile) {
        // Only a hint: a failure shows again, and counts, in `sync`.
        _ = waybill_start_writeback(file.descriptor)
    }

    package func sync(_ file: borrowing OpenFile) throws(SpoolError) {
        let descriptor = file.descriptor
        _ = try retrying("fsync", file.path) { fsync(descriptor) }
    }

    package func syncFileSystem(of file: borrowing OpenFile) throws(SpoolError) -> Bool {
        // Before Linux 5.8 syncfs returned 0 even when writing had failed. Since then each open
        // file carries its own mark of the errors it has seen, taken when it was opened.
        guard canTrustSyncfs else { return false }
        let descriptor = file.descriptor
        _ = try retrying("syncfs", file.path) { waybill_syncfs(descriptor) }
        return true
    }

    package func syncDirectory(_ directory: borrowing OpenDirectory) throws(SpoolError) {
        let descriptor = directory.descriptor
        _ = try retrying("fsync", directory.path) { fsync(descriptor) }
    }

    package func rename(
        _ name: FileName, from: borrowing OpenDirectory,
        to: borrowing OpenDirectory, as newName: FileName
    ) throws(SpoolError) {
        let (source, target) = (from.descriptor, to.descriptor)
        let result = name.withCString { name in
            newName.withCString { waybill_rename_noreplace(source, name, target, $0) }
        }
        if result == 0 { return }
        let failure = errno
        guard failure == EINVAL || failure == ENOSYS else {
            throw SpoolError(errno: failure, operation: "renameat2", path: from.path(of: name))
        }
        // A file system without RENAME_NOREPLACE (some network ones): look, then rename. Queues
        // have one writer; in a partner's folder the gap is as small as it gets there.
        if try exists(newName, in: to) {
            throw SpoolError(.alreadyExists, operation: "renameat", path: to.path(of: newName))
        }
        _ = try retrying("renameat", from.path(of: name)) {
            name.withCString { name in
                newName.withCString { renameat(source, name, target, $0) }
            }
        }
    }

    package func remove(
        _ name: FileName, in directory: borrowing OpenDirectory
    ) throws(SpoolError) {
        let base = directory.descriptor
        _ = try retrying("unlinkat", directory.path(of: name)) {
            name.withCString { unlinkat(base, $0, 0) }
        }
    }

    package func list(
        _ directory: borrowing OpenDirectory, visit: (FileName) throws(SpoolError) -> Bool
    ) throws(SpoolError) {
        let base = directory.descriptor
        // A descriptor of its own: two listings of one directory must not share an offset.
        let descriptor = try retrying("openat", directory.path) {
            openat(base, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        }
        guard let stream = fdopendir(descriptor) else {
            let failure = errno
            close(descriptor)
            throw SpoolError(errno: failure, operation: "fdopendir", path: directory.path)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else {
                    throw SpoolError(errno: errno, operation: "readdir", path: directory.path)
                }
                return
            }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            // `.` and `..` are no file names; everything else the kernel returns is one.
            guard let name = FileName(bytes: bytes) else { continue }
            guard try visit(name) else { return }
        }
    }

    package func freeSpace(
        in directory: borrowing OpenDirectory
    ) throws(SpoolError) -> FreeSpace {
        var space = statvfs()
        guard fstatvfs(directory.descriptor, &space) == 0 else {
            throw SpoolError(errno: errno, operation: "fstatvfs", path: directory.path)
        }
        return FreeSpace(
            byteCount: Int64(clamping: space.f_bavail) * Int64(clamping: space.f_frsize),
            fileCount: Int64(clamping: space.f_favail))
    }

    /// Repeats a call that a signal interrupted; throws what else it failed with.
    private func retrying(
        _ operation: String, _ path: @autoclosure () -> String, _ call: () -> Int32
    ) throws(SpoolError) -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else {
                throw SpoolError(errno: errno, operation: operation, path: path())
            }
        }
    }
}

private func kernelIsAtLeast(major: Int, minor: Int) -> Bool {
    var name = utsname()
    guard uname(&name) == 0 else { return false }
    let release = withUnsafeBytes(of: &name.release) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    // As in `6.18.44-vendor`.
    let parts = release.split(separator: ".", maxSplits: 2).prefix(2).compactMap { part in
        Int(part.prefix { $0.isNumber })
    }
    return parts.count == 2 && (parts[0], parts[1]) >= (major, minor)
}

extension FileName {
    /// The name as C wants it, valid during the call.
    fileprivate func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer.initializeElement(at: index, to: CChar(bitPattern: byte))
            }
            buffer.initializeElement(at: bytes.count, to: 0)
            guard let base = buffer.baseAddress else {
                preconditionFailure("a buffer of at least one byte has an address")
            }
            return body(base)
        }
    }
}

extension FileStatus {
    fileprivate init(_ status: stat) {
        let kind: FileKind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .special
            }
        self.init(
            kind: kind, device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: Int64(status.st_size), modified: nanoseconds(status.st_mtim),
            changed: nanoseconds(status.st_ctim), mode: status.st_mode & 0o7777,
            linkCount: UInt64(status.st_nlink), owner: status.st_uid)
    }
}

private func nanoseconds(_ time: timespec) -> Int64 {
    // A vendor may set any mtime; far ends of the range wrap, and only equality is ever asked.
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}
