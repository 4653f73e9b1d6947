/// One segment, borrowed: its bytes and where each element ends. Nothing is copied or decoded.
///
///     P O 1 * 1 * 2 4 * C A          bytes
///     0     3   5     8     11       element starts (element 0 is the segment ID)
///           3   5     8     11       `ends`: offset just past each element
///
/// `bytes` excludes the terminator and any newline or blank before the segment. The view lives
/// only as long as the call that hands it out.
public struct SegmentView: ~Escapable, BitwiseCopyable {
    /// The bytes the segment lies in: a whole chunk, so that a value is read by the word.
    @usableFromInline let source: Span<UInt8>
    /// For each element, the ID first, the offset in the source where its last byte is followed
    /// by a separator or the end of the segment. The tokenizer hands out slices of the index of
    /// a whole block, so that making a view costs no loop.
    @usableFromInline let boundaries: Span<UInt32>
    /// Offset in the file of the first byte of `bytes`.
    public let fileOffset: Int
    /// `start` and the count of bytes. A chunk is at most 4 GiB, and a view is copied often.
    @usableFromInline let packedStart: UInt32
    @usableFromInline let packedByteCount: UInt32
    /// The segment ID, packed.
    public let id: SegmentID
    @usableFromInline let packedSeparatorByteCount: UInt8
    /// Known to hold no control character, no byte outside ASCII, no component and no repetition
    /// separator. False also when nobody looked.
    @usableFromInline let isPlain: Bool

    /// Where the segment starts in the source.
    @inlinable
    var start: Int { Int(packedStart) }
    @inlinable
    var byteCount: Int { Int(packedByteCount) }
    /// Bytes one element separator takes: more than one only for a separator outside ASCII.
    @inlinable
    var separatorByteCount: Int { Int(packedSeparatorByteCount) }

    /// `ends` are offsets in `bytes`, the ID first.
    @_lifetime(copy bytes, copy ends)
    package init(bytes: Span<UInt8>, ends: Span<UInt32>, fileOffset: Int) {
        self.init(
            source: bytes, start: 0, end: bytes.count, boundaries: ends, separatorByteCount: 1,
            fileOffset: fileOffset, isPlain: false)
    }

    @_lifetime(copy source, copy boundaries)
    @inlinable @inline(__always)
    init(
        source: Span<UInt8>, start: Int, end: Int, boundaries: Span<UInt32>,
        separatorByteCount: Int, fileOffset: Int, isPlain: Bool
    ) {
        self.source = source
        packedStart = UInt32(truncatingIfNeeded: start)
        packedByteCount = UInt32(truncatingIfNeeded: end &- start)
        self.boundaries = boundaries
        packedSeparatorByteCount = UInt8(truncatingIfNeeded: separatorByteCount)
        self.fileOffset = fileOffset
        self.isPlain = isPlain
        id =
            boundaries.isEmpty
            ? .unreadable : SegmentID(source, from: start, to: Int(boundaries[0]))
    }

    /// The segment's bytes, without its terminator.
    public var bytes: Span<UInt8> {
        @_lifetime(copy self)
        @inlinable
        get { source.extracting(start..<(start &+ byteCount)) }
    }

    /// Data elements present, the ID not counted: `PO1*1*24` has 2.
    @inlinable
    public var elementCount: Int { max(0, boundaries.count - 1) }

    /// Range in `bytes` of the element at a 1-based position; `nil` when the segment is shorter.
    /// Position 0 is the segment ID.
    @inlinable
    public func range(at elementPosition: Int) -> Range<Int>? {
        guard elementPosition >= 0, elementPosition < boundaries.count else { return nil }
        let end = Int(boundaries[elementPosition]) - start
        guard elementPosition > 0 else { return 0..<end }
        let first = Int(boundaries[elementPosition - 1]) - start + separatorByteCount
        return first..<end
    }

    /// The element at a 1-based position; empty when absent or empty. Position 0 is the ID.
    @_lifetime(copy self)
    @inlinable
    public func element(_ elementPosition: Int) -> Span<UInt8> {
        guard let range = range(at: elementPosition) else { return bytes.extracting(first: 0) }
        return bytes.extracting(range)
    }

    /// No value stands at a 1-based position.
    @inlinable
    public func isEmpty(at elementPosition: Int) -> Bool {
        range(at: elementPosition)?.isEmpty ?? true
    }

    /// The element as text, for the edges only: it allocates. Bytes that are not UTF-8 are taken
    /// as ISO 8859-1.
    package func text(_ elementPosition: Int) -> String { element(elementPosition).x12Text }
}

extension Span<UInt8> {
    /// The bytes as text: UTF-8 where they are, else ISO 8859-1. Allocates; for the edges only.
    package var x12Text: String {
        if let valid = try? UTF8Span(validating: self) { return String(copying: valid) }
        var text = ""
        for index in indices { text.unicodeScalars.append(Unicode.Scalar(self[index])) }
        return text
    }
}
