import CLibXML2
import Diagnostics

typealias ParserPointer = UnsafeMutablePointer<xmlParserCtxt>

/// One libxml2 push parser with its sink. It is given whole UTF-8 markup without document type
/// declaration; no option that would reach for files, network or entities is ever set.
///
/// The pointer is created in `init`, never handed out, and freed in `deinit`: safe from outside.
@safe struct LibXMLParser: ~Copyable {
    private let parser: ParserPointer
    private let sinkPointer: UnsafeMutablePointer<XMLEventSink>

    /// What the callbacks collected.
    var sink: XMLEventSink {
        // SAFETY: initialised in `init`, freed in `deinit`; callbacks, the only other users, run
        // inside `parse` alone, which is mutating.
        _read { yield unsafe sinkPointer.pointee }
        _modify { yield unsafe &sinkPointer.pointee }
    }

    /// `nil` when there is no memory for it.
    init?(limits: Limits) {
        guard Self.isInitialized else { return nil }
        var handler = unsafe Self.handler()
        guard let parser = unsafe xmlCreatePushParserCtxt(&handler, nil, nil, 0, nil) else {
            return nil
        }
        // NONET is belt and braces. IGNORE_ENC: the text was made UTF-8 by us. NOENT makes `&amp;`
        // in an attribute value `&` rather than `&#38;`; with no declaration ever parsed, the
        // five predefined entities are the only ones there are.
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOENT.rawValue
        _ = unsafe xmlCtxtUseOptions(parser, Int32(options))
        unsafe sinkPointer = .allocate(capacity: 1)
        unsafe sinkPointer.initialize(to: XMLEventSink(limits: limits))
        // SAFETY: `_private` is for users of libxml2; the sink lives until after the parser.
        unsafe parser.pointee._private = UnsafeMutableRawPointer(sinkPointer)
        unsafe self.parser = unsafe parser
    }

    deinit {
        unsafe xmlFreeParserCtxt(parser)
        unsafe sinkPointer.deinitialize(count: 1)
        unsafe sinkPointer.deallocate()
    }

    /// The line after everything that was given to the parser, counted from 1.
    var line: Int {
        // SAFETY: cur and end delimit what the parser holds back until more comes.
        guard let input = unsafe parser.pointee.input, let current = unsafe input.pointee.cur,
            let end = unsafe input.pointee.end
        else { return 1 }
        let rest = unsafe UnsafeBufferPointer(start: current, count: end - current)
        return unsafe Int(input.pointee.line) + rest.count { $0 == UInt8(ascii: "\n") }
    }

    /// What libxml2 holds back until more of it comes.
    enum Held {
        /// Nothing, or text.
        case text
        case comment, instruction, characterData
        /// Of a prolog, which is not given to libxml2.
        case documentType
        /// A tag, or what will be one.
        case tag
    }

    var held: Held {
        guard unsafe parser.pointee.instate != XML_PARSER_CDATA_SECTION else {
            return .characterData
        }
        // SAFETY: as in `line`.
        guard let input = unsafe parser.pointee.input, let current = unsafe input.pointee.cur,
            let end = unsafe input.pointee.end, unsafe end > current
        else { return .text }
        let rest = unsafe UnsafeBufferPointer(start: current, count: end - current)
        guard unsafe rest[0] == UInt8(ascii: "<") else { return .text }
        guard rest.count > 1 else { return .tag }
        switch unsafe (rest[1], rest.count > 2 ? rest[2] : 0) {
        case (UInt8(ascii: "?"), _): return .instruction
        case (UInt8(ascii: "!"), UInt8(ascii: "-")): return .comment
        case (UInt8(ascii: "!"), UInt8(ascii: "[")): return .characterData
        default: return .tag
        }
    }

    /// That and the text before a tag, in bytes.
    var keptByteCount: Int { heldByteCount + sink.heldByteCount }

    /// The line in which it begins.
    var heldLine: Int { unsafe Int(parser.pointee.input?.pointee.line ?? 1) }

    /// How much it is, in bytes.
    var heldByteCount: Int {
        // SAFETY: as in `line`.
        guard let input = unsafe parser.pointee.input, let current = unsafe input.pointee.cur,
            let end = unsafe input.pointee.end
        else { return 0 }
        return unsafe end - current
    }

