import Diagnostics
import TestSupport
import Testing
import X12

/// One fault in a good file is told, or it changed a value and lost nothing; never a trap, never
/// a silent loss.
struct DamageTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    /// The order with the places that the envelope hangs on.
    private struct Order {
        let bytes = Sample.order()
        /// Offsets of the delimiters.
        let delimiters: [Int]
        /// Offsets of segment IDs, counts and control numbers of the envelopes.
        let controls: [Int]

        init() {
            let bytes = Sample.order()
            delimiters = bytes.indices.filter { $0 > 3 && [0x2A, 0x7E].contains(bytes[$0]) }
            var controls = Array(0..<3)
            // Elements by segment ID: what the reader compares.
            let compared: [String: Set<Int>] = [
                "ISA": [0, 13], "GS": [0, 6], "ST": [0, 1, 2], "SE": [0, 1, 2], "GE": [0, 1, 2],
                "IEA": [0, 1, 2],
            ]
            var offset = 0
            for segment in bytes.split(separator: 0x7E) {
                let text = String(decoding: segment, as: UTF8.self)
                offset = segment.startIndex + (text.hasPrefix("\n") ? 1 : 0)
                let elements = bytes[offset..<segment.endIndex]
                    .split(separator: 0x2A, omittingEmptySubsequences: false)
                guard let id = elements.first,
                    let positions = compared[String(decoding: id, as: UTF8.self)]
                else { continue }
                for position in positions { controls += Array(elements[position].indices) }
            }
            self.controls = controls
        }
    }

    @Test func damagedControlByteIsTold() {
        let order = Order()
        #expect(order.controls.count > 40)
        for offset in order.controls {
            for value in Array("X*~ 9\u{0}".utf8) where value != order.bytes[offset] {
                var damaged = order.bytes
                damaged[offset] = value
                #expect(isTold(damaged), "byte \(offset) became \(value)")
            }
        }
    }

    /// A damaged terminator joins two segments. (A damaged separator may join two values into one
    /// that is as good: of that no reader can know.)
    @Test func damagedTerminatorIsTold() {
        let order = Order()
        for offset in order.delimiters where order.bytes[offset] == 0x7E {
            for value in Array("X* 9\u{0}".utf8) {
                var damaged = order.bytes
                damaged[offset] = value
                #expect(isTold(damaged), "terminator \(offset) became \(value)")
            }
            var damaged = order.bytes
            damaged.remove(at: offset)
            #expect(isTold(damaged), "terminator \(offset) is gone")
        }
    }

    /// Whatever one fault does to a byte: each byte is still in a segment or told of, and when
    /// nothing is told, reader and tokenizer have seen the same segments.
    @Test(arguments: ["deleted", "doubled", "swapped", "separator", "terminator", "filler"])
    func oneFaultLosesNothingSilently(fault: String) {
        let bytes = Sample.order()
        for offset in bytes.indices {
            var damaged = bytes
            switch fault {
            case "deleted": damaged.remove(at: offset)
            case "doubled": damaged.insert(bytes[offset], at: offset)
            case "swapped": damaged.swapAt(offset, (offset + 1) % bytes.count)
            case "separator": damaged[offset] = UInt8(ascii: "*")
            case "terminator": damaged[offset] = UInt8(ascii: "~")
            default: damaged[offset] = 0
            }
            var account = ByteAccount(of: damaged)
            var tokenizer = SegmentTokenizer()
            tokenizer.push(damaged.span, to: &account)
            tokenizer.finish(to: &account)
            account.close()
            #expect(account.fault == nil, "byte \(offset) \(fault)")
            if let loss = silentLoss(damaged) { Issue.record("byte \(offset) \(fault): \(loss)") }
        }
    }

    /// Several faults at once, from the run's seed, through every property.
    @Test(arguments: FuzzTarget.allCases)
    func faultsAtRandomAreSurvived(target: FuzzTarget) {
        var generator = SeededGenerator.ofRun(7)
        let bytes = Sample.order()
        for _ in 0..<100 {
            let choices = (0..<4).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let input = Damage.random(bytes, using: &generator) + choices
            let fault = target.fault(in: input)
            #expect(fault == nil, "\(target), WAYBILL_SEED=\(SeededGenerator.seedOfRun)")
        }
    }

    private func isTold(_ bytes: [UInt8]) -> Bool {
        EventTally(reading: bytes, schemas: library).findingCount > 0
    }

    /// Segments that the tokenizer gave and the reader passed on nowhere, without a word.
    private func silentLoss(_ bytes: [UInt8]) -> String? {
        let read = EventTally(reading: bytes, schemas: library)
        guard read.findingCount == 0 else { return nil }
        var given = SegmentCounter()
        var tokenizer = SegmentTokenizer()
        tokenizer.push(bytes.span, to: &given)
        tokenizer.finish(to: &given)
        // ISA and IEA, GS and GE come as events of their own.
        let total = read.segmentCount + 2 * (read.interchangeCount + read.groupCount)
        return total == given.count ? nil : "\(given.count) segments, \(total) passed on"
    }
}

private struct SegmentCounter: SegmentSink {
    private(set) var count = 0

    mutating func delimitersChanged(to delimiters: Delimiters, isFragment: Bool) {}
    mutating func segment(_ segment: borrowing SegmentView) { count += 1 }
    mutating func found(_ finding: TokenizerFinding) {}
}
