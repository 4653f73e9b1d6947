/// One value of a segment with its name and meaning: a simple element, one repetition of it, or
/// one component of a composite.
package struct DescribedElement: Sendable {
    /// 1-based position in the segment.
    package let position: Int
    /// Which repetition, when the element repeats here.
    package let repetition: Int?
    /// 1-based position in the composite; `nil` for a simple element.
    package let component: Int?
    /// `BEG03`, `PO106-2`.
    package let label: String
    /// Name in the dictionary; empty when the position is none of the segment's.
    package let name: String
    /// The dictionary's entry; `nil` when the position is none of the segment's.
    package let definition: ElementDefinition?
    /// As received; bytes that are no UTF-8 as ISO 8859-1.
    package let value: String
    /// The value in words, when it does not say so itself.
    package let meaning: String?
}

/// A segment in words: its name and those of its elements, codes decoded. Empty elements are left
/// out. Made for one segment at a time and only to be shown.
package struct DescribedSegment: Sendable {
    package let id: String
    /// Name in the segment directory; empty for an ID that is none.
    package let name: String
    package let fileOffset: Int
    /// Bytes of the segment, its terminator not counted.
    package let byteCount: Int
    package let elements: [DescribedElement]

    /// The value at a position, of its first component and repetition; empty when there is none.
    package func value(_ position: Int, component: Int? = nil) -> String {
        elements.first {
            $0.position == position && (component == nil || $0.component == component)
        }?.value ?? ""
    }
}

/// Describes segments of one interchange.
package struct SegmentDescriber: Sendable {
    package let delimiters: Delimiters

    package init(delimiters: Delimiters) { self.delimiters = delimiters }

    /// Describes one segment by its entry in the segment directory; without one the elements have
    /// positions only.
    package func describe(
        _ segment: borrowing SegmentView, _ definition: SegmentDefinition?
    ) -> DescribedSegment {
        let id = segment.text(0)
        var elements: [DescribedElement] = []
        var position = 1
        while position <= segment.elementCount {
            let value = segment.element(position)
            if !value.isEmpty {
                let uses = definition?.elements ?? []
                let use = position <= uses.count ? uses[position - 1] : nil
                append(value, id: id, position, use, to: &elements)
            }
            position += 1
        }
        return DescribedSegment(
            id: id, name: definition?.name ?? "", fileOffset: segment.fileOffset,
            byteCount: segment.bytes.count, elements: elements)
    }

    private func append(
        _ value: Span<UInt8>, id: String, _ position: Int, _ use: ElementUse?,
        to elements: inout [DescribedElement]
    ) {
        // ISA11 and ISA16 hold the separators themselves, as may binary data.
        let isWhole = id == "ISA" || use?.element.type == .binary
        let label = Self.label(id, position)
        let repeats = isWhole ? [value.x12Text] : parts(value.x12Text, delimiters.repetition)
        for (index, text) in repeats.enumerated() where !text.isEmpty {
            let repetition = repeats.count > 1 ? index + 1 : nil
            let components = use?.components ?? []
            let isComposite = !components.isEmpty
            guard isComposite || (use == nil && !isWhole) else {
                elements.append(
                    DescribedElement(
                        position: position, repetition: repetition, component: nil, label: label,
                        name: use?.name ?? "", definition: use?.element, value: text,
                        meaning: use.flatMap { ElementMeaning.text(of: text, $0.element) }))
                continue
            }
            let pieces = parts(text, delimiters.component)
            for (place, piece) in pieces.enumerated() where !piece.isEmpty {
                let part = place < components.count ? components[place] : nil
                let isPart = isComposite || pieces.count > 1
                elements.append(
                    DescribedElement(
                        position: position, repetition: repetition,
                        component: isPart ? place + 1 : nil,
                        label: isPart ? "\(label)-\(place + 1)" : label, name: part?.name ?? "",
                        definition: part?.element, value: piece,
                        meaning: part.flatMap { ElementMeaning.text(of: piece, $0.element) }))
            }
        }
    }

    private func parts(_ text: String, _ separator: UInt8?) -> [String] {
        guard let separator else { return [text] }
        let scalar = Unicode.Scalar(separator)
        guard text.unicodeScalars.contains(scalar) else { return [text] }
        return text.unicodeScalars.split(separator: scalar, omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// `BEG03`: the position with two digits, as the guides print it.
    package static func label(_ segment: String, _ position: Int) -> String {
        segment + (position < 10 ? "0" : "") + "\(position)"
    }
}
