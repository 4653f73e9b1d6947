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

/// Takes the segments between ST and SE in order. The interchange writer is one.
package protocol SegmentSink {
    /// Takes a segment; trailing empty elements are not in `elements`.
    mutating func segment(_ id: SegmentID, _ elements: [OutgoingElement])
}

/// A segment kept for later.
package struct OutgoingSegment: Hashable, Sendable {
    package let id: SegmentID
    package let elements: [OutgoingElement]
}

/// Keeps the segments it is given.
package struct SegmentList: SegmentSink, Sendable {
    package private(set) var segments: [OutgoingSegment] = []

    package init() {}

    package mutating func segment(_ id: SegmentID, _ elements: [OutgoingElement]) {
        segments.append(OutgoingSegment(id: id, elements: elements))
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
