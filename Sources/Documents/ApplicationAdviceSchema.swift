/// The business answer to a document: taken, refused, or taken with a difference (824). It names
/// what it answers by its number, and by the control numbers it came under.
enum ApplicationAdviceSchema {
    static let schema = GroupDeclaration(
        DocumentType.applicationAdvice.rawValue,
        [
            .text("purpose", required: true, "00 original, 11 response, list 353; BGN01."),
            .text("number", required: true, "The advice's own number; BGN02."),
            .date("date", required: true, "Its date; BGN03."),
            .time("time", "Its time; BGN04."),
            .text("timeZone", "Time code, list 623; BGN05."),
            .text("originalNumber", "The advice it corrects; BGN06."),
            .text("kind", "Kind of transaction, list 640; BGN07."),
            .text("action", "List 306; BGN08."),
        ], groups: [.parties, result]
    ).schema()

    /// What became of one document, group, batch or item.
    private static let result = GroupDeclaration(
        "results",
        [
            .text(
                "status", required: true,
                "T set, G group, I item, B batch, then A accepted, R rejected, E error, C changed,"
                    + " P partly, H on hold, list 110; OTI01."),
            .text(
                "qualifier", required: true,
                "Kind of number, list 128: PO order, IV invoice,"
                    + " SI shipment, LI line; OTI02."),
            .text("reference", required: true, "The number of what is answered; OTI03."),
            .text("senderCode", "GS02 it came under; OTI04."),
            .text("receiverCode", "GS03 it came under; OTI05."),
            .date("date", "Its date; OTI06."),
            .time("time", "Its time; OTI07."),
            .text("groupControlNumber", "GS06 it came under; OTI08."),
            .text("setControlNumber", "ST02 it came under; OTI09."),
            .text("set", "Its ST01; OTI10."),
            .text("version", "Its GS08; OTI11."),
            .text("purpose", "Its purpose, list 353; OTI12."),
            .text("kind", "List 640; OTI13."),
            .text("application", "Kind of application, list 346; OTI14."),
            .text("action", "List 306; OTI15."),
            .text("handling", "List 305; OTI16."),
            .text("statusReason", "List 641; OTI17."),
        ],
        groups: [
            .references, .dates, .contacts, .amounts, .quantities, names, fault, codeSources,
        ])

    /// A person or organization; NM1.
    private static let names = GroupDeclaration(
        "names",
        [
            .text("role", required: true, "The role, list 98; NM101."),
            .text("kind", required: true, "1 person, 2 organization, list 1065; NM102."),
            .text("name", "Last name, or the organization's; NM103."),
            .text("firstName", "First name; NM104."),
            .text("qualifier", "Kind of identifier, list 66; NM108."),
            .text("identifier", "The identifier; NM109."),
        ])

    /// What is wrong, where, and what was used instead.
    private static let fault = GroupDeclaration(
        "faults",
        [
            .text("code", required: true, "What is wrong, list 647; TED01."),
            .text("message", "In words; TED02."),
            .text("segment", "Segment ID; TED03."),
            .integer("segmentPosition", "Ordinal in the set, ST being 1; TED04."),
            .integer("elementPosition", "Element in the segment; TED05."),
            .integer("elementReference", "Number of the data element; TED06."),
            .text("badValue", "What stood there; TED07."),
            .text("newValue", "What was used instead; TED08."),
        ],
        groups: [.remarks, relatedData])

    /// Further data about a fault; RED.
    private static let relatedData = GroupDeclaration(
        "relatedData",
        [
            .text("text", required: true, "The data; RED01."),
            .text("code", "What it is, list 1609; RED02."),
            .text("agency", "Whose code it is, list 559; RED03."),
            .text("subqualifier", "RED04."),
            .text("list", "Code list, list 1270; RED05."),
            .text("industryCode", "The list's code; RED06."),
        ])

    /// Codes of an industry's own lists; LM with its LQs.
    private static let codeSources = GroupDeclaration(
        "codeSources",
        [
            .text("agency", required: true, "Whose lists they are, list 559; LM01."),
            .text("subqualifier", "LM02."),
        ],
        groups: [
            GroupDeclaration(
                "codes",
                [
                    .text("list", "Code list, list 1270; LQ01."),
                    .text("code", "The list's code; LQ02."),
                ])
        ])
}
