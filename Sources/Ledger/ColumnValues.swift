import Diagnostics
import GRDB
import Posting

/// How record values lie in SQLite columns: text, dates and times as Odoo writes them, decimals
/// as their shortest text (so that equal numbers are equal text), objects as JSON, lists as
/// `,3,5,`.
enum ColumnValues {
    /// The column value of a field.
    ///
    /// - Throws: `malformed` when the value does not fit the field's kind.
    static func encode(_ value: RecordValue, for field: ModelField, of model: String)
        throws(ERPError) -> DatabaseValue
    {
        switch (field.kind, value) {
        case (_, .null): return empty(field)
        case (.text, .text(let text)): return text.databaseValue
        case (.selection(let words), .text(let text)):
            guard words.contains(text) else { throw mismatch(value, field, model) }
            return text.databaseValue
        case (.boolean, .boolean(let flag)): return flag.databaseValue
        case (.integer, .integer(let number)): return number.databaseValue
        case (.decimal, .decimal(let number)): return number.reduced.description.databaseValue
        case (.decimal, .integer(let number)): return String(number).databaseValue
        case (.date, .date(let day)): return day.description.databaseValue
        case (.datetime, .datetime(let moment)): return text(of: moment).databaseValue
        case (.datetime, .date(let day)): return "\(day) 00:00:00".databaseValue
        case (.reference, .reference(let id)), (.reference, .integer(let id)):
            return id.databaseValue
        case (.references, .references(let ids)):
            return ids.isEmpty
                ? .null : ("," + ids.map { "\($0)," }.joined()).databaseValue
        case (.object, .object(let members)):
            return try text(of: members, field, model).databaseValue
        default: throw mismatch(value, field, model)
        }
    }

    /// What a field without a value holds: Odoo reads 0 for numbers and false for booleans.
    private static func empty(_ field: ModelField) -> DatabaseValue {
        switch field.kind {
        case .decimal: "0".databaseValue
        case .integer: 0.databaseValue
        case .boolean: false.databaseValue
        default: .null
        }
    }

    /// The value of a column. What the ledger itself did not write reads as null.
    static func decode(_ value: DatabaseValue, _ field: ModelField) -> RecordValue {
        switch (field.kind, value.storage) {
        case (.text, .string(let text)), (.selection, .string(let text)): .text(text)
        case (.boolean, .int64(let number)): .boolean(number != 0)
        case (.integer, .int64(let number)): .integer(number)
        case (.decimal, .string(let text)): ScaledDecimal(text).map { .decimal($0) } ?? .null
        case (.date, .string(let text)): CalendarDate(iso8601: text).map { .date($0) } ?? .null
        case (.datetime, .string(let text)): timestamp(text).map { .datetime($0) } ?? .null
        case (.reference, .int64(let id)): .reference(id)
        case (.references, .string(let text)):
            .references(text.split(separator: ",").compactMap { Int64($0) })
        case (.references, .null): .references([])
        case (.object, .string(let text)): .object(members(text))
        default: .null
        }
    }

    /// `YYYY-MM-DD HH:MM:SS`, UTC, cut to the second as Odoo reads.
    static func text(of moment: Timestamp) -> String {
        let clock = moment.compactTimeWithSeconds
        return
            "\(moment.date) \(clock.prefix(2)):\(clock.dropFirst(2).prefix(2)):\(clock.suffix(2))"
    }

    static func timestamp(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        let clock = parts.last?.split(separator: ":").compactMap { Int64($0) } ?? []
        guard parts.count == 2, clock.count == 3, let day = CalendarDate(iso8601: String(parts[0]))
        else { return nil }
        let seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
        return Timestamp(milliseconds: (Int64(day.daysSinceEpoch) * 86_400 + seconds) * 1000)
    }

    /// `{"3":60,"3,5":40}`: names are ids joined by commas, so nothing needs escaping.
    private static func text(
        of members: [String: RecordValue], _ field: ModelField, _ model: String
    ) throws(ERPError) -> String {
        var parts: [String] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard case .decimal(let number) = value,
                name.utf8.allSatisfy({ (48...57).contains($0) || $0 == 44 }), !name.isEmpty
            else { throw mismatch(.object(members), field, model) }
            parts.append("\"\(name)\":\(number.reduced)")
        }
        return "{" + parts.joined(separator: ",") + "}"
    }

    private static func members(_ text: String) -> [String: RecordValue] {
        var members: [String: RecordValue] = [:]
        // Names are quoted and numbers are not: cut at quotes, the odd parts are names.
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        var index = 1
        while index + 1 < parts.count {
            let digits = parts[index + 1].filter { $0 == "." || $0 == "-" || $0.isNumber }
            if let number = ScaledDecimal(digits) {
                members[String(parts[index])] = .decimal(number)
            }
            index += 2
        }
        return members
    }

    private static func mismatch(_ value: RecordValue, _ field: ModelField, _ model: String)
        -> ERPError
    {
        ERPError(
            .malformed, "field \(field.name) of \(model) takes \(field.kind.summary)",
            model: model, field: field.name)
    }
}
