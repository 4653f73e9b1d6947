import Diagnostics

/// Holds one transaction set against a partner's guide while it is read. Keeps a count and a flag
/// per rule, whatever the size of the set.
struct GuideCheck {
    private(set) var guide: ImplementationGuide?
    /// By rule: segments seen in the present turn of its loop, and whether one is waited for.
    private var counts: [Int] = []
    private var isOpen: [Bool] = []
    /// By step: the present turn of its loop fulfils the conditions.
    private var fulfils: [Bool] = []

    mutating func begin(_ guide: ImplementationGuide?) {
        if self.guide != guide {
            self.guide = guide
            counts = [Int](repeating: 0, count: guide?.compiled.count ?? 0)
            isOpen = [Bool](repeating: false, count: counts.count)
            fulfils = [Bool](repeating: false, count: guide?.steps.count ?? 0)
        }
        guard let guide else { return }
        for index in counts.indices {
            counts[index] = 0
            isOpen[index] = guide.compiled[index].scope < 0
        }
        // A loop whose first segment is missing must not go by the set before.
        for step in fulfils.indices { fulfils[step] = false }
    }

    /// Checks a segment at its row. SE, the last one, settles what the whole set was asked for.
    @inline(never)
    mutating func check(
        _ segment: borrowing SegmentView, row: Int,
        _ context: TransactionSetValidator.Context, _ findings: inout FindingCollector
    ) {
        guard let guide else { return }
        settleLoops(guide, row, segment, context, &findings)
        for step in guide.stepsByRow[row] {
            fulfils[step] = Self.holds(guide.steps[step].conditions, segment, context)
        }
        openLoops(guide, row, context)
        for index in guide.rulesByRow[row] {
            let rule = guide.compiled[index]
            guard rule.steps.allSatisfy({ fulfils[$0] }),
                Self.holds(rule.conditions, segment, context)
            else { continue }
            counts[index] += 1
            GuideReport(rule: rule, source: guide.rules[index], context: context).check(
                segment, &findings)
        }
        guard segment.id == .setTrailer else { return }
        for index in guide.scoped where isOpen[index] {
            settle(index, guide, segment, context, &findings)
        }
    }

    /// A loop ends when its trigger comes again or a segment stands outside of it.
    private mutating func settleLoops(
        _ guide: ImplementationGuide, _ row: Int, _ segment: borrowing SegmentView,
        _ context: TransactionSetValidator.Context, _ findings: inout FindingCollector
    ) {
        for index in guide.scoped where isOpen[index] && guide.compiled[index].scope >= 0 {
            let loop = context.plan.loops[guide.compiled[index].scope]
            if row <= loop.triggerRow || row > loop.lastRow {
                settle(index, guide, segment, context, &findings)
            }
        }
    }

    private mutating func openLoops(
        _ guide: ImplementationGuide, _ row: Int, _ context: TransactionSetValidator.Context
    ) {
        for index in guide.scoped where guide.compiled[index].scope >= 0 {
            let rule = guide.compiled[index]
            guard context.plan.loops[rule.scope].triggerRow == row,
                rule.steps.allSatisfy({ fulfils[$0] })
            else { continue }
            isOpen[index] = true
            counts[index] = 0
        }
    }

    private mutating func settle(
        _ index: Int, _ guide: ImplementationGuide, _ segment: borrowing SegmentView,
        _ context: TransactionSetValidator.Context, _ findings: inout FindingCollector
    ) {
        isOpen[index] = false
        guard counts[index] == 0 else { return }
        GuideReport(rule: guide.compiled[index], source: guide.rules[index], context: context)
            .reportMissing(before: segment, &findings)
    }

    private static func holds(
        _ conditions: [ImplementationGuide.Condition], _ segment: borrowing SegmentView,
        _ context: TransactionSetValidator.Context
    ) -> Bool {
        for condition in conditions {
            let value = GuideReport.value(
                segment, condition.position, condition.component, context.delimiters)
            guard GuideReport.isAny(of: condition.values, value) else { return false }
        }
        return true
    }
}

/// Checks one segment against one rule and words what is wrong.
struct GuideReport {
    let rule: ImplementationGuide.CompiledRule
    let source: GuideRule
    let context: TransactionSetValidator.Context

    /// An element, or a component of its first repetition.
    @_lifetime(copy segment)
    static func value(
        _ segment: borrowing SegmentView, _ position: Int, _ component: Int,
        _ delimiters: Delimiters
    ) -> Span<UInt8> {
        let element = segment.element(position)
        guard component > 0 else { return element }
        var start = 0
        var current = 1
        var index = 0
        while index < element.count, element[index] != delimiters.repetition {
            if element[index] == delimiters.component {
                if current == component { return element.extracting(start..<index) }
                current += 1
                start = index + 1
            }
            index += 1
        }
        return element.extracting(current == component ? start..<index : 0..<0)
    }