    /// Parses text that ends at a safe place, less than 1 GiB. Events go to the handler, a fault
    /// is left in the sink.
    mutating func parse<Handler: XMLEventHandler & ~Copyable>(
        _ bytes: Span<UInt8>, isLast: Bool, into handler: inout Handler
    ) {
        guard sink.fault == nil, !sink.isStopped else { return }
        unsafe withUnsafeMutablePointer(to: &handler) { handler in
            let receiver = unsafe XMLHandlerReference(handler)
            unsafe sinkPointer.pointee.receiver = .passUnretained(receiver)
            unsafe bytes.withUnsafeBufferPointer { buffer in
                // SAFETY: libxml2 copies the bytes before it returns.
                unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                    _ = unsafe xmlParseChunk(
                        parser, characters.baseAddress, Int32(characters.count), isLast ? 1 : 0)
                }
            }
            unsafe sinkPointer.pointee.receiver = nil
            extendLifetime(receiver)
        }
    }

    /// libxml2's tables are filled once per process; a lazy global makes that thread-safe.
    private static let isInitialized: Bool = {
        xmlInitParser()
        // An `<?oasis-xml-catalog?>` instruction shall not name files to read.
        xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE)
        return true
    }()

    /// The parser a callback belongs to and its sink.
    private static func receiver(
        _ context: UnsafeMutableRawPointer?
    ) -> (parser: ParserPointer, sink: UnsafeMutablePointer<XMLEventSink>)? {
        // SAFETY: created without user data of its own, a parser passes itself; `_private` was
        // set to the sink before the first byte was parsed.
        guard let context = unsafe context else { return nil }
        let parser = unsafe context.assumingMemoryBound(to: xmlParserCtxt.self)
        guard let sink = unsafe parser.pointee._private else { return nil }
        return unsafe (parser, sink.assumingMemoryBound(to: XMLEventSink.self))
    }

    /// SAX2 callbacks. Everything about declarations and entities stays unset.
    private static func handler() -> xmlSAXHandler {
        var handler = unsafe xmlSAXHandler()
        unsafe handler.initialized = 0xDEED_BEAF  // XML_SAX2_MAGIC, a macro Swift cannot see.
        unsafe handler.startElementNs = {
            context, localName, _, uri, namespaceCount, _, attributeCount, _, attributes in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context) else { return }
            unsafe sink.pointee.startElement(
                parser, name: XMLNameTable.Key(localName: localName, namespaceURI: uri),
                namespaceCount: Int(namespaceCount), attributes: attributes,
                attributeCount: Int(attributeCount))
        }
        unsafe handler.endElementNs = { context, _, _, _ in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context) else { return }
            unsafe sink.pointee.endElement(parser)
        }
        let characters: charactersSAXFunc = { context, text, count in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context) else { return }
            unsafe sink.pointee.characters(
                parser, UnsafeBufferPointer(start: text, count: Int(count)), isCDATA: false)
        }
        // libxml2 tries to tell blanks that can be ignored only when the two differ.
        unsafe handler.characters = unsafe characters
        unsafe handler.ignorableWhitespace = unsafe characters
        unsafe handler.cdataBlock = { context, text, count in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context) else { return }
            unsafe sink.pointee.characters(
                parser, UnsafeBufferPointer(start: text, count: Int(count)), isCDATA: true)
        }
        unsafe handler.comment = { context, _ in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context) else { return }
            unsafe sink.pointee.skipped(parser)
        }
        unsafe handler.processingInstruction = { context, _, _ in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context) else { return }
            unsafe sink.pointee.skipped(parser)
        }
        // Cannot happen, for the scanner blanks declarations out; if it did, parsing ends.
        unsafe handler.internalSubset = { context, _, _, _ in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context) else { return }
            unsafe sink.pointee.stop(
                parser, .documentTypeRefused, at: XMLEventSink.offset(of: parser))
        }
        // With this set, libxml2 prints nothing.
        unsafe handler.serror = { context, error in
            guard let (parser, sink) = unsafe LibXMLParser.receiver(context),
                let error = unsafe error,
                unsafe error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue
            else { return }
            let message = unsafe error.pointee.message.map { unsafe String(cString: $0) }
            unsafe sink.pointee.stop(
                parser, .libxml(code: Int(error.pointee.code), message: message ?? ""),
                at: XMLEventSink.offset(of: parser))
        }
        return unsafe handler
    }
}
