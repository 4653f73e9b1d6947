package import Diagnostics
import GRDB
package import Posting

package import struct Posting.Record

/// The embedded ERP: a real target with the record shapes and rules of the Odoo models Waybill
/// uses, in one SQLite file (WAL, synchronous FULL) or in memory.
///
/// It guarantees that a posting is applied all or not at all and once per key, and that key and
/// effects are committed together; it refuses missing fields, dangling references, second use of
/// a posted vendor number and forbidden states; its errors name model and field. It may be used
/// from several threads, and other processes may read the file meanwhile.
package final class LedgerStore: ERPTarget {
    package let name = "ledger"

    private let writer: any DatabaseWriter
    private let tables: LedgerTables
    private let now: @Sendable () -> Timestamp

    /// Opens or makes the ledger.
    ///
    /// - Parameters:
    ///   - path: the database file, or `nil` for one in memory that goes with the value.
    ///   - catalog: the models with a site's own fields added.
    ///   - now: the clock.
    /// - Throws: `unavailable` when the file cannot be opened or written.
    package init(
        path: String?, catalog: ModelCatalog = .standard,
        now: @escaping @Sendable () -> Timestamp
    ) throws(ERPError) {
        tables = LedgerTables(catalog)
        self.now = now
        var configuration = GRDB.Configuration()
        configuration.label = "ledger"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        writer = try storage {
            if let path { return try DatabasePool(path: path, configuration: configuration) }
            return try DatabaseQueue(configuration: configuration)
        }
        try prepare()
    }

    private func prepare() throws(ERPError) {
        try storage {
            try writer.write { database in
                try database.execute(
                    sql: """
                        CREATE TABLE IF NOT EXISTS ledger_sequence
                            (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
                        CREATE TABLE IF NOT EXISTS ledger_posting
                            (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
                             applied_at TEXT NOT NULL);
                        CREATE TABLE IF NOT EXISTS ledger_posting_record
                            (posting INTEGER NOT NULL REFERENCES ledger_posting,
                             ordinal INTEGER NOT NULL, model TEXT NOT NULL, res_id INTEGER NOT NULL,
                             name TEXT NOT NULL, action TEXT NOT NULL,
                             PRIMARY KEY (posting, ordinal)) WITHOUT ROWID;
                        CREATE INDEX IF NOT EXISTS ledger_posting_record_target
                            ON ledger_posting_record (model, res_id);
                        """)
                for table in tables.all { try table.prepare(database) }
                try database.execute(
                    sql: """
                        CREATE UNIQUE INDEX IF NOT EXISTS ir_model_data_unique
                            ON ir_model_data (module, name);
                        INSERT INTO res_currency (name, active)
                            SELECT 'USD', 1 WHERE NOT EXISTS (SELECT 1 FROM res_currency);
                        """)
            }
        }
    }

    // MARK: Reading

    package func search(
        _ model: String, _ terms: [SearchTerm], fields: [String], limit: Int
    ) throws(ERPError) -> [Record] {
        let table = try tables.table(model)
        for field in fields where table.model.field(field) == nil && field != "id" {
            throw ERPError(
                .malformed, "\(model) has no field \(field)", model: model, field: field)
        }
        return try storage {
            try writer.read { database in
                var records = try table.search(terms, fields: fields, limit: limit, database)
                try fillChildren(&records, table.model, fields, database)
                return records
            }
        }
    }

    private func fillChildren(
        _ records: inout [Record], _ model: ModelDefinition, _ fields: [String],
        _ database: Database
    ) throws(ERPError) {
        for name in fields {
            guard let field = model.field(name),
                case .children(let child, let inverse) = field.kind
            else { continue }
            let table = try tables.table(child)
            for index in records.indices {
                let lines = try table.search(
                    [SearchTerm(inverse, .equal, .reference(records[index].id))], fields: [],
                    limit: .max, database)
                records[index].fields[name] = .references(lines.map(\.id))
            }
        }
    }

    /// The records of a model, oldest first, with all fields: what `waybill ledger list` shows.
    package func list(_ model: String, limit: Int = 1000) throws(ERPError) -> [Record] {
        let fields = try tables.table(model).model.fields.map(\.name)
        return try search(model, [], fields: fields, limit: limit)
    }

    /// The models there are, with their fields.
    package var catalog: ModelCatalog { tables.catalog }

    /// What a posting key stands for; `nil` when it was never applied.
    package func records(forPosting key: String) throws(ERPError) -> [PostedRecord]? {
        try storage {
            try writer.read { database in try PostingLog(database: database).records(key) }
        }
    }

    // MARK: Posting

    /// Applies all postings in one commit. When the commit itself fails, none was applied and
    /// every result says so.
    package func apply(_ postings: [PostingRequest]) -> [Result<PostingOutcome, ERPError>] {
        do throws(ERPError) {
            return try transaction { session in
                postings.map { posting in
                    Result { () throws(ERPError) in try session.apply(posting) }
                }
            }
        } catch {
            return postings.map { _ in .failure(error) }
        }
    }

    /// One write transaction; what the body throws undoes it.
    func transaction<Value: Sendable>(_ body: (LedgerSession) throws -> Value) throws(ERPError)
        -> Value
    {
        let moment = now()
        return try storage {
            try writer.write { database in
                let session = LedgerSession(database: database, tables: tables, now: moment)
                let value = try body(session)
                try session.settle()
                return value
            }
        }
    }
}
