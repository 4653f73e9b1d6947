package import Diagnostics
package import Documents

/// A confirmed order of the ERP, ready for the map of an 850 or any other order format.
package struct ConfirmedOrder: Hashable, Sendable {
    package let id: Int64
    /// As `P00101`.
    package let name: String
    /// `res.partner.ref` of the vendor: leads to the partner profile. Empty when the ERP has none.
    package let vendorReference: String
    /// `write_date`, cut to the second: the mark for the next read.
    package let changedAt: Timestamp
    package let document: Document
}

/// Reads orders to be sent out of an ERP.
package struct OrderReader {
    private let lookup: ERPLookup
    private let map: PostingMap

    /// - Parameters:
    ///   - reader: The ERP.
    ///   - map: The map of purchase orders, for its `outbound` part.
    ///   - context: Unit, item and cost centre tables; those of a partner when only his orders
    ///     are read.
    package init(reader: any ERPReader, map: PostingMap, context: PostingContext) {
        precondition(map.document == .purchaseOrder, "orders are read by the map of orders")
        lookup = ERPLookup(reader: reader, context: context)
        self.map = map
    }

    /// Orders in state `purchase` written at or after a moment, oldest id first.
    ///
    /// The mark is the start of the writer's transaction, cut to seconds: read again from a few
    /// minutes before the newest `changedAt` seen, and skip what was handled.
    ///
    /// - Parameters:
    ///   - since: The mark; `nil` reads all.
    ///   - vendor: `res.partner.ref` of the only vendor wanted.
    ///   - first: The smallest id wanted, for reading page by page.
    ///   - limit: Most orders answered.
    /// - Returns: The orders with their documents.
    /// - Throws: What the reader throws.
    package func confirmedOrders(
        since: Timestamp? = nil, vendor: String? = nil, from first: Int64? = nil, limit: Int = 1000
    ) throws(ERPError) -> [ConfirmedOrder] {
        var terms = [SearchTerm("state", .equal, .text("purchase"))]
        if let first { terms.append(SearchTerm("id", .greaterOrEqual, .integer(first))) }
        if let since { terms.append(SearchTerm("write_date", .greaterOrEqual, .datetime(since))) }
        if let vendor {
            guard let record = try lookup.vendor(vendor) else { return [] }
            terms.append(SearchTerm("partner_id", .equal, .reference(record.id)))
        }
        let mapped = (map.outbound["order"] ?? []).map(\.field.name)
        let fields = ["name", "partner_id", "currency_id", "write_date", "date_planned"]
        let orders = try lookup.search(
            "purchase.order", terms, Set(fields + mapped).sorted(), limit: limit)
        guard !orders.isEmpty else { return [] }
        let related = try RelatedRecords(orders, map, lookup)
        var confirmed: [ConfirmedOrder] = []
        for order in orders {
            let vendor = order.fields.reference("partner_id").flatMap { related.vendors[$0] }
            confirmed.append(
                ConfirmedOrder(
                    id: order.id, name: order.fields.text("name") ?? "",
                    vendorReference: vendor?.fields.text("ref") ?? "",
                    changedAt: order.fields.datetime("write_date") ?? Timestamp(milliseconds: 0),
                    document: document(order, vendor, related)))
        }
        return confirmed
    }

    // MARK: Documents

    private func document(_ order: Record, _ vendor: Record?, _ related: RelatedRecords)
        -> Document
    {
        var document = Document(.purchaseOrder)
        document.root["purpose"] = .text("00")
        document.root["kind"] = .text("SA")
        fill(&document.root, "order", order)
        if let currency = order.fields.reference("currency_id").flatMap({ related.currencies[$0] })
        {
            document.root["currency"] = .text(currency)
        }
        if let vendor, let schema = document.root.schema.group("parties") {
            var party = DocumentGroup(schema: schema)
            party["role"] = .text("SE")
            party["name"] = vendor.fields.text("name").map { .text($0) }
            // 92: a number the buyer assigned.
            if let reference = vendor.fields.text("ref") {
                party["qualifier"] = .text("92")
                party["identifier"] = .text(reference)
            }
            document.root[group: "parties"] = [party]
        }
        if let schema = document.root.schema.group("lines") {
            let own = related.lines.filter { $0.fields.reference("order_id") == order.id }
            document.root[group: "lines"] = OrderLine.number(own).map { record, number in
                line(record, number, schema, order, related)
            }
        }
        return document
    }

    private func line(
        _ record: Record, _ number: String, _ schema: DocumentGroupSchema, _ order: Record,
        _ related: RelatedRecords
    ) -> DocumentGroup {
        var line = DocumentGroup(schema: schema)
        line["number"] = .text(number)
        fill(&line, "lines", record)
        let product = record.fields.reference("product_id")
        if let unit = record.fields.reference("product_uom_id").flatMap({ related.units[$0] }) {
            line["unit"] = .text(partnerUnit(unit.code, product.flatMap { related.codes[$0] }))
        }
        line[group: "items"] = items(product, order.fields.reference("partner_id"), related, schema)
        if let planned = record.fields.datetime("date_planned")?.date,
            planned != order.fields.datetime("date_planned")?.date,
            let dates = schema.group("dates")
        {
            var date = DocumentGroup(schema: dates)
            date["qualifier"] = .text("002")
            date["date"] = .date(planned)
            line[group: "dates"].append(date)
        }
        if let centre = related.centre(of: record), let references = schema.group("references") {
            var reference = DocumentGroup(schema: references)
            reference["qualifier"] = .text("DP")
            reference["value"] = .text(
                lookup.context.costCentres.first { $0.value == centre }?.key ?? centre)
            line[group: "references"].append(reference)
        }
        return line
    }

    /// The partner's word for a unit of ours, where his table has one of the same size.
    private func partnerUnit(_ code: String, _ item: String?) -> String {
        let table = lookup.context.units
        let own = item.flatMap { table.byItem[$0] } ?? [:]
        for entries in [own, table.general] {
            let same = entries.filter {
                $0.value.unit == code && $0.value.numerator == $0.value.denominator
            }
            if same[code] == nil, let word = same.keys.min() { return word }
        }
        return code
    }

    /// VC the vendor's number, ND an NDC among his numbers, UK the GTIN, IN ours.
    private func items(
        _ product: Int64?, _ vendor: Int64?, _ related: RelatedRecords,
        _ schema: DocumentGroupSchema
    ) -> [DocumentGroup] {
        guard let product, let schema = schema.group("items") else { return [] }
        var pairs: [(String, String)] = []
        let codes = related.vendorCodes.filter { $0.product == product && $0.vendor == vendor }
        for code in codes {
            // An NDC in the 5-4-2 form is eleven digits; X12 list 235 calls it ND.
            let isDrug =
                code.code.utf8.count == 11
                && code.code.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            let qualifier = isDrug ? "ND" : "VC"
            if !pairs.contains(where: { $0.0 == qualifier }) {
                pairs.append((qualifier, code.code))
            }
        }
        if let barcode = related.barcodes[product] { pairs.append(("UK", barcode)) }
        if let code = related.codes[product] { pairs.append(("IN", code)) }
        return pairs.map { qualifier, value in
            var item = DocumentGroup(schema: schema)
            item["qualifier"] = .text(qualifier)
            item["value"] = .text(value)
            return item
        }
    }

    private func fill(_ group: inout DocumentGroup, _ section: String, _ record: Record) {
        for entry in map.outbound[section] ?? [] {
            let value: DocumentValue? =
                switch record.fields[entry.field.name] {
                case .text(let text): .text(text)
                case .decimal(let number): .decimal(number)
                case .integer(let number):
                    entry.target.type == .decimal
                        ? .decimal(ScaledDecimal(Int(number))) : .integer(Int(number))
                case .date(let day): .date(day)
                case .datetime(let moment): .date(moment.date)
                case .boolean(let flag): .boolean(flag)
                default: nil
                }
            if let value { entry.path.write(value, to: &group) }
        }
    }
}

