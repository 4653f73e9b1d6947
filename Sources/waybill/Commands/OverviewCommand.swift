internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Journal

/// `waybill overview`: one line per file, from what came in to what was answered.
struct OverviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview",
        abstract: "Show each file: what it was, what became of it, what was answered.",
        discussion: """
            EXAMPLES
              waybill overview
              waybill overview --follow
            """)

    @OptionGroup var options: RootOptions
    @Option(help: "At most this many files, the newest.") var limit = 50
    @Flag(help: "Keep watching, and show each file as it is done, until Ctrl-C.") var follow = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be positive") }
    }

    struct Row: Encodable {
        let exchange: Int64
        let direction: String
        let file: String
        let partner: String
        let document: String
        let outcome: String
        let records: [String]
        let acknowledgment: String
        let next: String
    }

    func run() throws {
        try Command.run {
            let journal = try Command.journal(options.root)
            var filter = JournalReader.Filter()
            filter.limit = limit
            let rows = try journal.read { reader in
                try reader.exchanges(filter).reversed().filter { $0.answers == nil }
                    .map { try Self.row($0, reader) }
            }
            try show(rows)
            guard follow else { return }
            Terminal.tell(
                "Watching. Drop files into spool/partners/<partner>/inbound; Ctrl-C ends.")
            try watch(journal, after: rows.last?.exchange ?? 0)
        }
    }

    private func show(_ rows: [Row]) throws {
        if options.json {
            for row in rows { try JSONLines.print(row) }
            return
        }
        guard !rows.isEmpty else {
            Terminal.tell("Nothing received or sent yet.")
            return
        }
        var table = TextTable(
            "ID", "FILE", "PARTNER", "DOCUMENT", "OUTCOME", "RECORDS", "ACKNOWLEDGMENT", "NEXT")
        for row in rows {
            table.add(
                String(row.exchange), (row.direction == "in" ? "→ " : "← ") + row.file,
                row.partner, row.document, row.outcome, row.records.joined(separator: ", "),
                row.acknowledgment, row.next)
        }
        table.print()
    }

    /// Shows every exchange once, when it has stopped moving.
    private func watch(_ journal: JournalStore, after last: Int64) throws {
        var done = last
        var waiting: Set<Int64> = []
        while true {
            let rows = try journal.read { reader -> [Row] in
                var filter = JournalReader.Filter()
                filter.limit = 1000
                for exchange in try reader.exchanges(filter).reversed()
                where exchange.id > done {
                    if exchange.answers == nil { waiting.insert(exchange.id) }
                    done = max(done, exchange.id)
                }
                return try waiting.sorted().compactMap { try reader.exchange($0) }
                    .filter { !$0.state.isMoving && $0.answers == nil }
                    .map { try Self.row($0, reader) }
            }
            waiting.subtract(rows.map(\.exchange))
            if !rows.isEmpty { try show(rows) }
            Thread.sleep(forTimeInterval: 1)
        }
    }

    private static func row(_ exchange: Exchange, _ reader: borrowing JournalReader) throws -> Row {
        let documents = try reader.documents(of: exchange.id, limit: 20)
        let records = try documents.flatMap { try reader.records(ofDocument: $0.id) }
        let references = documents.map(\.reference).filter { !$0.isEmpty }
        let answers = try reader.answers(to: exchange.id)
        let needy = documents.first { $0.state == .held || $0.state == .dead }
        return Row(
            exchange: exchange.id, direction: exchange.direction.rawValue,
            file: exchange.fileName, partner: exchange.partner ?? exchange.folder,
            document: ([exchange.contents] + references.prefix(3)).joined(separator: " "),
            outcome: exchange.state.rawValue, records: RecordSummary.sentences(records),
            acknowledgment: answers.isEmpty
                ? exchange.acknowledgment : answers.map(\.fileName).joined(separator: ", "),
            next: needy?.reason?.nextStep ?? exchange.reason?.nextStep ?? "")
    }
}

extension ExchangeState {
    /// Still on its way without anybody's help.
    var isMoving: Bool {
        switch self {
        case .incoming, .posting, .deferred, .outgoing: true
        case .posted, .rejected, .held, .dead, .duplicate, .settled, .delivered: false
        }
    }
}
