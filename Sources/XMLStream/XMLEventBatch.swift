/// Events parsed from one slice of a file, waiting to be handed over. Handing over after parsing
/// keeps the handler out of libxml2's call stack: it is generic, and its views are checked.
struct XMLEventBatch {
    struct Event {
        enum Kind: UInt8 { case start, text, end }

        var kind: Kind
        var depth: Int32
        var nameID: Int32
        /// Attributes of a start, in `attributes`.
        var attributeStart: Int32
        var attributeEnd: Int32
        /// Bytes of a text, in `bytes`.
        var start: Int
        var end: Int
        /// Offsets in the file.
        var offset: Int
        var endOffset: Int
    }

    struct Attribute {
        var nameID: Int32
        var start: Int
        var end: Int
    }

    var events: [Event] = []
    var attributes: [Attribute] = []
    var bytes: [UInt8] = []
    var names = XMLNameTable()

    /// Forgets everything handed over; a trailing text stays, for more of it may follow.
    mutating func removeDelivered(keepingTrailingText: Bool) {
        if keepingTrailingText, var last = events.last, last.kind == .text {
            bytes.removeSubrange(..<last.start)
            last.end -= last.start
            last.start = 0
            events.removeAll(keepingCapacity: true)
            events.append(last)
        } else {
            events.removeAll(keepingCapacity: true)
            bytes.removeAll(keepingCapacity: true)
        }
        attributes.removeAll(keepingCapacity: true)
    }

    /// Hands events over until the handler wants no more.
    func deliver<Handler: XMLEventHandler & ~Copyable>(
        to handler: inout Handler, holdingTrailingText: Bool
    ) {
        let events = events.span
        var count = events.count
        if holdingTrailingText, count > 0, events[count - 1].kind == .text { count -= 1 }
        for index in 0..<count {
            guard handler.wantsMore else { return }
            let event = events[index]
            switch event.kind {
            case .start: handler.startElement(element(event))
            case .text:
                handler.text(
                    XMLTextView(
                        bytes: bytes.span.extracting(event.start..<event.end),
                        offset: event.offset, endOffset: event.endOffset))
            case .end:
                handler.endElement(
                    XMLElementEnd(
                        nameID: Int(event.nameID), depth: Int(event.depth),
                        endOffset: event.endOffset))
            }
        }
    }

    @_lifetime(borrow self)
    private func element(_ event: Event) -> XMLElementView {
        let entry = names.entries.span[Int(event.nameID)]
        let attributeRange = Int(event.attributeStart)..<Int(event.attributeEnd)
        return XMLElementView(
            nameID: Int(event.nameID),
            localName: names.bytes.span.extracting(entry.localName),
            namespaceURI: names.bytes.span.extracting(entry.namespaceURI),
            attributes: XMLAttributesView(
                records: attributes.span.extracting(attributeRange), bytes: bytes.span,
                names: names.entries.span, nameBytes: names.bytes.span),
            depth: Int(event.depth), offset: event.offset)
    }
}

/// The distinct names of one document, numbered as they appear.
struct XMLNameTable {
    struct Entry {
        let localName: Range<Int>
        let namespaceURI: Range<Int>
    }

    /// The addresses of two strings in libxml2's dictionary, which stores each string once and
    /// keeps it as long as the parser lives; address 0 stands for no namespace.
    struct Key: Hashable {
        let localName: UInt
        let namespaceURI: UInt
    }

    /// Most distinct names; a document with more is not a business document.
    static let countMax = 16_384

    private(set) var entries: [Entry] = []
    private(set) var bytes: [UInt8] = []
    private var numbers: [Key: Int32] = [:]
    /// Remembers recent answers: most documents have fewer names than this has places.
    private var recent = [(key: Key, number: Int32)](
        repeating: (Key(localName: 0, namespaceURI: 0), -1), count: 1024)

    mutating func number(of key: Key) -> Int32? {
        // Addresses differ in their middle bits; the product brings all of them to the top.
        let mixed = (key.localName &+ key.namespaceURI &* 31) &* 0x9E37_79B9_7F4A_7C15
        let slot = Int(mixed >> 54)
        if recent[slot].key == key { return recent[slot].number }
        guard let number = numbers[key] else { return nil }
        recent[slot] = (key, number)
        return number
    }

    /// - Returns: `nil` when the table is full.
    mutating func insert(
        _ key: Key, localName: Span<UInt8>, namespaceURI: Span<UInt8>
    ) -> Int32? {
        guard entries.count < Self.countMax else { return nil }
        let number = Int32(entries.count)
        let local = append(localName)
        entries.append(Entry(localName: local, namespaceURI: append(namespaceURI)))
        numbers[key] = number
        return number
    }

    func localName(of number: Int) -> String {
        bytes.span.extracting(entries[number].localName).xmlText
    }

    private mutating func append(_ name: Span<UInt8>) -> Range<Int> {
        let start = bytes.count
        for index in name.indices { bytes.append(name[index]) }
        return start..<bytes.count
    }
}
