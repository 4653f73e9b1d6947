import Configuration
import Diagnostics
import Glibc
import Ledger
import Posting
import TestSupport
import Testing

/// A ledger with the demonstration records, and shortcuts to them.
struct SeededLedger {
    let store: LedgerStore

    init(path: String? = nil) throws {
        store = try LedgerStore(path: path) { Timestamp(milliseconds: 1_795_000_000_000) }
        _ = try store.importSeed(try Self.seed())
    }

    static func seed() throws -> LedgerSeed {
        let file = "maps/odoo/ledger-seed.yaml"
        let bytes = try bytes(of: "\(RepositoryRoot.path)/\(file)")
        return try LedgerSeed(try ConfigurationReader.read(bytes, file: file), file: file)
    }

    static func bytes(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        try #require(descriptor >= 0, "cannot open \(path)")
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &bytes, bytes.count)
        try #require(count >= 0)
        return Array(bytes[..<count])
    }

    func one(_ model: String, _ field: String, _ value: RecordValue, _ fields: [String]) throws
        -> Record
    {
        let found = try store.search(
            model, [SearchTerm(field, .equal, value)], fields: fields, limit: 2)
        try #require(found.count == 1)
        return found[0]
    }

    func bill(_ number: String, lines: [[String: RecordValue]]) throws -> PostingRequest {
        let vendor = try one("res.partner", "ref", .text("V-NORTHFIELD"), [])
        return PostingRequest(
            key: "bill-\(number)",
            steps: [
                .create(
                    model: "account.move", externalID: "bill-\(number)",
                    values: [
                        "move_type": .text("in_invoice"), "partner_id": .reference(vendor.id),
                        "ref": .text(number),
                        "invoice_date": .date(CalendarDate(daysSinceEpoch: 20_780)),
                        "invoice_line_ids": .lines(lines),
                    ]),
                .call(
                    model: "account.move", method: "action_post",
                    on: .externalID("bill-\(number)"), arguments: [:]),
            ])
    }
}

/// A directory of its own that goes with the test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/waybill-ledger-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
            unlink("\(path)/\(name)")
        }
        rmdir(path)
    }
}

@Suite struct LedgerConformanceTests {
    @Test(arguments: ERPConformance.cases)
    func conforms(_ conformance: ERPConformance.Case) throws {
        let ledger = try SeededLedger()
        try conformance.run(ERPConformance(ledger.store, run: "t"))
    }
}

@Suite struct LedgerSeedTests {
    @Test func importsOnceAndFindsTheRestTheSecondTime() throws {
        let ledger = try SeededLedger()
        let again = try ledger.store.importSeed(try SeededLedger.seed())
        #expect(again.created == 0)
        #expect(again.found > 40)
        let orders = try ledger.store.list("purchase.order")
        #expect(orders.map { $0.fields.text("name") } == ["P00101", "P00102", "P00103", "P00104"])
        #expect(orders.allSatisfy { $0.fields.text("state") == "purchase" })
        let first = orders[0].fields
        #expect(first.decimal("amount_total").description == "1036.4")
        #expect(first.text("receipt_status") == "pending")
    }

    @Test func sequenceGoesOnAfterTheSeed() throws {
        let ledger = try SeededLedger()
        let vendor = try ledger.one("res.partner", "ref", .text("V-APEX"), [])
        let results = ledger.store.apply([
            PostingRequest(
                key: "k",
                steps: [
                    .create(
                        model: "purchase.order", externalID: "k",
                        values: ["partner_id": .reference(vendor.id)])
                ])
        ])
        guard case .applied(let records) = try results[0].get() else {
            Issue.record("not applied")
            return
        }
        #expect(records.map(\.name) == ["P00105"])
    }

    @Test func namesLineOfAFault() throws {
        let text = "products:\n  - {code: A, name: B, unit: EA, trakcing: lot}\n"
        let node = try ConfigurationReader.read(Array(text.utf8), file: "s.yaml")
        let failure = #expect(throws: ConfigurationFailure.self) {
            _ = try LedgerSeed(node, file: "s.yaml")
        }
        #expect(failure?.description.contains("s.yaml:2:34") == true)
        #expect(failure?.description.contains("did you mean 'tracking'?") == true)
    }

    @Test func unitsOfAFamilyHaveAFactor() throws {
        let ledger = try SeededLedger()
        let unit = try ledger.one("uom.uom", "code", .text("CA"), ["factor"])
        #expect(unit.fields.decimal("factor") == ScaledDecimal(1000))
    }
}

