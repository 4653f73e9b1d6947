import Configuration
import Documents
import X12

// Finding the rows and elements that paths name, and the rules that collect them.
extension PlanBuilder {
    mutating func parse(_ text: MapText) -> X12Path? {
        do throws(X12Path.Fault) {
            return try X12Path(text.text)
        } catch {
            fail(text.place, error.message)
            return nil
        }
    }

    /// The first of the choices that the release has; when none fits, what is wrong with the
    /// first.
    mutating func choose(
        _ paths: MapPath, in context: ScopeContext
    ) -> (text: MapText, path: X12Path, place: (row: Int, loop: Int?))? {
        let known = errors
        var complaint: [ConfigurationError] = []
        for text in paths.choices {
            if let path = parse(text), let place = locate(path, text.place, in: context),
                names(path, row: place.row, at: text.place)
            {
                errors = known
                return (text, path, place)
            }
            if complaint.isEmpty { complaint = errors }
            errors = known
        }
        errors = complaint
        return nil
    }

    /// Whether the row has the element that a path names, when it names one.
    private mutating func names(_ path: X12Path, row: Int, at place: MapPlace) -> Bool {
        guard let position = path.position, path.lastPosition == nil else { return true }
        return elementDefinition(row: row, position, path.component, at: place) != nil
    }

    /// The row a path names, seen from a scope.
    mutating func locate(
        _ path: X12Path, _ place: MapPlace, in context: ScopeContext
    ) -> (row: Int, loop: Int?)? {
        if let only = context.onlyRow {
            let id = "\(schema.rows[only].segment.id)"
            guard path.steps.count == 1, path.steps[0].segment == id else {
                fail(
                    place,
                    "'\(path.steps[0].segment)' does not belong to '\(id)', which repeats"
                        + " alone and has no segments below it")
                return nil
            }
            return (only, context.loop)
        }
        var loop = context.loop
        for (index, step) in path.steps.enumerated() {
            guard let row = row(step.segment, in: loop, at: place) else { return nil }
            if index == path.steps.count - 1 { return (row, loop) }
            guard schema.rows[row].opensLoop, step.conditions.isEmpty, step.occurrence == 1 else {
                fail(
                    place,
                    schema.rows[row].opensLoop
                        ? "a condition on '\(step.segment)' applies to its own elements only"
                        : "'\(step.segment)' opens no loop, so nothing stands below it",
                    suggestion: schema.rows[row].opensLoop
                        ? "use each: \(step.segment)[…] and put the fields under it" : nil)
                return nil
            }
            loop = schema.rows[row].loop
        }
        return nil
    }

    private mutating func row(_ id: String, in loop: Int?, at place: MapPlace) -> Int? {
        let segment = SegmentID(id)
        let here = schema.rows.filter { row in
            row.opensLoop
                ? row.loop.map { schema.loops[$0].parent } == .some(loop) || row.loop == loop
                : row.loop == loop
        }
        if let row = here.first(where: { $0.segment.id == segment }) { return row.index }
        let whereabouts = loop.map { "the loop \(schema.loops[$0].id)" } ?? "the header or summary"
        if let other = schema.rows.first(where: { $0.segment.id == segment }) {
            fail(
                place,
                "'\(id)' does not stand in \(whereabouts) of the \(schema.set); it stands in "
                    + (other.loop.map { "the loop \(loopPath($0))" } ?? "the header or summary"))
        } else {
            fail(
                place, "the \(schema.set) of \(schema.release) has no segment '\(id)'",
                suggestion: NearestName.suggestion(
                    for: id, among: Set(here.map { "\($0.segment.id)" }).sorted()))
        }
        return nil
    }

    private func loopPath(_ loop: Int) -> String {
        var names: [String] = []
        var current: Int? = loop
        while let index = current {
            names.append(schema.loops[index].id)
            current = schema.loops[index].parent
        }
        return names.reversed().joined(separator: "/")
    }

