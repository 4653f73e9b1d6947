internal import Diagnostics
internal import X12

/// Prints the differences of two files, set by set.
struct DiffPrinter {
    let isJSON: Bool
    let layout: TextLayout
    private(set) var differenceCount = 0
    private var setCount = 0
    private var sameCount = 0

    init(isJSON: Bool, layout: TextLayout) {
        self.isJSON = isJSON
        self.layout = layout
    }

    var summary: String {
        let sets = "\(setCount) set\(setCount == 1 ? "" : "s") compared"
        if differenceCount == 0 { return "\(sets): the files say the same" }
        let count = "\(differenceCount) difference\(differenceCount == 1 ? "" : "s")"
        return "\(sets), \(sameCount) the same: \(count)"
    }

    mutating func show(
        _ pair: SetPairing, left: SetTree?, right: SetTree?, comparesEnvelope: Bool
    ) throws {
        guard let set = pair.left ?? pair.right else { return }
        setCount += 1
        let name = "\(set.set) \(left?.setName ?? right?.setName ?? "")"
        guard let left, let right else {
            differenceCount += 1
            try showAlone(set, name, kind: pair.left == nil ? .added : .removed)
            return
        }
        let found = SetComparison.differences(left, right, comparesEnvelope: comparesEnvelope)
        if found.isEmpty { sameCount += 1 }
        differenceCount += found.count
        if isJSON {
            for difference in found { try JSONLines.print(DifferenceView(set, difference)) }
        } else if !found.isEmpty {
            Terminal.print(layout.styled(Terminal.printable(title(set, name)), .strong))
            showText(found)
            Terminal.print("")
        }
    }

    private func title(_ set: IndexedSet, _ name: String) -> String {
        name + (set.number.isEmpty ? "" : " \(set.number)") + " (set \(set.controlNumber))"
    }

    private func showAlone(
        _ set: IndexedSet, _ name: String, kind: SetDifference.Kind
    ) throws {
        if isJSON {
            try JSONLines.print(DifferenceView(set, alone: kind))
        } else {
            let side = kind == .added ? "only in the second file" : "only in the first file"
            Terminal.print(
                layout.styled(Terminal.printable("\(title(set, name)): \(side)"), .strong))
            Terminal.print("")
        }
    }

    /// Differences under the loops they stand in.
    private func showText(_ found: [SetDifference]) {
        var path: [String] = []
        for difference in found {
            if difference.path != path {
                path = difference.path
                if !path.isEmpty {
                    Terminal.print("  " + Terminal.printable(path.joined(separator: ", ")))
                }
            }
            for line in lines(difference) { Terminal.print(line) }
        }
    }

    /// `+` added, `-` removed, `~` changed, as in `~ PO102 Quantity Ordered: 12 → 10`.
    private func lines(_ difference: SetDifference) -> [String] {
        let indent = difference.path.isEmpty ? 2 : 4
        let subject = [difference.label, difference.name].filter { !$0.isEmpty }
            .joined(separator: " ")
        let text =
            switch difference.kind {
            case .added: "\(subject): \(difference.right ?? "")"
            case .removed: "\(subject): \(difference.left ?? "")"
            case .changed:
                "\(subject): " + Self.words(difference.left, difference.leftMeaning) + " \u{2192} "
                    + Self.words(difference.right, difference.rightMeaning)
            }
        let (mark, style): (String, TextLayout.Style) =
            switch difference.kind {
            case .added: ("+", .good)
            case .removed: ("-", .error)
            case .changed: ("~", .warning)
            }
        return layout.entry(mark, text, indent: indent, labelWidth: 2, style: style)
    }

    private static func words(_ value: String?, _ meaning: String?) -> String {
        guard let value else { return "nothing" }
        return meaning.map { "\(value) (\($0))" } ?? value
    }
}

/// A difference as `--json` shows it; the names are part of the interface.
struct DifferenceView: Encodable {
    let kind: String
    let set: String
    let number: String
    let path: [String]
    let label: String
    let name: String
    let left: String?
    let right: String?
    let leftMeaning: String?
    let rightMeaning: String?
    let leftPosition: Int?
    let rightPosition: Int?

    init(_ set: IndexedSet, _ difference: SetDifference) {
        kind = difference.kind.rawValue
        self.set = set.set
        number = set.number
        path = difference.path
        label = difference.label
        name = difference.name
        left = difference.left
        right = difference.right
        leftMeaning = difference.leftMeaning
        rightMeaning = difference.rightMeaning
        leftPosition = difference.leftPosition
        rightPosition = difference.rightPosition
    }

    /// A set that one of the files has alone.
    init(_ set: IndexedSet, alone kind: SetDifference.Kind) {
        self.kind = kind.rawValue
        self.set = set.set
        number = set.number
        path = []
        label = "ST"
        name = "Transaction Set"
        left = kind == .removed ? set.controlNumber : nil
        right = kind == .added ? set.controlNumber : nil
        (leftMeaning, rightMeaning) = (nil, nil)
        (leftPosition, rightPosition) = (nil, nil)
    }
}
