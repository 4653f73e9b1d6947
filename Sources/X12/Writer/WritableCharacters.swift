/// The characters a file may hold (X12.5, X12.6), before its delimiters are taken out.
package enum X12CharacterSet: String, Sendable, CaseIterable, Codable {
    /// Upper-case letters, digits, blank and `! " & ' ( ) * + , - . / : ; ? =`.
    case basic
    /// Basic, lower-case letters, and ``% @ [ ] _ { } \ | < > ~ ^ # $ ` ``: all of ASCII that prints.
    case extended
    /// Extended, and national letters as UTF-8, which both sides have to agree on.
    case utf8

    private static let basicBytes = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !\"&'()*+,-./:;?=".utf8)

    /// Whether a byte may stand in a value, delimiters apart.
    func holds(_ byte: UInt8) -> Bool {
        switch self {
        case .basic: Self.basicBytes.contains(byte)
        case .extended: (0x20..<0x7F).contains(byte)
        case .utf8: byte >= 0x20 && byte != 0x7F
        }
    }
}

/// What may stand in a value of one interchange: the characters of its set without its delimiters;
/// and what to write instead of a character that may not.
///
/// A substitute is one character for one, so that a value keeps its length and stays valid:
///
/// | Character | Written as |
/// |---|---|
/// | a letter with an accent, `é Å ñ` | the letter without it |
/// | `ß æ œ ø ð þ µ × “ ’ – … •` and the like | `s a o o d t u x " ' - . -` |
/// | in the basic set: a lower-case letter | the upper-case letter |
/// | in the basic set: ``[ ] { } < > _ \ | ` `` | `( ) ( ) ( ) - / / '` |
/// | a delimiter of the interchange, a control character | the filler, a blank unless said otherwise |
/// | anything else | `?` |
struct WritableCharacters {
    let set: X12CharacterSet
    let delimiters: Delimiters
    /// For each byte, whether it is not allowed in a value.
    let isForbidden: [Bool]

    init(_ set: X12CharacterSet, delimiters: Delimiters) {
        self.set = set
        self.delimiters = delimiters
        isForbidden = (0...UInt8.max).map { !set.holds($0) || delimiters.separate($0) }
    }

    /// A value for an acknowledgment to show: letters brought into the set; `nil` when a character
    /// is no data at all or has no equal, because a copy must not say something else.
    func reduced(_ value: String) -> String? {
        var text = ""
        for scalar in value.unicodeScalars {
            if holds(scalar) {
                text.unicodeScalars.append(scalar)
            } else if let byte = nearest(scalar) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                return nil
            }
        }
        return text
    }

    /// Whether a character may stand in a value.
    func holds(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value < 0x80 else { return set == .utf8 && scalar.value >= 0xA0 }
        return !isForbidden[Int(scalar.value)]
    }

    /// What to write for a character that may not stand in a value.
    func substitute(for scalar: Unicode.Scalar, filler: UInt8) -> UInt8 {
        if scalar.value < 0x80, isNoData(UInt8(scalar.value)) { return filler }
        let unknown = UInt8(ascii: "?")
        return nearest(scalar) ?? (isForbidden[Int(unknown)] ? filler : unknown)
    }

    /// A delimiter of this interchange, or a control character.
    private func isNoData(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || delimiters.separate(byte)
    }

    /// The character of the set that people would write instead.
    private func nearest(_ scalar: Unicode.Scalar) -> UInt8? {
        if scalar.value < 0x80, isNoData(UInt8(scalar.value)) { return nil }
        guard let plain = Transliteration.plain(scalar) else { return nil }
        if !isForbidden[Int(plain)] { return plain }
        guard set == .basic, let basic = Transliteration.basic(plain), !isForbidden[Int(basic)]
        else { return nil }
        return basic
    }
}

