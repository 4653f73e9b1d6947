/// One thing that two sets say differently.
package struct SetDifference: Sendable, Hashable {
    package enum Kind: String, Sendable { case added, removed, changed }

    package let kind: Kind
    /// The loops around it in words, outermost first: `PO1 line 2`, `N1 Ship To`.
    package let path: [String]
    /// Label and name of the element; of the segment when all of it was added or removed.
    package let label: String
    package let name: String
    /// The values; `nil` on the side that has none.
    package let left: String?
    package let right: String?
    /// What the values mean, where they do not say so themselves.
    package let leftMeaning: String?
    package let rightMeaning: String?
    /// Positions of the segment in its set.
    package let leftPosition: Int?
    package let rightPosition: Int?
}

/// Compares two transaction sets by meaning: numbers, dates and times by value, text without
/// padding, siblings by their keys and not by their order.
package struct SetComparison {
    private let left: SetTree
    private let right: SetTree
    private var found: [SetDifference] = []

    /// The differences in the order of the left set. ST02 and the envelope count only with
    /// `comparesEnvelope`.
    package static func differences(
        _ left: SetTree, _ right: SetTree, comparesEnvelope: Bool = false
    ) -> [SetDifference] {
        var comparison = SetComparison(left, right)
        if comparesEnvelope {
            for (first, second) in zip(left.envelope, right.envelope) {
                comparison.compare(first, second, [], positions: (nil, nil), skipping: nil)
            }
        }
        if !left.nodes.isEmpty, !right.nodes.isEmpty {
            comparison.compare(0, 0, [], skipping: comparesEnvelope ? nil : 2)
        }
        comparison.compareRest()
        return comparison.found
    }

    private init(_ left: SetTree, _ right: SetTree) {
        self.left = left
        self.right = right
    }

    private mutating func compareRest() {
        guard left.restHash != right.restHash else { return }
        found.append(
            SetDifference(
                kind: .changed, path: [], label: "",
                name: "segments after the first \(left.nodes.count)",
                left: "\(left.segmentCount) segments", right: "\(right.segmentCount) segments",
                leftMeaning: nil, rightMeaning: nil, leftPosition: nil, rightPosition: nil))
    }

    /// Two nodes that stand for the same thing.
    private mutating func compare(
        _ first: Int, _ second: Int, _ path: [String], skipping: Int? = nil
    ) {
        let (a, b) = (left.nodes[first], right.nodes[second])
        let inner = a.loop == nil ? path : path + [Self.words(a)]
        compare(
            a.segment, b.segment, inner, positions: (a.position, b.position), skipping: skipping)
        let pairs = ChildPairing(left, a.children, right, b.children).pairs()
        for pair in pairs {
            switch pair {
            case (let one?, let other?): compare(one, other, inner)
            case (let one?, nil): report(left, one, .removed, inner)
            case (nil, let other?): report(right, other, .added, inner)
            case (nil, nil): break
            }
        }
    }

    /// Two segments, element by element.
    private mutating func compare(
        _ a: DescribedSegment, _ b: DescribedSegment, _ path: [String],
        positions: (Int?, Int?), skipping: Int?
    ) {
        var others: [String: DescribedElement] = [:]
        for element in b.elements { others[Self.key(element)] = element }
        var rest = Set(others.keys)
        for element in a.elements where element.position != skipping {
            let other = others[Self.key(element)]
            rest.remove(Self.key(element))
            if let other, ElementEquality.isSame(element, other) { continue }
            if other == nil, element.value.allSatisfy({ $0 == " " }) { continue }
            report(element, other, path, positions)
        }
        for element in b.elements
        where rest.contains(Self.key(element)) && element.position != skipping
            && !element.value.allSatisfy({ $0 == " " })
        {
            report(nil, element, path, positions)
        }
    }

    private static func key(_ element: DescribedElement) -> String {
        "\(element.position)/\(element.repetition ?? 1)/\(element.component ?? 1)"
    }

    private mutating func report(
        _ a: DescribedElement?, _ b: DescribedElement?, _ path: [String],
        _ positions: (Int?, Int?)
    ) {
        guard let either = a ?? b else { return }
        found.append(
            SetDifference(
                kind: .changed, path: path, label: either.label, name: either.name, left: a?.value,
                right: b?.value, leftMeaning: a?.meaning, rightMeaning: b?.meaning,
                leftPosition: positions.0, rightPosition: positions.1))
    }

    /// A segment, with all below it when it opens a loop, that the other set has not.
    private mutating func report(
        _ tree: SetTree, _ index: Int, _ kind: SetDifference.Kind, _ path: [String]
    ) {
        let node = tree.nodes[index]
        let text = node.segment.elements.map { element in
            element.meaning.map { "\(element.value) (\($0))" } ?? element.value
        }.joined(separator: ", ")
        let isLeft = kind == .removed
        found.append(
            SetDifference(
                kind: kind, path: path, label: node.segment.id, name: node.segment.name,
                left: isLeft ? text : nil, right: isLeft ? nil : text, leftMeaning: nil,
                rightMeaning: nil, leftPosition: isLeft ? node.position : nil,
                rightPosition: isLeft ? nil : node.position))
        let inner = node.loop == nil ? path : path + [Self.words(node)]
        for child in node.children { report(tree, child, kind, inner) }
    }

    /// `PO1 line 2`, `N1 Ship To`, `HL Item 4`.
    private static func words(_ node: SetTree.Node) -> String {
        let segment = node.segment
        switch segment.id {
        case "PO1", "IT1", "POC", "LIN":
            return segment.value(1).isEmpty ? segment.id : "\(segment.id) line \(segment.value(1))"
        case "HL":
            let level = segment.elements.first { $0.position == 3 }?.meaning ?? segment.value(3)
            return "HL \(level) \(segment.value(1))"
        default:
            let first = segment.elements.first { $0.position == 1 }
            return "\(segment.id) \(first?.meaning ?? first?.value ?? "")"
        }
    }
}

/// Whether two values say the same under their type.
enum ElementEquality {
    static func isSame(_ a: DescribedElement, _ b: DescribedElement) -> Bool {
        let (left, right) = (trimmed(a.value), trimmed(b.value))
        if left == right { return true }
        guard let type = a.definition?.type, let other = b.definition?.type else { return false }
        switch type {
        case .decimal, .implied:
            guard let first = ElementMeaning.number(left, type),
                let second = ElementMeaning.number(right, other)
            else { return false }
            return first == second
        case .date:
            guard let first = ElementMeaning.date(left), let second = ElementMeaning.date(right)
            else { return false }
            return first == second
        case .time:
            guard ElementMeaning.time(left) != nil, ElementMeaning.time(right) != nil else {
                return false
            }
            return filled(left) == filled(right)
        case .string, .identifier, .binary: return false
        }
    }

    private static func filled(_ time: String) -> String {
        time + String(repeating: "0", count: max(0, 8 - time.count))
    }

    static func trimmed(_ text: String) -> String {
        guard text.last == " " else { return text }
        return String(text.reversed().drop { $0 == " " }.reversed())
    }
}
