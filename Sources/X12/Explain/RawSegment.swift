/// The bytes of one segment, copied out of a file, and where its elements stand: what a finding
/// is shown in and what a corrected segment is made from.
package struct RawSegment: Sendable {
    package let bytes: [UInt8]
    package let delimiters: Delimiters
    /// Offset in the file of the first byte.
    package let fileOffset: Int
    /// Ranges in `bytes` of the ID and the elements.
    package let elements: [Range<Int>]

    /// `bytes` without the terminator.
    package init(bytes: [UInt8], delimiters: Delimiters, fileOffset: Int) {
        self.bytes = bytes
        self.delimiters = delimiters
        self.fileOffset = fileOffset
        var ranges: [Range<Int>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == delimiters.element {
            ranges.append(start..<index)
            start = index + 1
        }
        ranges.append(start..<bytes.count)
        elements = ranges
    }

    package func text(_ position: Int) -> String {
        guard elements.indices.contains(position) else { return "" }
        return bytes.span.extracting(elements[position]).x12Text
    }

    package var id: String { text(0) }

    /// The segment with one element, component or repetition replaced, as text; separators of
    /// empty elements are put in where it is shorter.
    package func replacing(
        _ position: Int, component: Int?, repetition: Int?, with value: String
    ) -> String {
        var values = elements.indices.map(text)
        while values.count <= position { values.append("") }
        values[position] = Self.replacing(
            values[position], repetition, delimiters.repetition
        ) { whole in
            Self.replacing(whole, component, delimiters.component) { _ in value }
        }
        return joined(values)
    }

    /// The segment without what stands after a position and without empty elements at the end.
    package func cut(after position: Int) -> String {
        var values = elements.indices.prefix(position + 1).map(text)
        while values.count > 1, values.last?.isEmpty == true { values.removeLast() }
        return joined(values)
    }

    private func joined(_ values: [String]) -> String {
        let separator = String(Character(Unicode.Scalar(delimiters.element)))
        return values.joined(separator: separator)
    }

    private static func replacing(
        _ text: String, _ place: Int?, _ separator: UInt8?, _ change: (String) -> String
    ) -> String {
        guard let place, let separator else { return change(text) }
        let mark = Character(Unicode.Scalar(separator))
        var parts = text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
        while parts.count < place { parts.append("") }
        parts[place - 1] = change(parts[place - 1])
        return parts.joined(separator: String(mark))
    }
}
