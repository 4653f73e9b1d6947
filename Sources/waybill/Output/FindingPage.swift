internal import Appliance
internal import Diagnostics
internal import X12

/// Findings as a person reads them on a terminal: each segment once, its faults marked beneath,
/// then for each the rule and what to send.
struct FindingPage {
    let layout: TextLayout
    let tables: SchemaLibrary
    /// The segment, or line, whose findings are gathered.
    private var group: [ExplainedFinding] = []

    init(layout: TextLayout, tables: SchemaLibrary) {
        self.layout = layout
        self.tables = tables
    }

    /// Takes the next finding and gives what can be printed: the findings of the segment before.
    mutating func add(_ finding: ExplainedFinding) -> [String] {
        guard let last = group.last, Self.start(last) != Self.start(finding) else {
            group.append(finding)
            return []
        }
        defer { group = [finding] }
        return lines(group)
    }

    /// What is left at the end.
    mutating func finish() -> [String] {
        defer { group = [] }
        return group.isEmpty ? [] : lines(group)
    }

    private static func start(_ finding: ExplainedFinding) -> Int {
        finding.segment?.fileOffset ?? finding.line?.start
            ?? -1 - (finding.finding.range?.offset ?? 0)
    }

    private func lines(_ group: [ExplainedFinding]) -> [String] {
        guard let first = group.first else { return [] }
        var lines = [layout.styled(Terminal.printable(heading(first)), .strong)]
        let bytes = first.segment?.bytes ?? first.line?.bytes ?? []
        if !bytes.isEmpty {
            lines.append("")
            lines += marked(bytes, start: Self.start(first), group)
        }
        for finding in group {
            lines.append("")
            lines += words(finding)
        }
        lines.append("")
        return lines
    }

    /// `set 0001, 810 Invoice, segment 3 IT1 (Baseline Item Data), byte 220`.
    private func heading(_ finding: ExplainedFinding) -> String {
        let place = finding.finding.place
        var parts: [String] = []
        if let number = place.transactionSetControlNumber { parts.append("set \(number)") }
        if !finding.set.isEmpty {
            parts.append("\(finding.set) \(finding.setName)")
        } else if place.transactionSetControlNumber == nil {
            if let number = place.groupControlNumber {
                parts.append("group \(number)")
            } else if let number = place.interchangeControlNumber {
                parts.append("interchange \(number)")
            }
        }
        if let segment = finding.segment, place.segment != nil || name(of: segment.id, "") != nil {
            let id = segment.id
            let position = place.segment == id ? place.segmentPosition : nil
            let name = name(of: id, finding.release)
            parts.append(
                "segment " + (position.map { "\($0) " } ?? "") + TextLayout.clipped(id, 12)
                    + (name.map { " (\($0))" } ?? ""))
        } else if let path = place.path {
            parts.append(path)
        }
        if let offset = finding.finding.range?.offset {
            parts.append("byte \(finding.segment?.fileOffset ?? offset)")
        }
        return parts.isEmpty ? "the file" : parts.joined(separator: ", ")
    }

    private func name(of segment: String, _ release: String) -> String? {
        let id = SegmentID(segment)
        return (tables.segment(id, version: release) ?? tables.segment(id, version: "004010"))?.name
    }

    private func marked(
        _ bytes: [UInt8], start: Int, _ group: [ExplainedFinding]
    ) -> [String] {
        var marks: [Range<Int>] = []
        for entry in group {
            guard let range = entry.finding.range else { continue }
            let lower = min(max(0, range.offset - start), bytes.count)
            let upper = min(max(lower, range.end - start), bytes.count)
            // A whole segment is marked at its ID, a missing one where it should stand.
            let isAll = upper - lower >= bytes.count && entry.segment != nil
            let end = isAll ? lower + min(3, entry.segment?.elements.first?.count ?? 3) : upper
            let mark = lower..<max(lower, end)
            if !marks.contains(mark) { marks.append(mark) }
        }
        return MarkedText(bytes).lines(marking: marks, width: layout.width - 4).flatMap { line in
            [
                "    " + line.text,
                "    " + layout.styled(line.carets, .error),
            ]
        }.filter { !$0.allSatisfy { $0 == " " } }
    }

    private func words(_ explained: ExplainedFinding) -> [String] {
        let finding = explained.finding
        let severity = finding.severity == .info ? "remark" : finding.severity.rawValue
        let style: TextLayout.Style =
            switch finding.severity {
            case .error: .error
            case .warning: .warning
            case .info: .strong
            }
        var lines = layout.entry(severity, finding.message, indent: 2, style: style)
        func add(_ label: String, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            lines += layout.entry(label, text, indent: 2)
        }
        add("rule", explained.rule)
        if let expected = finding.expected, !finding.message.contains(expected) {
            add("expected", expected)
        }
        add("found", finding.found.map(MarkedText.visible))
        if let remedy = explained.remedy {
            add(remedy.isGeneral ? "repair" : "send", remedy.text)
            if let corrected = remedy.corrected, corrected.utf8.count <= 400 {
                lines.append("            " + Terminal.printable(corrected))
            }
        }
        var code = finding.code.rawValue
        if let reported = finding.acknowledgment {
            code += ", " + AcknowledgmentWords.short(reported, tables)
        }
        add("code", "\(code); \(Self.actor(finding.responsible))")
        return lines
    }

    static func actor(_ party: ResponsibleParty) -> String {
        switch party {
        case .partner: "the sender acts"
        case .procurement: "procurement acts"
        case .accountsPayable: "accounts payable acts"
        case .operator: "the operator acts"
        case .nobody: "nobody needs to act"
        }
    }
}
