import Diagnostics
import Documents

/// A ship notice → quantities, lots, serial numbers and packages on the open receipts of the
/// orders it names; booked as received only where the policy says so.
extension PlanRun {
    mutating func planShipNotice() throws(ERPError) -> PostingPlan {
        let number = root.text("number") ?? ""
        let key = key(number)
        if let records = try lookup.reader.records(forPosting: key) {
            return alreadyPosted(key, records)
        }
        guard root.text("purpose") == "00" else {
            hold(
                PostingException(
                    .unsupported, "ship notice \(number) changes or cancels an earlier one",
                    expected: "00", found: root.text("purpose"), owner: .receiving,
                    range: range(root, "purpose")))
            return finish(key: key, [], "")
        }
        guard let vendor = try vendor() else { return finish(key: key, [], "") }
        let named = shippedLines()
        let orders = try NamedOrders(named.map(\.order), vendor: vendor.id, lookup: lookup)
        for order in Set(named.map(\.order)).sorted() {
            let reason = orders.exception(
                order, changesOrder: false, owner: .receiving, range: nil)
            if let reason { hold(reason) }
        }
        guard exceptions.isEmpty, !named.isEmpty else {
            if named.isEmpty {
                hold(PostingException(.unsupported, "ship notice \(number) has no line"))
            }
            return finish(key: key, [], "")
        }
        let placement = LinePlacement(
            orders: orders,
            items: try ItemResolver(named.map(\.line), vendor: vendor.id, lookup: lookup),
            converter: UnitConverter(units: try lookup.units(), table: context.units),
            policy: context.policy)
        var receipts = try OpenReceipts(orders, lookup)
        for (order, line) in named {
            try prepare(line, order: order, placement, &receipts)
        }
        let steps = try receiptSteps(receipts)
        let verb = context.policy.validatesReceipts ? "received" : "prepared"
        return finish(
            key: key, steps,
            "shipment \(number) \(verb) on \(receipts.touchedNames.joined(separator: ", ")),"
                + " \(named.count) lines")
    }

    /// All lines with the order each belongs to.
    private func shippedLines() -> [(order: String, line: DocumentGroup)] {
        root[group: "orders"].flatMap { order in
            order[group: "lines"].map { line in
                (line.text("orderNumber") ?? order.text("number") ?? "", line)
            }
        }
    }

    private mutating func prepare(
        _ line: DocumentGroup, order: String, _ placement: LinePlacement,
        _ receipts: inout OpenReceipts
    ) throws(ERPError) {
        let number = line.text("orderLine") ?? line.text("number")
        let answer = placement.place(
            line, number: number, order: order, owner: .receiving,
            open: { receipts.move(of: $0.id)?.open ?? .zero })
        let orderLine: OrderLine
        switch answer {
        case .exception(let exception): return hold(exception)
        case .placed(let placed): orderLine = placed
        }
        guard let move = receipts.move(of: orderLine.id) else {
            return hold(
                PostingException(
                    .quantityReceived,
                    "line \(orderLine.number) of \(order): nothing is open to receive",
                    line: number, expected: "an open receipt", found: "none"))
        }
        let code = line.text("unit") ?? ""
        let factor = placement.converter.factor(
            code, item: orderLine.product?.code, to: move.unit)
        guard let factor, let shipped = line.decimal("quantity"),
            let quantity = factor.apply(shipped)
        else {
            return hold(
                PostingException(
                    placement.converter.resolve(code, item: orderLine.product?.code) == nil
                        ? .unitUnknown : .unitDiffers,
                    "line \(orderLine.number) of \(order): unit \(code) has no known factor to the"
                        + " order's unit",
                    line: number, expected: placement.converter.units[move.unit]?.code,
                    found: code, range: range(line, "unit")))
        }
        let limit = move.open.raised(percent: context.tolerances.overDeliveryPercent)
        if quantity > limit {
            hold(
                PostingException(
                    .quantityReceived,
                    "line \(orderLine.number) of \(order): \(move.open) open, \(quantity) shipped",
                    line: number, expected: move.open.description, found: quantity.description,
                    range: range(line, "quantity")))
        }
        let details = try details(line, orderLine, quantity, move)
        receipts.add(quantity, details, to: move)
    }

    // MARK: Lots

    private struct Lot {
        let name: String
        let group: DocumentGroup
    }

