internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Journal

/// `waybill trace REFERENCE`: the whole chain behind an order, invoice or control number.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show everything that mentions an order, invoice, shipment or control number.",
        discussion: """
            EXAMPLES
              waybill trace P00101
              waybill trace 000000417 --json
            """)

    @OptionGroup var options: RootOptions
    @Argument(help: "An order, invoice, shipment or control number.") var reference: String

    struct Row: Encodable {
        let at: String
        let kind: String
        let exchange: Int64
        let direction: String
        let partner: String?
        let file: String
        let set: String
        let reference: String
        let state: String
        let acknowledgment: String
        let reason: HoldReason?
        let records: [RecordLink]
        /// What the partner says about it, when it was sent by us.
        let answers: [String]
    }

    struct EventRow: Encodable {
        let at: String
        let event: String
        let subject: String
        let partner: String
        let exchange: Int64
    }

    func run() throws {
        try Command.run {
            let journal = try Command.journal(options.root)
            let (rows, events) = try journal.read { reader -> ([Row], [EventRow]) in
                // The same document may mention a number in several ways.
                var seen: Set<[Int64]> = []
                let found = try reader.references(to: reference).filter {
                    seen.insert([$0.exchangeID, $0.documentID ?? 0]).inserted
                }
                return (
                    try found.compactMap { try row($0, reader) },
                    try reader.events(subject: "PO/\(reference)").map {
                        EventRow(
                            at: $0.at.description, event: $0.type, subject: $0.subject,
                            partner: $0.partner, exchange: $0.exchangeID)
                    }
                )
            }
            guard !rows.isEmpty else {
                throw CommandFailure(
                    .notFound,
                    "Nothing received or sent mentions \(Terminal.printable(reference)).")
            }
            if options.json {
                for row in rows { try JSONLines.print(row) }
                for event in events { try JSONLines.print(event) }
                return
            }
            var table = TextTable(
                "AT", "EXCHANGE", "", "PARTNER", "DOCUMENT", "NUMBER", "STATE", "ACK", "RECORDS")
            for row in rows {
                table.add(
                    String(row.at.prefix(19)), String(row.exchange),
                    row.direction, row.partner ?? "", row.set, row.reference, row.state,
                    row.acknowledgment,
                    RecordSummary.sentences(row.records).joined(separator: ", "))
            }
            table.print()
            if !events.isEmpty { Terminal.print("") }
            for event in events {
                Terminal.print("\(event.at.prefix(19))  \(event.event)  \(event.partner)")
            }
            for row in rows { explain(row) }
        }
    }

    private func explain(_ row: Row) {
        let name = "\(row.set) \(Terminal.printable(row.reference))"
        if let reason = row.reason {
            Terminal.print("")
            Terminal.print(
                "\(name): \(Terminal.printable(reason.message)) Owner: \(reason.owner). "
                    + "Next: \(reason.nextStep)")
        }
        guard !row.answers.isEmpty else { return }
        Terminal.print("")
        Terminal.print("\(name), exchange \(row.exchange): the partner says")
        for answer in row.answers { Terminal.print("  \(Terminal.printable(answer))") }
    }

    /// What acknowledgments and advice said about a document of ours, in words.
    private func answers(
        to exchange: Exchange, _ documentID: Int64?, _ reader: borrowing JournalReader
    ) throws -> [String] {
        guard exchange.direction == .outbound else { return [] }
        return try reader.findings(of: exchange.id)
            .filter { $0.documentID == documentID || $0.documentID == nil }
            .compactMap {
                try? JSONDecoder().decode(Diagnostic.self, from: Data($0.body.utf8))
            }
            .filter {
                $0.code.rawValue.hasPrefix("acknowledgment.")
                    || $0.code.rawValue.hasPrefix("application.")
            }
            .map(\.message)
    }

    private func row(
        _ found: (kind: String, exchangeID: Int64, documentID: Int64?),
        _ reader: borrowing JournalReader
    ) throws -> Row? {
        guard let exchange = try reader.exchange(found.exchangeID) else { return nil }
        let document = try found.documentID.flatMap { try reader.document($0) }
        return Row(
            at: exchange.receivedAt.description, kind: found.kind, exchange: exchange.id,
            direction: exchange.direction.rawValue, partner: exchange.partner,
            file: exchange.fileName, set: document?.setCode ?? exchange.contents,
            reference: document?.reference ?? exchange.controlNumber,
            state: document?.state.rawValue ?? exchange.state.rawValue,
            acknowledgment: document.flatMap { $0.acknowledgment.isEmpty ? nil : $0.acknowledgment }
                ?? exchange.acknowledgment,
            reason: document?.reason ?? exchange.reason,
            records: try document.map { try reader.records(ofDocument: $0.id) } ?? [],
            answers: try answers(to: exchange, found.documentID, reader))
    }
}
