internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Mapping
internal import X12

/// `waybill maps …`: the maps.
struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maps",
        abstract: "List, check and test the maps, and see what they leave out.",
        subcommands: [List.self, Check.self, Test.self, Coverage.self], defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the maps.",
            discussion: """
                EXAMPLES
                  waybill maps list
                """)

        @OptionGroup var options: RootOptions

        struct Row: Encodable {
            let map: String
            let document: String
            let format: String
            let direction: String
            let releases: [String]
        }

        func run() throws {
            try Command.run {
                let bench = try DocumentWorkbench(site: try Site(forReading: options.root))
                let rows = bench.maps.entries.map { entry in
                    Row(
                        map: entry.name, document: entry.definition.document.rawValue,
                        format: entry.definition.format.rawValue,
                        direction: entry.definition.direction == .both
                            ? "reads and writes" : "reads",
                        releases: entry.plans.map(\.schema.release))
                }
                if options.json {
                    for row in rows { try JSONLines.print(row) }
                    return
                }
                var table = TextTable("MAP", "DOCUMENT", "FORMAT", "DIRECTION", "RELEASES")
                for row in rows {
                    table.add(
                        row.map, row.document, row.format, row.direction,
                        row.releases.joined(separator: ", "))
                }
                for type in bench.postingMaps.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                    table.add("odoo (\(type.rawValue))", type.rawValue, "odoo", "", "")
                }
                table.print()
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compile every map against the set tables and the models.",
            discussion: """
                EXAMPLES
                  waybill maps check
                """)

        @OptionGroup var options: RootOptions

        func run() throws {
            try Command.run {
                let bench = try DocumentWorkbench(site: try Site(forReading: options.root))
                Terminal.tell(
                    "\(bench.maps.entries.count) format maps and "
                        + "\(bench.postingMaps.count) ERP maps are good")
            }
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the cases beside the maps.",
            discussion: """
                EXAMPLES
                  waybill maps test
                """)

        @OptionGroup var options: RootOptions

        struct Row: Encodable {
            let map: String
            let name: String
            let passed: Bool
            let failures: [String]
        }

        func run() throws {
            try Command.run {
                let outcomes = try MapCases.run(site: try Site(forReading: options.root))
                for outcome in outcomes {
                    if options.json {
                        try JSONLines.print(
                            Row(
                                map: outcome.map, name: outcome.name,
                                passed: outcome.failures.isEmpty, failures: outcome.failures))
                        continue
                    }
                    Terminal.print((outcome.failures.isEmpty ? "ok    " : "FAILED ") + outcome.name)
                    for failure in outcome.failures {
                        Terminal.print("    " + Terminal.printable(failure))
                    }
                }
                let failed = outcomes.count { !$0.failures.isEmpty }
                Terminal.tell("\(outcomes.count - failed) cases passed, \(failed) failed")
                if failed > 0 { throw ExitStatus.badConfiguration.code }
            }
        }
    }
}
