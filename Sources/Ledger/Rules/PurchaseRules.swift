import Diagnostics
import GRDB
import Posting

import struct Posting.Record

/// `purchase.order` and its lines: numbering, totals, states, and the receipt that follows from
/// confirming. Odoo lets anybody write to a locked order over its API; the ledger refuses.
extension LedgerSession {
    func completeOrder(_ values: inout [String: RecordValue]) throws(ERPError) {
        if let name = values.text("name"), !name.isEmpty {
            let taken = try search(
                "purchase.order", [SearchTerm("name", .equal, .text(name))], fields: [], limit: 1)
            guard taken.isEmpty else {
                throw ERPError(
                    .refused, "purchase order \(name) exists already", model: "purchase.order",
                    field: "name")
            }
            if name.first == "P", let number = Int(name.dropFirst()) {
                try raiseNumber("purchase.order", to: number)
            }
        } else {
            values["name"] = .text("P" + padded(try nextNumber("purchase.order"), 5))
        }
        if values["date_order"] == nil { values["date_order"] = .datetime(now) }
        if values["currency_id"] == nil { values["currency_id"] = try companyCurrency() }
    }

    func completeOrderLine(_ values: inout [String: RecordValue]) throws(ERPError) {
        guard values.text("display_type") == nil else { return }
        guard let productID = values.reference("product_id") else {
            throw ERPError(
                .refused, "an order line needs product_id", model: "purchase.order.line",
                field: "product_id")
        }
        guard !values.decimal("product_qty").isNegative else {
            throw ERPError(
                .refused, "an order line's quantity is not below zero",
                model: "purchase.order.line", field: "product_qty")
        }
        if values["name"] == nil || values["product_uom_id"] == nil {
            let product = try record("product.product", productID, ["name", "uom_id"])
            values["name"] = values["name"] ?? product.fields["name"]
            values["product_uom_id"] = values["product_uom_id"] ?? product.fields["uom_id"]
        }
        values["price_subtotal"] = .decimal(amount(values, quantity: "product_qty"))
    }

    /// Totals, earliest planned date and invoice status of an order, from its lines.
    func totalOrder(_ id: Int64) throws(ERPError) {
        let lines = try children(
            "purchase.order.line", by: "order_id", of: id,
            ["price_subtotal", "tax_ids", "date_planned"])
        var values = try totals(lines)
        let dates = lines.compactMap { $0.fields.datetime("date_planned") }
        if let first = dates.min() { values["date_planned"] = .datetime(first) }
        try store("purchase.order", id, values)
    }

    private func refuseLocked(_ order: Record) throws(ERPError) {
        guard order.fields.boolean("locked") else { return }
        throw ERPError(
            .refused, "purchase order \(displayName(order)) is locked", model: order.model)
    }

    func refuseOrderWrite(_ before: Record) throws(ERPError) { try refuseLocked(before) }

    func refuseOrderLineWrite(_ before: Record, _ values: [String: RecordValue]) throws(ERPError) {
        guard let orderID = before.fields.reference("order_id") else { return }
        let order = try record("purchase.order", orderID)
        try refuseLocked(order)
        guard values["product_qty"] != nil,
            values.decimal("product_qty") < before.fields.decimal("qty_received")
        else { return }
        throw ERPError(
            .refused,
            "\(displayName(order)): the quantity cannot go below the "
                + "\(before.fields.decimal("qty_received")) received",
            model: before.model, field: "product_qty")
    }

    func orderWritten(_ before: Record, _ values: [String: RecordValue]) throws(ERPError) {
        if let planned = values.datetime("date_planned") {
            for line in try children("purchase.order.line", by: "order_id", of: before.id) {
                try store(line.model, line.id, ["date_planned": .datetime(planned)])
            }
        }
        if values["order_line"] != nil { try orderLinesChanged(before.id) }
    }

    func orderLineWritten(_ before: Record, _ values: [String: RecordValue]) throws(ERPError) {
        let line = try record(before.model, before.id)
        try store(
            line.model, line.id,
            ["price_subtotal": .decimal(amount(line.fields, quantity: "product_qty"))])
        oweBilling(ofLine: before.id)
        guard let id = line.fields.reference("order_id") else { return }
        oweTotal(ofOrder: id)
        let order = try record("purchase.order", id)
        if order.fields.text("state") == "purchase" { try planReceipt(order, [line]) }
    }

    /// Totals the order and, once it is confirmed, lets its open receipt follow its lines.
    func orderLinesChanged(_ id: Int64) throws(ERPError) {
        oweTotal(ofOrder: id)
        let order = try record("purchase.order", id)
        guard order.fields.text("state") == "purchase" else { return }
        try planReceipt(order, try children("purchase.order.line", by: "order_id", of: id))
    }

    func confirmOrder(_ order: Record) throws(ERPError) {
        switch order.fields.text("state") {
        case "purchase": return
        case "cancel":
            throw ERPError(
                .refused, "purchase order \(displayName(order)) is cancelled", model: order.model)
        default:
            try store(
                order.model, order.id,
                ["state": .text("purchase"), "date_approve": .datetime(now)])
            let lines = try children("purchase.order.line", by: "order_id", of: order.id)
            try planReceipt(order, lines)
            for line in lines { oweBilling(ofLine: line.id) }
        }
    }

    func cancelOrder(_ order: Record) throws(ERPError) {
        try refuseLocked(order)
        let bills = try storage {
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT coalesce(m.name, 'a draft bill') FROM account_move m
                    JOIN account_move_line l ON l.move_id = m.id
                    JOIN purchase_order_line p ON p.id = l.purchase_line_id
                    WHERE p.order_id = ? AND m.state <> 'cancel'
                    """, arguments: [order.id])
        }
        if let bill = bills.first {
            throw ERPError(
                .refused, "\(displayName(order)) cannot be cancelled: \(bill) bills it",
                model: order.model)
        }
        for receipt in try children("stock.picking", by: "purchase_id", of: order.id) {
            guard receipt.fields.text("state") != "done" else {
                throw ERPError(
                    .refused,
                    "\(displayName(order)) cannot be cancelled: "
                        + "\(displayName(receipt)) was received",
                    model: order.model)
            }
            try cancelReceipt(receipt)
        }
        try store(
            order.model, order.id,
            ["state": .text("cancel"), "invoice_status": .text("no"), "receipt_status": .null])
    }

    func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
