import Diagnostics
import GRDB
import Posting

import struct Posting.Record

/// Which rule answers for which model.
extension LedgerSession {
    /// Fills what the model computes or defaults before a record is stored.
    func complete(_ model: String, _ values: inout [String: RecordValue]) throws(ERPError) {
        switch model {
        case "uom.uom": try completeUnit(&values)
        case "product.supplierinfo": try completeSupplierInfo(&values)
        case "purchase.order": try completeOrder(&values)
        case "purchase.order.line": try completeOrderLine(&values)
        case "stock.picking": try completeReceipt(&values)
        case "stock.move.line": try completeMoveLine(&values)
        case "account.move": try completeBill(&values)
        case "account.move.line": try completeBillLine(&values)
        default: break
        }
    }

    /// What follows from a new record.
    func created(_ model: String, _ id: Int64, _ values: [String: RecordValue]) throws(ERPError) {
        switch model {
        case "purchase.order": oweTotal(ofOrder: id)
        case "purchase.order.line":
            if let order = values.reference("order_id") { try orderLinesChanged(order) }
        case "stock.move.line":
            if let move = values.reference("move_id") { try totalMove(move) }
        case "account.move": try billChanged(id)
        case "account.move.line":
            if let bill = values.reference("move_id") { try billChanged(bill) }
        default: break
        }
    }

    /// Refuses writes the state of a record does not allow.
    func refuseWrite(_ before: Record, _ values: [String: RecordValue]) throws(ERPError) {
        switch before.model {
        case "purchase.order": try refuseOrderWrite(before)
        case "purchase.order.line": try refuseOrderLineWrite(before, values)
        case "stock.picking", "stock.move":
            guard ["done", "cancel"].contains(before.fields.text("state")) else { break }
            throw ERPError(
                .refused, "\(displayName(before)) is \(before.fields.text("state") ?? "closed")",
                model: before.model)
        case "account.move": try refuseBillWrite(before, values)
        case "account.move.line":
            guard let id = before.fields.reference("move_id") else { break }
            try refuseBillWrite(try record("account.move", id), ["invoice_line_ids": .null])
        default: break
        }
    }

    /// What follows from a write.
    func written(_ before: Record, _ values: [String: RecordValue]) throws(ERPError) {
        switch before.model {
        case "uom.uom":
            var unit = try record("uom.uom", before.id).fields
            try completeUnit(&unit)
            try store("uom.uom", before.id, unit)
        case "purchase.order": try orderWritten(before, values)
        case "purchase.order.line": try orderLineWritten(before, values)
        case "stock.move":
            if values["move_line_ids"] != nil { try totalMove(before.id) }
        case "stock.move.line":
            if let move = before.fields.reference("move_id") { try totalMove(move) }
        case "account.move": try billChanged(before.id)
        case "account.move.line": try billLineWritten(before)
        default: break
        }
    }

    /// Calls a method of a model.
    func call(
        _ method: String, _ model: String, _ id: Int64, _ arguments: [String: RecordValue]
    ) throws(ERPError) {
        let target = try record(model, id)
        switch (model, method) {
        case ("purchase.order", "button_confirm"): try confirmOrder(target)
        case ("purchase.order", "button_cancel"): try cancelOrder(target)
        case ("purchase.order", "button_lock"): try store(model, id, ["locked": .boolean(true)])
        case ("purchase.order", "button_unlock"): try store(model, id, ["locked": .boolean(false)])
        case ("stock.picking", "button_validate"): try validateReceipt(target, arguments)
        case ("stock.picking", "action_cancel"): try cancelReceipt(target)
        case ("account.move", "action_post"): try postBill(target)
        case ("account.move", "button_draft"): try resetBill(target)
        case ("account.move", "button_cancel"): try cancelBill(target)
        default:
            throw ERPError(.malformed, "\(model) has no method \(method)", model: model)
        }
    }

    /// What people call a record: its number, code or name.
    func displayName(_ record: Record) -> String {
        let fields = record.fields
        switch record.model {
        case "account.move":
            return fields.text("name") ?? "draft bill \(fields.text("ref") ?? "\(record.id)")"
        case "product.product": return fields.text("default_code") ?? fields.text("name") ?? ""
        default: return fields.text("name") ?? "\(record.model) \(record.id)"
        }
    }

    // MARK: Units

    private func completeUnit(_ values: inout [String: RecordValue]) throws(ERPError) {
        let relative = values.decimal("relative_factor")
        guard !relative.isZero, !relative.isNegative else {
            throw ERPError(
                .refused, "a unit's factor is above zero", model: "uom.uom",
                field: "relative_factor")
        }
        guard let base = values.reference("relative_uom_id") else {
            values["factor"] = .decimal(ScaledDecimal(1))
            return
        }
        let factor = try record("uom.uom", base).fields.decimal("factor")
        values["factor"] = .decimal(relative.multiplied(by: factor) ?? relative)
    }

    private func completeSupplierInfo(_ values: inout [String: RecordValue]) throws(ERPError) {
        guard values["product_uom_id"] == nil, let product = values.reference("product_id")
        else { return }
        values["product_uom_id"] = try record("product.product", product).fields["uom_id"]
    }

    /// A quantity in another unit of the same family; unchanged when either unit is unknown.
    func convert(_ quantity: ScaledDecimal, from: Int64?, to: Int64?) throws(ERPError)
        -> ScaledDecimal
    {
        guard let from, let to, from != to else { return quantity }
        let source = try record("uom.uom", from).fields.decimal("factor")
        let target = try record("uom.uom", to).fields.decimal("factor")
        let converted = quantity.multiplied(by: source)?.divided(by: target, scale: 6)
        return converted?.reduced ?? quantity
    }

    /// Quantity × price, rounded to cents; nil values count as zero.
    func amount(_ values: [String: RecordValue], quantity: String) -> ScaledDecimal {
        let product = values.decimal(quantity).multiplied(by: values.decimal("price_unit"))
        return (product ?? .zero).rounded(to: 2)
    }

    /// Subtotals and percentage taxes of lines, the tax rounded once over all (series 19).
    func totals(_ lines: [Record]) throws(ERPError) -> [String: RecordValue] {
        var untaxed = ScaledDecimal.zero
        var tax = ScaledDecimal.zero
        for line in lines {
            let subtotal = line.fields.decimal("price_subtotal")
            untaxed = untaxed.adding(subtotal) ?? untaxed
            for id in line.fields.references("tax_ids") {
                let percent = try record("account.tax", id).fields.decimal("amount")
                let part = subtotal.multiplied(by: percent)?.divided(
                    by: ScaledDecimal(100), scale: 6)
                tax = tax.adding(part ?? .zero) ?? tax
            }
        }
        tax = tax.rounded(to: 2)
        return [
            "amount_untaxed": .decimal(untaxed), "amount_tax": .decimal(tax),
            "amount_total": .decimal(untaxed.adding(tax) ?? untaxed),
        ]
    }

    /// The currency of the company: the first one there is.
    func companyCurrency() throws(ERPError) -> RecordValue {
        let first = try search("res.currency", [], fields: [], limit: 1).first
        return first.map { .reference($0.id) } ?? .null
    }
}
