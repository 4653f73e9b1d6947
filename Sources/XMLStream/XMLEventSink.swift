import CLibXML2
import Diagnostics

/// Receives libxml2's callbacks and hands events on. It belongs to one parser, in memory of its
/// own, and is touched only by the thread that runs that parser.
///
/// It cannot be copied, because a copy would count references of every array at every event. Safe
/// from outside: the one pointer in it is set and cleared by `LibXMLParser.parse`.
@safe struct XMLEventSink: ~Copyable {
    /// The handler, while libxml2 runs; kept alive by `LibXMLParser.parse`.
    var receiver: Unmanaged<XMLEventReceiver>?
    var offsets = SourceOffsets()
    private(set) var fault: XMLFault?
    private(set) var rootSeen = false
    /// The handler has seen enough.
    private(set) var isStopped = false
    private var names = XMLNameTable()
    /// Names of the open elements, outermost first.
    private var open: [(nameID: Int32, namespaceCount: Int32)] = []
    private var namespaceCount = 0
    private var attributes: [XMLAttributesView.Record] = []
    private var values = XMLByteBuffer()
    /// The text since the last tag, as far as somebody wants it.
    private var text = XMLByteBuffer()
    private var textByteCount = 0
    /// Offset of the text in the file.
    private var textOffset = 0
    private var wantsText = false
    /// Where the next event begins, in the UTF-8 text that libxml2 sees: the end of the last one.
    /// The reader sets it to the root's start tag, for libxml2 passes over what stands before
    /// without a word.
    var lastEnd = 0
    /// Line of `lastEnd`.
    private var lastLine = 1
    /// Of the `]]>` that follows what libxml2 gives as the content of a CDATA section.
    private var closingByteCount = 0
    private let limits: Limits

    /// Most namespace declarations in force at one place: libxml2 searches them one by one.
    static let namespaceCountMax = 256

    init(limits: Limits) {
        self.limits = limits
    }

    /// Bytes kept until the next tag.
    var heldByteCount: Int { text.count }

    /// Local names of the open elements: `cXML/Request/OrderRequest`.
    var path: String {
        open.map { names.localName(of: Int($0.nameID)) }.joined(separator: "/")
    }

    /// Keeps the first fault; later ones are its consequences.
    mutating func fail(_ fault: XMLFault) {
        if self.fault == nil { self.fault = fault }
    }

    // MARK: - Events

    mutating func startElement(
        _ parser: ParserPointer, name: XMLNameTable.Key, namespaceCount: Int,
        attributes: UnsafePointer<UnsafePointer<xmlChar>?>?, attributeCount: Int
    ) {
        guard unsafe flushText(parser) else { return }
        // libxml2 stands before the `>` or `/>`; an empty element's end event comes after both.
        guard let offset = unsafe passMarkup(parser, past: 1) else { return }
        rootSeen = true
        self.namespaceCount += namespaceCount
        guard open.count < limits.xmlDepthMax else {
            return unsafe stop(parser, .tooDeep, at: offset)
        }
        guard attributeCount + namespaceCount <= limits.xmlAttributeCountMax else {
            return unsafe stop(parser, .tooManyAttributes, at: offset)
        }
        guard self.namespaceCount <= Self.namespaceCountMax else {
            return unsafe stop(parser, .tooManyNamespaces, at: offset)
        }
        guard let nameID = unsafe number(of: name, parser) else { return }
        if let attributes = unsafe attributes, attributeCount > 0 {
            self.attributes.removeAll(keepingCapacity: true)
            values.removeAll()
            for index in 0..<attributeCount {
                guard unsafe append(attributes + index * 5, parser, at: offset) else { return }
            }
        }
        open.append((nameID, Int32(namespaceCount)))
        if let appetite = handStart(nameID, attributeCount, at: offsets.source(of: offset)) {
            unsafe obey(appetite, parser)
        }
    }

