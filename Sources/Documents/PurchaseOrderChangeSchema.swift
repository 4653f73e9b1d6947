/// A change of an order, or its cancellation, as the buyer sends it (860).
enum PurchaseOrderChangeSchema {
    static let schema = GroupDeclaration(
        DocumentType.purchaseOrderChange.rawValue,
        [
            .text(
                "purpose", required: true,
                "01 cancellation of the order, 04 change, 05 replace, list 353; BCH01."),
            .text("kind", required: true, "As the order's, list 92; BCH02."),
            .text("orderNumber", required: true, "The order changed; BCH03."),
            .text("release", "Release of a blanket order; BCH04."),
            .text("changeSequence", "1, 2, 3… for the changes of one order; BCH05."),
            .date("orderDate", required: true, "The order's date; BCH06."),
            .text("requestNumber", "BCH07."),
            .text("contract", "Contract number; BCH08."),
            .text("sellerOrderNumber", "The vendor's own number for the order; BCH09."),
            .date("acknowledgmentDate", "Date of the acknowledgment it refers to; BCH10."),
            .date("date", "Date of the change; BCH11."),
            .text("contractType", "List 1166; BCH12."),
            .text("acknowledgmentType", "Which answer is wanted, list 587; BCH14."),
            .text("transactionType", "List 640; BCH15."),
            .text("currency", "ISO 4217; CUR02."),
            .text("salesRequirement", "SC ship complete…, list 563; CSH01."),
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
        ],
        groups: OrderChange.groups + [
            .headingAmounts,
            GroupDeclaration("lines", OrderChange.lineFields, groups: OrderLine.groups), .amounts,
        ]
    ).schema()
}

/// The vendor's answer to a change, or a change the vendor proposes (865).
enum PurchaseOrderChangeAcknowledgmentSchema {
    static let schema = GroupDeclaration(
        DocumentType.purchaseOrderChangeAcknowledgment.rawValue,
        [
            .text(
                "purpose", required: true,
                "00 original, 06 confirmation, 19 change proposed by the seller, list 353; BCA01."),
            .text(
                "acknowledgmentType",
                "AC with detail and change, AD with detail no change, RJ rejected…, list 587;"
                    + " BCA02."),
            .text("orderNumber", required: true, "The order it is about; BCA03."),
            .text("release", "Release of a blanket order; BCA04."),
            .text("changeSequence", "The change answered; BCA05."),
            .date("orderDate", required: true, "The order's date; BCA06."),
            .text("requestNumber", "BCA07."),
            .text("contract", "Contract number; BCA08."),
            .text("sellerOrderNumber", "The vendor's own number for the order; BCA09."),
            .date("date", "Date of the acknowledgment; BCA10."),
            .date("changeDate", "Date of the change answered; BCA11."),
            .date("effectiveDate", "A further date; BCA12."),
            .text("kind", "As the order's, list 92; BCA13."),
            .text("transactionType", "List 640; BCA15."),
            .text("currency", "ISO 4217; CUR02."),
            .text("salesRequirement", "SC ship complete…, list 563; CSH01."),
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
        ],
        groups: OrderChange.groups + [
            GroupDeclaration(
                "lines", OrderChange.lineFields,
                groups: [
                    .items, .acknowledgments, .descriptions, .references, .contacts, .dates,
                    .charges, .taxes,
                    .prices, .packs, .measurements, .quantities, .schedules, .distributions,
                    .notes, .messages, .parties, .sublines, .amounts,
                ]), .amounts,
        ]
    ).schema()
}

/// What a change and its acknowledgment have in common.
private enum OrderChange {
    static let groups: [GroupDeclaration] = [
        .references, .contacts, .dates, .terms, .charges, .taxes, .taxReferences,
        .packagingDescriptions, .carriers, .notes, .parties,
    ]

    /// The line as it is to be after the change, and what changes on it.
    static let lineFields: [FieldDeclaration] =
        [
            .text("number", "Line number of the order; POC01."),
            .text(
                "change", required: true,
                "AI added, DI deleted, QI and QD quantity up and down, PC price, CT dates, RZ all"
                    + " values, list 670; POC02."),
            .decimal("quantity", "Quantity after the change; POC03."),
            .decimal("quantityLeft", "Quantity still to be received; POC04."),
            .text("unit", "Unit, list 355; POC05-1."),
            .decimal("price", "Unit price; POC06."),
            .text("priceBasis", "Basis of the price, list 639; POC07."),
            .text("description", "First free-form description; PID05 of the first PID*F."),
            .text("descriptionCharacteristic", "What it describes, list 750; its PID02."),
        ] + OrderLine.conditions
}
