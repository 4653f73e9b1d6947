import Configuration
import Diagnostics
import Documents
import Glibc
import Ledger
import Posting
import TestSupport
import Testing

/// A ledger in memory with the demonstration records, the maps of the repository, and a vendor.
struct PlannerFixture {
    let ledger: LedgerStore
    var context: PostingContext

    init(partner: String = "northfield-medical", vendor: String? = "V-NORTHFIELD") throws {
        ledger = try LedgerStore(path: nil) { Timestamp(milliseconds: 1_795_000_000_000) }
        let file = "maps/odoo/ledger-seed.yaml"
        _ = try ledger.importSeed(try LedgerSeed(try Self.node(file), file: file))
        context = PostingContext(partner: partner)
        context.vendorReference = vendor
        context.discriminator = "000000101-1-0001"
    }

    static func node(_ path: String) throws -> ConfigurationNode {
        let descriptor = open("\(RepositoryRoot.path)/\(path)", O_RDONLY)
        try #require(descriptor >= 0, "cannot open \(path)")
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &bytes, bytes.count)
        return try ConfigurationReader.read(Array(bytes[..<max(0, count)]), file: path)
    }

    static func map(_ type: DocumentType) throws -> PostingMap {
        let name =
            switch type {
            case .purchaseOrder: "purchase-order"
            case .purchaseOrderAcknowledgment: "purchase-order-acknowledgment"
            case .shipNotice: "ship-notice"
            case .invoice: "invoice"
            // It makes no record and has no map.
            case .applicationAdvice: "application-advice"
            case .purchaseOrderChange, .purchaseOrderChangeAcknowledgment, .priceCatalog,
                .inventoryAdvice, .remittance:
                "none"
            }
        let file = "maps/odoo/\(name).yaml"
        return try PostingMap(try node(file), file: file, catalog: .standard)
    }

    func plan(_ document: Document) throws -> PostingPlan {
        try PostingPlanner.plan(
            document, context: context, map: try Self.map(document.type), reader: ledger)
    }

    /// Plans and applies a document that must not be held.
    @discardableResult
    func post(_ document: Document) throws -> [PostedRecord] {
        switch try plan(document) {
        case .post(let posting, _):
            switch try ledger.apply([posting])[0].get() {
            case .applied(let records), .alreadyApplied(let records): return records
            }
        case .hold(let exceptions, _):
            Issue.record("held: \(exceptions.map(\.message))")
            return []
        }
    }

    /// The codes a document is held for.
    func held(_ document: Document) throws -> [PostingException.Code] {
        guard case .hold(let exceptions, _) = try plan(document) else { return [] }
        return exceptions.map(\.code)
    }

    func order(_ name: String) throws -> Record {
        try #require(
            try ledger.search(
                "purchase.order", [SearchTerm("name", .equal, .text(name))],
                fields: [
                    "state", "partner_ref", "acknowledged", "order_line", "picking_ids",
                    "amount_total", "invoice_status", "receipt_status", "origin",
                ], limit: 1
            ).first)
    }

    func line(_ order: String, _ index: Int) throws -> Record {
        let id = try self.order(order).fields.references("order_line")[index]
        return try #require(
            try ledger.search(
                "purchase.order.line", [SearchTerm("id", .equal, .integer(id))],
                fields: [
                    "product_qty", "price_unit", "date_planned", "qty_received", "qty_invoiced",
                    "analytic_distribution",
                ], limit: 1
            ).first)
    }

    func lock(_ order: String) throws {
        let record = try self.order(order)
        _ = try ledger.apply([
            PostingRequest(
                key: "lock",
                steps: [
                    .call(
                        model: "purchase.order", method: "button_lock", on: .id(record.id),
                        arguments: [:])
                ])
        ])[0].get()
    }
}

// MARK: Documents

