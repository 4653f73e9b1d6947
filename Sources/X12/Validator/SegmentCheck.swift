import Diagnostics

/// Checks the elements of one segment: presence, conditions, values.
enum SegmentCheck {
    typealias Context = TransactionSetValidator.Context

    /// Gives the segment that ran into this one when a terminator is lost, told as that alone;
    /// else `.unreadable`.
    @discardableResult
    static func validate(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan, _ context: Context,
        _ findings: inout FindingCollector
    ) -> SegmentID {
        let odd = OddBytes(segment.bytes, context.delimiters)
        if odd.hasOdd, let lost = LostTerminator(segment, context) {
            lost.report(segment, context, &findings)
            return lost.next
        }
        let count = segment.elementCount
        var present: UInt64 = 0
        let known = min(count, Int(plan.ruleCount))
        let rules = context.plan.rules
        let codes = context.plan.codes
        let hasSeparators = odd.hasComponent || odd.hasRepetition
        let boundaries = segment.boundaries
        var position = 1
        var end = known > 0 ? Int(boundaries[0]) - segment.start : 0
        while position <= known {
            let start = end &+ segment.separatorByteCount
            end = Int(boundaries[position]) - segment.start
            if end > start {
                let value = segment.bytes.extracting(start..<end)
                present |= 1 << UInt64(min(position, 63))
                let rule = rules[Int(plan.ruleStart) + position - 1]
                if rule.componentCount > 0 || hasSeparators {
                    ElementParts(position: position, odd: odd).validate(
                        segment, plan, rule, context, &findings)
                } else if let breach = ElementCheck.breach(
                    value, rule, codes: codes, mayHoldOddBytes: odd.hasOdd)
                {
                    ElementFinding(position: position).report(
                        breach, value, segment, plan, rule, context, &findings)
                }
            }
            position &+= 1
        }
        if count > known { checkExcess(segment, plan, context, &findings) }
        if count > 0, segment.isEmpty(at: count) {
            reportEmptyEnd(segment, hasData: present != 0, plan, context, &findings)
        } else if count == 0 {
            reportEmptyEnd(segment, hasData: false, plan, context, &findings)
        }
        let missing = plan.mandatory & ~present
        if missing != 0 { reportMissing(missing, segment, plan, context, &findings) }
        if plan.conditionCount > 0 {
            checkConditions(present, segment, plan, context, &findings)
        }
        return .unreadable
    }

    /// Elements past those the segment has; empty ones are only told with the trailing ones.
    @inline(never)
    private static func checkExcess(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        for position in Int(plan.ruleCount) + 1...segment.elementCount
        where !segment.isEmpty(at: position) {
            var place = findings.place
            place.segment = segment.text(0)
            place.segmentPosition = context.segmentPosition
            place.elementPosition = position
            let count = segment.elementCount
            findings.add(
                .elementsTooMany, in: .set, range: segment.fileRange(position), place: place,
                detail: FindingCollector.Detail(
                    expected: "at most \(plan.ruleCount) elements", found: "\(count)"),
                message:
                    "\(segment.text(0)) has \(count) elements; release \(context.plan.schema.release) gives it \(plan.ruleCount)."
            )
            return
        }
    }

    @inline(never)
    private static func reportEmptyEnd(
        _ segment: borrowing SegmentView, hasData: Bool, _ plan: ValidationPlan.SegmentPlan,
        _ context: Context, _ findings: inout FindingCollector
    ) {
        var place = findings.place
        place.segment = segment.text(0)
        place.segmentPosition = context.segmentPosition
        guard hasData else {
            findings.add(
                .segmentEmpty, in: .set, range: segment.fullRange, place: place,
                message: "Segment \(segment.text(0)) is sent without any data.")
            return
        }
        findings.add(
            .trailingSeparator, in: .set, range: segment.fileRange(segment.elementCount),
            place: place,
            message: "Segment \(segment.text(0)) ends with separators of empty elements.")
    }

