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
    /// For each element, the ID first, the offset in `bytes` just past its last byte.
    package let ends: Span<UInt32>
    /// Offset in the file of the first byte of `bytes`.
    package let fileOffset: Int
    package let id: SegmentID

    @_lifetime(copy bytes, copy ends)
    package init(bytes: Span<UInt8>, ends: Span<UInt32>, fileOffset: Int) {
        self.bytes = bytes
        self.ends = ends
        self.fileOffset = fileOffset
        id = ends.isEmpty ? .unreadable : SegmentID(bytes.extracting(0..<Int(ends[0])))
    }

    /// Data elements present, the ID not counted: `PO1*1*24` has 2.
    package var elementCount: Int { max(0, ends.count - 1) }

    /// Range in `bytes` of the element at a 1-based position; `nil` when the segment is shorter.
    /// Position 0 is the segment ID.
    package func range(at elementPosition: Int) -> Range<Int>? {
        guard elementPosition >= 0, elementPosition < ends.count else { return nil }
        let start = elementPosition == 0 ? 0 : Int(ends[elementPosition - 1]) + 1
        return start..<Int(ends[elementPosition])
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
