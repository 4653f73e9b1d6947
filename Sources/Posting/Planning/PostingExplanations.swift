package import Diagnostics

/// The codes of matching a document with orders, receipts and master data, and those of the ERP
/// itself, with what can be told about each.
package enum PostingExplanations {
    package static let all: [FindingExplanation] = exceptions + erp

    /// What is wrong and what it is held against; who acts and what to do are the exception's own.
    private static let words: [PostingException.Code: (summary: String, rule: String)] = [
        .priceUnknown: (
            "The line has no price, and no price of the vendor is known.",
            "An order line is posted with the vendor's price or that of the price list."
        ),
        .priceAcknowledged: (
            "The vendor confirmed another price than was ordered.",
            "855 against order, within tolerances.pricePercent or .priceAmount of the profile."
        ),
        .priceInvoiced: (
            "The invoice's price is not the order's.",
            "810 against order, within tolerances.pricePercent or .priceAmount of the profile."
        ),
        .quantityAcknowledged: (
            "The vendor confirmed another quantity than was ordered.",
            "855 against order, within tolerances.quantityPercent of the profile."
        ),
        .quantityReceived: (
            "The ship notice's quantity is not what is still to come.",
            "856 against the open receipt, within tolerances.quantityPercent of the profile."
        ),
        .quantityInvoiced: (
            "The invoice bills more than was received, or was ordered.",
            "810 against receipt; with policy.billBeforeReceipt against the order."
        ),
        .unitUnknown: (
            "The unit is none that the partner's table or the ERP knows.",
            "units[] of the profile says what their unit is with us; nothing is assumed."
        ),
        .unitDiffers: (
            "The unit is another one than the order's, and no factor is known.",
            "units[] of the profile has the factor between two units."
        ),
        .itemUnknown: (
            "No identifier of the line names an item of ours.",
            "items.identifiers and items.crossReferences of the profile, then the ERP's own."
        ),
        .itemDiffers: (
            "The line names another item than the order's line.",
            "The item of a line stays the one that was ordered."
        ),
        .itemSubstituted: (
            "The vendor sends another item in place of the one ordered.",
            "A substitute is a buyer's decision."
        ),
        .notOnOrder: (
            "The line is on no line of the order.", "Every line belongs to a line of the order."
        ),
        .noPosting: (
            "Documents of this kind are read, and a person takes them over.",
            "Orders, answers to orders, ship notices and invoices post by themselves; others do not."
        ),
        .referenceOrder: (
            "No order of ours has the number that the document names.",
            "An 855, 856 or 810 names the order it belongs to."
        ),
        .referenceOrderClosed: (
            "The order named is closed or cancelled.",
            "Documents are matched with open orders only."
        ),
        .referenceLine: (
            "The order's line cannot be told.",
            "By line number, else by item, and only when exactly one fits."
        ),
        .referenceParty: (
            "A party of the document is none that the profile or the ERP knows.",
            "Ship-to and remit-to are resolved by their identifiers."
        ),
        .referenceCostCentre: (
            "The cost centre is none that the profile or the ERP knows.",
            "costCentres of the profile: places and table."
        ),
        .referenceLot: (
            "A tracked item comes without lot, serial number or expiry.",
            "Items tracked in the ERP are received with their lots only."
        ),
        .duplicateInvoice: (
            "An invoice with this number was posted before.",
            "A vendor's invoice number is used once."
        ),
        .duplicateConflict: (
            "Two documents with the same number say different things.",
            "A document sent again says the same."
        ),
        .deliveryBackordered: (
            "The vendor cannot deliver everything now.", "Line status IB, BP or the like in an 855."
        ),
        .deliveryRefused: (
            "The vendor refuses a line or the whole order.", "Line status IR in an 855."
        ),
        .deliveryHeld: (
            "The vendor holds the line until a question is answered.", "Line status IH in an 855."
        ),
        .deliveryDate: (
            "The vendor confirmed another date than was asked for.",
            "855 against the order's date."
        ),
        .charge: (
            "The invoice bills a charge that was not agreed, or more of it.",
            "policy.charges of the profile says which charges and up to how much."
        ),
        .tax: (
            "The invoice bills tax.", "policy.billTaxes of the profile; otherwise any tax holds."
        ),
        .total: (
            "The invoice's total is not the sum of its lines, charges and taxes.",
            "Within tolerances.totalAmount of the profile."
        ),
        .unsupported: (
            "The document asks for something that is done by hand.",
            "What the appliance cannot do safely it leaves to a person."
        ),
        .refusedByERP: (
            "The ERP refused the record.",
            "The ERP's own rules: required fields, references, uniqueness, state."
        ),
    ]

    private static let exceptions = PostingException.Code.allCases.map { code in
        FindingExplanation(
            DiagnosticCode(code.rawValue), .error, summary: words[code]?.summary ?? "",
            rule: words[code]?.rule ?? "", repair: sentence(code.nextStep),
            owner: code.owner.rawValue)
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private static let erp = ERPError.Code.allCases.map { code in
        let words = words(code)
        return FindingExplanation(
            DiagnosticCode("erp.\(code.rawValue)"), .error, summary: words.summary,
            rule: words.rule, repair: words.repair, owner: words.owner.rawValue)
    }

    private static func words(
        _ code: ERPError.Code
    ) -> (summary: String, rule: String, repair: String, owner: ResponsibleParty) {
        switch code {
        case .unavailable:
            (
                "The ERP cannot be reached now.", "It is tried again with growing pauses.",
                "Nothing, unless it lasts: see the ERP and the network.", .operator
            )
        case .unknownOutcome:
            (
                "No answer came; the record may be there or not.",
                "The ERP is asked by the record's key before anything is sent again.",
                "Nothing, unless it lasts: see the ERP and the network.", .operator
            )
        case .conflict:
            (
                "The ERP was changing the same record.", "It is tried again shortly.",
                "Nothing, unless it lasts.", .operator
            )
        case .refused:
            (
                "A rule of the ERP refuses the record.",
                "Required fields, references, uniqueness and state of the ERP's models.",
                "Correct the master data or the record in the ERP, then: waybill held release ID",
                .procurement
            )
        case .denied:
            (
                "The appliance may not do this in the ERP.",
                "The credentials of waybill.yaml and the rights of their user.",
                "Give the user the right, or correct the credentials, then: waybill held release ID",
                .operator
            )
        case .malformed:
            (
                "The ERP does not know a model, field or form of value that the map names.",
                "maps/odoo against the ERP's own models.",
                "Correct the posting map, then: waybill held release ID", .procurement
            )
        }
    }
}
