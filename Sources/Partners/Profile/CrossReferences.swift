/// How the items of a partner's documents are found among our products.
package struct ItemRules: Hashable, Sendable {
    /// Qualifiers of element 235 in the order they are trusted, such as `VC` before `UK`.
    package var identifiers = ["VC", "VN", "UK", "UP", "EN", "ND", "BP", "IN"]
    /// Our product code by theirs; asked before anything else.
    package var crossReferences: [String: String] = [:]
}

/// Units of measure a partner writes differently.
package struct UnitTable: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var theirs: String
        package var ours: String
        /// One of `theirs` is this many of `ours`.
        package var factor: PackFactor
        /// The partner's number of the only item the row is for; `nil` for all.
        package var item: String?
    }

    /// At most one row for each unit and item.
    package var rows: [Row] = []

    /// The row of a unit: the one for this very item before the one for all. `nil` when the
    /// partner's unit means what it says.
    package func row(unit: String, item: String?) -> Row? {
        let candidates = rows.filter { $0.theirs == unit }
        return candidates.first { $0.item != nil && $0.item == item }
            ?? candidates.first { $0.item == nil }
    }
}

/// An exact ratio of two units, in lowest terms.
package struct PackFactor: Hashable, Sendable, CustomStringConvertible {
    package let numerator: Int
    package let denominator: Int

    package static let one = PackFactor(reducing: 1, 1)

    /// Reads `12`, `12/1` or `1/12`; `nil` for zero, signs, points or more than nine digits.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard part.utf8.count <= 9, part.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(part), number > 0
            else { return nil }
            numbers.append(number)
        }
        self.init(reducing: numbers[0], numbers.count == 2 ? numbers[1] : 1)
    }

    private init(reducing numerator: Int, _ denominator: Int) {
        var (divisor, rest) = (numerator, denominator)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    package var description: String { "\(numerator)/\(denominator)" }
}

/// Where a partner's documents name the cost centre, and what their names mean to us.
package struct CostCentreRules: Hashable, Sendable {
    /// A place in a document, written as the segment that holds it: `REF*CA`, `N1*ST`.
    package enum Place: Hashable, Sendable, CustomStringConvertible {
        /// The value of a reference with this qualifier, on the line first, then the header.
        case reference(qualifier: String)
        /// The identifier of a party with this role.
        case party(role: String)

        package var description: String {
            switch self {
            case .reference(let qualifier): "REF*\(qualifier)"
            case .party(let role): "N1*\(role)"
            }
        }
    }

    /// Looked at in this order; the first that holds something counts.
    package var places: [Place] = []
    /// Our cost centre by theirs. What is not in it is taken for one of ours.
    package var table: [String: String] = [:]
}
