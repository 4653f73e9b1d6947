/// What an ISA, or the start of a fragment without one, says about the delimiters.
struct LearnedHeader {
    var delimiters: Delimiters
    var scan: ScanDelimiters
    /// Bytes of the ISA without its terminator.
    var isaByteCount: Int
    /// Bytes of the ISA with its terminator: the next segment starts after them.
    var byteCount: Int
    /// False when the ISA is not 106 bytes with its separators at the places X12.5 gives.
    var isFixedWidth = true
    /// ISA16 is empty: no component separator is known.
    var lacksComponentSeparator = false
    /// The component separator takes several bytes, so composites stay in one piece.
    var hasWideComponentSeparator = false
    /// The interchange is broken into lines, its ISA among them.
    var lineWrap: LineWrap?
    /// The first element of the ISA that has not its width, in characters.
    var wrongWidth: TokenizerFinding.ElementWidth?
}

/// Learns delimiters from the first bytes of an interchange.
///
/// The answer depends only on the bytes looked at, never on how many more are at hand, so that
/// a file reads the same however it is cut.
enum HeaderLearning {
    enum Outcome {
        /// Ask again with at least this many bytes.
        case needs(Int)
        case learned(LearnedHeader)
        case failed
    }

    /// Longest damaged ISA looked at.
    static let byteCountMax = 512
    private static let fixedByteCount = 106
    /// Bytes after the ISA looked at to tell a missing ISA16 from a newline as terminator.
    private static let lookaheadMax = 256
    static let separatorOffsets = [
        3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103,
    ]

    /// `bytes` start at the `I` of an ISA; `isFinal` when the file has no more.
    static func learn(_ bytes: Span<UInt8>, isFinal: Bool) -> Outcome {
        guard bytes.count >= fixedByteCount || isFinal else { return .needs(fixedByteCount) }
        guard let separator = HeaderCharacter(in: bytes, at: 3, isFinal: isFinal),
            !separator.isAlphanumeric
        else { return .failed }
        let isFixed = isFixedWidth(bytes, separator)
        if !isFixed, let wrapped = learnWrapped(bytes, isFinal: isFinal) { return wrapped }
        var offsets: [Int] = []
        if isFixed {
            offsets = separatorOffsets
        } else {
            var offset = 3
            while offset < min(bytes.count, byteCountMax), offsets.count < 16 {
                if separator.stands(in: bytes, at: offset) {
                    offsets.append(offset)
                    offset += separator.byteCount
                } else {
                    offset += 1
                }
            }
            if offsets.count >= 15,
                let short = withoutLastElement(bytes, separator, offsets, isFinal: isFinal)
            {
                return short
            }
            guard offsets.count == 16 else {
                return isFinal || bytes.count >= byteCountMax
                    ? .failed : .needs(min(bytes.count + 32, byteCountMax))
            }
        }
        let outcome = terminator(
            bytes, separator, after: offsets, isFixed: isFixed, isFinal: isFinal)
        guard case .learned(var header) = outcome else { return outcome }
        if header.scan.isAmbiguous { return .failed }
        if isFixed { return outcome }
        header.wrongWidth = wrongWidth(bytes, separator, offsets)
        return .learned(header)
    }

    /// An ISA that ends after ISA15, separator and all: one letter, a terminator, and a GS or TA1.
    /// `nil` when it does not.
    private static func withoutLastElement(
        _ bytes: Span<UInt8>, _ separator: HeaderCharacter, _ offsets: [Int], isFinal: Bool
    ) -> Outcome? {
        let start = offsets[14] + separator.byteCount
        // ISA15, a terminator, a line end, and the next ID with its separator.
        let byteCount = start + 16
        guard bytes.count >= byteCount || isFinal else { return .needs(byteCount) }
        guard start < bytes.count, HeaderCharacter.isAlphanumeric(bytes[start]),
            let end = HeaderCharacter(in: bytes, at: start + 1, isFinal: isFinal),
            end.packed != separator.packed, !end.isAlphanumeric, end.packed != 0x20
        else { return nil }
        var place = start + 1 + end.byteCount
        while place < bytes.count, HeaderCharacter.isBlank(bytes[place]) { place += 1 }
        guard isGroupOrAcknowledgment(bytes, at: place, separator) else { return nil }
        var header = LearnedHeader(
            delimiters: Delimiters(
                element: separator.lead, component: nil,
                repetition: repetition(bytes, separator, offsets), segment: 0),
            scan: ScanDelimiters(
                element: separator.packed, elementByteCount: separator.byteCount, terminator: 0),
            isaByteCount: start + 1, byteCount: start + 1, isFixedWidth: false,
            lacksComponentSeparator: true)
        header.setTerminator(end, at: start + 1)
        return header.scan.isAmbiguous ? .failed : .learned(header)
    }

