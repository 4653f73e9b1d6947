package import Diagnostics

/// Reads one XML document from pushed bytes and hands its events to a handler.
///
/// Guarantees: the same events however the bytes are cut into chunks; offsets are those of the
/// file as received, whatever its encoding; memory is bounded by `Limits`, not by the file;
/// nothing outside the document is ever looked at.
/// Refuses: declarations of entities, a document type declaration other than that of cXML (which
/// is recognised and never fetched), encodings other than `XMLEncoding`, and every crossing of a
/// limit. The first fault ends the reading; it is `failure`, and no event follows.
///
///     bytes ─► encoding ─► UTF-8 ─► MarkupScanner ─► libxml2 ─► batch of events ─► handler
package struct XMLEventReader: ~Copyable {
    private var parser: LibXMLParser?
    private let limits: Limits
    private var transcoder: XMLTranscoder?
    /// The transcoder met a byte without meaning; raised when everything before it was parsed.
    private var isTextInvalid = false
    /// Bytes before the encoding is known, then UTF-8 not yet parsed.
    private var pending: [UInt8] = []
    private var scanner: MarkupScanner
    /// Offset of the first pending byte in the UTF-8 text.
    private var pendingOffset = 0
    private var receivedByteCount = 0
    private var isFinished = false

    /// What ended the reading, if anything did.
    package private(set) var failure: Diagnostic?
    /// Oddities that did not.
    package private(set) var warnings: [Diagnostic] = []
    /// Known after the first few bytes.
    package private(set) var encoding: XMLEncoding?
    /// The document type declaration as written, such as `<!DOCTYPE cXML SYSTEM "…">`.
    package private(set) var documentType: String?

    /// Work is done in slices of this size, which bounds the batch of events.
    private static let sliceByteCount = 32 << 10

    package init(limits: Limits = Limits()) {
        self.limits = limits
        parser = LibXMLParser(limits: limits)
        scanner = MarkupScanner(
            attributeCountMax: limits.xmlAttributeCountMax,
            markupByteCountMax: limits.xmlTextByteCountMax)
    }

    /// Takes the next bytes of the file.
    ///
    /// - Parameters:
    ///   - chunk: Any number of bytes.
    ///   - handler: Receives the events that are complete.
    /// - Returns: Whether more bytes are of use: `false` after a failure and when the handler
    ///   has seen enough.
    package mutating func push<Handler: XMLEventHandler & ~Copyable>(
        _ chunk: Span<UInt8>, into handler: inout Handler
    ) -> Bool {
        precondition(!isFinished, "bytes after finish()")
        var offset = 0
        while offset < chunk.count, failure == nil, handler.wantsMore {
            let end = min(offset + Self.sliceByteCount, chunk.count)
            receive(chunk.extracting(offset..<end), into: &handler)
            offset = end
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
        if transcoder == nil { decideEncoding(isWhole: true) }
        if transcoder != nil { parsePending(into: &handler) }
        if failure == nil, handler.wantsMore { parseEnd(into: &handler) }
        return failure == nil
    }

    // MARK: - Bytes to UTF-8

    private mutating func receive<Handler: XMLEventHandler & ~Copyable>(
        _ slice: Span<UInt8>, into handler: inout Handler
    ) {
        receivedByteCount += slice.count
        guard receivedByteCount <= limits.xmlByteCountMax else {
            return fail(
                .tooLarge(receivedByteCount), at: limits.xmlByteCountMax, line: parser?.line ?? 1)
        }
        if transcoder != nil {
            transcode(slice)
        } else {
            for index in slice.indices { pending.append(slice[index]) }
            decideEncoding(isWhole: false)
        }
        if transcoder != nil { parsePending(into: &handler) }
    }

    private mutating func decideEncoding(isWhole: Bool) {
        switch EncodingDetection.detect(pending.span, isWhole: isWhole) {
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
            let head = pending
            pending = []
            transcode(head.span.extracting(skip...))
        }
    }

    private mutating func transcode(_ bytes: Span<UInt8>) {
        guard !isTextInvalid, var offsets = parser?.sink.offsets else { return }
        isTextInvalid = transcoder?.append(bytes, to: &pending, offsets: &offsets) != nil
        parser?.sink.offsets = offsets
    }

    private mutating func warn(declared: String, read: XMLEncoding) {
        warnings.append(
            Diagnostic(
                .xmlEncodingMismatch, .warning,
                "the first line declares \(declared), but the bytes are \(read.rawValue) and were read so",
                range: ByteRange(offset: 0, length: 0), expected: read.rawValue, found: declared))
    }

    // MARK: - UTF-8 to events

    /// Parses whatever of the pending text is whole.
    private mutating func parsePending<Handler: XMLEventHandler & ~Copyable>(
        into handler: inout Handler
    ) {
        var fault: MarkupScanner.Fault?
        scanning: while true {
            switch scanner.scan(pending) {
            case .needsInput: break scanning
            case .documentType(let range):
                guard accept(documentType: range) else {
                    return failScanning(.documentTypeRefused, at: range.lowerBound)
                }
            case .fault(let found):
                fault = found
                break scanning
            }
        }
        let faultIndex = scanner.index
        let faultOffset = faultIndex - scanner.safeEnd
        parse(byteCount: scanner.safeEnd, isLast: false, into: &handler)
        retire()
        switch fault {
        case nil: break
        case .tooManyAttributes: failScanning(.tooManyAttributes, at: 0)
        case .markupTooLong: failScanning(.markupTooLong, at: 0)
        case .textTooLong: failScanning(.textTooLong, at: 0)
        case .internalSubset: failScanning(.internalSubsetRefused, at: faultOffset - 1)
        case .misplacedDeclaration: failScanning(.misplacedDeclaration, at: 0)
        }
        if isTextInvalid, failure == nil {
            failScanning(.encodingInvalid(encoding?.rawValue ?? ""), at: pending.count)
        }
    }

    /// Remembers a declaration that may stand, and hides it from the parser behind blanks.
    private mutating func accept(documentType range: Range<Int>) -> Bool {
        let declaration = pending.span.extracting(range).xmlText
        let name = declaration.dropFirst("<!DOCTYPE".count).drop { $0.isWhitespace }
            .prefix { !$0.isWhitespace && $0 != ">" }
        guard name == "cXML" else { return false }
        documentType = declaration
        for index in range where pending[index] != UInt8(ascii: "\n") {
            pending[index] = UInt8(ascii: " ")
        }
        return true
    }

    /// What is left when the file ends: white space, or something cut off.
    private mutating func parseEnd<Handler: XMLEventHandler & ~Copyable>(
        into handler: inout Handler
    ) {
        let cutOff: String? =
            switch scanner.state {
            case .content: transcoder?.isInsideCharacter == true ? "a character" : nil
            case .opened, .tag, .endTag: "a tag"
            case .comment: "a comment"
            case .instruction: "a processing instruction"
            case .characterData: "a CDATA section"
            case .documentType: "the document type declaration"
            }
        if let cutOff { return failScanning(.truncated(cutOff), at: pending.count) }
        let isWhole = parser?.sink.depth == 0
        let rootSeen = parser?.sink.rootSeen == true
        parse(byteCount: pending.count, isLast: isWhole && rootSeen, into: &handler)
        guard failure == nil else { return }
        pendingOffset += pending.count
        pending = []
        if !isWhole {
            let path = parser?.sink.path ?? ""
            failScanning(.truncated("the element '\(path)'"), at: 0)
        } else if !rootSeen {
            failScanning(.empty, at: 0)
        }
    }

    private mutating func parse<Handler: XMLEventHandler & ~Copyable>(
        byteCount: Int, isLast: Bool, into handler: inout Handler
    ) {
        guard failure == nil, byteCount > 0 || isLast else { return }
        parser?.sink.startTagOffsets.append(contentsOf: scanner.startTagOffsets)
        scanner.startTagOffsets.removeAll(keepingCapacity: true)
        parser?.parse(pending, first: byteCount, isLast: isLast)
        parser?.sink.forgetUsedOffsets()
        parser?.sink.batch.deliver(to: &handler, holdingTrailingText: true)
        parser?.sink.batch.removeDelivered(keepingTrailingText: true)
        if let fault = parser?.sink.fault {
            fail(fault.kind, at: fault.offset, line: fault.line)
        }
    }

    /// Drops what was parsed.
    private mutating func retire() {
        let count = scanner.safeEnd
        pendingOffset += count
        pending.removeSubrange(..<count)
        scanner.removeSafe()
    }

    // MARK: - Faults

    /// A fault noticed at an index of the pending text.
    private mutating func failScanning(_ kind: XMLFault.Kind, at index: Int) {
        guard failure == nil else { return }
        let newlineCount = pending[..<index].count { $0 == UInt8(ascii: "\n") }
        fail(
            kind, at: parser?.sink.offsets.source(of: pendingOffset + index) ?? 0,
            line: (parser?.line ?? 1) + newlineCount)
    }

    private mutating func fail(_ kind: XMLFault.Kind, at offset: Int, line: Int) {
        guard failure == nil else { return }
        failure = XMLFault(kind, offset: offset, line: line)
            .diagnostic(path: parser?.sink.path ?? "", limits: limits)
    }
}
