import GRDB
import Posting

/// Which postings were applied, and the records each stands for.
struct PostingLog {
    let database: Database

    func records(_ key: String) throws(ERPError) -> [PostedRecord]? {
        try storage {
            let posting = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM ledger_posting WHERE key=?"),
                arguments: [key])
            guard let posting else { return nil }
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT model, res_id, name, action FROM ledger_posting_record
                        WHERE posting=? ORDER BY ordinal
                        """), arguments: [posting])
            return rows.map { row in
                PostedRecord(
                    model: row[0], id: row[1], name: row[2],
                    action: PostedRecord.Action(rawValue: row[3]) ?? .found)
            }
        }
    }

    func add(_ key: String, _ records: [PostedRecord], at moment: String) throws(ERPError) {
        try storage {
            try database.cachedStatement(
                sql: "INSERT INTO ledger_posting (key, applied_at) VALUES (?, ?)"
            ).execute(arguments: [key, moment])
            let posting = database.lastInsertedRowID
            let insert = try database.cachedStatement(
                sql: "INSERT INTO ledger_posting_record VALUES (?, ?, ?, ?, ?, ?)")
            for (ordinal, record) in records.enumerated() {
                try insert.execute(arguments: [
                    posting, ordinal, record.model, record.id, record.name,
                    record.action.rawValue,
                ])
            }
        }
    }
}

extension LedgerSession {
    /// Applies one posting under a savepoint, unless its key was applied before.
    func apply(_ posting: Posting) throws(ERPError) -> PostingOutcome {
        guard isKey(posting.key) else {
            throw ERPError(
                .malformed, "a posting key has letters, digits, '_' and '-', at most 1000")
        }
        let log = PostingLog(database: database)
        if let records = try log.records(posting.key) { return .alreadyApplied(records) }
        return try savepoint { () throws(ERPError) in
            let records = try perform(posting.steps)
            try log.add(posting.key, records, at: ColumnValues.text(of: now))
            return .applied(records)
        }
    }

    private func isKey(_ text: String) -> Bool {
        (1...1000).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Undoes everything the body did when it throws.
    func savepoint<Value>(_ body: () throws(ERPError) -> Value) throws(ERPError) -> Value {
        try storage {
            try database.cachedStatement(sql: "SAVEPOINT posting").execute()
        }
        do {
            let value = try body()
            try storage { try database.cachedStatement(sql: "RELEASE posting").execute() }
            return value
        } catch {
            forget()
            try storage {
                try database.execute(sql: "ROLLBACK TO posting; RELEASE posting")
            }
            throw error
        }
    }

    /// Runs the steps; every record touched is answered once, by the first thing done to it.
    private func perform(_ steps: [PostingStep]) throws(ERPError) -> [PostedRecord] {
        var touched: [(model: String, id: Int64, action: PostedRecord.Action)] = []
        func touch(_ model: String, _ id: Int64, _ action: PostedRecord.Action) {
            guard !touched.contains(where: { $0.model == model && $0.id == id }) else { return }
            touched.append((model, id, action))
        }
        for step in steps {
            switch step {
            case .create(let model, let externalID, let values):
                if let found = try externalRecord(externalID) {
                    guard found.model == model else {
                        throw ERPError(
                            .refused, "external id \(externalID) stands for a \(found.model)",
                            model: model)
                    }
                    touch(model, found.id, .found)
                } else {
                    let id = try create(model, try resolve(values))
                    try setExternalID(externalID, model, id)
                    touch(model, id, .created)
                }
            case .write(let model, let id, let values):
                try write(model, id, try resolve(values))
                touch(model, id, .changed)
            case .call(let model, let method, let pointer, let arguments):
                let id = try resolve(pointer, model)
                try call(method, model, id, try resolve(arguments))
                touch(model, id, .called)
            }
        }
        try settle()
        var records: [PostedRecord] = []
        for item in touched {
            let name = displayName(try record(item.model, item.id))
            records.append(
                PostedRecord(model: item.model, id: item.id, name: name, action: item.action))
        }
        return records
    }

    /// The values with every external reference replaced by the id it stands for.
    private func resolve(_ values: [String: RecordValue]) throws(ERPError) -> [String: RecordValue]
    {
        var resolved = values
        for (name, value) in values {
            switch value {
            case .externalReference(let externalID):
                guard let found = try externalRecord(externalID) else {
                    throw ERPError(
                        .refused, "no record under external id \(externalID)", field: name)
                }
                resolved[name] = .reference(found.id)
            case .lines(let lines):
                var own: [[String: RecordValue]] = []
                for line in lines { own.append(try resolve(line)) }
                resolved[name] = .lines(own)
            default: break
            }
        }
        return resolved
    }

    private func resolve(_ pointer: RecordPointer, _ model: String) throws(ERPError) -> Int64 {
        switch pointer {
        case .id(let id): return id
        case .externalID(let externalID):
            guard let found = try externalRecord(externalID), found.model == model else {
                throw ERPError(
                    .refused, "no \(model) under external id \(externalID)", model: model)
            }
            return found.id
        }
    }
}
