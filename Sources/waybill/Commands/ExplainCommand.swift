internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import X12

/// `waybill explain`: what a code, a segment or an element means.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell what a finding's code, an element, a segment or a code value means.",
        discussion: """
            Takes the codes of findings, segments (PO1), elements (BEG03, PO106-2, or the
            reference number 353), values of elements (SAC02=D240, AK403=7, TA105=017, AK502=5)
            and transaction sets (850). Without a name it lists the codes of findings by group.

            EXAMPLES
              waybill explain x12.element-date
              waybill explain AK403=7
              waybill explain REF01=DP --release 004010
              waybill explain PO1 --set 850
              waybill explain | less
            """)

    @OptionGroup var options: RootOptions
    @Option(help: "The release whose tables are meant, such as 004010; by default all with tables.")
    var release: String?
    @Option(help: "The transaction set in which a segment is looked at, such as 850.")
    var set: String?
    @Argument(help: "A finding's code, a segment, an element, ELEMENT=VALUE or a set.")
    var name: String?

    func run() throws {
        try Command.run {
            guard let name else { return try listCodes() }
            if name.contains("."), !name.contains("=") {
                try explainFinding(name)
            } else {
                try explainReference(name)
            }
        }
    }

    private func listCodes() throws {
        if options.json {
            for entry in ExplanationCatalogue.all {
                try JSONLines.print(ExplanationView(entry, library: nil))
            }
            return
        }
        let groups = ExplanationCatalogue.groups
        let width = ExplanationCatalogue.all.map { $0.code.rawValue.count }.max() ?? 0
        for (index, group) in groups.enumerated() {
            if index > 0 { Terminal.print("") }
            Terminal.print(TextLayout.current.styled(group.title, .strong))
            for entry in group.entries {
                for line in TextLayout.current.entry(
                    entry.code.rawValue, entry.summary, indent: 2, labelWidth: width + 2)
                {
                    Terminal.print(line)
                }
            }
        }
    }

    private func explainFinding(_ code: String) throws {
        guard let entry = ExplanationCatalogue.explanation(of: code) else {
            throw Self.unknown(
                code, among: ExplanationCatalogue.all.map { $0.code.rawValue },
                otherwise: "'waybill explain' lists the codes.")
        }
        let library = try? DocumentWorkbench.tables(of: Site(forReading: options.root))
        if options.json {
            try JSONLines.print(ExplanationView(entry, library: library))
        } else {
            for line in ExplanationText.lines(entry, library: library) { Terminal.print(line) }
        }
    }

    private func explainReference(_ name: String) throws {
        let library = try DocumentWorkbench.tables(of: try Site(forReading: options.root))
        let answers = ReferenceAnswers(library: library, release: release, set: set)
        try answers.checkOptions()
        let found = answers.answers(to: name)
        guard !found.isEmpty else {
            throw Self.unknown(
                name, among: answers.candidates(for: name),
                otherwise: "See 'waybill explain --help' for what can be asked.")
        }
        if options.json {
            for answer in found { try JSONLines.print(answer) }
            return
        }
        for (index, answer) in found.enumerated() {
            if index > 0 { Terminal.print("") }
            for line in answer.lines(TextLayout.current) { Terminal.print(line) }
        }
    }

    static func unknown(
        _ name: String, among candidates: [String], otherwise: String
    ) -> CommandFailure {
        let shown = Terminal.printable(name)
        let near = NearestName.of(name, among: candidates).map { "Did you mean '\($0)'? " } ?? ""
        return CommandFailure(.notFound, "There is no '\(shown)'. \(near)\(otherwise)")
    }
}

extension ExplanationCatalogue {
    /// The codes under titles, by the word before the dot.
    static var groups: [(title: String, entries: [FindingExplanation])] {
        let titles: [(prefixes: [String], title: String)] = [
            (["x12"], "X12: the standard"),
            (["guide"], "X12: the partner's guide"),
            (["xml"], "XML"),
            (["map"], "Translating to and from documents"),
            (["partner", "environment", "file", "duplicate"], "Arriving"),
            (["acknowledgment"], "Acknowledgments of what we sent"),
            (
                [
                    "price", "quantity", "unit", "item", "not-on-order", "reference", "delivery",
                    "tax-charge", "other",
                ], "Matching with orders and receipts"
            ),
            (["erp"], "The ERP"),
            (["spool", "appliance"], "The appliance itself"),
        ]
        func prefix(_ entry: FindingExplanation) -> String {
            String(entry.code.rawValue.prefix { $0 != "." })
        }
        var groups: [(title: String, entries: [FindingExplanation])] = titles.map { group in
            (group.title, all.filter { group.prefixes.contains(prefix($0)) })
        }
        let listed = Set(titles.flatMap(\.prefixes))
        let others = all.filter { !listed.contains(prefix($0)) }
        if !others.isEmpty { groups.append(("Others", others)) }
        return groups
    }
}
