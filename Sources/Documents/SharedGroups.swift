/// Groups that several documents share. Qualifiers are kept as sent: they are X12 codes, and the
/// XML maps translate theirs into them.
extension GroupDeclaration {
    /// A number somebody gave something: contract (CT), department (DP), cost centre (CA).
    static let references = GroupDeclaration(
        "references",
        [
            .text("qualifier", required: true, "What kind of number it is, list 128; REF01."),
            .text("value", "The number; REF02."),
            .text("description", "Its name or a comment; REF03."),
        ])

    /// A day that means something: delivery requested (002), shipped (011), expiry (036).
    static let dates = GroupDeclaration(
        "dates",
        [
            .text("qualifier", required: true, "What the day means, list 374; DTM01."),
            .date("date", "The day; DTM02."),
            .time("time", "Time of day; DTM03."),
            .text("timeZone", "Time code, list 623; DTM04."),
            .text("format", "Format of a period, list 1250; DTM05."),
            .text("period", "A period or a date in another format; DTM06."),
        ])

    static let contacts = GroupDeclaration(
        "contacts",
        [
            .text("function", required: true, "What the person is for, list 366; PER01."),
            .text("name", "The person's or desk's name; PER02."),
            .text("reference", "Who to ask for; PER09."),
        ],
        groups: [
            GroupDeclaration(
                "numbers",
                [
                    .text("qualifier", required: true, "TE, EM, FX…, list 365; PER03, 05, 07."),
                    .text("value", required: true, "The number or address; PER04, 06, 08."),
                ])
        ])

    /// Somebody with a role: buyer (BY), ship to (ST), seller (SE), remit to (RI), mark for (Z7).
    static let parties = GroupDeclaration(
        "parties",
        [
            .text("role", required: true, "The role, list 98; N101."),
            .text("name", "Name; N102."),
            .text(
                "qualifier",
                "Kind of identifier, list 66: UL GLN, 21 HIN, 1 and 9 DUNS, 91 and 92 account"
                    + " numbers, 11 DEA; N103."),
            .text("identifier", "The identifier; N104."),
            .text("name2", "Further name; N201."),
            .text("name3", "Further name; N202."),
            .text("street", "First address line; N301."),
            .text("street2", "Second address line; N302."),
            .text("street3", "Third address line; N301 of a second N3."),
            .text("street4", "Fourth address line; N302 of a second N3."),
            .text("city", "City; N401."),
            .text("state", "State or province; N402."),
            .text("postalCode", "Postal code; N403."),
            .text("country", "Country; N404."),
            .text("locationQualifier", "Kind of location, list 309; N405."),
            .text("location", "Location, such as a dock or store; N406."),
        ],
        groups: [.references, .contacts])

    /// A paragraph under a heading; N9 with its MSG.
    static let notes = GroupDeclaration(
        "notes",
        [
            .text("qualifier", required: true, "What the note is about, list 128; N901."),
            .text("value", "The number it belongs to; N902."),
            .text("subject", "Heading; N903."),
        ],
        groups: [
            GroupDeclaration("texts", [.text("text", required: true, "One line of text; MSG01.")])
        ])

    /// A loose line of text on an order line; MSG01.
    static let messages = GroupDeclaration(
        "messages", [.text("text", required: true, "The text; MSG01 or MTX02.")])

    /// A loose line of text with what it is about; NTE.
    static let remarks = GroupDeclaration(
        "remarks",
        [
            .text("code", "What the remark is about, list 363; NTE01."),
            .text("text", required: true, "The text; NTE02."),
        ])

    /// An allowance (A) or a charge (C): freight, handling, restocking, discount.
    static let charges = GroupDeclaration(
        "charges",
        [
            .text("indicator", required: true, "A allowance, C charge, N none, list 248; SAC01."),
            .text("code", "What it is for, list 1300, such as D240 freight; SAC02."),
            .text("agency", "Whose code `agencyCode` is, list 559; SAC03."),
            .text("agencyCode", "The agency's code; SAC04."),
            .decimal("amount", "Amount; SAC05, two implied decimals."),
            .text("percentQualifier", "What the percentage is of, list 378; SAC06."),
            .decimal("percent", "Percentage; SAC07."),
            .decimal("rate", "Rate per unit; SAC08."),
            .text("unit", "Unit of the quantity, list 355; SAC09."),
            .decimal("quantity", "Quantity it is for; SAC10."),
            .text("handling", "How it is settled, list 331, such as 06 paid by us; SAC12."),
            .text("reference", "Reference; SAC13."),
            .text("option", "Option number; SAC14."),
            .text("description", "In words; SAC15."),
        ])

