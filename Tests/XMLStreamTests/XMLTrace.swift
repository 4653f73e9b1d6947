import Diagnostics
import XMLStream

/// Writes events down as text, one line each, to compare them.
struct XMLTrace: XMLEventHandler {
    var lines: [String] = []
    var showsOffsets = true

    mutating func startElement(_ element: borrowing XMLElementView) {
        var line = "<" + Self.name(element.namespaceURI, element.localName)
        let attributes = element.attributes
        for index in 0..<attributes.count {
            line +=
                " " + Self.name(attributes.namespaceURI(at: index), attributes.localName(at: index))
            line += "=\(attributes.value(at: index).xmlText)"
        }
        lines.append(line + (showsOffsets ? " @\(element.offset) d\(element.depth)" : ""))
    }

    mutating func text(_ text: borrowing XMLTextView) {
        let content = text.bytes.xmlText.replacingNewlines
        lines.append("'\(content)'" + (showsOffsets ? " @\(text.offset)-\(text.endOffset)" : ""))
    }

    mutating func endElement(_ element: XMLElementEnd) {
        lines.append("> #\(element.nameID)" + (showsOffsets ? " @\(element.endOffset)" : ""))
    }

    static func name(_ namespace: Span<UInt8>, _ local: Span<UInt8>) -> String {
        namespace.isEmpty ? local.xmlText : "{\(namespace.xmlText)}\(local.xmlText)"
    }
}

extension String {
    var replacingNewlines: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }
}

/// What came out of reading one file.
struct XMLOutcome: Equatable {
    var lines: [String]
    var failure: Diagnostic?
    var warnings: [Diagnostic]
    var documentType: String?

    /// Reads `bytes` in chunks that end at the given offsets.
    static func reading(
        _ bytes: [UInt8], cuts: [Int] = [], limits: Limits = Limits(), showsOffsets: Bool = true,
        windowByteCount: Int = 32 << 10
    ) -> XMLOutcome {
        var reader = XMLEventReader(limits: limits, windowByteCount: windowByteCount)
        var trace = XMLTrace(showsOffsets: showsOffsets)
        var start = 0
        for cut in cuts + [bytes.count] {
            if !reader.push(bytes.span.extracting(start..<cut), into: &trace) { break }
            start = cut
        }
        _ = reader.finish(into: &trace)
        return XMLOutcome(
            lines: trace.lines, failure: reader.failure, warnings: reader.warnings,
            documentType: reader.documentType)
    }

    static func reading(_ text: String, limits: Limits = Limits()) -> XMLOutcome {
        reading(Array(text.utf8), limits: limits)
    }
}