    mutating func elementDefinition(
        row: Int, _ position: Int, _ component: Int, at place: MapPlace
    ) -> ElementDefinition? {
        let segment = schema.rows[row].segment
        guard (1...segment.elements.count).contains(position) else {
            fail(place, "\(segment.id) has \(segment.elements.count) elements, no \(position)")
            return nil
        }
        let use = segment.elements[position - 1]
        guard component > 0 || use.components.count > 1 else { return use.element }
        guard component > 0, component <= use.components.count else {
            fail(
                place,
                use.components.isEmpty
                    ? "element \(position) of \(segment.id) has no components"
                    : "element \(position) of \(segment.id) has \(use.components.count)"
                        + " components",
                suggestion: use.components.isEmpty ? nil : "name one, as in -1")
            return nil
        }
        return use.components[component - 1].element
    }

    mutating func converter(
        _ value: MapValue, _ element: ElementDefinition, _ field: DocumentField,
        at place: MapPlace
    ) -> ValueConverter? {
        if let name = value.converter {
            guard let converter = ValueConverter(name: name.text) else {
                fail(
                    name.place, "there is no converter '\(name.text)'",
                    suggestion: NearestName.suggestion(
                        for: name.text, among: ValueConverter.names))
                return nil
            }
            guard converter.fits(field.type) else {
                fail(
                    name.place,
                    "'\(name.text)' does not make what '\(field.name)' holds"
                        + " (\(field.type.rawValue))")
                return nil
            }
            return converter
        }
        if let converter = ValueConverter(element.type, to: field.type) { return converter }
        fail(
            place,
            "'\(field.name)' is \(field.type.rawValue), but element"
                + " \(element.reference) (\(element.name)) is not",
            suggestion: "say how to read it with as: \(field.type.rawValue)")
        return nil
    }

    mutating func table(_ value: MapValue) -> Int {
        if let standard = value.standard {
            fail(standard.place, "default: is for XML maps")
        }
        if value.unlisted != .hold {
            fail(value.path.first.place, "unlisted: is for XML maps; an X12 code list is closed")
        }
        guard !value.codes.isEmpty else { return -1 }
        tables.codes.append(CodeTable(value.codes.map { ($0.word, $0.code.text) }))
        return tables.codes.count - 1
    }

    // MARK: Drafts

    /// The rule that collects a path's element, made when it is the first.
    mutating func draft(
        for path: X12Path, _ located: (row: Int, loop: Int?), in context: ScopeContext,
        once: DocumentGroupSchema?, _ place: MapPlace
    ) -> Int? {
        let isTrigger = context.trigger >= 0 && located.row == scopes[context.scope].firstRow
        let target = once?.index ?? -1
        if isTrigger {
            guard path.steps.last?.conditions.isEmpty == true, target < 0 else {
                fail(place, "a condition on the segment that repeats belongs to its each:")
                return nil
            }
            return context.trigger
        }
        if located.row == hierarchyRow {
            fail(place, "HL numbers the levels itself; its elements cannot be bound")
            return nil
        }
        return newDraft(
            path, row: located.row, owner: context.scope, once: target, place, isEach: false)
    }

    private var hierarchyRow: Int? {
        guard let hierarchy = map.hierarchy else { return nil }
        return schema.rows.first { $0.segment.id == SegmentID(hierarchy.loop.text) }?.index
    }

    mutating func newDraft(
        _ path: X12Path, row: Int, owner: Int, once: Int, _ place: MapPlace, isEach: Bool
    ) -> Int? {
        guard let step = path.steps.last else { return nil }
        let key = RuleDraft.Key(
            scope: owner, row: row, occurrence: isEach ? 0 : step.occurrence,
            conditions: step.conditions.map { "\($0)" }.joined())
        if let known = draftByKey[key] {
            if isEach || drafts[known].once != once {
                fail(place, "two rules for one place: '\(step.segment)' is bound already")
                return nil
            }
            return known
        }
        var draft = RuleDraft(key: key, place: place, once: once)
        for condition in step.conditions {
            guard
                elementDefinition(row: row, condition.position, condition.component, at: place)
                    != nil
            else { return nil }
            draft.conditions.append(
                RuleCondition(
                    position: condition.position, component: condition.component,
                    keys: condition.values.compactMap { CodeKey.of($0) },
                    text: condition.values[0]))
            draft.used[condition.position * 100 + condition.component] =
                "the condition \(condition.values.joined(separator: "|"))"
        }
        drafts.append(draft)
        draftByKey[key] = drafts.count - 1
        return drafts.count - 1
    }

