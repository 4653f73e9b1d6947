import Diagnostics
import X12

/// Same segments, findings and offsets however the bytes are cut; the same segments as the slow
/// tokenizer; no byte unaccounted for.
enum TokenizerProperty {
    static func fault(in input: FuzzInput) -> String? {
        var whole = TokenDigest()
        var account = ByteAccount(of: input.bytes)
        var both = TokenRelay(digest: whole, account: account)
        read(input, .whole, to: &both)
        (whole, account) = (both.digest, both.account)
        account.close()
        if let fault = account.fault { return fault }
        var cut = TokenDigest()
        read(input, input.chunking, to: &cut)
        if whole.value != cut.value {
            let difference = SplitVerifier.firstDifference(
                SplitVerifier.tokenize(input.bytes, .whole, limits: input.limits),
                SplitVerifier.tokenize(input.bytes, input.chunking, limits: input.limits))
            return "\(input.chunking): \(difference ?? "different digests of equal events")"
        }
        return slowFault(in: input, whole)
    }

    private static func read(
        _ input: FuzzInput, _ chunking: Chunking, to sink: inout some SegmentSink
    ) {
        var tokenizer = SegmentTokenizer(limits: input.limits)
        chunking.forEach(input.bytes) { tokenizer.push($0, to: &sink) }
        tokenizer.finish(to: &sink)
    }

    private static func slowFault(in input: FuzzInput, _ fast: TokenDigest) -> String? {
        guard let segments = SlowTokenizer.segments(input.bytes) else { return nil }
        var hasher = Hasher()
        for segment in segments {
            guard segment.elements.count - 1 <= input.limits.elementCountMax,
                segment.byteCount <= input.limits.segmentByteCountMax || segment.isHeader
            else { continue }
            hasher.combine(segment.offset)
            for element in segment.elements {
                hasher.combine(element.count)
                element.withUnsafeBytes { hasher.combine(bytes: $0) }
            }
        }
        guard hasher.finalize() != fast.segmentsValue else { return nil }
        let lines = SplitVerifier.tokenize(input.bytes, .whole, limits: input.limits)
        let difference = SplitVerifier.firstDifference(
            segments.map(\.line), lines.filter { $0.hasPrefix("@") })
        return "slow tokenizer: \(difference ?? "the limits")"
    }
}

/// The events of a tokenizer as one number; of the segments alone as another.
struct TokenDigest: SegmentSink {
    private var hasher = Hasher()
    private var segmentHasher = Hasher()

    var value: Int { hasher.finalize() }
    var segmentsValue: Int { segmentHasher.finalize() }

    mutating func delimitersChanged(to delimiters: Delimiters, isFragment: Bool) {
        hasher.combine(delimiters)
        hasher.combine(isFragment)
    }

    mutating func segment(_ segment: borrowing SegmentView) {
        hasher.combine(segment.id)
        Self.combine(segment, into: &segmentHasher)
        Self.combine(segment, into: &hasher)
    }

    mutating func found(_ finding: TokenizerFinding) { hasher.combine(finding) }

    static func combine(_ segment: borrowing SegmentView, into hasher: inout Hasher) {
        hasher.combine(segment.fileOffset)
        for position in 0...segment.elementCount {
            let element = segment.element(position)
            hasher.combine(element.count)
            element.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }
}

private struct TokenRelay: SegmentSink {
    var digest: TokenDigest
    var account: ByteAccount

    mutating func delimitersChanged(to delimiters: Delimiters, isFragment: Bool) {
        digest.delimitersChanged(to: delimiters, isFragment: isFragment)
        account.delimitersChanged(to: delimiters, isFragment: isFragment)
    }

    mutating func segment(_ segment: borrowing SegmentView) {
        digest.segment(segment)
        account.segment(segment)
    }

    mutating func found(_ finding: TokenizerFinding) {
        digest.found(finding)
        account.found(finding)
    }
}
