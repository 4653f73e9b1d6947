internal import Appliance
internal import Diagnostics
internal import Translation
internal import X12

/// What became of the sets of a file, kept small: the totals, and the first sets that were not
/// accepted one by one.
struct CheckSummary {
    private struct SetLine {
        let number: String
        let set: String
        let name: String
        let verdict: TransactionSetVerdict
        let errorCount: Int
        let warningCount: Int
    }

    private static let listedMax = 20
    private var lines: [SetLine] = []
    private var omittedCount = 0
    private var verdicts: [TransactionSetVerdict: Int] = [:]
    private var groups: [(number: String, kind: String, verdict: FunctionalGroupVerdict)] = []
    private var groupCount = 0
    private var reportCount = 0
    private var actors: [ResponsibleParty] = []

    mutating func add(_ part: DocumentWorkbench.Reading, tables: SchemaLibrary) {
        for set in part.sets {
            verdicts[set.verdict, default: 0] += 1
            if set.isAcknowledgment { reportCount += 1 }
            note(set.diagnostics)
            let schema =
                (tables.schema(set: set.header.set, version: set.group.version)
                ?? tables.schema(set: set.header.set, version: "004010"))?.schema
            guard lines.count < Self.listedMax else {
                omittedCount += 1
                continue
            }
            lines.append(
                SetLine(
                    number: set.header.controlNumber, set: set.header.set,
                    name: schema?.name ?? "", verdict: set.verdict,
                    errorCount: set.diagnostics.count { $0.severity == .error },
                    warningCount: set.diagnostics.count { $0.severity == .warning }))
        }
        note(part.diagnostics)
        groupCount += part.groups.count
        for group in part.groups where groups.count < Self.listedMax {
            groups.append((group.header.controlNumber, group.header.functionalID, group.verdict))
        }
    }

    mutating func note(_ findings: [Diagnostic]) {
        for finding in findings where finding.severity == .error {
            if !actors.contains(finding.responsible) { actors.append(finding.responsible) }
        }
    }

    func text(_ layout: TextLayout) -> [String] {
        guard !lines.isEmpty || !groups.isEmpty else { return [] }
        var result = [layout.styled("What the acknowledgment would say", .strong)]
        for group in groups where group.kind != "FA" {
            result += layout.entry(
                "group", "\(group.number) \(group.kind): \(Self.words(group.verdict))", indent: 2)
        }
        if groupCount > groups.count {
            result += layout.entry("", "and \(groupCount - groups.count) more groups", indent: 2)
        }
        for line in lines {
            let counts = [(line.errorCount, "error"), (line.warningCount, "warning")]
                .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
            let found = counts.isEmpty ? "" : "; " + counts.joined(separator: ", ")
            result += layout.entry(
                "set",
                "\(line.number) \(line.set)" + (line.name.isEmpty ? "" : " \(line.name)")
                    + ": \(Self.words(line.verdict))\(found)",
                indent: 2)
        }
        if omittedCount > 0 {
            let totals = [TransactionSetVerdict.accepted, .acceptedWithErrors, .rejected]
                .compactMap { verdict in
                    verdicts[verdict].map { "\($0) \(Self.word(verdict))" }
                }
            result += layout.entry(
                "", "and \(omittedCount) more sets; in all \(totals.joined(separator: ", "))",
                indent: 2)
        }
        if reportCount > 0 {
            result += layout.entry(
                "", "Groups with functional identifier FA are never acknowledged.", indent: 2)
        }
        for actor in actors {
            result += layout.entry(
                "acts",
                actor == .partner
                    ? "the sender corrects what is rejected and sends it again"
                    : FindingPage.actor(actor), indent: 2)
        }
        return result
    }

    private static func word(_ verdict: TransactionSetVerdict) -> String {
        switch verdict {
        case .accepted: "accepted"
        case .acceptedWithErrors: "accepted with errors"
        case .rejected: "rejected"
        }
    }

    private static func words(_ verdict: TransactionSetVerdict) -> String {
        "\(word(verdict)), AK501 = \(verdict.rawValue)"
    }

    private static func words(_ verdict: FunctionalGroupVerdict) -> String {
        let word =
            switch verdict {
            case .accepted: "accepted"
            case .acceptedWithErrors: "accepted with errors"
            case .partiallyAccepted: "accepted in part"
            case .rejected: "rejected"
            }
        return "\(word), AK901 = \(verdict.rawValue)"
    }
}
