/// Pairs the children of two nodes: by key where keys tell them apart, and among equal keys by
/// the longest common run of equal contents, what lies between in its order.
///
///     key of a loop       its first segment and what numbers or names it: PO101, IT101, N101,
///                         REF01; an HL by its level and what the level is about
///     key of a segment    its ID and its qualifier, when its first element is a code
struct ChildPairing {
    typealias Pair = (left: Int?, right: Int?)

    private let left: SetTree
    private let right: SetTree
    private let leftChildren: [Int]
    private let rightChildren: [Int]
    /// Cells of the table for a longest common run; larger groups are paired in order.
    private static let cellCountMax = 1 << 20

    init(_ left: SetTree, _ leftChildren: [Int], _ right: SetTree, _ rightChildren: [Int]) {
        self.left = left
        self.right = right
        self.leftChildren = leftChildren
        self.rightChildren = rightChildren
    }

    /// In the order of the left children; what only the right has comes last.
    func pairs() -> [Pair] {
        var groups: [String: (left: [Int], right: [Int])] = [:]
        for child in leftChildren {
            groups[Self.key(left, child), default: ([], [])].left.append(child)
        }
        for child in rightChildren {
            groups[Self.key(right, child), default: ([], [])].right.append(child)
        }
        var partners: [Int: Int] = [:]
        var pairedRight = Set<Int>()
        for group in groups.values {
            for (one, other) in pair(group.left, group.right) {
                partners[one] = other
                pairedRight.insert(other)
            }
        }
        return leftChildren.map { (left: $0, right: partners[$0]) }
            + rightChildren.filter { !pairedRight.contains($0) }.map { (left: nil, right: $0) }
    }

    /// Pairs children with the same key.
    private func pair(_ a: [Int], _ b: [Int]) -> [(Int, Int)] {
        guard a.count > 1 || b.count > 1 else { return Array(zip(a, b)) }
        guard a.count * b.count <= Self.cellCountMax else { return Array(zip(a, b)) }
        let first = a.map { Self.contents(left, $0) }
        let second = b.map { Self.contents(right, $0) }
        var pairs: [(Int, Int)] = []
        var (start, other) = (0, 0)
        for anchor in Self.commonRun(first, second) + [(a.count, b.count)] {
            pairs += zip(a[start..<anchor.0], b[other..<anchor.1])
            if anchor.0 < a.count { pairs.append((a[anchor.0], b[anchor.1])) }
            (start, other) = (anchor.0 + 1, anchor.1 + 1)
        }
        return pairs
    }

    /// Indexes of the longest common subsequence.
    static func commonRun(_ a: [String], _ b: [String]) -> [(Int, Int)] {
        let width = b.count + 1
        var lengths = [UInt32](repeating: 0, count: (a.count + 1) * width)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() {
                lengths[i * width + j] =
                    a[i] == b[j]
                    ? lengths[(i + 1) * width + j + 1] + 1
                    : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
            }
        }
        var run: [(Int, Int)] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] {
                run.append((i, j))
                i += 1
                j += 1
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return run
    }

    private static func key(_ tree: SetTree, _ index: Int) -> String {
        let node = tree.nodes[index]
        let segment = node.segment
        let lead = node.loop == nil ? "" : "loop "
        switch segment.id {
        case "PO1", "IT1", "POC", "LIN", "SLN": return "\(lead)\(segment.id)*\(segment.value(1))"
        case "SAC", "MEA", "PID", "ITA":
            return "\(lead)\(segment.id)*\(segment.value(1))*\(segment.value(2))"
        case "HL": return "\(lead)HL*\(segment.value(3))*\(subject(tree, node))"
        default:
            guard let first = segment.elements.first, first.position == 1,
                case .identifier? = first.definition?.type
            else { return lead + segment.id }
            return "\(lead)\(segment.id)*\(first.value)"
        }
    }

    /// What a level is about: its order, its mark, its item.
    private static func subject(_ tree: SetTree, _ node: SetTree.Node) -> String {
        for child in node.children {
            let segment = tree.nodes[child].segment
            switch segment.id {
            case "PRF": return segment.value(1)
            case "MAN": return segment.value(2)
            case "LIN": return segment.value(1) + "*" + segment.value(3)
            default: continue
            }
        }
        return ""
    }

    /// The whole of a node as text, by which equal ones are found.
    private static func contents(_ tree: SetTree, _ index: Int) -> String {
        let node = tree.nodes[index]
        var text = node.segment.id
        for element in node.segment.elements {
            text += "*\(element.label)=\(ElementEquality.trimmed(element.value))"
        }
        for child in node.children { text += "~" + contents(tree, child) }
        return text
    }
}
