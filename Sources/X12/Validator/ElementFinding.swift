import Diagnostics

/// Words a breach of an element's rule. Runs only when something is wrong.
struct ElementFinding {
    typealias Context = TransactionSetValidator.Context

    let position: Int
    var component: Int?
    var repetition: Int?
    /// Range in the segment when it is not the whole element.
    var range: Range<Int>?

    /// `REF02`, `PO106-2`: as the guides print it.
    func label(_ segment: borrowing SegmentView) -> String {
        let number = position < 10 ? "0\(position)" : "\(position)"
        return segment.text(0) + number + (component.map { "-\($0)" } ?? "")
    }

    func fileRange(_ segment: borrowing SegmentView) -> ByteRange {
        guard let range else { return segment.fileRange(position) }
        return ByteRange(offset: segment.fileOffset + range.lowerBound, length: range.count)
    }

    func place(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan, _ context: Context,
        _ findings: FindingCollector
    ) -> DiagnosticPlace {
        var place = findings.place
        place.segment = segment.text(0)
        place.segmentPosition = context.segmentPosition
        place.elementPosition = position
        place.componentPosition = component
        place.repetition = repetition
        place.elementReference = definition(plan, context)?.reference
        return place
    }

    private func definition(
        _ plan: ValidationPlan.SegmentPlan, _ context: Context
    ) -> ElementDefinition? {
        let elements = context.plan.schema.rows[Int(plan.row)].segment.elements
        guard position <= elements.count else { return nil }
        let use = elements[position - 1]
        if let component, component <= use.components.count {
            return use.components[component - 1].element
        }
        return use.element
    }

    @inline(never)
    func report(
        _ breach: ElementBreach, _ value: Span<UInt8>, _ segment: borrowing SegmentView,
        _ plan: ValidationPlan.SegmentPlan, _ rule: ElementRule, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        if breach == .date, context.acceptsShortDates, value.count == 6,
            ElementCheck.isDate(value)
        {
            return
        }
        let definition = definition(plan, context)
        if breach == .unknownCode, let list = definition?.codes, list.isExternal,
            !list.hasCodes(ofLength: value.count)
        {
            // The list has another form of the code, as two letters of USA; it says nothing here.
            return
        }
        let name = "\(label(segment)) (\(definition?.name ?? "element"))"
        let text = value.x12Text
        var severity: Severity?
        let wording: (finding: X12Finding, expected: String, message: String)
        switch breach {
        case .tooShort(let count):
            wording = (
                .elementTooShort, "at least \(rule.lengthMin) characters",
                "\(name) is \(count) long; at least \(rule.lengthMin) are needed."
            )
        case .tooLong(let count):
            wording = (
                .elementTooLong, "at most \(rule.lengthMax) characters",
                "\(name) is \(count) long; at most \(rule.lengthMax) are allowed."
            )
        case .character:
            wording = (
                .elementCharacter, "printable characters",
                "\(name) holds a control character, such as a line break."
            )
        case .notNumber:
            let form = rule.kind == .implied ? "digits without a point" : "a number"
            if rule.kind == .implied, ShortDecimal(value) != nil {
                severity = findings.options.decimalPoints.severity
            }
            wording = (
                .elementNumber, form, "\(name) must be \(form); found \(quoted(text))."
            )
        case .unknownCode:
            let isExternal = definition?.codes?.isExternal ?? false
            if isExternal { severity = .warning }
            let upper = text.uppercased()
            if upper != text, definition?.codes?.contains(upper) == true {
                severity = findings.options.lowerCaseCodes.severity
                wording = (
                    .elementCode, "\(upper), in capitals",
                    "\(name) has the code \(quoted(text)); its list has \(upper)."
                )
            } else {
                wording = (
                    .elementCode,
                    "a code of list \(definition?.reference ?? "") in release \(context.plan.schema.release)",
                    "\(name) has the code \(quoted(text)), which is not in its list."
                )
            }
        case .date:
            let form = rule.lengthMin == 6 && rule.lengthMax == 6 ? "YYMMDD" : "CCYYMMDD"
            if value.count == 6, rule.lengthMin == 8, ElementCheck.isDate(value) {
                severity = findings.options.shortDates.severity
                wording = (
                    .elementDate, "a real day, \(form)",
                    "\(name) is written with six digits: \(quoted(text))."
                )
            } else {
                if ElementCheck.isZeros(value), value.count == rule.lengthMax {
                    severity = findings.options.zeroDates.severity
                }
                wording = (
                    .elementDate, "a real day, \(form)",
                    "\(name) is no real day: \(quoted(text))."
                )
            }
        case .time:
            wording = (
                .elementTime, "HHMM, HHMMSS or HHMMSSDD",
                "\(name) is no time of day: \(quoted(text))."
            )
        case .blank:
            wording = (.elementBlank, "text", "\(name) holds nothing but blanks.")
        }
        findings.add(
            wording.finding, in: .set, range: fileRange(segment),
            place: place(segment, plan, context, findings),
            detail: FindingCollector.Detail(
                expected: wording.expected, found: clipped(text, Self.foundCountMax)),
            severity: severity, message: wording.message)
    }

