internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Documents
internal import Foundation
internal import Partners

/// `waybill partners …`: the profiles.
struct PartnersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partners",
        abstract: "List, check, show, add and learn partner profiles; print a vendor's sheet.",
        subcommands: [
            List.self, Check.self, Show.self, PartnersNewCommand.self, PartnersLearnCommand.self,
            PartnersSheetCommand.self,
        ],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the partners in force.",
            discussion: """
                EXAMPLES
                  waybill partners list
                """)

        @OptionGroup var options: RootOptions

        func run() throws {
            try Command.run {
                let bench = try DocumentWorkbench(site: try Site(root: options.root))
                let profiles = bench.profiles.sorted { $0.id < $1.id }
                if options.json {
                    for profile in profiles { try JSONLines.print(PartnerView(profile)) }
                } else {
                    var table = TextTable(
                        "PARTNER", "NAME", "KIND", "ENVIRONMENT", "RECEIVES", "SENDS")
                    for profile in profiles {
                        table.add(
                            profile.id, profile.name, profile.kind.rawValue,
                            profile.environment.rawValue,
                            profile.documents.outbound.map(\.title).joined(separator: ", "),
                            profile.documents.inbound.map(\.title).joined(separator: ", "))
                    }
                    table.print()
                }
                for refusal in bench.refusals {
                    Terminal.tell("refused: \(refusal.file); see 'waybill partners check'")
                }
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every profile, the maps it names and its overlays, offline.",
            discussion: """
                EXAMPLES
                  waybill partners check
                """)

        @OptionGroup var options: RootOptions

        struct Row: Encodable {
            let file: String
            let line: Int?
            let column: Int?
            let message: String
            let suggestion: String?
        }

        func run() throws {
            try Command.run {
                let bench = try DocumentWorkbench(site: try Site(root: options.root))
                for refusal in bench.refusals {
                    for error in refusal.errors {
                        if options.json {
                            try JSONLines.print(
                                Row(
                                    file: error.file, line: error.mark?.line,
                                    column: error.mark?.column, message: error.message,
                                    suggestion: error.suggestion))
                        } else {
                            Terminal.print(error.description)
                        }
                    }
                }
                let bad = bench.refusals.count
                Terminal.tell(
                    "\(bench.profiles.count) profiles are good, \(bad) refused")
                if bad > 0 { throw ExitStatus.badConfiguration.code }
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one partner: ids, folders, documents, acknowledgments.",
            discussion: """
                EXAMPLES
                  waybill partners show northfield-medical
                """)

        @OptionGroup var options: RootOptions
        @Argument(help: "The partner's id.") var partner: String

        func run() throws {
            try Command.run {
                let bench = try DocumentWorkbench(site: try Site(root: options.root))
                try Command.require(partner, in: bench)
                guard let profile = bench.profile(partner) else { return }
                let view = PartnerView(profile)
                if options.json { try JSONLines.print(view) } else { view.print() }
            }
        }
    }
}

extension DocumentFlow {
    /// `850` or the XML root's name.
    var title: String {
        switch format {
        case .x12(let set, let release): "\(set) \(release)"
        case .xml(let root, _): root
        }
    }
}