    /// Lots and serial numbers of a line, by the groups or, failing them, by LT and SN numbers
    /// among the items.
    private func lots(_ line: DocumentGroup, isSerial: Bool) -> [Lot] {
        let named = line[group: "lots"].compactMap { lot in
            ((isSerial ? lot.text("serial") : lot.text("lot")) ?? lot.text("lot")
                ?? lot.text("serial")).map { Lot(name: $0, group: lot) }
        }
        guard named.isEmpty, let schema = line.schema.group("lots") else { return named }
        return line[group: "items"].compactMap { item in
            guard item.text("qualifier") == (isSerial ? "SN" : "LT"),
                let name = item.text("value")
            else { return nil }
            var group = DocumentGroup(schema: schema)
            group[isSerial ? "serial" : "lot"] = .text(name)
            if let expiry = line.day("036") { group["expiry"] = .date(expiry) }
            return Lot(name: name, group: group)
        }
    }

    /// The detail lines of a move: one for each lot or serial number, or one for a package.
    private mutating func details(
        _ line: DocumentGroup, _ orderLine: OrderLine, _ quantity: ScaledDecimal,
        _ move: OpenReceipts.Move
    ) throws(ERPError) -> [[String: RecordValue]] {
        let package = packageMark(line)
        var planned: [String: RecordValue] = ["unit": .reference(move.unit)]
        if let package { planned["package"] = .externalReference("package-\(package)") }
        guard let product = orderLine.product, product.tracking != "none" else {
            guard package != nil, let schema = line.schema.group("lots") else { return [] }
            planned["quantity"] = .decimal(quantity)
            return [try fill("lots", DocumentGroup(schema: schema), planned)]
        }
        let isSerial = product.tracking == "serial"
        let lots = lots(line, isSerial: isSerial)
        let wanted = isSerial ? quantity : ScaledDecimal(1)
        guard ScaledDecimal(lots.count) == wanted else {
            hold(
                PostingException(
                    .referenceLot,
                    "line \(orderLine.number): \(product.code) needs "
                        + (isSerial ? "\(quantity) serial numbers" : "one lot number for the line"),
                    line: line.text("number"), expected: wanted.description,
                    found: "\(lots.count)"))
            return []
        }
        var details: [[String: RecordValue]] = []
        for lot in lots {
            checkExpiry(lot, product, orderLine)
            planned["lot"] = .text(lot.name)
            planned["quantity"] = .decimal(isSerial ? ScaledDecimal(1) : quantity)
            details.append(try fill("lots", lot.group, planned))
        }
        return details
    }

    private mutating func checkExpiry(_ lot: Lot, _ product: Product, _ orderLine: OrderLine) {
        guard product.usesExpiry else { return }
        guard let expiry = lot.group.date("expiry") else {
            return hold(
                PostingException(
                    .referenceLot,
                    "line \(orderLine.number): lot \(lot.name) of \(product.code) has no"
                        + " expiry", line: orderLine.number, expected: "an expiry date"))
        }
        guard let shipped = root.date("date"), expiry < shipped else { return }
        hold(
            PostingException(
                .referenceLot,
                "line \(orderLine.number): lot \(lot.name) of \(product.code) expired"
                    + " before it was shipped", line: orderLine.number,
                expected: "after \(shipped)", found: expiry.description,
                range: range(lot.group, "expiry")))
    }

    /// The SSCC of the innermost package that has one: MAN with GM, letters and digits.
    private func packageMark(_ line: DocumentGroup) -> String? {
        let packages = root[group: "packages"]
        var number = line.integer("package")
        // A package stands in another a few levels deep; a loop would never end.
        for _ in 0..<8 {
            guard let package = packages.first(where: { $0.integer("number") == number }) else {
                return nil
            }
            let mark = package[group: "marks"].first { $0.text("qualifier") == "GM" }
            if let value = mark?.text("value"),
                value.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
            {
                return value
            }
            number = package.integer("within")
        }
        return nil
    }

    // MARK: Steps

