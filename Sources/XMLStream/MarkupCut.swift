/// Where a text may be cut so that libxml2 2.9, which reports false errors when a slice ends
/// inside a tag whose attribute values hold `>`, sees whole tags only.
enum MarkupCut {
    enum Tag: Equatable {
        /// Ends before this index.
        case whole(end: Int)
        case unfinished
        case tooManyAttributes
    }

    /// Looks over the start or end tag at the front of the text.
    static func tag(_ bytes: Span<UInt8>, attributeCountMax: Int) -> Tag {
        let isEndTag = bytes.count > 1 && bytes[1] == UInt8(ascii: "/")
        var attributeCount = 0
        var index = 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: ">") { return .whole(end: index) }
            if isEndTag { continue }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                index = bytes.firstIndex(of: byte, from: index) + 1
            } else if byte == UInt8(ascii: "=") {
                attributeCount += 1
                // libxml2 compares every attribute of a tag with every other, so a tag with a
                // million of them must be refused before it starts.
                if attributeCount > attributeCountMax { return .tooManyAttributes }
            }
        }
        return .unfinished
    }

    /// The last place where a run of text may be cut: not inside a character, a reference, `]]>`
    /// or CR LF. The look back is short; 0 when there is no good place.
    static func text(_ bytes: Span<UInt8>) -> Int {
        let lowest = max(0, bytes.count - 64)
        var cut = bytes.count
        // An ampersand further back than that is complete or an error.
        for back in stride(from: bytes.count - 1, through: lowest, by: -1)
        where bytes[back] == UInt8(ascii: "&") {
            cut = back
            break
        }
        while cut > lowest {
            let last = bytes[cut - 1]
            if last < 0x80, last != UInt8(ascii: "]"), last != 0x0D { return cut }
            cut -= 1
        }
        return 0
    }
}

extension Span<UInt8> {
    /// The next place of a byte, or the end.
    func firstIndex(of byte: UInt8, from start: Int) -> Int {
        var index = start
        while index < count, self[index] != byte { index += 1 }
        return index
    }

    /// The last place of a byte; `nil` without one.
    func lastIndex(of byte: UInt8) -> Int? {
        var index = count - 1
        while index >= 0, self[index] != byte { index -= 1 }
        return index < 0 ? nil : index
    }

    func starts(with prefix: StaticString) -> Bool {
        count >= prefix.utf8CodeUnitCount
            && extracting(first: prefix.utf8CodeUnitCount).equals(prefix)
    }
}
