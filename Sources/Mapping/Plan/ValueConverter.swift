import Diagnostics
import Documents
import X12

/// Turns the bytes of an element into a value and back. Every case has an inverse:
/// `read(write(value)) == value` for each value its field can hold.
enum ValueConverter: Hashable, Sendable {
    case text
    case decimal
    /// Nn: digits with implied decimals.
    case implied(places: Int)
    case integer
    /// CCYYMMDD.
    case date
    /// YYMMDD of releases before 004010: 70 to 99 are 19.., 00 to 69 are 20... Never chosen by
    /// itself, because the century is a guess that a partner's overlay has to make.
    case shortDate
    /// HHMM, HHMMSS, HHMMSSD, HHMMSSDD.
    case time
    /// `YYYY-MM-DD`, as XML has it.
    case isoDate
    /// `HH:MM` or `HH:MM:SS`.
    case isoTime
    /// `HH:MM:SS`, as XML Schema's `time` demands; no seconds and seconds of 00 are the same.
    case fullTime
    /// The day of `YYYY-MM-DDTHH:MM:SS+HH:MM`, as cXML has it; written as noon, so that no change
    /// of time zone changes the day.
    case dateTime

    /// The names `as:` takes.
    static let names = [
        "text", "decimal", "integer", "date", "short-date", "time", "N0", "N1", "N2", "N3", "N4",
        "N5", "N6",
        "iso-date", "iso-time", "full-time", "date-time",
    ]

    init?(name: String) {
        switch name {
        case "text": self = .text
        case "decimal": self = .decimal
        case "integer": self = .integer
        case "date": self = .date
        case "short-date": self = .shortDate
        case "time": self = .time
        case "iso-date": self = .isoDate
        case "iso-time": self = .isoTime
        case "full-time": self = .fullTime
        case "date-time": self = .dateTime
        default:
            guard Self.names.contains(name), name.hasPrefix("N"), let places = Int(name.dropFirst())
            else { return nil }
            self = .implied(places: places)
        }
    }

    /// The converter between an X12 type and a field's type when the map does not name one;
    /// `nil` when they do not fit.
    init?(_ element: ElementType, to field: DocumentFieldType) {
        switch (field, element) {
        case (.text, _): self = .text
        case (.decimal, .decimal): self = .decimal
        case (.decimal, .implied(let places)): self = .implied(places: places)
        case (.integer, .implied(places: 0)), (.integer, .decimal): self = .integer
        case (.date, .date): self = .date
        case (.time, .time): self = .time
        default: return nil
        }
    }

    /// Whether the converter makes values of a field's type.
    func fits(_ field: DocumentFieldType) -> Bool {
        switch self {
        case .text: field == .text
        case .decimal, .implied: field == .decimal
        case .integer: field == .integer
        case .date, .shortDate, .isoDate, .dateTime: field == .date
        case .time, .isoTime, .fullTime: field == .time
        }
    }

    /// What a message says was expected.
    var expectation: String {
        switch self {
        case .text: "text"
        case .decimal: "a number such as 12.50"
        case .implied(let places): "digits with \(places) implied decimals"
        case .integer: "a whole number"
        case .date: "a day as CCYYMMDD"
        case .shortDate: "a day as YYMMDD"
        case .time: "a time as HHMM or HHMMSS"
        case .isoDate: "a day as YYYY-MM-DD"
        case .isoTime: "a time as HH:MM or HH:MM:SS"
        case .fullTime: "a time as HH:MM:SS"
        case .dateTime: "a day as YYYY-MM-DD, with or without a time"
        }
    }
}

// MARK: - Reading

extension ValueConverter {
    /// The value of an element; `nil` when the bytes are none. Trailing blanks carry nothing.
    func read(_ bytes: Span<UInt8>) -> DocumentValue? {
        var count = bytes.count
        while count > 0, bytes[count - 1] == UInt8(ascii: " ") { count -= 1 }
        let value = bytes.extracting(first: count)
        switch self {
        case .text: return .text(value.x12Text)
        case .decimal: return Self.decimal(value).map { .decimal($0) }
        case .implied(let places): return Self.implied(value, places: places)
        case .integer: return Self.integer(value).map { .integer($0) }
        case .date: return Self.date(value, separated: false).map { .date($0) }
        case .shortDate: return Self.shortDate(value).map { .date($0) }
        case .isoDate: return Self.isoDate(value).map { .date($0) }
        case .time: return Self.time(value).map { .time($0) }
        case .isoTime: return Self.isoTime(value).map { .time($0) }
        case .fullTime: return Self.fullTime(value).map { .time($0) }
        case .dateTime: return Self.dateTime(value).map { .date($0) }
        }
    }

