/// The two delimiters that make segments and elements, each one to four bytes: partners do use
/// characters outside ASCII, and in UTF-8 those take more than one byte.
@usableFromInline
struct ScanDelimiters: Equatable, Sendable {
    @usableFromInline var element: UInt32
    @usableFromInline var elementByteCount = 1
    @usableFromInline var terminator: UInt32
    @usableFromInline var terminatorByteCount = 1

    init(
        element: UInt32, elementByteCount: Int = 1, terminator: UInt32,
        terminatorByteCount: Int = 1
    ) {
        self.element = element
        self.elementByteCount = elementByteCount
        self.terminator = terminator
        self.terminatorByteCount = terminatorByteCount
    }

    /// A blank or a line end that is no delimiter.
    @inlinable
    func isSkippable(_ byte: UInt8) -> Bool {
        guard byte <= 0x20 else { return false }
        return (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
            && UInt32(byte) != terminator && UInt32(byte) != element
    }

    var isSingleByte: Bool { elementByteCount == 1 && terminatorByteCount == 1 }

    /// The mask under which the last bytes read, packed, are compared with a delimiter.
    static func mask(_ byteCount: Int) -> UInt32 {
        byteCount >= 4 ? .max : (1 << UInt32(byteCount * 8)) - 1
    }
}

/// Where the delimiters of a block of bytes stand.
///
///     bytes         S T * 8 5 0 * 0 0 0 1 ~ \n B E G * 0 0 ~
///     boundaries        2       6         11         16    19     every separator and terminator
///     terminators                         2                4      places in `boundaries`
///
/// A segment is a slice of `boundaries` that ends at a terminator, so handing one out copies
/// nothing. Beside them stands one bit a byte for what sends a value down the careful path. The
/// buffers grow with what is indexed, to at most a block plus the elements of one unfinished
/// segment: a small file pays for itself only.
struct DelimiterIndex {
    /// Bytes indexed at a time: few enough that the index stays in the first-level cache.
    static let blockByteCount = 16 << 10
    /// Boundaries written past the last one that counts, so that writing needs no branch.
    private static let slackCount = ByteGroup.byteCount

    private(set) var boundaries: [UInt32]
    private(set) var terminators: [UInt32]
    /// For each group of 64 bytes of the block the ones that are odd (see `ByteGroup`), and one
    /// group more, so that two can always be read.
    private(set) var oddBytes: [UInt64]
    private(set) var boundaryCount = 0
    private(set) var terminatorCount = 0
    /// First boundary of the segment that comes next.
    private(set) var cursor = 0
    private(set) var terminatorCursor = 0
    /// Offset in the source up to which bytes are indexed.
    private(set) var indexedEnd = 0
    /// Offset in the source from which on `oddBytes` tells; `Int.max` when it does not.
    private(set) var oddStart = Int.max
    /// Boundaries of the unfinished segment that were dropped because there are too many.
    private(set) var droppedCount = 0
    private let elementCountMax: Int

    init(elementCountMax: Int) {
        self.elementCountMax = elementCountMax
        boundaries = []
        terminators = []
        oddBytes = []
    }

    /// Forgets everything; the next segment starts at an offset of the source.
    mutating func reset(at offset: Int) {
        boundaryCount = 0
        terminatorCount = 0
        cursor = 0
        terminatorCursor = 0
        droppedCount = 0
        indexedEnd = offset
        oddStart = .max
    }

    /// The place in `boundaries` of the terminator that ends the segment at the cursor.
    var nextTerminator: Int? {
        terminatorCursor < terminatorCount ? Int(terminators[terminatorCursor]) : nil
    }

    /// Moves past the segment that ends at a place `nextTerminator` gave.
    mutating func advance(past terminator: Int) {
        cursor = terminator + 1
        terminatorCursor += 1
        droppedCount = 0
    }

    /// Moves past the segments a run has handed out.
    mutating func advance(to place: SegmentRun.Place) {
        cursor = place.cursor
        terminatorCursor = place.terminatorCursor
    }

