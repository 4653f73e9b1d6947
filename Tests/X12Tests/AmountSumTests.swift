import Diagnostics
import TestSupport
import Testing

@testable import X12

/// Numbers of lines and their sum.
struct AmountSumTests {
    /// Read by the word and byte by byte, every short text is the same number or none.
    @Test func bothReadingsAgree() {
        let alphabet = Array("019.-A".utf8)
        var texts: [[UInt8]] = [[]]
        var start = 0
        for _ in 0..<4 {
            let end = texts.count
            for text in texts[start..<end] { texts += alphabet.map { text + [$0] } }
            start = end
        }
        texts += ["12345678", "1234.567", "12345678.9", "00000.00", "-1234567", ".1234567"].map {
            Array($0.utf8)
        }
        for text in texts {
            let source = Array("PO1*1*".utf8) + text
            let ends: [UInt32] = [3, 5, UInt32(source.count)]
            let segment = SegmentView(bytes: source.span, ends: ends.span, fileOffset: 0)
            let quick = ShortDecimal(segment, 2, impliedPlaces: 2)
            let slow = ShortDecimal(text.span, impliedPlaces: 2)
            #expect(quick?.value == slow?.value, "\(String(decoding: text, as: UTF8.self))")
            #expect(quick?.scale == slow?.scale, "\(String(decoding: text, as: UTF8.self))")
        }
    }

    /// Whatever the scales, and past 64 bits, the sum is the one of exact decimals.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func sumsAreExact(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var sum = AmountSum()
        var expected = ScaledDecimal.zero
        var cents = ScaledDecimal.zero
        for _ in 0..<200 {
            let quantity = Self.number(&generator)
            let price = Self.number(&generator)
            let first = ShortDecimal(Array("\(quantity)".utf8).span)
            let second = ShortDecimal(Array("\(price)".utf8).span)
            sum.add(try #require(first), times: try #require(second))
            let product = try #require(quantity.multiplied(by: price))
            expected = try #require(expected.adding(product))
            cents = try #require(cents.adding(product.rounded(to: 2)))
        }
        #expect(sum.exact == expected)
        #expect(sum.ofCents == cents)
        sum.reset()
        #expect(sum.isEmpty)
        #expect(sum.exact == ScaledDecimal.zero)
        #expect(sum.ofCents == ScaledDecimal.zero)
    }

    /// Mostly prices and whole quantities, now and then of many digits.
    private static func number(_ generator: inout SeededGenerator) -> ScaledDecimal {
        let digits = Int.random(
            in: 1...(Bool.random(using: &generator) ? 4 : 13), using: &generator)
        let value = Int128.random(in: 0..<Self.power(digits), using: &generator)
        let scale = min(digits, [0, 0, 2, 2, 1, 4].randomElement(using: &generator) ?? 0)
        return ScaledDecimal(coefficient: value, scale: scale) ?? .zero
    }

    private static func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
