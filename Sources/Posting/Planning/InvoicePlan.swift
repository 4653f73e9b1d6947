import Diagnostics
import Documents

/// An invoice or credit → a draft vendor bill on the order's lines, posted where everything
/// matches and the policy says so.
extension PlanRun {
    mutating func planInvoice() throws(ERPError) -> PostingPlan {
        let number = root.text("number") ?? ""
        let isCredit = ["CN", "CR"].contains(root.text("kind"))
        let key = key(number)
        guard let vendor = try vendor() else { return finish(key: key, [], "") }
        let names = billedOrders()
        if let plan = try duplicate(key, number, vendor, names, isCredit: isCredit) { return plan }
        let orders = try NamedOrders(names, vendor: vendor.id, lookup: lookup)
        checkOrders(names, orders)
        guard exceptions.isEmpty else { return finish(key: key, [], "") }

        let lines = root[group: "lines"]
        var match = InvoiceMatch(
            placement: LinePlacement(
                orders: orders, items: try ItemResolver(lines, vendor: vendor.id, lookup: lookup),
                converter: UnitConverter(units: try lookup.units(), table: context.units),
                policy: context.policy),
            isCredit: isCredit)
        for line in lines {
            try matchLine(line, order: billedOrder(line) ?? "", &match)
        }
        var bill = try fill("bill", root, try billHeader(vendor, names, orders, isCredit: isCredit))
        bill["invoice_line_ids"] = .lines(match.lines + (try chargeLines(&match)))
        var steps = [PostingStep.create(model: "account.move", externalID: key, values: bill)]
        let isPosted = context.policy.postsInvoices && !match.isWaiting
        if isPosted {
            steps.append(
                .call(
                    model: "account.move", method: "action_post", on: .externalID(key),
                    arguments: [:]))
        }
        let total = root.decimal("total").map { "\($0)" } ?? "?"
        return finish(
            key: key, steps,
            "\(isPosted ? "" : "draft ")\(isCredit ? "refund" : "bill") \(number) of"
                + " \(vendor.fields.text("name") ?? ""), \(match.lines.count) lines, \(total), for"
                + " \(names.joined(separator: ", "))"
                + (match.isWaiting ? "; waits for the receipt" : ""))
    }

    /// The order a line bills: its own reference, else the document's.
    private func billedOrder(_ line: DocumentGroup) -> String? {
        line.reference("PO") ?? root.text("orderNumber") ?? root.reference("PO")
    }

    private func billedOrders() -> [String] {
        var names: [String] = []
        for line in root[group: "lines"] {
            if let name = billedOrder(line), !names.contains(name) { names.append(name) }
        }
        if names.isEmpty, let name = root.text("orderNumber") { names.append(name) }
        return names
    }

    private mutating func checkOrders(_ names: [String], _ orders: NamedOrders) {
        if names.isEmpty {
            hold(
                PostingException(
                    .referenceOrder, "the invoice names no order", expected: "an order number",
                    owner: .accountsPayable))
        }
        for name in names {
            let reason = orders.exception(
                name, changesOrder: false, owner: .accountsPayable,
                range: range(root, "orderNumber"))
            if let reason { hold(reason) }
        }
    }

    private mutating func billHeader(
        _ vendor: Record, _ names: [String], _ orders: NamedOrders, isCredit: Bool
    ) throws(ERPError) -> [String: RecordValue] {
        var planned: [String: RecordValue] = [
            "vendor": .reference(vendor.id), "kind": .text(isCredit ? "in_refund" : "in_invoice"),
            "orders": .text(names.joined(separator: ", ")),
        ]
        let ordered = orders.orders.values.compactMap { $0.fields.reference("currency_id") }
        if let first = ordered.first { planned["currency"] = .reference(first) }
        if let code = root.text("currency") {
            let currency = try lookup.currency(code)
            if currency == nil || ordered.contains(where: { $0 != currency }) {
                hold(
                    PostingException(
                        .total, "the invoice is in \(code), the order is not",
                        expected: "the order's currency", found: code,
                        range: range(root, "currency")))
            }
        }
        guard isCredit, let original = root.text("originalInvoice") ?? root.reference("OI") else {
            return planned
        }
        let found = try lookup.search(
            "account.move",
            [
                SearchTerm("partner_id", .equal, .reference(vendor.id)),
                SearchTerm("ref", .equalIgnoringCase, .text(original)),
                SearchTerm("move_type", .equal, .text("in_invoice")),
                SearchTerm("state", .notEqual, .text("cancel")),
            ], ["name"])
        if found.count == 1 {
            planned["original"] = .reference(found[0].id)
        } else {
            hold(
                PostingException(
                    .referenceOrder, "the credited invoice \(original) is not known",
                    found: original, owner: .accountsPayable, range: range(root, "originalInvoice"))
            )
        }
        return planned
    }

    // MARK: Duplicates

    /// Letters and digits in upper case without leading zeros: `inv-0042` and `INV0042` are one
    /// number to a bookkeeper.
    static func normalized(_ number: String) -> String {
        let plain = number.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let bare = plain.drop { $0 == "0" }
        return bare.isEmpty ? plain : String(bare)
    }

    /// The plan of an invoice that is there already: the same again, or a conflict.
    private mutating func duplicate(
        _ key: String, _ number: String, _ vendor: Record, _ orders: [String], isCredit: Bool
    ) throws(ERPError) -> PostingPlan? {
        let ours = try lookup.reader.records(forPosting: key)
        let bills = try sameNumber(number, vendor, orders, isCredit: isCredit)
        if let ours {
            guard let id = ours.first(where: { $0.model == "account.move" })?.id,
                let bill = bills.first(where: { $0.id == id }), !isSame(bill)
            else { return alreadyPosted(key, ours) }
        }
        guard let bill = bills.first else { return nil }
        let name = bill.fields.text("name") ?? "a draft bill"
        hold(
            PostingException(
                .duplicateInvoice,
                "number \(number) is billed already: \(name) of"
                    + " \(bill.fields.date("invoice_date")?.description ?? "no date"), total"
                    + " \(bill.fields.decimal("amount_total"))",
                expected: "a new number", found: name, range: range(root, "number")))
        return finish(key: key, [], "")
    }

    private func isSame(_ bill: Record) -> Bool {
        let total = root.decimal("total")?.magnitude
        return total == bill.fields.decimal("amount_total").magnitude
            && root.date("date") == bill.fields.date("invoice_date")
    }

    private func sameNumber(
        _ number: String, _ vendor: Record, _ orders: [String], isCredit: Bool
    ) throws(ERPError) -> [Record] {
        let own = Self.normalized(number)
        let common = [
            SearchTerm("partner_id", .equal, .reference(vendor.id)),
            SearchTerm("move_type", .equal, .text(isCredit ? "in_refund" : "in_invoice")),
            SearchTerm("state", .notEqual, .text("cancel")),
        ]
        let fields = ["name", "ref", "invoice_date", "amount_total"]
        var found: [Record] = []
        // An ERP cannot search by the normalised number: its spellings, and the orders' bills.
        for spelling in Set([number, own]).sorted() {
            let term = SearchTerm("ref", .equalIgnoringCase, .text(spelling))
            found += try lookup.search("account.move", common + [term], fields)
        }
        if !orders.isEmpty {
            let term = SearchTerm("invoice_origin", in: orders.map { .text($0) })
            found += try lookup.search("account.move", common + [term], fields)
        }
        return found.filter { Self.normalized($0.fields.text("ref") ?? "") == own }
    }
}