    private static func isGroupOrAcknowledgment(
        _ bytes: Span<UInt8>, at place: Int, _ separator: HeaderCharacter
    ) -> Bool {
        for id in ["GS", "TA1"] {
            let end = place + id.utf8.count
            guard end < bytes.count, separator.stands(in: bytes, at: end) else { continue }
            if bytes.extracting(place..<end).x12Text == id { return true }
        }
        return false
    }

    /// Widths of ISA01 to ISA15, in characters (X12.5).
    private static let elementWidths = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1]

    /// The first element with another width than its own; `nil` when all are right and only
    /// characters of several bytes make the ISA longer.
    private static func wrongWidth(
        _ bytes: Span<UInt8>, _ separator: HeaderCharacter, _ offsets: [Int]
    ) -> TokenizerFinding.ElementWidth? {
        for (index, expected) in elementWidths.enumerated() {
            let value = bytes.extracting(offsets[index] + separator.byteCount..<offsets[index + 1])
            let found = ElementCheck.characterCount(value)
            if found != expected {
                return TokenizerFinding.ElementWidth(
                    position: index + 1, found: found, expected: expected)
            }
        }
        return nil
    }

    private static func isFixedWidth(_ bytes: Span<UInt8>, _ separator: HeaderCharacter) -> Bool {
        guard separator.byteCount == 1, bytes.count >= fixedByteCount else { return false }
        for offset in separatorOffsets where bytes[offset] != UInt8(separator.packed) {
            return false
        }
        return true
    }

    /// Reads ISA16 and the terminator, which is where damaged headers differ most:
    ///
    ///     > ~            the standard
    ///     LF             ISA16 missing, newline terminates
    ///     ~ GS           ISA16 missing
    ///     ~ LF GS…~ LF   ISA16 missing; a newline follows each terminator
    ///     ~ LF GS… LF    ISA16 is `~`, newline terminates
    private static func terminator(
        _ bytes: Span<UInt8>, _ separator: HeaderCharacter, after offsets: [Int], isFixed: Bool,
        isFinal: Bool
    ) -> Outcome {
        let start = offsets[15] + separator.byteCount
        let need = Outcome.needs(bytes.count + 1)
        guard let first = HeaderCharacter(in: bytes, at: start, isFinal: isFinal) else {
            return isFinal ? .failed : need
        }
        var header = LearnedHeader(
            delimiters: Delimiters(
                element: separator.lead, component: nil,
                repetition: repetition(bytes, separator, offsets), segment: 0),
            scan: ScanDelimiters(
                element: separator.packed, elementByteCount: separator.byteCount, terminator: 0),
            isaByteCount: start, byteCount: start, isFixedWidth: isFixed)
        if first.isNewline {
            header.lacksComponentSeparator = true
            header.setTerminator(first, at: start)
            return .learned(header)
        }
        var place = start + first.byteCount
        while place < min(bytes.count, byteCountMax), bytes[place] == UInt8(ascii: " ") {
            place += 1
        }
        guard let second = HeaderCharacter(in: bytes, at: place, isFinal: isFinal) else {
            guard isFinal, !first.isAlphanumeric else { return isFinal ? .failed : need }
            header.lacksComponentSeparator = true
            header.setTerminator(first, at: start)
            return .learned(header)
        }
        if first.packed == UInt32(UInt8(ascii: "~")), second.isNewline {
            switch isFollowedByTildeAndNewline(bytes, from: place, isFinal: isFinal) {
            case nil: return need
            case true?:
                header.lacksComponentSeparator = true
                header.setTerminator(first, at: start)
                return .learned(header)
            case false?: break
            }
        }
        if second.isAlphanumeric {
            guard !first.isAlphanumeric else { return .failed }
            header.lacksComponentSeparator = true
            header.setTerminator(first, at: start)
        } else {
            header.setComponent(first)
            header.setTerminator(second, at: place)
        }
        return .learned(header)
    }

    /// Whether the line after the ISA ends in `~`; `nil` when more bytes are needed to tell.
    private static func isFollowedByTildeAndNewline(
        _ bytes: Span<UInt8>, from start: Int, isFinal: Bool
    ) -> Bool? {
        var offset = start
        while offset < bytes.count, HeaderCharacter.isBlank(bytes[offset]) { offset += 1 }
        let lineStart = offset
        let end = min(bytes.count, start + lookaheadMax)
        while offset < end {
            if bytes[offset] == 0x0A || bytes[offset] == 0x0D {
                return offset > lineStart && bytes[offset - 1] == UInt8(ascii: "~")
            }
            offset += 1
        }
        guard isFinal || offset - start >= lookaheadMax else { return nil }
        return offset > lineStart && bytes[offset - 1] == UInt8(ascii: "~")
    }

    /// ISA11 is the repetition separator from version 00402 (ISA12) on.
    private static func repetition(
        _ bytes: Span<UInt8>, _ separator: HeaderCharacter, _ offsets: [Int]
    ) -> UInt8? {
        let start = offsets[10] + separator.byteCount
        let versionStart = offsets[11] + separator.byteCount
        guard offsets[11] == start + 1, !HeaderCharacter.isAlphanumeric(bytes[start]),
            bytes[start] != UInt8(ascii: " ")
        else { return nil }
        var version = 0
        for offset in versionStart..<offsets[12] {
            guard (0x30...0x39).contains(bytes[offset]), version < 100_000 else { return nil }
            version = version * 10 + Int(bytes[offset] - 0x30)
        }
        return version >= 402 ? bytes[start] : nil
    }

    /// Guesses the delimiters of a file that starts with `ST` or `GS` instead of an ISA: the
    /// separator follows the segment ID, the terminator ends the last element of the segment.
    static func learnFragment(_ bytes: Span<UInt8>, isFinal: Bool) -> Outcome {
        let isGroup = bytes.count > 0 && bytes[0] == UInt8(ascii: "G")
        guard bytes.count > 3 else { return isFinal ? .failed : .needs(4) }
        let separator = bytes[2]
        var separatorCount = 0
        for offset in 2..<min(bytes.count, 160) {
            let byte = bytes[offset]
            if byte == separator {
                separatorCount += 1
            } else if separatorCount >= (isGroup ? 8 : 2), !HeaderCharacter.isAlphanumeric(byte),
                byte != UInt8(ascii: " ")
            {
                guard let last = HeaderCharacter(in: bytes, at: offset, isFinal: isFinal) else {
                    return .needs(bytes.count + 1)
                }
                var header = LearnedHeader(
                    delimiters: Delimiters(
                        element: separator, component: nil, repetition: nil, segment: 0),
                    scan: ScanDelimiters(element: UInt32(separator), terminator: 0),
                    isaByteCount: 0, byteCount: 0)
                header.setTerminator(last, at: 0)
                header.isaByteCount = 0
                header.byteCount = 0
                return .learned(header)
            }
        }
        return isFinal || bytes.count >= 160 ? .failed : .needs(bytes.count + 1)
    }
}

