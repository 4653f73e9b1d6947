package import X12

/// An element about to be written; the writer of the interchange adds the separators.
package enum OutgoingElement: Hashable, Sendable {
    /// Empty for an element that is not sent.
    case simple(String)
    case composite([String])

    package var isEmpty: Bool {
        switch self {
        case .simple(let text): text.isEmpty
        case .composite(let components): components.allSatisfy(\.isEmpty)
        }
    }
}

/// A segment about to be written; trailing empty elements are not in it.
package struct OutgoingSegment: Hashable, Sendable {
    package let id: SegmentID
    package let elements: [OutgoingElement]
}

extension InterchangeWriter {
    /// Writes the segments of a document, between ST and SE.
    ///
    /// - Parameter segments: What `X12DocumentWriter` made.
    /// - Throws: The first value that holds a delimiter and must not.
    package mutating func write(_ segments: [OutgoingSegment]) throws(WriterError) {
        for segment in segments {
            beginSegment(segment.id)
            for element in segment.elements {
                switch element {
                case .simple(let text): try self.element(text)
                case .composite(let components):
                    try self.element(components.first ?? "")
                    for component in components.dropFirst() { try self.component(component) }
                }
            }
            endSegment()
        }
    }
}

/// The elements of a segment while they are being set.
struct SegmentDraft {
    private var elements: [OutgoingElement] = []

    /// Sets an element (component 0) or a component, positions 1-based.
    mutating func set(_ position: Int, _ component: Int, _ text: String) {
        while elements.count < position { elements.append(.simple("")) }
        guard component > 0 else {
            elements[position - 1] = .simple(text)
            return
        }
        var components: [String] = []
        if case .composite(let known) = elements[position - 1] { components = known }
        while components.count < component { components.append("") }
        components[component - 1] = text
        elements[position - 1] = .composite(components)
    }

    func text(_ position: Int, _ component: Int) -> String {
        guard position <= elements.count else { return "" }
        switch elements[position - 1] {
        case .simple(let text): return component <= 1 ? text : ""
        case .composite(let components):
            let index = max(0, component - 1)
            return index < components.count ? components[index] : ""
        }
    }

    /// The elements without trailing empty ones, components likewise.
    var finished: [OutgoingElement] {
        var trimmed = elements.map { element -> OutgoingElement in
            guard case .composite(var components) = element else { return element }
            while components.last?.isEmpty == true { components.removeLast() }
            return .composite(components)
        }
        while trimmed.last?.isEmpty == true { trimmed.removeLast() }
        return trimmed
    }
}
