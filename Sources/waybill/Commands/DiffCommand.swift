internal import Appliance
internal import ArgumentParser
internal import Diagnostics
internal import Partners
internal import Translation
internal import X12

/// `waybill diff`: what two X12 files say differently.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare two X12 files by what they say.",
        discussion: """
            Delimiters, line ends, padding and the order of equal segments do not count, nor do
            control numbers and the envelope, unless --envelope is given. Numbers, dates and times
            are compared by value: 1.50 is 1.5. Sets are paired by kind and by their own number
            (BEG03, BIG02, BSN02 …). Of a set with more than 50,000 segments the rest is only said
            to be the same or not. Exit code 0 when the files say the same, 1 when they do not.

            EXAMPLES
              waybill diff order.edi order-resent.edi
              waybill diff before.edi after.edi --envelope
              waybill diff old.edi new.edi --json | jq .label
            """)

    @OptionGroup var options: RootOptions
    @Flag(help: "Compare ISA, GS and control numbers, too.") var envelope = false
    @Argument(help: "An X12 file, or - for standard input.") var first: String
    @Argument(help: "The file to compare it with.") var second: String

    func validate() throws {
        if first == "-", second == "-" {
            throw ValidationError("Only one of the two can be standard input.")
        }
    }

    func run() throws {
        try Command.run {
            let site = try Site(forReading: options.root)
            let tables = try DocumentWorkbench.tables(of: site)
            let left = try IndexedFile(first, limits: site.settings.limits)
            let right = try IndexedFile(second, limits: site.settings.limits)
            var printer = DiffPrinter(isJSON: options.json, layout: .current)
            for pair in SetPairing.pairs(left.sets, right.sets) {
                try printer.show(
                    pair, left: pair.left.map { left.tree($0, tables) },
                    right: pair.right.map { right.tree($0, tables) }, comparesEnvelope: envelope)
            }
            if !options.json { Terminal.tell(printer.summary) }
            if printer.differenceCount > 0 { throw ExitStatus.different.code }
        }
    }
}

/// A file whose sets are known by place and read one at a time.
private struct IndexedFile {
    let sets: [IndexedSet]
    private let source: SourceBytes
    private let limits: Limits

    init(_ name: String, limits: Limits) throws {
        var input = try InputFile(name)
        guard input.format == .x12 else {
            throw CommandFailure(
                .badDocument, "\(Terminal.printable(name)) is no X12 interchange.")
        }
        var options = ValidationOptions()
        options.validatesSets = false
        var reader = InterchangeReader(schemas: NoSchemas(), limits: limits, options: options)
        var indexer = SetIndexer()
        var chunk: [UInt8] = []
        while try input.next(&chunk) { reader.push(chunk.span, to: &indexer) }
        reader.finish(to: &indexer)
        guard indexer.omittedCount == 0 else {
            throw CommandFailure(
                .badDocument,
                "\(Terminal.printable(name)) has more than \(SetIndexer.setCountMax) sets, "
                    + "which is the most that are compared.")
        }
        sets = indexer.sets
        source = input.source
        self.limits = limits
    }

    /// Reads a set in pieces, so that of a huge one no more is held than is compared.
    func tree(_ set: IndexedSet, _ tables: SchemaLibrary) -> SetTree {
        var reading = SetReading(set, schemas: tables, limits: limits)
        var offset = set.range.offset
        while offset < set.range.end {
            let bytes = source.bytes(offset..<min(set.range.end, offset + (1 << 20)))
            guard !bytes.isEmpty else { break }
            reading.push(bytes.span)
            offset += bytes.count
        }
        return reading.finish()
    }
}
