/// How much a finding weighs.
package enum Severity: String, Sendable, Codable, Comparable, CaseIterable {
    /// Worth knowing; nothing is wrong.
    case info
    /// Departs from the standard, accepted all the same.
    case warning
    /// The document, or a part of it, cannot be accepted.
    case error

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        }
    }

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// Who has to act on a finding.
package enum ResponsibleParty: String, Sendable, Codable {
    /// The trading partner who sent the document.
    case partner
    /// Procurement: a profile, map, cross-reference or master record is missing or wrong.
    case procurement
    /// Accounts payable: an amount, price or quantity disagrees.
    case accountsPayable = "accounts-payable"
    /// The operator of the appliance: disk, permissions, configuration, target away.
    case `operator`
    /// Nobody: the finding is for information.
    case nobody
}

/// The stable code of a finding: lower case words joined by `-`, grouped by a prefix and a dot,
/// such as `x12.element-too-long`. A code, once released, keeps its meaning for ever.
package struct DiagnosticCode: Hashable, Sendable, Codable, CustomStringConvertible {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package var description: String { rawValue }
}

/// A range of bytes in the file as it was received.
package struct ByteRange: Hashable, Sendable, Codable {
    /// 0-based offset of the first byte.
    package var offset: Int
    /// Number of bytes; 0 marks a place between two bytes.
    package var length: Int

    package init(offset: Int, length: Int) {
        self.offset = offset
        self.length = length
    }

    /// The offset of the first byte after the range.
    package var end: Int { offset + length }
}

/// A code for one of the X12 acknowledgments, together with the list it belongs to.
package struct AcknowledgmentCode: Hashable, Sendable, Codable {
    /// The X12 code lists an acknowledgment draws from, named by their data element.
    package enum List: String, Sendable, Codable {
        /// TA105, element I18.
        case interchange = "I18"
        /// AK905–AK909, element 716.
        case functionalGroup = "716"
        /// AK502–AK506 and IK502–IK506, elements 718 and 618.
        case transactionSet = "718"
        /// AK304 and IK304, elements 720 and 620.
        case segment = "720"
        /// AK403 and IK403, elements 723 and 621.
        case element = "723"
    }

    package let list: List
    /// What a TA1 or 997 says.
    package let code: String
    /// What a 999 says instead, from 618, 620 or 621, where it knows more exactly: the `I` codes
    /// for a breach of an implementation guide. `nil` when both say the same.
    package let implementation: String?

    package init(_ list: List, _ code: String, implementation: String? = nil) {
        self.list = list
        self.code = code
        self.implementation = implementation
    }
}

/// Where in a document a finding belongs. Positions are 1-based, as the guides print them;
/// everything that does not apply is `nil`.
package struct DiagnosticPlace: Hashable, Sendable, Codable {
    /// ISA13 as received.
    package var interchangeControlNumber: String?
    /// GS06 as received.
    package var groupControlNumber: String?
    /// ST02 as received.
    package var transactionSetControlNumber: String?
    /// Segment ID as received, or the ID of the one that is missing.
    package var segment: String?
    /// Ordinal of the segment in its transaction set, ST being 1.
    package var segmentPosition: Int?
    /// Position of the element in its segment.
    package var elementPosition: Int?
    /// Position of the component in its composite.
    package var componentPosition: Int?
    /// Which repetition of a repeating element.
    package var repetition: Int?
    /// The data element's reference number, such as `353`.
    package var elementReference: String?
    /// The enclosing loops, outermost first, as in `N1` or `HL/LIN`; for XML the element path.
    package var path: String?
    /// The line of the document, by the number its sender gave it: PO101, IT101, LIN01.
    package var line: String?

    package init() {}
}

/// One thing noticed about a document: what, where, what was expected, what was found, and who
/// must act. The same value feeds the acknowledgment, the command line, pages and mails.
///
/// `message` and `found` may quote the document; they belong to findings, never to logs.
package struct Diagnostic: Hashable, Sendable, Codable {
    package var code: DiagnosticCode
    package var severity: Severity
    /// One sentence: what, where, expected, found.
    package var message: String
    package var range: ByteRange?
    package var place: DiagnosticPlace
    /// What the standard, the guide or the profile asks for, in words.
    package var expected: String?
    /// What stood there.
    package var found: String?
    package var responsible: ResponsibleParty
    /// The code a TA1, 997 or 999 reports for it, when it reports it at all.
    package var acknowledgment: AcknowledgmentCode?
    /// The segment or element whose presence made the rule apply, when the rule depends on one:
    /// the situational trigger that the CTX of a 999 names.
    package var trigger: DiagnosticPlace?

    package init(
        _ code: DiagnosticCode, _ severity: Severity, _ message: String,
        range: ByteRange? = nil, place: DiagnosticPlace = DiagnosticPlace(),
        expected: String? = nil, found: String? = nil, responsible: ResponsibleParty = .partner,
        acknowledgment: AcknowledgmentCode? = nil, trigger: DiagnosticPlace? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.range = range
        self.place = place
        self.expected = expected
        self.found = found
        self.responsible = responsible
        self.acknowledgment = acknowledgment
        self.trigger = trigger
    }
}
