import Diagnostics
import Glibc
import TestSupport
import Testing
import X12

/// Every small input there is, instead of some.
struct ExhaustiveTests {
    /// `WAYBILL_EXHAUSTIVE` adds bytes; `scripts/check --deep` sets it. One more is seven times
    /// the work.
    private static let added =
        getenv("WAYBILL_EXHAUSTIVE").flatMap { Int(String(cString: $0)) } ?? 0

    /// One data byte, every delimiter, a newline and a blank: every body of them after an ISA with
    /// all four delimiters. Cut into bytes or in two, by the slow tokenizer, and byte for byte
    /// accounted for.
    @Test(
        arguments: [
            // The choices of `FuzzInput`, after a header with `^`: byte by byte, and split at a place
            // with limits that a few bytes cross.
            [0, 0, 0, 1], [0x01, 0xB5, 0x03, 1],
        ] as [[UInt8]])
    func everySmallBodyHolds(choices: [UInt8]) {
        let alphabet = Array("A*~^:\n ".utf8)
        forEverySequence(of: alphabet.count, upTo: 4 + Self.added) { places in
            let input = places.map { alphabet[$0] } + choices
            let fault = FuzzTarget.tokenizer.fault(in: input)
            if fault != nil { Issue.record("\(places): \(fault ?? "")") }
        }
    }

    /// Every order of envelope segments: what began ends, counts agree, and cutting changes
    /// nothing.
    @Test func everyOrderOfEnvelopesIsRead() {
        let header = "ISA*00*          *00*          *ZZ*A              *ZZ*B              "
        let pieces = [
            header + "*240601*1200*U*00401*000000101*0*T*>~", "IEA*1*000000101~",
            "GS*PO*A*B*20240601*1200*7*X*004010~", "GE*1*7~", "ST*850*0001~", "SE*3*0001~",
            "BEG*00*SA*1**20240601~", "TA1*000000055*240531*0900*A*000~", "lost",
        ].map { Array($0.utf8) }
        forEverySequence(of: pieces.count, upTo: 3 + Self.added / 2) { places in
            // As it stands, split somewhere in the middle.
            let choices: [UInt8] = [0x01, 0x81, 0x00, 0x02]
            let input = places.flatMap { pieces[$0] } + choices
            let fault = FuzzTarget.reader.fault(in: input)
            if fault != nil { Issue.record("\(places): \(fault ?? "")") }
        }
    }

    /// Every element of up to three parts is written and read back as it was, whatever is empty.
    @Test func everyGapInASegmentIsWrittenAndRead() throws {
        var options = InterchangeWriter.Options()
        options.delimiters.repetition = UInt8(ascii: "^")
        forEverySequence(of: 4, upTo: 6 + Self.added) { calls in
            var writer = InterchangeWriter(options)
            var elements: [SegmentParts.Element] = []
            writer.beginSegment("REF")
            do throws(WriterError) {
                try writer.element("A")
                elements.append([[[0x41]]])
                for call in calls {
                    let (element, last) = (
                        elements.count - 1, elements[elements.count - 1].count - 1
                    )
                    switch call {
                    case 0:
                        try writer.element("B")
                        elements.append([[[0x42]]])
                    case 1:
                        writer.element()
                        elements.append([[[]]])
                    case 2:
                        try writer.component("C")
                        elements[element][last].append([0x43])
                    default:
                        try writer.repetition()
                        elements[element].append([[]])
                    }
                }
            } catch { Issue.record("\(calls): \(error)") }
            writer.endSegment()
            let expected = SegmentParts(id: Array("REF".utf8), elements: elements)
            let bytes = Array(writer.takeBytes().dropLast())
            let ends = bytes.indices.filter { bytes[$0] == 0x2A }.map(UInt32.init)
            let all = ends + [UInt32(bytes.count)]
            let view = SegmentView(bytes: bytes.span, ends: all.span, fileOffset: 0)
            let read = SegmentParts(view, options.delimiters)
            if read != expected {
                Issue.record("\(calls): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    /// All sequences of numbers below `count`, up to a length.
    private func forEverySequence(of count: Int, upTo lengthMax: Int, _ body: ([Int]) -> Void) {
        for length in 0...lengthMax {
            var places = [Int](repeating: 0, count: length)
            while true {
                body(places)
                guard let place = places.lastIndex(where: { $0 < count - 1 }) else { break }
                places[place] += 1
                for later in places.indices where later > place { places[later] = 0 }
            }
        }
    }
}