    private func handStart(
        _ nameID: Int32, _ attributeCount: Int, at offset: Int
    ) -> XMLAppetite? {
        let entry = names.entries.span[Int(nameID)]
        let view = XMLElementView(
            nameID: Int(nameID),
            localName: names.bytes.span.extracting(entry.localName),
            namespaceURI: names.bytes.span.extracting(entry.namespaceURI),
            attributes: XMLAttributesView(
                records: attributes.span.extracting(first: attributeCount),
                bytes: values.span, names: names.entries.span, nameBytes: names.bytes.span),
            depth: open.count, offset: offset)
        return unsafe receiver?._withUnsafeGuaranteedRef { $0.startElement(view) }
    }

    /// Copies one attribute: local name, prefix, namespace, first byte and end of the value.
    private mutating func append(
        _ fields: UnsafePointer<UnsafePointer<xmlChar>?>, _ parser: ParserPointer, at offset: Int
    ) -> Bool {
        let key = unsafe XMLNameTable.Key(localName: fields[0], namespaceURI: fields[2])
        guard let nameID = unsafe number(of: key, parser) else { return false }
        let start = values.count
        if let first = unsafe fields[3], let end = unsafe fields[4] {
            // SAFETY: libxml2 hands out the value as a begin and an end pointer into one buffer
            // that does not move during the callback.
            let value = unsafe UnsafeBufferPointer(start: first, count: end - first)
            guard value.count <= limits.xmlTextByteCountMax else {
                unsafe stop(parser, .attributeTooLong, at: offset)
                return false
            }
            unsafe values.append(value)
        }
        attributes.append(
            XMLAttributesView.Record(nameID: nameID, start: start, end: values.count))
        return true
    }

    mutating func characters(
        _ parser: ParserPointer, _ text: UnsafeBufferPointer<xmlChar>, isCDATA: Bool
    ) {
        let (offset, end) = unsafe place(of: text, parser)
        lastEnd = end
        lastLine = unsafe Self.line(of: parser)
        closingByteCount = isCDATA ? 3 : 0
        guard !open.isEmpty, !text.isEmpty else { return }
        if textByteCount == 0 { textOffset = offsets.source(of: offset) }
        textByteCount += text.count
        guard textByteCount <= limits.xmlTextByteCountMax else {
            return unsafe stop(parser, .textTooLong, at: offset)
        }
        if wantsText { unsafe self.text.append(text) }
    }

    /// Hands over the text before a tag.
    ///
    /// - Returns: False when the handler has seen enough.
    private mutating func flushText(_ parser: ParserPointer) -> Bool {
        guard textByteCount > 0 else { return true }
        textByteCount = 0
        guard wantsText else { return true }
        let endOffset = offsets.source(of: lastEnd)
        let appetite = handText(to: endOffset)
        text.removeAll()
        if let appetite { unsafe obey(appetite, parser) }
        return !isStopped
    }

    private func handText(to endOffset: Int) -> XMLAppetite? {
        let view = XMLTextView(bytes: text.span, offset: textOffset, endOffset: endOffset)
        return unsafe receiver?._withUnsafeGuaranteedRef { $0.text(view) }
    }

    mutating func endElement(_ parser: ParserPointer) {
        guard unsafe flushText(parser), unsafe passMarkup(parser, past: 0) != nil,
            let element = open.popLast()
        else { return }
        namespaceCount -= Int(element.namespaceCount)
        let end = XMLElementEnd(
            nameID: Int(element.nameID), depth: open.count + 1,
            endOffset: offsets.source(of: lastEnd))
        let appetite = unsafe receiver?._withUnsafeGuaranteedRef { $0.endElement(end) }
        if let appetite { unsafe obey(appetite, parser) }
    }

    /// A comment or a processing instruction: only its place matters.
    mutating func skipped(_ parser: ParserPointer) {
        _ = unsafe passMarkup(parser, past: 0, isExact: !open.isEmpty)
    }

