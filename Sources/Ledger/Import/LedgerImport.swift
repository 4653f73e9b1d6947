import Diagnostics
package import Posting

/// How many records an import made, and how many were there already.
package struct LedgerImportCount: Hashable, Sendable {
    package internal(set) var created = 0
    package internal(set) var found = 0
}

extension LedgerStore {
    /// Imports a seed in one commit. Each record stands under an external id made of its code, so
    /// importing again makes nothing and changes nothing.
    ///
    /// - Throws: what the ledger refuses, with nothing imported.
    package func importSeed(_ seed: LedgerSeed) throws(ERPError) -> LedgerImportCount {
        try transaction { session in
            var work = LedgerImport(session: session)
            try work.run(seed)
            return work.count
        }
    }
}

/// One import run.
private struct LedgerImport {
    let session: LedgerSession
    var count = LedgerImportCount()

    mutating func run(_ seed: LedgerSeed) throws(ERPError) {
        for unit in seed.units { try add(unit) }
        for centre in seed.costCentres {
            try make(
                "account.analytic.account", "cost-centre", centre.code,
                ["code": .text(centre.code), "name": .text(centre.name)])
        }
        for vendor in seed.vendors { try add(vendor) }
        for product in seed.products { try add(product) }
        for order in seed.orders { try add(order) }
    }

    private mutating func add(_ unit: LedgerSeed.Unit) throws(ERPError) {
        var values: [String: RecordValue] = ["code": .text(unit.code), "name": .text(unit.name)]
        if let base = unit.base {
            values["relative_uom_id"] = .reference(try id("unit", base.code, "uom.uom"))
            values["relative_factor"] = .decimal(base.factor)
        }
        try make("uom.uom", "unit", unit.code, values)
    }

    private mutating func add(_ vendor: LedgerSeed.Vendor) throws(ERPError) {
        try make(
            "res.partner", "vendor", vendor.ref,
            [
                "ref": .text(vendor.ref), "name": .text(vendor.name), "is_company": .boolean(true),
                "supplier_rank": .integer(1), "street": text(vendor.street),
                "city": text(vendor.city), "zip": text(vendor.zip),
            ])
    }

    private mutating func add(_ product: LedgerSeed.Product) throws(ERPError) {
        let unit = RecordValue.reference(try id("unit", product.unit, "uom.uom"))
        let productID = try make(
            "product.product", "product", product.code,
            [
                "default_code": .text(product.code), "name": .text(product.name),
                "barcode": text(product.gtin), "uom_id": unit,
                "type": .text(product.isService ? "service" : "consu"),
                "is_storable": .boolean(!product.isService),
                "tracking": .text(product.tracking.rawValue),
                "use_expiration_date": .boolean(product.expires),
                "standard_price": .decimal(product.price ?? .zero),
                "purchase_method": .text(product.isBilledOnOrder ? "purchase" : "receive"),
            ])
        guard let vendor = product.vendor else { return }
        let vendorID = try id("vendor", vendor, "res.partner")
        for code in product.vendorCodes {
            try make(
                "product.supplierinfo", "supplier", "\(vendor)-\(code)",
                [
                    "partner_id": .reference(vendorID), "product_id": .reference(productID),
                    "product_code": .text(code), "product_uom_id": unit,
                    "price": .decimal(product.price ?? .zero),
                ])
        }
    }

    private mutating func add(_ order: LedgerSeed.Order) throws(ERPError) {
        let externalID = "order-\(order.name)"
        if try session.externalRecord(externalID) != nil {
            count.found += 1
            return
        }
        var lines: [[String: RecordValue]] = []
        for (index, line) in order.lines.enumerated() {
            lines.append(try values(line, sequence: index + 1, planned: order.planned))
        }
        let id = try make(
            "purchase.order", "order", order.name,
            [
                "name": .text(order.name), "date_order": .date(order.date),
                "partner_id": .reference(try id("vendor", order.vendor, "res.partner")),
                "order_line": .lines(lines),
            ])
        try session.call("button_confirm", "purchase.order", id, [:])
    }

    private func values(
        _ line: LedgerSeed.Line, sequence: Int, planned: CalendarDate?
    ) throws(ERPError) -> [String: RecordValue] {
        var values: [String: RecordValue] = [
            "sequence": .integer(Int64(sequence)), "product_qty": .decimal(line.quantity),
            "price_unit": .decimal(line.price),
            "product_id": .reference(try id("product", line.product, "product.product")),
        ]
        if let unit = line.unit {
            values["product_uom_id"] = .reference(try id("unit", unit, "uom.uom"))
        }
        if let planned { values["date_planned"] = .date(planned) }
        if let centre = line.costCentre {
            let account = try id("cost-centre", centre, "account.analytic.account")
            values["analytic_distribution"] = .object(["\(account)": .decimal(ScaledDecimal(100))])
        }
        return values
    }

    private func text(_ text: String?) -> RecordValue { text.map { .text($0) } ?? .null }

    /// Creates the record unless its external id stands already.
    @discardableResult
    private mutating func make(
        _ model: String, _ kind: String, _ code: String, _ values: [String: RecordValue]
    ) throws(ERPError) -> Int64 {
        let externalID = "\(kind)-\(code)"
        if let found = try session.externalRecord(externalID) {
            count.found += 1
            return found.id
        }
        let id = try session.create(model, values)
        try session.setExternalID(externalID, model, id)
        count.created += 1
        return id
    }

    private func id(_ kind: String, _ code: String, _ model: String) throws(ERPError) -> Int64 {
        guard let found = try session.externalRecord("\(kind)-\(code)") else {
            throw ERPError(
                .refused, "the seed names \(kind) \(code) before it stands", model: model)
        }
        return found.id
    }
}
