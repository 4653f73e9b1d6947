/// An invoice or a credit (810); `kind` says which.
enum InvoiceSchema {
    static let schema = GroupDeclaration(
        DocumentType.invoice.rawValue,
        [
            .text("number", required: true, "Invoice number; BIG02."),
            .date("date", required: true, "Invoice date; BIG01."),
            .date("orderDate", "Order date; BIG03."),
            .text("orderNumber", "Order number; BIG04."),
            .text("release", "Release of a blanket order; BIG05."),
            .text("changeSequence", "BIG06."),
            .text(
                "kind",
                "DI debit invoice, PR product, CN credit invoice, CR credit memo, list 640; BIG07."
            ),
            .text("purpose", "List 353; BIG08."),
            .text("action", "List 306; BIG09."),
            .text("originalInvoice", "The invoice a credit belongs to; BIG10."),
            .text("currency", "ISO 4217; CUR02."),
            .decimal("total", "Amount of the invoice; TDS01, two implied decimals."),
            .decimal("discountable", "Amount the discount is of; TDS02."),
            .decimal("discountedTotal", "Amount when paid within the terms; TDS03."),
            .decimal("discount", "Discount; TDS04."),
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
        ],
        groups: [
            .remarks, .references, .contacts, .parties, .terms, .dates, .notes, line, .taxes,
            carrier, .amounts, .accounts, .charges, shipments,
        ]
    ).schema()

    private static let line = GroupDeclaration(
        "lines",
        [
            .text("number", "Line number; IT101."),
            .decimal("quantity", "Invoiced quantity; IT102."),
            .text("unit", "Unit, list 355; IT103."),
            .decimal("price", "Unit price; IT104."),
            .text("priceBasis", "Basis of the price, list 639; IT105."),
            .text("description", "First free-form description; PID05 of the first PID*F."),
            .text("descriptionCharacteristic", "What it describes, list 750; its PID02."),
        ],
        groups: [
            .items, .quantities, .taxes, .prices, .measurements, .descriptions, .packs,
            .references, .dates, .charges, .sublines, .parties, .distributions, shipped,
            .accounts,
        ])

    /// Quantity shipped of the line, beside the invoiced one.
    private static let shipped = GroupDeclaration(
        "shipped",
        [
            .decimal("quantity", "Shipped; IT301."),
            .text("unit", "Its unit, list 355; IT302."),
            .text("status", "List 368; IT303."),
            .decimal("difference", "Shipped less ordered; IT304."),
            .text("reason", "Why, list 371; IT305."),
        ])

    /// Who carried it, and his number for it; CAD.
    private static let carrier = GroupDeclaration(
        "carriers",
        [
            .text("method", "Means of transport, list 91; CAD01."),
            .text("initial", "CAD02."),
            .text("equipment", "CAD03."),
            .text("identifier", "SCAC; CAD04."),
            .text("routing", "Route or carrier's name; CAD05."),
            .text("status", "List 368; CAD06."),
            .text("qualifier", "Kind of number, list 128; CAD07."),
            .text("tracking", "Bill of lading or tracking number; CAD08."),
        ])

    private static let shipments = GroupDeclaration(
        "shipments",
        [
            .decimal("quantity", "Units shipped; ISS01."),
            .text("unit", "List 355; ISS02."),
            .decimal("weight", "ISS03."),
            .text("weightUnit", "List 355; ISS04."),
            .decimal("volume", "ISS05."),
            .text("volumeUnit", "List 355; ISS06."),
        ])
}
