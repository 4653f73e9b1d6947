import Glibc

/// The file system did not do what the spool asked. The environment is at fault, never a partner's
/// data: what a partner did wrong with a file is a `DropRefusal`.
///
/// `code` alone is fit for a metric label. `path` is shown with every byte outside printable ASCII
/// escaped, because the last part of it may be a name that a vendor chose.
package struct SpoolError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Disk, inode table or quota is full. Nothing was lost; try again when there is room.
        case noSpace = "no-space"
        case noPermission = "no-permission"
        case notFound = "not-found"
        /// The name is taken and the spool never replaces a file.
        case alreadyExists = "already-exists"
        /// The sender was still writing, or put another file in its place.
        case changedWhileReading = "changed-while-reading"
        /// A symbolic link, FIFO, device, socket or directory where a file was expected.
        case notRegularFile = "not-regular-file"
        /// A name the spool would not have given, or one that a file system cannot hold.
        case badName = "bad-name"
        /// Another process holds the lock.
        case locked
        /// The process or the machine has no file descriptor or memory to spare.
        case exhausted
        /// The disk failed, went read-only, or answered something unexpected.
        case io
    }

    package let code: Code
    /// The call that failed, such as `openat`.
    package let operation: String
    /// The system's number for the failure, 0 when the spool itself found it.
    package let errno: Int32
    package let path: String

    package init(_ code: Code, operation: String, errno: Int32 = 0, path: String) {
        self.code = code
        self.operation = operation
        self.errno = errno
        self.path = path
    }

    package init(errno: Int32, operation: String, path: String) {
        self.init(Self.code(of: errno), operation: operation, errno: errno, path: path)
    }

    /// Whether the same call may succeed later without anyone changing a name or a permission.
    package var isRetryable: Bool {
        switch code {
        case .noSpace, .changedWhileReading, .locked, .exhausted, .io: true
        case .noPermission, .notFound, .alreadyExists, .notRegularFile, .badName: false
        }
    }

    package var description: String {
        let reason = errno == 0 ? code.rawValue : "\(String(cString: strerror(errno))) (\(errno))"
        return "\(operation) \(path): \(reason)"
    }

    private static func code(of errno: Int32) -> Code {
        switch errno {
        case ENOSPC, EDQUOT: .noSpace
        case EACCES, EPERM: .noPermission
        case ENOENT: .notFound
        case EEXIST, ENOTEMPTY: .alreadyExists
        // O_NOFOLLOW meets a link: ELOOP. A socket or a device without driver: ENXIO.
        // openat2 leaves the tree: EXDEV.
        case ELOOP, ENOTDIR, EISDIR, ENXIO, ENODEV, EXDEV: .notRegularFile
        case ENAMETOOLONG, EILSEQ: .badName
        case EWOULDBLOCK: .locked
        case EMFILE, ENFILE, ENOMEM: .exhausted
        default: .io
        }
    }
}