    /// As `ScaledDecimal(ascii:)`, in 64 bits where the digits are sure to fit them.
    private static func decimal(_ bytes: Span<UInt8>) -> ScaledDecimal? {
        guard bytes.count <= 18 else { return ScaledDecimal(ascii: bytes) }
        var value: Int64 = 0
        var scale = 0
        for index in bytes.indices {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit <= 9 {
                value = value &* 10 &+ Int64(digit)
            } else if bytes[index] == UInt8(ascii: "."), scale == 0, index + 1 < bytes.count {
                scale = bytes.count - index - 1
            } else {
                return ScaledDecimal(ascii: bytes)
            }
        }
        guard !bytes.isEmpty else { return nil }
        return ScaledDecimal(coefficient: Int128(value), scale: scale)
    }

    private static func implied(_ bytes: Span<UInt8>, places: Int) -> DocumentValue? {
        guard let digits = decimal(bytes) else { return nil }
        // A written point is a fault the reader has told and may tolerate: it then counts.
        guard !bytes.indices.contains(where: { bytes[$0] == UInt8(ascii: ".") }) else {
            return .decimal(digits)
        }
        return ScaledDecimal(coefficient: digits.coefficient, scale: places).map { .decimal($0) }
    }

    private static func integer(_ bytes: Span<UInt8>) -> Int? {
        guard let number = decimal(bytes)?.reduced, number.scale == 0 else {
            return nil
        }
        return Int(exactly: number.coefficient)
    }

