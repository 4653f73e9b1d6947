internal import Appliance
internal import ArgumentParser
internal import Mapping
internal import Translation

extension MapsCommand {
    /// `waybill maps coverage FILE…`: what in real files no rule of a map reads.
    struct Coverage: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which places of real files no rule reads.",
            discussion: """
                Each place with how often it has a value, and where first. The numbers of HL
                levels and computed counts are not looked at: they are made anew in writing.

                EXAMPLES
                  waybill maps coverage samples/*.edi
                  waybill maps coverage --partner northfield-medical order.edi --json
                """)

        @OptionGroup var options: RootOptions
        @Option(help: "Use this partner's maps instead of those shipped.") var partner: String?
        @Argument(help: "X12 files.") var files: [String]

        struct Row: Encodable {
            let set: String
            let release: String
            let place: String
            let name: String
            let count: Int
            let file: String
            let offset: Int
        }

        func run() throws {
            try Command.run {
                let bench = try DocumentWorkbench(site: try Site(forReading: options.root))
                try Command.require(partner, in: bench)
                var coverage = bench.coverage(partner: partner)
                for file in files {
                    var input = try InputFile(file)
                    guard input.format == .x12 else {
                        Terminal.tell("\(Terminal.printable(file)): not X12, left out")
                        continue
                    }
                    try bench.cover(file, partner: partner, by: &coverage) { try input.next(&$0) }
                }
                try show(coverage)
            }
        }

        private func show(_ coverage: MapCoverage) throws {
            var table = TextTable("SET", "RELEASE", "PLACE", "NAME", "COUNT", "FIRST")
            for place in coverage.unread {
                if options.json {
                    try JSONLines.print(
                        Row(
                            set: place.set, release: place.release, place: place.place,
                            name: place.name, count: place.count, file: place.file,
                            offset: place.offset))
                } else {
                    table.add(
                        place.set, place.release, place.place, place.name, "\(place.count)",
                        Terminal.printable("\(place.file) byte \(place.offset)"))
                }
            }
            if !options.json, !coverage.unread.isEmpty { table.print() }
            for (set, counts) in coverage.counts.sorted(by: { $0.key < $1.key }) {
                Terminal.tell(
                    "\(set): \(counts.elements) values, \(counts.unread) of them in places that no"
                        + " rule reads")
            }
            for set in coverage.unmapped.sorted() {
                Terminal.tell("\(Terminal.printable(set)): no map")
            }
        }
    }
}
