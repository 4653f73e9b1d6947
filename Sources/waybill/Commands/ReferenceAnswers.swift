internal import Appliance
internal import Diagnostics
internal import X12

/// Answers about segments, elements, code values and sets, from the tables.
struct ReferenceAnswers {
    let library: SchemaLibrary
    /// As asked for; `nil` for all with tables.
    let release: String?
    let set: String?

    private var releases: [String] {
        release.flatMap { library.tableRelease(of: $0).map { [$0] } } ?? SchemaLibrary.releases
    }

    /// Refuses a release or set the tables do not have.
    func checkOptions() throws {
        if let release, library.tableRelease(of: release) == nil {
            throw CommandFailure(
                .usage, "'\(Terminal.printable(release))' is no release of X12, such as 004010.")
        }
        if let set, releases.allSatisfy({ library.schema(set: set, version: $0) == nil }) {
            let known = library.sets(release: SchemaLibrary.releases.last ?? "").map(\.set)
            throw CommandFailure(
                .notFound,
                "There are no tables for set '\(Terminal.printable(set))'; there are: "
                    + known.joined(separator: ", ") + ".")
        }
    }

    /// Everything the name may stand for; empty when it stands for nothing.
    func answers(to name: String) -> [ReferenceAnswer] {
        let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let subject = String(parts[0]).uppercased()
        if parts.count == 2 { return value(String(parts[1]), of: subject) }
        return [setAnswer(subject), segmentAnswer(subject), elementAnswer(subject)]
            .compactMap { $0 }
    }

    func candidates(for name: String) -> [String] {
        let subject = name.split(separator: "=").first.map { String($0).uppercased() } ?? ""
        let segments = SchemaLibrary.releases.flatMap { library.segments(version: $0) }
        guard subject.count > 3 else { return segments.map { $0.id.description } }
        return segments.flatMap { segment in
            segment.elements.indices.map {
                SegmentDescriber.label(segment.id.description, $0 + 1)
            }
        }
    }

    // MARK: Sets and segments

    private func setAnswer(_ name: String) -> ReferenceAnswer? {
        let found = releases.compactMap { release in
            library.sets(release: release).first { $0.set == name }
        }
        guard let schema = found.last else { return nil }
        var answer = ReferenceAnswer(kind: "set", name: name, title: schema.name)
        answer.add("group", "GS01 = \(schema.functionalID)")
        answer.add("releases", found.map(\.release).joined(separator: ", "))
        for row in schema.rows {
            var depth = 0
            var loop = row.loop
            while let index = loop {
                depth += 1
                loop = schema.loops[index].parent
            }
            if row.opensLoop { depth -= 1 }
            let use = row.requirement == .mandatory ? "M" : "O"
            let most = row.useMax == Int.max ? ">1" : "\(row.useMax)"
            var text = row.segment.name
            if row.opensLoop, let loop = row.loop {
                let turns = schema.loops[loop].repeatMax
                text += "  (loop, \(turns == Int.max ? "any number" : "up to \(turns)"))"
            }
            answer.add(
                row: String(repeating: "  ", count: depth) + row.segment.id.description, text,
                "\(use) \(most)")
        }
        return answer
    }

    private func segmentAnswer(_ name: String) -> ReferenceAnswer? {
        let found = releases.compactMap { release in
            library.segment(SegmentID(name), version: release).map { (release, $0) }
        }
        guard let (release, segment) = found.last else { return nil }
        var answer = ReferenceAnswer(kind: "segment", name: name, title: segment.name)
        answer.add("release", found.map(\.0).joined(separator: ", ") + "; shown as in \(release)")
        let uses = places(of: segment.id, release)
        if !uses.isEmpty { answer.add("in", uses) }
        if !segment.conditions.isEmpty {
            answer.add(
                "conditions",
                segment.conditions.map { Self.words($0, name) }
                    .joined(separator: "; "))
        }
        for (index, use) in segment.elements.enumerated() {
            let label = SegmentDescriber.label(name, index + 1)
            answer.add(row: label, use.name, Self.detail(use))
            for (place, part) in use.components.enumerated() {
                answer.add(row: "  \(label)-\(place + 1)", part.name, Self.detail(part))
            }
        }
        return answer
    }

    /// Where the sets have a segment; with `--set` its every place in that one.
    private func places(of id: SegmentID, _ release: String) -> String {
        let schemas = library.sets(release: release)
        guard let set, let schema = schemas.first(where: { $0.set == set }) else {
            return schemas.filter { schema in schema.rows.contains { $0.segment.id == id } }
                .map(\.set).joined(separator: ", ")
        }
        let rows = schema.rows.filter { $0.segment.id == id }
        guard !rows.isEmpty else { return "not in \(set)" }
        return rows.map { row in
            let need = row.requirement == .mandatory ? "mandatory" : "optional"
            let most = row.useMax == Int.max ? "any number" : "at most \(row.useMax)"
            let loop = row.loop.map { "loop \(schema.loops[$0].id)" } ?? "no loop"
            return "\(set) \(row.area), \(loop), \(need), \(most)"
        }.joined(separator: "; ")
    }

    /// `M ID 2/3 code`, `X AN 1/30`.
    private static func detail(_ use: ElementUse) -> String {
        let need =
            switch use.requirement {
            case .mandatory: "M"
            case .optional: "O"
            case .conditional: "X"
            }
        if let composite = use.compositeID { return "\(need) composite \(composite)" }
        let most = use.repeatMax > 1 ? " x\(use.repeatMax)" : ""
        return "\(need) \(use.element.form) \(use.element.reference)\(most)"
    }

    private static func words(_ condition: RelationalCondition, _ id: String) -> String {
        let names = condition.positions.map { SegmentDescriber.label(id, $0) }
        let rest = names.dropFirst().joined(separator: ", ")
        return switch condition.kind {
        case .paired: "\(names.joined(separator: ", ")): all or none"
        case .required: "at least one of \(names.joined(separator: ", "))"
        case .exclusion: "at most one of \(names.joined(separator: ", "))"
        case .conditional: "\(names[0]) calls for \(rest)"
        case .listConditional: "\(names[0]) calls for one of \(rest)"
        }
    }
}
