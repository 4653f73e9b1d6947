import Diagnostics
import Documents

/// Charges, allowances, taxes and the total of an invoice.
extension PlanRun {
    /// The lines without a product, after checking that the document adds up.
    mutating func chargeLines(_ match: inout InvoiceMatch) throws(ERPError) -> [[String:
        RecordValue]]
    {
        var amounts: [(text: String, amount: ScaledDecimal, group: DocumentGroup)] = []
        let charges = root[group: "charges"] + root[group: "lines"].flatMap { $0[group: "charges"] }
        let statesTax = root[group: "taxes"].contains { $0.decimal("amount") != nil }
        for charge in charges {
            if let line = chargeLine(charge, statesTax: statesTax, isCredit: match.isCredit) {
                amounts.append(line)
            }
        }
        amounts += taxLines(isCredit: match.isCredit)
        for line in amounts { match.sum = match.sum.adding(line.amount) ?? match.sum }
        if let rounding = checkTotal(match) { amounts.append(("Rounding", rounding, root)) }
        var lines: [[String: RecordValue]] = []
        for (index, line) in amounts.enumerated() {
            lines.append(
                try fill(
                    "charges", line.group,
                    [
                        "amount": .decimal(line.amount), "description": .text(line.text),
                        "sequence": .integer(Int64(match.lines.count + index + 1)),
                        "taxes": .references([]),
                    ]))
        }
        return lines
    }

    /// A charge, or an allowance below zero; `nil` for what is not added to the invoice.
    private mutating func chargeLine(
        _ charge: DocumentGroup, statesTax: Bool, isCredit: Bool
    ) -> (String, ScaledDecimal, DocumentGroup)? {
        let code = charge.text("code") ?? ""
        let isTax = ["H750", "H850"].contains(code)
        // Paid by the vendor, or for information only: list 331.
        guard ["A", "C"].contains(charge.text("indicator")),
            !["05", "15"].contains(charge.text("handling")), !(isTax && statesTax)
        else { return nil }
        let what = charge.text("description") ?? "charge \(code)"
        guard let amount = charge.decimal("amount")?.magnitude else {
            hold(
                PostingException(
                    .total, "\(what) has no amount", expected: "an amount", found: code))
            return nil
        }
        guard !amount.isZero else { return nil }
        if isTax {
            return taxLine(what, amount, charge)
        }
        // Credits are written in positive amounts: their sign is the document's.
        let signed = charge.text("indicator") == "A" ? amount.negated : amount
        if !signed.isNegative { checkCharge(code, what, amount, charge) }
        return (what, signed, charge)
    }

    private mutating func checkCharge(
        _ code: String, _ what: String, _ amount: ScaledDecimal, _ charge: DocumentGroup
    ) {
        switch context.policy.charges[code] {
        case .accept: return
        case .upTo(let limit):
            if amount <= limit { return }
            hold(
                PostingException(
                    .charge, "\(what): \(amount) charged, at most \(limit) agreed",
                    expected: limit.description, found: amount.description,
                    range: range(charge, "amount")))
        case nil:
            hold(
                PostingException(
                    .charge, "\(what) (\(code)): \(amount) charged, no such charge is agreed",
                    expected: "no charge", found: amount.description,
                    range: range(charge, "code")))
        }
    }

    private mutating func taxLines(isCredit: Bool) -> [(String, ScaledDecimal, DocumentGroup)] {
        root[group: "taxes"].compactMap { tax in
            // O: already in the price, list 662.
            guard tax.text("relation") != "O", let amount = tax.decimal("amount")?.magnitude,
                !amount.isZero
            else { return nil }
            return taxLine("Tax \(tax.text("type") ?? "")", amount, tax)
        }
    }

    private mutating func taxLine(_ what: String, _ amount: ScaledDecimal, _ group: DocumentGroup)
        -> (String, ScaledDecimal, DocumentGroup)
    {
        if context.policy.taxes == .exempt {
            hold(
                PostingException(
                    .tax, "\(what): \(amount) charged to an exempt buyer", expected: "0",
                    found: amount.description, range: range(group, "amount")))
        }
        return (what, amount, group)
    }

    /// Compares the sum with the stated total.
    ///
    /// - Returns: the cents that rounding explains, so that the bill totals what the vendor wrote.
    private mutating func checkTotal(_ match: InvoiceMatch) -> ScaledDecimal? {
        guard let stated = root.decimal("total") else {
            hold(PostingException(.total, "the invoice states no total", expected: "a total"))
            return nil
        }
        guard match.isCredit || !stated.isNegative else {
            hold(
                PostingException(
                    .total, "an invoice below zero is a credit: its kind says otherwise",
                    expected: "CN or CR", found: root.text("kind"), range: range(root, "total")))
            return nil
        }
        let total = match.isCredit ? stated.magnitude : stated
        guard let difference = total.subtracting(match.sum) else { return nil }
        if difference.isZero { return nil }
        // Rounding of lines explains at most five cents.
        let cap = ScaledDecimal(coefficient: 5, scale: 2) ?? .zero
        let limit = min(match.slack, cap).adding(context.tolerances.totalAmount) ?? cap
        if difference.magnitude <= limit { return difference }
        // Lines that could not be placed are missing from the sum and explained already.
        guard match.lines.count == root[group: "lines"].count else { return nil }
        hold(
            PostingException(
                .total, "the invoice says \(total), its lines and charges add up to \(match.sum)",
                expected: match.sum.description, found: total.description,
                range: range(root, "total")))
        return nil
    }
}
