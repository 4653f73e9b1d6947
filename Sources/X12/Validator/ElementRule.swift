/// The rule of one element or component position, without anything that must be retained: the
/// loop over elements runs on these alone and goes to the schema only to word a finding.
struct ElementRule {
    enum Kind: UInt8 { case string, identifier, date, time, decimal, implied, binary }

    var kind: Kind
    var isMandatory: Bool
    var lengthMin: Int32
    var lengthMax: Int32
    /// Greatest number of repetitions.
    var repeatMax: Int32
    /// Place of the code list in the plan; -1 when there is none.
    var codes: Int32
    /// Components, as places in the plan's rules; none for a simple element.
    var componentStart: Int32 = 0
    var componentCount: Int32 = 0
}

/// How a value breaks its rule. Counts are characters.
enum ElementBreach: Equatable {
    case tooShort(Int)
    case tooLong(Int)
    case character
    case notNumber
    case unknownCode
    case date
    case time
    case blank
}

/// Checks values against rules; knows nothing of places and words.
enum ElementCheck {
    /// `mayHoldOddBytes`: the segment holds control characters or bytes outside ASCII.
    @inline(__always)
    static func breach(
        _ value: Span<UInt8>, _ rule: ElementRule, codes: borrowing CodeTables,
        mayHoldOddBytes: Bool
    ) -> ElementBreach? {
        switch rule.kind {
        case .string:
            if mayHoldOddBytes { return oddString(value, rule) }
            if let breach = length(value.count, rule) { return breach }
            // Only a value that starts with a blank can be all blank.
            return value[0] == 0x20 && isBlank(value) ? .blank : nil
        case .identifier:
            if mayHoldOddBytes, let breach = oddString(value, rule) { return breach }
            if let breach = length(value.count, rule) { return breach }
            guard rule.codes >= 0 else { return nil }
            return codes.contains(value, at: rule.codes)
                ? nil : paddedCode(value, rule.codes, codes)
        case .date:
            guard value.count >= rule.lengthMin, value.count <= rule.lengthMax else {
                return .date
            }
            return isDate(value) ? nil : .date
        case .time:
            guard value.count >= rule.lengthMin, value.count <= rule.lengthMax else {
                return .time
            }
            return isTime(value) ? nil : .time
        case .decimal: return decimal(value, rule)
        case .implied: return implied(value, rule)
        case .binary: return length(value.count, rule)
        }
    }

    private static func length(_ count: Int, _ rule: ElementRule) -> ElementBreach? {
        if count > rule.lengthMax { return .tooLong(count) }
        if count < rule.lengthMin { return .tooShort(count) }
        return nil
    }

    private static func isBlank(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where value[index] != 0x20 { return false }
        return true
    }

    /// Text with control characters or national letters; lengths count characters.
    private static func oddString(_ value: Span<UInt8>, _ rule: ElementRule) -> ElementBreach? {
        var isOdd = false
        for index in value.indices where value[index] < 0x20 || value[index] == 0x7F {
            isOdd = true
        }
        if isOdd { return .character }
        if let breach = length(characterCount(value), rule) { return breach }
        return isBlank(value) ? .blank : nil
    }

    /// UTF-8 where it is, else one character per byte.
    static func characterCount(_ value: Span<UInt8>) -> Int {
        guard (try? UTF8Span(validating: value)) != nil else { return value.count }
        var count = 0
        for index in value.indices where value[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// A code may be padded with blanks on the right.
    private static func paddedCode(
        _ value: Span<UInt8>, _ place: Int32, _ codes: borrowing CodeTables
    ) -> ElementBreach? {
        var end = value.count
        while end > 0, value[end - 1] == 0x20 { end -= 1 }
        guard end > 0, end < value.count, codes.contains(value.extracting(0..<end), at: place)
        else {
            return .unknownCode
        }
        return nil
    }

    static func isZeros(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where value[index] != 0x30 { return false }
        return !value.isEmpty
    }

    static func isDate(_ value: Span<UInt8>) -> Bool {
        guard value.count == 8 || value.count == 6 else { return false }
        var number = 0
        for index in value.indices {
            let digit = value[index] &- 0x30
            guard digit <= 9 else { return false }
            number = number &* 10 &+ Int(digit)
        }
        let day = number % 100
        let month = number / 100 % 100
        guard day >= 1, month >= 1, month <= 12 else { return false }
        guard day > 28 else { return true }
        switch month {
        case 2:
            // With two digits of year, 00 is taken as a leap year: 2000 was one.
            let year = number / 10_000
            return day == 29 && year % 4 == 0
                && (value.count == 6 || year % 100 != 0 || year % 400 == 0)
        case 4, 6, 9, 11: return day <= 30
        default: return day <= 31
        }
    }

    static func isTime(_ value: Span<UInt8>) -> Bool {
        guard value.count == 4 || (6...8).contains(value.count) else { return false }
        for index in value.indices where value[index] &- 0x30 > 9 { return false }
        func pair(_ offset: Int) -> Int {
            Int(value[offset] &- 0x30) * 10 + Int(value[offset + 1] &- 0x30)
        }
        guard pair(0) < 24, pair(2) < 60 else { return false }
        return value.count == 4 || pair(4) < 60
    }

    /// R: digits, at most one point, a leading minus, in theory an exponent. Only digits count.
    private static func decimal(_ value: Span<UInt8>, _ rule: ElementRule) -> ElementBreach? {
        var digitCount = 0
        var hasPoint = false
        var index = value[0] == UInt8(ascii: "-") ? 1 : 0
        while index < value.count {
            let byte = value[index]
            if byte &- 0x30 <= 9 {
                digitCount &+= 1
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if byte == UInt8(ascii: "E"), digitCount > 0,
                isExponent(value.extracting((index + 1)...))
            {
                digitCount += value.count - index - 1
                break
            } else {
                return .notNumber
            }
            index &+= 1
        }
        return digitCount == 0 ? .notNumber : length(digitCount, rule)
    }

    private static func isExponent(_ value: Span<UInt8>) -> Bool {
        let start = !value.isEmpty && value[0] == UInt8(ascii: "-") ? 1 : 0
        guard value.count > start else { return false }
        for index in start..<value.count where value[index] &- 0x30 > 9 { return false }
        return true
    }

    /// Nn: digits with a leading minus. Only digits count.
    private static func implied(_ value: Span<UInt8>, _ rule: ElementRule) -> ElementBreach? {
        let start = value[0] == UInt8(ascii: "-") ? 1 : 0
        guard value.count > start else { return .notNumber }
        for index in start..<value.count where value[index] &- 0x30 > 9 { return .notNumber }
        return length(value.count - start, rule)
    }
}
