import X12

/// The tokenizer as one would explain it: the whole file at hand, one byte after the other, no
/// buffers. Only for files whose interchanges have an ISA of 106 bytes and nothing but blanks
/// around them; gives `nil` for others.
package enum SlowTokenizer {
    package struct Segment {
        /// Offset in the file of the first byte.
        package var offset: Int
        /// The segment ID first.
        package var elements: [[UInt8]]

        package var byteCount: Int { elements.map(\.count).reduce(elements.count - 1, +) }
        package var isHeader: Bool { elements[0] == Array("ISA".utf8) }
        /// As `EventRecorder.describe` writes it.
        package var line: String {
            "@\(offset)" + elements.map { " [\($0.span.x12Text)]" }.joined()
        }
    }

    /// The segments as `EventRecorder.describe` writes them.
    package static func tokenize(_ bytes: [UInt8]) -> [String]? {
        segments(bytes)?.map(\.line)
    }

    package static func segments(_ bytes: [UInt8]) -> [Segment]? {
        var segments: [Segment] = []
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 }
        while offset < bytes.count {
            guard let (separator, terminator) = delimiters(bytes, at: offset) else { return nil }
            segments.append(
                Segment(offset: offset, elements: split(bytes[offset..<offset + 105], separator)))
            offset += 106
            var isOpen = true
            while isOpen {
                // Blanks before a segment, and segments of nothing.
                while offset < bytes.count,
                    bytes[offset] == terminator
                        || isBlank(bytes[offset]) && bytes[offset] != separator
                {
                    offset += 1
                }
                guard offset < bytes.count else { return segments }
                if startsHeader(bytes, at: offset) { break }
                guard let end = bytes[offset...].firstIndex(of: terminator) else { return nil }
                let elements = split(bytes[offset..<end], separator)
                segments.append(Segment(offset: offset, elements: elements))
                isOpen = elements[0] != Array("IEA".utf8)
                offset = end + 1
            }
            // Between interchanges, terminators count as blanks.
            while offset < bytes.count, isBlank(bytes[offset]) || bytes[offset] == terminator {
                offset += 1
            }
        }
        return segments
    }

    /// Of an ISA of 106 bytes at the offset; `nil` when there is none, or one that takes thought.
    private static func delimiters(
        _ bytes: [UInt8], at offset: Int
    ) -> (separator: UInt8, terminator: UInt8)? {
        guard offset + 106 <= bytes.count, startsHeader(bytes, at: offset) else { return nil }
        let separator = bytes[offset + 3]
        for place in [6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103]
        where bytes[offset + place] != separator { return nil }
        let component = bytes[offset + 104]
        let terminator = bytes[offset + 105]
        guard separator < 0x80, terminator < 0x80, component < 0x80, terminator != 0x20,
            terminator != separator, component != UInt8(ascii: "~"), component != 0x0A,
            component != 0x0D, !isLetterOrDigit(terminator)
        else { return nil }
        return (separator, terminator)
    }

    private static func startsHeader(_ bytes: [UInt8], at offset: Int) -> Bool {
        guard offset + 4 <= bytes.count, bytes[offset..<offset + 3].elementsEqual("ISA".utf8)
        else { return false }
        let byte = bytes[offset + 3]
        return !isLetterOrDigit(byte) && ![0x00, 0x0A, 0x0D, 0x20].contains(byte)
    }

    private static func split(_ bytes: ArraySlice<UInt8>, _ separator: UInt8) -> [[UInt8]] {
        bytes.split(separator: separator, omittingEmptySubsequences: false).map { Array($0) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }
}
