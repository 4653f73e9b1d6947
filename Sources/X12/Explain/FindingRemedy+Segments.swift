import Diagnostics

/// Remedies for segments that are missing, misplaced or misspelt, and for elements that are not
/// there.
extension RemedyFinder {
    func segmentRemedy(
        _ kind: X12Finding, _ finding: Diagnostic, _ segment: RawSegment?
    ) -> FindingRemedy? {
        let id = finding.place.segment ?? ""
        switch kind {
        case .segmentMissing: return missingSegmentRemedy(id, segment)
        case .segmentUnknown: return unknownRemedy(id)
        case .segmentNotInSet: return notInSetRemedy(id)
        case .segmentOutOfOrder: return outOfOrderRemedy(id)
        case .elementsTooMany:
            guard let definition = definition(id) else { return nil }
            return FindingRemedy(
                text: "at most \(definition.elements.count) elements",
                corrected: segment?.cut(after: definition.elements.count))
        case .trailingSeparator:
            return FindingRemedy(
                text: "the same without the separators at the end",
                corrected: segment.map { $0.cut(after: $0.elements.count) })
        case .segmentEmpty: return FindingRemedy(text: "nothing: leave the segment out")
        case .segmentTooOften, .loopTooOften:
            return FindingRemedy(text: finding.expected.map { "it \($0) times" } ?? "fewer of them")
        default: return nil
        }
    }

    private func missingSegmentRemedy(_ id: String, _ segment: RawSegment?) -> FindingRemedy? {
        guard let definition = definition(id) else { return nil }
        let separator = Character(Unicode.Scalar(segment?.delimiters.element ?? 0x2A))
        var values = [id]
        for use in definition.elements {
            let isNeeded = use.requirement == .mandatory
            values.append(isNeeded ? example(use)?.value ?? "" : "")
        }
        while values.count > 1, values.last?.isEmpty == true { values.removeLast() }
        let before = segment.map { " before \($0.id)" } ?? ""
        return FindingRemedy(
            text: "\(id) (\(definition.name))\(before), such as "
                + values.joined(separator: String(separator)))
    }

    private func unknownRemedy(_ id: String) -> FindingRemedy? {
        let known = schema.map { schema in Set(schema.rows.map { $0.segment.id.description }) }
        let names = known ?? Set(library.segments(version: release).map { $0.id.description })
        let near = names.sorted().filter {
            $0 == id.uppercased() || CodeList.isOneEdit(Array(id.utf8), Array($0.utf8))
        }
        guard !near.isEmpty else { return nil }
        let list = near.prefix(3).map { name in
            definition(name).map { "\(name) (\($0.name))" } ?? name
        }
        return FindingRemedy(text: list.joined(separator: ", or "))
    }

    private func notInSetRemedy(_ id: String) -> FindingRemedy? {
        guard let schema else { return nil }
        let others = library.sets(release: release).filter { other in
            other.rows.contains { $0.segment.id.description == id }
        }.map(\.set)
        let owners = others.isEmpty ? "" : "; it belongs to \(others.joined(separator: ", "))"
        return FindingRemedy(text: "the \(schema.set) without it\(owners)")
    }

    /// Every place the set has for the segment.
    private func outOfOrderRemedy(_ id: String) -> FindingRemedy? {
        guard let schema else { return nil }
        let places = schema.rows.filter { $0.segment.id.description == id }.map { row -> String in
            let before = row.index > 0 ? schema.rows[row.index - 1].segment.id.description : ""
            guard let loop = row.loop else { return "outside loops after \(before)" }
            let name = schema.loops[loop].id
            if row.opensLoop { return "as the first segment of loop \(name)" }
            return "in loop \(name) after \(before)"
        }
        guard !places.isEmpty else { return nil }
        let list = places.prefix(4).joined(separator: "; or ")
        return FindingRemedy(
            text: "it \(list)\(places.count > 4 ? "; or in \(places.count - 4) more places" : "")")
    }

    func missingRemedy(_ finding: Diagnostic, _ target: Target) -> FindingRemedy? {
        guard let use = target.use, let position = target.position,
            let id = finding.place.segment
        else { return nil }
        let label =
            DescribedSegment.label(id, position) + (target.component.map { "-\($0)" } ?? "")
        let shown = use.components.first ?? use
        var text = "\(label) \(use.name) (\(shown.element.form))"
        if let example = example(use) {
            text += ", such as \(example.value)"
            if let meaning = example.meaning { text += " (\(meaning))" }
        }
        if finding.code == X12Finding.elementConditionallyMissing.code {
            text += "; or leave out what calls for it"
        }
        return FindingRemedy(text: text)
    }

    /// A value an element could have: a code of its list, or one of its type.
    func example(_ use: ElementUse) -> (value: String, meaning: String?)? {
        let element = (use.components.first ?? use).element
        let length = element.lengthMin
        switch element.type {
        case .identifier:
            guard let codes = element.codes, let code = Self.usual(codes) else { return nil }
            return (code.code, code.name.isEmpty ? nil : code.name)
        case .date: return (element.lengthMax == 6 ? "261130" : "20261130", "30 November 2026")
        case .time: return ("0930", "half past nine")
        case .decimal: return ("12.50", nil)
        case .implied(let places):
            let value = places == 0 ? "1" : "1250"
            return (
                String(repeating: "0", count: max(0, length - value.count)) + value,
                ElementMeaning.text(of: value, element)
            )
        case .string:
            let text = "A4711"
            guard element.lengthMax >= 2 else { return ("A", nil) }
            let short = String(text.prefix(element.lengthMax))
            return (short + String(repeating: "0", count: max(0, length - short.count)), nil)
        case .binary: return nil
        }
    }

    /// The code of a list that procurement documents use most, else the first.
    private static func usual(_ codes: CodeList) -> NamedCode? {
        let usual = [
            "353": "00", "92": "NE", "98": "ST", "355": "EA", "235": "VN", "374": "002",
            "128": "DP", "363": "ZZZ", "354": "1", "735": "S", "668": "IA", "248": "C",
        ]
        if let code = usual[codes.reference], let name = codes.name(of: code) {
            return NamedCode(code: code, name: name)
        }
        return codes.all.first
    }
}
