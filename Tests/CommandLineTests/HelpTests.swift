import Foundation
import TestSupport
import Testing

/// Every command explains itself with examples, and says wrong use on standard error with code 64.
@Suite struct HelpTests {
    static let commands = [
        "", "serve", "check", "explain", "dump", "diff", "acknowledge", "translate", "partners",
        "maps",
        "ledger",
        "ledger import", "ledger list", "overview", "status", "exchanges", "show", "trace", "held",
        "held list", "held release", "held reject", "replay", "partners new", "partners learn",
        "partners sheet",
    ]

    @Test(arguments: commands)
    func helpIsOnStandardOutput(_ command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let result = try Command.run(words + ["--help"], in: "/")
        #expect(result.status == 0)
        #expect(result.error.isEmpty)
        #expect(result.output.contains("USAGE: waybill"))
        let hasSubcommands = result.output.contains("SUBCOMMANDS:")
        #expect(hasSubcommands || result.output.contains("EXAMPLES"), "\(command)")
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test(arguments: [
        ["no-such-command"], ["check"], ["check", "a", "b"], ["--no-such-option"],
        ["translate", "x.edi", "--to", "nonsense"], ["dump", "x.edi", "--set", "0"],
        ["diff", "x.edi"], ["diff", "-", "-"],
        ["check", "x.edi", "--layout", "wide"], ["explain", "BEG03", "--release", "nine"],
        ["acknowledge", "x.edi", "--as", "998"],
        ["exchanges", "--state", "nonsense"], ["exchanges", "--limit", "0"],
        ["overview", "--limit", "-1"], ["show", "seventeen"], ["serve", "--log-level", "loud"],
        ["ledger", "list", "res.partner", "--limit", "0"], ["held", "reject", "1"],
    ])
    func wrongUseIs64(_ arguments: [String]) throws {
        let result = try Command.run(arguments, in: "/")
        #expect(result.status == 64, "\(result.error)")
        #expect(result.output.isEmpty)
        #expect(!result.error.isEmpty)
    }

    @Test func theListOfCommandsIsComplete() throws {
        let help = try Command.run(["--help"], in: "/").output
        let listed = help.split(separator: "\n").filter { $0.hasPrefix("  ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        for command in Self.commands where !command.isEmpty && !command.contains(" ") {
            #expect(listed.contains(command), "\(command)")
        }
    }
}
