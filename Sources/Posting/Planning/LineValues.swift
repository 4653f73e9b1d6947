import Diagnostics
import Documents

/// What every document line holds, read once with the quirks of price bases and dates.
extension DocumentGroup {
    /// The price of one unit: PO104 and IT104 divided by what their basis says, `HP` per hundred
    /// and `TP` per thousand (list 639); `NC` is free of charge.
    var unitPrice: ScaledDecimal? {
        let price = decimal("price")
        switch text("priceBasis") {
        case "HP": return price?.divided(by: ScaledDecimal(100), scale: 8)?.reduced
        case "TP": return price?.divided(by: ScaledDecimal(1000), scale: 8)?.reduced
        case "NC": return price ?? .zero
        default: return price
        }
    }

    /// The first day under one of the qualifiers of list 374, in the order given.
    func day(_ qualifiers: String...) -> CalendarDate? {
        for qualifier in qualifiers {
            let found = self[group: "dates"].first { $0.text("qualifier") == qualifier }
            if let day = found?.date("date") { return day }
        }
        return nil
    }

    /// The first number under one of the qualifiers of list 128, in the order given.
    func reference(_ qualifiers: String...) -> String? {
        for qualifier in qualifiers {
            let found = self[group: "references"].first { $0.text("qualifier") == qualifier }
            if let value = found?.text("value") { return value }
        }
        return nil
    }
}

extension ScaledDecimal {
    /// The value with a percentage of itself added.
    func raised(percent: ScaledDecimal) -> ScaledDecimal {
        let part = multiplied(by: percent)?.divided(by: ScaledDecimal(100), scale: 8)
        return adding(part ?? .zero)?.reduced ?? self
    }

    /// Whether both lie within a percentage of the other; zero percent is equality.
    func isWithin(percent: ScaledDecimal, of other: ScaledDecimal) -> Bool {
        guard let difference = subtracting(other)?.magnitude else { return false }
        let limit = other.magnitude.multiplied(by: percent)?.divided(
            by: ScaledDecimal(100), scale: 8)
        return difference <= (limit ?? .zero)
    }
}

extension PostingTolerances {
    /// Whether a unit price may stand against the order's.
    func allows(price: ScaledDecimal, against expected: ScaledDecimal) -> Bool {
        guard let difference = price.subtracting(expected)?.magnitude else { return false }
        if difference.isZero { return true }
        let hasAmount = !unitPriceAmount.isZero
        let hasPercent = !unitPricePercent.isZero
        guard hasAmount || hasPercent else { return false }
        let isAmount = hasAmount && difference <= unitPriceAmount
        let isPercent = hasPercent && price.isWithin(percent: unitPricePercent, of: expected)
        if eitherUnitPriceSuffices { return isAmount || isPercent }
        return (isAmount || !hasAmount) && (isPercent || !hasPercent)
    }
}
