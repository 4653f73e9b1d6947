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
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
        ],
        groups: [
            .references, .contacts, .dates, .terms, .charges, .taxes, .carriers, .notes, .parties,
            line, .amounts,
        ]
    ).schema()

    private static let line = GroupDeclaration(
        "lines", OrderLine.fields,
        groups: [
            .items, acknowledgments, .descriptions, .references, .dates, .charges, .taxes, .prices,
            .packs, .measurements, .quantities, .schedules, .notes, .parties, .sublines,
        ])

    /// What becomes of (a part of) the line.
    private static let acknowledgments = GroupDeclaration(
        "acknowledgments",
        [
            .text(
                "status", required: true,
                "IA accepted, IB backordered, IR rejected, IP price changed, IQ quantity changed,"
                    + " IS substitution…, list 668; ACK01."),
            .decimal("quantity", "Quantity it is for; ACK02."),
            .text("unit", "Its unit, list 355; ACK03."),
            .text("dateQualifier", "What the day means, list 374: 067, 068, 069, 017; ACK04."),
            .date("date", "The day; ACK05."),
            .text("requestNumber", "ACK06."),
            .text("agency", "Whose code the reason is, list 559; ACK27."),
            .text("subqualifier", "ACK28."),
            .text("reason", "Industry code; ACK29."),
        ],
        groups: [.items, .dates])
}
