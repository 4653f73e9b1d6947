/// The segments of a chunk that the index already knows, handed out one after the other without
/// asking the tokenizer: the common case, in a form that inlines into the caller's loop.
///
///     var run = tokenizer.run(in: chunk)
///     while let segment = run.next() { use(segment) }
///     tokenizer.resume(at: run.place)
///
/// Ends before anything unusual, which `next(in:)` of the tokenizer then sorts out: ISA, IEA, BIN
/// or BDS, an empty segment, one past a limit, the end of what is indexed. A run that is not
/// reported back has changed nothing.
public struct SegmentRun: ~Copyable, ~Escapable {
    /// How far a run has come.
    public struct Place {
        /// Offset in the chunk of the next byte to read.
        @usableFromInline var position: Int
        /// First boundary of the segment that comes next.
        @usableFromInline var cursor: Int
        /// Place of its terminator among the terminators.
        @usableFromInline var terminatorCursor: Int

        init(position: Int, cursor: Int, terminatorCursor: Int) {
            self.position = position
            self.cursor = cursor
            self.terminatorCursor = terminatorCursor
        }
    }

    /// What does not change during a run.
    @usableFromInline
    struct Frame {
        @usableFromInline let scan: ScanDelimiters
        @usableFromInline let segmentByteCountMax: Int
        @usableFromInline let elementCountMax: Int
        /// Offset in the file of the chunk.
        @usableFromInline let chunkOffset: Int
        /// Offset in the chunk from which on `oddBytes` tells.
        @usableFromInline let oddStart: Int

        init(
            scan: ScanDelimiters, segmentByteCountMax: Int, elementCountMax: Int,
            chunkOffset: Int, oddStart: Int
        ) {
            self.scan = scan
            self.segmentByteCountMax = segmentByteCountMax
            self.elementCountMax = elementCountMax
            self.chunkOffset = chunkOffset
            self.oddStart = oddStart
        }
    }

    @usableFromInline let bytes: Span<UInt8>
    @usableFromInline let boundaries: Span<UInt32>
    @usableFromInline let terminators: Span<UInt32>
    @usableFromInline let oddBytes: Span<UInt64>
    @usableFromInline let frame: Frame
    /// How far the run has come: past the last segment it gave.
    public var place: Place
    @_lifetime(copy bytes, borrow index)
    init(
        _ bytes: Span<UInt8>, _ index: borrowing DelimiterIndex, isEmpty: Bool,
        from position: Int, _ frame: Frame
    ) {
        self.bytes = bytes
        boundaries = index.boundaries.span
        // A segment whose first boundaries the index has dropped is left to the tokenizer.
        terminators = index.terminators.span.extracting(
            0..<(isEmpty || index.droppedCount > 0 ? 0 : index.terminatorCount))
        oddBytes = index.oddBytes.span
        self.frame = frame
        place = Place(
            position: position, cursor: index.cursor, terminatorCursor: index.terminatorCursor)
    }

    /// Moves past the next segment and gives it; `nil` at the end of the run.
    @_lifetime(copy self)
    @inlinable @inline(__always)
    public mutating func next() -> SegmentView? {
        guard place.terminatorCursor < terminators.count else { return nil }
        let terminator = Int(terminators[place.terminatorCursor])
        var start = place.position
        while frame.scan.isSkippable(bytes[start]) { start &+= 1 }
        let end = Int(boundaries[terminator])
        let cursor = place.cursor
        guard start < end, end &- start <= frame.segmentByteCountMax,
            terminator &- cursor <= frame.elementCountMax,
            bytes[start] != UInt8(ascii: "I") && bytes[start] != UInt8(ascii: "B")
                || !Self.isUnusual(bytes, start, end)
        else { return nil }
        place.position = end &+ frame.scan.terminatorByteCount
        place.cursor = terminator &+ 1
        place.terminatorCursor &+= 1
        return SegmentView(
            source: bytes, start: start, end: end,
            boundaries: boundaries.extracting(cursor..<terminator &+ 1),
            separatorByteCount: frame.scan.elementByteCount,
            fileOffset: frame.chunkOffset &+ start,
            isPlain: Self.isPlain(oddBytes, from: start &- frame.oddStart, byteCount: end &- start))
    }

    /// The segment starts as `ISA`, `IEA`, `BIN` or `BDS` do.
    @usableFromInline
    static func isUnusual(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end &- start >= 3 else { return false }
        let second = bytes[start &+ 1]
        let third = bytes[start &+ 2]
        if bytes[start] == UInt8(ascii: "I") {
            return (second == UInt8(ascii: "S") || second == UInt8(ascii: "E"))
                && third == UInt8(ascii: "A")
        }
        return second == UInt8(ascii: "I") && third == UInt8(ascii: "N")
            || second == UInt8(ascii: "D") && third == UInt8(ascii: "S")
    }

    /// The index knows of no odd byte in so many bytes from an offset in the block on. Static, as
    /// `isUnusual` is, because a method would be handed a copy of the whole run.
    @inlinable @inline(__always)
    static func isPlain(_ oddBytes: Span<UInt64>, from start: Int, byteCount: Int) -> Bool {
        guard start >= 0, byteCount <= 64 else { return isPlainSlowly(oddBytes, start, byteCount) }
        // Two groups hold any 64 bytes; there is always one more than the index fills.
        let group = start &>> 6
        let shift = UInt64(truncatingIfNeeded: start & 63)
        let low = oddBytes[group] &>> shift
        let high = (oddBytes[group &+ 1] &<< (63 &- shift)) &<< 1
        return (low | high) &<< UInt64(truncatingIfNeeded: 64 &- byteCount) == 0
    }

    @usableFromInline
    static func isPlainSlowly(
        _ oddBytes: Span<UInt64>, _ start: Int, _ byteCount: Int
    ) -> Bool {
        guard start >= 0 else { return false }
        let last = start + byteCount - 1
        var bits = oddBytes[start >> 6] & (UInt64.max << UInt64(start & 63))
        for group in (start >> 6)..<(last >> 6) {
            if bits != 0 { return false }
            bits = oddBytes[group + 1]
        }
        return bits << UInt64(63 - last & 63) == 0
    }
}
