/// The encodings XML files are read in. Recognised by byte order mark, else by the declaration on
/// the first line (XML 1.0, appendix F); everything else is refused, UTF-7 above all.
package enum XMLEncoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case latin1 = "ISO-8859-1"
    case windows1252 = "Windows-1252"

    var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

    /// Names as documents write them, in capitals.
    static func named(_ name: String) -> XMLEncoding? {
        switch name.uppercased() {
        case "UTF-8", "UTF8", "US-ASCII", "ASCII": .utf8
        case "UTF-16LE": .utf16LittleEndian
        case "UTF-16", "UTF-16BE": .utf16BigEndian
        case "ISO-8859-1", "ISO_8859-1", "LATIN1", "LATIN-1": .latin1
        case "WINDOWS-1252", "CP1252", "CP-1252": .windows1252
        default: nil
        }
    }
}

/// What the first bytes say about the encoding.
struct EncodingDetection {
    enum Outcome: Equatable {
        /// Bytes to skip, and a name in the declaration that contradicts the bytes.
        case found(XMLEncoding, skip: Int, contradicts: String?)
        case needsInput
        case unsupported(String)
        case notXML
        case empty
    }

    /// Longest XML declaration looked at.
    static let declarationByteCountMax = 1024

    static func detect(_ head: Span<UInt8>, isWhole: Bool) -> Outcome {
        guard head.count >= 4 || isWhole else { return .needsInput }
        let first = (0..<4).map { $0 < head.count ? Int(head[$0]) : -1 }
        switch (first[0], first[1], first[2], first[3]) {
        case (-1, _, _, _): return .empty
        case (0, 0, 0xFE, 0xFF), (0xFF, 0xFE, 0, 0), (0, 0, 0, 0x3C), (0x3C, 0, 0, 0):
            return .unsupported("UTF-32")
        case (0x2B, 0x2F, 0x76, _): return .unsupported("UTF-7")
        case (0x4C, 0x6F, 0xA7, 0x94): return .unsupported("EBCDIC")
        case (0xFE, 0xFF, _, _): return .found(.utf16BigEndian, skip: 2, contradicts: nil)
        case (0xFF, 0xFE, _, _): return .found(.utf16LittleEndian, skip: 2, contradicts: nil)
        case (0, 0x3C, _, _): return .found(.utf16BigEndian, skip: 0, contradicts: nil)
        case (0x3C, 0, _, _): return .found(.utf16LittleEndian, skip: 0, contradicts: nil)
        case (0xEF, 0xBB, 0xBF, _): return declared(head, skip: 3, isWhole: isWhole)
        case (0x3C, _, _, _), (0x20, _, _, _), (0x09, _, _, _), (0x0A, _, _, _),
            (0x0D, _, _, _):
            return declared(head, skip: 0, isWhole: isWhole)
        default: return .notXML
        }
    }

    private static func declared(_ head: Span<UInt8>, skip: Int, isWhole: Bool) -> Outcome {
        let rest = head.extracting(skip...)
        guard rest.count >= 6 || isWhole else { return .needsInput }
        guard rest.count >= 6, rest.extracting(first: 5).equals("<?xml"),
            rest[5] == 0x20 || rest[5] == 0x09 || rest[5] == 0x0A || rest[5] == 0x0D
        else { return .found(.utf8, skip: skip, contradicts: nil) }
        var end = 5
        while end < rest.count, rest[end] != UInt8(ascii: ">") { end += 1 }
        if end == rest.count, end < declarationByteCountMax, !isWhole { return .needsInput }
        guard let name = encodingName(rest.extracting(first: end)) else {
            return .found(.utf8, skip: skip, contradicts: nil)
        }
        guard let encoding = XMLEncoding.named(name) else { return .unsupported(name) }
        // Bytes that spell `<?xml` in ASCII cannot be UTF-16, and a UTF-8 mark is a UTF-8 mark.
        if encoding.isUTF16 || (skip > 0 && encoding != .utf8) {
            return .found(.utf8, skip: skip, contradicts: name)
        }
        return .found(encoding, skip: skip, contradicts: nil)
    }

    /// The value of the pseudo-attribute `encoding`.
    private static func encodingName(_ declaration: Span<UInt8>) -> String? {
        for start in declaration.indices {
            let rest = declaration.extracting(start...)
            guard rest.count > 8, rest.extracting(first: 8).equals("encoding") else { continue }
            let value = rest.extracting(8...).xmlText.drop { $0.isWhitespace || $0 == "=" }
            guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
            let name = value.dropFirst().prefix { $0 != quote }
            return name.isEmpty ? nil : String(name)
        }
        return nil
    }
}
