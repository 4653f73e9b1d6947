/// A price list (832): what a vendor, manufacturer or buying group offers at which price.
enum PriceCatalogSchema {
    static let schema = GroupDeclaration(
        DocumentType.priceCatalog.rawValue,
        [
            .text("kind", required: true, "PC price catalog, SC sales catalog, list 683; BCT01."),
            .text("number", "Number of the catalog; BCT02."),
            .text("version", "Its version; BCT03."),
            .text("revision", "Its revision; BCT04."),
            .text("unit", "Unit the prices are for, list 355; BCT05."),
            .text("formerNumber", "The catalog it takes the place of; BCT06."),
            .text("formerVersion", "BCT07."),
            .text("formerRevision", "BCT08."),
            .text("description", "In words; BCT09."),
            .text("purpose", "00 original, 04 change, 05 replace, list 353; BCT10."),
            .text("currency", "ISO 4217; CUR02."),
            .text("freightPayment", "Who pays the freight, list 146; FOB01."),
            .text("freightLocationQualifier", "Kind of place, list 309; FOB02."),
            .text("freightLocation", "Where title passes; FOB03."),
        ],
        groups: [
            .prices, .references, .answers, .contacts, .dates, .restrictions, .terms, .leadTimes,
            .charges, .packagings, .carriers, .handlings, .packagingDescriptions, .taxes, .parties,
            .codeLists,
            line,
        ]
    ).schema()

    private static let line = GroupDeclaration(
        "lines",
        [
            .text("number", "Line number; LIN01."),
            .text("maintenance", "001 change, 002 delete, 003 add, list 875; G5301."),
            .decimal("quantity", "Quantity the price below is for; PO102."),
            .text("unit", "Its unit, list 355; PO103."),
            .decimal("price", "Unit price when it stands on the line itself; PO104."),
            .text("priceBasis", "Basis of that price, list 639; PO105."),
            .text("description", "First free-form description; PID05 of the first PID*F."),
            .text("descriptionCharacteristic", "What it describes, list 750; its PID02."),
            .text("commodityQualifier", "List 23; TC201."),
            .text("commodity", "Commodity code; TC202."),
        ],
        groups: [
            .items, .dates, .references, .answers, .contacts, .restrictions, .descriptions,
            .measurements, .packagingDescriptions, .packs, .packagings, .carriers, .handlings,
            .terms,
            .leadTimes, .charges, .taxes, price, .parties, package, .codeLists, subline,
        ])

    /// A price with the days it holds from and until, and what it is bound to.
    private static let price = GroupDeclaration(
        "prices", GroupDeclaration.prices.fields + [.text("currency", "ISO 4217; CUR02.")],
        groups: [.dates, .packs, .restrictions, .references, .charges])

    /// A level of the packaging with its own number, such as the GTIN of the case; PKL.
    private static let package = GroupDeclaration(
        "packages",
        [
            .text("qualifier", required: true, "Kind of number, list 235, such as UK; PKL01."),
            .text("value", required: true, "The level's number; PKL02."),
            .text("unit", required: true, "The level's unit, list 355: CA, BX, EA; PKL03."),
            .decimal("quantity", required: true, "How many stand in the level above; PKL04."),
            .decimal("height", "PKL05."),
            .decimal("width", "PKL06."),
            .decimal("depth", "PKL07."),
            .text("dimensionUnit", "Unit of the three, list 355; PKL08."),
            .decimal("weight", "PKL09."),
            .text("weightUnit", "List 355; PKL10."),
            .decimal("volume", "PKL11."),
            .text("volumeUnit", "List 355; PKL12."),
            .text("isOrderable", "Y when the level can be ordered, list 1073; PKL13."),
        ],
        groups: [.prices])

    /// The packaging ladder as sublines: 1 CA, 4 BX, 20 EA, each with its GTIN.
    private static let subline = GroupDeclaration(
        "sublines", GroupDeclaration.sublines.fields,
        groups: [.items, .descriptions, .dates, .prices, .packs, .measurements])
}
