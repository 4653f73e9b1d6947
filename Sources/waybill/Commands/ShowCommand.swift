internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Journal

/// `waybill show ID`: everything about one exchange.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one exchange: what is in it and what became of it.",
        discussion: """
            EXAMPLES
              waybill show 17
              waybill show 17 --json | jq .findings
            """)

    @OptionGroup var options: RootOptions
    @Argument(help: "The exchange's number, from 'waybill exchanges'.") var id: Int64

    struct Details: Encodable {
        let exchange: ExchangeView
        let documents: [DocumentView]
        let answers: [ExchangeView]
        let findings: [Diagnostic]
        let transitions: [Step]
    }

    struct Step: Encodable {
        let at: String
        let document: Int64?
        let from: String?
        let to: String
        let actor: String
        let note: String?
    }

    func run() throws {
        try Command.run {
            let journal = try Command.journal(options.root)
            let details = try journal.read { reader -> Details? in
                guard let exchange = try reader.exchange(id) else { return nil }
                return Details(
                    exchange: ExchangeView(exchange),
                    documents: try reader.documents(of: id).map {
                        DocumentView($0, records: try reader.records(ofDocument: $0.id))
                    },
                    answers: try reader.answers(to: id).map(ExchangeView.init),
                    findings: try reader.findings(of: id).compactMap {
                        try? JSONDecoder().decode(Diagnostic.self, from: Data($0.body.utf8))
                    },
                    transitions: try reader.transitions(of: id).map {
                        Step(
                            at: $0.at.description, document: $0.documentID, from: $0.from,
                            to: $0.to, actor: $0.actor, note: $0.note)
                    })
            }
            guard let details else {
                throw CommandFailure(.notFound, "There is no exchange \(id).")
            }
            if options.json { try JSONLines.print(details) } else { print(details) }
        }
    }

    private func print(_ details: Details) {
        let exchange = details.exchange
        Terminal.print("Exchange \(exchange.id)  \(exchange.direction)  \(exchange.state)")
        var facts = [
            ("partner", exchange.partner ?? "(not recognised) folder \(exchange.folder)"),
            ("file", "\(exchange.file) (\(exchange.bytes) bytes)"),
            ("contents", "\(exchange.format) \(exchange.contents)"),
            ("control number", exchange.controlNumber), ("environment", exchange.environment),
            ("validation", exchange.validation), ("delivery", exchange.delivery),
            ("acknowledgment", exchange.acknowledgment),
            ("answers", exchange.answers.map { "exchange \($0)" } ?? ""),
            ("received", exchange.received), ("updated", exchange.updated),
            ("spool file", exchange.spoolFile), ("sha256", exchange.sha256),
        ]
        if let reason = exchange.reason {
            facts += [
                ("reason", "\(reason.message) [\(reason.code)]"), ("owner", reason.owner),
                ("next", reason.nextStep),
            ]
        }
        for (name, value) in facts where !value.isEmpty && value != " " {
            Terminal.print(
                "  " + name.padding(toLength: 16, withPad: " ", startingAt: 0)
                    + Terminal.printable(value))
        }
        printDocuments(details.documents)
        for answer in details.answers {
            Terminal.print("Answered by exchange \(answer.id): \(answer.contents) \(answer.file)")
        }
        if !details.findings.isEmpty { Terminal.print("Findings") }
        for finding in details.findings {
            Terminal.print(
                "  \(finding.severity.rawValue): \(Terminal.printable(finding.message))"
                    + " [\(finding.code)]")
        }
        Terminal.print("History")
        for step in details.transitions {
            let place = step.document.map { " document \($0)" } ?? ""
            let note = step.note.map { " (\(Terminal.printable($0)))" } ?? ""
            Terminal.print(
                "  \(step.at)\(place) \(step.from.map { "\($0) → " } ?? "")\(step.to)"
                    + " by \(step.actor)\(note)")
        }
    }

    private func printDocuments(_ documents: [DocumentView]) {
        guard !documents.isEmpty else { return }
        Terminal.print("Documents")
        for (index, document) in documents.enumerated() {
            let verdict = document.verdict.isEmpty ? "" : " verdict \(document.verdict)"
            Terminal.print(
                "  \(id)/\(index + 1)  \(document.set)"
                    + " \(Terminal.printable(document.reference))"
                    + "  \(document.state)\(verdict)")
            for record in document.records {
                Terminal.print("      \(Terminal.printable(record.sentence))")
            }
            guard let reason = document.reason else { continue }
            Terminal.print("      why   \(Terminal.printable(reason.message)) [\(reason.code)]")
            Terminal.print("      owner \(reason.owner)")
            Terminal.print("      next  \(reason.nextStep)")
        }
    }
}
