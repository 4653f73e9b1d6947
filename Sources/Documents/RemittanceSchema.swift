/// What a payment is made of (820): the amount, how it is paid, and the open items it settles.
enum RemittanceSchema {
    static let schema = GroupDeclaration(
        DocumentType.remittance.rawValue,
        [
            .text(
                "handling", required: true,
                "C payment with remittance, I remittance only, list 305; BPR01."),
            .decimal("amount", required: true, "Amount paid; BPR02."),
            .text("creditDebit", required: true, "C credit, D debit, list 478; BPR03."),
            .text("method", required: true, "ACH, CHK, FWT…, list 591; BPR04."),
            .text("format", "CTX, CCP…, list 812; BPR05."),
            .text("payerBankQualifier", "List 506: 01 ABA routing number; BPR06."),
            .text("payerBank", "The payer's bank; BPR07."),
            .text("payerAccountQualifier", "DA demand deposit, list 569; BPR08."),
            .text("payerAccount", "The payer's account; BPR09."),
            .text("originator", "Originating company; BPR10."),
            .text("originatorSupplement", "BPR11."),
            .text("payeeBankQualifier", "List 506; BPR12."),
            .text("payeeBank", "The payee's bank; BPR13."),
            .text("payeeAccountQualifier", "List 569; BPR14."),
            .text("payeeAccount", "The payee's account; BPR15."),
            .date("date", "Day the money moves; BPR16."),
            .text("function", "VEN vendor payment…, list 1048; BPR17."),
            .text("traceType", "1 current transaction, list 481; TRN01."),
            .text("number", "Trace number: what the payment is known by at the bank; TRN02."),
            .text("traceOriginator", "TRN03."),
            .text("traceReference", "TRN04."),
            .text("currency", "ISO 4217; CUR02."),
        ],
        groups: [.remarks, .references, .dates, .parties, entity]
    ).schema()

    /// For whom the items below are paid: a store, a hospital of the group; ENT.
    private static let entity = GroupDeclaration(
        "entities",
        [
            .integer("number", "1, 2, 3…; ENT01."),
            .text("role", "List 98; ENT02."),
            .text("qualifier", "Kind of identifier, list 66; ENT03."),
            .text("identifier", "The identifier; ENT04."),
            .text("role2", "List 98; ENT05."),
            .text("qualifier2", "List 66; ENT06."),
            .text("identifier2", "ENT07."),
            .text("referenceQualifier", "List 128; ENT08."),
            .text("reference", "ENT09."),
        ],
        groups: [adjustment, line])

    /// An amount that belongs to no open item, or to the one it stands under; ADX.
    private static let adjustment = GroupDeclaration(
        "adjustments",
        [
            .decimal("amount", required: true, "Amount, negative when less is paid; ADX01."),
            .text("reason", required: true, "Why, list 426; ADX02."),
            .text("qualifier", "Kind of reference, list 128; ADX03."),
            .text("reference", "The reference; ADX04."),
        ],
        groups: [
            .remarks, .contacts,
            GroupDeclaration("references", GroupDeclaration.references.fields, groups: [.dates]),
        ])

    /// An open item that the payment settles, such as an invoice or a credit; RMR.
    private static let line = GroupDeclaration(
        "lines",
        [
            .text("qualifier", "IV invoice, CM credit memo, list 128; RMR01."),
            .text("reference", "The item's number; RMR02."),
            .text("action", "PI pay item, PO payment on account, list 482; RMR03."),
            .decimal("paid", "Amount paid; RMR04."),
            .decimal("total", "Amount of the item; RMR05."),
            .decimal("discount", "Discount taken; RMR06."),
            .text("adjustmentReason", "Why less or more is paid, list 426; RMR07."),
            .decimal("adjustment", "By how much; RMR08."),
        ],
        groups: [.remarks, .references, .dates, adjustment])
}