extension ScanDelimiters {
    /// The terminator is the separator or a byte inside it, so that no reader could tell them apart
    /// without knowing what came before.
    fileprivate var isAmbiguous: Bool {
        guard elementByteCount >= terminatorByteCount else { return false }
        return (0...elementByteCount - terminatorByteCount).contains { place in
            element >> UInt32(place * 8) & Self.mask(terminatorByteCount) == terminator
        }
    }
}

extension LearnedHeader {
    fileprivate mutating func setTerminator(_ character: HeaderCharacter, at offset: Int) {
        delimiters.segment = character.lead
        scan.terminator = character.packed
        scan.terminatorByteCount = character.byteCount
        isaByteCount = offset
        byteCount = offset + character.byteCount
    }

    fileprivate mutating func setComponent(_ character: HeaderCharacter) {
        if character.byteCount > 1 {
            hasWideComponentSeparator = true
        } else if !character.isAlphanumeric, character.lead != delimiters.element {
            delimiters.component = character.lead
        } else {
            lacksComponentSeparator = true
        }
    }
}

/// A character in UTF-8, or a single byte where the bytes are not UTF-8.
private struct HeaderCharacter {
    let packed: UInt32
    let byteCount: Int

    /// `nil` when the bytes end inside the character and more may come.
    init?(in bytes: Span<UInt8>, at offset: Int, isFinal: Bool) {
        guard offset < bytes.count else { return nil }
        let lead = bytes[offset]
        let width =
            switch lead {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        var packed = UInt32(lead)
        var count = 1
        while count < width {
            guard offset + count < bytes.count else {
                guard isFinal else { return nil }
                break
            }
            let byte = bytes[offset + count]
            guard byte & 0xC0 == 0x80 else { break }
            packed = packed << 8 | UInt32(byte)
            count += 1
        }
        self.packed = count == width ? packed : UInt32(lead)
        byteCount = count == width ? width : 1
    }

    /// The first byte.
    var lead: UInt8 { UInt8(truncatingIfNeeded: packed >> UInt32((byteCount - 1) * 8)) }
    var isNewline: Bool { packed == 0x0A || packed == 0x0D }
    var isAlphanumeric: Bool { byteCount == 1 && Self.isAlphanumeric(lead) }

    func stands(in bytes: Span<UInt8>, at offset: Int) -> Bool {
        guard offset + byteCount <= bytes.count else { return false }
        var other: UInt32 = 0
        for index in 0..<byteCount { other = other << 8 | UInt32(bytes[offset + index]) }
        return other == packed
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { byte.isX12Alphanumeric }
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

extension UInt8 {
    /// A digit or an unaccented letter: what a delimiter never is.
    var isX12Alphanumeric: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
