import Diagnostics
import GRDB
import Posting

import struct Posting.Record

/// `stock.picking` for what comes in: made by confirming an order, prepared by a ship notice,
/// done by `button_validate`, which leaves the rest on a backorder.
extension LedgerSession {
    private static let openState = SearchTerm("state", .equal, .text("assigned"))

    func completeReceipt(_ values: inout [String: RecordValue]) throws(ERPError) {
        if values["name"] == nil {
            values["name"] = .text("WH/IN/" + padded(try nextNumber("stock.picking"), 5))
        }
    }

    func completeMoveLine(_ values: inout [String: RecordValue]) throws(ERPError) {
        guard values["product_uom_id"] == nil, let move = values.reference("move_id") else {
            return
        }
        values["product_uom_id"] = try record("stock.move", move).fields["product_uom"]
    }

    /// A move with detail lines holds what they add up to.
    func totalMove(_ id: Int64) throws(ERPError) {
        let lines = try children("stock.move.line", by: "move_id", of: id)
        guard !lines.isEmpty else { return }
        let sum = lines.reduce(ScaledDecimal.zero) {
            $0.adding($1.fields.decimal("quantity")) ?? $0
        }
        try store("stock.move", id, ["quantity": .decimal(sum)])
    }

    /// Lets the open moves of a confirmed order ask for what these lines of it still want.
    func planReceipt(_ order: Record, _ lines: [Record]) throws(ERPError) {
        var open = try search(
            "stock.picking",
            [SearchTerm("purchase_id", .equal, .reference(order.id)), Self.openState]
        ).first?.id
        for line in lines {
            guard let productID = line.fields.reference("product_id") else { continue }
            let product = try record("product.product", productID, ["type"])
            guard product.fields.text("type") != "service" else { continue }
            let wanted =
                line.fields.decimal("product_qty").subtracting(
                    line.fields.decimal("qty_received")) ?? .zero
            let moves = try search(
                "stock.move",
                [SearchTerm("purchase_line_id", .equal, .reference(line.id)), Self.openState])
            if let move = moves.first {
                try follow(move, line, wanted)
            } else if !wanted.isZero, !wanted.isNegative {
                let receipt: Int64
                if let open { receipt = open } else { receipt = try makeReceipt(order) }
                open = receipt
                try makeMove(line, in: receipt, wanted)
            }
        }
        try statusOfReceipts(order.id)
    }

    private func follow(_ move: Record, _ line: Record, _ wanted: ScaledDecimal)
        throws(ERPError)
    {
        var values: [String: RecordValue] = [
            "product_uom_qty": .decimal(wanted), "price_unit": line.fields["price_unit"] ?? .null,
            "date_deadline": line.fields["date_planned"] ?? .null,
        ]
        // An untouched move is to come in full; a prepared one keeps what was announced.
        if !move.fields.boolean("picked") { values["quantity"] = .decimal(wanted) }
        if wanted.isZero || wanted.isNegative { values["state"] = .text("cancel") }
        try store(move.model, move.id, values)
        if values["state"] != nil, let receipt = move.fields.reference("picking_id") {
            try closeIfEmpty(receipt)
        }
    }

    private func closeIfEmpty(_ receipt: Int64) throws(ERPError) {
        let moves = try children("stock.move", by: "picking_id", of: receipt)
        guard moves.allSatisfy({ $0.fields.text("state") == "cancel" }) else { return }
        try store("stock.picking", receipt, ["state": .text("cancel")])
    }

    private func makeReceipt(_ order: Record) throws(ERPError) -> Int64 {
        try createComputed(
            "stock.picking",
            [
                "partner_id": order.fields["partner_id"] ?? .null,
                "origin": order.fields["name"] ?? .null, "purchase_id": .reference(order.id),
                "state": .text("assigned"),
                "scheduled_date": order.fields["date_planned"] ?? .null,
            ])
    }

    private func makeMove(_ line: Record, in receipt: Int64, _ wanted: ScaledDecimal)
        throws(ERPError)
    {
        let id = try createComputed(
            "stock.move",
            [
                "picking_id": .reference(receipt), "state": .text("assigned"),
                "product_id": line.fields["product_id"] ?? .null,
                "product_uom": line.fields["product_uom_id"] ?? .null,
                "product_uom_qty": .decimal(wanted), "quantity": .decimal(wanted),
                "price_unit": line.fields["price_unit"] ?? .null,
                "purchase_line_id": .reference(line.id),
                "date_deadline": line.fields["date_planned"] ?? .null,
            ])
        precondition(id > 0, "SQLite gives ids above zero")
    }

    func cancelReceipt(_ receipt: Record) throws(ERPError) {
        guard receipt.fields.text("state") != "done" else {
            throw ERPError(
                .refused, "\(displayName(receipt)) is done", model: receipt.model)
        }
        for move in try children("stock.move", by: "picking_id", of: receipt.id) {
            try store(move.model, move.id, ["state": .text("cancel")])
        }
        try store(receipt.model, receipt.id, ["state": .text("cancel")])
        if let order = receipt.fields.reference("purchase_id") { try statusOfReceipts(order) }
    }

