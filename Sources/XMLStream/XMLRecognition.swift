/// The root element of an XML document, by which the kind of a file is decided.
package struct XMLRoot: Hashable, Sendable {
    package let localName: String
    /// Empty when the root is in no namespace.
    package let namespaceURI: String

    package init(localName: String, namespaceURI: String) {
        self.localName = localName
        self.namespaceURI = namespaceURI
    }

    /// The root seen in the first bytes of a file; `nil` when they are not XML, are refused, or
    /// end before the root's first tag does. Reads no further than that tag.
    package static func recognise(_ head: Span<UInt8>) -> XMLRoot? {
        var reader = XMLEventReader()
        var handler = RootHandler()
        _ = reader.push(head, into: &handler)
        _ = reader.finish(into: &handler)
        return handler.root
    }
}

private struct RootHandler: XMLEventHandler {
    var root: XMLRoot?
    var wantsMore: Bool { root == nil }

    mutating func startElement(_ element: borrowing XMLElementView) {
        root = XMLRoot(
            localName: element.localName.xmlText, namespaceURI: element.namespaceURI.xmlText)
    }

    mutating func text(_ text: borrowing XMLTextView) {}
    mutating func endElement(_ element: XMLElementEnd) {}
}
