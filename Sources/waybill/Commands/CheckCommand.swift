internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Foundation
internal import Partners
internal import Translation

/// `waybill check`: what is wrong with a file.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with a document, and where.",
        discussion: """
            Without --partner X12 is held against the standard alone. Exit code 0 when nothing is
            an error, else 65.

            On a terminal each finding is shown in its segment, with the rule and what to send
            instead; into a pipe goes one finding in two lines. 'waybill explain CODE' tells more
            about a finding's code.

            EXAMPLES
              waybill check invoice.edi
              waybill check invoice.edi --partner northfield-medical
              waybill check invoice.edi --layout full | less
              cat order.edi | waybill check - --json | jq .code
            """)

    /// How findings are shown.
    enum Layout: String, ExpressibleByArgument, CaseIterable {
        case auto, full, lines
    }

    @OptionGroup var options: RootOptions
    @Option(help: "Apply this partner's maps, tolerances and identities.") var partner: String?
    @Option(
        help:
            "full shows segments, rules and remedies, lines two lines for each; auto: by terminal."
    )
    var layout = Layout.auto
    @Argument(help: "A file, or - for standard input.") var file: String

    func run() throws {
        try Command.run {
            var input = try InputFile(file)
            let bench = try DocumentWorkbench(
                site: try Site(forReading: options.root),
                scope: partner == nil && input.format == .x12 ? .standard : .everything)
            try Command.require(partner, in: bench)
            var report = CheckReport(
                file: file, style: style, tables: bench.tables, source: input.source)
            switch input.format {
            case .x12:
                try bench.readX12(partner: partner) {
                    try input.next(&$0)
                } _: { part in
                    try report.add(part)
                }
            case .xml:
                try report.add(
                    xml: bench.readXML(partner: partner) { try input.next(&$0) }
                        .diagnostics)
            case .unknown: try report.add(xml: [Self.unrecognised(input)])
            }
            try report.finish()
            if report.hasErrors { throw ExitStatus.badDocument.code }
        }
    }

    private var style: CheckReport.Style {
        if options.json { return .json }
        switch layout {
        case .auto: return Terminal.isOutputTerminal ? .full : .lines
        case .full: return .full
        case .lines: return .lines
        }
    }

    private static func unrecognised(_ input: InputFile) -> Diagnostic {
        Diagnostic(
            DiagnosticCode(input.isEmpty ? "file.empty" : "file.unrecognised"), .error,
            input.isEmpty
                ? "The file is empty."
                : "The file is neither an X12 interchange nor an XML document.",
            range: ByteRange(offset: 0, length: 0),
            expected: "ISA or an XML root element")
    }
}

extension Command {
    /// Ends with a clear message when a partner is named that is not in force.
    static func require(_ partner: String?, in bench: DocumentWorkbench) throws {
        guard let partner, bench.profile(partner) == nil else { return }
        let broken = bench.refusals.first { $0.file.hasSuffix("/\(partner).yaml") }
        if let broken {
            throw CommandFailure(
                .badConfiguration, broken.errors.map(\.description).joined(separator: "\n"))
        }
        let known = bench.profiles.map(\.id).sorted().joined(separator: ", ")
        throw CommandFailure(
            .notFound, "There is no partner '\(Terminal.printable(partner))'; there are: \(known).")
    }
}
