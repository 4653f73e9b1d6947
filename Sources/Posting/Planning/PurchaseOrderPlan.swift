import Diagnostics
import Documents

/// A department's order → a draft `purchase.order`, confirmed where the policy says so.
extension PlanRun {
    mutating func planPurchaseOrder() throws(ERPError) -> PostingPlan {
        let number = root.text("number") ?? ""
        let key = key(number)
        if let records = try lookup.reader.records(forPosting: key) {
            return alreadyPosted(key, records)
        }
        guard context.kind == .department, ["00", "06", nil].contains(root.text("purpose")) else {
            hold(
                PostingException(
                    .unsupported,
                    "\(context.partner) may not send orders, or not with purpose "
                        + (root.text("purpose") ?? "?")))
            return finish(key: key, [], "")
        }
        let lines = root[group: "lines"]
        let items = try ItemResolver(lines, vendor: nil, lookup: lookup)
        guard let vendor = try orderVendor(lines, items) else {
            return finish(key: key, [], "")
        }
        // Asked again now that the vendor is known: the same number may be another's item.
        let ownItems = try ItemResolver(lines, vendor: vendor.id, lookup: lookup)
        let converter = UnitConverter(units: try lookup.units(), table: context.units)
        let prices = try SupplierPrices(vendor: vendor.id, lookup: lookup)
        var values: [[String: RecordValue]] = []
        for (index, line) in lines.enumerated() {
            let value = try orderLine(
                line, sequence: index + 1, items: ownItems, converter: converter, prices: prices)
            if let value { values.append(value) }
        }
        var order = try fill("order", root, try orderHeader(vendor))
        order["order_line"] = .lines(values)
        var steps = [
            PostingStep.create(model: "purchase.order", externalID: key, values: order)
        ]
        if context.policy.confirmsOrders {
            steps.append(
                .call(
                    model: "purchase.order", method: "button_confirm", on: .externalID(key),
                    arguments: [:]))
        }
        if lines.isEmpty {
            hold(PostingException(.unsupported, "order \(number) has no line", found: number))
        }
        return finish(
            key: key, steps,
            "\(context.policy.confirmsOrders ? "order" : "draft order") for \(number) at"
                + " \(vendor.fields.text("name") ?? ""), \(values.count) lines")
    }

    private mutating func orderHeader(_ vendor: Record) throws(ERPError) -> [String: RecordValue] {
        var planned: [String: RecordValue] = ["vendor": .reference(vendor.id)]
        guard let code = root.text("currency") else { return planned }
        if let currency = try lookup.currency(code) {
            planned["currency"] = .reference(currency)
        } else {
            hold(
                PostingException(
                    .unsupported, "currency \(code) is not active in the ERP", found: code))
        }
        return planned
    }

    /// The vendor the order names (N1*SE, VN or SU), or else the one vendor of all its items.
    private mutating func orderVendor(_ lines: [DocumentGroup], _ items: ItemResolver)
        throws(ERPError) -> Record?
    {
        let party = root[group: "parties"].first {
            ["SE", "VN", "SU"].contains($0.text("role"))
        }
        if let identifier = party?.text("identifier") {
            let reference = context.vendors[identifier] ?? identifier
            if let vendor = try lookup.vendor(reference) { return vendor }
            hold(
                PostingException(
                    .referenceParty, "vendor \(identifier) is not known", found: identifier))
            return nil
        }
        var products: Set<Int64> = []
        for line in lines {
            if case .product(let product) = items.resolve(line) { products.insert(product.id) }
        }
        guard !products.isEmpty else {
            hold(PostingException(.referenceParty, "the order names no vendor and no known item"))
            return nil
        }
        let rows = try lookup.search(
            "product.supplierinfo",
            [SearchTerm("product_id", in: products.sorted().map { .reference($0) })],
            ["partner_id", "product_id"])
        let vendors = products.map { product in
            Set(
                rows.filter { $0.fields.reference("product_id") == product }.compactMap {
                    $0.fields.reference("partner_id")
                })
        }
        let common = vendors.dropFirst().reduce(vendors.first ?? []) { $0.intersection($1) }
        guard common.count == 1, let id = common.first else {
            hold(
                PostingException(
                    .referenceParty, "the items of the order have no single vendor in common",
                    expected: "one vendor", found: "\(common.count)"))
            return nil
        }
        return try lookup.search(
            "res.partner", [SearchTerm("id", .equal, .integer(id))], ["name", "ref"]
        ).first
    }

