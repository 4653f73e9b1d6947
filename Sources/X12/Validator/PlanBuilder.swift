/// Flattens a set's table for `ValidationPlan`.
struct PlanBuilder {
    private let schema: TransactionSetSchema
    private(set) var rules: [ElementRule] = []
    private(set) var codes = CodeTables()
    private(set) var segments: [ValidationPlan.SegmentPlan] = []
    private(set) var conditions: [ValidationPlan.Condition] = []
    private var segmentPlaces: [SegmentID: Int] = [:]
    /// For each row its place in `segments`, and whether it must come.
    private var rowPlaces: [Int] = []
    private var isMandatory: [Bool] = []
    private var codePlaces: [String: Int32] = [:]

    let rows: [ValidationPlan.RowPlan]
    let loops: [ValidationPlan.LoopPlan]

    init(_ schema: TransactionSetSchema) {
        self.schema = schema
        rows = schema.rows.map { ValidationPlan.RowPlan($0, schema) }
        loops = schema.loops.map(ValidationPlan.LoopPlan.init)
    }

    mutating func addSegments() {
        for row in schema.rows {
            if segmentPlaces[row.segment.id] == nil {
                segmentPlaces[row.segment.id] = segments.count
                add(row.segment, row: row.index)
            }
            rowPlaces.append(segmentPlaces[row.segment.id] ?? 0)
            isMandatory.append(row.requirement == .mandatory)
        }
    }

    private mutating func add(_ definition: SegmentDefinition, row: Int) {
        let ruleStart = rules.count
        var mandatory: UInt64 = 0
        for (index, use) in definition.elements.enumerated() {
            rules.append(rule(use))
            if use.requirement == .mandatory, index < 63 { mandatory |= 1 << UInt64(index + 1) }
        }
        for (index, use) in definition.elements.enumerated() where !use.components.isEmpty {
            rules[ruleStart + index].componentStart = Int32(rules.count)
            rules[ruleStart + index].componentCount = Int32(use.components.count)
            for component in use.components { rules.append(rule(component)) }
        }
        let conditionStart = conditions.count
        for (index, condition) in definition.conditions.enumerated() {
            let bits = condition.positions.map { $0 < 64 ? UInt64(1) << UInt64($0) : 0 }
            guard let first = bits.first else { continue }
            conditions.append(
                ValidationPlan.Condition(
                    kind: condition.kind, first: first, mask: bits.reduce(0, |),
                    index: Int32(index)))
        }
        segments.append(
            ValidationPlan.SegmentPlan(
                id: definition.id, place: Int32(segments.count), row: Int32(row),
                ruleStart: Int32(ruleStart),
                ruleCount: Int32(definition.elements.count), mandatory: mandatory,
                conditionStart: Int32(conditionStart),
                conditionCount: Int32(conditions.count - conditionStart),
                isEnvelope: definition.id.isEnvelope))
    }

    private mutating func rule(_ use: ElementUse) -> ElementRule {
        let kind: ElementRule.Kind =
            switch use.element.type {
            case .string: .string
            case .identifier: .identifier
            case .date: .date
            case .time: .time
            case .decimal: .decimal
            case .implied: .implied
            case .binary: .binary
            }
        return ElementRule(
            kind: kind, isMandatory: use.requirement == .mandatory,
            lengthMin: Int32(clamping: use.element.lengthMin),
            lengthMax: Int32(clamping: use.element.lengthMax),
            repeatMax: Int32(clamping: use.repeatMax), codes: place(of: use.element.codes))
    }

    private mutating func place(of list: CodeList?) -> Int32 {
        guard let list, !list.isEmpty else { return -1 }
        if let place = codePlaces[list.reference] { return place }
        let place = codes.append(list)
        codePlaces[list.reference] = place
        return place
    }

    /// One row of the transition table.
    func targets(from row: Int) -> [ValidationPlan.Target] {
        var targets = [ValidationPlan.Target](
            repeating: ValidationPlan.Target(row: -1, isOrdinary: false),
            count: segments.count)
        var walk = RowWalk(rows, loops, from: row)
        var skipsMandatory = false
        while let next = walk.next() {
            let place = rowPlaces[next]
            if targets[place].row < 0 {
                targets[place] = ValidationPlan.Target(
                    row: Int16(next),
                    isOrdinary: !skipsMandatory && !rows[next].isBound,
                    opensLoop: rows[next].opensLoop)
            } else {
                targets[place].isOnly = false
            }
            if next > row, isMandatory[next] { skipsMandatory = true }
        }
        return targets
    }
}
