import Diagnostics
import GRDB
import Posting

import struct Posting.Record

/// `account.move` for vendor bills and refunds. A vendor's number is posted once: Odoo would
/// take it twice, the ledger refuses and names the first. Draft bills count as invoiced, as they
/// do in Odoo.
extension LedgerSession {
    func completeBill(_ values: inout [String: RecordValue]) throws(ERPError) {
        if values["currency_id"] == nil { values["currency_id"] = try companyCurrency() }
    }

    func completeBillLine(_ values: inout [String: RecordValue]) throws(ERPError) {
        if values["name"] == nil || values["product_uom_id"] == nil,
            let id = values.reference("product_id")
        {
            let product = try record("product.product", id)
            values["name"] = values["name"] ?? product.fields["name"]
            values["product_uom_id"] = values["product_uom_id"] ?? product.fields["uom_id"]
        }
        values["price_subtotal"] = .decimal(amount(values, quantity: "quantity"))
    }

    /// Totals a bill and the billing state of the orders it bills.
    func billChanged(_ id: Int64) throws(ERPError) {
        let lines = try children(
            "account.move.line", by: "move_id", of: id,
            ["price_subtotal", "tax_ids", "purchase_line_id"])
        try store("account.move", id, try totals(lines))
        try billingChanged(
            ofLines: Set(lines.compactMap { $0.fields.reference("purchase_line_id") }))
    }

    func billLineWritten(_ before: Record) throws(ERPError) {
        let line = try record(before.model, before.id)
        try store(
            line.model, line.id,
            ["price_subtotal": .decimal(amount(line.fields, quantity: "quantity"))])
        if let old = before.fields.reference("purchase_line_id") {
            try billingChanged(ofLines: [old])
        }
        if let bill = line.fields.reference("move_id") { try billChanged(bill) }
    }

    /// A posted bill keeps its lines, vendor, kind and date; its `ref` may be corrected.
    func refuseBillWrite(_ before: Record, _ values: [String: RecordValue]) throws(ERPError) {
        guard before.fields.text("state") != "draft" else { return }
        let fixed = [
            "invoice_line_ids", "partner_id", "move_type", "invoice_date", "currency_id", "name",
        ]
        guard let field = fixed.first(where: { values[$0] != nil }) else {
            if let ref = values.text("ref") { try refuseDuplicate(before, ref) }
            return
        }
        throw ERPError(
            .refused,
            "\(displayName(before)) is \(before.fields.text("state") ?? ""): \(field) stays",
            model: before.model, field: field)
    }

    func postBill(_ bill: Record) throws(ERPError) {
        guard bill.fields.text("state") == "draft" else {
            throw ERPError(
                .refused, "\(displayName(bill)) is \(bill.fields.text("state") ?? ""), not draft",
                model: bill.model)
        }
        guard let date = bill.fields.date("invoice_date") else {
            throw ERPError(
                .refused, "a bill needs invoice_date to be posted", model: bill.model,
                field: "invoice_date")
        }
        let lines = try children("account.move.line", by: "move_id", of: bill.id, [])
        guard !lines.isEmpty else {
            throw ERPError(
                .refused, "a bill needs a line to be posted", model: bill.model,
                field: "invoice_line_ids")
        }
        guard !bill.fields.decimal("amount_total").isNegative else {
            throw ERPError(
                .refused, "a bill below zero cannot be posted: make it a refund",
                model: bill.model, field: "amount_total")
        }
        if let ref = bill.fields.text("ref") { try refuseDuplicate(bill, ref) }
        var values: [String: RecordValue] = ["state": .text("posted")]
        if bill.fields.text("name") == nil {
            values["name"] = .text(try billName(bill, date))
        }
        try store(bill.model, bill.id, values)
    }

    /// `BILL/2026/11/0001`, `RBILL/…` for a refund, counted per month.
    private func billName(_ bill: Record, _ date: CalendarDate) throws(ERPError) -> String {
        let series = bill.fields.text("move_type") == "in_refund" ? "RBILL" : "BILL"
        let prefix = "\(series)/\(padded(date.year, 4))/\(padded(date.month, 2))/"
        return prefix + padded(try nextNumber(prefix), 4)
    }

