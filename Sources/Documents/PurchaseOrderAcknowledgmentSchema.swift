/// The vendor's answer to an order (855).
enum PurchaseOrderAcknowledgmentSchema {
    static let schema = GroupDeclaration(
        DocumentType.purchaseOrderAcknowledgment.rawValue,
        [
            .text("purpose", required: true, "00 original, 06 confirmation, list 353; BAK01."),
            .text(
                "acknowledgmentType", required: true,
                "AC with detail and change, AD with detail no change, RJ rejected…, list 587;"
                    + " BAK02."),
            .text("orderNumber", required: true, "The order answered; BAK03."),
            .date("orderDate", required: true, "The order's date; BAK04."),
            .text("release", "Release of a blanket order; BAK05."),
            .text("requestNumber", "BAK06."),
            .text("contract", "Contract number; BAK07."),
            .text("sellerOrderNumber", "The vendor's own number for the order; BAK08."),
            .date("date", "Date of the acknowledgment; BAK09."),
            .text("currency", "ISO 4217; CUR02."),
            .text("salesRequirement", "SC ship complete…, list 563; CSH01."),
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
        ],
        groups: [
            .references, .contacts, .dates, .terms, .charges, .taxes, .taxReferences,
            .packagingDescriptions, .carriers, .notes, .parties, line, .amounts,
        ]
    ).schema()

    private static let line = GroupDeclaration(
        "lines", OrderLine.fields,
        groups: [
            .items, .acknowledgments, .descriptions, .references, .contacts, .dates, .charges,
            .taxes, .prices,
            .packs, .measurements, .quantities, .schedules, .notes, .parties, .sublines,
        ])
}
