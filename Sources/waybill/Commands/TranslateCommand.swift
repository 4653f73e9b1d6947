internal import Appliance
internal import ArgumentParser
internal import Diagnostics
internal import Documents
internal import Foundation
internal import Ledger
internal import Partners
internal import Posting
internal import Translation
internal import X12

/// `waybill translate`: what a file becomes.
struct TranslateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "translate", abstract: "Show what a document becomes; nothing is changed.",
        discussion: """
            --to document prints canonical documents, --to odoo the records that would be written
            to the ERP as it stands now, --to x12 the interchange that would go to the partner. The
            file is X12, XML or a canonical document in JSON.

            EXAMPLES
              waybill translate invoice.edi
              waybill translate change.json --partner northfield-medical --to x12
              waybill translate invoice.edi --partner northfield-medical --to odoo
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable { case document, odoo, x12 }

    @OptionGroup var options: RootOptions
    @Option(help: "Use this partner's maps and tables; without it, found by the envelope.")
    var partner: String?
    @Option(name: .customLong("to"), help: "document, odoo or x12.") var form = Form.document
    @Option(help: "Release for --to x12 where the profile does not send the document.")
    var release = "004010"
    @Argument(help: "A file, or - for standard input.") var file: String

    func run() throws {
        try Command.run {
            var input = try InputFile(file)
            let site = try Site(forReading: options.root)
            let bench = try DocumentWorkbench(site: site)
            try Command.require(partner, in: bench)
            let reader = form == .odoo ? try site.openLedger(now: Seams.system.now) : nil
            var tally = Tally()
            try translations(&input, bench) { one in
                tally.count += 1
                guard let document = one.document else {
                    tally.isBad = true
                    Terminal.tell("\(one.name): not translated; see 'waybill check \(file)'")
                    return
                }
                for finding in one.diagnostics where finding.severity == .error {
                    tally.isBad = true
                    Terminal.tell("\(one.name): \(Terminal.printable(finding.message))")
                }
                try show(document, one, bench, reader)
            }
            if tally.count == 0 {
                Terminal.tell("\(Terminal.printable(file)): nothing in it can be translated")
            }
            if tally.count == 0 || tally.isBad { throw ExitStatus.badDocument.code }
        }
    }

    private struct Tally {
        var count = 0
        var isBad = false
    }

    /// Hands over what each part of the file became, as it is read.
    private func translations(
        _ input: inout InputFile, _ bench: DocumentWorkbench,
        _ take: (Translation) throws -> Void
    ) throws {
        switch input.format {
        case .x12:
            // The envelope's partner is known from the file's first interchange on.
            try bench.readX12(partner: partner) {
                try input.next(&$0)
            } _: { part in
                for set in part.sets where !set.isAcknowledgment {
                    try take(
                        Translation(
                            name: "\(set.header.set) \(set.header.controlNumber)",
                            partner: partner ?? bench.partner(sending: set.interchange),
                            discriminator: set.discriminator, document: set.document,
                            diagnostics: set.diagnostics))
                }
            }
        case .xml:
            let reading = try bench.readXML(partner: partner) { try input.next(&$0) }
            try take(
                Translation(
                    name: reading.root, partner: partner, discriminator: "",
                    document: reading.document, diagnostics: reading.diagnostics))
        case .unknown:
            guard input.isJSON else { return }
            let document = try Self.document(in: try input.rest())
            try take(
                Translation(
                    name: document.title, partner: partner, discriminator: "", document: document,
                    diagnostics: []))
        }
    }

    private static func document(in bytes: [UInt8]) throws -> Document {
        do throws(DocumentJSONError) {
            return try DocumentJSON.read(bytes)
        } catch {
            throw CommandFailure(.badDocument, "It is no canonical document: \(error)")
        }
    }

    /// Prints the interchange, or what stands against it.
    private func write(_ document: Document, _ one: Translation, _ bench: DocumentWorkbench) throws
    {
        guard let partner = one.partner else {
            throw CommandFailure(.usage, "Name the partner it goes to with --partner.")
        }
        let written = try bench.write(
            document, partner: partner, release: release, now: Seams.system.now())
        guard let written else {
            throw CommandFailure(
                .badConfiguration, "No map writes a \(document.title) in release \(release).")
        }
        for finding in written.diagnostics {
            Terminal.tell("\(one.name): \(Terminal.printable(finding.message))")
        }
        guard !written.bytes.isEmpty else { throw ExitStatus.badDocument.code }
        Terminal.write(written.bytes)
    }

    struct Translation {
        let name: String
        let partner: String?
        let discriminator: String
        let document: Document?
        let diagnostics: [Diagnostic]
    }

    private func show(
        _ document: Document, _ one: Translation, _ bench: DocumentWorkbench,
        _ reader: LedgerStore?
    ) throws {
        if form == .x12 { return try write(document, one, bench) }
        guard let reader else {
            let style: DocumentJSON.Style = options.json ? .compact : .readable
            let json = String(decoding: DocumentJSON.render(document, style: style), as: UTF8.self)
            Terminal.print(JSONLines.escaped(json))
            return
        }
        guard let partner = one.partner else {
            throw CommandFailure(
                .usage, "No partner has these interchange ids; name one with --partner.")
        }
        let plan = try bench.plan(
            document, discriminator: one.discriminator, partner: partner, reader: reader)
        switch plan {
        case .post(let posting, let summary):
            if options.json {
                for step in posting.steps {
                    try JSONLines.print(StepView(step, key: posting.key))
                }
            } else {
                Terminal.print(Terminal.printable(summary.text))
                for step in posting.steps { StepText.print(step) }
            }
        case .hold(let exceptions, _):
            for exception in exceptions {
                if options.json {
                    try JSONLines.print(exception)
                } else {
                    let line = exception.line.map { "line \($0): " } ?? ""
                    Terminal.print(
                        Terminal.printable(
                            "would be held: \(line)\(exception.message) [\(exception.code.rawValue)]"
                        ))
                    Terminal.print("    owner \(exception.owner.rawValue)")
                    Terminal.print("    next  \(exception.nextStep)")
                }
            }
        case nil: throw CommandFailure(.badConfiguration, "maps/odoo has no map for it.")
        }
    }
}
