import Configuration

extension ItemRules {
    static func decode(_ root: ConfigurationObject) -> ItemRules {
        root.object("items") { block in
            var rules = ItemRules()
            if block.has("identifiers") { rules.identifiers = identifiers(block) }
            for row in block.objects("crossReferences", pair) {
                if rules.crossReferences.updateValue(row.ours, forKey: row.theirs) != nil {
                    block.faults.record(
                        at: row.mark, "'items.crossReferences' has '\(row.theirs)' twice",
                        suggestion: "keep one of them")
                }
            }
            return rules
        } ?? ItemRules()
    }

    /// Two characters each, as in element 235; the order is the order of trust.
    private static func identifiers(_ block: ConfigurationObject) -> [String] {
        var qualifiers: [String] = []
        let nodes = block.list("identifiers")
        if nodes.isEmpty {
            block.fault("identifiers", "'items.identifiers' names no qualifier")
        }
        for node in nodes {
            guard let text = block.text(of: node, named: "items.identifiers[]") else { continue }
            let isQualifier =
                text.utf8.count == 2
                && text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
            if !isQualifier {
                block.faults.record(
                    at: node.mark, "'\(text)' is no item qualifier of X12",
                    suggestion: "usual are VC, VN, UK, UP, ND, BP and IN")
            } else if qualifiers.contains(text) {
                block.faults.record(
                    at: node.mark, "'items.identifiers' has '\(text)' twice",
                    suggestion: "keep one of them")
            } else {
                qualifiers.append(text)
            }
        }
        return qualifiers
    }

    private static func pair(
        _ block: ConfigurationObject
    ) -> (theirs: String, ours: String, mark: ConfigurationNode.Mark)? {
        (block.requiredText("theirs"), block.requiredText("ours"), block.mark)
    }
}

extension UnitTable {
    private struct Key: Hashable {
        let unit: String
        let item: String?
    }

    static func decode(_ root: ConfigurationObject) -> UnitTable {
        var table = UnitTable()
        var keys: Set<Key> = []
        for (row, mark) in root.objects("units", row) {
            if keys.insert(Key(unit: row.theirs, item: row.item)).inserted {
                table.rows.append(row)
            } else {
                root.faults.record(
                    at: mark,
                    "'units' has '\(row.theirs)' twice"
                        + (row.item.map { " for item \($0)" } ?? ""),
                    suggestion: "keep one of them")
            }
        }
        return table
    }

    private static func row(
        _ block: ConfigurationObject
    ) -> (Row, ConfigurationNode.Mark)? {
        var factor = PackFactor.one
        if let text = block.text("factor") {
            if let read = PackFactor(text) {
                factor = read
            } else {
                block.fault(
                    "factor", "'units[].factor' is '\(text)', which is no pack factor",
                    suggestion: "write how many of ours are in one of theirs, such as 12 or 1/12")
            }
        }
        return (
            Row(
                theirs: block.requiredText("theirs"), ours: block.requiredText("ours"),
                factor: factor, item: block.text("item")),
            block.mark
        )
    }
}

extension CostCentreRules {
    static func decode(_ root: ConfigurationObject) -> CostCentreRules {
        root.object("costCentres") { block in
            var rules = CostCentreRules()
            for node in block.list("places") {
                guard let text = block.text(of: node, named: "costCentres.places[]") else {
                    continue
                }
                if let place = Place(text) {
                    rules.places.append(place)
                } else {
                    block.faults.record(
                        at: node.mark, "'\(text)' is no place for a cost centre",
                        suggestion: "write REF* or N1* and a qualifier, such as REF*CA or N1*ST")
                }
            }
            for entry in block.table("table") { rules.table[entry.key] = entry.value }
            if rules.places.isEmpty, !rules.table.isEmpty {
                block.fault(
                    "table", "'costCentres.table' is never used: 'costCentres.places' is missing",
                    suggestion: "write where the documents name the cost centre, such as [REF*CA]")
            }
            return rules
        } ?? CostCentreRules()
    }
}

extension CostCentreRules.Place {
    /// Reads `REF*CA` or `N1*ST`.
    init?(_ text: String) {
        let parts = text.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...3).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) })
        else { return nil }
        switch parts[0] {
        case "REF": self = .reference(qualifier: String(parts[1]))
        case "N1": self = .party(role: String(parts[1]))
        default: return nil
        }
    }
}
