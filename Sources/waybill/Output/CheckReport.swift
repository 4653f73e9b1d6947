internal import Appliance
internal import Diagnostics
internal import X12

/// Shows findings as they come, in one of three styles, and counts them.
struct CheckReport {
    enum Style { case full, lines, json }

    private let file: String
    private let style: Style
    private var explainer: FindingExplainer
    private var page: FindingPage
    private var summary = CheckSummary()
    private let tables: SchemaLibrary
    private var counts: [Severity: Int] = [:]

    init(file: String, style: Style, tables: SchemaLibrary, source: SourceBytes) {
        self.file = file
        self.style = style
        self.tables = tables
        explainer = FindingExplainer(tables: tables, source: source)
        page = FindingPage(layout: .current, tables: tables)
    }

    var hasErrors: Bool { counts[.error] != nil }

    /// A part of an X12 file.
    mutating func add(_ part: DocumentWorkbench.Reading) throws {
        summary.add(part, tables: tables)
        if case .lines = style {
            for finding in part.allDiagnostics { showLines(finding) }
        } else {
            for finding in explainer.explain(part) { try show(finding) }
        }
    }

    /// The findings of an XML file, or of one that is neither.
    mutating func add(xml findings: [Diagnostic]) throws {
        summary.note(findings)
        for finding in findings {
            if case .lines = style {
                showLines(finding)
            } else {
                try show(explainer.explain(xml: finding))
            }
        }
    }

    private mutating func showLines(_ finding: Diagnostic) {
        counts[finding.severity, default: 0] += 1
        for line in FindingText.lines(finding, file: file) { Terminal.print(line) }
    }

    private mutating func show(_ finding: ExplainedFinding) throws {
        counts[finding.finding.severity, default: 0] += 1
        if case .json = style {
            try JSONLines.print(FindingView(finding))
        } else {
            for line in page.add(finding) { Terminal.print(line) }
        }
    }

    /// The last findings and the totals.
    mutating func finish() throws {
        if case .json = style { return }
        if case .full = style {
            for line in page.finish() { Terminal.print(line) }
            let text = summary.text(.current)
            for line in text { Terminal.print(line) }
            if !text.isEmpty { Terminal.print("") }
        }
        Terminal.tell(tally)
    }

    private var tally: String {
        let name = Terminal.printable(file)
        let parts = [Severity.error, .warning, .info].compactMap { severity -> String? in
            guard let count = counts[severity] else { return nil }
            let word = severity == .info ? "remark" : severity.rawValue
            return "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        return parts.isEmpty
            ? "\(name): nothing to say against it"
            : "\(name): " + parts.joined(separator: ", ")
    }
}
