internal import ArgumentParser

@main
struct Waybill: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waybill",
        abstract: "Translates vendors' EDI and XML documents to Odoo records, and back.",
        discussion: """
            EXAMPLES
              waybill serve                              watch the folders
              waybill check invoice.edi                  what is wrong with a file
              waybill overview                           what came in and what became of it
              waybill held list                          what waits for a person

            Exit codes: 0 ok, 1 different (diff), 64 usage, 65 bad document, 66 no such thing, 69 target unavailable,
            70 our fault, 74 I/O, 75 try later, 78 bad profile, map or settings.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, CheckCommand.self, ExplainCommand.self, DumpCommand.self,
            DiffCommand.self,
            AcknowledgeCommand.self,
            TranslateCommand.self,
            PartnersCommand.self, MapsCommand.self, LedgerCommand.self, OverviewCommand.self,
            StatusCommand.self, ExchangesCommand.self, ShowCommand.self, TraceCommand.self,
            HeldCommand.self, ReplayCommand.self,
        ])
}