/// Short ways to write documents down in tests.
extension DocumentGroup {
    static func make(
        _ schema: DocumentGroupSchema, _ values: [String: DocumentValue]
    ) -> DocumentGroup {
        var group = DocumentGroup(schema: schema)
        for (name, value) in values { group[name] = value }
        return group
    }

    mutating func append(_ group: String, _ values: [String: DocumentValue]) {
        guard let schema = schema.group(group) else {
            preconditionFailure("\(self.schema.name) has no group \(group)")
        }
        self[group: group].append(.make(schema, values))
    }

    /// `["VC": "NF-10422"]` as nested items.
    mutating func items(_ items: [String: String]) {
        for (qualifier, value) in items.sorted(by: { $0.key < $1.key }) {
            append("items", ["qualifier": .text(qualifier), "value": .text(value)])
        }
    }
}

extension DocumentValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}

func decimal(_ text: String) -> DocumentValue { .decimal(ScaledDecimal(text) ?? .zero) }

func day(_ text: String) -> DocumentValue {
    .date(CalendarDate(iso8601: text) ?? CalendarDate(daysSinceEpoch: 0))
}

/// A line as all four documents have it.
struct LineOf {
    var number = "1"
    var quantity: String
    var unit: String? = "BX"
    var price: String? = nil
    var items: [String: String]

    func group(_ schema: DocumentGroupSchema) -> DocumentGroup {
        var line = DocumentGroup.make(
            schema, ["number": .text(number), "quantity": decimal(quantity)])
        if let unit { line["unit"] = .text(unit) }
        if let price, schema.field("price") != nil { line["price"] = decimal(price) }
        line.items(items)
        return line
    }
}

extension Document {
    static func invoice(
        _ number: String, order: String? = "P00101", total: String, kind: String? = nil,
        _ lines: [LineOf]
    ) -> Document {
        var document = Document(.invoice)
        document.root["number"] = .text(number)
        document.root["date"] = day("2026-11-16")
        document.root["total"] = decimal(total)
        if let order { document.root["orderNumber"] = .text(order) }
        if let kind { document.root["kind"] = .text(kind) }
        guard let schema = document.root.schema.group("lines") else { return document }
        document.root[group: "lines"] = lines.map { $0.group(schema) }
        return document
    }

    /// One line with one entry of a status, a quantity and a promised day.
    static func acknowledgment(
        _ order: String = "P00101", type: String = "AC", line: LineOf?, status: String = "IA",
        quantity: String? = nil, promised: String? = nil
    ) -> Document {
        var document = Document(.purchaseOrderAcknowledgment)
        document.root["purpose"] = "00"
        document.root["acknowledgmentType"] = .text(type)
        document.root["orderNumber"] = .text(order)
        document.root["orderDate"] = day("2026-11-02")
        document.root["sellerOrderNumber"] = "SO-9001"
        guard let line, let schema = document.root.schema.group("lines") else { return document }
        var group = line.group(schema)
        var entry: [String: DocumentValue] = ["status": .text(status)]
        if let quantity {
            entry["quantity"] = decimal(quantity)
            entry["unit"] = line.unit.map { .text($0) }
        }
        if let promised {
            entry["dateQualifier"] = "067"
            entry["date"] = day(promised)
        }
        group.append("acknowledgments", entry)
        document.root[group: "lines"] = [group]
        return document
    }

    static func shipNotice(
        number: String = "ASN-1", order: String = "P00101",
        _ lines: [(line: LineOf, lots: [[String: DocumentValue]])]
    ) -> Document {
        var document = Document(.shipNotice)
        document.root["purpose"] = "00"
        document.root["number"] = .text(number)
        document.root["date"] = day("2026-11-10")
        document.root.append("orders", ["number": .text(order)])
        guard let orders = document.root.schema.group("orders"),
            let schema = orders.group("lines")
        else { return document }
        document.root.groups[orders.index][0][group: "lines"] = lines.map { line, lots in
            var group = line.group(schema)
            for lot in lots { group.append("lots", lot) }
            return group
        }
        return document
    }
}
