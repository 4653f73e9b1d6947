import Diagnostics
import Documents

/// What matching an invoice has found so far.
struct InvoiceMatch {
    let placement: LinePlacement
    let isCredit: Bool
    var lines: [[String: RecordValue]] = []
    /// Sum of the lines as the vendor wrote them.
    var sum = ScaledDecimal.zero
    /// What rounding may explain in the total.
    var slack = ScaledDecimal.zero
    /// Quantity of each order line this document bills, in the order's unit.
    var billed: [Int64: ScaledDecimal] = [:]
    /// Goods are billed that have not come yet.
    var isWaiting = false
}

/// One line of an invoice against its order line.
extension PlanRun {
    mutating func matchLine(_ line: DocumentGroup, order: String, _ match: inout InvoiceMatch)
        throws(ERPError)
    {
        let answer = match.placement.place(
            line, number: line.text("number"), order: order, owner: .accountsPayable,
            open: {
                $0.quantity.subtracting($0.invoiced)?.subtracting(match.billed[$0.id] ?? .zero)
                    ?? .zero
            })
        let orderLine: OrderLine
        switch answer {
        case .exception(let exception): return hold(exception)
        case .placed(let placed): orderLine = placed
        }
        guard let quantity = line.decimal("quantity")?.magnitude, !quantity.isZero,
            let price = line.unitPrice.map({ match.isCredit ? $0.magnitude : $0 })
        else {
            return hold(
                PostingException(
                    .unsupported, "line \(orderLine.number): a bill line needs quantity and price",
                    line: line.text("number"), owner: .accountsPayable))
        }
        guard let units = billUnit(line, orderLine, match.placement.converter),
            let own = units.toOrder.apply(quantity),
            let billQuantity = units.toBill.apply(quantity),
            let billPrice = units.toBill.applyToPrice(price)
        else {
            let code = line.text("unit") ?? ""
            let known = match.placement.converter.resolve(code, item: orderLine.product?.code)
            return hold(
                PostingException(
                    known == nil ? .unitUnknown : .unitDiffers,
                    "line \(orderLine.number): unit \(code) has no known factor to the order's unit",
                    line: line.text("number"),
                    expected: match.placement.converter.units[orderLine.unit]?.code, found: code,
                    range: range(line, "unit")))
        }
        let amount = (quantity.multiplied(by: price) ?? .zero).rounded(to: 2)
        let slack = Self.slack(quantity, price)
        let fits = checkPrice(line, orderLine, own: own, amount: amount, slack, match)
        checkQuantity(line, orderLine, own, &match)
        match.sum = match.sum.adding(amount) ?? match.sum
        match.slack = match.slack.adding(slack) ?? match.slack
        match.billed[orderLine.id] = (match.billed[orderLine.id] ?? .zero).adding(own)
        // A credit at another price corrects the price: on the order line it would take back
        // quantity that was delivered.
        let isLinked = !match.isCredit || fits
        match.lines.append(
            try fill(
                "lines", line,
                [
                    "product": orderLine.product.map { .reference($0.id) } ?? .null,
                    "unit": .reference(units.bill), "quantity": .decimal(billQuantity),
                    "price": .decimal(billPrice),
                    "orderLine": isLinked ? .reference(orderLine.id) : .null,
                    "analytic": orderLine.analytic ?? .null,
                    "sequence": .integer(Int64(match.lines.count + 1)),
                    "description": .text(
                        line.text("description") ?? orderLine.product?.name ?? orderLine.number),
                    "taxes": .references([]),
                ]))
    }

    /// The vendor's unit in the ERP, with the factors to it and to the order's unit. A line
    /// without unit is in the order's.
    private func billUnit(
        _ line: DocumentGroup, _ orderLine: OrderLine, _ converter: UnitConverter
    ) -> (bill: Int64, toBill: UnitFactor, toOrder: UnitFactor)? {
        guard let code = line.text("unit") else { return (orderLine.unit, .one, .one) }
        let item = orderLine.product?.code
        guard let (unit, toBill) = converter.resolve(code, item: item),
            let toOrder = converter.factor(code, item: item, to: orderLine.unit)
        else { return nil }
        return (unit.id, toBill, toOrder)
    }

    /// Half a cent, and what the last digit of the price hides over the quantity.
    private static func slack(_ quantity: ScaledDecimal, _ price: ScaledDecimal) -> ScaledDecimal {
        let half = ScaledDecimal(coefficient: 5, scale: 3) ?? .zero
        let digit = ScaledDecimal(coefficient: 5, scale: min(price.scale + 1, 12)) ?? .zero
        // A price in whole cents or less hides nothing: it is what was agreed.
        guard price.scale > 2, let hidden = digit.multiplied(by: quantity) else { return half }
        return half.adding(hidden) ?? half
    }

    // MARK: Price

