package import Diagnostics

/// Typed reading of record values; `nil` when the field is absent, empty or of another kind.
extension Dictionary<String, RecordValue> {
    package func text(_ name: String) -> String? {
        guard case .text(let value) = self[name] else { return nil }
        return value
    }

    package func reference(_ name: String) -> Int64? {
        guard case .reference(let value) = self[name] else { return nil }
        return value
    }

    package func references(_ name: String) -> [Int64] {
        guard case .references(let value) = self[name] else { return [] }
        return value
    }

    package func integer(_ name: String) -> Int64? {
        guard case .integer(let value) = self[name] else { return nil }
        return value
    }

    /// Zero when there is none, as Odoo reads numbers.
    package func decimal(_ name: String) -> ScaledDecimal {
        switch self[name] {
        case .decimal(let value): value
        case .integer(let value): ScaledDecimal(Int(value))
        default: .zero
        }
    }

    package func boolean(_ name: String) -> Bool { self[name] == .boolean(true) }

    package func date(_ name: String) -> CalendarDate? {
        guard case .date(let value) = self[name] else { return nil }
        return value
    }

    package func datetime(_ name: String) -> Timestamp? {
        guard case .datetime(let value) = self[name] else { return nil }
        return value
    }
}
