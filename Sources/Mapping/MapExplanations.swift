package import Diagnostics

/// The codes of translating between formats and canonical documents.
package enum MapExplanations {
    package static let all: [FindingExplanation] = reading + writing

    private static func entry(
        _ code: DiagnosticCode, _ summary: String, _ rule: String, _ repair: String,
        severity: Severity = .error, owner: ResponsibleParty = .partner
    ) -> FindingExplanation {
        FindingExplanation(
            code, severity, summary: summary, rule: rule, repair: repair, owner: owner.rawValue)
    }

    private static let reading = [
        entry(
            .valueUnreadable, "A value is none of its field's type.",
            "The map says what a field holds: a number, a date, a quantity.",
            "Send a value of that type; when the value is right, the map's converter is not: see "
                + "docs/mapping.md."),
        entry(
            .centuryAssumed, "A date without a century was read by the stated window.",
            "70 to 99 are 19.., 00 to 69 are 20..; only in releases before 004010.",
            "Nothing when the day is right; else send the date with eight digits.",
            severity: .warning),
        entry(
            .codeUnknown, "A code is not in the map's table.",
            "A map translates the codes it knows and none besides.",
            "Add the code to the map or to the partner's overlay, or ask the partner to send one "
                + "that was agreed."),
        entry(
            .requiredMissing, "A field that the document cannot do without has no value.",
            "Each canonical document has required fields.",
            "Send the value; when it stands elsewhere, name the place in the partner's overlay."),
        entry(
            .valueRepeated, "A place that holds one value stands more than once.",
            "The map reads one value there and cannot know which.",
            "Send it once, or narrow the place in the overlay by a qualifier."),
        entry(
            .documentTooLarge, "The document is larger than the appliance translates.",
            "`limits.documentLineCountMax` and `limits.documentByteCountMax` bound a document.",
            "Ask for smaller documents, or raise the limit in waybill.yaml.", owner: .operator),
        entry(
            .levelUnknown, "A hierarchical level has a code the map does not know.",
            "The map names the levels of a ship notice: shipment, order, tare, pack, item.",
            "Add the level to the map, or ask the partner to leave it out."),
        entry(
            .levelParentUnknown, "A hierarchical level stands below one that was never sent.",
            "HL02 is the HL01 of the level above.",
            "Send the level above first, and repeat its number in HL02."),
        entry(
            .levelParentImplied, "A level says no parent; the last one above it was taken.",
            "HL02 names the level above.", "Send HL02.", severity: .warning),
        entry(
            .levelMisplaced, "A level stands where the map has no place for it.",
            "The map says which level may stand below which.",
            "Send shipment, order, pack and item in that order, or change the map."),
    ]

    private static let writing = [
        entry(
            .valueUnwritable, "A value cannot be written in the partner's format.",
            "The map's converter must have a way back for the value.",
            "Correct the value in the ERP, or add it to the map's table.", owner: .procurement),
        entry(
            .valueTooLong, "A value is longer than the format allows.",
            "The element dictionary gives the greatest length.",
            "Shorten the value in the ERP, or map the field to a longer place.",
            owner: .procurement),
        entry(
            .tooMany, "There are more entries than the format has room for.",
            "The set's table gives the maximum use.",
            "Split the document, or map the rest to another place.", owner: .procurement),
        entry(
            .placeEmpty, "An element that the format demands has nothing to hold.",
            "`order:` of the map marks with ! what must stand (from the format's own schema).",
            "Fill the field in the ERP, or write a constant there in the map.",
            owner: .procurement),
        entry(
            .xmlUnwritable, "A value holds a character that XML 1.0 cannot.",
            "XML 1.0 section 2.2: no control characters but tab and line ends.",
            "Take the character out of the value in the ERP.", owner: .procurement),
        entry(
            .entryEmpty, "An entry has nothing that could be written.",
            "A loop begins with a segment that must hold something.",
            "Fill the entry in the ERP, or remove it.", owner: .procurement),
        entry(
            .claimedElsewhere, "Two entries would be read back as one another.",
            "What is written must be read back as the same document.",
            "Give the entry a qualifier of its own in the map.", owner: .procurement),
        entry(
            .notCarried, "The format has no place for a value.",
            "What the map does not carry is told, never dropped silently.",
            "Map the field in the partner's overlay, or accept that it is not sent.",
            severity: .warning, owner: .procurement),
        entry(
            .structureUnsuitable, "The document's structure does not fit the format.",
            "The map says how levels follow each other.",
            "Use another map for this partner, or change the document.", owner: .procurement),
    ]
}
