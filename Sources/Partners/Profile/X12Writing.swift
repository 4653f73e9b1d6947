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

    /// The characters of what we send (X12.5), its delimiters apart.
    package enum CharacterSet: String, Sendable, CaseIterable {
        /// Upper-case letters, digits and a few signs.
        case basic
        /// ASCII.
        case extended
        /// ASCII and national letters as UTF-8.
        case utf8
    }

    /// What to do with a character that cannot be sent.
    package enum Unwritable: String, Sendable, CaseIterable {
        /// Hold what we would send.
        case refuse
        /// Send the nearest character, and say so in a finding.
        case replace
    }

    package var delimiters = Delimiters()
    package var characterSet = CharacterSet.utf8
    package var unwritable = Unwritable.refuse
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
    /// A code that differs from its list by lower case only.
    case lowerCaseCodes
    /// Control characters inside elements.
    case controlCharacters
    /// A component or repetition separator inside an element that has no parts.
    case separatorsInElements
    /// A date of six digits where eight are asked for.
    case shortDates
    /// A date of zeros only.
    case zeroDates
    /// A decimal point in an element with implied decimals, such as TDS01.
    case decimalPoints
    /// Separators of empty elements at the end of a segment.
    case trailingSeparators
    /// Conditions between elements.
    case conditions
    /// What breaks the nearest table in a release without tables of its own.
    case releaseDifferences
    /// HL03 against the level above, in an 856.
    case levelOrder
    /// CTT01 against the lines.
    case lineCountMismatch
    /// CTT02 against the quantities; compared only when named.
    case hashTotalMismatch
    /// TDS01 against lines, charges and taxes.
    case invoiceTotalMismatch
    /// AMT*TT against the lines.
    case orderTotalMismatch
    /// SE01 against the segments.
    case segmentCountMismatch
    /// SE02 against ST02.
    case setControlNumberMismatch
    /// GE01 against the transaction sets.
    case setCountMismatch
    /// GE02 against GS06.
    case groupControlNumberMismatch
    /// IEA01 against the groups.
    case groupCountMismatch
    /// IEA02 against ISA13.
    case interchangeControlNumberMismatch
    /// A trailer's control number with other leading zeros than the header's.
    case controlNumberPadding
    /// ISA13, GS06 or ST02 used twice.
    case duplicateControlNumber
    /// GS01 that does not go with the set.
    case functionalIDMismatch
    /// GS04 and GS05 that are no date and time.
    case groupDates
    /// An ISA whose elements have not their fixed widths.
    case headerWidth
    /// An ISA element that the standard does not allow.
    case headerValues
    /// ISA11 that does not go with ISA12.
    case repetitionSeparator
    /// A file broken into lines of equal length, also inside elements.
    case lineWraps
    /// The last segment of the file without its terminator.
    case lastTerminatorMissing
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

    /// What is refused by TA1 instead of held for a person.
    package enum Refusal: String, Sendable, CaseIterable {
        /// ISA05 or ISA06 is not the partner's: note 005 or 006.
        case sender
        /// ISA07 or ISA08 is not ours: note 007 or 009.
        case receiver
        /// ISA13 was used before, with other contents: note 025.
        case duplicate
    }

    /// Which transaction sets an answer lists one by one.
    package enum Listing: String, Sendable, CaseIterable {
        case all
        /// Those with errors; the others are only counted.
        case errors
    }

    /// Which business decisions about their documents are told in an 824.
    package enum Application: String, Sendable, CaseIterable {
        case none
        /// Documents that were refused.
        case rejections
        /// Those that were taken, too.
        case all
    }

    /// What answers their groups.
    package var send = Group.functional
    package var list = Listing.all
    package var application = Application.none
    package var interchange = Interchange.asked
    package var refuse: Set<Refusal> = []
    /// What they owe us for our groups.
    package var expect = Group.functional
    /// How long they have for it before it is overdue.
    package var dueWithin = Duration.seconds(86_400)
}

extension X12Writing {
    /// The defaults with breaches weighed otherwise.
    package static func weighing(
        tolerate: Set<ValidationSwitch> = [], strict: Set<ValidationSwitch> = []
    ) -> X12Writing {
        var writing = X12Writing()
        writing.tolerate = tolerate
        writing.strict = strict
        return writing
    }
}
