internal import GRDB

/// Why the journal could not do as asked.
package struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The database file cannot be opened or created.
        case unopenable
        /// Another process holds the write lock for longer than the wait.
        case busy
        /// The disk is full.
        case noSpace = "no-space"
        /// The disk or file system failed.
        case io
        /// The file is no database, is damaged, or was written by a newer version.
        case unreadable
        /// A rule of the schema was broken: our fault.
        case constraint
        /// Anything else SQLite reports.
        case other
    }

    package let code: Code
    /// For people; never holds a value from a document.
    package let message: String
    /// SQLite's extended result code, 0 when there is none.
    package let resultCode: Int32

    package init(_ code: Code, _ message: String, resultCode: Int32 = 0) {
        self.code = code
        self.message = message
        self.resultCode = resultCode
    }

    package var isRetryable: Bool { code == .busy || code == .noSpace || code == .io }

    package var description: String {
        resultCode == 0 ? message : "\(message) (SQLite \(resultCode))"
    }

    init(_ error: any Error) {
        if let error = error as? JournalError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.other, "journal: \(error)")
            return
        }
        let code: Code =
            switch error.resultCode {
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY: .unopenable
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_FULL: .noSpace
            case .SQLITE_IOERR: .io
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .unreadable
            case .SQLITE_CONSTRAINT: .constraint
            default: .other
            }
        self.init(
            code, "journal: \(error.message ?? "unknown error")",
            resultCode: error.extendedResultCode.rawValue)
    }
}
