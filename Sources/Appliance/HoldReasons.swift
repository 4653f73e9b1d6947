internal import Diagnostics
internal import Journal

/// Why the appliance itself holds, refuses or gives up something: one place for the words, so that
/// the same cause reads the same everywhere. `docs/operating.md` lists the codes.
enum HoldReasons {
    static func partnerUnknown(folder: String) -> HoldReason {
        HoldReason(
            code: "partner.unknown", message: "No partner profile has the folder '\(folder)'.",
            owner: "procurement",
            nextStep: "add partners/\(folder).yaml, then: waybill held release ID")
    }

    static func partnerDisagrees(
        profile: String, sender: String, receiver: String, expected: String
    ) -> HoldReason {
        HoldReason(
            code: "partner.envelope-disagrees",
            message: "The folder belongs to \(profile), but the envelope says sender \(sender) and "
                + "receiver \(receiver), where \(expected) are expected.",
            owner: "procurement",
            nextStep: "correct identities in partners/\(profile).yaml or ask the partner, "
                + "then: waybill held release ID")
    }

    static func environmentDisagrees(usage: String, profile: String, environment: String)
        -> HoldReason
    {
        HoldReason(
            code: "environment.disagrees",
            message: "The envelope's usage indicator is '\(usage)', but \(profile) is a "
                + "\(environment) partner here.",
            owner: "procurement",
            nextStep: "ask the partner to send it to the right system: waybill held reject ID")
    }

    static let empty = HoldReason(
        code: "file.empty", message: "The file is empty.", owner: "partner",
        nextStep: "ask the partner to send it again, then: waybill held reject ID")

    static func tooLarge(_ byteCount: Int64, limit: Int, partner: String) -> HoldReason {
        HoldReason(
            code: "file.too-large",
            message: "The file has \(byteCount) bytes; \(partner) may hand in \(limit).",
            owner: "procurement",
            nextStep: "raise limits.fileBytes in the profile, then: waybill held release ID")
    }

    static func duplicateHeld(first: Int64) -> HoldReason {
        HoldReason(
            code: "duplicate.held",
            message: "The same bytes came before, as exchange \(first), and the profile says hold.",
            owner: "procurement", nextStep: "waybill held reject ID")
    }

    static let unrecognised = HoldReason(
        code: "file.unrecognised",
        message: "The file is neither an X12 interchange nor XML of a known kind.",
        owner: "procurement",
        nextStep:
            "look at it with 'less' in spool/hold; ask the partner, or: waybill held reject ID")

    static func noMap(_ what: String, partner: String) -> HoldReason {
        HoldReason(
            code: "map.missing",
            message: "The profile of \(partner) has no map for \(what).", owner: "procurement",
            nextStep: "add it under documents.inbound, then: waybill replay ID")
    }

    static func controlNumberReused(_ number: String, first: Int64) -> HoldReason {
        HoldReason(
            code: "x12.control-number-reused",
            message: "Interchange control number \(number) was used before, by exchange \(first), "
                + "with other contents.",
            owner: "procurement",
            nextStep: "ask the partner; 'waybill held release ID' takes it as new")
    }

    static func document(_ diagnostic: Diagnostic?) -> HoldReason {
        HoldReason(
            code: diagnostic?.code.rawValue ?? "map.incomplete",
            message: diagnostic?.message ?? "The document could not be translated completely.",
            owner: diagnostic?.responsible.rawValue ?? "procurement",
            nextStep: "correct the map or ask the partner, then: waybill replay ID")
    }

    static let setRejected = HoldReason(
        code: "x12.rejected", message: "It breaks the standard; the acknowledgment says where.",
        owner: "partner", nextStep: "the partner corrects and sends it again")

    static let groupRejected = HoldReason(
        code: "x12.group-rejected",
        message: "Its functional group was rejected as a whole; the acknowledgment says why.",
        owner: "partner", nextStep: "the partner corrects and sends it again")

    static let interchangeRejected = HoldReason(
        code: "x12.interchange-rejected",
        message: "Its interchange was rejected as a whole; the TA1 says why.",
        owner: "partner", nextStep: "the partner corrects and sends it again")

    static func rejectedByPartner(_ what: String, _ findings: [Diagnostic]) -> HoldReason {
        HoldReason(
            code: "acknowledgment.rejected",
            message: told("The partner rejected \(what)", findings), owner: "procurement",
            nextStep: "see 'waybill show ID', send what is right from the ERP, then: "
                + "waybill held reject ID")
    }

    /// Code of what an 824 refuses.
    static let applicationRejected = "application.rejected"

    /// An application advice (824) that does not take what we sent, or not as it is.
    static func refusedByPartner(_ what: String, _ findings: [Diagnostic]) -> HoldReason {
        HoldReason(
            code: applicationRejected,
            message: told("The partner does not take \(what) as it is", findings),
            owner: "procurement",
            nextStep: "agree with the partner, change the order in the ERP, then: "
                + "waybill held reject ID")
    }

    /// The first thing said, and how many more there are.
    private static func told(_ what: String, _ findings: [Diagnostic]) -> String {
        guard let first = findings.first(where: { $0.severity == .error }) ?? findings.first else {
            return what + "."
        }
        let more = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
        return "\(what): \(first.message)\(more)"
    }

    static let adviceUnmatched = HoldReason(
        code: "application.unmatched",
        message: "It names nothing that was sent to this partner.", owner: "procurement",
        nextStep: "ask the partner, then: waybill held reject ID")

    static func adviceUnwritable(_ fault: Diagnostic) -> HoldReason {
        HoldReason(
            code: fault.code.rawValue,
            message: "The partner cannot be told by an 824: \(fault.message)",
            owner: "procurement", nextStep: "tell the partner, then: waybill held reject ID")
    }

    static func acknowledgmentOverdue(_ kind: String) -> HoldReason {
        HoldReason(
            code: "acknowledgment.overdue", message: "The partner's \(kind) did not come in time.",
            owner: "procurement",
            nextStep: "ask the partner whether the file arrived, then: waybill held reject ID")
    }

    static let acknowledgmentUnmatched = HoldReason(
        code: "acknowledgment.unmatched",
        message: "It acknowledges a group that was never sent to this partner.",
        owner: "procurement",
        nextStep: "ask the partner, then: waybill held reject ID")

    static func unreadable(_ error: String) -> HoldReason {
        HoldReason(
            code: "spool.unreadable", message: "Its bytes could not be read: \(error)",
            owner: "operator", nextStep: "see the disk and the log, then: waybill held release ID")
    }

    static func notRecorded(_ error: String) -> HoldReason {
        HoldReason(
            code: "appliance.failed", message: "It could not be processed: \(error)",
            owner: "operator", nextStep: "see the log, then: waybill held release ID")
    }

    static func environmentOfProfile(profile: String, says: String, here: String) -> HoldReason {
        HoldReason(
            code: "environment.profile",
            message: "\(profile) is a \(says) partner, and this is the \(here) appliance.",
            owner: "procurement",
            nextStep: "move the profile to the right appliance, or: waybill held reject ID")
    }

    static func givenUp(_ message: String, attempts: Int) -> HoldReason {
        HoldReason(
            code: "erp.given-up", message: "Given up after \(attempts) tries: \(message)",
            owner: "operator", nextStep: "repair the cause, then: waybill held release ID")
    }

    static let lost = HoldReason(
        code: "spool.lost", message: "Its file is in no queue of the spool.", owner: "operator",
        nextStep: "restore spool/ from a backup, or ask the partner and: waybill held reject ID")
}
