import Documents

/// A place in a canonical document: `number`, `dates[qualifier=002|010].date`, or `/number` from
/// a line back to the document. Reading takes the first group that fits; writing makes it.
package struct DocumentPath: Hashable, Sendable {
    struct Step: Hashable {
        let group: String
        /// Field and the values it may have; `nil` takes the first group.
        let condition: Condition?
    }

    struct Condition: Hashable {
        let field: String
        let values: [String]
    }

    let fromRoot: Bool
    let steps: [Step]
    let field: String

    /// `nil` when the text is no path.
    init?(_ text: String) {
        fromRoot = text.first == "/"
        var steps: [Step] = []
        let parts = text.drop { $0 == "/" }.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = parts.last, !last.isEmpty, !last.contains("[") else { return nil }
        for part in parts.dropLast() {
            guard let bracket = part.firstIndex(of: "[") else {
                steps.append(Step(group: String(part), condition: nil))
                continue
            }
            guard part.last == "]" else { return nil }
            let inside = part[part.index(after: bracket)...].dropLast()
            let sides = inside.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { return nil }
            steps.append(
                Step(
                    group: String(part[..<bracket]),
                    condition: Condition(
                        field: String(sides[0]),
                        values: sides[1].split(separator: "|").map(String.init))))
        }
        self.steps = steps
        field = String(last)
    }

    /// The field the path ends at, or what is wrong with it and which names there are.
    enum Check {
        case field(DocumentField)
        case unknown(name: String, among: [String])
    }

    func check(_ schema: DocumentGroupSchema, root: DocumentGroupSchema) -> Check {
        var schema = fromRoot ? root : schema
        for step in steps {
            guard let group = schema.group(step.group) else {
                return .unknown(name: step.group, among: schema.groups.map(\.name))
            }
            if let condition = step.condition, group.field(condition.field) == nil {
                return .unknown(name: condition.field, among: group.fields.map(\.name))
            }
            schema = group
        }
        guard let field = schema.field(field) else {
            return .unknown(
                name: self.field, among: schema.fields.map(\.name) + schema.groups.map(\.name))
        }
        return .field(field)
    }

    func read(_ group: DocumentGroup, root: DocumentGroup) -> DocumentValue? {
        var group = fromRoot ? root : group
        for step in steps {
            let found = group[group: step.group].first { candidate in
                guard let condition = step.condition else { return true }
                return candidate.text(condition.field).map(condition.values.contains) ?? false
            }
            guard let found else { return nil }
            group = found
        }
        return group[field]
    }

    /// Writes below `group`; a path from the root is written at the root by its own section.
    func write(_ value: DocumentValue, to group: inout DocumentGroup) {
        Self.write(value, field, steps[...], &group)
    }

    private static func write(
        _ value: DocumentValue, _ field: String, _ steps: ArraySlice<Step>,
        _ group: inout DocumentGroup
    ) {
        guard let step = steps.first, let schema = group.schema.group(step.group) else {
            group[field] = value
            return
        }
        var nested = group.groups[schema.index]
        let place = nested.firstIndex { candidate in
            guard let condition = step.condition else { return true }
            return candidate.text(condition.field).map(condition.values.contains) ?? false
        }
        var target = place.map { nested[$0] } ?? DocumentGroup(schema: schema)
        if place == nil, let condition = step.condition, let first = condition.values.first {
            target[condition.field] = .text(first)
        }
        write(value, field, steps.dropFirst(), &target)
        if let place { nested[place] = target } else { nested.append(target) }
        group.groups[schema.index] = nested
    }
}
