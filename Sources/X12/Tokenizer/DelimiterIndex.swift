/// The two delimiters that make segments and elements, each one to four bytes: partners do use
/// characters outside ASCII, and in UTF-8 those take more than one byte.
struct ScanDelimiters: Equatable {
    var element: UInt32
    var elementByteCount = 1
    var terminator: UInt32
    var terminatorByteCount = 1

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
/// nothing. The buffers have a fixed size: a block plus the elements of one unfinished segment.
struct DelimiterIndex {
    /// Bytes indexed at a time: few enough that the index stays in the first-level cache.
    static let blockByteCount = 16 << 10

    private(set) var boundaries: [UInt32]
    private var terminators: [UInt32]
    private(set) var boundaryCount = 0
    private(set) var terminatorCount = 0
    /// First boundary of the segment that comes next.
    private(set) var cursor = 0
    private var terminatorCursor = 0
    /// Offset in the source up to which bytes are indexed.
    private(set) var indexedEnd = 0
    /// Boundaries of the unfinished segment that were dropped because there are too many.
    private(set) var droppedCount = 0
    private let elementCountMax: Int

    init(elementCountMax: Int) {
        self.elementCountMax = elementCountMax
        let capacity = elementCountMax + 1 + Self.blockByteCount
        boundaries = [UInt32](repeating: 0, count: capacity)
        terminators = [UInt32](repeating: 0, count: Self.blockByteCount + 1)
    }

    /// Forgets everything; the next segment starts at an offset of the source.
    mutating func reset(at offset: Int) {
        boundaryCount = 0
        terminatorCount = 0
        cursor = 0
        terminatorCursor = 0
        droppedCount = 0
        indexedEnd = offset
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

    /// Indexes the next block of the source. Call only when `nextTerminator` is `nil`.
    mutating func indexBlock(of bytes: Span<UInt8>, _ delimiters: ScanDelimiters) {
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
        if delimiters.isSingleByte {
            let scanned = scanVectors(
                of: bytes, to: end, element: UInt8(truncatingIfNeeded: delimiters.element),
                terminator: UInt8(truncatingIfNeeded: delimiters.terminator))
            scanBytes(of: bytes, from: scanned, to: end, delimiters)
            indexedEnd = end
        } else {
            indexedEnd = scanCharacters(of: bytes, to: end, delimiters)
        }
    }

    /// Marks the separators of a segment whose terminator is not part of the bytes.
    mutating func indexSegment(_ bytes: Span<UInt8>, _ delimiters: ScanDelimiters) {
        reset(at: 0)
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

    /// Sixteen bytes at a time. A comparison gives lanes of all ones; one bit of each lane makes
    /// a 64-bit word per eight bytes, whose set bits are then visited. Which of them are
    /// terminators is added up without a branch, because that branch would never be predicted.
    private mutating func scanVectors(
        of bytes: Span<UInt8>, to end: Int, element: UInt8, terminator: UInt8
    ) -> Int {
        var count = boundaryCount
        var terminatorCount = 0
        var offset = indexedEnd
        let elements = SIMD16<UInt8>(repeating: element)
        let terminatorLanes = SIMD16<UInt8>(repeating: terminator)
        // Invariant for all three pointers: `end` is at most `bytes.count`; a block adds at most
        // `blockByteCount` boundaries to the at most `elementCountMax` kept ones, and as many
        // terminators, plus one slot that is written before it is known to count.
        unsafe bytes.withUnsafeBytes { source in
            unsafe boundaries.withUnsafeMutableBufferPointer { boundaries in
                unsafe terminators.withUnsafeMutableBufferPointer { terminators in
                    while offset + 16 <= end {
                        let lanes = unsafe source.loadUnaligned(
                            fromByteOffset: offset, as: SIMD16<UInt8>.self)
                        let ends = unsafe unsafeBitCast(
                            lanes .== terminatorLanes, to: SIMD2<UInt64>.self)
                        let marks =
                            ends
                            | (unsafe unsafeBitCast(
                                lanes .== elements, to: SIMD2<UInt64>.self))
                        for half in 0..<2 {
                            var word = marks[half] & 0x0101_0101_0101_0101
                            let endWord = ends[half]
                            let base = offset &+ half &* 8
                            while word != 0 {
                                let bit = word.trailingZeroBitCount
                                unsafe boundaries[count] = UInt32(
                                    truncatingIfNeeded: base &+ (bit &>> 3))
                                unsafe terminators[terminatorCount] = UInt32(
                                    truncatingIfNeeded: count)
                                count &+= 1
                                terminatorCount &+= Int(
                                    truncatingIfNeeded: (endWord &>> UInt64(bit)) & 1)
                                word &= word &- 1
                            }
                        }
                        offset &+= 16
                    }
                }
            }
        }
        boundaryCount = count
        self.terminatorCount = terminatorCount
        return offset
    }

    /// The bytes at the end of a source that do not fill a vector.
    private mutating func scanBytes(
        of bytes: Span<UInt8>, from start: Int, to end: Int, _ delimiters: ScanDelimiters
    ) {
        var offset = start
        while offset < end {
            let byte = UInt32(bytes[offset])
            if byte == delimiters.terminator {
                mark(offset, isTerminator: true)
            } else if byte == delimiters.element {
                mark(offset, isTerminator: false)
            }
            offset += 1
        }
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
