/// What reading a block ahead gave: the transaction sets found clean, in the order of the file.
/// What lies between them is told by their places only.
///
///     bytes    GE ~ GS ~ ST … SE ~ ST … SE ~ ST … (finding) … SE ~ ST … SE ~
///     sets               0───────► 1───────►                      2───────►
struct BlockRecord {
    struct CleanSet {
        /// Offset in the block where the set begins; the end of the set before, when there is
        /// nothing but blanks in between.
        let start: Int
        /// Offset after the terminator of SE.
        var end = 0
        /// Place in `contexts`.
        let context: Int
        /// Segments, ST and SE included.
        var segmentCount = 0
        /// Places in `copies`: ST, what the consumer needs, SE.
        let firstCopy: Int
        var copyEnd = 0
    }

    private(set) var sets: [CleanSet] = []
    private(set) var contexts: [ReadingContext] = []

    /// A copied segment: places in `bytes` and `ends`.
    private struct Copy {
        let byteStart: Int
        let byteEnd: Int
        let endStart: Int
        let endEnd: Int
        let fileOffset: Int
        let separatorByteCount: Int
        let place: SegmentPlace
    }
    private var copies: [Copy] = []
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var open: CleanSet?

    mutating func removeAll() {
        sets.removeAll(keepingCapacity: true)
        contexts.removeAll(keepingCapacity: true)
        copies.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        open = nil
    }

    /// The context of the sets that follow.
    mutating func append(_ context: ReadingContext) { contexts.append(context) }

    mutating func beginSet(at start: Int) {
        open = CleanSet(start: start, context: contexts.count - 1, firstCopy: copies.count)
    }

    mutating func endSet(at end: Int, segmentCount: Int) {
        guard var set = open.take() else { return }
        set.end = end
        set.segmentCount = segmentCount
        set.copyEnd = copies.count
        sets.append(set)
    }

    /// Forgets the open set.
    mutating func dropSet() {
        guard let set = open.take(), set.firstCopy < copies.count else { return }
        bytes.removeLast(bytes.count - copies[set.firstCopy].byteStart)
        ends.removeLast(ends.count - copies[set.firstCopy].endStart)
        copies.removeLast(copies.count - set.firstCopy)
    }

    /// Keeps a segment of the open set for the consumer.
    mutating func copy(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        let byteStart = bytes.count
        let endStart = ends.count
        for index in segment.bytes.indices { bytes.append(segment.bytes[index]) }
        for position in 0...segment.elementCount {
            ends.append(UInt32(segment.range(at: position)?.upperBound ?? 0))
        }
        copies.append(
            Copy(
                byteStart: byteStart, byteEnd: bytes.count, endStart: endStart,
                endEnd: ends.count, fileOffset: segment.fileOffset,
                separatorByteCount: segment.separatorByteCount, place: place))
    }

    func place(ofCopy index: Int) -> SegmentPlace { copies[index].place }

    @_lifetime(borrow self)
    func segment(_ index: Int) -> SegmentView {
        let copy = copies[index]
        return SegmentView(
            source: bytes.span.extracting(copy.byteStart..<copy.byteEnd), start: 0,
            end: copy.byteEnd - copy.byteStart,
            boundaries: ends.span.extracting(copy.endStart..<copy.endEnd),
            separatorByteCount: copy.separatorByteCount, fileOffset: copy.fileOffset,
            isPlain: false)
    }
}
