internal import Appliance
internal import ArgumentParser
internal import Partners

/// `waybill partners sheet`: what to send the vendor.
struct PartnersSheetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet",
        abstract: "Print what a vendor has to know: ids, folders, documents, answers, test plan.",
        discussion: """
            EXAMPLES
              waybill partners sheet northfield-medical
              waybill partners sheet northfield-medical --html > northfield.html
            """)

    @OptionGroup var options: RootOptions
    @Flag(help: "Write a page that opens in a browser and prints.") var html = false
    @Argument(help: "The partner's id.") var partner: String

    func validate() throws {
        if options.json { throw ValidationError("use 'waybill partners show --json'") }
    }

    func run() throws {
        try Command.run {
            let site = try Site(forReading: options.root)
            let bench = try DocumentWorkbench(site: site)
            try Command.require(partner, in: bench)
            guard let profile = bench.profile(partner) else { return }
            let sheet = PartnerSheet(
                profile, company: site.settings.company, setName: bench.setName)
            Terminal.print(html ? sheet.html : sheet.text)
        }
    }
}
