internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Partners

/// `waybill partners new`: a commented profile from a few answers.
struct PartnersNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a commented profile for a new partner.",
        discussion: """
            Asks for what no option says. The file is written to the partners folder and takes
            effect at once; the daemon makes its folders. Adjust it and run
            'waybill partners check'. With samples at hand, 'waybill partners learn' knows more.

            EXAMPLES
              waybill partners new acme-dental
              waybill partners new acme-dental --name "Acme Dental" --vendor-code V-ACME \\
                  --qualifier 01 --id 123456789 --release 004010
            """)

    @OptionGroup var options: RootOptions
    @Argument(help: "Id of the partner: a-z, 0-9 and -; also its folder.") var partner: String
    @Option(help: "Name of the partner.") var name: String?
    @Option(help: "The vendor's reference in the ERP.") var vendorCode: String?
    @Option(help: "ISA05 of what the partner sends.") var qualifier: String?
    @Option(help: "ISA06 of what the partner sends.") var id: String?
    @Option(help: "004010 or 005010.") var release: String?

    func validate() throws {
        if !PartnerProfile.isID(partner) {
            throw ValidationError("a partner's id is at most 64 of a-z, 0-9 and -")
        }
        if let release, !Self.releases.contains(release) {
            throw ValidationError("--release is 004010 or 005010")
        }
    }

    private static let releases = ["004010", "005010"]

    func run() throws {
        try Command.run {
            let site = try Site(root: options.root)
            let path = "\(site.settings.partnersPath)/\(partner).yaml"
            guard !FileManager.default.fileExists(atPath: path) else {
                throw CommandFailure(.usage, "\(path) is there already.")
            }
            let text = try template(site).text
            // What is written must be what the daemon accepts.
            _ = try PartnerProfile.decode(
                Array(text.utf8), file: "partners/\(partner).yaml", ours: site.settings.identity)
            guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
                throw CommandFailure(.io, "\(path) cannot be written.")
            }
            Terminal.print(path)
            Terminal.tell("Next: look through it, then 'waybill partners check'.")
        }
    }

    private func template(_ site: Site) throws -> ProfileTemplate {
        ProfileTemplate(
            partner: partner,
            name: try name ?? Question.ask("Name of the partner", option: "--name"),
            vendorCode: try vendorCode
                ?? Question.ask("The vendor's reference in the ERP", option: "--vendor-code"),
            qualifier: try qualifier
                ?? Question.ask(
                    "Their interchange qualifier, ISA05 (01 DUNS, 20 HIN, ZZ agreed)",
                    option: "--qualifier", usual: "ZZ"),
            id: try id ?? Question.ask("Their interchange id, ISA06", option: "--id"),
            release: try release
                ?? Question.ask(
                    "X12 release", option: "--release", usual: "004010", among: Self.releases),
            environment: site.settings.environment.rawValue)
    }
}

/// A question on standard error, answered by a line of standard input.
private enum Question {
    /// Asks until the answer fits. `option` is what could have said it and is named when nobody
    /// answers; `usual` is what an empty line means; `allowed` lists the only answers, if any.
    static func ask(
        _ question: String, option: String, usual: String? = nil, among allowed: [String] = []
    ) throws -> String {
        while true {
            Terminal.tell(question + (usual.map { " [\($0)]" } ?? "") + ":")
            guard let line = readLine() else {
                throw CommandFailure(.usage, "\(option) is missing and nobody answers.")
            }
            let given = line.trimmingCharacters(in: .whitespaces)
            let answer = given.isEmpty ? usual ?? "" : given
            if !answer.isEmpty, allowed.isEmpty || allowed.contains(answer) { return answer }
            if !allowed.isEmpty { Terminal.tell("It is one of " + allowed.joined(separator: ", ")) }
        }
    }
}