    private mutating func receiptSteps(_ receipts: OpenReceipts) throws(ERPError) -> [PostingStep] {
        var steps: [PostingStep] = []
        var packages: Set<String> = []
        for detail in receipts.moves.flatMap(\.details) {
            for value in detail.values {
                guard case .externalReference(let external) = value,
                    packages.insert(external).inserted
                else { continue }
                let sscc = String(external.dropFirst("package-".count))
                steps.append(
                    .create(
                        model: "stock.package", externalID: external,
                        values: ["name": .text(sscc)]))
            }
        }
        for move in receipts.moves where !move.added.isZero {
            var values = try fill(
                "moves", root,
                ["quantity": .decimal(move.prepared.adding(move.added) ?? move.added)])
            if !move.details.isEmpty {
                values["move_line_ids"] = .lines(move.details)
                values["quantity"] = nil
            }
            steps.append(.write(model: "stock.move", id: move.id, values: values))
        }
        let tracking = root.reference("CN", "2I", "BM").map { RecordValue.text($0) } ?? .null
        let header = try fill("receipt", root, ["tracking": tracking])
        for receipt in receipts.touched {
            if !header.isEmpty {
                steps.append(.write(model: "stock.picking", id: receipt, values: header))
            }
            guard context.policy.validatesReceipts else { continue }
            steps.append(
                .call(
                    model: "stock.picking", method: "button_validate", on: .id(receipt),
                    arguments: ["skip_backorder": .boolean(true)]))
        }
        return steps
    }
}

/// The open incoming receipts of the orders, and what the notice adds to them.
struct OpenReceipts {
    struct Move {
        let id: Int64
        let picking: Int64
        let orderLine: Int64
        let unit: Int64
        let demand: ScaledDecimal
        /// Announced by earlier notices.
        let prepared: ScaledDecimal
        var added = ScaledDecimal.zero
        var details: [[String: RecordValue]] = []

        /// What may still be announced.
        var open: ScaledDecimal {
            demand.subtracting(prepared)?.subtracting(added)?.reduced ?? .zero
        }
    }

    private(set) var moves: [Move] = []
    private var byLine: [Int64: [Int]] = [:]
    private var names: [Int64: String] = [:]

    init(_ orders: NamedOrders, _ lookup: ERPLookup) throws(ERPError) {
        let ids = orders.orders.values.flatMap { $0.fields.references("picking_ids") }
        guard !ids.isEmpty else { return }
        let pickings = try lookup.search(
            "stock.picking",
            [
                SearchTerm("id", in: ids.map { .integer($0) }),
                SearchTerm("state", .notEqual, .text("done")),
                SearchTerm("state", .notEqual, .text("cancel")),
                SearchTerm("picking_type_code", .equal, .text("incoming")),
            ], ["name"])
        guard !pickings.isEmpty else { return }
        for picking in pickings { names[picking.id] = picking.fields.text("name") ?? "" }
        let records = try lookup.search(
            "stock.move",
            [
                SearchTerm("picking_id", in: pickings.map { .reference($0.id) }),
                SearchTerm("state", .notEqual, .text("cancel")),
            ],
            [
                "picking_id", "purchase_line_id", "product_uom", "product_uom_qty", "quantity",
                "picked",
            ])
        moves = records.compactMap { record in
            guard let line = record.fields.reference("purchase_line_id") else { return nil }
            return Move(
                id: record.id, picking: record.fields.reference("picking_id") ?? 0,
                orderLine: line, unit: record.fields.reference("product_uom") ?? 0,
                demand: record.fields.decimal("product_uom_qty"),
                prepared: record.fields.boolean("picked")
                    ? record.fields.decimal("quantity") : .zero)
        }
        for (index, move) in moves.enumerated() {
            byLine[move.orderLine, default: []].append(index)
        }
    }

    /// The first move of an order line with something open, else its last.
    func move(of line: Int64) -> Move? {
        let own = (byLine[line] ?? []).map { moves[$0] }
        return own.first { !$0.open.isZero && !$0.open.isNegative } ?? own.last
    }

    mutating func add(_ quantity: ScaledDecimal, _ details: [[String: RecordValue]], to move: Move)
    {
        guard let index = byLine[move.orderLine]?.first(where: { moves[$0].id == move.id }) else {
            return
        }
        moves[index].added = moves[index].added.adding(quantity) ?? moves[index].added
        moves[index].details += details
    }

    var touched: [Int64] {
        Set(moves.filter { !$0.added.isZero }.map(\.picking)).sorted()
    }

    var touchedNames: [String] { touched.compactMap { names[$0] } }
}