    mutating func occupy(
        _ draft: Int, _ position: Int, _ component: Int, by name: String, _ place: MapPlace
    ) {
        if let other = drafts[draft].used.updateValue(name, forKey: position * 100 + component) {
            let id = schema.rows[drafts[draft].key.row].segment.id
            fail(place, "two rules for one place: element \(position) of \(id) is used by \(other)")
        }
    }

    mutating func add(_ constants: [MapConstant], to draft: Int, row: Int) {
        for constant in constants {
            guard let path = parse(constant.path) else { continue }
            let id = "\(schema.rows[row].segment.id)"
            guard let position = path.position, path.steps.count == 1, path.steps[0].segment == id
            else {
                fail(constant.path.place, "a constant goes into the same segment, as in \(id)01")
                continue
            }
            guard
                elementDefinition(row: row, position, path.component, at: constant.path.place)
                    != nil
            else { continue }
            occupy(draft, position, path.component, by: "a constant", constant.path.place)
            drafts[draft].constants.append(
                RuleConstant(
                    position: position, component: path.component, text: constant.value.text))
        }
    }

    // MARK: Finishing

    /// Lays the drafts out by row, in the order they are tried: with conditions before without,
    /// single before repeating, so that the special case takes its segment first.
    mutating func finishRules() -> ([SegmentRule], [Range<Int>]) {
        let order = drafts.indices.sorted { left, right in
            rank(drafts[left], left).lexicographicallyPrecedes(rank(drafts[right], right))
        }
        var rules: [SegmentRule] = []
        var singleCounts = Array(repeating: 0, count: scopes.count)
        for index in order {
            let scope = drafts[index].key.scope
            var usedBit: UInt64 = 0
            if drafts[index].opens < 0 {
                guard singleCounts[scope] < UInt64.bitWidth else {
                    fail(drafts[index].place, "one scope has more than 64 single segments")
                    continue
                }
                usedBit = 1 << UInt64(singleCounts[scope])
                singleCounts[scope] += 1
            }
            rules.append(finish(drafts[index], usedBit))
            scopes[drafts[index].key.scope].rules.append(rules.count - 1)
        }
        var rowRules: [Range<Int>] = []
        var next = 0
        for row in schema.rows.indices {
            let start = next
            while next < rules.count, rules[next].row == row { next += 1 }
            rowRules.append(start..<next)
        }
        return (rules, rowRules)
    }

    private func rank(_ draft: RuleDraft, _ index: Int) -> [Int] {
        [
            draft.key.row, draft.opens >= 0 ? 1 : 0, draft.conditions.isEmpty ? 1 : 0,
            -draft.conditions.count, draft.key.occurrence, index,
        ]
    }

    private mutating func finish(_ draft: RuleDraft, _ usedBit: UInt64) -> SegmentRule {
        let owner = scopes[draft.key.scope]
        let conditionStart = tables.conditions.count
        tables.conditions += draft.conditions
        let elementStart = tables.elements.count
        tables.elements += draft.elements.sorted { $0.position < $1.position }
        let elementEnd = tables.elements.count
        let pairStart = tables.pairs.count
        for (rule, elements) in draft.pairs {
            let start = tables.elements.count
            tables.elements += elements
            tables.pairs.append(
                PairRule(
                    group: rule.group, groupIndex: rule.groupIndex, required: rule.required,
                    firstPosition: rule.firstPosition, lastPosition: rule.lastPosition,
                    elements: start..<tables.elements.count))
        }
        let constantStart = tables.constants.count
        tables.constants += draft.constants
        return SegmentRule(
            row: draft.key.row, owner: draft.key.scope, ownerDepth: owner.depth,
            targetDepth: draft.opens >= 0
                ? owner.depth + 1
                : owner.isTransparent ? owner.parentGroupDepth : owner.depth,
            opens: draft.opens, once: draft.once, usedBit: usedBit,
            conditions: conditionStart..<tables.conditions.count,
            elements: elementStart..<elementEnd, pairs: pairStart..<tables.pairs.count,
            constants: constantStart..<tables.constants.count)
    }
}
