/// Decides in one pass over a segment that nothing is to be found in its elements: the common
/// case, without places and words. What it does not accept, `SegmentCheck` looks at closely.
struct SegmentGate {
    /// For each segment of the plan the presence pattern seen last that keeps its conditions:
    /// the segments of a partner's lines are mostly filled in alike.
    private var accepted: [UInt64] = []

    /// Makes ready for a plan.
    mutating func reset(_ plan: ValidationPlan) {
        accepted.removeAll(keepingCapacity: true)
        accepted.append(contentsOf: repeatElement(0, count: plan.segments.count))
    }

    /// True when the segment surely has no fault in what it holds. Never for ST and SE.
    @inline(__always)
    mutating func accepts(
        _ segment: borrowing SegmentView, _ rules: borrowing ValidationPlan.SegmentPlan,
        _ tables: borrowing PlanTables
    ) -> Bool {
        let present = Self.presence(segment, rules, tables)
        guard present != 0 else { return false }
        let place = Int(rules.place)
        if accepted[place] == present { return true }
        guard rules.mandatory & ~present == 0, Self.keepsConditions(present, rules, tables) else {
            return false
        }
        accepted[place] = present
        return true
    }

    /// The positions that hold a value, bit by bit; 0 when the elements need a closer look.
    @inline(__always)
    private static func presence(
        _ segment: borrowing SegmentView, _ rules: borrowing ValidationPlan.SegmentPlan,
        _ tables: borrowing PlanTables
    ) -> UInt64 {
        let boundaries = segment.boundaries
        let count = boundaries.count &- 1
        guard segment.isPlain, !rules.isEnvelope, count >= 1,
            count <= min(Int(rules.ruleCount), 62)
        else { return 0 }
        let source = segment.source
        let firstRule = Int(rules.ruleStart)
        let gates = tables.gates.span.extracting(firstRule..<firstRule &+ count)
        var present: UInt64 = 0
        var end = Int(boundaries[0])
        var index = 0
        while index < count {
            let gate = gates[index]
            index &+= 1
            // A segment that is plain was read with separators of one byte.
            let start = end &+ 1
            end = Int(boundaries[index])
            if end == start { continue }
            present |= 1 &<< UInt64(truncatingIfNeeded: index)
            if !gate.accepts(source, from: start, to: end, tables.codes),
                !isFine(
                    source.extracting(start..<end), tables.rules[firstRule + index - 1],
                    tables.codes)
            {
                return 0
            }
        }
        // A segment that ends with separators of nothing is told.
        return present &>> UInt64(truncatingIfNeeded: count) == 0 ? 0 : present
    }

    /// The exact rule, for values whose gate stays shut.
    @inline(never)
    private static func isFine(
        _ value: Span<UInt8>, _ rule: ElementRule, _ codes: borrowing CodeTables
    ) -> Bool {
        rule.componentCount == 0
            && ElementCheck.breach(value, rule, codes: codes, mayHoldOddBytes: false) == nil
    }

    @inline(never)
    private static func keepsConditions(
        _ present: UInt64, _ rules: borrowing ValidationPlan.SegmentPlan,
        _ tables: borrowing PlanTables
    ) -> Bool {
        let start = Int(rules.conditionStart)
        for index in start..<start + Int(rules.conditionCount)
        where tables.conditions[index].isBroken(by: present) { return false }
        return true
    }
}