    /// Compares without the blanks at the end of the value.
    static func isAny(of codes: [[UInt8]], _ value: Span<UInt8>) -> Bool {
        var count = value.count
        while count > 0, value[count - 1] == 0x20 { count -= 1 }
        for code in codes where code.count == count {
            var isSame = true
            for index in code.indices where code[index] != value[index] { isSame = false }
            if isSame { return true }
        }
        return false
    }

    func check(_ segment: borrowing SegmentView, _ findings: inout FindingCollector) {
        guard rule.position > 0 else {
            if source.demands.contains(.forbidden) {
                report(.segmentForbidden, segment, "is not used", "nothing", &findings)
            }
            return
        }
        let value = Self.value(segment, rule.position, rule.component, context.delimiters)
        if value.isEmpty {
            if rule.isRequired {
                report(.elementMissing, segment, "is required", "a value", &findings)
            }
            return
        }
        if source.demands.contains(.forbidden) {
            report(.elementForbidden, segment, "is not used", "nothing", &findings)
        }
        if let codes = rule.codes, !Self.isAny(of: codes, value) {
            let list = codes.map { $0.span.x12Text }.joined(separator: ", ")
            report(
                .code, segment, "takes \(list), not \u{201C}\(value.x12Text)\u{201D}", list,
                &findings)
        }
        checkLength(value, segment, &findings)
    }

    private func checkLength(
        _ value: Span<UInt8>, _ segment: borrowing SegmentView,
        _ findings: inout FindingCollector
    ) {
        let count = ElementCheck.characterCount(value)
        for demand in source.demands {
            if case .lengthMax(let length) = demand, count > length {
                report(
                    .tooLong, segment, "has at most \(length) characters, not \(count)",
                    "at most \(length) characters", &findings)
            } else if case .lengthMin(let length) = demand, count < length {
                report(
                    .tooShort, segment, "has at least \(length) characters, not \(count)",
                    "at least \(length) characters", &findings)
            }
        }
    }

    func reportMissing(
        before segment: borrowing SegmentView, _ findings: inout FindingCollector
    ) {
        var place = findings.place
        place.segment = rule.segment
        place.segmentPosition = context.segmentPosition
        add(
            .segmentMissing, range: ByteRange(offset: segment.fileOffset, length: 0), place,
            expected: source.text, found: segment.text(0),
            "\(source.text) is required and missing before \(segment.text(0))", &findings)
    }

    private func report(
        _ finding: GuideFinding, _ segment: borrowing SegmentView, _ words: String,
        _ expected: String, _ findings: inout FindingCollector
    ) {
        var place = findings.place
        place.segment = segment.text(0)
        place.segmentPosition = context.segmentPosition
        var found = segment.text(0)
        if rule.position > 0 {
            place.elementPosition = rule.position
            if rule.component > 0 { place.componentPosition = rule.component }
            let index = context.plan.tables.segmentPlace(of: segment.id)
            let elements =
                index < 0
                ? []
                : context.plan.schema.rows[Int(context.plan.segments[index].row)].segment.elements
            if rule.position <= elements.count {
                let use = elements[rule.position - 1]
                place.elementReference =
                    rule.component > 0 && rule.component <= use.components.count
                    ? use.components[rule.component - 1].element.reference : use.element.reference
            }
            found =
                Self.value(segment, rule.position, rule.component, context.delimiters).x12Text
        }
        add(
            finding,
            range: rule.position == 0 ? segment.fullRange : segment.fileRange(rule.position), place,
            expected: expected, found: found, "\(source.text) \(words)", &findings)
    }

    private func add(
        _ finding: GuideFinding, range: ByteRange, _ place: DiagnosticPlace, expected: String,
        found: String, _ words: String, _ findings: inout FindingCollector
    ) {
        var acknowledgment = finding.rule.acknowledgment
        let isDependent = !rule.conditions.isEmpty
        if finding == .elementMissing, isDependent {
            acknowledgment = AcknowledgmentCode(.element, "2", implementation: "I9")
        } else if finding == .elementForbidden, isDependent {
            acknowledgment = AcknowledgmentCode(.element, "3", implementation: "I13")
        } else if finding == .segmentMissing, rule.opensLoop {
            acknowledgment = AcknowledgmentCode(.segment, "3", implementation: "I7")
        }
        let reason = source.reason.map { " (\($0))" } ?? ""
        findings.add(
            finding, severity: source.rejects ? .error : .warning, range: range, place: place,
            detail: FindingCollector.Detail(
                acknowledgment: acknowledgment, expected: expected,
                found: found.isEmpty ? nil : found),
            message: "By the partner's guide \(words)\(reason).")
    }
}
