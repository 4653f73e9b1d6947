internal import Diagnostics
internal import X12

/// What we sent, looked up by the places a partner names: set by its ST02, segment by its ordinal.
struct SentSegments: InterchangeConsumer {
    /// One segment as it went out.
    struct Segment {
        let id: String
        let range: ByteRange
        let elements: [(text: String, range: ByteRange)]
    }

    private let group: String
    private let set: String
    private let wanted: Set<Int>
    private var isInGroup = false
    private var isInSet = false
    private var found: [Int: Segment] = [:]

    /// The segments at some ordinals (ST being 1) of one set in one group of `bytes`.
    static func find(_ wanted: Set<Int>, inSet set: String, of group: String, _ bytes: [UInt8])
        -> [Int: Segment]
    {
        guard !wanted.isEmpty else { return [:] }
        var segments = SentSegments(group: group, set: set, wanted: wanted)
        var reader = InterchangeReader(schemas: NoSchemas())
        reader.push(bytes.span, to: &segments)
        reader.finish(to: &segments)
        return segments.found
    }

    private init(group: String, set: String, wanted: Set<Int>) {
        self.group = group
        self.set = set
        self.wanted = wanted
    }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {}

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        isInGroup = ControlNumber.areEqual(header.controlNumber, group)
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        isInSet = isInGroup && ControlNumber.areEqual(header.controlNumber, set)
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard isInSet, wanted.contains(place.segmentPosition) else { return }
        var elements: [(text: String, range: ByteRange)] = []
        for position in 1..<(segment.elementCount + 1) {
            let range = segment.range(at: position) ?? 0..<0
            elements.append(
                (
                    segment.text(position),
                    ByteRange(
                        offset: segment.fileOffset + range.lowerBound, length: range.count)
                ))
        }
        found[place.segmentPosition] = Segment(
            id: segment.text(0),
            range: ByteRange(offset: segment.fileOffset, length: segment.bytes.count),
            elements: elements)
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        isInSet = false
    }

    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) { isInGroup = false }
    mutating func interchangeEnded() {}
    mutating func found(_ diagnostic: Diagnostic) {}
}

/// Control numbers as partners echo them: with other leading zeros, or none.
enum ControlNumber {
    static func areEqual(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard let first = Int(left), let second = Int(right) else { return false }
        return first == second
    }
}
