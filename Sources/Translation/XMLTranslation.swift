package import Diagnostics
package import Mapping
import XMLStream

/// Reads one XML file into a canonical document, chunk by chunk, under the bounds of `XMLStream`.
/// Without a map only its soundness is judged.
package struct XMLTranslation: ~Copyable {
    private var reader: XMLEventReader
    private var document: XMLDocumentReader?
    private var ignorer = EventIgnorer()

    /// `plan` is the map for the file's root element, when there is one.
    package init(plan: XMLPlan?, limits: Limits) {
        reader = XMLEventReader(limits: limits)
        document = plan.map { XMLDocumentReader(plan: $0, limits: limits) }
    }

    package mutating func push(_ chunk: Span<UInt8>) {
        guard var handler = document.take() else {
            _ = reader.push(chunk, into: &ignorer)
            return
        }
        _ = reader.push(chunk, into: &handler)
        document = handler
    }

    /// The end of the file: the document, when it could be read, and every finding.
    package mutating func finish() -> DocumentReading {
        guard var handler = document.take() else {
            _ = reader.finish(into: &ignorer)
            let failure = reader.failure.map { [$0] } ?? []
            return .init(document: nil, diagnostics: reader.warnings + failure)
        }
        _ = reader.finish(into: &handler)
        let reading = handler.finish(failure: reader.failure)
        return .init(
            document: reading.document, diagnostics: reader.warnings + reading.diagnostics)
    }
}

/// Takes events and does nothing with them.
private struct EventIgnorer: XMLEventHandler {
    mutating func startElement(_ element: borrowing XMLElementView) {}
    mutating func text(_ text: borrowing XMLTextView) {}
    mutating func endElement(_ element: XMLElementEnd) {}
}