    /// Indexes the next block of the source. Call only when `nextTerminator` is `nil`.
    mutating func indexBlock(
        of bytes: Span<UInt8>, _ scan: ScanDelimiters, _ delimiters: Delimiters
    ) {
        let kept = boundaryCount - cursor
        if kept > elementCountMax {
            droppedCount += kept
            boundaryCount = 0
        } else {
            for place in 0..<kept { boundaries[place] = boundaries[cursor + place] }
            boundaryCount = kept
        }
        cursor = 0
        terminatorCount = 0
        terminatorCursor = 0
        let end = min(indexedEnd + Self.blockByteCount, bytes.count)
        makeRoom(byteCount: end - indexedEnd)
        if scan.isSingleByte {
            oddStart = indexedEnd
            let scanned = scanGroups(of: bytes, to: end, ByteGroup.Pattern(delimiters))
            scanBytes(of: bytes, from: scanned, to: end, delimiters)
            indexedEnd = end
        } else {
            oddStart = .max
            indexedEnd = scanCharacters(of: bytes, to: end, scan)
        }
    }

    /// Marks the separators of a segment whose terminator is not part of the bytes.
    mutating func indexSegment(_ bytes: Span<UInt8>, _ delimiters: ScanDelimiters) {
        reset(at: 0)
        makeRoom(boundaryCount: min(bytes.count, elementCountMax + 1) + 1)
        var recent: UInt32 = 0
        let mask = ScanDelimiters.mask(delimiters.elementByteCount)
        for offset in bytes.indices {
            recent = recent << 8 | UInt32(bytes[offset])
            guard recent & mask == delimiters.element else { continue }
            if boundaryCount > elementCountMax {
                droppedCount += boundaryCount
                boundaryCount = 0
            }
            boundaries[boundaryCount] = UInt32(offset + 1 - delimiters.elementByteCount)
            boundaryCount += 1
            recent = 0
        }
        boundaries[boundaryCount] = UInt32(bytes.count)
        boundaryCount += 1
    }

    /// Moves the end of an indexed segment: what follows the last separator is data to there.
    mutating func extendLast(to byteCount: Int) {
        boundaries[boundaryCount - 1] = UInt32(byteCount)
    }

    /// Grows the buffers to what a block of so many bytes can need at most, a boundary a byte. Once
    /// a whole block was indexed there is nothing left to grow.
    private mutating func makeRoom(byteCount: Int) {
        makeRoom(boundaryCount: boundaryCount + byteCount + Self.slackCount)
        if terminators.count < byteCount {
            terminators = [UInt32](repeating: 0, count: byteCount)
        }
        // The groups begun, and one more.
        let groupCount = (byteCount + ByteGroup.byteCount - 1) / ByteGroup.byteCount + 1
        if oddBytes.count < groupCount { oddBytes = [UInt64](repeating: 0, count: groupCount) }
    }

    /// Grows the room for boundaries, at least to twice what it was unless that is past the bound;
    /// those there are stay.
    private mutating func makeRoom(boundaryCount needed: Int) {
        guard boundaries.count < needed else { return }
        let bound = elementCountMax + 1 + Self.blockByteCount + Self.slackCount
        var grown = [UInt32](repeating: 0, count: max(needed, min(boundaries.count * 2, bound)))
        for place in 0..<boundaryCount { grown[place] = boundaries[place] }
        boundaries = grown
    }

    /// Sixty-four bytes at a time. Returns the offset where fewer are left.
    private mutating func scanGroups(
        of bytes: Span<UInt8>, to end: Int, _ pattern: ByteGroup.Pattern
    ) -> Int {
        let start = indexedEnd
        let count = boundaryCount
        // Invariants: `end` is at most `bytes.count`; a block adds at most `blockByteCount`
        // boundaries to the at most `elementCountMax` kept ones, as many terminators, and one
        // word of odd bytes a group, for which `makeRoom` has made room; what is written past the
        // last boundary fits in the slack.
        let written = unsafe bytes.withUnsafeBytes { source in
            unsafe boundaries.withUnsafeMutableBufferPointer { boundaries in
                unsafe terminators.withUnsafeMutableBufferPointer { terminators in
                    unsafe oddBytes.withUnsafeMutableBufferPointer { oddBytes in
                        unsafe BoundaryWriter(
                            boundaries: boundaries, terminators: terminators, oddBytes: oddBytes,
                            counts: BoundaryWriter.Counts(boundaries: count)
                        ).write(source, from: start, to: end, pattern)
                    }
                }
            }
        }
        boundaryCount = written.boundaries
        terminatorCount = written.terminators
        return start + written.groups * ByteGroup.byteCount
    }

