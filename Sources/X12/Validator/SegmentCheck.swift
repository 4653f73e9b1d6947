import Diagnostics

/// Checks the elements of one segment: presence, conditions, values.
enum SegmentCheck {
    typealias Context = TransactionSetValidator.Context

    static func validate(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let odd = OddBytes(segment.bytes, context.delimiters)
        let count = segment.elementCount
        var present: UInt64 = 0
        let known = min(count, Int(plan.ruleCount))
        let rules = context.plan.rules
        let codes = context.plan.codes
        let hasSeparators = odd.hasComponent || odd.hasRepetition
        var position = 1
        while position <= known {
            let value = segment.element(position)
            if !value.isEmpty {
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
    }

    /// Elements past those the segment has; empty ones are only told with the trailing ones.
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
            let there = present & condition.mask
            let isBroken =
                switch condition.kind {
                case .paired: there != 0 && there != condition.mask
                case .required: there == 0
                case .exclusion: there & (there &- 1) != 0
                case .conditional: there & condition.first != 0 && there != condition.mask
                case .listConditional: there == condition.first
                }
            if isBroken {
                ConditionFinding(condition: condition, present: present).report(
                    segment, plan, context, &findings)
            }
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
        let low: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let element = low &* UInt64(delimiters.element)
        let component = low &* UInt64(delimiters.component ?? delimiters.segment)
        let repetition = low &* UInt64(delimiters.repetition ?? delimiters.segment)
        let separatorIsControl = delimiters.element < 0x20
        var odd: UInt64 = 0
        var components: UInt64 = 0
        var repetitions: UInt64 = 0
        func look(_ word: UInt64) {
            var controls = (word &- low &* 0x20) & ~word
            if separatorIsControl {
                let other = word ^ element
                controls &= ~((other &- low) & ~other)
            }
            odd |= controls | word
            let delete = word ^ (low &* 0x7F)
            odd |= (delete &- low) & ~delete
            let first = word ^ component
            components |= (first &- low) & ~first
            let second = word ^ repetition
            repetitions |= (second &- low) & ~second
        }
        var offset = 0
        // Invariant: every load ends at or before `bytes.count`.
        unsafe bytes.withUnsafeBytes { source in
            while offset + 8 <= source.count {
                look(unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset &+= 8
            }
        }
        if offset < bytes.count {
            // Digits fill the last word: never a control character nor a delimiter.
            var word: UInt64 = 0x3030_3030_3030_3030
            while offset < bytes.count {
                word = word << 8 | UInt64(bytes[offset])
                offset &+= 1
            }
            look(word)
        }
        hasOdd = odd & high != 0
        hasComponent = delimiters.component != nil && components & high != 0
        hasRepetition = delimiters.repetition != nil && repetitions & high != 0
    }
}
