import Diagnostics
import GRDB
import Posting

import struct Posting.Record

/// One model as one SQL table: a column per stored field, an index per indexed field, so that
/// the file can be read with any SQLite tool.
struct RecordTable: Sendable {
    let model: ModelDefinition
    /// The stored fields, in column order.
    let columns: [ModelField]
    let name: String
    private let insertSQL: String

    init(_ model: ModelDefinition) {
        self.model = model
        columns = model.fields.filter(\.isStored)
        name = String(model.name.map { $0 == "." ? "_" : $0 })
        let names = columns.map { "\"\($0.name)\"" }.joined(separator: ",")
        let marks = Array(repeating: "?", count: columns.count).joined(separator: ",")
        insertSQL = "INSERT INTO \"\(name)\" (\(names)) VALUES (\(marks))"
    }

    /// Makes the table and its indexes, and adds columns that a newer catalog has.
    func prepare(_ database: Database) throws {
        if try database.tableExists(name) {
            let present = Set(try database.columns(in: name).map(\.name))
            for field in columns where !present.contains(field.name) {
                try database.execute(
                    sql: "ALTER TABLE \"\(name)\" ADD COLUMN \"\(field.name)\"")
            }
        } else {
            let list = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
            // AUTOINCREMENT: an id, once given, never means another record.
            try database.execute(
                sql: "CREATE TABLE \"\(name)\" (id INTEGER PRIMARY KEY AUTOINCREMENT, \(list))")
        }
        for field in columns where field.traits.contains(.indexed) {
            let index = "\(name)_\(field.name)"
            try database.execute(
                sql: """
                    CREATE INDEX IF NOT EXISTS "\(index)" ON "\(name)" ("\(field.name)")
                    """)
            guard field.traits.contains(.indexedIgnoringCase) else { continue }
            try database.execute(
                sql: """
                    CREATE INDEX IF NOT EXISTS "\(index)_nocase"
                    ON "\(name)" ("\(field.name)" COLLATE NOCASE)
                    """)
        }
    }

    /// Adds a record and answers its id. Fields not given are empty.
    func insert(_ values: [String: RecordValue], _ database: Database) throws(ERPError) -> Int64 {
        var row: [DatabaseValue] = []
        row.reserveCapacity(columns.count)
        for field in columns {
            row.append(
                try ColumnValues.encode(values[field.name] ?? .null, for: field, of: model.name))
        }
        return try storage { [row] in
            let statement = try database.cachedStatement(sql: insertSQL)
            try statement.execute(arguments: StatementArguments(row))
            return database.lastInsertedRowID
        }
    }

    /// Writes stored fields of a record.
    func update(_ id: Int64, _ values: [String: RecordValue], _ database: Database)
        throws(ERPError)
    {
        var row: [DatabaseValue] = []
        var parts: [String] = []
        for field in columns {
            guard let value = values[field.name] else { continue }
            row.append(try ColumnValues.encode(value, for: field, of: model.name))
            parts.append("\"\(field.name)\"=?")
        }
        guard !parts.isEmpty else { return }
        row.append(id.databaseValue)
        let sql = "UPDATE \"\(name)\" SET \(parts.joined(separator: ",")) WHERE id=?"
        try storage { [row] in
            try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(row))
        }
    }

    func exists(_ id: Int64, _ database: Database) throws(ERPError) -> Bool {
        try storage {
            try Int.fetchOne(
                database.cachedStatement(sql: "SELECT 1 FROM \"\(name)\" WHERE id=?"),
                arguments: [id]) != nil
        }
    }

    /// Records that meet all terms, ordered by id, with the named stored fields; all stored
    /// fields when none is named.
    func search(
        _ terms: [SearchTerm], fields: [String]? = nil, limit: Int, _ database: Database
    ) throws(ERPError) -> [Record] {
        let wanted = fields.map { names in columns.filter { names.contains($0.name) } } ?? columns
        let condition = try SearchCondition(terms, in: model)
        let list = (["id"] + wanted.map { "\"\($0.name)\"" }).joined(separator: ",")
        let filter = condition.sql.isEmpty ? "" : " WHERE \(condition.sql)"
        let sql = "SELECT \(list) FROM \"\(name)\"\(filter) ORDER BY id LIMIT ?"
        let arguments = StatementArguments(condition.arguments + [limit.databaseValue])
        return try storage {
            let statement = try database.cachedStatement(sql: sql)
            let rows = try Row.fetchCursor(statement, arguments: arguments)
            var records: [Record] = []
            while let row = try rows.next() {
                var values: [String: RecordValue] = [:]
                values.reserveCapacity(wanted.count)
                for (index, field) in wanted.enumerated() {
                    values[field.name] = ColumnValues.decode(row[index + 1], field)
                }
                records.append(Record(model: model.name, id: row[0], fields: values))
            }
            return records
        }
    }
}