    private mutating func orderLine(
        _ line: DocumentGroup, sequence: Int, items: ItemResolver, converter: UnitConverter,
        prices: SupplierPrices
    ) throws(ERPError) -> [String: RecordValue]? {
        let number = line.text("number") ?? String(sequence)
        guard let product = orderProduct(line, number, items),
            let (unit, factor) = orderUnit(line, number, product, converter)
        else { return nil }
        guard let asked = line.decimal("quantity"), !asked.isZero, !asked.isNegative,
            let quantity = factor.apply(asked)
        else {
            hold(
                PostingException(
                    .unitDiffers,
                    "line \(number): the quantity does not come out even in \(unit.code)",
                    line: number, found: line.decimal("quantity")?.description,
                    range: range(line, "quantity")))
            return nil
        }
        let price =
            line.unitPrice.flatMap { factor.applyToPrice($0) }
            ?? prices.price(
                of: product, quantity: quantity, unit: unit, on: root.date("date"), converter)
        guard let price else {
            hold(
                PostingException(
                    .priceUnknown,
                    "line \(number): neither the order nor the ERP has a price for"
                        + " \(product.code)", line: number, expected: "a price"))
            return nil
        }
        let need = line.day("002", "010", "017") ?? root.day("002", "010", "017")
        return try fill(
            "lines", line,
            [
                "product": .reference(product.id), "unit": .reference(unit.id),
                "quantity": .decimal(quantity), "price": .decimal(price),
                "sequence": .integer(Int64(sequence)),
                "planned": need.map { .date($0) } ?? .null,
                "description": .text(line.text("description") ?? product.name),
            ])
    }

    private mutating func orderProduct(
        _ line: DocumentGroup, _ number: String, _ items: ItemResolver
    ) -> Product? {
        switch items.resolve(line) {
        case .product(let product): return product
        case .conflict(let one, let other):
            hold(
                PostingException(
                    .itemDiffers,
                    "line \(number): its item numbers mean \(one.code) and \(other.code)",
                    line: number, expected: one.code, found: other.code))
        case .unknown:
            let found = ItemResolver.describe(line)
            hold(
                PostingException(
                    .itemUnknown, "line \(number): \(found) is no item we know", line: number,
                    found: found))
        }
        return nil
    }

    /// The ERP's unit for the line, which must be of the product's own family.
    private mutating func orderUnit(
        _ line: DocumentGroup, _ number: String, _ product: Product, _ converter: UnitConverter
    ) -> (Unit, UnitFactor)? {
        let code = line.text("unit") ?? ""
        guard let (unit, factor) = converter.resolve(code, item: product.code) else {
            hold(
                PostingException(
                    .unitUnknown, "line \(number): unit \(code) is not in the unit table",
                    line: number, found: code, range: range(line, "unit")))
            return nil
        }
        guard converter.units[product.unit]?.root == unit.root else {
            let own = converter.units[product.unit]?.code ?? "?"
            hold(
                PostingException(
                    .unitDiffers,
                    "line \(number): \(product.code) is kept in \(own), which has no"
                        + " known factor to \(code)", line: number, expected: own, found: code,
                    range: range(line, "unit")))
            return nil
        }
        return (unit, factor)
    }
}

/// The vendor's prices in the ERP.
struct SupplierPrices {
    private let rows: [Record]

    init(vendor: Int64, lookup: ERPLookup) throws(ERPError) {
        rows = try lookup.search(
            "product.supplierinfo", [SearchTerm("partner_id", .equal, .reference(vendor))],
            ["product_id", "product_uom_id", "price", "min_qty", "date_start", "date_end"])
    }

    /// The price per unit valid on a day, of the largest quantity break reached; `nil` when there
    /// is none or two rows disagree.
    func price(
        of product: Product, quantity: ScaledDecimal, unit: Unit, on day: CalendarDate?,
        _ converter: UnitConverter
    ) -> ScaledDecimal? {
        var best: (minimum: ScaledDecimal, price: ScaledDecimal)?
        for row in rows where row.fields.reference("product_id") == product.id {
            let fields = row.fields
            if let day, let start = fields.date("date_start"), day < start { continue }
            if let day, let end = fields.date("date_end"), end < day { continue }
            guard let own = fields.reference("product_uom_id").flatMap({ converter.units[$0] }),
                own.root == unit.root,
                let price = UnitFactor(numerator: own.factor, denominator: unit.factor)
                    .applyToPrice(fields.decimal("price")), !price.isZero
            else { continue }
            let minimum = fields.decimal("min_qty")
            guard minimum <= quantity else { continue }
            if let known = best {
                if known.minimum == minimum, known.price != price { return nil }
                if minimum <= known.minimum { continue }
            }
            best = (minimum, price)
        }
        return best?.price
    }
}