@Suite struct LedgerBillTests {
    @Test func vendorNumberIsPostedOnce() throws {
        let ledger = try SeededLedger()
        let line: [String: RecordValue] = [
            "name": .text("freight"), "price_unit": .decimal(ScaledDecimal(5)),
        ]
        let first = ledger.store.apply([try ledger.bill("INV-7", lines: [line])])[0]
        guard case .applied(let records) = try first.get() else {
            Issue.record("not applied")
            return
        }
        #expect(records.first?.name == "BILL/2026/11/0001")
        let second = PostingRequest(
            key: "other", steps: try ledger.bill("INV-7", lines: [line]).steps.map(renamed))
        guard case .failure(let error) = ledger.store.apply([second])[0] else {
            Issue.record("posted twice")
            return
        }
        #expect(error.code == .refused)
        #expect(error.message == "vendor number INV-7 is posted already as BILL/2026/11/0001")
        #expect(try ledger.store.list("account.move").count == 1)
    }

    private func renamed(_ step: PostingStep) -> PostingStep {
        switch step {
        case .create(let model, _, let values):
            .create(model: model, externalID: "other", values: values)
        case .call(let model, let method, _, let arguments):
            .call(model: model, method: method, on: .externalID("other"), arguments: arguments)
        case .write: step
        }
    }

    @Test func unknownCostCentreIsRefused() throws {
        let ledger = try SeededLedger()
        let posting = try ledger.bill(
            "INV-8",
            lines: [
                [
                    "name": .text("x"), "price_unit": .decimal(ScaledDecimal(5)),
                    "analytic_distribution": .object(["77": .decimal(ScaledDecimal(100))]),
                ]
            ])
        guard case .failure(let error) = ledger.store.apply([posting])[0] else {
            Issue.record("posted")
            return
        }
        #expect(error.field == "analytic_distribution")
    }

    @Test func billsInAnotherUnitOfTheFamilyCountInTheOrderUnit() throws {
        let ledger = try SeededLedger()
        let order = try ledger.one("purchase.order", "name", .text("P00101"), ["order_line"])
        let line = order.fields.references("order_line")[0]
        let each = try ledger.one("uom.uom", "code", .text("EA"), [])
        let posting = try ledger.bill(
            "INV-9",
            lines: [
                [
                    "name": .text("gloves"), "quantity": .decimal(ScaledDecimal(500)),
                    "product_uom_id": .reference(each.id), "purchase_line_id": .reference(line),
                ]
            ])
        _ = try ledger.store.apply([posting])[0].get()
        let after = try ledger.one(
            "purchase.order.line", "id", .integer(line), ["qty_invoiced", "qty_to_invoice"])
        #expect(after.fields.decimal("qty_invoiced") == ScaledDecimal(5))
        #expect(after.fields.decimal("qty_to_invoice") == ScaledDecimal(-5))
    }
}

@Suite struct LedgerReceiptTests {
    private struct Hip {
        let picking: Int64
        let move: Int64
        let line: Int64
    }

    private func hip(_ ledger: SeededLedger) throws -> Hip {
        let order = try ledger.one(
            "purchase.order", "name", .text("P00102"), ["order_line", "picking_ids"])
        let line = order.fields.references("order_line")[0]
        let move = try ledger.one("stock.move", "purchase_line_id", .reference(line), [])
        return Hip(picking: order.fields.references("picking_ids")[0], move: move.id, line: line)
    }

    private func receive(_ hip: Hip, serials: [String], key: String) -> PostingRequest {
        let lines = serials.map {
            ["lot_name": RecordValue.text($0), "quantity": .decimal(ScaledDecimal(1))]
        }
        return PostingRequest(
            key: key,
            steps: [
                .write(
                    model: "stock.move", id: hip.move,
                    values: ["picked": .boolean(true), "move_line_ids": .lines(lines)]),
                .call(
                    model: "stock.picking", method: "button_validate", on: .id(hip.picking),
                    arguments: ["skip_backorder": .boolean(true)]),
            ])
    }

