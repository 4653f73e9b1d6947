import Diagnostics

/// Growing bytes that values are rendered straight into, without text in between.
struct JSONBuffer {
    /// Longer than what has been written, so that room is checked once for each value.
    /// An order or invoice of twenty lines fits at once.
    private var bytes = [UInt8](repeating: 0, count: 8192)
    private var count = 0

    /// Bytes that one byte of text takes at most: `\u001f`.
    private static let escapedByteCountMax = 6
    /// The longest number in 64 bits, with its sign, point, 30 leading zeros and quotes.
    private static let numberByteCountMax = 64

    consuming func finish() -> [UInt8] {
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    @inline(__always)
    private mutating func reserve(_ byteCount: Int) {
        if bytes.count - count < byteCount { grow(byteCount) }
    }

    @inline(never)
    private mutating func grow(_ byteCount: Int) {
        bytes.append(contentsOf: repeatElement(0, count: max(bytes.count, byteCount)))
    }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        bytes[count] = byte
        count += 1
    }

    mutating func append(_ source: Span<UInt8>) {
        reserve(source.count)
        let start = count
        var target = bytes.mutableSpan
        // Both indices are in range: `reserve` made room for the source behind `count`.
        for index in source.indices {
            unsafe target[unchecked: start &+ index] = source[unchecked: index]
        }
        count += source.count
    }

    mutating func append(_ value: DocumentValue) {
        switch value {
        case .text(let text), .time(let text): append(quoted: text)
        case .decimal(let number): append(number)
        case .integer(let number): appendNumber(number.magnitude, isNegative: number < 0)
        case .date(let day): append(day)
        case .boolean(let flag): append((flag ? "true" : "false").utf8Span.span)
        }
    }

    // MARK: Text

    mutating func append(quoted text: String) {
        let source = text.utf8Span.span
        reserve(Self.escapedByteCountMax * source.count + 2)
        append(UInt8(ascii: "\""))
        if !copy(source) { escape(source) }
        append(UInt8(ascii: "\""))
    }

    /// Copies text that needs no escape; `false`, and nothing is written, when some of it does.
    private mutating func copy(_ source: Span<UInt8>) -> Bool {
        let start = count
        var target = bytes.mutableSpan
        var needsEscape = false
        // Both indices are in range: the caller reserved room for the source behind `count`.
        for index in source.indices {
            let byte = unsafe source[unchecked: index]
            needsEscape = needsEscape || byte < 0x20 || byte == 0x22 || byte == 0x5C
            unsafe target[unchecked: start &+ index] = byte
        }
        if !needsEscape { count += source.count }
        return !needsEscape
    }

    private mutating func escape(_ source: Span<UInt8>) {
        for index in source.indices {
            let byte = source[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): escape(as: byte)
            case 0x0A: escape(as: UInt8(ascii: "n"))
            case 0x0D: escape(as: UInt8(ascii: "r"))
            case 0x09: escape(as: UInt8(ascii: "t"))
            case 0..<0x20:
                escape(as: UInt8(ascii: "u"))
                append(UInt8(ascii: "0"))
                append(UInt8(ascii: "0"))
                append(Self.hexadecimal(byte >> 4))
                append(Self.hexadecimal(byte & 15))
            default: append(byte)
            }
        }
    }

    private mutating func escape(as byte: UInt8) {
        append(UInt8(ascii: "\\"))
        append(byte)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    // MARK: Numbers and days

    private mutating func append(_ number: ScaledDecimal) {
        guard let magnitude = UInt(exactly: number.coefficient.magnitude) else {
            append(quoted: number.description)
            return
        }
        append(UInt8(ascii: "\""))
        appendNumber(magnitude, scale: number.scale, isNegative: number.isNegative)
        append(UInt8(ascii: "\""))
    }

    /// Writes plain digits with a point before the last `scale` of them, as
    /// `ScaledDecimal.description` does.
    private mutating func appendNumber(_ magnitude: UInt, scale: Int = 0, isNegative: Bool) {
        reserve(Self.numberByteCountMax)
        if isNegative { append(UInt8(ascii: "-")) }
        var digitCount = 1
        var rest = magnitude / 10
        while rest > 0 {
            digitCount += 1
            rest /= 10
        }
        digitCount = max(digitCount, scale + 1)
        var index = count + digitCount + (scale > 0 ? 1 : 0)
        count = index
        rest = magnitude
        for written in 0..<digitCount {
            if written == scale, scale > 0 {
                index -= 1
                bytes[index] = UInt8(ascii: ".")
            }
            index -= 1
            bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// `YYYY-MM-DD` in quotes.
    private mutating func append(_ day: CalendarDate) {
        append(UInt8(ascii: "\""))
        appendTwoDigits(day.year / 100)
        appendTwoDigits(day.year % 100)
        append(UInt8(ascii: "-"))
        appendTwoDigits(day.month)
        append(UInt8(ascii: "-"))
        appendTwoDigits(day.day)
        append(UInt8(ascii: "\""))
    }

    /// Takes 0 to 99.
    private mutating func appendTwoDigits(_ number: Int) {
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