    /// Books what came: the picked moves, or every move in full when none was picked. The rest
    /// goes to a backorder, or is cancelled when `cancel_backorder` says so.
    func validateReceipt(_ receipt: Record, _ arguments: [String: RecordValue])
        throws(ERPError)
    {
        guard receipt.fields.text("state") == "assigned" else {
            throw ERPError(
                .refused,
                "\(displayName(receipt)) is \(receipt.fields.text("state") ?? "not ready")",
                model: receipt.model)
        }
        let moves = try children("stock.move", by: "picking_id", of: receipt.id).filter {
            $0.fields.text("state") == "assigned"
        }
        let anyPicked = moves.contains { $0.fields.boolean("picked") }
        var rest: [(move: Record, quantity: ScaledDecimal)] = []
        var orderLines: Set<Int64> = []
        for move in moves {
            let came = !anyPicked || move.fields.boolean("picked")
            let quantity = came ? move.fields.decimal("quantity") : .zero
            let wanted = move.fields.decimal("product_uom_qty")
            if let open = wanted.subtracting(quantity), !open.isNegative, !open.isZero {
                rest.append((move, open))
            }
            try book(move, quantity)
            if let line = move.fields.reference("purchase_line_id") { orderLines.insert(line) }
        }
        try store(
            receipt.model, receipt.id, ["state": .text("done"), "date_done": .datetime(now)])
        if !rest.isEmpty, !arguments.boolean("cancel_backorder") {
            guard arguments.boolean("skip_backorder") else {
                throw ERPError(
                    .refused, "\(displayName(receipt)) is partial: say skip_backorder",
                    model: receipt.model)
            }
            try makeBackorder(of: receipt, rest)
        }
        try receivedChanged(orderLines)
        if let order = receipt.fields.reference("purchase_id") { try statusOfReceipts(order) }
    }

    private func makeBackorder(
        of receipt: Record, _ rest: [(move: Record, quantity: ScaledDecimal)]
    )
        throws(ERPError)
    {
        var values = receipt.fields.filter {
            ["partner_id", "origin", "purchase_id", "scheduled_date"].contains($0.key)
        }
        values["state"] = .text("assigned")
        values["backorder_id"] = .reference(receipt.id)
        let backorder = try createComputed("stock.picking", values)
        for (move, quantity) in rest {
            var values = move.fields.filter {
                ["product_id", "product_uom", "price_unit", "purchase_line_id", "date_deadline"]
                    .contains($0.key)
            }
            values["picking_id"] = .reference(backorder)
            values["state"] = .text("assigned")
            values["product_uom_qty"] = .decimal(quantity)
            values["quantity"] = .decimal(quantity)
            _ = try createComputed("stock.move", values)
        }
    }

    /// Marks one move done and makes its lots.
    private func book(_ move: Record, _ quantity: ScaledDecimal) throws(ERPError) {
        guard !quantity.isZero else {
            return try store(move.model, move.id, ["state": .text("cancel")])
        }
        try store(
            move.model, move.id, ["state": .text("done"), "quantity": .decimal(quantity)])
        guard let productID = move.fields.reference("product_id") else { return }
        let product = try record("product.product", productID)
        guard let tracking = product.fields.text("tracking"), tracking != "none" else { return }
        let lines = try children("stock.move.line", by: "move_id", of: move.id)
        guard !lines.isEmpty else { throw missingLot(product) }
        for line in lines { try bookLot(line, product, isSerial: tracking == "serial") }
    }

    private func missingLot(_ product: Record) -> ERPError {
        ERPError(
            .refused, "\(displayName(product)) needs a lot or serial number",
            model: "stock.move.line", field: "lot_name")
    }

    private func bookLot(_ line: Record, _ product: Record, isSerial: Bool) throws(ERPError) {
        guard line.fields.reference("lot_id") == nil else { return }
        guard let name = line.fields.text("lot_name"), !name.isEmpty else {
            throw missingLot(product)
        }
        let known = try search(
            "stock.lot",
            [
                SearchTerm("name", .equal, .text(name)),
                SearchTerm("product_id", .equal, .reference(product.id)),
            ], limit: 1
        ).first
        if isSerial {
            guard known == nil else {
                throw ERPError(
                    .refused, "serial \(name) of \(displayName(product)) is in stock already",
                    model: line.model, field: "lot_name")
            }
            guard line.fields.decimal("quantity") == ScaledDecimal(1) else {
                throw ERPError(
                    .refused, "serial \(name) of \(displayName(product)) stands for one piece",
                    model: line.model, field: "quantity")
            }
        }
        let lot: Int64
        if let known {
            lot = known.id
        } else {
            lot = try createComputed(
                "stock.lot",
                [
                    "name": .text(name), "product_id": .reference(product.id),
                    "expiration_date": line.fields["expiration_date"] ?? .null,
                ])
        }
        try store(line.model, line.id, ["lot_id": .reference(lot)])
    }

    private func receivedChanged(_ lines: Set<Int64>) throws(ERPError) {
        for id in lines {
            let moves = try search(
                "stock.move",
                [
                    SearchTerm("purchase_line_id", .equal, .reference(id)),
                    SearchTerm("state", .equal, .text("done")),
                ], fields: ["quantity"])
            let sum = moves.reduce(ScaledDecimal.zero) {
                $0.adding($1.fields.decimal("quantity")) ?? $0
            }
            try store("purchase.order.line", id, ["qty_received": .decimal(sum)])
        }
        try billingChanged(ofLines: lines)
    }

    /// `receipt_status`: nothing done, some done, nothing open.
    private func statusOfReceipts(_ order: Int64) throws(ERPError) {
        let states = try children("stock.picking", by: "purchase_id", of: order, ["state"])
            .compactMap {
                $0.fields.text("state")
            }.filter { $0 != "cancel" }
        let status: RecordValue
        if states.isEmpty {
            status = .null
        } else if states.allSatisfy({ $0 == "done" }) {
            status = .text("full")
        } else {
            status = .text(states.contains("done") ? "partial" : "pending")
        }
        try store("purchase.order", order, ["receipt_status": status])
    }
}