    /// The bytes at the end of a source that do not fill a group.
    private mutating func scanBytes(
        of bytes: Span<UInt8>, from start: Int, to end: Int, _ delimiters: Delimiters
    ) {
        guard start < end else { return }
        var odd: UInt64 = 0
        for offset in start..<end {
            let byte = bytes[offset]
            if byte == delimiters.segment {
                mark(offset, isTerminator: true)
            } else if byte == delimiters.element {
                mark(offset, isTerminator: false)
            } else if byte < 0x20 || byte >= 0x7F || byte == delimiters.component
                || byte == delimiters.repetition
            {
                odd |= 1 << UInt64(offset - start)
            }
        }
        oddBytes[(start - oddStart) / ByteGroup.byteCount] = odd
    }

    /// Delimiters of several bytes, byte by byte. A terminator that the block's end cuts is left
    /// for the next block: returns the offset up to which the bytes are settled.
    private mutating func scanCharacters(
        of bytes: Span<UInt8>, to end: Int, _ delimiters: ScanDelimiters
    ) -> Int {
        var offset = indexedEnd
        while offset < end {
            if matches(delimiters.terminator, delimiters.terminatorByteCount, bytes, offset) {
                mark(offset, isTerminator: true)
                offset += delimiters.terminatorByteCount
            } else if matches(delimiters.element, delimiters.elementByteCount, bytes, offset) {
                mark(offset, isTerminator: false)
                offset += delimiters.elementByteCount
            } else {
                offset += 1
            }
        }
        return offset
    }

    private func matches(
        _ delimiter: UInt32, _ byteCount: Int, _ bytes: Span<UInt8>, _ offset: Int
    ) -> Bool {
        guard offset + byteCount <= bytes.count else { return false }
        var packed: UInt32 = 0
        for index in 0..<byteCount { packed = packed << 8 | UInt32(bytes[offset + index]) }
        return packed == delimiter
    }

    private mutating func mark(_ offset: Int, isTerminator: Bool) {
        boundaries[boundaryCount] = UInt32(offset)
        if isTerminator {
            terminators[terminatorCount] = UInt32(boundaryCount)
            terminatorCount += 1
        }
        boundaryCount += 1
    }
}

/// Turns the bits of groups into places, counting on. A value of its own, so that the counts stay
/// in registers.
@unsafe private struct BoundaryWriter {
    let boundaries: UnsafeMutableBufferPointer<UInt32>
    let terminators: UnsafeMutableBufferPointer<UInt32>
    let oddBytes: UnsafeMutableBufferPointer<UInt64>
    var counts: Counts

    /// How many of each are written.
    struct Counts {
        var boundaries: Int
        var terminators = 0
        var groups = 0
    }

    /// Writes whole groups as long as there are any.
    func write(
        _ source: UnsafeRawBufferPointer, from start: Int, to end: Int,
        _ pattern: ByteGroup.Pattern
    ) -> Counts {
        var writer = unsafe self
        // No source, nothing to scan.
        guard let address = source.baseAddress else { return unsafe writer.counts }
        var offset = start
        while offset &+ ByteGroup.byteCount <= end {
            // Invariant: 64 bytes are left before `end`, which is in the source.
            unsafe writer.write(ByteGroup(at: address + offset, pattern), at: offset)
            offset &+= ByteGroup.byteCount
        }
        return unsafe writer.counts
    }

    /// Writes the boundaries eight at a time, however many of the eight there are: a branch for
    /// each would be predicted badly.
    @inline(__always)
    private mutating func write(_ marks: ByteGroup, at offset: Int) {
        unsafe oddBytes[counts.groups] = marks.odd
        unsafe counts.groups &+= 1
        var ends = marks.terminators
        while ends != 0 {
            // How many boundaries of the group come before the lowest terminator.
            let below = (ends & (0 &- ends)) &- 1
            let rank = (marks.boundaries & below).nonzeroBitCount
            unsafe terminators[counts.terminators] = UInt32(
                truncatingIfNeeded: counts.boundaries &+ rank)
            unsafe counts.terminators &+= 1
            ends &= ends &- 1
        }
        let count = marks.boundaries.nonzeroBitCount
        var rest = marks.boundaries
        var written = 0
        repeat {
            for index in 0..<8 {
                unsafe boundaries[counts.boundaries &+ written &+ index] = UInt32(
                    truncatingIfNeeded: offset &+ rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
            written &+= 8
        } while written < count
        unsafe counts.boundaries &+= count
    }
}
