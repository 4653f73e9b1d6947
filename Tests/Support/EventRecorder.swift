package import Diagnostics
package import X12

/// Writes every event down as a line, so that two readings can be compared.
package struct EventRecorder: InterchangeConsumer, SegmentSink {
    package var lines: [String] = []
    package var diagnostics: [Diagnostic] = []
    package var setVerdicts: [TransactionSetVerdict] = []
    package var groupVerdicts: [FunctionalGroupVerdict] = []
    /// Segments of each set that a set reader has read; a serial reading has none.
    package var setReadCounts: [Int] = []

    package init() {}

    package mutating func interchangeBegan(
        _ header: InterchangeHeader, delimiters: Delimiters
    ) { lines.append("interchange \(header) \(delimiters)") }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) {
        lines.append("group \(header)")
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) { lines.append("set \(header) \(schema?.release ?? "-")") }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        lines.append("segment \(place) \(Self.describe(segment))")
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        setVerdicts.append(verdict)
        lines.append("set ended \(verdict) \(segmentCount)")
    }

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        groupVerdicts.append(verdict)
        lines.append("group ended \(verdict)")
    }

    package mutating func interchangeEnded() { lines.append("interchange ended") }

    package mutating func segmentOutsideSets(_ segment: borrowing SegmentView) {
        lines.append("outside \(Self.describe(segment))")
    }

    package mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {
        lines.append("TA1 \(Self.describe(segment))")
    }

    package mutating func found(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
        lines.append("found \(diagnostic)")
    }

    package mutating func delimitersChanged(to delimiters: Delimiters, isFragment: Bool) {
        lines.append("delimiters \(delimiters) \(isFragment)")
    }

    package mutating func segment(_ segment: borrowing SegmentView) {
        lines.append(Self.describe(segment))
    }

    package mutating func found(_ finding: TokenizerFinding) { lines.append("found \(finding)") }

    package static func describe(_ segment: borrowing SegmentView) -> String {
        var text = "@\(segment.fileOffset)"
        for position in 0...segment.elementCount { text += " [\(segment.text(position))]" }
        return text
    }
}

/// Ways to cut the same bytes.
package enum Chunking: Sendable, CustomStringConvertible {
    case whole
    case byByte
    case split(at: Int)
    case random(seed: UInt64)

    package var description: String {
        switch self {
        case .whole: "whole"
        case .byByte: "byte by byte"
        case .split(let offset): "split at \(offset)"
        case .random(let seed): "random, seed \(seed)"
        }
    }

    /// Calls `body` with each chunk in turn.
    package func forEach(_ bytes: [UInt8], _ body: (Span<UInt8>) -> Void) {
        switch self {
        case .whole: body(bytes.span)
        case .byByte:
            for offset in bytes.indices { body(bytes.span.extracting(offset..<offset + 1)) }
        case .split(let offset):
            body(bytes.span.extracting(0..<offset))
            body(bytes.span.extracting(offset..<bytes.count))
        case .random(let seed):
            var generator = SeededGenerator(seed: seed)
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 0...97, using: &generator))
                body(bytes.span.extracting(start..<end))
                start = end
            }
        }
    }
}

/// SplitMix64: small, and the same everywhere.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Reads bytes in every way of cutting them and tells the first that differs from reading the
/// whole.
package enum SplitVerifier {
    package static func read(
        _ bytes: [UInt8], _ chunking: Chunking, schemas: any SchemaProvider,
        limits: Limits = Limits()
    ) -> EventRecorder {
        var reader = InterchangeReader(schemas: schemas, limits: limits)
        var recorder = EventRecorder()
        chunking.forEach(bytes) { reader.push($0, to: &recorder) }
        reader.finish(to: &recorder)
        return recorder
    }

    package static func tokenize(
        _ bytes: [UInt8], _ chunking: Chunking, limits: Limits = Limits()
    ) -> [String] {
        var tokenizer = SegmentTokenizer(limits: limits)
        var recorder = EventRecorder()
        chunking.forEach(bytes) { tokenizer.push($0, to: &recorder) }
        tokenizer.finish(to: &recorder)
        return recorder.lines
    }

    /// A sentence for the first difference, or `nil`. All two-way splits up to `splitMax` bytes.
    package static func difference(
        _ bytes: [UInt8], splitMax: Int, seeds: Range<UInt64>,
        read: ([UInt8], Chunking) -> [String]
    ) -> String? {
        let expected = read(bytes, .whole)
        var chunkings: [Chunking] = [.byByte]
        if bytes.count <= splitMax {
            chunkings += (0...bytes.count).map { Chunking.split(at: $0) }
        }
        chunkings += seeds.map { Chunking.random(seed: $0) }
        for chunking in chunkings {
            if let difference = firstDifference(expected, read(bytes, chunking)) {
                return "\(chunking): \(difference)"
            }
        }
        return nil
    }

    /// A sentence for the first line that differs, or `nil`.
    package static func firstDifference(_ expected: [String], _ actual: [String]) -> String? {
        for index in 0..<max(actual.count, expected.count) {
            let left = index < expected.count ? expected[index] : "nothing"
            let right = index < actual.count ? actual[index] : "nothing"
            if left != right { return "expected \(left), got \(right)" }
        }
        return nil
    }
}
