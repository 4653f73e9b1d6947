import Diagnostics
import Documents

/// A line of an order in the ERP.
struct OrderLine {
    let id: Int64
    let order: Int64
    let orderName: String
    /// The number the line has in our documents.
    let number: String
    let product: Product?
    let quantity: ScaledDecimal
    let unit: Int64
    let price: ScaledDecimal
    let received: ScaledDecimal
    let invoiced: ScaledDecimal
    let planned: Timestamp?
    let analytic: RecordValue?

    static let fields = [
        "order_id", "sequence", "display_type", "product_id", "product_qty", "product_uom_id",
        "price_unit", "qty_received", "qty_invoiced", "date_planned", "analytic_distribution",
    ]

    /// Line numbers of an order: its sequence where that tells the lines apart, else 1, 2, 3… in
    /// the order of sequence and id. Sections and notes have none.
    static func number(_ records: [Record]) -> [(record: Record, number: String)] {
        let lines = records.filter { $0.fields.text("display_type") == nil }.sorted {
            ($0.fields.integer("sequence") ?? 0, $0.id)
                < ($1.fields.integer("sequence") ?? 0, $1.id)
        }
        let sequences = lines.map { $0.fields.integer("sequence") ?? 0 }
        let tells = Set(sequences).count == lines.count && sequences.allSatisfy { $0 > 0 }
        return lines.enumerated().map { index, line in
            (line, String(tells ? sequences[index] : Int64(index + 1)))
        }
    }
}

/// The orders a document names, with their lines.
struct NamedOrders {
    private(set) var orders: [String: Record] = [:]
    private(set) var lines: [OrderLine] = []
    private var byNumber: [LineKey: Int] = [:]
    private var byProduct: [ProductKey: [Int]] = [:]

    /// `1`, `01` and `001` are one line.
    private struct LineKey: Hashable {
        let order: String
        let number: String

        init(_ order: String, _ number: String) {
            self.order = order
            self.number = Int(number).map { String($0) } ?? number
        }
    }

    private struct ProductKey: Hashable {
        let order: String
        let product: Int64
    }

    func line(_ order: String, number: String) -> OrderLine? {
        byNumber[LineKey(order, number)].map { lines[$0] }
    }

    func lines(_ order: String, product: Int64) -> [OrderLine] {
        (byProduct[ProductKey(order: order, product: product)] ?? []).map { lines[$0] }
    }

    /// Reads the orders of these numbers that are the vendor's own.
    init(_ numbers: [String], vendor: Int64, lookup: ERPLookup) throws(ERPError) {
        let wanted = Set(numbers)
        guard !wanted.isEmpty else { return }
        let found = try lookup.search(
            "purchase.order",
            [
                SearchTerm("name", in: wanted.sorted().map { .text($0) }),
                SearchTerm("partner_id", .equal, .reference(vendor)),
            ],
            ["name", "state", "locked", "currency_id", "partner_ref", "picking_ids"])
        for order in found { orders[order.fields.text("name") ?? ""] = order }
        guard !found.isEmpty else { return }
        let records = try lookup.search(
            "purchase.order.line",
            [SearchTerm("order_id", in: found.map { .reference($0.id) })], OrderLine.fields)
        let products = try lookup.products(
            ids: Set(records.compactMap { $0.fields.reference("product_id") }).sorted())
        for order in found {
            let own = records.filter { $0.fields.reference("order_id") == order.id }
            for (record, number) in OrderLine.number(own) {
                let fields = record.fields
                lines.append(
                    OrderLine(
                        id: record.id, order: order.id, orderName: order.fields.text("name") ?? "",
                        number: number,
                        product: fields.reference("product_id").flatMap { products[$0] },
                        quantity: fields.decimal("product_qty"),
                        unit: fields.reference("product_uom_id") ?? 0,
                        price: fields.decimal("price_unit"),
                        received: fields.decimal("qty_received"),
                        invoiced: fields.decimal("qty_invoiced"),
                        planned: fields.datetime("date_planned"),
                        analytic: fields["analytic_distribution"]))
            }
        }
        for (index, line) in lines.enumerated() {
            byNumber[LineKey(line.orderName, line.number)] = index
            guard let product = line.product else { continue }
            byProduct[ProductKey(order: line.orderName, product: product.id), default: []]
                .append(index)
        }
    }

