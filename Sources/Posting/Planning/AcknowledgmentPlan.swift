import Diagnostics
import Documents

/// What an entry of an acknowledged line says: list 668, grouped.
enum AcknowledgedClass {
    case accepted, backordered, held, substituted, refused

    init?(_ status: String) {
        switch status {
        case "IA", "AC", "AR", "AA", "IC", "IP", "IQ", "DR", "IE", "SP": self = .accepted
        case "IB", "BP": self = .backordered
        case "IH", "IF", "IW": self = .held
        case "IS": self = .substituted
        case "ID", "IR", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8": self = .refused
        default: return nil
        }
    }
}

/// A vendor's answer to an order → promised dates, the vendor's number and changes within the
/// tolerances; everything else waits for the buyer, with the change as a proposal.
extension PlanRun {
    mutating func planAcknowledgment() throws(ERPError) -> PostingPlan {
        let number = root.text("orderNumber") ?? ""
        // An 855 has no number of its own worth trusting.
        let key = key("\(number)-\(context.discriminator)")
        if let records = try lookup.reader.records(forPosting: key) {
            return alreadyPosted(key, records)
        }
        guard let vendor = try vendor() else { return finish(key: key, [], "") }
        let orders = try NamedOrders([number], vendor: vendor.id, lookup: lookup)
        let reason = orders.exception(
            number, changesOrder: true, owner: .buyer, range: range(root, "orderNumber"))
        guard reason == nil, let order = orders.orders[number] else {
            if let reason { hold(reason) }
            return finish(key: key, [], "")
        }
        checkWhole(number)
        let lines = root[group: "lines"]
        let placement = LinePlacement(
            orders: orders, items: try ItemResolver(lines, vendor: vendor.id, lookup: lookup),
            converter: UnitConverter(units: try lookup.units(), table: context.units),
            policy: context.policy)
        var steps: [PostingStep] = []
        for line in lines {
            let answer = placement.place(
                line, number: line.text("number"), order: number, owner: .buyer,
                open: { $0.quantity })
            switch answer {
            case .exception(let exception): hold(exception)
            case .placed(let orderLine):
                if let step = try acknowledge(line, orderLine, placement.converter) {
                    steps.append(step)
                }
            }
        }
        let header = try fill("order", root)
        if !header.isEmpty {
            steps.insert(.write(model: "purchase.order", id: order.id, values: header), at: 0)
        }
        return finish(
            key: key, steps,
            "order \(number) acknowledged, \(steps.count - (header.isEmpty ? 0 : 1)) of"
                + " \(lines.count) lines changed")
    }

    /// BAK02 rejections and holds speak for the whole order.
    private mutating func checkWhole(_ number: String) {
        switch root.text("acknowledgmentType") {
        case "RD", "RF", "RJ", "RO":
            hold(
                PostingException(
                    .deliveryRefused, "the vendor refuses order \(number)", expected: "accepted",
                    found: root.text("acknowledgmentType"),
                    range: range(root, "acknowledgmentType")))
        case "AH":
            hold(
                PostingException(
                    .deliveryHeld, "the vendor holds order \(number)", found: "AH",
                    range: range(root, "acknowledgmentType")))
        default: break
        }
    }

    /// The write of one answered line; `nil` when nothing changes.
    private mutating func acknowledge(
        _ line: DocumentGroup, _ orderLine: OrderLine, _ converter: UnitConverter
    ) throws(ERPError) -> PostingStep? {
        let item = orderLine.product?.code
        let code = line.text("unit") ?? ""
        let factor =
            line.text("unit") == nil
            ? UnitFactor.one : converter.factor(code, item: item, to: orderLine.unit)
        guard let factor else {
            hold(
                PostingException(
                    converter.resolve(code, item: item) == nil ? .unitUnknown : .unitDiffers,
                    "line \(orderLine.number): unit \(code) has no known factor to the order's unit",
                    line: line.text("number"), expected: converter.units[orderLine.unit]?.code,
                    found: code, range: range(line, "unit")))
            return nil
        }
        var planned: [String: RecordValue] = [:]
        if let quantity = acknowledgedQuantity(line, orderLine, converter),
            quantity != orderLine.quantity
        {
            planned["quantity"] = .decimal(quantity)
        }
        if let price = acknowledgedPrice(line, orderLine, factor) {
            planned["price"] = .decimal(price)
        }
        if let day = promisedDay(line, orderLine) { planned["promised"] = .date(day) }
        let values = try fill("lines", line, planned)
        guard !values.isEmpty else { return nil }
        return .write(model: "purchase.order.line", id: orderLine.id, values: values)
    }

