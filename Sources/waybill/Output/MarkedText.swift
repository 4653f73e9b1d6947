internal import Diagnostics

/// Bytes of a document shown in one line with places marked beneath: control characters visible,
/// and only the surroundings of the places when the whole does not fit.
///
///     IT1*1*40*BXX*7.85**VC*NF-10422~
///              ^^^
struct MarkedText {
    private struct Cell {
        let text: String
        let columns: Int
        /// Offset in the bytes, and how many it stands for.
        let offset: Int
        let byteCount: Int
    }

    private let cells: [Cell]

    init(_ bytes: [UInt8]) {
        var cells: [Cell] = []
        var offset = 0
        while offset < bytes.count {
            let (scalar, count) = Self.scalar(bytes, offset)
            let text = Self.visible(scalar)
            cells.append(
                Cell(
                    text: text, columns: TextLayout.columns(text), offset: offset,
                    byteCount: count))
            offset += count
        }
        self.cells = cells
    }

    /// The scalar at an offset, in UTF-8 where the bytes are, else ISO 8859-1.
    private static func scalar(_ bytes: [UInt8], _ offset: Int) -> (Unicode.Scalar, Int) {
        let first = bytes[offset]
        let count = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        if count > 1, offset + count <= bytes.count,
            let text = String(validating: bytes[offset..<offset + count], as: UTF8.self),
            let scalar = text.unicodeScalars.first
        {
            return (scalar, count)
        }
        return (Unicode.Scalar(first), 1)
    }

    /// Control characters as the pictures Unicode has for them, the rest as the terminal may have
    /// it.
    static func visible(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { $0 += visible($1) }
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) {
            return String(Character(picture))
        }
        if scalar.value == 0x7F { return "\u{2421}" }
        return Terminal.printable(String(Character(scalar)))
    }

    /// Windows of at most `width` columns that together show every mark, each with its carets.
    /// Marks are ranges of offsets in the bytes; an empty one marks the place before it.
    func lines(marking marks: [Range<Int>], width: Int) -> [(text: String, carets: String)] {
        var rest = marks.sorted { $0.lowerBound < $1.lowerBound }
        var lines: [(text: String, carets: String)] = []
        repeat {
            let window = window(around: rest.first, width)
            let inside = rest.filter { isInside($0, window) }
            lines.append(line(window, inside))
            // The first mark counts as shown even when it is wider than the window.
            rest = rest.dropFirst().filter { !isInside($0, window) }
        } while !rest.isEmpty && lines.count < 8
        return lines
    }

    /// The cells to show: all, or a stretch with the mark in its first half.
    private func window(around mark: Range<Int>?, _ width: Int) -> Range<Int> {
        let total = cells.reduce(0) { $0 + $1.columns }
        guard total > width else { return cells.indices }
        let place = mark.flatMap { mark in
            cells.firstIndex { $0.offset + $0.byteCount > mark.lowerBound }
        }
        let center = place ?? (mark == nil ? 0 : cells.count)
        var start = center
        var columns = 0
        while start > 0, columns + cells[start - 1].columns <= width / 2 {
            start -= 1
            columns += cells[start].columns
        }
        var end = center
        let room = width - 2
        while end < cells.count, columns + cells[end].columns <= room {
            columns += cells[end].columns
            end += 1
        }
        while end == cells.count, start > 0, columns + cells[start - 1].columns <= room {
            start -= 1
            columns += cells[start].columns
        }
        return start..<end
    }

    private func isInside(_ mark: Range<Int>, _ window: Range<Int>) -> Bool {
        guard let first = window.first, let last = window.last else { return true }
        let end = cells[last].offset + cells[last].byteCount
        return mark.lowerBound >= cells[first].offset && mark.lowerBound <= end
            && (mark.upperBound <= end || window.upperBound == cells.count)
    }

    private func line(
        _ window: Range<Int>, _ marks: [Range<Int>]
    ) -> (text: String, carets: String) {
        var text = window.lowerBound > 0 ? "\u{2026}" : ""
        var carets = window.lowerBound > 0 ? " " : ""
        for cell in cells[window] {
            text += cell.text
            let isMarked = marks.contains { mark in
                mark.isEmpty
                    ? mark.lowerBound == cell.offset
                    : mark.overlaps(cell.offset..<cell.offset + cell.byteCount)
            }
            carets += String(repeating: isMarked ? "^" : " ", count: cell.columns)
        }
        if window.upperBound < cells.count {
            text += "\u{2026}"
        } else if let last = cells.last.map({ $0.offset + $0.byteCount }),
            marks.contains(where: { $0.lowerBound >= last })
        {
            carets += "^"
        }
        while carets.last == " " { carets.removeLast() }
        return (text, carets)
    }
}