/// Characters of ASCII for those that are not, and of the basic set for those of ASCII.
enum Transliteration {
    private static let table: [Unicode.Scalar: UInt8] = {
        var table: [Unicode.Scalar: UInt8] = [:]
        let rows: [(UInt8, String)] = [
            (UInt8(ascii: "A"), "ÀÁÂÃÄÅĀĂĄÆ"), (UInt8(ascii: "a"), "àáâãäåāăąæª"),
            (UInt8(ascii: "C"), "ÇĆĈĊČ"), (UInt8(ascii: "c"), "çćĉċč"),
            (UInt8(ascii: "D"), "ÐĎĐ"), (UInt8(ascii: "d"), "ðďđ"),
            (UInt8(ascii: "E"), "ÈÉÊËĒĔĖĘĚ"), (UInt8(ascii: "e"), "èéêëēĕėęě"),
            (UInt8(ascii: "G"), "ĜĞĠĢ"), (UInt8(ascii: "g"), "ĝğġģ"),
            (UInt8(ascii: "H"), "ĤĦ"), (UInt8(ascii: "h"), "ĥħ"),
            (UInt8(ascii: "I"), "ÌÍÎÏĨĪĬĮİ"), (UInt8(ascii: "i"), "ìíîïĩīĭįı"),
            (UInt8(ascii: "J"), "Ĵ"), (UInt8(ascii: "j"), "ĵ"),
            (UInt8(ascii: "K"), "Ķ"), (UInt8(ascii: "k"), "ķĸ"),
            (UInt8(ascii: "L"), "ĹĻĽĿŁ"), (UInt8(ascii: "l"), "ĺļľŀł"),
            (UInt8(ascii: "N"), "ÑŃŅŇŊ"), (UInt8(ascii: "n"), "ñńņňŉŋ"),
            (UInt8(ascii: "O"), "ÒÓÔÕÖØŌŎŐŒ"), (UInt8(ascii: "o"), "òóôõöøōŏőœº"),
            (UInt8(ascii: "R"), "ŔŖŘ"), (UInt8(ascii: "r"), "ŕŗř"),
            (UInt8(ascii: "S"), "ŚŜŞŠȘẞ"), (UInt8(ascii: "s"), "śŝşšșßſ"),
            (UInt8(ascii: "T"), "ÞŢŤŦȚ"), (UInt8(ascii: "t"), "þţťŧț"),
            (UInt8(ascii: "U"), "ÙÚÛÜŨŪŬŮŰŲ"), (UInt8(ascii: "u"), "ùúûüũūŭůűųµμ"),
            (UInt8(ascii: "W"), "Ŵ"), (UInt8(ascii: "w"), "ŵ"),
            (UInt8(ascii: "Y"), "ÝŶŸ"), (UInt8(ascii: "y"), "ýÿŷ"),
            (UInt8(ascii: "Z"), "ŹŻŽ"), (UInt8(ascii: "z"), "źżž"),
            (UInt8(ascii: "x"), "×"), (UInt8(ascii: "'"), "‘’‚‛´′"),
            (UInt8(ascii: "\""), "“”„‟«»″"), (UInt8(ascii: "-"), "‐‑‒–—―−•·"),
            (UInt8(ascii: "."), "…"), (UInt8(ascii: "/"), "÷⁄"),
            (UInt8(ascii: " "), "\u{A0}\u{2002}\u{2003}\u{2009}\u{202F}"),
            (UInt8(ascii: "1"), "¹"), (UInt8(ascii: "2"), "²"), (UInt8(ascii: "3"), "³"),
        ]
        for (byte, characters) in rows {
            for scalar in characters.unicodeScalars { table[scalar] = byte }
        }
        return table
    }()

    /// The character of ASCII for one that may not be.
    static func plain(_ scalar: Unicode.Scalar) -> UInt8? {
        scalar.value < 0x80 ? UInt8(scalar.value) : table[scalar]
    }

    /// The character of the basic set for one of ASCII.
    static func basic(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"): UInt8(ascii: "(")
        case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ">"): UInt8(ascii: ")")
        case UInt8(ascii: "_"): UInt8(ascii: "-")
        case UInt8(ascii: "\\"), UInt8(ascii: "|"): UInt8(ascii: "/")
        case UInt8(ascii: "`"): UInt8(ascii: "'")
        default: nil
        }
    }
}

/// A character that was written as another one, so that it can be told.
package struct WriterSubstitution: Hashable, Sendable {
    package let segment: String
    /// Ordinal of the segment in its set, ST being 1.
    package let segmentPosition: Int
    /// 1-based.
    package let elementPosition: Int
    /// 1-based; `nil` outside composites.
    package let componentPosition: Int?
    package let character: Unicode.Scalar
    package let written: Unicode.Scalar
}
