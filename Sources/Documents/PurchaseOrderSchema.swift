/// An order we send (850), or one a department sends us.
enum PurchaseOrderSchema {
    static let schema = GroupDeclaration(
        DocumentType.purchaseOrder.rawValue,
        [
            .text("purpose", required: true, "00 original, 06 confirmation, list 353; BEG01."),
            .text(
                "kind", required: true,
                "SA stand-alone, NE new, DS drop ship, CN consigned, RL release, list 92; BEG02."),
            .text("number", required: true, "Order number; BEG03."),
            .text("release", "Release of a blanket order; BEG04."),
            .date("date", required: true, "Order date; BEG05."),
            .text("contract", "Contract number; BEG06."),
            .text("acknowledgmentType", "Which answer is wanted, list 587; BEG07."),
            .text("invoiceType", "How it is to be invoiced, list 1019; BEG08."),
            .text("salesRequirement", "SC ship complete…, list 563; CSH01."),
            .text("currency", "ISO 4217; CUR02."),
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
        ],
        groups: [
            .references, .contacts, .dates, .terms, .charges, .taxes, .taxReferences,
            .packagingDescriptions, .carriers, .headingAmounts, .notes, .parties, line, .amounts,
        ]
    ).schema()

    private static let line = GroupDeclaration(
        "lines", OrderLine.fields, groups: OrderLine.groups)
}

/// What the line of an order, of its change and of their acknowledgments have in common.
enum OrderLine {
    /// What hangs below the line of an order or of its change.
    static let groups: [GroupDeclaration] = [
        .items, .descriptions, .references, .contacts, .dates, .charges, .taxes, .prices, .packs,
        .measurements, .quantities, .schedules, .distributions, .notes, .messages, .parties,
        .sublines, .amounts,
    ]

    /// What is allowed when the vendor has not what was ordered.
    static let conditions: [FieldDeclaration] = [
        .text("salesRequirement", "Whether it may be backordered, list 563; IT801."),
        .text("substitution", "Whether it may be replaced, list 566; IT807."),
    ]

    static let fields: [FieldDeclaration] =
        [
            .text("number", "Line number as assigned by the buyer; PO101."),
            .decimal("quantity", "Ordered quantity; PO102."),
            .text("unit", "Unit, list 355: EA, BX, CA; PO103."),
            .decimal("price", "Unit price; PO104."),
            .text("priceBasis", "Basis of the price, list 639: CT contract, NC free; PO105."),
            .text("description", "First free-form description; PID05 of the first PID*F."),
            .text("descriptionCharacteristic", "What it describes, list 750; its PID02."),
        ] + conditions
}
