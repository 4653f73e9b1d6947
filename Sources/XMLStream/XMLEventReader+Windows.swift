import Diagnostics

// From windows of UTF-8 text to libxml2.
extension XMLEventReader {
    /// Parses as much of a window as may be.
    ///
    /// - Parameters:
    ///   - window: UTF-8 text from `windowOffset` on.
    ///   - isLast: No byte follows the window.
    ///   - handler: Receives the events.
    /// - Returns: How many bytes are done with; 0 when the window has to grow, which a last one
    ///   cannot.
    mutating func parseWindow<Handler: XMLEventHandler & ~Copyable>(
        _ window: Span<UInt8>, isLast: Bool = false, into handler: inout Handler
    ) -> Int {
        let parsed =
            isInProlog
            ? parseProlog(window, into: &handler)
            : parseContent(window, isLast: isLast, into: &handler)
        guard failure == nil else { return window.count }
        windowOffset += parsed
        windowByteCount = parsed > 0 ? sliceByteCount : window.count * 2
        return parsed
    }

    private mutating func parseProlog<Handler: XMLEventHandler & ~Copyable>(
        _ window: Span<UInt8>, into handler: inout Handler
    ) -> Int {
        switch prolog.scan(window) {
        case .needsInput:
            parse(window.extracting(first: prolog.safeEnd), into: &handler)
        case .root:
            parse(window.extracting(first: prolog.safeEnd), into: &handler)
            parser?.sink.lastEnd = windowOffset + prolog.safeEnd
            isInProlog = false
            guard failure == nil, prolog.safeEnd == 0 else { break }
            return parseContent(window, isLast: false, into: &handler)
        case .documentType(let range):
            guard accept(documentType: window.extracting(range)) else {
                fail(.documentTypeRefused, at: range.lowerBound, of: window)
                break
            }
            parse(window.extracting(first: range.lowerBound), into: &handler)
            parseBlanks(insteadOf: window.extracting(range), into: &handler)
        case .fault(let fault):
            failProlog(fault, window, into: &handler)
        }
        let parsed = prolog.safeEnd
        prolog.remove(parsed)
        return parsed
    }

    private mutating func failProlog<Handler: XMLEventHandler & ~Copyable>(
        _ fault: PrologScanner.Fault, _ window: Span<UInt8>, into handler: inout Handler
    ) {
        let start = prolog.safeEnd
        parse(window.extracting(first: start), into: &handler)
        windowOffset += start
        let rest = window.extracting(start...)
        switch fault {
        case .markupTooLong: fail(.markupTooLong, at: 0, of: rest)
        case .internalSubset: fail(.internalSubsetRefused, at: prolog.index - start - 1, of: rest)
        case .misplacedDeclaration: fail(.misplacedDeclaration, at: 0, of: rest)
        }
    }

    /// What the end of the file cuts off before the root.
    var prologOpening: LibXMLParser.Held {
        switch prolog.state {
        case .prolog: .text
        case .opened: .tag
        case .comment: .comment
        case .instruction: .instruction
        case .documentType: .documentType
        }
    }

    /// Remembers a declaration that may stand.
    private mutating func accept(documentType bytes: Span<UInt8>) -> Bool {
        let declaration = bytes.xmlText
        let name = declaration.dropFirst("<!DOCTYPE".count).drop { $0.isWhitespace }
            .prefix { !$0.isWhitespace && $0 != ">" }
        guard name == "cXML" else { return false }
        documentType = declaration
        return true
    }

    /// Hides a declaration from libxml2 behind as many blanks and lines.
    private mutating func parseBlanks<Handler: XMLEventHandler & ~Copyable>(
        insteadOf bytes: Span<UInt8>, into handler: inout Handler
    ) {
        var blanks = [UInt8](repeating: UInt8(ascii: " "), count: bytes.count)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            blanks[index] = UInt8(ascii: "\n")
        }
        parse(blanks.span, into: &handler)
    }

    /// In the root element and after it. In well-formed XML a `<` opens markup or stands inside a
    /// comment, an instruction or a CDATA section, where any cut will do: so a window is cut
    /// before its last one. A window without another, or one that had to grow, needs a closer
    /// look.
    private mutating func parseContent<Handler: XMLEventHandler & ~Copyable>(
        _ window: Span<UInt8>, isLast: Bool, into handler: inout Handler
    ) -> Int {
        let lastMarkup = window.lastIndex(of: UInt8(ascii: "<")) ?? 0
        if lastMarkup > 0, window.count <= sliceByteCount {
            return parse(window, upTo: lastMarkup, into: &handler)
        }
        if window[0] == UInt8(ascii: "<"), parser?.held == .text, opensTag(window) {
            switch MarkupCut.tag(window, attributeCountMax: limits.xmlAttributeCountMax) {
            case .whole(let end) where end <= limits.xmlTextByteCountMax:
                return parse(window, upTo: end, into: &handler)
            case .tooManyAttributes: fail(.tooManyAttributes, at: 0, of: window)
            case .whole: fail(.markupTooLong, at: 0, of: window)
            case .unfinished: return grow(window, .markupTooLong)
            }
            return 0
        }
        if lastMarkup > 0 { return parse(window, upTo: lastMarkup, into: &handler) }
        let cut = isLast ? window.count : MarkupCut.text(window)
        return cut > 0 ? parse(window, upTo: cut, into: &handler) : grow(window, .textTooLong)
    }

    /// Whether a `<` opens a tag, or breaks off before that is known.
    private func opensTag(_ window: Span<UInt8>) -> Bool {
        guard window.count > 1 else { return true }
        switch window[1] {
        case UInt8(ascii: "?"): return false
        case UInt8(ascii: "!"):
            return !window.starts(with: "<!--") && !window.starts(with: "<![CDATA[")
        default: return true
        }
    }

    private mutating func grow(_ window: Span<UInt8>, _ fault: XMLFault.Kind) -> Int {
        if window.count > limits.xmlTextByteCountMax { fail(fault, at: 0, of: window) }
        return 0
    }

    private mutating func parse<Handler: XMLEventHandler & ~Copyable>(
        _ window: Span<UInt8>, upTo cut: Int, into handler: inout Handler
    ) -> Int {
        parse(window.extracting(first: cut), into: &handler)
        guard failure == nil, let held = parser?.heldByteCount,
            held > limits.xmlTextByteCountMax
        else { return cut }
        fail(
            .markupTooLong,
            at: parser?.sink.offsets.source(of: windowOffset + cut - held) ?? 0,
            line: parser?.heldLine ?? 1)
        return cut
    }

    mutating func parse<Handler: XMLEventHandler & ~Copyable>(
        _ bytes: Span<UInt8>, isLast: Bool = false, into handler: inout Handler
    ) {
        guard failure == nil, !bytes.isEmpty || isLast else { return }
        parser?.parse(bytes, isLast: isLast, into: &handler)
        if let fault = parser?.sink.fault { fail(fault.kind, at: fault.offset, line: fault.line) }
    }
}
