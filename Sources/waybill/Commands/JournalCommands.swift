internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Journal

/// Options every command that works on an appliance's folder has.
struct RootOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The appliance's folder, holding waybill.yaml.", valueName: "dir"))
    var root = "."

    @Flag(help: "Write one JSON object per line.")
    var json = false
}

/// `waybill status`: how many exchanges of each partner stand where.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how many exchanges stand in which state.",
        discussion: """
            EXAMPLES
              waybill status
              waybill status --wait 60
              waybill status --json | jq 'select(.state == "held")'
            """)

    @OptionGroup var options: RootOptions
    @Option(
        help: ArgumentHelp(
            "First wait until nothing is under way, at most so long; 75 when it takes longer.",
            valueName: "seconds"))
    var wait: Double?

    func run() throws {
        try Command.run {
            let journal = try Command.journal(options.root)
            if let wait { try waitUntilStill(journal, seconds: wait) }
            let rows = try journal.read { try $0.status() }
            if options.json {
                for row in rows { try JSONLines.print(row) }
                return
            }
            guard !rows.isEmpty else {
                Terminal.tell("Nothing received or sent yet. Drop a file into a partner's folder.")
                return
            }
            var table = TextTable("PARTNER", "DIRECTION", "STATE", "COUNT")
            for row in rows {
                table.add(
                    row.partner, row.direction == "in" ? "inbound" : "outbound", row.state,
                    String(row.count))
            }
            table.print()
            let held = rows.filter { $0.state == "held" || $0.state == "dead" }
            if !held.isEmpty { Terminal.tell("Next: waybill held list") }
        }
    }

    private func waitUntilStill(_ journal: JournalStore, seconds: Double) throws {
        let deadline = Date().addingTimeInterval(seconds)
        while true {
            let moving = try journal.read { try $0.status() }
                .filter { ExchangeState(rawValue: $0.state)?.isMoving == true }
                .reduce(0) { $0 + $1.count }
            if moving == 0 { break }
            guard Date() < deadline else {
                Terminal.endProgress()
                throw CommandFailure(.tryLater, "\(moving) exchanges are still under way.")
            }
            Terminal.progress("\(moving) under way")
            Thread.sleep(forTimeInterval: 0.1)
        }
        Terminal.endProgress()
    }
}

/// `waybill exchanges`: what was received and sent, newest first.
struct ExchangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchanges", abstract: "List what was received and sent, newest first.",
        discussion: """
            EXAMPLES
              waybill exchanges --partner northfield-medical
              waybill exchanges --state held --json
            """)

    @OptionGroup var options: RootOptions
    @Option(help: "Only this partner.") var partner: String?
    @Option(
        help: ArgumentHelp(
            "Only this state: \(ExchangeState.allCases.map(\.rawValue).joined(separator: ", "))."))
    var state: String?
    @Option(help: "At most this many.") var limit = 100

    func validate() throws {
        if let state, ExchangeState(rawValue: state) == nil {
            throw ValidationError("there is no state '\(state)'")
        }
        guard limit > 0 else { throw ValidationError("--limit must be positive") }
    }

    func run() throws {
        try Command.run {
            let journal = try Command.journal(options.root)
            var filter = JournalReader.Filter()
            filter.partner = partner
            filter.state = state.flatMap(ExchangeState.init)
            filter.limit = limit
            let exchanges = try journal.read { try $0.exchanges(filter) }
            if options.json {
                for exchange in exchanges { try JSONLines.print(ExchangeView(exchange)) }
                return
            }
            guard !exchanges.isEmpty else {
                Terminal.tell("No exchange matches.")
                return
            }
            var table = TextTable("ID", "", "PARTNER", "FILE", "CONTENTS", "STATE", "ACK", "AT")
            for exchange in exchanges {
                table.add(
                    String(exchange.id), exchange.direction == .inbound ? "in" : "out",
                    exchange.partner ?? exchange.folder, exchange.fileName, exchange.contents,
                    exchange.state.rawValue, exchange.acknowledgment,
                    String(exchange.updatedAt.description.prefix(19)))
            }
            table.print()
        }
    }
}
