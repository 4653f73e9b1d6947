package import Diagnostics

/// Why a document is held for a person: a code of the closed vocabulary, what was expected and
/// found, whose it is and what to do next. The ERP is untouched while it stands.
package struct PostingException: Hashable, Sendable, Codable {
    /// The kind is the word before the dot.
    package enum Code: String, Sendable, Codable, CaseIterable {
        case priceUnknown = "price.unknown"
        case priceAcknowledged = "price.acknowledged"
        case priceInvoiced = "price.invoiced"
        case quantityAcknowledged = "quantity.acknowledged"
        case quantityReceived = "quantity.received"
        case quantityInvoiced = "quantity.invoiced"
        case unitUnknown = "unit.unknown"
        case unitDiffers = "unit.differs"
        case itemUnknown = "item.unknown"
        case itemDiffers = "item.differs"
        case itemSubstituted = "item.substituted"
        case notOnOrder = "not-on-order.line"
        case referenceOrder = "reference.order"
        case referenceOrderClosed = "reference.order-closed"
        case referenceLine = "reference.line"
        case referenceParty = "reference.party"
        case referenceCostCentre = "reference.cost-centre"
        case referenceLot = "reference.lot"
        case duplicateInvoice = "duplicate.invoice"
        case duplicateConflict = "duplicate.conflict"
        case deliveryBackordered = "delivery.backordered"
        case deliveryRefused = "delivery.refused"
        case deliveryHeld = "delivery.held"
        case deliveryDate = "delivery.date"
        case charge = "tax-charge.charge"
        case tax = "tax-charge.tax"
        case total = "tax-charge.total"
        case unsupported = "other.manual"
        case noPosting = "other.no-posting"
        case refusedByERP = "other.erp-refused"

        package var kind: Kind {
            Kind(rawValue: String(rawValue.prefix { $0 != "." })) ?? .other
        }
    }

    package enum Kind: String, Sendable, Codable, CaseIterable {
        case price, quantity, unit, item
        case notOnOrder = "not-on-order"
        case duplicate, reference
        case taxCharge = "tax-charge"
        case delivery, other
    }

    /// The role that decides.
    package enum Owner: String, Sendable, Codable, CaseIterable {
        case buyer
        case accountsPayable = "accounts-payable"
        case itemMaster = "item-master"
        case receiving, finance, integration
    }

    package let code: Code
    package let severity: Severity
    /// One sentence in words of procurement.
    package let message: String
    /// The line of the document, by the number the partner gave it.
    package let line: String?
    package let expected: String?
    package let found: String?
    package let owner: Owner
    package let nextStep: String
    /// Where in the source the contested value stands.
    package let range: ByteRange?

    package init(
        _ code: Code, _ message: String, severity: Severity = .error, line: String? = nil,
        expected: String? = nil, found: String? = nil, owner: Owner? = nil, range: ByteRange? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.line = line
        self.expected = expected
        self.found = found
        self.owner = owner ?? code.owner
        nextStep = code.nextStep
        self.range = range
    }
}

extension PostingException.Code {
    /// Whether every value needed to post is known, so that a person may simply accept.
    var canBeAccepted: Bool {
        switch self {
        case .priceAcknowledged, .priceInvoiced, .quantityAcknowledged, .quantityReceived,
            .quantityInvoiced, .deliveryBackordered, .deliveryRefused, .deliveryDate, .charge,
            .tax:
            true
        case .priceUnknown, .unitUnknown, .unitDiffers, .itemUnknown, .itemDiffers,
            .itemSubstituted, .notOnOrder, .referenceOrder, .referenceOrderClosed, .referenceLine,
            .referenceParty, .referenceCostCentre, .referenceLot, .duplicateInvoice,
            .duplicateConflict, .deliveryHeld, .total, .unsupported, .noPosting, .refusedByERP:
            false
        }
    }

    /// Whose it is unless the planner says otherwise.
    var owner: PostingException.Owner {
        switch self {
        case .priceUnknown, .priceAcknowledged, .quantityAcknowledged, .itemDiffers,
            .itemSubstituted, .deliveryBackordered, .deliveryRefused, .deliveryHeld,
            .deliveryDate, .notOnOrder, .referenceOrder, .referenceOrderClosed:
            .buyer
        case .priceInvoiced, .quantityInvoiced, .referenceLine, .duplicateInvoice, .charge, .tax,
            .total:
            .accountsPayable
        case .unitUnknown, .unitDiffers, .itemUnknown: .itemMaster
        case .quantityReceived, .referenceLot: .receiving
        case .referenceCostCentre: .finance
        case .referenceParty, .duplicateConflict, .unsupported, .noPosting, .refusedByERP:
            .integration
        }
    }

    var nextStep: String {
        switch self {
        case .priceUnknown: "ask for the price, or record the vendor's price for the item"
        case .priceAcknowledged: "accept and revise the order, or refuse with a change order"
        case .priceInvoiced: "ask for a credit or a new invoice, or accept once"
        case .quantityAcknowledged: "accept the quantity, or order the rest elsewhere"
        case .quantityReceived: "accept, return or claim the difference"
        case .quantityInvoiced: "ask for a credit, wait for the receipt, or raise the order"
        case .unitUnknown: "add the unit to the partner's unit table, or ask the vendor"
        case .unitDiffers: "add the factor to the partner's unit table after review"
        case .itemUnknown: "add a cross-reference for the item, or place the line by hand"
        case .itemDiffers: "ask the vendor which item is meant"
        case .itemSubstituted: "accept as a new order line, or refuse"
        case .notOnOrder: "add the line to the order, or reject it"
        case .referenceOrder: "name the order it belongs to, or reject it"
        case .referenceOrderClosed: "reopen the order, or reject the document"
        case .referenceLine: "place the line by hand"
        case .referenceParty: "add the party to the partner profile"
        case .referenceCostCentre: "add the cost centre to the partner profile or the ERP"
        case .referenceLot: "ask for the lot, serial number or expiry"
        case .duplicateInvoice: "reject it, or accept it as the replacement"
        case .duplicateConflict: "ask the sender which of the two counts"
        case .deliveryBackordered: "wait, order a substitute, or cancel the rest"
        case .deliveryRefused: "order elsewhere"
        case .deliveryHeld: "answer the vendor's question"
        case .deliveryDate: "accept the date, or expedite"
        case .charge: "add the charge to the policy, ask for a credit, or accept once"
        case .tax: "send the exemption certificate and ask for a new invoice"
        case .total: "ask for a new invoice"
        case .unsupported: "handle it by hand"
        case .noPosting:
            "take it over by hand ('waybill translate' shows it), then: waybill held reject ID"
        case .refusedByERP: "correct the record in the ERP and try again"
        }
    }
}

/// What a document will do to the ERP.
package enum PostingPlan: Hashable, Sendable {
    case post(PostingRequest, PostingSummary)
    /// Nothing is posted. The proposal, where there is one, is what accepting the document as it
    /// stands would do.
    case hold([PostingException], proposal: PostingRequest?)
}

/// A plan in words, for people and for the journal.
package struct PostingSummary: Hashable, Sendable {
    /// As in `bill INV-100 of V-NORTHFIELD, 3 lines, 412.20, for P00101`.
    package let text: String
    /// What a person should know though nothing is held.
    package let remarks: [PostingException]

    package init(_ text: String, remarks: [PostingException] = []) {
        self.text = text
        self.remarks = remarks
    }
}