/// The terms of a search as SQL.
struct SearchCondition {
    private(set) var sql = ""
    private(set) var arguments: [DatabaseValue] = []

    /// - Throws: `malformed` for a field the model lacks or a comparison its kind cannot do.
    init(_ terms: [SearchTerm], in model: ModelDefinition) throws(ERPError) {
        var parts: [String] = []
        let driver = terms.indices.min { Self.rank(terms[$0], model) < Self.rank(terms[$1], model) }
        for (index, term) in terms.enumerated() {
            parts.append(try add(term, model, isDriver: index == driver))
        }
        sql = parts.joined(separator: " AND ")
    }

    /// Which term leaves the fewest records, by the kind of its field. SQLite, without statistics,
    /// takes any index for as good as another; an order's number and its state are not.
    private static func rank(_ term: SearchTerm, _ model: ModelDefinition) -> Int {
        if term.field == "id" { return 0 }
        guard let field = model.field(term.field), field.traits.contains(.indexed),
            term.comparison != .notEqual
        else { return 9 }
        switch field.kind {
        case .text, .integer: return 1
        case .reference: return 2
        default: return 3
        }
    }

    /// A leading `+` keeps SQLite from searching by the index of a term that does not drive.
    private mutating func add(_ term: SearchTerm, _ model: ModelDefinition, isDriver: Bool)
        throws(ERPError) -> String
    {
        let idField = ModelField("id", .integer)
        let found = term.field == "id" ? idField : model.field(term.field)
        guard let field = found, field.isStored else {
            throw ERPError(
                .malformed, "\(model.name) cannot be searched by \(term.field)",
                model: model.name, field: term.field)
        }
        var values: [DatabaseValue] = []
        for value in term.values { values.append(try encode(value, field, model)) }
        let column = (isDriver ? "" : "+") + "\"\(field.name)\""
        guard term.comparison != .isIn else {
            // One statement for lists of any length: SQLite bounds parameters, and statements are
            // kept.
            arguments.append(Self.json(values).databaseValue)
            return "\(column) IN (SELECT value FROM json_each(?))"
        }
        guard let value = values.first, values.count == 1 else {
            throw ERPError(
                .malformed, "\(term.comparison.rawValue) takes one value", model: model.name,
                field: term.field)
        }
        arguments.append(value)
        switch term.comparison {
        case .equal, .isIn: return "\(column) IS ?"
        case .notEqual: return "\(column) IS NOT ?"
        case .equalIgnoringCase: return "\(column) = ? COLLATE NOCASE"
        case .greaterOrEqual:
            // Decimals lie as text: their order is not the order of the numbers.
            guard [.integer, .date, .datetime].contains(field.kind) || field.name == "id" else {
                throw ERPError(
                    .malformed, "\(field.name) of \(model.name) cannot be compared by >=",
                    model: model.name, field: term.field)
            }
            return "\(column) >= ?"
        }
    }

    private static func json(_ values: [DatabaseValue]) -> String {
        let items = values.map { value in
            switch value.storage {
            case .int64(let number): String(number)
            case .string(let text): "\"\(escaped(text))\""
            default: "null"
            }
        }
        return "[" + items.joined(separator: ",") + "]"
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 }) else {
            return text
        }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private func encode(_ value: RecordValue, _ field: ModelField, _ model: ModelDefinition)
        throws(ERPError) -> DatabaseValue
    {
        // A search for "no value" finds empty columns, also where reading gives 0 or false.
        if case .null = value, field.kind != .boolean { return .null }
        if field.name == "id", case .reference(let id) = value { return id.databaseValue }
        return try ColumnValues.encode(value, for: field, of: model.name)
    }
}

/// Runs a database call; what SQLite refuses is the ledger being unavailable.
func storage<Value>(_ body: () throws -> Value) throws(ERPError) -> Value {
    do {
        return try body()
    } catch let error as ERPError {
        throw error
    } catch let error as DatabaseError {
        // The result code alone: messages may quote values.
        throw ERPError(
            .unavailable, "ledger storage: SQLite code \(error.extendedResultCode.rawValue)")
    } catch {
        throw ERPError(.unavailable, "ledger storage failed")
    }
}
