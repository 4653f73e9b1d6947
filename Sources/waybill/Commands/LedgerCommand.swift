internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Foundation
internal import Ledger
internal import Posting

/// `waybill ledger …`: the embedded ERP.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Fill and look into the embedded ledger.",
        subcommands: [Import.self, List.self])

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add vendors, products, units, cost centres and orders from a file.",
            discussion: """
                What is there already stays as it is, so a file can be imported again.

                EXAMPLES
                  waybill ledger import maps/odoo/ledger-seed.yaml
                """)

        @OptionGroup var options: RootOptions
        @Argument(help: "A YAML file; docs/ledger.md describes it.") var file: String

        struct Row: Encodable {
            let created: Int
            let found: Int
        }

        func run() throws {
            try Command.run {
                let site = try Site(root: options.root)
                try site.makeFolders()
                let node = try ConfigurationReader.read(try Command.bytes(of: file), file: file)
                let seed = try LedgerSeed(node, file: file)
                let count = try site.openLedger(now: Seams.system.now).importSeed(seed)
                if options.json {
                    try JSONLines.print(Row(created: count.created, found: count.found))
                } else {
                    Terminal.print("\(count.created) records created, \(count.found) found")
                }
                site.wakeDaemon()
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the records of a model.",
            discussion: """
                EXAMPLES
                  waybill ledger list purchase.order
                  waybill ledger list account.move --json | jq .ref
                """)

        @OptionGroup var options: RootOptions
        @Argument(help: "A model, such as purchase.order or account.move.") var model: String
        @Option(help: "At most this many.") var limit = 1000

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit must be positive") }
        }

        struct Row: Encodable {
            let id: Int64
            let fields: [String: RecordValue.View]

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(id, forKey: Key("id"))
                for (name, value) in fields { try container.encode(value, forKey: Key(name)) }
            }
        }

        struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(_ text: String) { stringValue = text }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func run() throws {
            try Command.run {
                let site = try Site(root: options.root)
                let ledger = try site.openLedger(now: Seams.system.now)
                let records = try Self.records(of: model, in: ledger, limit: limit)
                for record in records {
                    if options.json {
                        try JSONLines.print(
                            Row(
                                id: record.id,
                                fields: record.fields.mapValues(RecordValue.View.init)))
                        continue
                    }
                    Terminal.print("\(model) \(record.id)")
                    for (name, value) in record.fields.sorted(by: { $0.key < $1.key })
                    where value != .null {
                        Terminal.print("    \(name): \(Terminal.printable(value.text))")
                    }
                }
            }
        }

        /// An unknown model is the person's slip, not a fault of the ledger.
        private static func records(
            of model: String, in ledger: LedgerStore, limit: Int
        ) throws -> [Record] {
            do throws(ERPError) {
                return try ledger.list(model, limit: limit)
            } catch {
                guard error.code == .malformed else { throw error }
                throw CommandFailure(.usage, error.message)
            }
        }
    }
}