    static let taxes = GroupDeclaration(
        "taxes",
        [
            .text("type", required: true, "Kind of tax, list 963, such as ST; TXI01."),
            .decimal("amount", "Amount; TXI02."),
            .decimal("percent", "Percentage; TXI03."),
            .text("jurisdictionQualifier", "List 955; TXI04."),
            .text("jurisdiction", "Whose tax it is; TXI05."),
            .text("exemption", "Exemption, list 441; TXI06."),
            .text("relation", "A added, O already in the price, list 662; TXI07."),
            .decimal("base", "Amount the percentage is of; TXI08."),
            .text("identification", "Tax number; TXI09."),
        ])

    /// Where the buyer is registered for taxes, or exempt; TAX.
    static let taxReferences = GroupDeclaration(
        "taxReferences",
        [
            .text("identification", "Tax number or exemption certificate; TAX01."),
            .text("locationQualifier", "Kind of place, list 309; TAX02."),
            .text("location", "Whose tax it is; TAX03."),
            .text("exemption", "Exemption, list 441; TAX12."),
        ])

    /// Which account it goes to, part by part, such as fund, department and object; FA1 with FA2.
    static let accounts = GroupDeclaration(
        "accounts",
        [
            .text("agency", required: true, "Whose accounts they are, list 559; FA101."),
            .text("charge", "The charge it is for, list 1300; FA102."),
            .text("indicator", "A allowance, C charge, list 248; FA103."),
        ],
        groups: [
            GroupDeclaration(
                "parts",
                [
                    .text("code", required: true, "Which part it is, list 1196; FA201."),
                    .text("value", required: true, "The account's part; FA202."),
                ])
        ])

    /// Amounts of the heading, with the accounts they go to.
    static let headingAmounts = GroupDeclaration(
        "headingAmounts", amounts.fields, groups: [.accounts])

    /// Terms of payment.
    static let terms = GroupDeclaration(
        "terms",
        [
            .text("type", "Kind of terms, list 336; ITD01."),
            .text("basis", "Which date the days count from, list 333; ITD02."),
            .decimal("discountPercent", "Discount; ITD03."),
            .date("discountDate", "Discount until; ITD04."),
            .integer("discountDays", "Days with discount; ITD05."),
            .date("dueDate", "Net due on; ITD06."),
            .integer("netDays", "Net days; ITD07."),
            .decimal("discountAmount", "Discount; ITD08, two implied decimals."),
            .text("description", "In words; ITD12."),
            .text("paymentMethod", "How to pay, list 107; ITD14."),
        ])

    /// An identifier of an item. One item carries several: vendor's, ours, GTIN, NDC.
    static let items = GroupDeclaration(
        "items",
        [
            .text(
                "qualifier", required: true,
                "Whose or what number, list 235: VN VC VP vendor, IN BP buyer, MG manufacturer, UK"
                    + " UP EN GTIN, ND NDC, LT lot, SN serial; PO106, 08…"),
            .text("value", required: true, "The number; PO107, 09…"),
        ])

    /// Descriptions beyond the first free-form one.
    static let descriptions = GroupDeclaration(
        "descriptions",
        [
            .text("type", required: true, "F free form, S structured, X both; PID01."),
            .text("characteristic", "What is described, list 750; PID02."),
            .text("agency", "Whose code it is, list 559; PID03."),
            .text("code", "The agency's code; PID04."),
            .text("text", "The description; PID05."),
        ])

    static let carriers = GroupDeclaration(
        "carriers",
        [
            .text("sequence", "Order of the carriers, list 133; TD501."),
            .text("qualifier", "Kind of identifier, list 66: 2 is SCAC; TD502."),
            .text("identifier", "The carrier; TD503."),
            .text("method", "Means of transport, list 91; TD504."),
            .text("routing", "Route or carrier's name; TD505."),
            .text("status", "Shipment status, list 368; TD506."),
            .text("locationQualifier", "List 309; TD507."),
            .text("location", "Where; TD508."),
            .text("transitUnit", "CD calendar days…, list 732; TD510."),
            .decimal("transitTime", "How long it takes; TD511."),
            .text("serviceLevel", "Service, list 284; TD512."),
        ])

    /// Quantity, packing and weight of what is shipped.
    static let packagings = GroupDeclaration(
        "packagings",
        [
            .text("code", "Kind of package, list 103; TD101."),
            .integer("quantity", "How many; TD102."),
            .text("commodityQualifier", "List 23; TD103."),
            .text("commodity", "Commodity code; TD104."),
            .text("description", "In words; TD105."),
            .text("weightQualifier", "G gross, N net, list 187; TD106."),
            .decimal("weight", "Weight; TD107."),
            .text("weightUnit", "Unit of the weight, list 355; TD108."),
            .decimal("volume", "Volume; TD109."),
            .text("volumeUnit", "Unit of the volume, list 355; TD110."),
        ])

