internal import Diagnostics

/// The appliance's own codes: why it holds, refuses or gives up a file.
enum ApplianceExplanations {
    static let all: [FindingExplanation] = arriving + answering + ending

    private static func entry(
        _ code: String, _ summary: String, _ rule: String, _ repair: String,
        owner: ResponsibleParty = .procurement, severity: Severity = .error
    ) -> FindingExplanation {
        FindingExplanation(
            DiagnosticCode(code), severity, summary: summary, rule: rule, repair: repair,
            owner: owner.rawValue)
    }

    private static let repairSent =
        "Look at the value with waybill show ID, correct it in the ERP or the map, and send it again."

    private static let arriving = [
        entry(
            "partner.unknown", "No partner profile has the folder the file lies in.",
            "Each folder under spool/partners belongs to one profile.",
            "Add partners/FOLDER.yaml, then: waybill held release ID"),
        entry(
            "partner.envelope-disagrees",
            "The envelope names another sender or receiver than the folder's partner.",
            "identities of the profile against ISA05 to ISA08.",
            "Correct the profile's identities or ask the partner, then: waybill held release ID"),
        entry(
            "environment.disagrees", "A test file came in production, or the other way round.",
            "ISA15 against the profile's environment.",
            "Ask the partner to send it to the right system: waybill held reject ID"),
        entry(
            "environment.profile", "The profile belongs to the other environment.",
            "environment of the profile against that of waybill.yaml.",
            "Move the profile to the right appliance, or: waybill held reject ID"),
        entry(
            "file.empty", "The file is empty.", "A file holds an interchange or an XML document.",
            "Ask the partner to send it again, then: waybill held reject ID", owner: .partner),
        entry(
            "file.unrecognised", "The file is neither X12 nor XML.",
            "X12 begins with ISA, XML with '<'; byte order marks, blanks and mail headers may "
                + "stand before.",
            "Look at it with 'less' in spool/corrupt and ask the partner what it is.",
            owner: .partner),
        entry(
            "file.too-large", "The file is larger than the partner may hand in.",
            "limits.fileBytes of the profile.",
            "Raise limits.fileBytes, then: waybill held release ID"),
        entry(
            "map.missing", "The profile has no map for this kind of document.",
            "documents.inbound and documents.outbound of the profile.",
            "Add it to the profile, then: waybill replay ID"),
        entry(
            "map.incomplete", "The document could not be translated completely.",
            "What cannot be translated is held, never dropped.",
            "Correct the map or ask the partner, then: waybill replay ID"),
        entry(
            "duplicate.file", "The same bytes came before.",
            "A file is known by its SHA-256.",
            "Nothing: the answer given then was given again.", owner: .nobody, severity: .info),
        entry(
            "duplicate.interchange", "The same interchange came before in another file.",
            "An interchange is known by sender, receiver and ISA13, and by what it says.",
            "Nothing: the answer given then was given again.", owner: .nobody, severity: .info),
        entry(
            "duplicate.held", "The same bytes came before, and the profile says hold.",
            "duplicates: hold of the profile.", "Look at both, then: waybill held reject ID"),
    ]

    private static let answering = [
        entry(
            "x12.rejected", "The transaction set breaks the standard.",
            "The 997 or 999 that went out says where; waybill check FILE shows it.",
            "The partner corrects it and sends it again.", owner: .partner),
        entry(
            "x12.group-rejected", "The functional group was rejected as a whole.",
            "AK9 of the 997 says why: trailer, count or control number.",
            "The partner corrects it and sends it again.", owner: .partner),
        entry(
            "x12.interchange-rejected", "The interchange was rejected as a whole.",
            "The TA1 says why.", "The partner corrects it and sends it again.", owner: .partner),
        entry(
            "x12.control-number-reused",
            "The interchange control number came before with other contents.",
            "ISA13 is used once between sender and receiver.",
            "Ask the partner; 'waybill held release ID' takes it as new."),
        entry(
            "x12.unwritable", "An order holds a character that cannot be written for the partner.",
            "Separators of the profile's x12.delimiters are not data.",
            "Correct the order in the ERP; it is tried again when it changes."),
        entry(
            "x12.substituted", "A character was written as another one.",
            "x12.characterSet and x12.unwritable of the profile.",
            "Nothing when the text can still be read; else correct it in the ERP.",
            severity: .warning),
        entry(
            "acknowledgment.interchange",
            "The partner's TA1 notes or refuses an interchange of ours.",
            "TA104 and TA105 of the TA1 received.", repairSent),
        entry(
            "acknowledgment.group", "The partner's answer notes or refuses a group of ours.",
            "AK9 of the 997 or 999 received.", repairSent),
        entry(
            "acknowledgment.set",
            "The partner's answer notes or refuses a transaction set of ours.",
            "AK5 of the 997 or IK5 of the 999 received.", repairSent),
        entry(
            "acknowledgment.segment", "The partner's answer names a segment of ours.",
            "AK3 of the 997 or IK3 of the 999 received.", repairSent),
        entry(
            "acknowledgment.element", "The partner's answer names an element of ours.",
            "AK4 of the 997 or IK4 of the 999 received.", repairSent),
        entry(
            "acknowledgment.rejected", "The partner rejected what we sent.",
            "The partner's 997, 999 or TA1.",
            "See its findings with waybill show ID, send what is right from the ERP, then: waybill "
                + "held reject ID"),
        entry(
            "application.rejected",
            "The partner's 824 does not take what we sent, or not as it is.",
            "OTI01 of the 824 received: R, P and C.",
            "Agree with the partner, change the order in the ERP, then: waybill held reject ID"),
        entry(
            "application.noted",
            "The partner's 824 says something about what we sent and takes it.",
            "OTI01 of the 824 received: A, E and H.",
            "Read it with waybill show ID; nothing has to be done here.", severity: .warning),
        entry(
            "application.unmatched", "The 824 names nothing that was sent to this partner.",
            "OTI08 to OTI10 by control numbers, else OTI02 PO and OTI03.",
            "Ask the partner, then: waybill held reject ID"),
        entry(
            "acknowledgment.overdue", "The partner's acknowledgment did not come in time.",
            "acknowledgments.dueWithin of the profile.",
            "Ask the partner whether the file arrived, then: waybill held reject ID"),
        entry(
            "acknowledgment.unmatched", "The acknowledgment names a group that was never sent.",
            "AK1 and TA1 are matched by control number.",
            "Ask the partner, then: waybill held reject ID"),
    ]

    private static let ending = [
        entry(
            "operator.rejected", "A person closed what was held as refused.",
            "waybill held reject ID --reason …; the reason is kept with the person's name.",
            "The partner sends a corrected document.", owner: .partner),
        entry(
            "erp.given-up", "The ERP could not be brought to take it after many tries.",
            "retry: in waybill.yaml.", "Repair the cause, then: waybill held release ID",
            owner: .operator),
        entry(
            "appliance.failed", "The appliance could not process the file.",
            "A fault of ours, or of the disk.", "See the log, then: waybill held release ID",
            owner: .operator),
        entry(
            "spool.unreadable", "The file's bytes could not be read.", "The spool's disk.",
            "See the disk and the log, then: waybill held release ID", owner: .operator),
        entry(
            "spool.lost", "The file is in no queue of the spool.",
            "Every file that was taken lies in exactly one queue.",
            "Restore spool/ from a backup, or ask the partner and: waybill held reject ID",
            owner: .operator),
    ]
}
