import CLibXML2
import Diagnostics

/// Receives libxml2's callbacks and writes events to a batch. It belongs to one parser, in memory
/// of its own, and is touched only by the thread that runs that parser.
struct XMLEventSink {
    var batch = XMLEventBatch()
    var offsets = SourceOffsets()
    private(set) var fault: XMLFault?
    private(set) var rootSeen = false
    /// Names of the open elements, outermost first.
    private var open: [(nameID: Int32, namespaceCount: Int32)] = []
    private var namespaceCount = 0
    /// Where start tags not yet reported begin; libxml2 does not tell.
    var startTagOffsets: [Int] = []
    private var usedOffsetCount = 0
    /// End of the last event, as an offset in the UTF-8 text that libxml2 sees.
    private var lastEnd = 0
    private let limits: Limits

    /// Most namespace declarations in force at one place: libxml2 searches them one by one.
    static let namespaceCountMax = 256

    init(limits: Limits) {
        self.limits = limits
    }

    var depth: Int { open.count }

    /// Local names of the open elements: `cXML/Request/OrderRequest`.
    var path: String {
        open.map { batch.names.localName(of: Int($0.nameID)) }.joined(separator: "/")
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
        let offset = nextStartTagOffset()
        // libxml2 stands before the `>` or `/>`; an empty element's end event comes after both.
        lastEnd = unsafe Self.offset(of: parser) + 1
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
        let attributeStart = Int32(batch.attributes.count)
        if let attributes = unsafe attributes {
            for index in 0..<attributeCount {
                guard unsafe append(attributes + index * 5, parser, at: offset) else { return }
            }
        }
        open.append((nameID, Int32(namespaceCount)))
        batch.events.append(
            XMLEventBatch.Event(
                kind: .start, depth: Int32(open.count), nameID: nameID,
                attributeStart: attributeStart, attributeEnd: Int32(batch.attributes.count),
                start: 0, end: 0, offset: offsets.source(of: offset),
                endOffset: offsets.source(of: lastEnd)))
    }

    /// Copies one attribute: local name, prefix, namespace, first byte and end of the value.
    private mutating func append(
        _ fields: UnsafePointer<UnsafePointer<xmlChar>?>, _ parser: ParserPointer, at offset: Int
    ) -> Bool {
        let key = unsafe XMLNameTable.Key(localName: fields[0], namespaceURI: fields[2])
        guard let nameID = unsafe number(of: key, parser) else { return false }
        guard let first = unsafe fields[3], let end = unsafe fields[4] else { return true }
        let start = batch.bytes.count
        // SAFETY: libxml2 hands out the value as a begin and an end pointer into one buffer that
        // does not move during the callback.
        let value = unsafe UnsafeBufferPointer(start: first, count: end - first)
        guard value.count <= limits.xmlTextByteCountMax else {
            unsafe stop(parser, .attributeTooLong, at: offset)
            return false
        }
        unsafe batch.bytes.append(contentsOf: value)
        batch.attributes.append(
            XMLEventBatch.Attribute(nameID: nameID, start: start, end: batch.bytes.count))
        return true
    }

    mutating func characters(_ parser: ParserPointer, _ text: UnsafeBufferPointer<xmlChar>) {
        let (offset, end) = unsafe place(of: text, parser)
        lastEnd = end
        guard !open.isEmpty else { return }
        let start = batch.bytes.count
        unsafe batch.bytes.append(contentsOf: text)
        let endOffset = offsets.source(of: lastEnd)
        let last = batch.events.count - 1
        if last >= 0, batch.events[last].kind == .text {
            batch.events[last].end = batch.bytes.count
            batch.events[last].endOffset = endOffset
            if batch.bytes.count - batch.events[last].start > limits.xmlTextByteCountMax {
                unsafe stop(parser, .textTooLong, at: offset)
            }
            return
        }
        batch.events.append(
            XMLEventBatch.Event(
                kind: .text, depth: Int32(open.count), nameID: 0, attributeStart: 0,
                attributeEnd: 0, start: start, end: batch.bytes.count,
                offset: offsets.source(of: offset), endOffset: endOffset))
    }

    mutating func endElement(_ parser: ParserPointer) {
        lastEnd = unsafe Self.offset(of: parser)
        guard let element = open.popLast() else { return }
        namespaceCount -= Int(element.namespaceCount)
        batch.events.append(
            XMLEventBatch.Event(
                kind: .end, depth: Int32(open.count + 1), nameID: element.nameID,
                attributeStart: 0, attributeEnd: 0, start: 0, end: 0,
                offset: offsets.source(of: lastEnd), endOffset: offsets.source(of: lastEnd)))
    }

    /// A comment or a processing instruction: only its place matters.
    mutating func skipped(_ parser: ParserPointer) {
        lastEnd = unsafe Self.offset(of: parser)
    }

    mutating func stop(_ parser: ParserPointer, _ kind: XMLFault.Kind, at offset: Int) {
        let line = unsafe Int(parser.pointee.input.pointee.line)
        fail(XMLFault(kind, offset: offsets.source(of: offset), line: line))
        unsafe xmlStopParser(parser)
    }

    // MARK: - Names and places

    private mutating func nextStartTagOffset() -> Int {
        guard usedOffsetCount < startTagOffsets.count else { return lastEnd }
        usedOffsetCount += 1
        return startTagOffsets[usedOffsetCount - 1]
    }

    mutating func forgetUsedOffsets() {
        startTagOffsets.removeSubrange(..<usedOffsetCount)
        usedOffsetCount = 0
    }

    private mutating func number(of key: XMLNameTable.Key, _ parser: ParserPointer) -> Int32? {
        if let number = batch.names.number(of: key) { return number }
        guard let local = unsafe UnsafePointer<xmlChar>(bitPattern: key.localName) else {
            return nil
        }
        let namespace = unsafe UnsafePointer<xmlChar>(bitPattern: key.namespaceURI)
        // SAFETY: both addresses were just handed out by libxml2 as NUL-terminated strings. They
        // may serve as keys only while its dictionary owns them, which is asked, not assumed.
        let dictionary = unsafe parser.pointee.dict
        guard unsafe xmlDictOwns(dictionary, local) == 1,
            unsafe namespace == nil || xmlDictOwns(dictionary, namespace) == 1,
            let number = unsafe batch.names.insert(
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
        else { return unsafe (lastEnd, Self.offset(of: parser)) }
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
}

extension XMLNameTable.Key {
    init(localName: UnsafePointer<xmlChar>?, namespaceURI: UnsafePointer<xmlChar>?) {
        self.init(
            localName: UInt(bitPattern: localName),
            namespaceURI: UInt(bitPattern: namespaceURI))
    }
}
