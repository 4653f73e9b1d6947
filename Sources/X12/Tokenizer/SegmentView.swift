/// One segment, borrowed: its bytes and where each element ends. Nothing is copied or decoded.
///
///     P O 1 * 1 * 2 4 * C A          bytes
///     0     3   5     8     11       element starts (element 0 is the segment ID)
///           3   5     8     11       `ends`: offset just past each element
///
/// `bytes` excludes the terminator and any newline or blank before the segment. The view lives
/// only as long as the call that hands it out.
package struct SegmentView: ~Escapable {
    /// The segment's bytes, without its terminator.
    package let bytes: Span<UInt8>
    /// For each element, the ID first, where its last byte is followed by a separator or the end
    /// of the segment, counted from `boundaryBase`.
    let boundaries: Span<UInt32>
    /// What a boundary of zero bytes into the segment would read. The tokenizer hands out slices
    /// of the index of a whole block, so that making a view costs no loop.
    let boundaryBase: UInt32
    /// Bytes one element separator takes: more than one only for a separator outside ASCII.
    let separatorByteCount: Int
    /// Offset in the file of the first byte of `bytes`.
    package let fileOffset: Int
    package let id: SegmentID

    /// `ends` are offsets in `bytes`, the ID first.
    @_lifetime(copy bytes, copy ends)
    package init(bytes: Span<UInt8>, ends: Span<UInt32>, fileOffset: Int) {
        self.init(
            bytes: bytes, boundaries: ends, boundaryBase: 0, separatorByteCount: 1,
            fileOffset: fileOffset)
    }

    @_lifetime(copy bytes, copy boundaries)
    init(
        bytes: Span<UInt8>, boundaries: Span<UInt32>, boundaryBase: UInt32,
        separatorByteCount: Int, fileOffset: Int
    ) {
        self.bytes = bytes
        self.boundaries = boundaries
        self.boundaryBase = boundaryBase
        self.separatorByteCount = separatorByteCount
        self.fileOffset = fileOffset
        id =
            boundaries.isEmpty
            ? .unreadable
            : SegmentID(bytes.extracting(0..<Int(boundaries[0] &- boundaryBase)))
    }

    /// Data elements present, the ID not counted: `PO1*1*24` has 2.
    package var elementCount: Int { max(0, boundaries.count - 1) }

    /// Range in `bytes` of the element at a 1-based position; `nil` when the segment is shorter.
    /// Position 0 is the segment ID.
    package func range(at elementPosition: Int) -> Range<Int>? {
        guard elementPosition >= 0, elementPosition < boundaries.count else { return nil }
        let end = Int(boundaries[elementPosition] &- boundaryBase)
        guard elementPosition > 0 else { return 0..<end }
        let start = Int(boundaries[elementPosition - 1] &- boundaryBase) + separatorByteCount
        return start..<end
    }

    /// The element at a 1-based position; empty when absent or empty. Position 0 is the ID.
    @_lifetime(copy self)
    package func element(_ elementPosition: Int) -> Span<UInt8> {
        guard let range = range(at: elementPosition) else { return bytes.extracting(first: 0) }
        return bytes.extracting(range)
    }

    package func isEmpty(at elementPosition: Int) -> Bool {
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
