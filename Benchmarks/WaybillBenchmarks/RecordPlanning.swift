import Diagnostics
import Documents
import Ledger
import Mapping
import Posting
import X12

/// Interchange → canonical documents → planned records → their values as JSON, against a ledger
/// that answers the planner's questions from its file, as in the daemon.
enum PlanningBenchmark {
    private static let invoiceCount = 1000
    private static let orderCount = 20

    static func run(_ site: Site) throws {
        Report.begin("post: X12 → documents → Odoo record values (JSON), one core, CPU time")
        let schemas = try site.schemas()
        let maps = try site.maps(schemas)
        let file = "maps/odoo/invoice.yaml"
        let map = try PostingMap(
            try site.configuration(file), file: file, catalog: .standard)
        let folder = try TemporarySite(site)
        let ledger = try LedgerStore(path: "\(folder.path)/ledger.sqlite") {
            Timestamp(milliseconds: 1_795_000_000_000)
        }
        try seed(ledger)
        var context = PostingContext(partner: InvoiceGenerator.partners[0].id)
        context.vendorReference = "V-NORTHFIELD"
        let bytes = InvoiceGenerator.interchange(0..<invoiceCount, orderCount: orderCount)
        var planned = 0
        var held = 0
        var output: [UInt8] = []
        let seconds = try inTurn(
            3,
            [
                {
                    TranslationBenchmark.forEachDocument(in: bytes, schemas, maps) {
                        keep(DocumentJSON.render($0).count)
                    }
                },
                {
                    (planned, held) = (0, 0)
                    output.removeAll(keepingCapacity: true)
                    try TranslationBenchmark.forEachDocument(in: bytes, schemas, maps) { document in
                        let plan = try PostingPlanner.plan(
                            document, context: context, map: map, reader: ledger)
                        guard case .post(let posting, _) = plan else {
                            held += 1
                            return
                        }
                        planned += 1
                        for step in posting.steps { RecordJSON.append(step, to: &output) }
                    }
                },
            ])
        let rate = bytes.megabytes / seconds[1]
        Report.figure(
            "\(planned) invoices of 20 lines planned (\(held) held), \(bytes.megabytes.text(1)) MB",
            "\(rate.text(1)) MB/s  \((Double(planned) / seconds[1]).text()) documents/s",
            budget: ("≥ 100", rate >= 100))
        Report.figure(
            "    the same to canonical JSON only",
            "\((bytes.megabytes / seconds[0]).text(1)) MB/s")
        Report.figure("    record values", "\((Double(output.count) / 1e6).text(1)) MB of JSON")
        try folder.remove()
    }

    private static func seed(_ ledger: LedgerStore) throws {
        let text = InvoiceGenerator.seed(orderCount: orderCount)
        let node = try Site.node(text, named: "seed.yaml")
        _ = try ledger.importSeed(try LedgerSeed(node, file: "seed.yaml"))
    }
}

/// Record values in the shapes Odoo's API takes, as bytes.
enum RecordJSON {
    static func append(_ step: PostingStep, to output: inout [UInt8]) {
        switch step {
        case .create(_, _, let values), .write(_, _, let values), .call(_, _, _, let values):
            append(values, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    private static func append(_ values: [String: RecordValue], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for (index, entry) in values.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(entry.key, to: &output)
            output.append(UInt8(ascii: ":"))
            append(entry.value, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func append(_ value: RecordValue, to output: inout [UInt8]) {
        switch value {
        case .null: output += "false".utf8
        case .boolean(let flag): output += String(flag).utf8
        case .integer(let number), .reference(let number): output += String(number).utf8
        case .decimal(let number): append(number.description, to: &output)
        case .text(let text), .externalReference(let text): append(text, to: &output)
        case .date(let day): append(day.description, to: &output)
        case .datetime(let moment): append(moment.description, to: &output)
        case .references(let ids): output += "[\(ids.map(String.init).joined(separator: ","))]".utf8
        case .lines(let lines):
            output.append(UInt8(ascii: "["))
            for (index, line) in lines.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                append(line, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let fields): append(fields, to: &output)
        }
    }

    private static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                output.append(UInt8(ascii: "\\"))
            }
            output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
    }
}