    @Test func serialsBecomeLotsAndTheRestABackorder() throws {
        let ledger = try SeededLedger()
        let hip = try hip(ledger)
        _ = try ledger.store.apply([receive(hip, serials: ["S1", "S2"], key: "r1")])[0].get()
        #expect(
            try ledger.store.list("stock.lot").map { $0.fields.text("name") } == ["S1", "S2"])
        let line = try ledger.one(
            "purchase.order.line", "id", .integer(hip.line), ["qty_received", "qty_to_invoice"])
        #expect(line.fields.decimal("qty_received") == ScaledDecimal(2))
        #expect(line.fields.decimal("qty_to_invoice") == ScaledDecimal(2))
        let order = try ledger.one(
            "purchase.order", "name", .text("P00102"), ["picking_ids", "receipt_status"])
        #expect(order.fields.references("picking_ids").count == 2)
        #expect(order.fields.text("receipt_status") == "partial")
    }

    @Test func aSerialInStockIsRefused() throws {
        let ledger = try SeededLedger()
        let hip = try hip(ledger)
        guard
            case .failure(let error) = ledger.store.apply([
                receive(hip, serials: ["S1", "S1"], key: "r1")
            ])[0]
        else {
            Issue.record("taken twice")
            return
        }
        #expect(error.message == "serial S1 of HSC-65-090 is in stock already")
        #expect(try ledger.store.list("stock.lot").isEmpty)
    }

    @Test func trackedGoodsWithoutLotAreRefused() throws {
        let ledger = try SeededLedger()
        let hip = try hip(ledger)
        let posting = PostingRequest(
            key: "v",
            steps: [
                .call(
                    model: "stock.picking", method: "button_validate", on: .id(hip.picking),
                    arguments: [:])
            ])
        guard case .failure(let error) = ledger.store.apply([posting])[0] else {
            Issue.record("received without serials")
            return
        }
        #expect(error.message == "HSC-65-090 needs a lot or serial number")
    }

    @Test func openReceiptFollowsTheOrderLine() throws {
        let ledger = try SeededLedger()
        let hip = try hip(ledger)
        let posting = PostingRequest(
            key: "more",
            steps: [
                .write(
                    model: "purchase.order.line", id: hip.line,
                    values: ["product_qty": .decimal(ScaledDecimal(7))])
            ])
        _ = try ledger.store.apply([posting])[0].get()
        let move = try ledger.one("stock.move", "id", .integer(hip.move), ["product_uom_qty"])
        #expect(move.fields.decimal("product_uom_qty") == ScaledDecimal(7))
    }
}

@Suite struct LedgerDurabilityTests {
    @Test func reopenedFileKnowsWhatWasApplied() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/ledger.sqlite"
        let line: [String: RecordValue] = ["name": .text("x"), "price_unit": .integer(5)]
        var first: [PostedRecord] = []
        do {
            let ledger = try SeededLedger(path: path)
            let posting = try ledger.bill("INV-1", lines: [line])
            guard case .applied(let records) = try ledger.store.apply([posting])[0].get() else {
                Issue.record("not applied")
                return
            }
            first = records
        }
        let ledger = try SeededLedger(path: path)
        let posting = try ledger.bill("INV-1", lines: [line])
        #expect(try ledger.store.apply([posting])[0].get() == .alreadyApplied(first))
        #expect(try ledger.store.records(forPosting: posting.key) == first)
        #expect(try ledger.store.list("account.move").count == 1)
    }

    @Test func threadsApplyTheSameAndDifferentKeysAtOnce() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/ledger.sqlite"
        let ledger = try SeededLedger(path: path)
        // A second handle on the file stands for a second process.
        let other = try SeededLedger(path: path)
        let line: [String: RecordValue] = ["name": .text("x"), "price_unit": .integer(5)]
        let postings = try (0..<40).map { try ledger.bill("INV-\($0)", lines: [line]) }
        let stores = [ledger.store, other.store, ledger.store, other.store]
        let applied = await withTaskGroup(of: Int.self) { group in
            for store in stores {
                group.addTask {
                    postings.count { posting in
                        if case .success(.applied) = store.apply([posting])[0] {
                            true
                        } else {
                            false
                        }
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(applied == 40)
        let names = try ledger.store.list("account.move").compactMap { $0.fields.text("name") }
        #expect(Set(names).count == 40)
        #expect(names.max() == "BILL/2026/11/0040")
    }

    @Test func siteFieldsBecomeColumnsOfAnOlderFile() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/ledger.sqlite"
        _ = try SeededLedger(path: path)
        let catalog = ModelCatalog.standard.adding([
            "purchase.order": [ModelField("x_department", .text, .indexed)]
        ])
        let store = try LedgerStore(path: path, catalog: catalog) {
            Timestamp(milliseconds: 1_795_000_000_000)
        }
        let orders = try store.list("purchase.order")
        let write = PostingStep.write(
            model: "purchase.order", id: orders[0].id, values: ["x_department": .text("OR")])
        _ = try store.apply([PostingRequest(key: "x", steps: [write])])[0].get()
        let found = try store.search(
            "purchase.order", [SearchTerm("x_department", .equalIgnoringCase, .text("or"))],
            fields: ["name"], limit: 5)
        #expect(found.compactMap { $0.fields.text("name") } == ["P00101"])
    }
}