    @inline(never)
    private static func reportMissing(
        _ missing: UInt64, _ segment: borrowing SegmentView,
        _ plan: ValidationPlan.SegmentPlan, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        for position in 1...63 where missing & (1 << UInt64(position)) != 0 {
            let finding = ElementFinding(position: position)
            let definition = context.plan.schema.rows[Int(plan.row)].segment
            let name = definition.elements[position - 1].name
            findings.add(
                .elementMissing, in: .set, range: segment.fileRange(position),
                place: finding.place(segment, plan, context, findings),
                detail: FindingCollector.Detail(expected: name, found: nil),
                message:
                    "\(finding.label(segment)) (\(name)) is mandatory and empty.")
        }
    }

    private static func checkConditions(
        _ present: UInt64, _ segment: borrowing SegmentView,
        _ plan: ValidationPlan.SegmentPlan, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let conditions = context.plan.conditions
        let start = Int(plan.conditionStart)
        for index in start..<start + Int(plan.conditionCount) {
            let condition = conditions[index]
            guard condition.isBroken(by: present) else { continue }
            ConditionFinding(condition: condition, present: present).report(
                segment, plan, context, &findings)
        }
    }
}

extension ValidationPlan.Condition {
    /// Whether the elements present, bit by bit, break the condition.
    func isBroken(by present: UInt64) -> Bool {
        let there = present & mask
        // None: only a condition that asks for something is broken by nothing. All: only one
        // that excludes.
        if there == 0 { return kind == .required }
        if there == mask { return kind == .exclusion }
        return switch kind {
        case .paired: true
        case .required: false
        case .exclusion: there & (there &- 1) != 0
        case .conditional: there & first != 0
        case .listConditional: there == first
        }
    }
}

/// Whether a segment holds bytes that send its elements down the careful path. Eight bytes at a
/// time; a false alarm only costs time.
struct OddBytes {
    /// Control characters, or bytes outside ASCII.
    let hasOdd: Bool
    let hasComponent: Bool
    let hasRepetition: Bool

    init(_ bytes: Span<UInt8>, _ delimiters: Delimiters) {
        var odd = false
        var component = false
        var repetition = false
        if Self.mayHoldAny(bytes, delimiters) {
            for index in bytes.indices {
                let byte = bytes[index]
                if byte == delimiters.component { component = true }
                if byte == delimiters.repetition { repetition = true }
                if byte < 0x20 || byte >= 0x7F, byte != delimiters.element { odd = true }
            }
        }
        hasOdd = odd
        hasComponent = component
        hasRepetition = repetition
    }

    private static var low: UInt64 { 0x0101_0101_0101_0101 }
    private static var high: UInt64 { 0x8080_8080_8080_8080 }

    private static func mayHoldAny(_ bytes: Span<UInt8>, _ delimiters: Delimiters) -> Bool {
        guard bytes.count >= 8 else { return true }
        let component = low &* UInt64(delimiters.component ?? delimiters.segment)
        let repetition = low &* UInt64(delimiters.repetition ?? delimiters.segment)
        var alarm: UInt64 = 0
        // Invariant: the last load starts eight bytes before the end, the others before it.
        unsafe bytes.withUnsafeBytes { source in
            let last = source.count &- 8
            var offset = 0
            while offset < last {
                let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                alarm |= self.alarm(word, component, repetition)
                offset &+= 8
            }
            let word = unsafe source.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            alarm |= self.alarm(word, component, repetition)
        }
        return alarm & high != 0
    }

    /// The high bit of a byte is set when it is below a blank, DEL, outside ASCII or a separator;
    /// now and then for its neighbour too.
    @inline(__always)
    private static func alarm(_ word: UInt64, _ component: UInt64, _ repetition: UInt64) -> UInt64 {
        let delete = word ^ (low &* 0x7F)
        let first = word ^ component
        let second = word ^ repetition
        return ((word &- low &* 0x20) & ~word) | word | ((delete &- low) & ~delete)
            | ((first &- low) & ~first) | ((second &- low) & ~second)
    }
}
