package import Diagnostics
import Documents

/// What the planner knows about the partner: identities, tables, tolerances and policy. It is
/// made from the partner's profile and is free of the profile's shape.
package struct PostingContext: Sendable {
    package enum PartnerKind: String, Sendable, CaseIterable { case vendor, department }

    /// The profile's name.
    package var partner: String
    package var kind = PartnerKind.vendor
    /// `res.partner.ref` of the vendor; `nil` for a department.
    package var vendorReference: String?
    /// ISA13-GS06-ST02 or the message id: identifies documents that carry no number of their own.
    package var discriminator = ""
    package var items = ItemTable()
    package var units = UnitTable()
    /// The partner's department or cost centre code → `account.analytic.account.code`.
    package var costCentres: [String: String] = [:]
    /// Where the partner's documents name the cost centre, best first; empty leaves it to the map.
    package var costCentrePlaces: [CostCentrePlace] = []
    /// Identifiers by which a department names vendors → `res.partner.ref`.
    package var vendors: [String: String] = [:]
    package var tolerances = PostingTolerances()
    package var policy = PostingPolicy()

    package init(partner: String) { self.partner = partner }
}

/// A place that may name a cost centre: on the line first, then on the whole document.
package enum CostCentrePlace: Hashable, Sendable {
    /// The value of a reference with a qualifier of list 128.
    case reference(qualifier: String)
    /// The identifier of a party with a role of list 98.
    case party(role: String)

    func read(_ group: DocumentGroup) -> String? {
        switch self {
        case .reference(let qualifier): group.reference(qualifier)
        case .party(let role): group.party(role)?.text("identifier")
        }
    }
}

/// How item identifiers of a document lead to products.
package struct ItemTable: Sendable {
    /// Where an identifier is looked up.
    package enum Source: String, Sendable, CaseIterable {
        /// `product.product.default_code`.
        case ours
        /// `product.supplierinfo.product_code` of the vendor.
        case vendor
        /// `product.product.barcode`, compared as GTIN-14.
        case gtin
        /// Only the cross-references below.
        case crossReference = "cross-reference"
    }

    /// Qualifiers of list 235, strongest first; a qualifier that is not here says nothing.
    package var qualifiers: [(qualifier: String, source: Source)] = [
        ("IN", .ours), ("BP", .ours), ("PI", .ours), ("CB", .ours),
        ("VC", .vendor), ("VN", .vendor), ("VP", .vendor), ("VA", .vendor),
        ("UK", .gtin), ("UP", .gtin), ("UI", .gtin), ("EN", .gtin), ("UA", .gtin),
        ("ND", .vendor), ("N4", .vendor), ("MG", .crossReference),
    ]
    /// The partner's identifier → our `default_code`; asked before any other source.
    package var crossReferences: [String: String] = [:]

    package init() {}
}

/// The units of a partner: exact factors, reviewed by a person; none is ever guessed.
package struct UnitTable: Sendable {
    /// One of the partner's unit is `numerator / denominator` of the ERP's unit.
    package struct Entry: Sendable, Hashable {
        package let unit: String
        package let numerator: Int
        package let denominator: Int

        /// - Parameters:
        ///   - unit: `uom.uom.code`.
        ///   - numerator: How many of it, with the denominator.
        ///   - denominator: Above zero, as the numerator.
        package init(unit: String, numerator: Int = 1, denominator: Int = 1) {
            precondition(numerator > 0 && denominator > 0, "a factor is above zero")
            self.unit = unit
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// The field of `uom.uom` that holds the code: `code` in the ledger; `name` in an Odoo
    /// without such a field.
    package var field = "code"
    /// By the partner's code, for every item.
    package var general: [String: Entry] = [:]
    /// By our `default_code`, then the partner's code: goes before the general one.
    package var byItem: [String: [String: Entry]] = [:]

    package init() {}

    /// A code without an entry stands for the ERP's unit of the same code.
    func entry(_ code: String, item: String?) -> Entry {
        item.flatMap { byItem[$0]?[code] } ?? general[code] ?? Entry(unit: code)
    }
}

/// How far a document may depart from the order before a person is asked. Zero is exact.
package struct PostingTolerances: Sendable {
    /// Where both limits are above zero both have to hold, unless either suffices.
    package var unitPriceAmount = ScaledDecimal.zero
    package var unitPricePercent = ScaledDecimal.zero
    package var eitherUnitPriceSuffices = false
    /// Between a stated and a computed line amount, beyond rounding.
    package var lineAmount = ScaledDecimal.zero
    /// Between the document's total and the sum of its lines.
    package var totalAmount = ScaledDecimal.zero
    /// Over or under the ordered quantity in an acknowledgment or invoice.
    package var quantityPercent = ScaledDecimal.zero
    /// Shipped or received above what was ordered.
    package var overDeliveryPercent = ScaledDecimal.zero
    /// Days a promise may lie after the planned day.
    package var lateDays = 0

    package init() {}
}

/// What may happen without a person.
package struct PostingPolicy: Sendable {
    package enum ChargeRule: Sendable, Hashable {
        case accept
        case upTo(ScaledDecimal)
    }

    package enum TaxRule: Sendable, Hashable {
        /// Any tax above zero holds.
        case exempt
        /// Taxes become a line of the bill.
        case asLine
    }

    /// Changes of an acknowledgment within the tolerances are taken over; otherwise a buyer
    /// accepts each.
    package var acceptsAcknowledgments = true
    /// An invoice may be posted for what was ordered and has not come yet.
    package var billsBeforeReceipt = false
    /// Departments' orders are confirmed at once; otherwise they wait as drafts.
    package var confirmsOrders = false
    /// A ship notice books the goods; otherwise it prepares the receipt for the dock.
    package var validatesReceipts = false
    /// A matched invoice is posted; otherwise it waits as a draft.
    package var postsInvoices = false
    /// A line whose number fits is placed although no identifier is known.
    package var placesByLineNumber = false
    /// Charge code of list 1300 → rule; a code that is not here holds.
    package var charges: [String: ChargeRule] = [:]
    package var taxes = TaxRule.exempt

    package init() {}
}
