package import Diagnostics

/// One trading partner as procurement describes it in `partners/<partner>.yaml`.
///
/// A profile that exists is whole and consistent: whatever its decoder refuses never becomes one.
/// It holds no secret, only the names of places where secrets lie.
package struct PartnerProfile: Sendable {
    /// What the partner is to us.
    package enum Kind: String, Sendable, CaseIterable {
        /// Sells to us: gets our orders, sends confirmations, ship notices and invoices.
        case vendor
        /// A department of the hospital whose system sends requisitions as orders.
        case department
    }

    /// What a second copy of a document that was already taken in means.
    package enum DuplicateRule: String, Sendable, CaseIterable {
        /// Somebody has to look.
        case hold
        /// The acknowledgment was probably lost: send the same one again, post nothing.
        case answerAgain = "answer-again"
    }

    /// How much the partner may hand in.
    package struct Intake: Hashable, Sendable {
        /// Largest file in bytes; `nil` leaves only the appliance's own limits.
        package var fileByteCountMax: Int?
        /// Most files of the partner waiting at a time; `nil` leaves it open.
        package var fileCountMax: Int?
    }

    /// The partner's name in the appliance: the base name of its file.
    package var id: String
    /// The name people know the partner by.
    package var name: String
    package var kind: Kind
    /// What ISA15 and the target must agree with.
    package var environment: DeploymentEnvironment
    /// `res.partner.ref` in Odoo; vendors always have one, departments never.
    package var vendorCode: String?
    /// The folder under `spool/partners/`.
    package var folder: String
    package var identities: PartnerIdentities
    package var documents: DocumentFlows
    package var x12: X12Writing
    package var acknowledgments: AcknowledgmentRules
    package var items: ItemRules
    package var units: UnitTable
    package var costCentres: CostCentreRules
    package var tolerances: MatchTolerances
    package var policy: PostingPolicy
    package var contacts: [PartnerContact]
    package var calendar: PartnerCalendar?
    /// Where each named secret of the partner lies.
    package var credentials: [String: CredentialReference]
    package var limits: Intake
    package var duplicates: DuplicateRule
}

/// Test and production never mix: ISA15, profile and appliance have to say the same.
package enum DeploymentEnvironment: String, Sendable, CaseIterable {
    case test
    case production

    /// ISA15, data element I14.
    package var usageIndicator: String { self == .test ? "T" : "P" }
}

/// What the appliance does in the ERP without asking anybody. Everything is off unless written.
package struct PostingPolicy: Hashable, Sendable {
    /// Orders of a department are confirmed; otherwise they stay requests for quotation.
    package var confirmOrders = false
    /// Dates, quantities and prices an 855 changes are taken over; otherwise a buyer decides.
    package var acceptAcknowledgments = false
    /// Bills that match within the tolerances are posted; otherwise they stay drafts.
    package var postInvoices = false
    /// A ship notice validates the receipt; otherwise the dock counts and validates.
    package var validateReceipts = false
    /// A bill may cover quantities ordered but not yet received.
    package var billBeforeReceipt = false
    /// Charges an invoice may carry, by code of list 1300. The amount is the most that is billed
    /// without asking; `nil` is any amount. A charge that is not here holds the invoice.
    package var charges: [String: ScaledDecimal?] = [:]
    /// Taxes become a line of the bill; otherwise any tax holds, as for an exempt hospital.
    package var billTaxes = false
}

/// How far an invoice may depart from the order and still match. Zero means not at all.
package struct MatchTolerances: Hashable, Sendable {
    /// Unit price, in percent of the ordered one. Either price tolerance suffices.
    package var pricePercent = ScaledDecimal.zero
    /// Unit price, in the order's currency.
    package var priceAmount = ScaledDecimal.zero
    /// Quantity of a line, in percent of what may be billed.
    package var quantityPercent = ScaledDecimal.zero
    /// The invoice's stated total against the sum of its parts, in its currency.
    package var totalAmount = ScaledDecimal.zero
}

/// Somebody to call or write to at the partner.
package struct PartnerContact: Hashable, Sendable {
    package enum Role: String, Sendable, CaseIterable {
        case edi
        case orders
        case invoices
        case shipping
        case quality
    }

    package var role: Role
    package var name: String
    /// At least one of the two is there.
    package var email: String?
    package var phone: String?
}
