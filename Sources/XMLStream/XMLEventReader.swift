package import Diagnostics

/// Reads one XML document from pushed bytes and hands its events to a handler.
///
/// Guarantees: the same events and findings however the bytes are cut into chunks; offsets are
/// those of the file as received, whatever its encoding; memory is bounded by `Limits`, not by
/// the file; nothing outside the document is ever looked at.
/// Refuses: declarations of entities, a document type declaration other than that of cXML (which
/// is recognised and never fetched), encodings other than `XMLEncoding`, and every crossing of a
/// limit. The first fault ends the reading; it is `failure`, and no event follows.
///
///     bytes ─► encoding ─► UTF-8 ─► windows cut before a `<` ─► libxml2 ─► handler
///
/// A window is a number of bytes of the text, wherever chunks end, and where it is cut follows
/// from its bytes: so libxml2 is called the same way however a file arrives. UTF-8 is parsed from
/// the chunk itself unless a window stretches over two chunks.
package struct XMLEventReader: ~Copyable {
    var parser: LibXMLParser?
    let limits: Limits
    private var transcoder: XMLTranscoder?
    /// The transcoder met a byte without meaning; raised when everything before it was parsed.
    private var isTextInvalid = false
    /// Bytes before the encoding is known, then the start of a window in UTF-8.
    private var pending: [UInt8] = []
    /// UTF-8 made of a piece of a chunk in another encoding.
    private var converted: [UInt8] = []
    var prolog: PrologScanner
    var isInProlog = true
    /// Size of the next window. Grows while a tag does not fit one.
    var windowByteCount: Int
    /// Size of the first window and, mostly, of the others.
    let sliceByteCount: Int
    /// Offset of the next window in the UTF-8 text.
    var windowOffset = 0
    private var receivedByteCount = 0
    private var isFinished = false

    /// What ended the reading, if anything did.
    package private(set) var failure: Diagnostic?
    /// Oddities that did not.
    package private(set) var warnings: [Diagnostic] = []
    /// Known after the first few bytes.
    package private(set) var encoding: XMLEncoding?
    /// The document type declaration as written, such as `<!DOCTYPE cXML SYSTEM "…">`.
    package internal(set) var documentType: String?

    /// Bytes held back until more of the file comes: a window not yet full, what libxml2 waits
    /// with, and text before a tag. Bounded by `Limits`.
    package var heldByteCount: Int {
        switch parser {
        case .none: pending.count
        case .some(let parser): pending.count + parser.keptByteCount
        }
    }

    /// - Parameters:
    ///   - limits: Bounds of the document.
    ///   - windowByteCount: How much is parsed at a time; tests make it small.
    package init(limits: Limits = Limits(), windowByteCount: Int = 32 << 10) {
        self.limits = limits
        self.windowByteCount = windowByteCount
        sliceByteCount = windowByteCount
        parser = LibXMLParser(limits: limits)
        prolog = PrologScanner(markupByteCountMax: limits.xmlTextByteCountMax)
    }

    /// Takes the next bytes of the file.
    ///
    /// - Parameters:
    ///   - chunk: Any number of bytes.
    ///   - handler: Receives events, in steps of some 32 KiB.
    /// - Returns: Whether more bytes are of use: `false` after a failure and when the handler
    ///   has seen enough.
    package mutating func push<Handler: XMLEventHandler & ~Copyable>(
        _ chunk: Span<UInt8>, into handler: inout Handler
    ) -> Bool {
        precondition(!isFinished, "bytes after finish()")
        guard failure == nil, handler.wantsMore else { return false }
        let room = limits.xmlByteCountMax - receivedByteCount
        let accepted = chunk.extracting(first: min(chunk.count, room))
        receivedByteCount += accepted.count
        receive(accepted, into: &handler)
        if accepted.count < chunk.count, failure == nil {
            fail(.tooLarge(limits.xmlByteCountMax + 1), atPending: pending.count)
        }
        return failure == nil && handler.wantsMore
    }

    /// Says that the file ends here.
    ///
    /// - Parameter handler: Receives the last events.
    /// - Returns: Whether the document was read to its end, or as far as the handler wanted.
    package mutating func finish<Handler: XMLEventHandler & ~Copyable>(
        into handler: inout Handler
    ) -> Bool {
        precondition(!isFinished, "finish() called twice")
        isFinished = true
        guard failure == nil, handler.wantsMore else { return failure == nil }
        if transcoder == nil {
            let head = pending
            decideEncoding(head.span, isWhole: true, into: &handler)
        }
        if failure == nil, !isTextInvalid { finishPending(into: &handler) }
        return failure == nil
    }

    // MARK: - Bytes to UTF-8

    private mutating func receive<Handler: XMLEventHandler & ~Copyable>(
        _ chunk: Span<UInt8>, into handler: inout Handler
    ) {
        if transcoder != nil { return convert(chunk, into: &handler) }
        if pending.isEmpty {
            decideEncoding(chunk, isWhole: false, into: &handler)
            if transcoder != nil || failure != nil { return }
        }
        // What is not enough to tell the encoding is at most the XML declaration.
        for index in chunk.indices {
            pending.append(chunk[index])
            guard index + 1 == chunk.count || chunk[index] == UInt8(ascii: ">") else { continue }
            let head = pending
            decideEncoding(head.span, isWhole: false, into: &handler)
            guard transcoder == nil, failure == nil else {
                if failure == nil { convert(chunk.extracting((index + 1)...), into: &handler) }
                return
            }
        }
    }

    /// Looks at the first bytes of the file and, when they tell, parses them.
    private mutating func decideEncoding<Handler: XMLEventHandler & ~Copyable>(
        _ head: Span<UInt8>, isWhole: Bool, into handler: inout Handler
    ) {
        switch EncodingDetection.detect(head, isWhole: isWhole) {
        case .needsInput: break
        case .empty: fail(.empty, at: 0, line: 1)
        case .notXML: fail(.notXML, at: 0, line: 1)
        case .unsupported(let name): fail(.encodingUnsupported(name), at: 0, line: 1)
        case .found(let encoding, let skip, let contradicts):
            guard parser != nil else { return fail(.outOfMemory, at: 0, line: 1) }
            if let contradicts { warn(declared: contradicts, read: encoding) }
            self.encoding = encoding
            transcoder = XMLTranscoder(encoding: encoding)
            parser?.sink.offsets = SourceOffsets(startingAt: skip)
            pending = []
            convert(head.extracting(skip...), into: &handler)
        }
    }

    private mutating func convert<Handler: XMLEventHandler & ~Copyable>(
        _ chunk: Span<UInt8>, into handler: inout Handler
    ) {
        guard encoding != .utf8 else {
            parser?.sink.offsets.note(utf8: 1, source: 1, count: chunk.count)
            return gather(chunk, into: &handler)
        }
        var rest = chunk
        while !rest.isEmpty, failure == nil, handler.wantsMore, !isTextInvalid {
            let piece = rest.extracting(first: min(rest.count, sliceByteCount))
            rest = rest.extracting(piece.count...)
            guard var offsets = parser?.sink.offsets else { return }
            var text = converted
            converted = []
            text.removeAll(keepingCapacity: true)
            isTextInvalid = transcoder?.append(piece, to: &text, offsets: &offsets) != nil
            parser?.sink.offsets = offsets
            gather(text.span, into: &handler)
            converted = text
        }
        guard isTextInvalid, failure == nil, handler.wantsMore else { return }
        finishPending(into: &handler)
    }

    /// Parses every window that is full.
    private mutating func gather<Handler: XMLEventHandler & ~Copyable>(
        _ text: Span<UInt8>, into handler: inout Handler
    ) {
        var index = 0
        while failure == nil, handler.wantsMore {
            if pending.count >= windowByteCount {
                parsePending(first: windowByteCount, isLast: false, into: &handler)
                // What is left stands in this text, mostly: then go on without the copy.
                if pending.count <= index {
                    index -= pending.count
                    pending.removeAll(keepingCapacity: true)
                }
                continue
            }
            guard index < text.count else { return }
            if pending.isEmpty, text.count - index >= windowByteCount {
                index += parseWindow(
                    text.extracting(index..<index + windowByteCount), into: &handler)
                continue
            }
            let end = min(index + windowByteCount - pending.count, text.count)
            let piece = text.extracting(index..<end)
            unsafe piece.withUnsafeBufferPointer { unsafe pending.append(contentsOf: $0) }
            index = end
        }
    }

    /// Parses a window at the front of what is pending.
    private mutating func parsePending<Handler: XMLEventHandler & ~Copyable>(
        first count: Int, isLast: Bool, into handler: inout Handler
    ) {
        var window: [UInt8] = []
        swap(&window, &pending)
        let parsed = parseWindow(
            window.span.extracting(first: count), isLast: isLast, into: &handler)
        swap(&window, &pending)
        if parsed > 0 { pending.removeSubrange(..<parsed) }
    }

    /// Parses what is left when no byte follows, or none with a meaning.
    private mutating func finishPending<Handler: XMLEventHandler & ~Copyable>(
        into handler: inout Handler
    ) {
        while failure == nil, handler.wantsMore, !pending.isEmpty {
            let count = pending.count
            parsePending(first: count, isLast: true, into: &handler)
            guard pending.count < count else { break }
        }
        guard failure == nil, handler.wantsMore else { return }
        guard !isTextInvalid else {
            return fail(.encodingInvalid(encoding?.rawValue ?? ""), atPending: pending.count)
        }
        parseEnd(isInsideCharacter: transcoder?.isInsideCharacter == true, into: &handler)
    }

    /// Judges what the end of the file left open, and closes the document.
    private mutating func parseEnd<Handler: XMLEventHandler & ~Copyable>(
        isInsideCharacter: Bool, into handler: inout Handler
    ) {
        let path = parser?.sink.path ?? ""
        let cutOff: String? =
            switch isInProlog ? prologOpening : pending.isEmpty ? parser?.held ?? .text : .tag {
            case .text where isInsideCharacter: "a character"
            case .text: nil
            case .comment: "a comment"
            case .instruction: "a processing instruction"
            case .characterData: "a CDATA section"
            case .documentType: "the document type declaration"
            case .tag: "a tag"
            }
        if let cutOff { return fail(.truncated(cutOff), atPending: pending.count) }
        guard path.isEmpty else { return fail(.truncated("the element '\(path)'"), atPending: 0) }
        guard parser?.sink.rootSeen == true else { return fail(.empty, atPending: 0) }
        parse(Span(), isLast: true, into: &handler)
    }

    private mutating func warn(declared: String, read: XMLEncoding) {
        warnings.append(
            Diagnostic(
                .xmlEncodingMismatch, .warning,
                "the first line declares \(declared), but the bytes are \(read.rawValue) and were read so",
                range: ByteRange(offset: 0, length: 0), expected: read.rawValue, found: declared))
    }

    // MARK: - Faults

    /// A fault noticed at an index of the window.
    mutating func fail(_ kind: XMLFault.Kind, at index: Int, of window: Span<UInt8>) {
        guard failure == nil else { return }
        var newlineCount = 0
        for place in 0..<index where window[place] == UInt8(ascii: "\n") { newlineCount += 1 }
        fail(
            kind, at: parser?.sink.offsets.source(of: windowOffset + index) ?? 0,
            line: (parser?.line ?? 1) + newlineCount)
    }

    private mutating func fail(_ kind: XMLFault.Kind, atPending index: Int) {
        let window = pending
        fail(kind, at: index, of: window.span)
    }

    mutating func fail(_ kind: XMLFault.Kind, at offset: Int, line: Int) {
        guard failure == nil else { return }
        failure = XMLFault(kind, offset: offset, line: line)
            .diagnostic(path: parser?.sink.path ?? "", limits: limits)
    }
}