    /// Why an order cannot take the document; `nil` when it can. Goods and bills come for locked
    /// orders too; only what would change the order is refused.
    func exception(
        _ number: String, changesOrder: Bool, owner: PostingException.Owner, range: ByteRange?
    ) -> PostingException? {
        guard let order = orders[number] else {
            return PostingException(
                .referenceOrder, "order \(number) is not known for this vendor", found: number,
                owner: owner, range: range)
        }
        if changesOrder, order.fields.boolean("locked") {
            return PostingException(
                .referenceOrderClosed, "order \(number) is locked", expected: "an open order",
                found: "locked", owner: owner, range: range)
        }
        let state = order.fields.text("state") ?? "unknown"
        guard state != "purchase" else { return nil }
        return PostingException(
            .referenceOrderClosed, "order \(number) is not confirmed: its state is \(state)",
            expected: "purchase", found: state, owner: owner, range: range)
    }
}

/// Places document lines on order lines by identifiers and numbers; never by amounts, prices or
/// descriptions.
struct LinePlacement {
    let orders: NamedOrders
    let items: ItemResolver
    let converter: UnitConverter
    let policy: PostingPolicy

    enum Answer {
        case placed(OrderLine)
        case exception(PostingException)
    }

    /// The order line a document line speaks of. `open` tells how much of a line is still to come,
    /// so that of equal lines the oldest is filled first.
    func place(
        _ line: DocumentGroup, number: String?, order: String,
        owner: PostingException.Owner, open: (OrderLine) -> ScaledDecimal
    ) -> Answer {
        let byNumber = number.flatMap { orders.line(order, number: $0) }
        let shown = number ?? "?"
        switch items.resolve(line) {
        case .conflict(let one, let other):
            return .exception(
                PostingException(
                    .itemDiffers,
                    "line \(shown): its item numbers mean two products, \(one.code) and \(other.code)",
                    line: number, expected: byNumber?.product?.code ?? one.code, found: other.code))
        case .unknown:
            return placeByNumber(line, number, byNumber, order: order, owner: owner)
        case .product(let product):
            if let byNumber, byNumber.product?.id == product.id { return .placed(byNumber) }
            let same = orders.lines(order, product: product.id)
            if let choice = choose(same, line, product, open) { return .placed(choice) }
            guard same.isEmpty else {
                return .exception(
                    PostingException(
                        .referenceLine,
                        "line \(shown): \(product.code) stands on several lines of \(order)",
                        line: number, expected: "a line number of \(order)", found: shown,
                        owner: owner))
            }
            return .exception(misplaced(product, byNumber, number, order: order, owner: owner))
        }
    }

    private func placeByNumber(
        _ line: DocumentGroup, _ number: String?, _ byNumber: OrderLine?, order: String,
        owner: PostingException.Owner
    ) -> Answer {
        if let byNumber, policy.placesByLineNumber { return .placed(byNumber) }
        let found = ItemResolver.describe(line)
        guard !line[group: "items"].isEmpty || byNumber != nil else {
            return .exception(
                PostingException(
                    .notOnOrder, "line \(number ?? "?") names no item of order \(order)",
                    line: number, found: found, owner: owner))
        }
        return .exception(
            PostingException(
                .itemUnknown, "line \(number ?? "?"): \(found) is no item we know", line: number,
                expected: byNumber?.product?.code, found: found))
    }

    private func misplaced(
        _ product: Product, _ byNumber: OrderLine?, _ number: String?, order: String,
        owner: PostingException.Owner
    ) -> PostingException {
        if let byNumber {
            return PostingException(
                .itemDiffers,
                "line \(number ?? "?"): \(order) ordered \(byNumber.product?.code ?? "another item"),"
                    + " the vendor names \(product.code)",
                line: number, expected: byNumber.product?.code, found: product.code)
        }
        return PostingException(
            .notOnOrder, "line \(number ?? "?"): \(product.code) is not on order \(order)",
            line: number, found: product.code, owner: owner)
    }

    /// One candidate is taken; several are narrowed by unit, and equals are filled oldest first.
    private func choose(
        _ same: [OrderLine], _ line: DocumentGroup, _ product: Product,
        _ open: (OrderLine) -> ScaledDecimal
    ) -> OrderLine? {
        guard same.count > 1 else { return same.first }
        var left = same
        if let code = line.text("unit"),
            let unit = converter.resolve(code, item: product.code)?.unit
        {
            let fitting = left.filter { $0.unit == unit.id }
            if !fitting.isEmpty { left = fitting }
        }
        guard let first = left.first,
            left.allSatisfy({ $0.price == first.price && $0.unit == first.unit })
        else { return nil }
        return left.first { !open($0).isZero && !open($0).isNegative } ?? left.last
    }
}
