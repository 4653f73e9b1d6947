import Diagnostics
import TestSupport
import Testing

@testable import X12

/// The quick path may only let pass what the exact one finds no fault with.
struct ElementGateTests {
    private static let kinds: [ElementRule.Kind] = [
        .string, .identifier, .date, .time, .decimal, .implied, .binary,
    ]
    /// Pieces values are made of: digits, signs, points, blanks, letters, days and times.
    private static let pieces = [
        "0", "1", "2", "9", "31", "28", "29", "12", "13", "00", "60", "24", "-", ".", " ", "E",
        "EA", "CA", "X", "20240229", "20230229", "2359", "lower", "123456789",
    ]

    /// Random rules and values: an open gate and a breach never go together.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func openGateMeansNoBreach(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let list = CodeList(
            reference: "1", isExternal: false,
            codes: ["EA", "CA", "0", "12", "20240229", "1234567"].map { ($0, "name") })
        var codes = CodeTables()
        let place = codes.append(list)
        var openCount = 0
        for _ in 0..<2_000 {
            let kind = try #require(Self.kinds.randomElement(using: &generator))
            let lengthMin = Int32.random(in: 1...8, using: &generator)
            let rule = ElementRule(
                kind: kind, isMandatory: false, lengthMin: lengthMin,
                lengthMax: lengthMin + Int32.random(in: 0...8, using: &generator), repeatMax: 1,
                codes: Bool.random(using: &generator) ? place : -1)
            var value: [UInt8] = []
            repeat {
                value += Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
            } while value.isEmpty || Int.random(in: 0..<3, using: &generator) > 0
            // The value alone, and far enough inside a source to be read by the word.
            for before in [0, 3, 20] {
                let source = [UInt8](repeating: UInt8(ascii: "9"), count: before) + value
                guard
                    ElementGate(rule, codes).accepts(
                        source.span, from: before, to: source.count, codes)
                else { continue }
                openCount += 1
                let breach = ElementCheck.breach(
                    value.span, rule, codes: codes, mayHoldOddBytes: false)
                #expect(breach == nil, "\(kind) \(String(decoding: value, as: UTF8.self))")
            }
        }
        // The gate that never opens would pass, and cost the speed it is there for.
        #expect(openCount > 200)
    }

    @Test(arguments: ["7", "42", "001", "12345", "1234567", "98765432", "00000000"])
    func packedDigitsAreTheNumberTheyWrite(digits: String) {
        for before in ["", "HL*", "HL*1234567*"] {
            let source = Array((before + digits).utf8)
            let value = PackedValue(source.span, from: before.utf8.count, to: source.count)
            #expect(value.nonDigits == 0)
            #expect(value.number == Int(digits))
        }
    }

    @Test func ordinaryValuesPass() {
        var codes = CodeTables()
        let place = codes.append(
            CodeList(reference: "355", isExternal: false, codes: [("EA", "Each")]))
        func isOpen(_ kind: ElementRule.Kind, _ text: String, codes place: Int32 = -1) -> Bool {
            let rule = ElementRule(
                kind: kind, isMandatory: true, lengthMin: 1, lengthMax: 10, repeatMax: 1,
                codes: place)
            let source = Array("PO1*1*\(text)".utf8)
            return ElementGate(rule, codes).accepts(
                source.span, from: 6, to: source.count, codes)
        }
        #expect(isOpen(.string, "GLOVE 9"))
        #expect(isOpen(.identifier, "EA", codes: place))
        #expect(!isOpen(.identifier, "EB", codes: place))
        #expect(isOpen(.decimal, "12.50"))
        #expect(isOpen(.decimal, ".5"))
        #expect(!isOpen(.decimal, "1.2.3"))
        #expect(isOpen(.implied, "1250"))
        #expect(isOpen(.date, "20260301"))
        #expect(!isOpen(.date, "20261301"))
        #expect(isOpen(.time, "2359"))
        #expect(!isOpen(.time, "2400"))
    }
}

/// Vector comparisons as bits.
struct VectorMaskTests {
    @Test func bitsFollowLanes() {
        for pattern in 0..<UInt64(1 << 16) where pattern % 37 == 0 || pattern.nonzeroBitCount < 3 {
            var lanes = VectorMask.Lanes(repeating: 0)
            for lane in 0..<16 where pattern >> UInt64(lane) & 1 == 1 { lanes[lane] = 0xFF }
            #expect(VectorMask.bits(lanes) == pattern)
            #expect(VectorMask.portableBits(lanes) == pattern)
        }
    }
}
