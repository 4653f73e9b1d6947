internal import Foundation
internal import GRDB
internal import Synchronization

/// The journal: one row per exchange, per document in it, and per change of their state.
///
/// Guarantees: what a `commit` returned from is on disk (WAL, `synchronous=FULL`); several threads
/// committing at once share one disk write (group commit), and each one's changes are still all or
/// none. Other processes, such as the command line beside a running daemon, read at any time and
/// write in turn.
///
/// Refuses: a file that is no journal, or one written by a newer version.
package final class JournalStore: Sendable {
    private let pool: DatabasePool
    private let pending = Mutex<[any PendingCommit]>([])
    private let writer = NSLock()

    /// Opens or creates the journal at `path`.
    package init(path: String) throws(JournalError) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            let migrator = JournalSchema.migrator
            if try pool.read(migrator.hasBeenSuperseded) {
                throw JournalError(.unreadable, "\(path) was written by a newer version of waybill")
            }
            // Looking first keeps readers beside a running daemon from taking the write lock.
            if try !pool.read(migrator.hasCompletedMigrations) { try migrator.migrate(pool) }
        } catch {
            throw JournalError(error)
        }
    }

    /// Runs `body` in a transaction that is durable when this returns. Blocks; call it from the
    /// appliance's own threads. A thrown error undoes this body's changes alone and comes back as it
    /// is; the database's own come as `JournalError`.
    package func commit<T: Sendable>(
        _ body: @escaping @Sendable (borrowing JournalTransaction) throws -> T
    ) throws -> T {
        let mine = Pending(body)
        pending.withLock { $0.append(mine) }
        // Whoever gets the writer first runs everything that has queued up behind the last commit.
        writer.lock()
        if mine.result == nil { runPending() }
        writer.unlock()
        switch mine.result {
        case .success(let value): return value
        case .failure(let error as DatabaseError): throw JournalError(error)
        case .failure(let error): throw error
        case nil: preconditionFailure("a commit was neither run nor refused")
        }
    }

    /// Runs all waiting bodies in one transaction, each in its own savepoint.
    private func runPending() {
        let batch = pending.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        do {
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    for entry in batch { entry.run(in: db) }
                    return .commit
                }
            }
        } catch {
            // Also a body that succeeded is undone when the commit itself fails.
            for entry in batch { entry.fail(error) }
        }
    }

    /// Reads a consistent snapshot.
    package func read<T>(_ body: (borrowing JournalReader) throws -> T) throws(JournalError) -> T {
        do {
            return try pool.read { try body(JournalReader(db: $0)) }
        } catch {
            throw JournalError(error)
        }
    }

    /// Folds the write-ahead log back into the database file, for a clean stop.
    package func checkpoint() throws(JournalError) {
        do {
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch {
            throw JournalError(error)
        }
    }
}

private protocol PendingCommit: Sendable {
    func run(in db: Database)
    func fail(_ error: any Error)
}

/// One waiting body and, later, its result.
///
/// Unchecked: `result` is written only by the thread that holds `JournalStore.writer`, and read by
/// its owner only after it held that lock itself.
private final class Pending<T: Sendable>: PendingCommit, @unchecked Sendable {
    private let body: @Sendable (borrowing JournalTransaction) throws -> T
    private(set) var result: Result<T, any Error>?

    init(_ body: @escaping @Sendable (borrowing JournalTransaction) throws -> T) {
        self.body = body
    }

    func run(in db: Database) {
        do {
            var value: T?
            try db.inSavepoint {
                value = try body(JournalTransaction(db: db))
                return .commit
            }
            result = value.map { .success($0) }
        } catch {
            result = .failure(error)
        }
    }

    func fail(_ error: any Error) { result = .failure(error) }
}