    /// Whether the line costs what was ordered, by its total; holds it when it costs more than
    /// the tolerances allow, or so much less that the unit must be wrong.
    private mutating func checkPrice(
        _ line: DocumentGroup, _ orderLine: OrderLine, own: ScaledDecimal, amount: ScaledDecimal,
        _ slack: ScaledDecimal, _ match: InvoiceMatch
    ) -> Bool {
        guard let expected = own.multiplied(by: orderLine.price)?.rounded(to: 2),
            let difference = amount.subtracting(expected)
        else { return false }
        let limit = slack.adding(context.tolerances.lineAmount) ?? slack
        if difference.magnitude <= limit { return true }
        guard !match.isCredit else { return false }
        let price = amount.divided(by: own, scale: 6)?.reduced ?? .zero
        if context.tolerances.allows(price: price, against: orderLine.price) {
            remark(priceException(line, orderLine, price, .warning))
            return true
        }
        if let unit = packHint(price, orderLine, match.placement.converter) {
            hold(
                PostingException(
                    .unitDiffers,
                    "line \(orderLine.number): ordered at \(orderLine.price), invoiced at \(price):"
                        + " looks like the price of one \(unit)",
                    line: line.text("number"), expected: orderLine.price.description,
                    found: price.description, owner: .accountsPayable, range: range(line, "price")))
            return false
        }
        // An undercharge passes, unless it is as large as only an error is.
        if difference.isNegative, !isSuspicious(price, orderLine.price, difference.magnitude) {
            remark(priceException(line, orderLine, price, .info))
            return true
        }
        hold(priceException(line, orderLine, price, .error))
        return false
    }

    private func priceException(
        _ line: DocumentGroup, _ orderLine: OrderLine, _ price: ScaledDecimal, _ severity: Severity
    ) -> PostingException {
        PostingException(
            .priceInvoiced,
            "line \(orderLine.number): ordered at \(orderLine.price), invoiced at \(price)",
            severity: severity, line: line.text("number"), expected: orderLine.price.description,
            found: price.description, range: range(line, "price"))
    }

    /// Below three quarters of the order's price and more than 500 on the line.
    private func isSuspicious(
        _ price: ScaledDecimal, _ ordered: ScaledDecimal, _ difference: ScaledDecimal
    ) -> Bool {
        let limit = ordered.multiplied(by: ScaledDecimal(coefficient: 75, scale: 2) ?? .zero)
        return price < (limit ?? .zero) && difference > ScaledDecimal(500)
    }

    /// The unit of the family whose price this would be, within half a percent.
    private func packHint(
        _ price: ScaledDecimal, _ orderLine: OrderLine, _ converter: UnitConverter
    ) -> String? {
        guard let own = converter.units[orderLine.unit] else { return nil }
        let half = ScaledDecimal(coefficient: 5, scale: 1) ?? .zero
        for unit in converter.units.values.sorted(by: { $0.id < $1.id })
        where unit.root == own.root && unit.id != own.id {
            let factor = UnitFactor(numerator: own.factor, denominator: unit.factor)
            guard let packed = factor.applyToPrice(orderLine.price), !packed.isZero else {
                continue
            }
            if price.isWithin(percent: half, of: packed) { return unit.code }
        }
        return nil
    }

    // MARK: Quantity

    /// Cumulative: what earlier bills took counts. Goods billed on receipt wait for it.
    private mutating func checkQuantity(
        _ line: DocumentGroup, _ orderLine: OrderLine, _ own: ScaledDecimal,
        _ match: inout InvoiceMatch
    ) {
        let taken = orderLine.invoiced.adding(match.billed[orderLine.id] ?? .zero) ?? .zero
        if match.isCredit {
            guard own > orderLine.invoiced else { return }
            return hold(
                quantityException(line, orderLine, available: orderLine.invoiced, own, "invoiced"))
        }
        let over = context.tolerances.overDeliveryPercent
        let ordered = orderLine.quantity.raised(percent: over)
        let isTwoWay =
            context.policy.billsBeforeReceipt || orderLine.product?.isBilledOnOrder != false
            || orderLine.product?.isService == true
        let basis = isTwoWay ? ordered : min(orderLine.received, ordered)
        let available = basis.subtracting(taken) ?? .zero
        if own <= available.raised(percent: context.tolerances.quantityPercent) { return }
        let open = ordered.subtracting(taken) ?? .zero
        guard own <= open.raised(percent: context.tolerances.quantityPercent) else {
            return hold(
                quantityException(line, orderLine, available: open, own, "open on the order"))
        }
        match.isWaiting = true
        remark(
            PostingException(
                .quantityInvoiced,
                "line \(orderLine.number): \(own) invoiced, \(available) received and not yet billed",
                severity: .info, line: line.text("number"), expected: available.description,
                found: own.description, owner: .receiving))
    }

    private func quantityException(
        _ line: DocumentGroup, _ orderLine: OrderLine, available: ScaledDecimal,
        _ own: ScaledDecimal, _ what: String
    ) -> PostingException {
        PostingException(
            .quantityInvoiced,
            "line \(orderLine.number): \(available) \(what), \(own) on this document",
            line: line.text("number"), expected: available.description, found: own.description,
            range: range(line, "quantity"))
    }
}