    /// What will still come, in the order's unit: accepted and backordered. `nil` when the line
    /// says nothing about quantities.
    private mutating func acknowledgedQuantity(
        _ line: DocumentGroup, _ orderLine: OrderLine, _ converter: UnitConverter
    ) -> ScaledDecimal? {
        let entries = line[group: "acknowledgments"]
        guard !entries.isEmpty else { return nil }
        var coming = ScaledDecimal.zero
        for entry in entries {
            let status = entry.text("status") ?? ""
            guard let kind = AcknowledgedClass(status) else {
                hold(
                    PostingException(
                        .deliveryHeld, "line \(orderLine.number): status \(status) is not known",
                        line: line.text("number"), found: status, range: range(entry, "status")))
                continue
            }
            // An entry without quantity speaks of the whole line.
            let unit = entry.text("unit") ?? line.text("unit")
            let factor =
                unit.map { converter.factor($0, item: orderLine.product?.code, to: orderLine.unit) }
                ?? .one
            let quantity = entry.decimal("quantity").flatMap { factor?.apply($0) }
            judge(kind, entry, orderLine, line)
            if kind == .accepted || kind == .backordered {
                // BP: the quantity is accepted and the rest is backordered, so all will come.
                let share = status == "BP" ? orderLine.quantity : quantity
                coming = coming.adding(share ?? orderLine.quantity) ?? coming
            }
        }
        let percent =
            context.policy.acceptsAcknowledgments ? context.tolerances.quantityPercent : .zero
        guard !coming.isWithin(percent: percent, of: orderLine.quantity) else { return coming }
        let refused = entries.contains {
            $0.text("status").flatMap { AcknowledgedClass($0) }.map { $0 != .accepted } ?? false
        }
        // A refusal, hold or substitution has its own exception that explains the difference.
        if !refused || coming > orderLine.quantity {
            hold(
                PostingException(
                    .quantityAcknowledged,
                    "line \(orderLine.number): ordered \(orderLine.quantity), acknowledged \(coming)",
                    line: line.text("number"), expected: orderLine.quantity.description,
                    found: coming.description))
        }
        return coming
    }

    private mutating func judge(
        _ kind: AcknowledgedClass, _ entry: DocumentGroup, _ orderLine: OrderLine,
        _ line: DocumentGroup
    ) {
        let number = orderLine.number
        let quantity = entry.decimal("quantity")?.description ?? "all"
        let status = entry.text("status")
        let item = orderLine.product?.code ?? "the item"
        switch kind {
        case .accepted: break
        case .backordered:
            let exception = PostingException(
                .deliveryBackordered, "line \(number): \(quantity) of \(item) backordered",
                severity: entry.date("date") == nil ? .error : .warning, line: line.text("number"),
                found: status, range: range(entry, "status"))
            if exception.severity == .error { hold(exception) } else { remark(exception) }
        case .held:
            hold(
                PostingException(
                    .deliveryHeld, "line \(number): the vendor holds \(quantity) of \(item)",
                    line: line.text("number"), found: status, range: range(entry, "status")))
        case .substituted:
            hold(
                PostingException(
                    .itemSubstituted,
                    "line \(number): instead of \(item) the vendor offers"
                        + " \(ItemResolver.describe(entry))",
                    line: line.text("number"), expected: item,
                    found: ItemResolver.describe(entry), range: range(entry, "status")))
        case .refused:
            hold(
                PostingException(
                    .deliveryRefused, "line \(number): the vendor refuses \(quantity) of \(item)",
                    line: line.text("number"), expected: "accepted", found: status,
                    range: range(entry, "status")))
        }
    }

    /// The acknowledged price where it differs, per the order's unit.
    private mutating func acknowledgedPrice(
        _ line: DocumentGroup, _ orderLine: OrderLine, _ factor: UnitFactor
    ) -> ScaledDecimal? {
        guard let price = line.unitPrice.flatMap({ factor.applyToPrice($0) }),
            price != orderLine.price
        else { return nil }
        if !context.policy.acceptsAcknowledgments
            || !context.tolerances.allows(price: price, against: orderLine.price)
        {
            hold(
                PostingException(
                    .priceAcknowledged,
                    "line \(orderLine.number): ordered at \(orderLine.price), acknowledged at \(price)",
                    line: line.text("number"), expected: orderLine.price.description,
                    found: price.description, range: range(line, "price")))
        }
        return price
    }

    /// The last promised delivery day where it differs from the planned one. A ship date (068) is
    /// no delivery date and changes nothing.
    private mutating func promisedDay(_ line: DocumentGroup, _ orderLine: OrderLine)
        -> CalendarDate?
    {
        let qualifiers = ["067", "069", "017", "002"]
        let stated = line[group: "acknowledgments"].compactMap { entry in
            entry.text("dateQualifier").map(qualifiers.contains) == true
                ? entry.date("date") : entry.day("067", "069", "017")
        }
        guard let day = stated.max() ?? line.day("067", "069", "017") else { return nil }
        guard let planned = orderLine.planned?.date else { return day }
        guard day != planned else { return nil }
        if !context.policy.acceptsAcknowledgments
            || day.daysSinceEpoch > planned.daysSinceEpoch + context.tolerances.lateDays
        {
            hold(
                PostingException(
                    .deliveryDate,
                    "line \(orderLine.number): planned for \(planned), promised for \(day)",
                    line: line.text("number"), expected: planned.description,
                    found: day.description))
        }
        return day
    }
}
