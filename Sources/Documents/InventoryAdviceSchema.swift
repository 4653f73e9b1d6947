/// What a vendor has, has not, and expects (846): available, backordered, by place and by lot.
enum InventoryAdviceSchema {
    static let schema = GroupDeclaration(
        DocumentType.inventoryAdvice.rawValue,
        [
            .text("purpose", required: true, "00 original, list 353; BIA01."),
            .text("kind", required: true, "DD distributor inventory report…, list 755; BIA02."),
            .text("number", required: true, "Number of the report; BIA03."),
            .date("date", required: true, "Date of the report; BIA04."),
            .time("time", "Time of the report; BIA05."),
            .text("action", "List 306; BIA06."),
            .text("currency", "ISO 4217; CUR02."),
        ],
        groups: [
            .dates, .references, .contacts, .measurements, .parties, .codeLists, line,
        ]
    ).schema()

    private static let line = GroupDeclaration(
        "lines",
        [
            .text("number", "Line number; LIN01."),
            .text("description", "First free-form description; PID05 of the first PID*F."),
            .text("descriptionCharacteristic", "What it describes, list 750; its PID02."),
            .text("currency", "ISO 4217 of the line's prices; CUR02."),
        ],
        groups: [
            .items, .descriptions, .measurements, .packagingDescriptions, .dates, .prices, .charges,
            .references, .contacts, .distributions, .marks, unitPrice, .leadTimes, .codeLists,
            .sublines, quantity, .parties,
        ])

    private static let unitPrice = GroupDeclaration(
        "unitPrices",
        [
            .text("unit", required: true, "Unit, list 355; UIT01-1."),
            .decimal("price", "Price of one; UIT02."),
            .text("priceBasis", "Basis of the price, list 639; UIT03."),
        ])

    /// A quantity of a kind: 17 on hand, 33 available, 63 backordered, with where, when and which
    /// lots it is made of.
    private static let quantity = GroupDeclaration(
        "quantities", GroupDeclaration.quantities.fields,
        groups: [unitPrice, .measurements, .leadTimes, .dates, .schedules, .codeLists, lot])

    /// A lot (LT) or serial number (SE) of the quantity with its dates, such as the expiry (036).
    private static let lot = GroupDeclaration(
        "lots",
        [
            .text("qualifier", required: true, "LT lot, SE serial, list 128; REF01."),
            .text("value", "The number; REF02."),
            .text("description", "REF03."),
            .text("role", "Who or where, list 98; N101."),
            .text("party", "Name; N102."),
            .text("partyQualifier", "Kind of identifier, list 66; N103."),
            .text("partyIdentifier", "The identifier; N104."),
        ],
        groups: [.dates])
}