/// Everything the documents of some orders need, read once for all of them.
private struct RelatedRecords {
    let lines: [Record]
    private(set) var vendors: [Int64: Record] = [:]
    private(set) var currencies: [Int64: String] = [:]
    let units: [Int64: Unit]
    private(set) var codes: [Int64: String] = [:]
    private(set) var barcodes: [Int64: String] = [:]
    private(set) var vendorCodes: [(vendor: Int64, product: Int64, code: String)] = []
    private var centres: [Int64: String] = [:]

    init(_ orders: [Record], _ map: PostingMap, _ lookup: ERPLookup) throws(ERPError) {
        let mapped = (map.outbound["lines"] ?? []).map(\.field.name)
        lines = try lookup.search(
            "purchase.order.line",
            [SearchTerm("order_id", in: orders.map { .reference($0.id) })],
            Set(OrderLine.fields + mapped).sorted(), limit: 1_000_000)
        units = try lookup.units()
        let vendorIDs = Set(orders.compactMap { $0.fields.reference("partner_id") }).sorted()
        let partners = try lookup.search(
            "res.partner", [SearchTerm("id", in: vendorIDs.map { .integer($0) })], ["name", "ref"])
        for partner in partners { vendors[partner.id] = partner }
        for currency in try lookup.search("res.currency", [], ["name"]) {
            currencies[currency.id] = currency.fields.text("name")
        }
        for account in try lookup.search("account.analytic.account", [], ["code"]) {
            centres[account.id] = account.fields.text("code")
        }
        try readProducts(vendorIDs, lookup)
    }

    private mutating func readProducts(_ vendorIDs: [Int64], _ lookup: ERPLookup) throws(ERPError) {
        let ids = Set(lines.compactMap { $0.fields.reference("product_id") }).sorted()
        guard !ids.isEmpty else { return }
        let products = try lookup.search(
            "product.product", [SearchTerm("id", in: ids.map { .integer($0) })],
            ["default_code", "barcode"])
        for product in products {
            codes[product.id] = product.fields.text("default_code")
            barcodes[product.id] = product.fields.text("barcode")
        }
        let rows = try lookup.search(
            "product.supplierinfo",
            [
                SearchTerm("partner_id", in: vendorIDs.map { .reference($0) }),
                SearchTerm("product_id", in: ids.map { .reference($0) }),
            ], ["partner_id", "product_id", "product_code"])
        vendorCodes = rows.compactMap { row in
            guard let vendor = row.fields.reference("partner_id"),
                let product = row.fields.reference("product_id"),
                let code = row.fields.text("product_code")
            else { return nil }
            return (vendor, product, code)
        }
    }

    /// The cost centre of a line that is charged to one alone.
    func centre(of line: Record) -> String? {
        guard case .object(let members) = line.fields["analytic_distribution"],
            members.count == 1, let key = members.keys.first
        else { return nil }
        return Int64(key).flatMap { centres[$0] }
    }
}
