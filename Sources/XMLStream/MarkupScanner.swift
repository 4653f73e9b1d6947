/// Walks over UTF-8 markup ahead of libxml2 and says up to where it may be parsed.
///
/// It exists for four reasons. A slice that ends inside a tag makes libxml2 2.9 report false
/// errors when an attribute value holds `>`. libxml2 compares every attribute of a tag with every
/// other, so a tag with a million must be refused before it starts. Parsing whole markup only
/// keeps its buffers small. And a document type declaration is dealt with here: libxml2, where
/// entities and external subsets live, never gets to see one.
///
///     content ─'<'─► opened ─► tag ─'>'─► content
///                      ├─'?'─► instruction ─'?>'─► content
///                      └─'!'─► comment ─'-->'─►, characterData ─']]>'─►, documentType ─'>'─►
struct MarkupScanner {
    enum State: Equatable {
        case content
        /// After `<`, until enough bytes tell what it opens.
        case opened
        /// Inside a tag; `quote` is the open quotation mark, or 0.
        case tag(quote: UInt8)
        /// Inside an end tag, where quotation marks mean nothing.
        case endTag
        case comment
        case instruction
        case characterData
        case documentType(quote: UInt8)
    }

    enum Step: Equatable {
        /// Everything was looked at; bytes before `safeEnd` may be parsed.
        case needsInput
        /// A document type declaration; nothing after its end was looked at.
        case documentType(Range<Int>)
        case fault(Fault)
    }

    enum Fault: Equatable {
        case tooManyAttributes
        /// Markup longer than the limit for text.
        case markupTooLong
        /// A text without any place to cut it.
        case textTooLong
        case internalSubset
        /// A declaration in the middle of the document, or one that XML does not have.
        case misplacedDeclaration
    }

    private(set) var state = State.content
    /// Bytes looked at.
    private(set) var index = 0
    /// Bytes before this offset form whole markup and text.
    private(set) var safeEnd = 0
    private var attributeCount = 0
    private var isOverlong = false
    private var sawElement = false
    /// Where the `<` of each start tag stood, for the sink; offsets in the whole text.
    var startTagOffsets: [Int] = []
    /// Bytes removed from the front of the buffer so far.
    private var removedByteCount = 0
    private var sawDocumentType = false
    let attributeCountMax: Int
    let markupByteCountMax: Int

    /// Text is passed on in pieces of at least this many bytes.
    static let textSliceByteCount = 16 << 10

    init(attributeCountMax: Int, markupByteCountMax: Int) {
        self.attributeCountMax = attributeCountMax
        self.markupByteCountMax = markupByteCountMax
    }

    /// The bytes before `safeEnd` were removed from the front of the buffer.
    mutating func removeSafe() {
        removedByteCount += safeEnd
        index -= safeEnd
        safeEnd = 0
    }

    /// Goes on where the last call ended; the buffer is the same, possibly longer.
    mutating func scan(_ buffer: [UInt8]) -> Step {
        let bytes = buffer.span
        while index < bytes.count {
            switch state {
            case .content: scanContent(bytes)
            case .opened:
                guard let fault = classify(bytes) else {
                    if state == .opened { return tooLong ?? .needsInput }
                    continue
                }
                return .fault(fault)
            case .tag(let quote):
                if let fault = scanTag(bytes, quote: quote) { return .fault(fault) }
            case .endTag:
                index = Self.indexOfByte(UInt8(ascii: ">"), in: bytes, from: index)
                if index < bytes.count {
                    index += 1
                    close()
                }
            case .comment: scanUntil(bytes, UInt8(ascii: "-"), repeated: 2)
            case .instruction: scanUntil(bytes, UInt8(ascii: "?"), repeated: 1)
            case .characterData: scanUntil(bytes, UInt8(ascii: "]"), repeated: 2)
            case .documentType(let quote):
                switch scanDocumentType(bytes, quote: quote) {
                case nil: break
                case let step?: return step
                }
            }
            if let tooLong { return tooLong }
        }
        return .needsInput
    }

    /// Open markup starts at `safeEnd`.
    private var tooLong: Step? {
        guard state != .content || isOverlong else {
            return index - safeEnd > markupByteCountMax ? .fault(.textTooLong) : nil
        }
        return isOverlong || index - safeEnd > markupByteCountMax ? .fault(.markupTooLong) : nil
    }

    /// The markup that started at `safeEnd` ends before `index`.
    private mutating func close() {
        state = .content
        // The same verdict whether or not a chunk happened to end inside the markup.
        isOverlong = index - safeEnd > markupByteCountMax
        if !isOverlong { safeEnd = index }
    }

    private mutating func scanContent(_ bytes: Span<UInt8>) {
        index = Self.indexOfByte(UInt8(ascii: "<"), in: bytes, from: index)
        if index < bytes.count {
            safeEnd = index
            index += 1
            state = .opened
        } else if index - safeEnd >= Self.textSliceByteCount {
            safeEnd = textCut(bytes)
        }
    }

