import Diagnostics
import Documents

@testable import Mapping
@testable import X12

/// Makes documents that a map can write as X12 without a finding: every element has a value its
/// type, length and code list allow, mandatory elements are there, and relational conditions hold.
///
/// It walks the compiled map, so a map that leaves out what the set table demands fails here.
struct ValidDocumentGenerator {
    private let map: CompiledMap
    private var random: SeededGenerator

    init(map: CompiledMap, seed: UInt64) {
        self.map = map
        random = SeededGenerator(seed: seed)
    }

    mutating func document() -> Document {
        var document = Document(map.document)
        fill(0, &document.root)
        guard let hierarchy = map.hierarchy else { return document }
        for level in hierarchy.levels where level.target == .document {
            fill(level.scope, &document.root)
        }
        for level in hierarchy.levels {
            guard case .group(let group) = level.target,
                document.root.groups[group].isEmpty
            else { continue }
            for _ in 0..<1 + random.next(2) {
                document.root.groups[group].append(entry(level, within: hierarchy))
            }
        }
        random.pack(&document.root)
        return document
    }

    /// An entry of a level's group with the entries of the levels inside of it.
    private mutating func entry(
        _ level: LevelPlan, within plan: HierarchyPlan
    ) -> DocumentGroup {
        var entry = DocumentGroup(schema: map.scopes[level.scope].group)
        fill(level.scope, &entry)
        guard case .group(let group) = level.target else { return entry }
        for inner in plan.levels {
            guard case .nested(in: group, let nested) = inner.target else { continue }
            for _ in 0..<1 + random.next(3) {
                var line = DocumentGroup(schema: map.scopes[inner.scope].group)
                fill(inner.scope, &line)
                entry.groups[nested].append(line)
            }
        }
        return entry
    }

    /// Fills a group by the rules of a scope.
    private mutating func fill(_ scope: Int, _ group: inout DocumentGroup) {
        /// Rows whose next single segment cannot stand, because one before it is missing.
        var skipped: Set<Int> = []
        for index in map.scopes[scope].rules {
            let rule = map.rules[index]
            guard rule.opens < 0 else {
                addEntries(index, &group)
                continue
            }
            let isPlain = rule.conditions.isEmpty
            if isPlain, skipped.contains(rule.row) { continue }
            var target =
                rule.once < 0
                ? group
                : group.groups[rule.once].first
                    ?? DocumentGroup(schema: group.schema.groups[rule.once])
            guard apply(index, &target, isOptional: isOptional(rule, target)) else {
                if isPlain { skipped.insert(rule.row) }
                continue
            }
            if rule.once < 0 {
                group = target
            } else {
                group.groups[rule.once] = [target]
            }
        }
    }

    /// Whether nothing demands the rule's segment.
    private func isOptional(_ rule: SegmentRule, _ group: DocumentGroup) -> Bool {
        map.schema.rows[rule.row].requirement != .mandatory
            && !rule.elements.contains { group.schema.fields[map.elements[$0].field].isRequired }
    }

    private mutating func addEntries(_ index: Int, _ group: inout DocumentGroup) {
        let rule = map.rules[index]
        let scope = map.scopes[rule.opens]
        let row = map.schema.rows[rule.row]
        let loop = row.opensLoop ? row.loop.map { map.schema.loops[$0] } : nil
        let others = map.scopes[rule.owner].rules.count {
            $0 != index && map.rules[$0].row == rule.row
        }
        let most = min(2, (loop?.repeatMax ?? row.useMax) - others)
        let least = row.requirement == .mandatory ? 1 : 0
        guard most >= least else { return }
        for _ in 0..<least + random.next(most - least + 1) {
            var entry = DocumentGroup(schema: scope.group)
            guard apply(index, &entry, isOptional: false) else { return }
            fill(rule.opens, &entry)
            group.groups[scope.groupIndex].append(entry)
        }
    }

    // MARK: One segment

    /// Sets the fields of one segment so that the segment is valid; false when it is left out.
    private mutating func apply(
        _ index: Int, _ group: inout DocumentGroup, isOptional: Bool
    ) -> Bool {
        if isOptional, random.next(3) == 0 { return false }
        let rule = map.rules[index]
        for attempt in 0..<200 {
            // At the end everything is there, which most conditions accept.
            let chosen = rule.elements.filter { place in
                let field = group.schema.fields[map.elements[place].field]
                return field.isRequired || attempt == 199 || random.next(3) > 0
            }
            let counts = rule.pairs.map { _ in random.next(3) }
            guard isValid(rule, chosen, counts) else { continue }
            for place in chosen {
                let element = map.elements[place]
                group.values[element.field] = value(element, element.position, rule)
            }
            for (pairs, count) in zip(rule.pairs, counts) {
                addPairs(map.pairs[pairs], count, rule, &group)
            }
            return true
        }
        return false
    }

