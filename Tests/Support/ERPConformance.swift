import Diagnostics
package import Posting

/// What every ERP target must do, written against `ERPTarget` alone: the embedded ledger and a
/// real Odoo are judged by the same cases. A case makes its own records under fresh external
/// ids, so that it can run against a database that is in use.
package struct ERPConformance: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package struct Case: Sendable, CustomStringConvertible {
        package let name: String
        package let run: @Sendable (ERPConformance) throws -> Void
        package var description: String { name }
    }

    package let target: any ERPTarget
    /// Makes keys and numbers of one run unlike those of any other.
    package let run: String

    package init(_ target: any ERPTarget, run: String) {
        self.target = target
        self.run = run
    }

    package static let cases = [
        Case(name: "one key, one effect", run: { try $0.oneKeyOneEffect() }),
        Case(name: "a failed step undoes its posting alone", run: { try $0.allOrNothing() }),
        Case(name: "unknown models and fields are malformed", run: { try $0.refusesUnknown() }),
        Case(name: "missing and dangling values are refused", run: { try $0.refusesIncomplete() }),
        Case(name: "an external id is created once", run: { try $0.externalIDOnce() }),
        Case(
            name: "confirming makes a receipt, validating fills the order",
            run: { try $0.confirmAndReceive() }),
        Case(
            name: "a bill is numbered when posted and counts on its order line",
            run: { try $0.billAndPost() }),
    ]
}

extension ERPConformance {
    private func require(_ condition: Bool, _ message: String) throws {
        guard condition else { throw Failure(description: message) }
    }

    private func apply(_ key: String, _ steps: [PostingStep]) throws -> PostingOutcome {
        let results = target.apply([PostingRequest(key: "\(run)-\(key)", steps: steps)])
        try require(results.count == 1, "one result for one posting")
        return try results[0].get()
    }

    private func applied(_ key: String, _ steps: [PostingStep]) throws -> [PostedRecord] {
        guard case .applied(let records) = try apply(key, steps) else {
            throw Failure(description: "\(key) was new, and must be applied")
        }
        return records
    }

    private func code(_ steps: [PostingStep], key: String) throws -> ERPError.Code {
        let result = target.apply([PostingRequest(key: "\(run)-\(key)", steps: steps)])[0]
        guard case .failure(let error) = result else {
            throw Failure(description: "\(key) must fail")
        }
        return error.code
    }

    private func vendor(_ name: String) -> PostingStep {
        .create(
            model: "res.partner", externalID: "\(run)-\(name)",
            values: ["name": .text(name), "ref": .text("\(run)-\(name)")])
    }

    private func search(_ model: String, _ field: String, _ value: RecordValue, _ fields: [String])
        throws -> [Record]
    {
        try target.search(model, [SearchTerm(field, .equal, value)], fields: fields, limit: 10)
    }

    func oneKeyOneEffect() throws {
        let first = try applied("once", [vendor("once")])
        try require(first.map(\.action) == [.created], "the vendor is created")
        guard case .alreadyApplied(let again) = try apply("once", [vendor("once")]) else {
            throw Failure(description: "the second time nothing is done")
        }
        try require(again == first, "the second answer names the same records")
        let found = try search("res.partner", "ref", .text("\(run)-once"), ["name"])
        try require(found.count == 1, "one vendor stands")
    }

    func allOrNothing() throws {
        let bad = PostingRequest(
            key: "\(run)-half",
            steps: [vendor("half"), .create(model: "res.partner", externalID: "x", values: [:])])
        let good = PostingRequest(key: "\(run)-whole", steps: [vendor("whole")])
        let results = target.apply([bad, good])
        try require(results.count == 2, "a result for each")
        if case .success = results[0] { throw Failure(description: "half must fail") }
        if case .failure = results[1] { throw Failure(description: "whole must stand") }
        let half = try search("res.partner", "ref", .text("\(run)-half"), ["name"])
        try require(half.isEmpty, "nothing of a failed posting stands")
        let whole = try search("res.partner", "ref", .text("\(run)-whole"), ["name"])
        try require(whole.count == 1, "its neighbour stands")
        let retried = try applied("half", [vendor("half")])
        try require(retried.count == 1, "a failed key may be used again")
    }

    func refusesUnknown() throws {
        let model = PostingStep.create(model: "no.such", externalID: "a", values: [:])
        try require(try code([model], key: "model") == .malformed, "unknown model")
        let field = PostingStep.create(
            model: "res.partner", externalID: "b",
            values: ["name": .text("n"), "no_such_field": .text("n")])
        try require(try code([field], key: "field") == .malformed, "unknown field")
        let kind = PostingStep.create(
            model: "res.partner", externalID: "c",
            values: ["name": .text("n"), "is_company": .text("yes")])
        try require(try code([kind], key: "kind") == .malformed, "wrong kind of value")
    }

    func refusesIncomplete() throws {
        let nameless = PostingStep.create(
            model: "purchase.order", externalID: "\(run)-n", values: ["partner_ref": .text("x")])
        try require(try code([nameless], key: "nameless") == .refused, "missing vendor")
        let dangling = PostingStep.create(
            model: "purchase.order", externalID: "\(run)-d",
            values: ["partner_id": .reference(999_999_999)])
        try require(try code([dangling], key: "dangling") == .refused, "vendor not there")
    }

