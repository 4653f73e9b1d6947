import Diagnostics
import GRDB
import Posting

import struct Posting.Record

/// The tables of all models, by model name.
struct LedgerTables: Sendable {
    let catalog: ModelCatalog
    private let tables: [String: RecordTable]

    init(_ catalog: ModelCatalog) {
        self.catalog = catalog
        tables = Dictionary(
            uniqueKeysWithValues: catalog.models.map { ($0.name, RecordTable($0)) })
    }

    var all: some Collection<RecordTable> { tables.values }

    func table(_ model: String) throws(ERPError) -> RecordTable {
        guard let table = tables[model] else {
            throw ERPError(.malformed, "the ledger has no model \(model)", model: model)
        }
        return table
    }
}

/// What a posting still owes when its steps are done. A posting that writes a thousand lines of
/// an order totals it once.
final class PendingTotals {
    var orders: Set<Int64> = []
    var orderLines: Set<Int64> = []
}

/// Work on the records within one transaction: checked creating and writing, and the numbering.
/// The rules of the models (`Rules/`) extend it.
struct LedgerSession {
    let database: Database
    let tables: LedgerTables
    let now: Timestamp
    private let pending = PendingTotals()

    init(database: Database, tables: LedgerTables, now: Timestamp) {
        self.database = database
        self.tables = tables
        self.now = now
    }

    // MARK: Totals at the end

    func oweTotal(ofOrder order: Int64) { pending.orders.insert(order) }
    func oweBilling(ofLine line: Int64) { pending.orderLines.insert(line) }

    /// Brings totals and billing up to date for all that was written since.
    func settle() throws(ERPError) {
        let (orders, lines) = (pending.orders, pending.orderLines)
        forget()
        try billingChanged(ofLines: lines)
        for order in orders.sorted() { try totalOrder(order) }
    }

    /// Drops what is owed, when what it was owed for is undone.
    func forget() {
        pending.orders = []
        pending.orderLines = []
    }

    // MARK: Reading

    func search(
        _ model: String, _ terms: [SearchTerm], fields: [String]? = nil, limit: Int = .max
    ) throws(ERPError) -> [Record] {
        try tables.table(model).search(terms, fields: fields, limit: limit, database)
    }

    /// A record that must be there, with all fields or those named.
    func record(_ model: String, _ id: Int64, _ fields: [String]? = nil) throws(ERPError)
        -> Record
    {
        let term = SearchTerm("id", .equal, .integer(id))
        guard let record = try search(model, [term], fields: fields, limit: 1).first else {
            throw ERPError(.refused, "\(model) \(id) does not exist", model: model)
        }
        return record
    }

    func children(
        _ model: String, by field: String, of id: Int64, _ fields: [String]? = nil
    ) throws(ERPError) -> [Record] {
        try search(model, [SearchTerm(field, .equal, .reference(id))], fields: fields)
    }

    // MARK: Creating and writing

    /// Creates a record with its child lines, under the rules of its model.
    func create(_ model: String, _ given: [String: RecordValue]) throws(ERPError) -> Int64 {
        let (id, values) = try insert(model, given, allowingReadOnly: false)
        try created(model, id, values)
        return id
    }

    /// As `create`, for values the ledger itself computed.
    func createComputed(_ model: String, _ given: [String: RecordValue]) throws(ERPError) -> Int64 {
        try insert(model, given, allowingReadOnly: true).id
    }

    /// Checks, completes and stores a record and its lines; totals and consequences are left to
    /// the caller, who sees record and lines at once.
    private func insert(
        _ model: String, _ given: [String: RecordValue], allowingReadOnly: Bool
    ) throws(ERPError) -> (id: Int64, values: [String: RecordValue]) {
        let table = try tables.table(model)
        try check(given, table.model, allowingReadOnly: allowingReadOnly)
        var values = given
        for field in table.columns where values[field.name] == nil {
            values[field.name] = field.initial
        }
        try complete(model, &values)
        for field in table.columns where field.isRequired {
            guard let value = values[field.name], value != .null, value != .text("") else {
                throw ERPError(
                    .refused, "\(model) needs \(field.name)", model: model, field: field.name)
            }
        }
        values["create_date"] = .datetime(now)
        values["write_date"] = .datetime(now)
        let id = try table.insert(values, database)
        try insertLines(given, table.model, id, allowingReadOnly: allowingReadOnly)
        return (id, values)
    }