    /// The number of `count` digits at `start`; `nil` when one of them is none.
    private static func digits(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<start + count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func date(_ bytes: Span<UInt8>, separated: Bool) -> CalendarDate? {
        let dash = separated ? 1 : 0
        guard bytes.count == 8 + 2 * dash, let year = digits(bytes, 0, 4),
            let month = digits(bytes, 4 + dash, 2), let day = digits(bytes, 6 + 2 * dash, 2)
        else { return nil }
        if separated, bytes[4] != UInt8(ascii: "-") || bytes[7] != UInt8(ascii: "-") { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    private static func shortDate(_ bytes: Span<UInt8>) -> CalendarDate? {
        guard bytes.count == 6, let year = digits(bytes, 0, 2), let month = digits(bytes, 2, 2),
            let day = digits(bytes, 4, 2)
        else { return nil }
        return CalendarDate(year: year < 70 ? 2000 + year : 1900 + year, month: month, day: day)
    }

    private static func time(_ bytes: Span<UInt8>) -> String? {
        guard [4, 6, 7, 8].contains(bytes.count), digits(bytes, 0, bytes.count) != nil,
            let hour = digits(bytes, 0, 2), let minute = digits(bytes, 2, 2), hour < 24, minute < 60
        else { return nil }
        let text = bytes.x12Text.utf8
        var parts = [String(text.prefix(2)) ?? "", String(text.dropFirst(2).prefix(2)) ?? ""]
        if bytes.count > 4 {
            guard let second = digits(bytes, 4, 2), second < 60 else { return nil }
            parts.append(String(text.dropFirst(4).prefix(2)) ?? "")
        }
        let fraction = String(text.dropFirst(6)) ?? ""
        return parts.joined(separator: ":") + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// A day of XML Schema, which may name its zone: the zone says nothing about the day.
    private static func isoDate(_ bytes: Span<UInt8>) -> CalendarDate? {
        guard bytes.count >= 10, isZone(bytes.extracting(10..<bytes.count)) else { return nil }
        return date(bytes.extracting(first: 10), separated: true)
    }

    /// `Z`, `+HH:MM`, `-HH:MM` or nothing.
    private static func isZone(_ bytes: Span<UInt8>) -> Bool {
        switch bytes.count {
        case 0: true
        case 1: bytes[0] == UInt8(ascii: "Z")
        case 6:
            (bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"))
                && bytes[3] == UInt8(ascii: ":") && digits(bytes, 1, 2) != nil
                && digits(bytes, 4, 2) != nil
        default: false
        }
    }

    /// The length of the time without zone and parts of a second; `nil` when either is none.
    private static func clockCount(_ bytes: Span<UInt8>) -> Int? {
        var end = min(bytes.count, 8)
        if bytes.count > 5, bytes[5] != UInt8(ascii: ":") { end = 5 }
        var next = end
        if next < bytes.count, bytes[next] == UInt8(ascii: "."), end == 8 {
            next += 1
            while next < bytes.count, bytes[next] &- UInt8(ascii: "0") <= 9 { next += 1 }
        }
        return isZone(bytes.extracting(next..<bytes.count)) ? end : nil
    }

    private static func fullTime(_ bytes: Span<UInt8>) -> String? {
        guard let count = clockCount(bytes), let time = isoTime(bytes.extracting(first: count))
        else { return nil }
        return time.hasSuffix(":00") && time.utf8.count == 8 ? String(time.dropLast(3)) : time
    }

    private static func dateTime(_ bytes: Span<UInt8>) -> CalendarDate? {
        guard bytes.count > 11, bytes[10] == UInt8(ascii: "T") else { return isoDate(bytes) }
        let clock = bytes.extracting(11..<bytes.count)
        guard let count = clockCount(clock), isoTime(clock.extracting(first: count)) != nil else {
            return nil
        }
        return date(bytes.extracting(first: 10), separated: true)
    }

    private static func isoTime(_ bytes: Span<UInt8>) -> String? {
        guard bytes.count == 5 || bytes.count == 8, bytes[2] == UInt8(ascii: ":"),
            let hour = digits(bytes, 0, 2), let minute = digits(bytes, 3, 2), hour < 24, minute < 60
        else { return nil }
        if bytes.count == 8 {
            guard bytes[5] == UInt8(ascii: ":"), let second = digits(bytes, 6, 2), second < 60
            else { return nil }
        }
        return bytes.x12Text
    }
}

// MARK: - Writing

extension ValueConverter {
    /// The element text of a value; `nil` when the format cannot hold it, such as 1.234 with two
    /// implied decimals.
    func write(_ value: DocumentValue) -> String? {
        switch (self, value) {
        case (.text, .text(let text)): text
        case (.decimal, .decimal(let number)): number.reduced.description
        case (.implied(let places), .decimal(let number)):
            number.impliedDecimal(digits: places).map(String.init)
        case (.integer, .integer(let number)): String(number)
        case (.date, .date(let day)): day.compact
        case (.shortDate, .date(let day)):
            (1970...2069).contains(day.year) ? String(day.compact.dropFirst(2)) : nil
        case (.isoDate, .date(let day)): day.description
        case (.time, .time(let time)):
            String(time.filter { $0 != ":" && $0 != "." })
        case (.isoTime, .time(let time)): time
        case (.fullTime, .time(let time)):
            time.utf8.count == 5 ? time + ":00" : String(time.prefix(8))
        case (.dateTime, .date(let day)): "\(day)T12:00:00+00:00"
        default: nil
        }
    }
}

/// A code table of a map, both ways.
struct CodeTable: Sendable {
    private let words: [String: String]
    private let codes: [String: String]

    /// Pairs of the document's word and the format's code; of several words for one code the
    /// first is read, of several codes for one word the first is written.
    init(_ pairs: [(word: String, code: String)]) {
        words = Dictionary(
            pairs.map { ($0.code, $0.word) }, uniquingKeysWith: { first, _ in first })
        codes = Dictionary(
            pairs.map { ($0.word, $0.code) }, uniquingKeysWith: { first, _ in first })
    }

    /// The document's words that have a code.
    var knownWords: [String] { Array(codes.keys) }

    func word(for code: String) -> String? { words[code] }
    func code(for word: String) -> String? { codes[word] }

    /// As `word(for:)`; a code that is kept as it is must be no word of the table, or it would be
    /// written as another code.
    func word(for code: String, _ unlisted: UnlistedCodes) -> String? {
        words[code] ?? (unlisted == .keep && codes[code] == nil ? code : nil)
    }

    /// As `code(for:)`, the other way.
    func code(for word: String, _ unlisted: UnlistedCodes) -> String? {
        codes[word] ?? (unlisted == .keep && words[word] == nil ? word : nil)
    }
}
