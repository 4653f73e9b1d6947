import Diagnostics

/// An element that may hold repetitions or components.
struct ElementParts {
    typealias Context = TransactionSetValidator.Context

    let position: Int
    let odd: OddBytes

    @inline(never)
    func validate(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan,
        _ rule: ElementRule, _ context: Context, _ findings: inout FindingCollector
    ) {
        guard let range = segment.range(at: position) else { return }
        guard let separator = context.delimiters.repetition, odd.hasRepetition,
            rule.kind != .binary
        else {
            validateOne(
                range, repetition: nil, segment, plan, rule, context, &findings)
            return
        }
        var start = range.lowerBound
        var repetition = 0
        for offset in range.lowerBound...range.upperBound
        where offset == range.upperBound || segment.bytes[offset] == separator {
            repetition += 1
            if repetition > 1, repetition > rule.repeatMax {
                reportTooMany(segment, plan, rule, context, &findings)
                return
            }
            if offset > start {
                let isRepeated = repetition > 1 || offset < range.upperBound
                validateOne(
                    start..<offset, repetition: isRepeated ? repetition : nil, segment, plan,
                    rule, context, &findings)
            }
            start = offset + 1
        }
    }

    private func reportTooMany(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan,
        _ rule: ElementRule, _ context: Context, _ findings: inout FindingCollector
    ) {
        let finding = ElementFinding(position: position)
        let isSimple = rule.repeatMax == 1
        findings.add(
            isSimple ? .separatorInElement : .repetitionsTooMany, in: .set,
            range: segment.fileRange(position),
            place: finding.place(segment, plan, context, findings),
            detail: FindingCollector.Detail(
                acknowledgment: context.reportsComponentCodes
                    ? AcknowledgmentCode(.element, "12") : AcknowledgmentCode(.element, "6"),
                expected: "at most \(rule.repeatMax) values", found: segment.text(position)),
            message: isSimple
                ? "\(finding.label(segment)) holds a repetition separator but does not repeat."
                : "\(finding.label(segment)) repeats more than \(rule.repeatMax) times.")
    }

    /// One repetition: a simple value or a composite.
    private func validateOne(
        _ range: Range<Int>, repetition: Int?, _ segment: borrowing SegmentView,
        _ plan: ValidationPlan.SegmentPlan, _ rule: ElementRule, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let isComposite = rule.componentCount > 0
        if let separator = context.delimiters.component, odd.hasComponent, !isComposite,
            rule.kind != .binary
        {
            for offset in range where segment.bytes[offset] == separator {
                reportSeparator(range, repetition, segment, plan, context, &findings)
                return
            }
        }
        guard isComposite else {
            check(range, rule, component: nil, repetition, segment, plan, context, &findings)
            return
        }
        var start = range.lowerBound
        var component = 0
        var present: UInt64 = 0
        for offset in range.lowerBound...range.upperBound
        where offset == range.upperBound || isSeparator(segment.bytes[offset], context) {
            component += 1
            if component > rule.componentCount {
                if offset > start {
                    reportExcess(
                        start..<range.upperBound, repetition, segment, plan, rule, context,
                        &findings)
                    break
                }
            } else if offset > start {
                present |= 1 << UInt64(min(component, 63))
                check(
                    start..<offset,
                    context.plan.rules[Int(rule.componentStart) + component - 1],
                    component: component, repetition, segment, plan, context, &findings)
            }
            start = offset + 1
        }
        for index in 0..<Int(rule.componentCount)
        where context.plan.rules[Int(rule.componentStart) + index].isMandatory
            && present & (1 << UInt64(min(index + 1, 63))) == 0
        {
            reportMissing(index + 1, repetition, range, segment, plan, context, &findings)
        }
        checkConditions(present, repetition, range, segment, plan, context, &findings)
    }

    /// Conditions between the components; few composites have any.
    private func checkConditions(
        _ present: UInt64, _ repetition: Int?, _ range: Range<Int>,
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan,
        _ context: Context, _ findings: inout FindingCollector
    ) {
        let elements = context.plan.schema.rows[Int(plan.row)].segment.elements
        guard position <= elements.count else { return }
        for condition in elements[position - 1].componentConditions
        where ConditionFinding.isBroken(condition, by: present) {
            let finding = ElementFinding(position: position, repetition: repetition, range: range)
            ConditionFinding.report(
                condition, present: present, finding, segment, plan, context, &findings)
        }
    }

    private func isSeparator(_ byte: UInt8, _ context: Context) -> Bool {
        byte == context.delimiters.component
    }

    private func check(
        _ range: Range<Int>, _ rule: ElementRule, component: Int?, _ repetition: Int?,
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan,
        _ context: Context, _ findings: inout FindingCollector
    ) {
        let value = segment.bytes.extracting(range)
        guard
            let breach = ElementCheck.breach(
                value, rule, codes: context.plan.codes, mayHoldOddBytes: odd.hasOdd)
        else { return }
        var finding = ElementFinding(position: position)
        finding.component = component
        finding.repetition = repetition
        finding.range = range
        finding.report(breach, value, segment, plan, rule, context, &findings)
    }

    private func reportSeparator(
        _ range: Range<Int>, _ repetition: Int?, _ segment: borrowing SegmentView,
        _ plan: ValidationPlan.SegmentPlan, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let finding = ElementFinding(position: position, repetition: repetition, range: range)
        findings.add(
            .separatorInElement, in: .set, range: finding.fileRange(segment),
            place: finding.place(segment, plan, context, findings),
            detail: FindingCollector.Detail(
                acknowledgment: context.reportsComponentCodes
                    ? AcknowledgmentCode(.element, "13") : AcknowledgmentCode(.element, "6"),
                expected: "a simple element", found: segment.bytes.extracting(range).x12Text),
            message:
                "\(finding.label(segment)) holds a component separator but is a simple element.")
    }

    private func reportExcess(
        _ range: Range<Int>, _ repetition: Int?, _ segment: borrowing SegmentView,
        _ plan: ValidationPlan.SegmentPlan, _ rule: ElementRule, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let finding = ElementFinding(position: position, repetition: repetition, range: range)
        findings.add(
            .componentsTooMany, in: .set, range: finding.fileRange(segment),
            place: finding.place(segment, plan, context, findings),
            detail: FindingCollector.Detail(
                acknowledgment: context.reportsComponentCodes
                    ? nil : AcknowledgmentCode(.element, "3"),
                expected: "at most \(rule.componentCount) components",
                found: segment.text(position)),
            message: "\(finding.label(segment)) has more than \(rule.componentCount) components.")
    }

    private func reportMissing(
        _ component: Int, _ repetition: Int?, _ range: Range<Int>,
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan,
        _ context: Context, _ findings: inout FindingCollector
    ) {
        let finding = ElementFinding(
            position: position, component: component, repetition: repetition, range: range)
        findings.add(
            .elementMissing, in: .set, range: finding.fileRange(segment),
            place: finding.place(segment, plan, context, findings),
            detail: FindingCollector.Detail(expected: "a value", found: nil),
            message: "\(finding.label(segment)) is mandatory in its composite and empty.")
    }
}
