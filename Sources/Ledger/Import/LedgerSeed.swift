package import Configuration
package import Diagnostics

/// Master data and confirmed orders to start a ledger with, decoded from a seed file
/// (`maps/odoo/ledger-seed.yaml`; JSON, being YAML, is read as well).
package struct LedgerSeed: Sendable {
    package struct Unit: Sendable {
        package let code: String
        package let name: String
        /// Code of the unit it is measured in, and how many of it; `nil` stands alone.
        package let base: (code: String, factor: ScaledDecimal)?
    }

    package struct CostCentre: Sendable {
        package let code: String
        package let name: String
    }

    package struct Vendor: Sendable {
        package let ref: String
        package let name: String
        package let street: String?
        package let city: String?
        package let zip: String?
    }

    package struct Product: Sendable {
        package let code: String
        package let name: String
        package let unit: String
        package let gtin: String?
        package let isService: Bool
        /// Billed on what was ordered; otherwise on what was received.
        package let isBilledOnOrder: Bool
        package let tracking: Tracking
        package let expires: Bool
        package let vendor: String?
        package let vendorCodes: [String]
        package let price: ScaledDecimal?
    }

    package enum Tracking: String, CaseIterable, Sendable { case none, lot, serial }

    package struct Order: Sendable {
        package let name: String
        package let vendor: String
        package let date: CalendarDate
        package let planned: CalendarDate?
        package let lines: [Line]
    }

    package struct Line: Sendable {
        package let product: String
        package let quantity: ScaledDecimal
        package let unit: String?
        package let price: ScaledDecimal
        package let costCentre: String?
    }

    package let units: [Unit]
    package let costCentres: [CostCentre]
    package let vendors: [Vendor]
    package let products: [Product]
    package let orders: [Order]

    /// - Throws: every fault of the file, with line and column.
    package init(_ node: ConfigurationNode, file: String) throws(ConfigurationFailure) {
        self = try ConfigurationObject.decode(node, file: file) { LedgerSeed($0) }
    }

    private init(_ root: ConfigurationObject) {
        units = root.objects("units", Self.unit)
        costCentres = root.objects("cost_centres") {
            CostCentre(code: $0.requiredText("code"), name: $0.requiredText("name"))
        }
        vendors = root.objects("vendors") {
            Vendor(
                ref: $0.requiredText("ref"), name: $0.requiredText("name"),
                street: $0.text("street"), city: $0.text("city"), zip: $0.text("zip"))
        }
        products = root.objects("products", Self.product)
        orders = root.objects("orders", Self.order)
    }

    private static func unit(_ object: ConfigurationObject) -> Unit {
        let factor = object.decimal("factor")
        let base = object.text("of").map { ($0, factor ?? ScaledDecimal(1)) }
        if let factor, factor.isZero || factor.isNegative {
            object.fault("factor", "a factor is above zero")
        }
        return Unit(
            code: object.requiredText("code"), name: object.requiredText("name"), base: base)
    }

    private enum Kind: String, CaseIterable { case goods, service }
    private enum Basis: String, CaseIterable { case ordered, received }

    private static func product(_ object: ConfigurationObject) -> Product {
        Product(
            code: object.requiredText("code"), name: object.requiredText("name"),
            unit: object.requiredText("unit"), gtin: object.text("gtin"),
            isService: object.choice("type", of: Kind.self) == .service,
            isBilledOnOrder: object.choice("bill", of: Basis.self) == .ordered,
            tracking: object.choice("tracking", of: Tracking.self) ?? .none,
            expires: object.boolean("expires") ?? false, vendor: object.text("vendor"),
            vendorCodes: object.texts("vendor_codes"), price: object.decimal("price"))
    }

    private static func order(_ object: ConfigurationObject) -> Order {
        Order(
            name: object.requiredText("name"), vendor: object.requiredText("vendor"),
            date: day("date", object) ?? CalendarDate(daysSinceEpoch: 0),
            planned: object.has("planned") ? day("planned", object) : nil,
            lines: object.objects("lines", line))
    }

    private static func day(_ key: String, _ object: ConfigurationObject) -> CalendarDate? {
        let day = CalendarDate(iso8601: object.requiredText(key))
        if day == nil, object.has(key) { object.fault(key, "'\(key)' is a day as 2026-11-30") }
        return day
    }

    private static func line(_ object: ConfigurationObject) -> Line {
        for key in ["quantity", "price"] where !object.has(key) { _ = object.requiredText(key) }
        return Line(
            product: object.requiredText("product"), quantity: object.decimal("quantity") ?? .zero,
            unit: object.text("unit"), price: object.decimal("price") ?? .zero,
            costCentre: object.text("cost_centre"))
    }
}
