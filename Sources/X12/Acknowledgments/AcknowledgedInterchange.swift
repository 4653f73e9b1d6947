/// What is to be answered about one inbound interchange. `AcknowledgmentBuilder` gathers it,
/// `AcknowledgmentRenderer` writes it as TA1, 997 or 999.
package struct AcknowledgedInterchange: Hashable, Sendable, Codable {
    package var header: InterchangeHeader
    /// What is wrong with the envelope, in the order found.
    package var notes: [InterchangeNote] = []
    /// Groups other than FA, in the order received.
    package var groups: [AcknowledgedGroup] = []
    /// FA groups, which are never answered, those without GS01, and those beyond the limit.
    package var unansweredGroupCount = 0

    package init(header: InterchangeHeader) { self.header = header }
}

/// Something wrong with an envelope.
package struct InterchangeNote: Hashable, Sendable, Codable {
    /// Code of element I18.
    package var code: String
    /// True when the reader took the interchange all the same; it then rejects nothing.
    package var isTolerated: Bool

    package init(code: String, isTolerated: Bool) {
        self.code = code
        self.isTolerated = isTolerated
    }
}

/// One functional group: what AK1 and AK9 of its acknowledgment say, and its sets.
package struct AcknowledgedGroup: Hashable, Sendable, Codable {
    /// GS01, GS06 and GS08 of the group answered.
    package var functionalID = ""
    package var controlNumber = ""
    package var version = ""
    package var verdict = FunctionalGroupVerdict.accepted
    /// Codes of element 716, in the order found.
    package var codes: [String] = []
    /// GE01 as claimed; the count of sets received when there was no GE.
    package var claimedCount = 0
    package var receivedCount = 0
    /// Sets accepted, with or without errors.
    package var acceptedCount = 0
    /// Sets listed one by one: all, or only those with errors when there were too many.
    package var sets: [AcknowledgedSet] = []
    /// Sets that are only counted: beyond the limit, or without ST01 or ST02 to name them by.
    package var unlistedCount = 0

    package init() {}
}

/// One transaction set: what AK2 and AK5 say, and its segments in error.
package struct AcknowledgedSet: Hashable, Sendable, Codable {
    /// ST01, ST02 and ST03.
    package var set = ""
    package var controlNumber = ""
    package var implementationReference: String?
    package var verdict = TransactionSetVerdict.accepted
    /// Codes of element 718, in the order found; as read from a 999, of element 618.
    package var codes: [String] = []
    /// Codes of element 618 that a 999 gives where it knows more than a 997.
    package var implementationCodes: [String] = []
    /// In the order of the set.
    package var segments: [AcknowledgedSegment] = []

    package init() {}
}

/// One segment in error: what AK3 or IK3 says.
package struct AcknowledgedSegment: Hashable, Sendable, Codable {
    /// The ID as received, or of the one that is missing.
    package var id = ""
    /// Ordinal in the set, ST being 1.
    package var position = 0
    /// The LS loop identifier (447) around the segment; `nil` outside bounded loops.
    package var boundedLoop: String?
    /// Code of element 720, or 620 as read from a 999; `8` announces `elements`.
    package var code = "8"
    /// The code of element 620 that a 999 gives instead.
    package var implementationCode: String?
    /// What a CTX says about it (999 only): what made a rule apply, and in which line it stands.
    package var contexts: [AcknowledgedContext] = []
    package var elements: [AcknowledgedElement] = []

    package init() {}
}

/// One element in error: what AK4 or IK4 says.
package struct AcknowledgedElement: Hashable, Sendable, Codable {
    package var elementPosition = 0
    package var componentPosition: Int?
    package var repetition: Int?
    /// The data element's reference number (725).
    package var reference: String?
    /// Code of element 723, or 621 as read from a 999.
    package var code = ""
    /// The code of element 621 that a 999 gives instead.
    package var implementationCode: String?
    /// What a CTX says about it (999 only).
    package var contexts: [AcknowledgedContext] = []
    /// Copy of the bad value (724), at most 99 characters; `nil` when it cannot be copied.
    package var value: String?

    package init() {}
}

/// What a CTX of a 999 says: either the segment or element whose presence made a rule apply, or a
/// number that people know the place by, such as that of the line.
package struct AcknowledgedContext: Hashable, Sendable, Codable {
    /// One repetition of CTX01: a name such as `PO101`, and its value.
    package struct Key: Hashable, Sendable, Codable {
        package var name: String
        /// `nil` for a bare name.
        package var value: String?

        package init(name: String, value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// CTX01 of a context that names a trigger.
    package static let situationalTrigger = "SITUATIONAL TRIGGER"

    /// CTX01, at most ten.
    package var keys: [Key] = []
    /// CTX02 and CTX03: the segment's ID and its ordinal in the set, ST being 1.
    package var segment: String?
    package var segmentPosition: Int?
    /// CTX04, the LS loop identifier (447).
    package var boundedLoop: String?
    /// CTX05.
    package var elementPosition: Int?
    package var componentPosition: Int?
    package var repetition: Int?
    /// CTX06, the data element's reference number (725).
    package var reference: String?

    package init() {}

    /// A business key.
    package init(name: String, value: String) { keys = [Key(name: name, value: value)] }

    package var isSituationalTrigger: Bool { keys.first?.name == Self.situationalTrigger }
}
