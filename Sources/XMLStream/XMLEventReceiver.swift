/// What a handler wants after an event.
struct XMLAppetite {
    var wantsMore: Bool
    /// Whether the text up to the next tag is of use.
    var wantsText: Bool
}

/// Stands between libxml2's callbacks, which cannot be generic, and a handler, which is. The class
/// itself is a handler that wants nothing.
class XMLEventReceiver {
    func startElement(_ element: borrowing XMLElementView) -> XMLAppetite { appetite }
    func text(_ text: borrowing XMLTextView) -> XMLAppetite { appetite }
    func endElement(_ element: XMLElementEnd) -> XMLAppetite { appetite }
    var appetite: XMLAppetite { XMLAppetite(wantsMore: true, wantsText: false) }
}

/// A handler borrowed for the length of one call of libxml2.
///
/// Safe from outside: made only in `LibXMLParser.parse`, which forgets it before the borrow ends.
@safe final class XMLHandlerReference<Handler: XMLEventHandler & ~Copyable>: XMLEventReceiver {
    private let handler: UnsafeMutablePointer<Handler>

    init(_ handler: UnsafeMutablePointer<Handler>) {
        unsafe self.handler = unsafe handler
    }

    // SAFETY, for all of them: `parse` holds the handler exclusively while callbacks run, and one
    // callback ends before the next begins.

    override func startElement(_ element: borrowing XMLElementView) -> XMLAppetite {
        unsafe handler.pointee.startElement(element)
        return unsafe Self.appetite(of: handler)
    }

    override func text(_ text: borrowing XMLTextView) -> XMLAppetite {
        unsafe handler.pointee.text(text)
        return unsafe Self.appetite(of: handler)
    }

    override func endElement(_ element: XMLElementEnd) -> XMLAppetite {
        unsafe handler.pointee.endElement(element)
        return unsafe Self.appetite(of: handler)
    }

    override var appetite: XMLAppetite { unsafe Self.appetite(of: handler) }

    @inline(__always)
    private static func appetite(of handler: UnsafeMutablePointer<Handler>) -> XMLAppetite {
        unsafe XMLAppetite(
            wantsMore: handler.pointee.wantsMore, wantsText: handler.pointee.wantsText)
    }
}