    /// The next place of a byte, or the end. The index is a local: a loop over a stored property
    /// writes it back for every byte.
    @inline(__always)
    private static func indexOfByte(
        _ byte: UInt8, in bytes: Span<UInt8>, from start: Int
    ) -> Int {
        var index = start
        // Eight bytes at a time: the borrow of the subtraction reaches the top bit of a byte that
        // became zero, that is, equal to the one looked for.
        let pattern = 0x0101_0101_0101_0101 &* UInt64(byte)
        while index + 8 <= bytes.count {
            // SAFETY: eight bytes from `index` lie inside the span; any bits are a UInt64.
            let word =
                unsafe bytes.bytes.unsafeLoadUnaligned(
                    fromByteOffset: index, as: UInt64.self) ^ pattern
            if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        while index < bytes.count, bytes[index] != byte { index += 1 }
        return index
    }

    /// Where a run of text may be cut: not inside a character, a reference, `]]>` or CR LF. The
    /// look back is short; without a good place the text waits for more.
    private func textCut(_ bytes: Span<UInt8>) -> Int {
        let lowest = max(safeEnd, index - 64)
        var cut = index
        // An ampersand further back than that is complete or an error.
        for back in stride(from: index - 1, through: lowest, by: -1)
        where bytes[back] == UInt8(ascii: "&") {
            cut = back
            break
        }
        while cut > lowest {
            let last = bytes[cut - 1]
            if last < 0x80, last != UInt8(ascii: "]"), last != 0x0D { return cut }
            cut -= 1
        }
        return safeEnd
    }

    /// Decides what `<` opened; leaves the state when more bytes are needed.
    private mutating func classify(_ bytes: Span<UInt8>) -> Fault? {
        let rest = bytes.extracting(index...)
        switch rest[0] {
        case UInt8(ascii: "?"):
            state = .instruction
            index += 1
        case UInt8(ascii: "!"):
            if Self.hasPrefix(rest, "!--") {
                state = .comment
                index += 3
            } else if Self.hasPrefix(rest, "![CDATA[") {
                state = .characterData
                index += 8
            } else if Self.hasPrefix(rest, "!DOCTYPE") {
                if sawElement || sawDocumentType { return .misplacedDeclaration }
                sawDocumentType = true
                state = .documentType(quote: 0)
                index += 8
            } else if rest.count >= 8 {
                return .misplacedDeclaration
            }
        case UInt8(ascii: "/"):
            state = .endTag
        default:
            sawElement = true
            startTagOffsets.append(removedByteCount + safeEnd)
            attributeCount = 0
            state = .tag(quote: 0)
        }
        return nil
    }

    private static func hasPrefix(_ bytes: Span<UInt8>, _ prefix: StaticString) -> Bool {
        bytes.count >= prefix.utf8CodeUnitCount
            && bytes.extracting(first: prefix.utf8CodeUnitCount).equals(prefix)
    }

    private mutating func scanTag(_ bytes: Span<UInt8>, quote: UInt8) -> Fault? {
        var quote = quote
        var place = index
        while place < bytes.count {
            if quote != 0 {
                place = Self.indexOfByte(quote, in: bytes, from: place)
                guard place < bytes.count else { break }
                quote = 0
                place += 1
                continue
            }
            let byte = bytes[place]
            place += 1
            // Letters, by far the most, lie above every byte that matters here.
            if byte > UInt8(ascii: ">") { continue }
            if byte == UInt8(ascii: ">") {
                index = place
                close()
                return nil
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "=") {
                attributeCount += 1
                if attributeCount > attributeCountMax {
                    index = place
                    return .tooManyAttributes
                }
            }
        }
        index = place
        state = .tag(quote: quote)
        return nil
    }

    /// Looks for `>` after at least `repeated` of `byte`.
    private mutating func scanUntil(_ bytes: Span<UInt8>, _ byte: UInt8, repeated: Int) {
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: ">"), index >= repeated,
                bytes[index - 1] == byte, repeated == 1 || bytes[index - 2] == byte,
                index - repeated >= safeEnd + openingByteCount
            {
                index += 1
                close()
                return
            }
            index += 1
        }
    }

    /// Bytes of the opening delimiter, which the closing one may not share: `<!-->` is not closed.
    private var openingByteCount: Int {
        switch state {
        case .comment: 4
        case .instruction: 2
        case .characterData: 9
        case .content, .opened, .tag, .endTag, .documentType: 0
        }
    }

    private mutating func scanDocumentType(_ bytes: Span<UInt8>, quote: UInt8) -> Step? {
        var quote = quote
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if quote != 0 {
                if byte == quote { quote = 0 }
                continue
            }
            switch byte {
            case UInt8(ascii: "["): return .fault(.internalSubset)
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: ">"):
                let range = safeEnd..<index
                close()
                return isOverlong ? .fault(.markupTooLong) : .documentType(range)
            default: break
            }
        }
        state = .documentType(quote: quote)
        return nil
    }
}
