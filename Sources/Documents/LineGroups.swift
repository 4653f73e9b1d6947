/// Groups of lines and catalogs that several documents share.
extension GroupDeclaration {
    /// What becomes of (a part of) an order line.
    static let acknowledgments = GroupDeclaration(
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

    /// A question with its answer, such as whether an item is latex free; YNQ.
    static let answers = GroupDeclaration(
        "answers",
        [
            .text("condition", "What is asked, list 1321; YNQ01."),
            .text("answer", required: true, "Y, N, U, W, list 1073; YNQ02."),
            .text("periodFormat", "Format of the period, list 1250; YNQ03."),
            .text("period", "When it is so; YNQ04."),
            .text("text", "In words; YNQ05."),
            .text("codeList", "Whose code follows, list 1270; YNQ08."),
            .text("code", "The code; YNQ09."),
        ])

    /// What ordering or shipping is bound to, such as a minimum quantity; CTB.
    static let restrictions = GroupDeclaration(
        "restrictions",
        [
            .text("code", required: true, "OR ordering, SR shipping, list 688; CTB01."),
            .text("description", "In words; CTB02."),
            .text("quantityQualifier", "57 minimum, 69 increment…, list 673; CTB03."),
            .decimal("quantity", "The quantity; CTB04."),
            .text("amountQualifier", "List 522; CTB05."),
            .decimal("amount", "The amount; CTB06, two implied decimals."),
        ])

    /// How long something takes; LDT.
    static let leadTimes = GroupDeclaration(
        "leadTimes",
        [
            .text("code", required: true, "From what to what, list 345; LDT01."),
            .decimal("quantity", required: true, "How long; LDT02."),
            .text("unit", required: true, "Of what, list 344: DA days, WK weeks; LDT03."),
            .date("date", "Until when; LDT04."),
        ])

    /// How goods are to be handled, and what is dangerous about them; TD4.
    static let handlings = GroupDeclaration(
        "handlings",
        [
            .text("code", "Special handling, list 152; TD401."),
            .text("hazardQualifier", "List 208; TD402."),
            .text("hazardClass", "Hazardous material class; TD403."),
            .text("description", "In words; TD404."),
            .text("isHazardous", "Y or N, list 1073; TD405."),
        ])

    /// How something is packed, in words or by another body's code; PKG.
    static let packagingDescriptions = GroupDeclaration(
        "packagingDescriptions",
        [
            .text("type", "F free form, S structured, X both, list 349; PKG01."),
            .text("characteristic", "What is described, list 753; PKG02."),
            .text("agency", "Whose code it is, list 559; PKG03."),
            .text("code", "The agency's code; PKG04."),
            .text("text", "The description; PKG05."),
            .text("unitLoad", "List 400; PKG06."),
        ])

    /// Codes of another body's list; LM with its LQ.
    static let codeLists = GroupDeclaration(
        "codeLists",
        [
            .text("agency", required: true, "Whose lists they are, list 559; LM01."),
            .text("subqualifier", "LM02."),
        ],
        groups: [
            GroupDeclaration(
                "codes",
                [
                    .text("list", "Which list, list 1270; LQ01."),
                    .text("code", "The code; LQ02."),
                ])
        ])
}
