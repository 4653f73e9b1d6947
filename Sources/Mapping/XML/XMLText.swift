/// Text as XML 1.0 has it, in UTF-8.
enum XMLText {
    /// A character that XML 1.0 cannot hold, not even as a reference (section 2.2, `Char`).
    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\r": false
        case "\u{FFFE}", "\u{FFFF}": true
        default: scalar.value < 0x20
        }
    }

    /// The first forbidden character of a text.
    static func forbidden(in text: String) -> Unicode.Scalar? {
        text.unicodeScalars.first(where: isForbidden)
    }

    /// Content of an element. A carriage return is written as a reference, because a reader takes
    /// a plain one for a line feed (section 2.11).
    static func content(_ text: String) -> String { escaped(text, isAttribute: false) }

    /// Value of an attribute between double quotation marks. Tabs and line ends are written as
    /// references, because a reader takes plain ones for blanks (section 3.3.3).
    static func attribute(_ text: String) -> String { escaped(text, isAttribute: true) }

    private static func escaped(_ text: String, isAttribute: Bool) -> String {
        guard text.utf8.contains(where: { needsEscape($0, isAttribute) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            // `]]>` may not stand in content.
            case ">": result += "&gt;"
            case "\"" where isAttribute: result += "&quot;"
            case "\r": result += "&#13;"
            case "\n" where isAttribute: result += "&#10;"
            case "\t" where isAttribute: result += "&#9;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func needsEscape(_ byte: UInt8, _ isAttribute: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0x0D: true
        case UInt8(ascii: "\""), 0x0A, 0x09: isAttribute
        default: false
        }
    }
}
