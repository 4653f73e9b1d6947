/// An advance ship notice (856): one shipment, the orders in it, what it is packed in.
///
/// Packages stand beside the orders, each once and numbered in the order of the notice, because
/// a package may hold lines of several orders and an order may fill several packages. A line
/// names its innermost package, a package the one it stands in:
///
///     shipment ── packages: 1 pallet   2 carton (within 1)   3 carton (within 1)
///              └─ orders: PO-1 ── lines: A (package 2)  B (package 3)
enum ShipNoticeSchema {
    static let schema = GroupDeclaration(
        DocumentType.shipNotice.rawValue,
        [
            .text("purpose", required: true, "00 original, list 353; BSN01."),
            .text("number", required: true, "Shipment number; BSN02."),
            .date("date", required: true, "Date of the notice; BSN03."),
            .time("time", "Time of the notice; BSN04."),
            .text(
                "structure",
                "Order of levels, list 1005: 0001 shipment, order, packaging, item; 0004 shipment,"
                    + " order, item; 0003 shipment, packaging, order, item; BSN05."),
            .text("transactionType", "List 640; BSN06."),
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
            .text("currency", "ISO 4217; CUR02 of the shipment."),
        ],
        groups: [
            GroupDeclaration.dates.named("noticeDates"), .packagings, .carriers, equipment,
            .references, .contacts, .marks, .dates, .parties, .charges, .measurements, .answers,
            package, order,
        ]
    ).schema()

    /// A trailer or container with its seal.
    private static let equipment = GroupDeclaration(
        "equipment",
        [
            .text("code", "Kind of equipment, list 40; TD301."),
            .text("initial", "Owner's letters; TD302."),
            .text("number", "Trailer or container number; TD303."),
            .text("seal", "Seal number; TD309."),
        ])

    private static let package = GroupDeclaration(
        "packages",
        [
            .integer("number", required: true, "1, 2, 3… in the order of the notice."),
            .integer("within", "Number of the package it stands in."),
            .text("level", required: true, "T pallet or tare, P pack, list 735; HL03."),
        ],
        groups: [
            .marks, .packs, .packagings, .measurements, .references, .dates, .parties, .contacts,
        ])

    private static let order = GroupDeclaration(
        "orders",
        [
            .text("number", required: true, "Order number; PRF01."),
            .text("release", "Release of a blanket order; PRF02."),
            .date("date", "Order date; PRF04."),
            .text("contract", "Contract number; PRF06."),
            .text("kind", "List 92; PRF07."),
        ],
        groups: [
            .descriptions, .references, .dates, .contacts, .parties, .packagings, .carriers,
            .measurements, .marks, .charges, .answers, line,
        ])

    private static let line = GroupDeclaration(
        "lines",
        [
            .text("number", "Line number, by habit that of the order; LIN01."),
            .integer("package", "Number of the innermost package the line is in."),
            .decimal("quantity", "Shipped quantity; SN102."),
            .text("unit", "Its unit, list 355; SN103."),
            .text("shipmentLine", "Line number in the shipment; SN101."),
            .decimal("shippedToDate", "Shipped so far; SN104."),
            .decimal("orderedQuantity", "Ordered quantity; SN105."),
            .text("orderedUnit", "Its unit; SN106."),
            .text("status", "List 668; SN108."),
            .text("orderNumber", "Order number when the line itself names it; PRF01."),
            .text("orderRelease", "Its release when the line itself names it; PRF02."),
            .text("orderLine", "The order's line when the line itself names it; PRF05."),
            .text("description", "First free-form description; PID05 of the first PID*F."),
            .text("descriptionCharacteristic", "What it describes, list 750; its PID02."),
        ],
        groups: [
            .items, lots, .descriptions, .references, .dates, .packs, .packagings, .carriers,
            .measurements, .marks, .parties, .contacts, .charges, .answers, .sublines, loads,
        ])

    /// Lot, serial and expiry of the line: the production identifiers of a UDI. At most one, as
    /// nothing in a level binds a second date to a second lot.
    private static let lots = GroupDeclaration(
        "lots",
        [
            .text("lot", "Lot number; REF02 of REF*LT."),
            .text("serial", "Serial number; REF02 of REF*SE."),
            .date("expiry", "Expiry; DTM02 of DTM*036."),
            .date("manufactured", "Made on; DTM02 of DTM*094."),
        ])

    /// Loads of equal size; CLD.
    private static let loads = GroupDeclaration(
        "loads",
        [
            .integer("count", required: true, "Number of loads; CLD01."),
            .decimal("quantity", required: true, "Units in each; CLD02."),
            .text("packaging", "List 103; CLD03."),
            .decimal("size", "CLD04."),
            .text("unit", "List 355; CLD05."),
        ],
        groups: [.references])
}
