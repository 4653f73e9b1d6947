package import X12

/// The contents of a segment apart from how they were separated: elements of repetitions of
/// components, the empty ones at the end of each level left out. Two segments say the same when
/// their parts are equal.
package struct SegmentParts: Hashable, Sendable {
    package typealias Component = [UInt8]
    package typealias Repetition = [Component]
    package typealias Element = [Repetition]

    package var id: [UInt8]
    package var elements: [Element]

    package init(id: [UInt8], elements: [Element]) {
        self.id = id
        self.elements = elements
        trim()
    }

    package init(_ segment: borrowing SegmentView, _ delimiters: Delimiters) {
        id = Self.bytes(segment.element(0))
        elements = []
        for position in 1..<(segment.elementCount + 1) {
            elements.append(Self.split(Self.bytes(segment.element(position)), delimiters))
        }
        trim()
    }

    /// A byte that is both separators separates components.
    private static func split(_ value: [UInt8], _ delimiters: Delimiters) -> Element {
        var repetitions = [value]
        if let mark = delimiters.repetition, mark != delimiters.component {
            repetitions = value.split(separator: mark, omittingEmptySubsequences: false)
                .map { Array($0) }
        }
        return repetitions.map { repetition in
            guard let mark = delimiters.component else { return [repetition] }
            return repetition.split(separator: mark, omittingEmptySubsequences: false)
                .map { Array($0) }
        }
    }

    private mutating func trim() {
        for element in elements.indices {
            for repetition in elements[element].indices {
                elements[element][repetition].dropLast(while: \.isEmpty)
            }
            elements[element].dropLast(while: \.isEmpty)
        }
        elements.dropLast(while: \.isEmpty)
    }

    private static func bytes(_ span: Span<UInt8>) -> [UInt8] {
        span.withUnsafeBufferPointer { Array($0) }
    }
}

extension Array {
    /// Removes elements from the end while they fit.
    fileprivate mutating func dropLast(while isSpare: (Element) -> Bool) {
        while let last, isSpare(last) { removeLast() }
    }
}
