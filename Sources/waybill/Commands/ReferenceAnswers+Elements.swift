internal import Appliance
internal import Diagnostics
internal import X12

extension ReferenceAnswers {
    /// What a name of an element stands for: a position of a segment, or a reference number.
    struct Subject {
        let segment: String?
        let use: ElementUse?
        let element: ElementDefinition
    }

    /// Reads `BEG03`, `PO106-2` and `353` in one release.
    func subject(_ name: String, release: String) -> Subject? {
        if let element = library.element(name, version: release) {
            return Subject(segment: nil, use: nil, element: element)
        }
        let parts = name.split(separator: "-", maxSplits: 1)
        guard let first = parts.first, first.count >= 4,
            let position = Int(first.suffix(2)), position > 0
        else { return nil }
        let id = String(first.dropLast(2))
        guard let segment = library.segment(SegmentID(id), version: release),
            position <= segment.elements.count
        else { return nil }
        var use = segment.elements[position - 1]
        if parts.count == 2 {
            guard let component = Int(parts[1]), (1...use.components.count).contains(component)
            else { return nil }
            use = use.components[component - 1]
        }
        return Subject(segment: id, use: use, element: use.element)
    }

    private var versions: [String] {
        release.flatMap { library.tableRelease(of: $0).map { [$0] } } ?? SchemaLibrary.releases
    }

    func elementAnswer(_ name: String) -> ReferenceAnswer? {
        let found = versions.compactMap { release in
            subject(name, release: release).map { (release: release, subject: $0) }
        }
        guard let last = found.last else { return nil }
        let (use, element) = (last.subject.use, last.subject.element)
        var answer = ReferenceAnswer(
            kind: "element", name: name, title: use?.name ?? element.name)
        if let composite = use?.compositeID {
            answer.add("composite", "\(composite), \(use?.components.count ?? 0) components")
            for (index, part) in (use?.components ?? []).enumerated() {
                answer.add(
                    row: "\(name)-\(index + 1)", part.name,
                    "\(part.element.form) \(part.element.reference)")
            }
            return answer
        }
        answer.add("element", "\(element.reference) \(element.name)")
        answer.add("type", Self.type(element))
        if let use { answer.add("requirement", Self.requirement(use)) }
        answer.add("release", forms(found.map { ($0.release, $0.subject.element) }))
        if last.subject.segment == nil {
            let places = uses(of: element.reference, last.release)
            if !places.isEmpty { answer.add("in", places) }
        }
        addCodes(of: element, to: &answer)
        return answer
    }

    private func addCodes(of element: ElementDefinition, to answer: inout ReferenceAnswer) {
        guard let codes = element.codes, !codes.isEmpty else { return }
        answer.add(
            "codes",
            "\(codes.count)"
                + (codes.isExternal ? ", a list of another body; others are warnings only" : ""))
        for code in codes.all { answer.add(row: code.code, code.name) }
    }

    /// `AN 1/30 in 004010, 1/80 in 005010`, or once where they agree.
    private func forms(_ found: [(release: String, element: ElementDefinition)]) -> String {
        let forms = Set(found.map(\.element.form))
        if forms.count == 1 { return found.map(\.release).joined(separator: ", ") }
        return found.map { "\($0.element.form) in \($0.release)" }.joined(separator: ", ")
    }

    private static func type(_ element: ElementDefinition) -> String {
        let words =
            switch element.type {
            case .string: "text"
            case .identifier: "a code"
            case .date: element.lengthMax == 6 ? "a date, YYMMDD" : "a date, CCYYMMDD"
            case .time: "a time, HHMM or HHMMSS"
            case .decimal: "a number, with a point where it has decimals"
            case .implied(let places):
                places == 0
                    ? "a whole number"
                    : "a number whose last \(places) digits are decimals, no point"
            case .binary: "binary data"
            }
        let length =
            element.lengthMin == element.lengthMax
            ? "\(element.lengthMin)" : "\(element.lengthMin) to \(element.lengthMax)"
        return "\(element.form): \(words), \(length) characters"
    }

    private static func requirement(_ use: ElementUse) -> String {
        let most = use.repeatMax > 1 ? ", repeats up to \(use.repeatMax) times" : ""
        switch use.requirement {
        case .mandatory: return "mandatory" + most
        case .optional: return "optional" + most
        case .conditional: return "conditional: a condition of the segment names it" + most
        }
    }

    /// Segments that use a data element.
    private func uses(of reference: String, _ release: String) -> String {
        let places = library.segments(version: release).flatMap { segment in
            segment.elements.enumerated().compactMap { index, use -> String? in
                guard use.compositeID == nil, use.element.reference == reference else {
                    return nil
                }
                return SegmentDescriber.label(segment.id.description, index + 1)
            }
        }
        let shown = places.prefix(24).joined(separator: ", ")
        return places.count > 24 ? "\(shown) and \(places.count - 24) more" : shown
    }

    // MARK: Values

    /// What a value means in an element.
    func value(_ value: String, of name: String) -> [ReferenceAnswer] {
        let found = versions.compactMap { release in
            subject(name, release: release).map { (release: release, element: $0.element) }
        }
        guard let last = found.last else { return [] }
        let named = found.compactMap { entry in
            entry.element.codes?.name(of: value).map { (release: entry.release, name: $0) }
        }
        var answer = ReferenceAnswer(
            kind: "value", name: "\(name)=\(Terminal.printable(value))",
            title: named.last?.name ?? ElementMeaning.text(of: value, last.element) ?? "")
        answer.add("element", "\(last.element.reference) \(last.element.name)")
        addMeaning(value, found, named, to: &answer)
        if let list = AcknowledgmentWords.list(ofElement: last.element.reference) {
            let causes = ExplanationCatalogue.findings(
                reportedAs: AcknowledgmentCode(list, value))
            for cause in causes { answer.add(row: cause.code.rawValue, cause.summary) }
            if !causes.isEmpty { answer.add("sent for", "these findings of ours:") }
        }
        return [answer]
    }

    private func addMeaning(
        _ value: String, _ found: [(release: String, element: ElementDefinition)],
        _ named: [(release: String, name: String)], to answer: inout ReferenceAnswer
    ) {
        guard let codes = found.last?.element.codes, !codes.isEmpty else {
            answer.add("codes", "the element has no code list; \(Self.type(found[0].element))")
            return
        }
        guard named.isEmpty else {
            if Set(named.map(\.name)).count > 1 {
                for entry in named { answer.add(entry.release, entry.name) }
            }
            let missing = found.map(\.release).filter { release in
                !named.contains { $0.release == release }
            }
            answer.add(
                "release",
                named.map(\.release).joined(separator: ", ")
                    + (missing.isEmpty ? "" : "; not in \(missing.joined(separator: ", "))"))
            return
        }
        answer.add(
            "meaning", "no code of the list" + (codes.isExternal ? ", which may be stale" : ""))
        let near = codes.nearest(to: value)
        if !near.isEmpty {
            answer.add(
                "near", near.map { "\($0.code) (\($0.name))" }.joined(separator: ", "))
        }
    }
}