    /// How an item is packed.
    static let packs = GroupDeclaration(
        "packs",
        [
            .integer("pack", "Inner containers per outer container; PO401."),
            .decimal("size", "Size of the inner container; PO402."),
            .text("unit", "Unit of the size, list 355; PO403."),
            .text("packaging", "Kind of package, list 103; PO404."),
            .text("weightQualifier", "List 187; PO405."),
            .decimal("weight", "Gross weight per pack; PO406."),
            .text("weightUnit", "List 355; PO407."),
            .decimal("volume", "Gross volume per pack; PO408."),
            .text("volumeUnit", "List 355; PO409."),
            .decimal("length", "PO410."),
            .decimal("width", "PO411."),
            .decimal("height", "PO412."),
            .text("dimensionUnit", "Unit of the three, list 355; PO413."),
            .integer("innerPack", "Eaches per inner container; PO414."),
        ])

    static let amounts = GroupDeclaration(
        "amounts",
        [
            .text("qualifier", required: true, "What the amount is, list 522; AMT01."),
            .decimal("amount", required: true, "The amount; AMT02."),
            .text("creditDebit", "C credit, D debit, list 478; AMT03."),
        ])

    static let quantities = GroupDeclaration(
        "quantities",
        [
            .text("qualifier", required: true, "What the quantity is, list 673; QTY01."),
            .decimal("quantity", "The quantity; QTY02."),
            .text("unit", "Its unit, list 355; QTY03-1."),
        ])

    static let measurements = GroupDeclaration(
        "measurements",
        [
            .text("reference", "List 737; MEA01."),
            .text("qualifier", "What is measured, list 738; MEA02."),
            .decimal("value", "The value; MEA03."),
            .text("unit", "Its unit, list 355; MEA04-1."),
        ])

    /// Prices beside the line's own: contract tiers, list price.
    static let prices = GroupDeclaration(
        "prices",
        [
            .text("classOfTrade", "List 687: HS hospitals, BG buying group; CTP01."),
            .text("identifier", "Which price, list 236: CON, C01…, CAT; CTP02."),
            .decimal("price", "The price; CTP03."),
            .decimal("quantity", "From which quantity; CTP04."),
            .text("unit", "Its unit, list 355; CTP05-1."),
            .text("multiplierQualifier", "List 648; CTP06."),
            .decimal("multiplier", "CTP07."),
            .decimal("amount", "CTP08."),
            .text("basis", "Basis of the price, list 639; CTP09."),
        ])

    /// Part of a line wanted or promised at another time.
    static let schedules = GroupDeclaration(
        "schedules",
        [
            .decimal("quantity", required: true, "Quantity; SCH01."),
            .text("unit", "Unit, list 355; SCH02."),
            .text("role", "Who or where, list 98: WH warehouse; SCH03."),
            .text("party", "Its name; SCH04."),
            .text("dateQualifier", "What the day means, list 374; SCH05."),
            .date("date", "The day; SCH06."),
            .time("time", "SCH07."),
            .text("dateQualifier2", "What the second day means; SCH08."),
            .date("date2", "The second day; SCH09."),
            .time("time2", "SCH10."),
            .text("requestNumber", "SCH11."),
            .text("number", "Number of the part; SCH12."),
        ])

    /// A line split over departments or stores.
    static let distributions = GroupDeclaration(
        "distributions",
        [
            .text("unit", required: true, "Unit of the quantities, list 355; SDQ01."),
            .text("qualifier", "Kind of place, list 66: 57 is department; SDQ02."),
        ],
        groups: [
            GroupDeclaration(
                "shares",
                [
                    .text("identifier", required: true, "The place; SDQ03, 05…"),
                    .decimal("quantity", required: true, "Its share; SDQ04, 06…"),
                ])
        ])

    /// A component of a line: the packaging ladder, the parts of a kit.
    static let sublines = GroupDeclaration(
        "sublines",
        [
            .text("number", required: true, "Its number; SLN01."),
            .text("within", "The subline it belongs to; SLN02."),
            .text("relation", required: true, "I included, A added…, list 662; SLN03."),
            .decimal("quantity", "Quantity; SLN04."),
            .text("unit", "Unit, list 355; SLN05-1."),
            .decimal("price", "Unit price; SLN06."),
            .text("priceBasis", "Basis of the price, list 639; SLN07."),
        ],
        groups: [.items])

    /// A label on a package: GM SSCC with its identifier, AA SSCC, CP the carrier's number.
    static let marks = GroupDeclaration(
        "marks",
        [
            .text("qualifier", required: true, "Kind of mark, list 88; MAN01."),
            .text("value", required: true, "The mark; MAN02."),
            .text("last", "Last of a range; MAN03."),
            .text("qualifier2", "Kind of the second mark; MAN04."),
            .text("value2", "The second mark; MAN05."),
        ])
}
