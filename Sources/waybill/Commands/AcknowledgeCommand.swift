internal import Appliance
internal import ArgumentParser
internal import Diagnostics
internal import Translation
internal import X12

/// `waybill acknowledge`: the answer to a file, on standard output.
struct AcknowledgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge",
        abstract: "Write the acknowledgment of an X12 file to standard output.",
        discussion: """
            Nothing is recorded: the control numbers are 1, and the daemon's own are not used up.

            EXAMPLES
              waybill acknowledge invoice.edi
              waybill acknowledge invoice.edi --as ta1
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case ta1
        case functional = "997"
        case implementation = "999"
    }

    @OptionGroup var options: RootOptions
    @Option(name: .customLong("as"), help: "ta1, 997 or 999; without it as the profile says.")
    var kind: Kind?
    @Option(help: "Answer as this partner's profile says.") var partner: String?
    @Argument(help: "A file, or - for standard input.") var file: String

    func run() throws {
        try Command.run {
            var input = try InputFile(file)
            guard input.format == .x12 else {
                throw CommandFailure(
                    .badDocument, "\(Terminal.printable(file)) is no X12 interchange.")
            }
            let bench = try DocumentWorkbench(site: try Site(forReading: options.root))
            try Command.require(partner, in: bench)
            // Only what is answered is kept: the sets of a large file are not.
            var reading = DocumentWorkbench.Reading()
            try bench.readX12(partner: partner) {
                try input.next(&$0)
            } _: { part in
                reading.interchanges += part.interchanges
            }
            let asked: AcknowledgmentRenderer.Options.Kind? =
                switch kind {
                case .functional: .functional
                case .implementation: .implementation
                case .ta1, nil: nil
                }
            let answers = try bench.acknowledge(
                reading, partner: partner, kind: asked, onlyEnvelope: kind == .ta1,
                now: Seams.system.now())
            for answer in answers { Terminal.write(answer.bytes) }
            if answers.isEmpty { Terminal.tell("No acknowledgment is due.") }
        }
    }
}