    /// Moves the end of the last event to where libxml2 stands, and some bytes past it.
    ///
    /// - Parameters:
    ///   - parser: The parser.
    ///   - past: How many bytes past it.
    ///   - isExact: What lies between is this markup and nothing else; outside the root,
    ///     libxml2 passes over blanks without a word.
    /// - Returns: Where the markup began; `nil` when it is too long.
    private mutating func passMarkup(
        _ parser: ParserPointer, past: Int, isExact: Bool = true
    ) -> Int? {
        let offset = lastEnd + closingByteCount
        let end = unsafe Self.offset(of: parser) + past
        let line = lastLine
        lastEnd = end
        lastLine = unsafe Self.line(of: parser)
        closingByteCount = 0
        guard end - offset <= limits.xmlTextByteCountMax || !isExact else {
            fail(XMLFault(.markupTooLong, offset: offsets.source(of: offset), line: line))
            unsafe xmlStopParser(parser)
            return nil
        }
        return offset
    }

    private mutating func obey(_ appetite: XMLAppetite, _ parser: ParserPointer) {
        wantsText = appetite.wantsText
        guard !appetite.wantsMore else { return }
        isStopped = true
        unsafe xmlStopParser(parser)
    }

    mutating func stop(_ parser: ParserPointer, _ kind: XMLFault.Kind, at offset: Int) {
        fail(
            XMLFault(
                kind, offset: offsets.source(of: offset), line: unsafe Self.line(of: parser)))
        unsafe xmlStopParser(parser)
    }

    // MARK: - Names and places

    private mutating func number(of key: XMLNameTable.Key, _ parser: ParserPointer) -> Int32? {
        if let number = names.number(of: key) { return number }
        guard let local = unsafe UnsafePointer<xmlChar>(bitPattern: key.localName) else {
            return nil
        }
        let namespace = unsafe UnsafePointer<xmlChar>(bitPattern: key.namespaceURI)
        // SAFETY: both addresses were just handed out by libxml2 as NUL-terminated strings. They
        // may serve as keys only while its dictionary owns them, which is asked, not assumed.
        let dictionary = unsafe parser.pointee.dict
        guard unsafe xmlDictOwns(dictionary, local) == 1,
            unsafe namespace == nil || xmlDictOwns(dictionary, namespace) == 1,
            let number = unsafe names.insert(
                key, localName: Self.span(local), namespaceURI: Self.span(namespace))
        else {
            unsafe stop(parser, .tooManyNames, at: Self.offset(of: parser))
            return nil
        }
        return number
    }

    @_lifetime(immortal)
    private static func span(_ text: UnsafePointer<xmlChar>?) -> Span<UInt8> {
        guard let text = unsafe text else { return Span() }
        // SAFETY: NUL-terminated and owned by the parser's dictionary, which outlives the call
        // that copies the bytes.
        let buffer = unsafe UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))
        let span = unsafe Span(_unsafeElements: buffer)
        return unsafe _overrideLifetime(span, copying: ())
    }

    /// Where a piece of text stands. Most point into the input, before libxml2 moves on; resolved
    /// references and text from a buffer of its own come after it did.
    private func place(
        of text: UnsafeBufferPointer<xmlChar>, _ parser: ParserPointer
    ) -> (offset: Int, end: Int) {
        guard let input = unsafe parser.pointee.input, let first = text.baseAddress,
            let base = unsafe input.pointee.base, let end = unsafe input.pointee.end,
            unsafe first >= base, unsafe first < end
        else { return unsafe (lastEnd + closingByteCount, Self.offset(of: parser)) }
        let offset = unsafe Int(input.pointee.consumed) + (first - base)
        return (offset, offset + text.count)
    }

    /// How far libxml2 has read, in bytes of the UTF-8 text it was given.
    static func offset(of parser: ParserPointer) -> Int {
        // SAFETY: a parser always has an input while it runs callbacks; base and cur point into
        // the same buffer.
        guard let input = unsafe parser.pointee.input else { return 0 }
        return unsafe Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
    }

    /// The line libxml2 is in, from 1.
    private static func line(of parser: ParserPointer) -> Int {
        guard let input = unsafe parser.pointee.input else { return 1 }
        return unsafe Int(input.pointee.line)
    }
}

extension XMLNameTable.Key {
    init(localName: UnsafePointer<xmlChar>?, namespaceURI: UnsafePointer<xmlChar>?) {
        self.init(
            localName: UInt(bitPattern: localName),
            namespaceURI: UInt(bitPattern: namespaceURI))
    }
}
