internal import Appliance
internal import ArgumentParser
internal import Diagnostics
internal import Journal

/// `waybill held …`: what waits for a person, and the verbs that move it on.
struct HeldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held", abstract: "See and decide what waits for a person.",
        subcommands: [List.self, Release.self, Reject.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is held or given up, with reason, owner and next step.",
            discussion: """
                EXAMPLES
                  waybill held list
                  waybill held list --json | jq .reason.owner
                """)

        @OptionGroup var options: RootOptions

        struct Row: Encodable {
            let id: String
            let partner: String
            let file: String
            let set: String
            let reference: String
            let state: String
            let reason: HoldReason?
            let since: String
        }

        func run() throws {
            try Command.run {
                let journal = try Command.journal(options.root)
                let rows = try journal.read { reader in
                    try [ExchangeState.held, .dead].flatMap { state in
                        try reader.exchanges(in: [state]).flatMap { try Self.rows($0, reader) }
                    }
                }
                if options.json {
                    for row in rows { try JSONLines.print(row) }
                    return
                }
                guard !rows.isEmpty else {
                    Terminal.tell("Nothing is held.")
                    return
                }
                for row in rows {
                    Terminal.print(
                        Terminal.printable(
                            "\(row.id)  \(row.partner)  \(row.file)  \(row.set) \(row.reference)"
                                + "  \(row.state) since \(row.since.prefix(19))"))
                    guard let reason = row.reason else { continue }
                    Terminal.print("    why   \(Terminal.printable(reason.message))")
                    Terminal.print("    owner \(reason.owner)")
                    Terminal.print("    next  \(reason.nextStep)")
                }
            }
        }

        private static func rows(_ exchange: Exchange, _ reader: borrowing JournalReader) throws
            -> [Row]
        {
            let documents = try reader.documents(of: exchange.id)
            let held = documents.enumerated().filter {
                $0.element.state == .held || $0.element.state == .dead
            }
            let partner = exchange.partner ?? exchange.folder
            guard !held.isEmpty else {
                return [
                    Row(
                        id: String(exchange.id), partner: partner, file: exchange.fileName,
                        set: exchange.contents, reference: exchange.controlNumber,
                        state: exchange.state.rawValue, reason: exchange.reason,
                        since: exchange.updatedAt.description)
                ]
            }
            return held.map { index, document in
                Row(
                    id: "\(exchange.id)/\(index + 1)", partner: partner, file: exchange.fileName,
                    set: document.setCode, reference: document.reference,
                    state: document.state.rawValue, reason: document.reason,
                    since: document.updatedAt.description)
            }
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let held things go on after their cause was dealt with.",
            discussion: """
                A number alone means the whole exchange, 17/2 the second document in it.

                EXAMPLES
                  waybill held release 17
                  waybill held release 17/2 18/1
                """)

        @OptionGroup var options: RootOptions
        @Argument(help: "Numbers from 'waybill held list'.") var ids: [String]

        func run() throws {
            try Command.act(on: ids, root: options.root, done: "released") { actions, target in
                try actions.release(target)
            }
        }
    }

    struct Reject: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close held things as refused.",
            discussion: """
                Where the profile says so, the vendor is told in an 824, with your words.

                EXAMPLES
                  waybill held reject 17/2 --reason "price agreed by phone was wrong"
                """)

        @OptionGroup var options: RootOptions
        @Option(help: "Why, in words the vendor may read.") var reason: String
        @Argument(help: "Numbers from 'waybill held list'.") var ids: [String]

        func run() throws {
            try Command.act(on: ids, root: options.root, done: "rejected") { actions, target in
                try actions.reject(target, reason: reason)
            }
        }
    }
}

/// `waybill replay ID…`: read received files again.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Read received files again from their archived bytes.",
        discussion: """
            Records that exist stay as they are, and no second acknowledgment is sent.

            EXAMPLES
              waybill replay 17
              waybill replay 17 18 19
            """)

    @OptionGroup var options: RootOptions
    @Argument(help: "Exchange numbers from 'waybill exchanges'.") var ids: [String]

    func run() throws {
        try Command.act(on: ids, root: options.root, done: "queued again") { actions, target in
            guard target.document == nil else {
                throw OperatorActions.Refusal.wrongState(
                    "replay takes whole exchanges, not documents in them")
            }
            try actions.replay(target.exchange)
        }
    }
}