    private func insertLines(
        _ given: [String: RecordValue], _ model: ModelDefinition, _ id: Int64,
        allowingReadOnly: Bool
    ) throws(ERPError) {
        for field in model.fields {
            guard case .children(let child, let inverse) = field.kind,
                case .lines(let lines) = given[field.name]
            else { continue }
            for line in lines {
                _ = try insert(
                    child, line.merging([inverse: .reference(id)]) { _, new in new },
                    allowingReadOnly: allowingReadOnly)
            }
        }
    }

    /// Writes fields of a record, under the rules of its model. Lines are added to those there.
    func write(_ model: String, _ id: Int64, _ given: [String: RecordValue]) throws(ERPError) {
        let table = try tables.table(model)
        try check(given, table.model, allowingReadOnly: false)
        let before = try record(model, id)
        for (name, value) in given where table.model.field(name)?.isRequired == true {
            guard value != .null, value != .text("") else {
                throw ERPError(.refused, "\(model) needs \(name)", model: model, field: name)
            }
        }
        try refuseWrite(before, given)
        try store(model, id, given)
        try insertLines(given, table.model, id, allowingReadOnly: false)
        try written(before, given)
    }

    /// Stores values without rules, moving the write date.
    func store(_ model: String, _ id: Int64, _ values: [String: RecordValue]) throws(ERPError) {
        var values = values
        values["write_date"] = .datetime(now)
        try tables.table(model).update(id, values, database)
    }

    /// Refuses unknown and computed fields and references to records that are not there.
    private func check(
        _ values: [String: RecordValue], _ model: ModelDefinition, allowingReadOnly: Bool
    ) throws(ERPError) {
        for (name, value) in values {
            guard let field = model.field(name) else {
                throw ERPError(
                    .malformed, "\(model.name) has no field \(name)", model: model.name,
                    field: name)
            }
            guard allowingReadOnly || !field.isReadOnly else {
                throw ERPError(
                    .malformed, "\(name) of \(model.name) is computed and cannot be written",
                    model: model.name, field: name)
            }
            try checkReferences(value, field, model)
        }
    }

    private func checkReferences(
        _ value: RecordValue, _ field: ModelField, _ model: ModelDefinition
    ) throws(ERPError) {
        switch (field.kind, value) {
        case (.reference(let target), .reference(let id)),
            (.reference(let target), .integer(let id)):
            try require(target, id, field, model)
        case (.references(let target), .references(let ids)):
            for id in ids { try require(target, id, field, model) }
        case (.object, .object(let members)) where field.name == "analytic_distribution":
            // Odoo stores unknown accounts without a word; here they are refused.
            for id in members.keys.flatMap({ $0.split(separator: ",") }) {
                try require("account.analytic.account", Int64(id) ?? 0, field, model)
            }
        case (.children, .lines), (.children, .null): break
        case (.children, _):
            throw ERPError(
                .malformed, "\(field.name) of \(model.name) takes lines", model: model.name,
                field: field.name)
        default: break
        }
    }

    private func require(
        _ target: String, _ id: Int64, _ field: ModelField, _ model: ModelDefinition
    ) throws(ERPError) {
        guard try tables.table(target).exists(id, database) else {
            throw ERPError(
                .refused, "\(field.name) of \(model.name) names \(target) \(id), not there",
                model: model.name, field: field.name)
        }
    }

    // MARK: External ids and numbers

    /// The record that stands under an external id.
    func externalRecord(_ externalID: String) throws(ERPError) -> (model: String, id: Int64)? {
        let row = try storage {
            try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT model, res_id FROM ir_model_data WHERE module='edi' AND name=?"),
                arguments: [externalID])
        }
        return row.map { ($0[0], $0[1]) }
    }

    func setExternalID(_ externalID: String, _ model: String, _ id: Int64) throws(ERPError) {
        _ = try createComputed(
            "ir.model.data",
            [
                "module": .text("edi"), "name": .text(externalID), "model": .text(model),
                "res_id": .integer(id),
            ])
    }

    /// The next number of a sequence, starting at 1, without gaps among committed records.
    func nextNumber(_ sequence: String) throws(ERPError) -> Int {
        try storage {
            try Int.fetchOne(
                database.cachedStatement(
                    sql: """
                        INSERT INTO ledger_sequence (name, last) VALUES (?, 1)
                        ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last
                        """), arguments: [sequence]) ?? 1
        }
    }

    /// Moves a sequence past a number given by hand.
    func raiseNumber(_ sequence: String, to number: Int) throws(ERPError) {
        try storage {
            try database.execute(
                sql: """
                    INSERT INTO ledger_sequence (name, last) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET last = max(last, excluded.last)
                    """, arguments: [sequence, number])
        }
    }
}
