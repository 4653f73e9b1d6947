/// An exact decimal number: `coefficient × 10^-scale`.
///
/// Amounts, prices and quantities of documents are held in it, never in a binary float. Two values
/// are equal when they denote the same number, whatever their scale (`1.50 == 1.5`).
/// Up to 38 significant digits; arithmetic that would need more returns `nil`.
package struct ScaledDecimal: Sendable {
    package let coefficient: Int128
    /// Digits after the decimal point, 0...30.
    package let scale: Int

    package static let scaleMax = 30
    package static let zero = ScaledDecimal(0)

    package init(_ integer: Int) {
        coefficient = Int128(integer)
        scale = 0
    }

    /// The value `coefficient × 10^-scale`; `nil` when the scale is outside 0...30.
    package init?(coefficient: Int128, scale: Int) {
        guard (0...Self.scaleMax).contains(scale) else { return nil }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// Reads an optional minus, digits, and at most one decimal point, from ASCII bytes: the X12
    /// type R without exponent, and what plain XML invoices hold. No plus, blank or thousands mark.
    package init?(ascii bytes: Span<UInt8>) {
        var value: Int128 = 0
        var scale = 0
        var digitCount = 0
        var seenPoint = false
        var negative = false
        for index in bytes.indices {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "-") where index == 0: negative = true
            case UInt8(ascii: ".") where !seenPoint: seenPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (product, over) = value.multipliedReportingOverflow(by: 10)
                let (sum, overSum) = product.addingReportingOverflow(Int128(byte &- 48))
                guard !over, !overSum else { return nil }
                value = sum
                digitCount += 1
                if seenPoint { scale += 1 }
            default: return nil
            }
        }
        guard digitCount > 0, scale <= Self.scaleMax else { return nil }
        coefficient = negative ? -value : value
        self.scale = scale
    }

    /// As `init(ascii:)`, from text.
    package init?(_ text: String) {
        var text = text
        let parsed = text.withUTF8 { buffer in
            ScaledDecimal(ascii: unsafe Span(_unsafeElements: buffer))
        }
        guard let parsed else { return nil }
        self = parsed
    }

    package var isNegative: Bool { coefficient < 0 }
    package var isZero: Bool { coefficient == 0 }
    package var magnitude: ScaledDecimal { isNegative ? negated : self }
    package var negated: ScaledDecimal {
        ScaledDecimal(uncheckedCoefficient: 0 - coefficient, scale: scale)
    }

    private init(uncheckedCoefficient: Int128, scale: Int) {
        coefficient = uncheckedCoefficient
        self.scale = scale
    }

    /// The same number without trailing zeros after the point.
    package var reduced: ScaledDecimal {
        var value = coefficient
        var digits = scale
        while digits > 0, value % 10 == 0 {
            value /= 10
            digits -= 1
        }
        return ScaledDecimal(uncheckedCoefficient: value, scale: digits)
    }

    /// The coefficient at a larger scale; `nil` when it does not fit.
    private func coefficient(atScale target: Int) -> Int128? {
        var value = coefficient
        for _ in scale..<target {
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            if over { return nil }
            value = product
        }
        return value
    }

    /// The sum, or `nil` on overflow.
    package func adding(_ other: ScaledDecimal) -> ScaledDecimal? {
        let common = Swift.max(scale, other.scale)
        guard let left = coefficient(atScale: common),
            let right = other.coefficient(atScale: common)
        else { return nil }
        let (sum, over) = left.addingReportingOverflow(right)
        return over ? nil : ScaledDecimal(uncheckedCoefficient: sum, scale: common)
    }

    /// The difference, or `nil` on overflow.
    package func subtracting(_ other: ScaledDecimal) -> ScaledDecimal? { adding(other.negated) }

    /// The exact product, or `nil` on overflow or a scale above 30.
    package func multiplied(by other: ScaledDecimal) -> ScaledDecimal? {
        let (product, over) = coefficient.multipliedReportingOverflow(by: other.coefficient)
        return over ? nil : ScaledDecimal(coefficient: product, scale: scale + other.scale)
    }

    /// The quotient rounded half up to `scale` digits, or `nil` on overflow or division by zero.
    package func divided(by other: ScaledDecimal, scale target: Int) -> ScaledDecimal? {
        guard !other.isZero else { return nil }
        let shift = target + other.scale - scale
        var numerator = coefficient
        var denominator = other.coefficient
        for _ in 0..<Swift.max(0, shift) {
            let (product, over) = numerator.multipliedReportingOverflow(by: 10)
            if over { return nil }
            numerator = product
        }
        for _ in 0..<Swift.max(0, -shift) {
            let (product, over) = denominator.multipliedReportingOverflow(by: 10)
            if over { return nil }
            denominator = product
        }
        return ScaledDecimal(
            coefficient: Self.dividedHalfUp(numerator, denominator), scale: target)
    }

    /// Rounded half away from zero to at most `digits` digits after the point.
    package func rounded(to digits: Int) -> ScaledDecimal {
        guard scale > digits else { return self }
        var divisor: Int128 = 1
        for _ in digits..<scale { divisor *= 10 }
        return ScaledDecimal(
            uncheckedCoefficient: Self.dividedHalfUp(coefficient, divisor), scale: digits)
    }

    private static func dividedHalfUp(_ numerator: Int128, _ denominator: Int128) -> Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard remainder.magnitude * 2 >= denominator.magnitude else { return quotient }
        return (numerator < 0) == (denominator < 0) ? quotient + 1 : quotient - 1
    }

    /// The value as an implied decimal with `digits` places (X12 type Nn): 12.5 at 2 is 1250.
    /// `nil` when the value has more digits than that.
    package func impliedDecimal(digits: Int) -> Int128? {
        let value = reduced
        guard value.scale <= digits else { return nil }
        return value.coefficient(atScale: digits)
    }
}

extension ScaledDecimal: Comparable, Hashable {
    package static func == (left: ScaledDecimal, right: ScaledDecimal) -> Bool {
        let (left, right) = (left.reduced, right.reduced)
        return left.coefficient == right.coefficient && left.scale == right.scale
    }

    package static func < (left: ScaledDecimal, right: ScaledDecimal) -> Bool {
        let common = Swift.max(left.scale, right.scale)
        guard let leftValue = left.coefficient(atScale: common),
            let rightValue = right.coefficient(atScale: common)
        else {
            // One of them does not fit at the common scale: it is the larger in magnitude.
            let leftOverflows = left.coefficient(atScale: common) == nil
            return leftOverflows ? left.isNegative : !right.isNegative
        }
        return leftValue < rightValue
    }

    package func hash(into hasher: inout Hasher) {
        let value = reduced
        hasher.combine(value.coefficient)
        hasher.combine(value.scale)
    }
}

extension ScaledDecimal: CustomStringConvertible {
    /// Plain digits with a point where needed, trailing zeros kept: `-12.50`, `0.05`, `7`.
    package var description: String {
        var digits = String(coefficient.magnitude)
        if scale > 0 {
            if digits.utf8.count <= scale {
                digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
            }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        }
        return isNegative ? "-" + digits : digits
    }
}

extension ScaledDecimal: Codable {
    /// Written as a JSON string, so that no reader makes a binary float of it.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = ScaledDecimal(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a decimal number")
        }
        self = value
    }
}