    private mutating func addPairs(
        _ pairs: PairRule, _ count: Int, _ rule: SegmentRule, _ group: inout DocumentGroup
    ) {
        for ordinal in 0..<count {
            var entry = DocumentGroup(schema: pairs.group)
            for place in pairs.elements {
                let element = map.elements[place]
                let position =
                    pairs.firstPosition + ordinal * pairs.elements.count + element.position
                entry.values[element.field] = value(element, position, rule)
            }
            group.groups[pairs.groupIndex].append(entry)
        }
    }

    /// Whether a segment with these elements meets its definition.
    private func isValid(_ rule: SegmentRule, _ chosen: [Int], _ counts: [Int]) -> Bool {
        let definition = map.schema.rows[rule.row].segment
        var present = Set(chosen.map { map.elements[$0].position })
        guard !present.isEmpty || counts.contains(where: { $0 > 0 }) else { return false }
        present.formUnion(rule.conditions.map { map.conditions[$0].position })
        present.formUnion(rule.constants.map { map.constants[$0].position })
        present.formUnion(map.counts.filter { $0.row == rule.row }.map(\.position))
        for (pairs, count) in zip(rule.pairs, counts) {
            let rule = map.pairs[pairs]
            let end = rule.firstPosition + count * rule.elements.count
            present.formUnion(rule.firstPosition..<max(end, rule.firstPosition))
        }
        for (index, use) in definition.elements.enumerated()
        where use.requirement == .mandatory && !present.contains(index + 1) { return false }
        return definition.conditions.allSatisfy { $0.holds(present) }
    }

    // MARK: Values

    private mutating func value(
        _ element: Mapping.ElementRule, _ position: Int, _ rule: SegmentRule
    ) -> DocumentValue {
        let use = map.schema.rows[rule.row].segment.elements[position - 1]
        let definition =
            element.component > 0 ? use.components[element.component - 1].element : use.element
        switch element.converter {
        case .text: return .text(text(definition, position, rule))
        case .decimal, .implied:
            let digits = min(definition.lengthMax, 5)
            let scale = element.converter == .decimal ? random.next(min(digits, 3)) : 2
            let most = Int(String(repeating: "9", count: digits)) ?? 9
            let number = ScaledDecimal(coefficient: Int128(random.next(most) + 1), scale: scale)
            return .decimal(number ?? .zero)
        case .integer: return .integer(random.next(definition.lengthMax < 2 ? 9 : 99) + 1)
        case .date, .shortDate, .isoDate, .dateTime:
            return .date(CalendarDate(daysSinceEpoch: 20_000 + random.next(3_000)))
        case .time, .isoTime, .fullTime:
            return .time(random.next(2) == 0 ? "14:05" : "08:30:59")
        }
    }

    private mutating func text(
        _ element: ElementDefinition, _ position: Int, _ rule: SegmentRule
    ) -> String {
        if let codes = element.codes {
            // A code that a rule with conditions would take belongs to another field.
            let claimed = claimedKeys(rule, position)
            var usable: [String] = []
            for key in codes.packedCodes.sorted() {
                let code = Self.code(listKey: key)
                let fits = (element.lengthMin...element.lengthMax).contains(code.utf8.count)
                if fits, !claimed.contains(code) { usable.append(code) }
            }
            return usable[random.next(usable.count)]
        }
        var letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        switch element.type {
        case .implied, .decimal: letters = Array("23456789")
        case .string, .identifier, .date, .time, .binary: break
        }
        let count = max(element.lengthMin, 1 + random.next(min(element.lengthMax, 12)))
        return String((0..<count).map { _ in letters[random.next(letters.count)] })
    }

    private func claimedKeys(_ rule: SegmentRule, _ position: Int) -> Set<String> {
        var claimed: Set<String> = []
        for index in map.rowRules[rule.row] {
            for place in map.rules[index].conditions
            where map.conditions[place].position == position {
                for key in map.conditions[place].keys { claimed.insert(Self.code(mapKey: key)) }
            }
        }
        return claimed
    }

    /// The text of a key of the code lists, which counts one more than its bytes.
    private static func code(listKey key: UInt64) -> String {
        text(key, byteCount: key.leading - 1)
    }
    private static func code(mapKey key: UInt64) -> String { text(key, byteCount: key.leading) }

    private static func text(_ key: UInt64, byteCount: Int) -> String {
        String(
            decoding: (0..<byteCount).reversed().map { UInt8(truncatingIfNeeded: key >> ($0 * 8)) },
            as: UTF8.self)
    }
}

extension UInt64 {
    /// The highest byte that is not zero: the count of a packed code, unless it is cut.
    fileprivate var leading: Int {
        for shift in stride(from: 56, through: 0, by: -8) where self >> UInt64(shift) > 0 {
            return Int(self >> UInt64(shift))
        }
        return 0
    }
}

extension RelationalCondition {
    /// Whether the condition is met by the positions that have a value.
    fileprivate func holds(_ present: Set<Int>) -> Bool {
        let there = positions.count { present.contains($0) }
        switch kind {
        case .paired: return there == 0 || there == positions.count
        case .required: return there > 0
        case .exclusion: return there <= 1
        case .conditional: return !present.contains(positions[0]) || there == positions.count
        case .listConditional: return !present.contains(positions[0]) || there > 1
        }
    }
}
