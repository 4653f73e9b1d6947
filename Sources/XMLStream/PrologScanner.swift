/// Walks over the UTF-8 text before the root element, where a document type declaration may stand.
///
/// Such a declaration is dealt with here: libxml2, where entities and external subsets live, never
/// gets to see one. From the root's start tag on libxml2 accepts no declaration.
///
///     prolog ─'<'─► opened ─┬─'?'─► instruction ─'?>'─► prolog
///                           ├─'!'─► comment ─'-->'─► prolog,  documentType ─'>'─► prolog
///                           └─ anything else: the root
struct PrologScanner {
    enum State: Equatable {
        case prolog
        /// After `<`, until enough bytes tell what it opens.
        case opened
        case comment
        case instruction
        /// `quote` is the open quotation mark, or 0.
        case documentType(quote: UInt8)
    }

    enum Step: Equatable {
        /// Everything was looked at; bytes before `safeEnd` may be parsed.
        case needsInput
        /// The root's start tag, or what stands in its place, begins at `safeEnd`.
        case root
        /// A document type declaration; nothing after its end was looked at.
        case documentType(Range<Int>)
        case fault(Fault)
    }

    enum Fault: Equatable {
        /// Markup longer than the limit for text.
        case markupTooLong
        case internalSubset
        /// A second declaration, or one that XML does not have.
        case misplacedDeclaration
    }

    private(set) var state = State.prolog
    /// Bytes looked at.
    private(set) var index = 0
    /// Bytes before this offset are whole markup and white space.
    private(set) var safeEnd = 0
    private var sawDocumentType = false
    let markupByteCountMax: Int

    init(markupByteCountMax: Int) {
        self.markupByteCountMax = markupByteCountMax
    }

    /// So many bytes, at most those before `safeEnd`, were removed from the front of the text.
    mutating func remove(_ count: Int) {
        index -= count
        safeEnd -= count
    }

    /// Goes on where the last call ended; the text is the same, possibly longer.
    mutating func scan(_ bytes: Span<UInt8>) -> Step {
        while index < bytes.count {
            switch state {
            case .prolog:
                index = bytes.firstIndex(of: UInt8(ascii: "<"), from: index)
                safeEnd = index
                guard index < bytes.count else { return .needsInput }
                index += 1
                state = .opened
            case .opened:
                guard let step = classify(bytes.extracting(index...)) else { continue }
                return step
            case .comment: scanUntil(bytes, UInt8(ascii: "-"), repeated: 2)
            case .instruction: scanUntil(bytes, UInt8(ascii: "?"), repeated: 1)
            case .documentType(let quote):
                if let step = scanDocumentType(bytes, quote: quote) { return step }
            }
            // The same verdict whether or not the text happened to end inside the markup.
            if state != .prolog, index - safeEnd > markupByteCountMax {
                return .fault(.markupTooLong)
            }
        }
        return .needsInput
    }

    /// Decides what `<` opened; `nil` when the new state has to go on.
    private mutating func classify(_ rest: Span<UInt8>) -> Step? {
        switch rest[0] {
        case UInt8(ascii: "?"):
            state = .instruction
            index += 1
        case UInt8(ascii: "!"):
            if rest.starts(with: "!--") {
                state = .comment
                index += 3
            } else if rest.starts(with: "!DOCTYPE") {
                if sawDocumentType { return .fault(.misplacedDeclaration) }
                sawDocumentType = true
                state = .documentType(quote: 0)
                index += 8
            } else {
                return rest.count >= 8 ? .fault(.misplacedDeclaration) : .needsInput
            }
        default: return .root
        }
        return nil
    }

    /// Looks for `>` after at least `repeated` of `byte`.
    private mutating func scanUntil(_ bytes: Span<UInt8>, _ byte: UInt8, repeated: Int) {
        // What opens the markup may not be part of what closes it: `<!-->` is not closed.
        let openingByteCount = state == .comment ? 4 : 2
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: ">"), index >= repeated, bytes[index - 1] == byte,
                repeated == 1 || bytes[index - 2] == byte,
                index - repeated >= safeEnd + openingByteCount
            {
                index += 1
                return close()
            }
            index += 1
        }
    }

    /// The markup that started at `safeEnd` ends before `index`. Markup past the limit stays open,
    /// for the caller to refuse.
    private mutating func close() {
        guard index - safeEnd <= markupByteCountMax else { return }
        state = .prolog
        safeEnd = index
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
                return state == .prolog ? .documentType(range) : .fault(.markupTooLong)
            default: break
            }
        }
        state = .documentType(quote: quote)
        return nil
    }
}
