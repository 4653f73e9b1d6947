internal import Appliance
internal import ArgumentParser
internal import Diagnostics
internal import Partners
internal import Translation
internal import X12

/// `waybill dump`: an X12 file in words.
struct DumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "Show an X12 file by loops, with names and decoded codes.",
        discussion: """
            Shows every segment with its name, its loop, and each element with name, value and
            meaning: codes decoded, dates written out, implied decimals put in. Files of any size
            are shown as they are read. Sets without tables are shown with what the segment
            directory knows. Exit code 0 whatever is wrong with the file; 'waybill check' judges.

            EXAMPLES
              waybill dump order.edi | less
              waybill dump order.edi --set 2 --findings
              waybill dump mixed.edi --only 856 --offsets
              cat order.edi | waybill dump - --json | jq 'select(.segment == "PO1")'
            """)

    @OptionGroup var options: RootOptions
    @Flag(help: "Show the offset of each segment in the file.") var offsets = false
    @Flag(help: "Show what is wrong with a segment beneath it.") var findings = false
    @Option(help: "Show only the N-th transaction set of the file.") var set: Int?
    @Option(help: "Show only sets of a kind, such as 856.") var only: String?
    @Argument(help: "An X12 file, or - for standard input.") var file: String

    func validate() throws {
        if let set, set < 1 { throw ValidationError("--set counts from 1.") }
    }

    func run() throws {
        try Command.run {
            var input = try InputFile(file, keepsBytes: false)
            guard input.format == .x12 else {
                throw CommandFailure(
                    .badDocument, "\(Terminal.printable(file)) is no X12 interchange.")
            }
            let site = try Site(forReading: options.root)
            let tables = try DocumentWorkbench.tables(of: site)
            var reader = InterchangeReader(schemas: tables, limits: site.settings.limits)
            var listing = InterchangeListing(
                schemas: tables, showsEnvelope: set == nil && only == nil,
                handler: DumpPrinter(
                    style: options.json ? .json : .text, showsOffsets: offsets,
                    showsFindings: findings, layout: .current),
                shows: { [set, only] ordinal, kind in
                    (set == nil || ordinal == set) && (only == nil || kind == only)
                })
            var chunk: [UInt8] = []
            while try input.next(&chunk) { reader.push(chunk.span, to: &listing) }
            reader.finish(to: &listing)
            listing.finish()
            if listing.handler.segmentCount == 0 {
                throw CommandFailure(.notFound, "There is nothing of that kind in the file.")
            }
        }
    }
}
