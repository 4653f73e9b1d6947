import Diagnostics
import Documents

@testable import Mapping

/// Makes documents that an XML map can write, in the order in which they are read back.
///
/// It walks the compiled map as the writer does: what stands first is filled first, entries of
/// the enclosing element (`.`) last.
struct XMLDocumentGenerator {
    private let plan: XMLPlan
    private let outgoing: XMLOutgoing
    private var random: SeededGenerator
    private var entries: [DocumentGroup]
    /// Values that stand above their entries, by their place in the reader's store.
    private var carried: [Int: DocumentValue] = [:]

    init?(plan: XMLPlan, seed: UInt64) {
        guard let outgoing = plan.outgoing else { return nil }
        self.plan = plan
        self.outgoing = outgoing
        random = SeededGenerator(seed: seed)
        entries = plan.scopes.map { DocumentGroup(schema: $0.group) }
    }

    mutating func document() -> Document {
        begin(0)
        fill(0, isDemanded: true)
        for own in selfScopes(of: 0) where holdsMore(own) { end(own) }
        return Document(type: plan.document, root: entries[0])
    }

    private mutating func begin(_ scope: Int) {
        entries[scope] = DocumentGroup(schema: plan.scopes[scope].group)
        for (field, value) in plan.scopes[scope].constants + plan.scopes[scope].defaults {
            entries[scope].values[field] = value
        }
        for rule in plan.scopes[scope].carried {
            entries[scope].values[rule.field] = carried[rule.carried]
        }
        for own in selfScopes(of: scope) { begin(own) }
    }

    private func selfScopes(of scope: Int) -> [Int] {
        plan.nodes[plan.scopes[scope].node].opens.filter {
            $0 != scope && plan.scopes[$0].isOfSelf && plan.scopes[$0].parent == scope
        }
    }

    /// Fills what stands in a node, and in those below it.
    private mutating func fill(_ node: Int, isDemanded: Bool) {
        for rule in plan.nodes[node].text + plan.nodes[node].attributes.map(\.rule)
        where rule.rank == 0 {
            let field = plan.scopes[rule.scope].group.fields[rule.field]
            guard isDemanded || field.isRequired || random.next(3) > 0 else { continue }
            if rule.carried >= 0 {
                carried[rule.carried] = value(rule, field)
            } else {
                entries[rule.scope].values[rule.field] = value(rule, field)
            }
        }
        for child in outgoing.elements[node].children {
            fillAll(child, isDemanded: isDemanded && outgoing.elements[child].isMandatory)
        }
    }

    private mutating func fillAll(_ node: Int, isDemanded: Bool) {
        guard let scope = plan.nodes[node].opens.first else {
            fill(node, isDemanded: isDemanded)
            return
        }
        for _ in 0..<(isDemanded ? 1 : 0) + random.next(3) {
            begin(scope)
            fill(node, isDemanded: true)
            end(scope)
        }
    }

    private mutating func end(_ scope: Int) {
        let place = plan.scopes[scope]
        for own in selfScopes(of: scope) where holdsMore(own) { end(own) }
        if place.number >= 0 {
            entries[scope].values[place.number] = .integer(
                entries[place.parent].groups[place.groupIndex].count + 1)
        }
        entries[place.parent].groups[place.groupIndex].append(entries[scope])
    }

    /// Whether an entry has more than its constants and defaults.
    private func holdsMore(_ scope: Int) -> Bool {
        let place = plan.scopes[scope]
        let given = Set((place.constants + place.defaults).map(\.field))
        return entries[scope].groups.contains { !$0.isEmpty }
            || entries[scope].values.indices.contains { index in
                !given.contains(index) && entries[scope].values[index] != nil
            }
    }

    private mutating func value(_ rule: XMLRule, _ field: DocumentField) -> DocumentValue {
        if rule.table >= 0 {
            let words = plan.tables[rule.table].knownWords.sorted()
            return .text(words[random.next(words.count)])
        }
        switch field.type {
        case .text: return .text(["A&B", "<5 ml>", "\"x\"", "né", "7"][random.next(5)])
        case .decimal:
            let number = Int128(random.next(90_000) + 1)
            return .decimal(ScaledDecimal(coefficient: number, scale: random.next(3)) ?? .zero)
        case .integer: return .integer(random.next(99) + 1)
        case .date: return .date(CalendarDate(daysSinceEpoch: 20_000 + random.next(3_000)))
        case .time: return .time(random.next(2) == 0 ? "14:05" : "08:30:59")
        case .boolean: return .boolean(true)
        }
    }
}
