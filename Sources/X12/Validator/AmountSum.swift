import Diagnostics

/// A number of a document in 64 bits: `value × 10^-scale`. What does not fit is not summed.
struct ShortDecimal {
    let value: Int64
    let scale: Int

    private init(value: Int64, scale: Int) {
        self.value = value
        self.scale = scale
    }

    /// The element at a position, read as below; of up to eight bytes, as nearly all are, at once.
    @inline(__always)
    init?(_ segment: borrowing SegmentView, _ elementPosition: Int, impliedPlaces: Int = 0) {
        guard let range = segment.range(at: elementPosition), !range.isEmpty else { return nil }
        if range.count <= 8 {
            let start = segment.start
            let packed = PackedValue(
                segment.source, from: start &+ range.lowerBound, to: start &+ range.upperBound)
            let others = packed.nonDigits
            if others == 0 {
                self.init(value: Int64(packed.number), scale: impliedPlaces)
                return
            }
            if range.count > 1, others & (others &- 1) == 0, others & ~packed.points == 0 {
                // The bit is the top one of the point's byte; below it stand the digits after it.
                let scale = others.trailingZeroBitCount &>> 3
                self.init(value: Int64(packed.withoutByte(scale).number), scale: scale)
                return
            }
        }
        self.init(segment.element(elementPosition), impliedPlaces: impliedPlaces)
    }

    /// Reads digits with a leading minus and at most one point, up to 18 digits of which eight
    /// follow the point. `impliedPlaces` counts when no point is written.
    init?(_ bytes: Span<UInt8>, impliedPlaces: Int = 0) {
        guard !bytes.isEmpty, bytes.count <= 20 else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        var value: Int64 = 0
        var digitCount = 0
        var pointAt = -1
        for index in (isNegative ? 1 : 0)..<bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit <= 9 {
                value = value &* 10 &+ Int64(digit)
                digitCount &+= 1
            } else if bytes[index] == UInt8(ascii: "."), pointAt < 0 {
                pointAt = digitCount
            } else {
                return nil
            }
        }
        let scale = pointAt < 0 ? impliedPlaces : digitCount - pointAt
        guard (1...18).contains(digitCount), scale <= 8 else { return nil }
        self.value = isNegative ? -value : value
        self.scale = scale
    }
}

/// An exact sum of products, kept apart by scale so that adding costs one multiplication; beside
/// it the sum of the products each rounded to cents, because some partners add those.
struct AmountSum {
    private static let scaleMax = 16
    private static let centScale = 2
    /// Sum of the products written in cents: nearly all of them, and in 64 bits.
    private var whole: Int64 = 0
    /// The other sums by scale, 0 to 16.
    private var sums = [Int128](repeating: 0, count: AmountSum.scaleMax + 1)
    /// The others rounded to cents.
    private var rounded: Int128 = 0
    /// There are others.
    private var hasOthers = false
    /// False when something could not be added; then the sum says nothing.
    private(set) var isComplete = true
    private(set) var isEmpty = true

    mutating func reset() {
        isComplete = true
        isEmpty = true
        whole = 0
        guard hasOthers else { return }
        hasOthers = false
        rounded = 0
        for scale in sums.indices { sums[scale] = 0 }
    }

    mutating func giveUp() { isComplete = false }

    mutating func add(_ amount: ShortDecimal, sign: Int64) {
        let value = amount.value * sign
        if !addWhole(value, scale: amount.scale) {
            add(product: Int128(value), scale: amount.scale)
        }
    }

    mutating func add(_ quantity: ShortDecimal, times price: ShortDecimal) {
        let (product, isOver) = quantity.value.multipliedReportingOverflow(by: price.value)
        let scale = quantity.scale &+ price.scale
        if !isOver, addWhole(product, scale: scale) { return }
        add(
            product: isOver ? Int128(quantity.value) * Int128(price.value) : Int128(product),
            scale: scale)
    }

    /// Adds what is written in cents; false when it is not, or would be too much for 64 bits.
    @inline(__always)
    private mutating func addWhole(_ amount: Int64, scale: Int) -> Bool {
        guard scale == Self.centScale else { return false }
        let (sum, isOver) = whole.addingReportingOverflow(amount)
        guard !isOver else { return false }
        whole = sum
        isEmpty = false
        return true
    }

    @inline(never)
    private mutating func add(product: Int128, scale: Int) {
        isEmpty = false
        hasOthers = true
        let (sum, isOver) = sums[scale].addingReportingOverflow(product)
        sums[scale] = sum
        rounded &+= Self.rounded(product, scale: scale)
        if isOver { isComplete = false }
    }

    /// Half away from zero to two places.
    private static func rounded(_ product: Int128, scale: Int) -> Int128 {
        guard scale > 2 else { return scale == 2 ? product : product &* (scale == 1 ? 10 : 100) }
        if let small = Int64(exactly: product) {
            var divisor: Int64 = 1
            for _ in 2..<scale { divisor &*= 10 }
            let (quotient, rest) = small.quotientAndRemainder(dividingBy: divisor)
            return Int128(abs(rest) >= divisor - abs(rest) ? quotient + small.signum() : quotient)
        }
        return ScaledDecimal(coefficient: product, scale: scale)?.rounded(to: 2).coefficient ?? 0
    }

    /// The sum; `nil` when something could not be added.
    var exact: ScaledDecimal? {
        guard isComplete,
            var total = ScaledDecimal(
                coefficient: Int128(whole), scale: whole == 0 ? 0 : Self.centScale)
        else { return nil }
        guard hasOthers else { return total }
        for (scale, sum) in sums.enumerated() where sum != 0 {
            guard let part = ScaledDecimal(coefficient: sum, scale: scale),
                let sum = total.adding(part)
            else { return nil }
            total = sum
        }
        return total
    }

    /// The sum of the products rounded to cents.
    var ofCents: ScaledDecimal? {
        isComplete
            ? ScaledDecimal(coefficient: Int128(whole) + rounded, scale: Self.centScale) : nil
    }
}