    func externalIDOnce() throws {
        let first = try applied("one-a", [vendor("one")])
        let second = try applied("one-b", [vendor("one")])
        try require(second.map(\.id) == first.map(\.id), "the record that stands is answered")
        try require(second.map(\.action) == [.found], "and said to be found")
    }

    /// A vendor, a product and a confirmed order of 10 at 2.50.
    private func confirmedOrder(_ name: String) throws -> Record {
        let units = try target.search("uom.uom", [], fields: ["name"], limit: 1)
        guard let unit = units.first else {
            throw Failure(description: "the target has no unit of measure")
        }
        let made = try applied(
            "\(name)-master",
            [
                vendor(name),
                .create(
                    model: "product.product", externalID: "\(run)-\(name)-item",
                    values: [
                        "name": .text(name), "default_code": .text("\(run)-\(name)"),
                        "uom_id": .reference(unit.id), "type": .text("consu"),
                        "is_storable": .boolean(true),
                    ]),
            ])
        let line: [String: RecordValue] = [
            "product_id": .reference(made[1].id), "product_qty": .decimal(ScaledDecimal(10)),
            "price_unit": .decimal(ScaledDecimal("2.50") ?? .zero), "sequence": .integer(1),
        ]
        let order = try applied(
            "\(name)-order",
            [
                .create(
                    model: "purchase.order", externalID: "\(run)-\(name)-order",
                    values: [
                        "partner_id": .reference(made[0].id), "order_line": .lines([line]),
                    ]),
                .call(
                    model: "purchase.order", method: "button_confirm",
                    on: .externalID("\(run)-\(name)-order"), arguments: [:]),
            ])
        let found = try search(
            "purchase.order", "name", .text(order[0].name),
            ["name", "state", "amount_untaxed", "order_line", "picking_ids", "partner_id"])
        guard let record = found.first, found.count == 1 else {
            throw Failure(description: "the order is found by its name")
        }
        return record
    }

    func confirmAndReceive() throws {
        let order = try confirmedOrder("receive")
        try require(order.fields.text("state") == "purchase", "the order is confirmed")
        try require(order.fields.decimal("amount_untaxed") == ScaledDecimal(25), "it totals 25")
        guard let picking = order.fields.references("picking_ids").first else {
            throw Failure(description: "a confirmed order has a receipt")
        }
        let moves = try search(
            "stock.move", "picking_id", .reference(picking), ["product_uom_qty", "state"])
        guard let move = moves.first, moves.count == 1 else {
            throw Failure(description: "one move for one line")
        }
        _ = try applied(
            "receive-goods",
            [
                .write(
                    model: "stock.move", id: move.id,
                    values: [
                        "quantity": .decimal(ScaledDecimal(4)), "picked": .boolean(true),
                    ]),
                .call(
                    model: "stock.picking", method: "button_validate", on: .id(picking),
                    arguments: ["skip_backorder": .boolean(true)]),
            ])
        let line = try search(
            "purchase.order.line", "order_id", .reference(order.id), ["qty_received"])
        try require(line.first?.fields.decimal("qty_received") == ScaledDecimal(4), "4 received")
        let after = try search("purchase.order", "id", .integer(order.id), ["picking_ids"])
        try require(
            after.first?.fields.references("picking_ids").count == 2, "the rest is a backorder")
    }

    func billAndPost() throws {
        let order = try confirmedOrder("bill")
        guard let line = order.fields.references("order_line").first else {
            throw Failure(description: "the order has a line")
        }
        let number = "\(run)-INV-1"
        let bill = try applied(
            "bill-one",
            [
                .create(
                    model: "account.move", externalID: "\(run)-bill-one",
                    values: [
                        "move_type": .text("in_invoice"), "ref": .text(number),
                        "partner_id": order.fields["partner_id"] ?? .null,
                        "invoice_date": CalendarDate(year: 2026, month: 11, day: 20).map {
                            .date($0)
                        } ?? .null,
                        "invoice_line_ids": .lines([
                            [
                                "name": .text("line"), "quantity": .decimal(ScaledDecimal(3)),
                                "price_unit": .decimal(ScaledDecimal("2.50") ?? .zero),
                                "tax_ids": .references([]), "purchase_line_id": .reference(line),
                            ]
                        ]),
                    ]),
                .call(
                    model: "account.move", method: "action_post",
                    on: .externalID("\(run)-bill-one"), arguments: [:]),
            ])
        let posted = try search(
            "account.move", "ref", .text(number), ["name", "state", "amount_total"])
        try require(posted.first?.fields.text("state") == "posted", "the bill is posted")
        try require(posted.first?.fields.text("name") == bill[0].name, "it has its own number")
        try require(
            posted.first?.fields.decimal("amount_total") == ScaledDecimal("7.50"), "it totals 7.50")
        let lines = try search("purchase.order.line", "id", .integer(line), ["qty_invoiced"])
        try require(lines.first?.fields.decimal("qty_invoiced") == ScaledDecimal(3), "3 invoiced")
    }
}
