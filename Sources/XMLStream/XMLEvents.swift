/// Takes the events of one XML document, in document order.
///
/// The views live only as long as the call. Text arrives once per run between two tags: CDATA
/// sections, character references, comments and chunk boundaries do not split it.
/// A handler that has seen enough sets `wantsMore` to `false`; no event follows then.
package protocol XMLEventHandler: ~Copyable {
    mutating func startElement(_ element: borrowing XMLElementView)
    /// A run of text, never empty; white space between tags is text too.
    mutating func text(_ text: borrowing XMLTextView)
    mutating func endElement(_ element: XMLElementEnd)
    var wantsMore: Bool { get }
    /// Whether the text up to the next tag is of use; asked after each tag. Text that nobody wants
    /// is checked like other text, but not gathered.
    var wantsText: Bool { get }
}

extension XMLEventHandler where Self: ~Copyable {
    package var wantsMore: Bool { true }
    package var wantsText: Bool { true }
}

/// The start of an element, borrowed.
package struct XMLElementView: ~Escapable {
    /// Numbers the pair of namespace and local name, from 0 in order of first appearance, and
    /// stays the same for the life of the reader: compare names once, then integers.
    package let nameID: Int
    /// UTF-8, without prefix.
    package let localName: Span<UInt8>
    /// UTF-8; empty for an element in no namespace.
    package let namespaceURI: Span<UInt8>
    package let attributes: XMLAttributesView
    /// 1 for the root.
    package let depth: Int
    /// Offset in the file of the tag's `<`.
    package let offset: Int

    @_lifetime(copy localName, copy namespaceURI, copy attributes)
    init(
        nameID: Int, localName: Span<UInt8>, namespaceURI: Span<UInt8>,
        attributes: XMLAttributesView, depth: Int, offset: Int
    ) {
        self.nameID = nameID
        self.localName = localName
        self.namespaceURI = namespaceURI
        self.attributes = attributes
        self.depth = depth
        self.offset = offset
    }
}

/// The attributes of one element in file order, namespace declarations not among them.
package struct XMLAttributesView: ~Escapable {
    /// An attribute: its name's number and the bytes of its value.
    struct Record {
        var nameID: Int32
        var start: Int
        var end: Int
    }

    let records: Span<Record>
    let bytes: Span<UInt8>
    let names: Span<XMLNameTable.Entry>
    let nameBytes: Span<UInt8>

    @_lifetime(copy records, copy bytes, copy names, copy nameBytes)
    init(
        records: Span<Record>, bytes: Span<UInt8>,
        names: Span<XMLNameTable.Entry>, nameBytes: Span<UInt8>
    ) {
        self.records = records
        self.bytes = bytes
        self.names = names
        self.nameBytes = nameBytes
    }

    package var count: Int { records.count }

    /// Numbered together with the names of elements.
    package func nameID(at index: Int) -> Int { Int(records[index].nameID) }

    @_lifetime(copy self)
    package func localName(at index: Int) -> Span<UInt8> {
        nameBytes.extracting(names[nameID(at: index)].localName)
    }

    /// Empty for an attribute without prefix.
    @_lifetime(copy self)
    package func namespaceURI(at index: Int) -> Span<UInt8> {
        nameBytes.extracting(names[nameID(at: index)].namespaceURI)
    }

    /// The value with references resolved, as UTF-8.
    @_lifetime(copy self)
    package func value(at index: Int) -> Span<UInt8> {
        bytes.extracting(records[index].start..<records[index].end)
    }

    /// Where the attribute of this local name stands, whatever its namespace.
    package func index(ofLocalName name: StaticString) -> Int? {
        for index in records.indices where localName(at: index).equals(name) { return index }
        return nil
    }
}

/// A run of text, borrowed.
package struct XMLTextView: ~Escapable {
    /// UTF-8, references resolved, line ends as `\n`.
    package let bytes: Span<UInt8>
    /// Offset in the file of its first byte.
    package let offset: Int
    /// Offset in the file just past its last byte.
    package let endOffset: Int

    @_lifetime(copy bytes)
    init(bytes: Span<UInt8>, offset: Int, endOffset: Int) {
        self.bytes = bytes
        self.offset = offset
        self.endOffset = endOffset
    }

    /// Whether it is white space only, as between tags of an indented file.
    package var isBlank: Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            default: return false
            }
        }
        return true
    }
}

/// The end of an element.
package struct XMLElementEnd: Hashable, Sendable {
    package let nameID: Int
    /// The depth its start had.
    package let depth: Int
    /// Offset in the file just past the tag's `>`.
    package let endOffset: Int
}

extension Span<UInt8> {
    /// Whether the bytes are those of the text.
    package func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        // SAFETY: a StaticString with a pointer representation has that many bytes for ever; our
        // literals are never single scalars.
        let literal = unsafe UnsafeBufferPointer(
            start: text.utf8Start, count: text.utf8CodeUnitCount)
        for index in indices where unsafe self[index] != literal[index] { return false }
        return true
    }

    /// Whether the bytes are those of the text.
    package func equals(_ text: String) -> Bool {
        let other = text.utf8
        guard count == other.count else { return false }
        var index = 0
        for byte in other {
            if self[index] != byte { return false }
            index += 1
        }
        return true
    }

    /// The bytes as text. Allocates; bytes from the reader are always valid UTF-8.
    package var xmlText: String {
        if let valid = try? UTF8Span(validating: self) { return String(copying: valid) }
        return ""
    }
}