    /// What a finding keeps of a value, in characters: as much as AK404 has room for.
    static let foundCountMax = 99

    /// Messages quote at most 80 characters.
    private func quoted(_ text: String) -> String { "\u{201C}\(clipped(text, 80))\u{201D}" }

    private func clipped(_ text: String, _ countMax: Int) -> String {
        text.count > countMax ? "\(text.prefix(countMax))…" : text
    }
}

/// Words a broken condition.
struct ConditionFinding {
    let condition: ValidationPlan.Condition
    let present: UInt64

    /// Whether a condition between elements or components is broken by those that are there.
    static func isBroken(_ condition: RelationalCondition, by present: UInt64) -> Bool {
        func isThere(_ position: Int) -> Bool { present & (1 << UInt64(position)) != 0 }
        guard let first = condition.positions.first else { return false }
        let others = condition.positions.dropFirst()
        return switch condition.kind {
        case .paired:
            condition.positions.contains(where: isThere)
                && !condition.positions.allSatisfy(isThere)
        case .required: !condition.positions.contains(where: isThere)
        case .exclusion: condition.positions.count(where: isThere) > 1
        case .conditional: isThere(first) && !others.allSatisfy(isThere)
        case .listConditional: isThere(first) && !others.contains(where: isThere)
        }
    }

    @inline(never)
    func report(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan,
        _ context: TransactionSetValidator.Context, _ findings: inout FindingCollector
    ) {
        let definition = context.plan.schema.rows[Int(plan.row)].segment
        let rule = definition.conditions[Int(condition.index)]
        let absent = rule.positions.first { present & (1 << UInt64($0)) == 0 }
        let extra = rule.positions.last { present & (1 << UInt64($0)) != 0 }
        let isExclusion = condition.kind == .exclusion
        let position = (isExclusion ? extra : absent) ?? rule.positions.first ?? 1
        let element = ElementFinding(position: position)
        let id = segment.text(0)
        let words = Self.words(
            rule, rule.positions.map { id + ($0 < 10 ? "0" : "") + "\($0)" })
        var detail = FindingCollector.Detail(expected: words, found: nil)
        if condition.kind != .required {
            // The element that is there is why the other one must, or must not, be.
            let there = rule.positions.first { present & (1 << UInt64($0)) != 0 }
            detail.trigger = there.map {
                ElementFinding(position: $0).place(segment, plan, context, findings)
            }
        }
        findings.add(
            isExclusion ? .elementExcluded : .elementConditionallyMissing, in: .set,
            range: segment.fileRange(position),
            place: element.place(segment, plan, context, findings),
            detail: detail,
            severity: rule.isCertain ? nil : .warning,
            message: "In \(id), \(words).")
    }

    /// The same between the components of a composite.
    @inline(never)
    static func report(
        _ rule: RelationalCondition, present: UInt64, _ element: ElementFinding,
        _ segment: borrowing SegmentView, _ plan: ValidationPlan.SegmentPlan,
        _ context: TransactionSetValidator.Context, _ findings: inout FindingCollector
    ) {
        let absent = rule.positions.first { present & (1 << UInt64($0)) == 0 }
        let extra = rule.positions.last { present & (1 << UInt64($0)) != 0 }
        let isExclusion = rule.kind == .exclusion
        var finding = element
        finding.component = nil
        let label = finding.label(segment)
        finding.component = (isExclusion ? extra : absent) ?? rule.positions.first
        let words = words(rule, rule.positions.map { "\(label)-\($0)" })
        findings.add(
            isExclusion ? .elementExcluded : .elementConditionallyMissing, in: .set,
            range: finding.fileRange(segment),
            place: finding.place(segment, plan, context, findings),
            detail: FindingCollector.Detail(expected: words, found: nil),
            severity: rule.isCertain ? nil : .warning,
            message: "In \(label), \(words).")
    }

    private static func words(_ rule: RelationalCondition, _ names: [String]) -> String {
        switch rule.kind {
        case .paired: "\(list(names, "and")) go together: all or none"
        case .required: "at least one of \(list(names, "or")) must be sent"
        case .exclusion: "at most one of \(list(names, "or")) may be sent"
        case .conditional:
            "\(names[0]) calls for \(list(Array(names.dropFirst()), "and"))"
        case .listConditional:
            "\(names[0]) calls for at least one of \(list(Array(names.dropFirst()), "or"))"
        }
    }

    private static func list(_ names: [String], _ word: String) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(word) \(last)"
    }
}
