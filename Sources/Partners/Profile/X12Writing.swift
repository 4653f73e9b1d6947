/// How X12 is written for a partner and how strictly theirs is read.
package struct X12Writing: Hashable, Sendable {
    /// The delimiters of what we send.
    package struct Delimiters: Hashable, Sendable {
        package var element = UInt8(ascii: "*")
        package var component = UInt8(ascii: ">")
        /// ISA11 from release 00402 on; unused before.
        package var repetition = UInt8(ascii: "^")
        package var segment = UInt8(ascii: "~")
    }

    package var delimiters = Delimiters()
    /// Whether a line feed follows each segment terminator.
    package var newline = false
    /// Breaches that are accepted with errors.
    package var tolerate: Set<ValidationSwitch> = []
    /// Breaches that reject a transaction set.
    package var strict: Set<ValidationSwitch> = []
}

/// The breaches of the standard whose weight a profile may change. The names are those of the
/// validator's options.
package enum ValidationSwitch: String, Sendable, CaseIterable {
    /// An element longer than its greatest length.
    case tooLong
    /// A value that is not in its code list.
    case unknownCode
    /// CTT01 against the lines.
    case lineCountMismatch
    /// SE01 against the segments.
    case segmentCountMismatch
    /// GE01 against the transaction sets.
    case setCountMismatch
    /// GE02 against GS06.
    case groupControlNumberMismatch
    /// Control characters inside elements.
    case controlCharacters
    /// ST02 used twice in a group.
    case duplicateControlNumber
    /// Conditions between elements.
    case conditions
}

/// Which acknowledgments go out and which we wait for.
package struct AcknowledgmentRules: Hashable, Sendable {
    /// The acknowledgment of a functional group.
    package enum Group: String, Sendable, CaseIterable {
        case functional = "997"
        case implementation = "999"
        case none
    }

    /// When a TA1 goes out.
    package enum Interchange: String, Sendable, CaseIterable {
        /// When ISA14 asks for it, and for an envelope that cannot be taken.
        case asked
        case always
        case never
    }

    /// What answers their groups.
    package var send = Group.functional
    package var interchange = Interchange.asked
    /// What they owe us for our groups.
    package var expect = Group.functional
    /// How long they have for it before it is overdue.
    package var dueWithin = Duration.seconds(86_400)
}
