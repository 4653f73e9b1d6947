import Diagnostics

/// A product as the planner needs it.
struct Product: Hashable {
    let id: Int64
    let code: String
    let name: String
    let unit: Int64
    let tracking: String
    let usesExpiry: Bool
    let isBilledOnOrder: Bool
    let isService: Bool
}

/// A unit of measure with its place in its family.
struct Unit: Hashable {
    let id: Int64
    let code: String
    let name: String
    let factor: ScaledDecimal
    /// The unit all of the family are measured in.
    let root: Int64
}

/// Reads of one planning run. Each kind of record is asked for once for all lines, because a
/// call to a real ERP costs milliseconds.
struct ERPLookup {
    let reader: any ERPReader
    let context: PostingContext

    func search(_ model: String, _ terms: [SearchTerm], _ fields: [String], limit: Int = 10_000)
        throws(ERPError) -> [Record]
    {
        try reader.search(model, terms, fields: fields, limit: limit)
    }

    /// Vendors by `ref`; two hits are not an answer.
    func vendor(_ reference: String) throws(ERPError) -> Record? {
        let found = try search(
            "res.partner", [SearchTerm("ref", .equal, .text(reference))], ["name", "ref"], limit: 2)
        return found.count == 1 ? found[0] : nil
    }

    func products(ids: [Int64]) throws(ERPError) -> [Int64: Product] {
        guard !ids.isEmpty else { return [:] }
        return try products([SearchTerm("id", in: ids.map { .integer($0) })])
    }

    func products(_ terms: [SearchTerm]) throws(ERPError) -> [Int64: Product] {
        let records = try search(
            "product.product", terms,
            [
                "default_code", "name", "uom_id", "tracking", "use_expiration_date",
                "purchase_method", "type",
            ])
        var products: [Int64: Product] = [:]
        for record in records {
            let fields = record.fields
            products[record.id] = Product(
                id: record.id, code: fields.text("default_code") ?? "",
                name: fields.text("name") ?? "", unit: fields.reference("uom_id") ?? 0,
                tracking: fields.text("tracking") ?? "none",
                usesExpiry: fields.boolean("use_expiration_date"),
                isBilledOnOrder: fields.text("purchase_method") == "purchase",
                isService: fields.text("type") == "service")
        }
        return products
    }

    /// All units, by id.
    func units() throws(ERPError) -> [Int64: Unit] {
        let records = try search(
            "uom.uom", [],
            Set([context.units.field, "name", "factor", "relative_uom_id"]).sorted())
        var bases: [Int64: Int64] = [:]
        for record in records { bases[record.id] = record.fields.reference("relative_uom_id") }
        var units: [Int64: Unit] = [:]
        for record in records {
            var root = record.id
            // A family is as deep as a few packings; a longer chain is a loop.
            for _ in 0..<16 {
                guard let base = bases[root] else { break }
                root = base
            }
            units[record.id] = Unit(
                id: record.id, code: record.fields.text(context.units.field) ?? "",
                name: record.fields.text("name") ?? "",
                factor: record.fields.decimal("factor"), root: root)
        }
        return units
    }

    /// The distribution that charges one account in full; `nil` when the code is unknown.
    func distribution(_ centre: String) throws(ERPError) -> RecordValue? {
        let code = context.costCentres[centre] ?? centre
        let found = try search(
            "account.analytic.account", [SearchTerm("code", .equal, .text(code))], ["code"],
            limit: 2)
        guard found.count == 1 else { return nil }
        return .object(["\(found[0].id)": .decimal(ScaledDecimal(100))])
    }

    /// The id of a currency; `nil` when the ERP has none of that code.
    func currency(_ code: String) throws(ERPError) -> Int64? {
        try search("res.currency", [SearchTerm("name", .equal, .text(code))], ["name"], limit: 1)
            .first?.id
    }
}

/// Exact conversion of quantities between units: `quantity × numerator ÷ denominator`.
struct UnitFactor: Hashable {
    let numerator: ScaledDecimal
    let denominator: ScaledDecimal

    static let one = UnitFactor(numerator: ScaledDecimal(1), denominator: ScaledDecimal(1))

    /// `nil` when the result does not come out even within six digits.
    func apply(_ quantity: ScaledDecimal) -> ScaledDecimal? {
        guard let product = quantity.multiplied(by: numerator),
            let result = product.divided(by: denominator, scale: 6),
            result.multiplied(by: denominator) == product
        else { return nil }
        return result.reduced
    }

    /// A price per the first unit as a price per the second, to six digits.
    func applyToPrice(_ price: ScaledDecimal) -> ScaledDecimal? {
        price.multiplied(by: denominator)?.divided(by: numerator, scale: 6)?.reduced
    }

    func then(_ next: UnitFactor) -> UnitFactor? {
        guard let top = numerator.multiplied(by: next.numerator),
            let bottom = denominator.multiplied(by: next.denominator)
        else { return nil }
        return UnitFactor(numerator: top.reduced, denominator: bottom.reduced)
    }
}

/// The units of a run: the partner's table, then the ERP's own families.
struct UnitConverter {
    let units: [Int64: Unit]
    let table: UnitTable

    /// The ERP's unit for the partner's code, with how many of it one is.
    func resolve(_ code: String, item: String?) -> (unit: Unit, factor: UnitFactor)? {
        let entry = table.entry(code, item: item)
        // A table may also say `Box of 100`: two units of one name are no answer.
        let named = units.values.filter { $0.name == entry.unit }
        guard
            let unit = units.values.first(where: { $0.code == entry.unit })
                ?? (named.count == 1 ? named.first : nil)
        else { return nil }
        return (
            unit,
            UnitFactor(
                numerator: ScaledDecimal(entry.numerator),
                denominator: ScaledDecimal(entry.denominator))
        )
    }

    /// From the partner's code to a unit of the ERP; `nil` without a path of known factors.
    func factor(_ code: String, item: String?, to target: Int64) -> UnitFactor? {
        guard let (unit, factor) = resolve(code, item: item) else { return nil }
        guard unit.id != target else { return factor }
        guard let goal = units[target], goal.root == unit.root else { return nil }
        return factor.then(UnitFactor(numerator: unit.factor, denominator: goal.factor))
    }
}