    private func refuseDuplicate(_ bill: Record, _ ref: String) throws(ERPError) {
        let same = try search(
            bill.model,
            [
                SearchTerm("ref", .equal, .text(ref)),
                SearchTerm("partner_id", .equal, bill.fields["partner_id"] ?? .null),
                SearchTerm("move_type", .equal, bill.fields["move_type"] ?? .null),
                SearchTerm("state", .equal, .text("posted")),
                SearchTerm("id", .notEqual, .integer(bill.id)),
            ], limit: 1)
        guard let first = same.first else { return }
        throw ERPError(
            .refused, "vendor number \(ref) is posted already as \(displayName(first))",
            model: bill.model, field: "ref")
    }

    func resetBill(_ bill: Record) throws(ERPError) {
        try store(bill.model, bill.id, ["state": .text("draft")])
        try billChanged(bill.id)
    }

    func cancelBill(_ bill: Record) throws(ERPError) {
        guard bill.fields.text("state") == "draft" else {
            throw ERPError(
                .refused, "\(displayName(bill)) is not draft: call button_draft first",
                model: bill.model)
        }
        try store(bill.model, bill.id, ["state": .text("cancel")])
        try billChanged(bill.id)
    }

    private static let billedFields = [
        "order_id", "product_id", "product_qty", "product_uom_id", "qty_received",
        "qty_invoiced", "qty_to_invoice",
    ]

    /// Brings `qty_invoiced`, `qty_to_invoice` and the orders' `invoice_status` up to date.
    func billingChanged(ofLines ids: Set<Int64>) throws(ERPError) {
        var orders: Set<Int64> = []
        for id in ids {
            let line = try record("purchase.order.line", id, Self.billedFields)
            let invoiced = try invoicedQuantity(line)
            let basis = try invoiceableQuantity(line)
            let open = basis.subtracting(invoiced) ?? .zero
            if line.fields.decimal("qty_invoiced") != invoiced
                || line.fields.decimal("qty_to_invoice") != open
            {
                try store(
                    line.model, id,
                    ["qty_invoiced": .decimal(invoiced), "qty_to_invoice": .decimal(open)])
            }
            if let order = line.fields.reference("order_id") { orders.insert(order) }
        }
        for order in orders { try statusOfBilling(order) }
    }

    private func invoicedQuantity(_ line: Record) throws(ERPError) -> ScaledDecimal {
        let rows = try storage {
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT l.quantity, l.product_uom_id, m.move_type FROM account_move_line l
                        JOIN account_move m ON m.id = l.move_id
                        WHERE l.purchase_line_id = ? AND m.state <> 'cancel'
                        """), arguments: [line.id])
        }
        var sum = ScaledDecimal.zero
        for row in rows {
            guard let quantity = ScaledDecimal(row[0] as String) else { continue }
            let own = try convert(
                quantity, from: row[1], to: line.fields.reference("product_uom_id"))
            sum = sum.adding(row[2] == "in_refund" ? own.negated : own) ?? sum
        }
        return sum.reduced
    }

    /// What may be billed: ordered or received, by the product's `purchase_method`.
    private func invoiceableQuantity(_ line: Record) throws(ERPError) -> ScaledDecimal {
        guard let product = line.fields.reference("product_id") else { return .zero }
        let method = try record("product.product", product, ["purchase_method"])
            .fields.text("purchase_method")
        return line.fields.decimal(method == "purchase" ? "product_qty" : "qty_received")
    }

    private func statusOfBilling(_ id: Int64) throws(ERPError) {
        let order = try record("purchase.order", id, ["state", "invoice_status"])
        let lines = try children(
            "purchase.order.line", by: "order_id", of: id, ["qty_to_invoice", "qty_invoiced"])
        let status: String
        if order.fields.text("state") != "purchase" {
            status = "no"
        } else if lines.contains(where: { !$0.fields.decimal("qty_to_invoice").isZero }) {
            status = "to invoice"
        } else {
            let any = lines.contains { !$0.fields.decimal("qty_invoiced").isZero }
            status = any ? "invoiced" : "no"
        }
        if order.fields.text("invoice_status") != status {
            try store(order.model, id, ["invoice_status": .text(status)])
        }
    }
}
