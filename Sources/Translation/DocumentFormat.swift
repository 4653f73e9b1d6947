/// What kind of file it is, from its first bytes.
package enum DocumentFormat: String, Sendable {
    case x12 = "X12"
    case xml = "XML"
    case unknown = ""

    /// Looks past a byte order mark and blanks. X12 is also recognised behind MIME or HTTP headers
    /// and without an envelope; what begins with `<`, in UTF-8 or UTF-16, is XML.
    package static func recognise(_ bytes: Span<UInt8>) -> DocumentFormat {
        var start = 0
        while start < bytes.count, isSkipped(bytes[start]) { start += 1 }
        guard start < bytes.count else { return .unknown }
        if bytes[start] == UInt8(ascii: "<") { return .xml }
        return holdsSegmentStart(bytes, from: start) ? .x12 : .unknown
    }

    /// Byte order marks of UTF-8 and UTF-16, the zero half of UTF-16's ASCII, and blanks.
    private static func isSkipped(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0, 9, 10, 11, 12, 13, 32: true
        default: false
        }
    }

    /// Whether `ISA` stands anywhere, or the text begins with `ST`, each followed by a byte that
    /// can separate.
    private static func holdsSegmentStart(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        if start + 3 < bytes.count, bytes[start] == UInt8(ascii: "S"),
            bytes[start + 1] == UInt8(ascii: "T"), separates(bytes[start + 2])
        {
            return true
        }
        var index = start
        while index + 3 < bytes.count {
            if bytes[index] == UInt8(ascii: "I"), bytes[index + 1] == UInt8(ascii: "S"),
                bytes[index + 2] == UInt8(ascii: "A"), separates(bytes[index + 3])
            {
                return true
            }
            index += 1
        }
        return false
    }

    private static func separates(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: " "), 10, 13:
            false
        default: true
        }
    }
}
