internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Mapping
internal import Partners
internal import Translation

/// `waybill partners learn`: a profile from sample documents.
struct PartnersLearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Write a profile from a partner's sample documents.",
        discussion: """
            Reads X12 and XML samples and writes the profile they call for: who is who, documents
            and releases, delimiters, how items and units are named, references and charges. Behind
            every line stands the file and byte it was read from. What documents cannot tell is
            marked ASK. The profile goes to standard output, or with --write to the partners
            folder, where it takes effect once nothing is left to ask.

            EXAMPLES
              waybill partners learn samples/*.edi
              waybill partners learn --partner acme-dental --vendor-code V-ACME --write acme/*.edi
            """)

    @OptionGroup var options: RootOptions
    @Option(help: "Id of the partner: a-z, 0-9 and -. Otherwise made from its name.")
    var partner: String?
    @Option(help: "Name of the partner, when the samples do not say it.") var name: String?
    @Option(help: "The vendor's reference in the ERP.") var vendorCode: String?
    @Flag(help: "Write the file into the partners folder.") var write = false
    @Argument(help: "Sample files of one partner.") var files: [String]

    func validate() throws {
        if files.isEmpty { throw ValidationError("name at least one file") }
        if let partner, !PartnerProfile.isID(partner) {
            throw ValidationError("--partner is at most 64 of a-z, 0-9 and -")
        }
        if options.json { throw ValidationError("a profile is YAML; --json does not apply") }
    }

    func run() throws {
        try Command.run {
            let site = try Site(forReading: options.root)
            let bench = try DocumentWorkbench(site: site)
            var learner = bench.makeLearner()
            for file in files { try Self.read(file, bench, &learner) }
            let learned = LearnedProfile(learner.finish(), ours: site.settings.identity)
            let text = LearnedProfileText.render(learned, request(learned, site, bench))
            if write { try save(text, learned, site) } else { Terminal.print(text) }
            tellWhatIsOpen(text, learned)
        }
    }

    private static func read(
        _ file: String, _ bench: DocumentWorkbench, _ learner: inout PartnerLearner
    ) throws {
        var input = try InputFile(file)
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let isRead = try bench.learn(name, format: input.format, into: &learner) {
            try input.next(&$0)
        }
        guard isRead else {
            throw CommandFailure(
                .badDocument, "\(Terminal.printable(file)) is neither X12 nor XML.")
        }
    }

    private func request(
        _ learned: LearnedProfile, _ site: Site, _ bench: DocumentWorkbench
    ) -> LearnedProfileText.Request {
        let maps = Set(bench.maps.entries.map(\.name))
        let roots = bench.maps.entries.compactMap { entry in
            entry.xmlPlan.map { (root: $0.kind, map: entry.name) }
        }
        var request = LearnedProfileText.Request(
            partner: id(learned), environment: site.settings.environment,
            hasMap: { maps.contains($0) },
            mapsForRoot: { root in roots.filter { $0.root == root }.map(\.map) })
        request.name = name
        request.vendorCode = vendorCode
        request.ours = site.settings.identity
        return request
    }

    /// The id asked for, or one made of the partner's name or interchange id.
    private func id(_ learned: LearnedProfile) -> String {
        if let partner { return partner }
        let source = name ?? learned.name?.value ?? learned.theirs.first?.value.id ?? ""
        var id = ""
        for scalar in source.lowercased().unicodeScalars {
            let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isPlain {
                id.unicodeScalars.append(scalar)
            } else if !id.isEmpty, !id.hasSuffix("-") {
                id += "-"
            }
        }
        id = String(id.prefix(64))
        while id.hasSuffix("-") { id.removeLast() }
        return id.isEmpty ? "new-partner" : id
    }

    private func save(_ text: String, _ learned: LearnedProfile, _ site: Site) throws {
        let path = "\(site.settings.partnersPath)/\(id(learned)).yaml"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.usage, "\(path) is there already.")
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw CommandFailure(.io, "\(path) cannot be written.")
        }
        Terminal.print(path)
    }

    private func tellWhatIsOpen(_ text: String, _ learned: LearnedProfile) {
        if learned.theirs.count > 1 {
            Terminal.tell(
                "The samples come from \(learned.theirs.count) identities; learn from one partner at a time if they are not one."
            )
        }
        let open = text.split(separator: "\n").dropFirst(1).count { line in
            line.contains("ASK") && !line.hasPrefix("# ASK marks")
        }
        Terminal.tell(
            open == 0
                ? "Nothing is left to ask. Next: 'waybill partners check'."
                : "\(open) line\(open == 1 ? " is" : "s are") marked ASK. Next: answer them, then 'waybill partners check'."
        )
    }
}
