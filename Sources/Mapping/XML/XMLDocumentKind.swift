package import XMLStream

/// What kind of document an XML file holds: its root and, where several kinds share one root as
/// in cXML, the elements right below it.
package struct XMLDocumentKind: Hashable, Sendable {
    package let root: XMLRoot
    /// Names from the root to elements of the second and third level, such as
    /// `cXML/Request/OrderRequest`, as far as the first bytes show them; the root's alone, too.
    package let paths: [String]

    /// What people call it: the path of the element below a root that several kinds share, else
    /// the root.
    package var path: String {
        guard root.localName == "cXML" else { return root.localName }
        return paths.first { $0.hasPrefix("cXML/Request/") || $0.hasPrefix("cXML/Message/") }
            ?? paths.first { $0 == "cXML/Response" } ?? root.localName
    }

    /// The last name of `path`: `OrderRequest`, `Invoice`.
    package var name: String { String(path.split(separator: "/").last ?? "") }

    /// Levels that are looked at.
    private static let depthMax = 3
    /// A file with more different elements on these levels is told by the first of them.
    private static let pathCountMax = 64

    /// The kind seen in the first bytes of a file; `nil` when they are not XML, are refused, or
    /// end before the root's first tag does.
    package static func recognise(_ head: Span<UInt8>) -> XMLDocumentKind? {
        var reader = XMLEventReader()
        var handler = KindHandler(depthMax: depthMax, pathCountMax: pathCountMax)
        // What the first bytes hold is handed out at their end; that the file goes on is no matter.
        _ = reader.push(head, into: &handler)
        _ = reader.finish(into: &handler)
        return handler.root.map { XMLDocumentKind(root: $0, paths: handler.paths) }
    }
}

private struct KindHandler: XMLEventHandler {
    let depthMax: Int
    let pathCountMax: Int
    var root: XMLRoot?
    var paths: [String] = []
    private var open: [String] = []
    private var depth = 0

    init(depthMax: Int, pathCountMax: Int) {
        self.depthMax = depthMax
        self.pathCountMax = pathCountMax
    }

    var wantsMore: Bool { paths.count < pathCountMax }

    mutating func startElement(_ element: borrowing XMLElementView) {
        depth += 1
        guard depth <= depthMax else { return }
        if root == nil {
            root = XMLRoot(
                localName: element.localName.xmlText, namespaceURI: element.namespaceURI.xmlText)
        }
        open.append(element.localName.xmlText)
        let path = open.joined(separator: "/")
        if !paths.contains(path) { paths.append(path) }
    }

    mutating func text(_ text: borrowing XMLTextView) {}

    mutating func endElement(_ element: XMLElementEnd) {
        if depth <= depthMax { open.removeLast() }
        depth -= 1
    }
}
