package import Diagnostics

/// Where one transaction set of a file lies, and the number that people know it by.
package struct IndexedSet: Sendable {
    /// ST01 and ST02.
    package let set: String
    package let controlNumber: String
    /// The document's own number: BEG03 of an 850, BIG02 of an 810; empty when the set has none.
    package internal(set) var number = ""
    /// 1-based ordinal in the file.
    package let ordinal: Int
    /// From the ST to the terminator of the last segment.
    package internal(set) var range: ByteRange
    /// The ISA and GS around it with their terminators; empty for a fragment. Shared by the sets
    /// of a group.
    package let envelope: [UInt8]
}

/// Finds the transaction sets of a file: a consumer of `InterchangeReader` that keeps a few dozen
/// bytes for each set and nothing of what is in it.
package struct SetIndexer: InterchangeConsumer {
    /// Most sets that are listed; the rest are only counted.
    package static let setCountMax = 200_000

    package private(set) var sets: [IndexedSet] = []
    package private(set) var omittedCount = 0
    private var terminator = UInt8(ascii: "~")
    private var header: [UInt8] = []
    private var envelope: [UInt8] = []
    private var open: IndexedSet?
    private var ordinal = 0

    package init() {}

    package mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        terminator = delimiters.segment
        self.header = []
        envelope = []
    }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) { envelope = self.header }

    package mutating func segmentOutsideSets(_ segment: borrowing SegmentView) {
        if segment.id == .interchangeHeader { Self.append(segment, terminator, to: &header) }
        if segment.id == .groupHeader { Self.append(segment, terminator, to: &envelope) }
    }

    private static func append(
        _ segment: borrowing SegmentView, _ terminator: UInt8, to bytes: inout [UInt8]
    ) {
        for index in segment.bytes.indices { bytes.append(segment.bytes[index]) }
        bytes.append(terminator)
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        ordinal += 1
        open = IndexedSet(
            set: header.set, controlNumber: header.controlNumber, ordinal: ordinal,
            range: ByteRange(offset: header.fileOffset, length: 0), envelope: envelope)
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard let start = open?.range.offset else { return }
        open?.range.length = segment.fileOffset + segment.bytes.count + 1 - start
        if place.segmentPosition == 2, let position = Self.numberPosition(segment.id) {
            open?.number = segment.text(position)
        }
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        guard let set = open.take() else { return }
        if sets.count < Self.setCountMax {
            sets.append(set)
        } else {
            omittedCount += 1
        }
    }

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    package mutating func interchangeEnded() {}
    package mutating func found(_ diagnostic: Diagnostic) {}

    /// The element of a set's beginning segment that holds the document's number.
    private static func numberPosition(_ id: SegmentID) -> Int? {
        switch id {
        case "BEG", "BAK", "BCH", "BCA", "BIA": 3
        case "BIG", "BSN", "BGN", "AK1", "BCT": 2
        case "BPR": 16
        default: nil
        }
    }
}

/// Which set of one file is held against which of another.
package struct SetPairing: Sendable {
    package let left: IndexedSet?
    package let right: IndexedSet?

    /// Pairs sets of a kind by their number, those with the same number in their order. Where each
    /// file has one set of the kind, the two are a pair whatever their numbers.
    package static func pairs(_ left: [IndexedSet], _ right: [IndexedSet]) -> [SetPairing] {
        var waiting: [String: [Int]] = [:]
        var kinds: [String: [Int]] = [:]
        for index in right.indices.reversed() {
            waiting[key(right[index]), default: []].append(index)
            kinds[right[index].set, default: []].append(index)
        }
        var counts: [String: Int] = [:]
        for set in left { counts[set.set, default: 0] += 1 }
        var taken = Set<Int>()
        var pairs: [SetPairing] = []
        for set in left {
            var match = waiting[key(set)]?.popLast()
            if match == nil, counts[set.set] == 1, kinds[set.set]?.count == 1 {
                match = kinds[set.set]?.first
            }
            if let match { taken.insert(match) }
            pairs.append(SetPairing(left: set, right: match.map { right[$0] }))
        }
        for index in right.indices where !taken.contains(index) {
            pairs.append(SetPairing(left: nil, right: right[index]))
        }
        return pairs
    }

    private static func key(_ set: IndexedSet) -> String { "\(set.set) \(set.number)" }
}
