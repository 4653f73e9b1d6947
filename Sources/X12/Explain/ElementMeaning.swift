package import Diagnostics

/// The values of elements in words. Makes text; for showing to people, never for reading.
package enum ElementMeaning {
    /// What a value means: a code's name, a date or time in its usual form, a number with its
    /// implied decimals. `nil` when the value already says it, or says nothing under its type.
    package static func text(of value: String, _ element: ElementDefinition) -> String? {
        guard !value.isEmpty else { return nil }
        return switch element.type {
        case .identifier: codeName(value, element)
        case .date: date(value).map { "\($0), \(weekday($0))" }
        case .time: time(value)
        case .implied(let places): places > 0 ? decimal(value, places: places) : nil
        case .string, .decimal, .binary: nil
        }
    }

    private static func codeName(_ value: String, _ element: ElementDefinition) -> String? {
        // ISA elements are padded; the padding is no part of the code.
        let code = String(value.reversed().drop { $0 == " " }.reversed())
        guard let name = element.codes?.name(of: code), !name.isEmpty else { return nil }
        return name
    }

    /// Reads CCYYMMDD or YYMMDD; two-digit years from 50 on are of the last century.
    package static func date(_ value: String) -> CalendarDate? {
        let digits = value.utf8.compactMap { (48...57).contains($0) ? Int($0 - 48) : nil }
        guard digits.count == value.utf8.count else { return nil }
        func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + digits[$1] } }
        switch digits.count {
        case 8: return CalendarDate(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        case 6:
            let year = number(0..<2)
            return CalendarDate(
                year: year + (year < 50 ? 2000 : 1900), month: number(2..<4), day: number(4..<6))
        default: return nil
        }
    }

    package static func weekday(_ date: CalendarDate) -> String {
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let index = date.daysSinceEpoch % 7
        return names[index < 0 ? index + 7 : index]
    }

    /// HHMM, HHMMSS and longer, with colons.
    package static func time(_ value: String) -> String? {
        let digits = Array(value.unicodeScalars)
        guard (4...8).contains(digits.count), digits.count != 5,
            digits.allSatisfy({ (48...57).contains($0.value) })
        else { return nil }
        func part(_ range: Range<Int>) -> String {
            range.reduce(into: "") { $0.unicodeScalars.append(digits[$1]) }
        }
        var text = part(0..<2) + ":" + part(2..<4)
        guard let hour = Int(part(0..<2)), hour < 24, let minute = Int(part(2..<4)), minute < 60
        else { return nil }
        if digits.count >= 6 { text += ":" + part(4..<6) }
        if digits.count > 6 { text += "." + part(6..<digits.count) }
        return text
    }

    /// `12345` with two implied places is `123.45`.
    static func decimal(_ value: String, places: Int) -> String? {
        guard let number = ScaledDecimal(value), number.scale == 0,
            let scaled = ScaledDecimal(coefficient: number.coefficient, scale: places)
        else { return nil }
        return scaled.description
    }

    /// A number under its type, implied decimals applied; `nil` when it is none.
    static func number(_ value: String, _ type: ElementType) -> ScaledDecimal? {
        guard let number = ScaledDecimal(value) else { return nil }
        return switch type {
        case .decimal: number
        case .implied(let places):
            number.scale == 0
                ? ScaledDecimal(coefficient: number.coefficient, scale: places) : number
        case .string, .identifier, .date, .time, .binary: nil
        }
    }
}

extension ElementDefinition {
    /// Type and lengths as the guides print them: `AN 1/30`, `N2 1/10`.
    package var form: String {
        let name =
            switch type {
            case .string: "AN"
            case .identifier: "ID"
            case .date: "DT"
            case .time: "TM"
            case .decimal: "R"
            case .implied(let places): "N\(places)"
            case .binary: "B"
            }
        return "\(name) \(lengthMin)/\(lengthMax)"
    }
}
