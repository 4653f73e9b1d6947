/// A partner's rules for one transaction set, compiled against its table: each rule knows the
/// rows it concerns, so that a segment costs one look-up. Immutable, shared by all readers.
///
/// Refuses, with a `GuideFault`, a place the set does not have and a demand that the standard
/// makes void or impossible.
package struct ImplementationGuide: Sendable, Equatable {
    package let set: String
    /// Release of the table the guide was compiled against.
    package let release: String
    package let rules: [GuideRule]
    let compiled: [CompiledRule]
    let steps: [LoopStep]
    /// By row of the table: the rules of that row, and the loop steps its segment begins.
    let rulesByRow: [[Int]]
    let stepsByRow: [[Int]]
    /// Rules that ask for a segment, and are settled when their loop or the set ends.
    let scoped: [Int]

    /// Values an element must have for a rule to hold; never empty.
    struct Condition: Sendable, Equatable {
        let position: Int
        let component: Int
        let values: [[UInt8]]
    }

    /// An enclosing loop of a rule, begun by a trigger that fulfils the conditions.
    struct LoopStep: Sendable, Equatable {
        let loop: Int
        let conditions: [Condition]
    }

    struct CompiledRule: Sendable, Equatable {
        let segment: String
        let position: Int
        let component: Int
        let conditions: [Condition]
        /// Values of `codes` as bytes; `nil` when the rule has none.
        let codes: [[UInt8]]?
        /// Enclosing loops, as places in `steps`, outermost first.
        let steps: Range<Int>
        /// Innermost enclosing loop; -1 for the whole set.
        let scope: Int
        /// The segment opens a loop of its own.
        let opensLoop: Bool
        let isRequired: Bool
    }

    package init(
        _ schema: TransactionSetSchema, _ rules: [GuideRule]
    ) throws(GuideFault) {
        var compiled: [CompiledRule] = []
        var steps: [LoopStep] = []
        var rulesByRow = [[Int]](repeating: [], count: schema.rows.count)
        var stepsByRow = [[Int]](repeating: [], count: schema.rows.count)
        for (index, rule) in rules.enumerated() {
            let compiler = GuideRuleCompiler(schema: schema, rule: rule, index: index)
            let rows = try compiler.rows()
            try compiler.checkDemands(of: rows[0])
            let start = steps.count
            for step in try compiler.steps(of: rows[0]) {
                stepsByRow[schema.loops[step.loop].triggerRow].append(steps.count)
                steps.append(step)
            }
            for row in rows { rulesByRow[row.index].append(index) }
            compiled.append(try compiler.compiled(rows, steps: start..<steps.count))
        }
        set = schema.set
        release = schema.release
        self.rules = rules
        self.compiled = compiled
        self.steps = steps
        self.rulesByRow = rulesByRow
        self.stepsByRow = stepsByRow
        scoped = compiled.indices.filter { compiled[$0].isRequired && compiled[$0].position == 0 }
    }
}

/// Resolves one rule against a set's table.
struct GuideRuleCompiler {
    let schema: TransactionSetSchema
    let rule: GuideRule
    let index: Int

    private var outer: ArraySlice<X12Path.Step> { rule.place.steps.dropLast() }
    private var target: X12Path.Step { rule.place.steps[rule.place.steps.count - 1] }

    private func fault(
        _ message: String, unknown: String = "", known: [String] = []
    ) -> GuideFault {
        GuideFault(index, message, unknown: unknown, known: known)
    }

    /// The rows the place means. Without loops named: the segment outside loops, or wherever it
    /// stands when it never does. With loops named: those loops, written in full or from inside.
    func rows() throws(GuideFault) -> [SchemaRow] {
        guard rule.place.steps.allSatisfy({ $0.occurrence == 1 }), rule.place.lastPosition == nil
        else { throw fault("a guide's place names no occurrence and no range: '\(rule.text)'") }
        let id = SegmentID(target.segment)
        let all = schema.rows.filter { $0.segment.id == id }
        guard !all.isEmpty else {
            throw fault(
                "'\(rule.text)': set \(schema.set) has no segment \(target.segment)",
                unknown: target.segment, known: Array(Set(schema.rows.map { "\($0.segment.id)" })))
        }
        let names = outer.map(\.segment)
        let exact = all.filter { loopNames(of: $0) == names }
        if !exact.isEmpty { return exact }
        if names.isEmpty { return all }
        let inner = all.filter { loopNames(of: $0).suffix(names.count) == names[...] }
        guard let first = inner.first else {
            throw fault(
                "'\(rule.text)': \(target.segment) does not stand in \(names.joined(separator: "/"))",
                unknown: (names + [target.segment]).joined(separator: "/"),
                known: all.map { (loopNames(of: $0) + [target.segment]).joined(separator: "/") })
        }
        guard inner.allSatisfy({ loopNames(of: $0) == loopNames(of: first) }) else {
            let places = inner.map { loopNames(of: $0).joined(separator: "/") }
            throw fault(
                "'\(rule.text)' means more than one loop: \(places.joined(separator: ", "))")
        }
        return inner
    }

    /// The loops around a row, outermost first, its own not counted.
    private func loops(of row: SchemaRow) -> [Int] {
        var loops: [Int] = []
        var loop = row.opensLoop ? row.loop.flatMap { schema.loops[$0].parent } : row.loop
        while let current = loop {
            loops.insert(current, at: 0)
            loop = schema.loops[current].parent
        }
        return loops
    }

    private func loopNames(of row: SchemaRow) -> [String] {
        loops(of: row).map { schema.loops[$0].id }
    }

    func steps(of row: SchemaRow) throws(GuideFault) -> [ImplementationGuide.LoopStep] {
        var result: [ImplementationGuide.LoopStep] = []
        for (loop, step) in zip(loops(of: row).suffix(outer.count), outer) {
            let trigger = schema.rows[schema.loops[loop].triggerRow].segment
            result.append(
                ImplementationGuide.LoopStep(
                    loop: loop, conditions: try conditions(step, of: trigger)))
        }
        return result
    }

    private func conditions(
        _ step: X12Path.Step, of segment: SegmentDefinition
    ) throws(GuideFault) -> [ImplementationGuide.Condition] {
        var result: [ImplementationGuide.Condition] = []
        for condition in step.conditions {
            _ = try use(condition.position, condition.component, of: segment)
            result.append(
                ImplementationGuide.Condition(
                    position: condition.position, component: condition.component,
                    values: condition.values.map { Array($0.utf8) }))
        }
        return result
    }

    /// The element or component at a place of a segment.
    private func use(
        _ position: Int, _ component: Int, of segment: SegmentDefinition
    ) throws(GuideFault) -> ElementUse {
        guard position <= segment.elements.count else {
            throw fault(
                "'\(rule.text)': \(segment.id) has \(segment.elements.count) elements in release \(schema.release)"
            )
        }
        let use = segment.elements[position - 1]
        guard component > 0 else { return use }
        guard component <= use.components.count else {
            throw fault(
                "'\(rule.text)': element \(position) of \(segment.id) has \(use.components.count) components"
            )
        }
        return use.components[component - 1]
    }

    func checkDemands(of row: SchemaRow) throws(GuideFault) {
        guard !rule.demands.isEmpty else { throw fault("'\(rule.text)' asks for nothing") }
        guard let position = rule.place.position else {
            for demand in rule.demands where demand != .required && demand != .forbidden {
                throw fault("'\(rule.text)' is a segment; codes and lengths are of an element")
            }
            if rule.demands.contains(.forbidden), row.requirement == .mandatory,
                target.conditions.isEmpty
            {
                throw fault("'\(rule.text)' is mandatory in set \(schema.set)")
            }
            return
        }
        let use = try use(position, rule.place.component, of: row.segment)
        if rule.demands.contains(.forbidden), use.requirement == .mandatory {
            throw fault("'\(rule.text)' is mandatory in release \(schema.release)")
        }
        for demand in rule.demands { try check(demand, use.element) }
    }

    private func check(
        _ demand: GuideRule.Demand, _ element: ElementDefinition
    ) throws(GuideFault) {
        switch demand {
        case .required, .forbidden: return
        case .codes(let codes):
            guard let list = element.codes, !list.isExternal else { return }
            for code in codes where !list.contains(code) {
                throw fault(
                    "'\(rule.text)': '\(code)' is no code of element \(element.reference) in release \(schema.release)"
                )
            }
        case .lengthMin(let length), .lengthMax(let length):
            guard (element.lengthMin...element.lengthMax).contains(length) else {
                throw fault(
                    "'\(rule.text)': element \(element.reference) has \(element.lengthMin) to \(element.lengthMax) characters anyway"
                )
            }
        }
    }

    func compiled(
        _ rows: [SchemaRow], steps: Range<Int>
    ) throws(GuideFault) -> ImplementationGuide.CompiledRule {
        var codes: [[UInt8]]?
        for case .codes(let values) in rule.demands { codes = values.map { Array($0.utf8) } }
        return ImplementationGuide.CompiledRule(
            segment: target.segment, position: rule.place.position ?? 0,
            component: rule.place.component,
            conditions: try conditions(target, of: rows[0].segment), codes: codes, steps: steps,
            scope: outer.isEmpty ? -1 : loops(of: rows[0]).last ?? -1,
            opensLoop: rows[0].opensLoop, isRequired: rule.demands.contains(.required))
    }
}
