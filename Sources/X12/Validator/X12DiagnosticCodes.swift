package import Diagnostics

/// Every finding of the X12 reader and validator. The raw value is the released code; the table
/// below gives each its words, its usual severity and the code an acknowledgment reports.
///
/// What the severities do to a transaction set: an error rejects it (AK5 R); a warning that has
/// an acknowledgment code is accepted with errors (AK5 E); a warning without one, and every
/// info, leaves it accepted (AK5 A). `ValidationOptions` moves single codes between the first two.
package enum X12Finding: String, CaseIterable, Sendable {
    // Bytes.
    case noInterchange = "x12.no-interchange"
    case strayBytes = "x12.stray-bytes"
    case headerUnreadable = "x12.isa-unreadable"
    case headerNotFixedWidth = "x12.isa-not-fixed-width"
    case componentSeparatorMissing = "x12.component-separator-missing"
    case componentSeparatorWide = "x12.component-separator-wide"
    case lastTerminatorMissing = "x12.last-terminator-missing"
    case linesWrapped = "x12.lines-wrapped"
    case binaryLength = "x12.binary-length"
    case segmentOversize = "x12.segment-too-long"
    case segmentElementCount = "x12.segment-too-many-elements"
    // Interchange.
    case envelopeMissing = "x12.envelope-missing"
    case interchangeHeaderMissing = "x12.isa-missing"
    case interchangeTrailerMissing = "x12.iea-missing"
    case interchangeTrailerUnexpected = "x12.iea-unexpected"
    case interchangeControlNumber = "x12.iea-control-number"
    case interchangeControlNumberDuplicate = "x12.isa-control-number-duplicate"
    case groupCount = "x12.iea-group-count"
    case interchangeHeaderValue = "x12.isa-value"
    case repetitionSeparatorMissing = "x12.repetition-separator-missing"
    case standardsIdentifier = "x12.standards-identifier"
    case interchangeAcknowledgmentValue = "x12.ta1-element"
    case segmentOutside = "x12.segment-outside-set"
    // Group.
    case groupHeaderMissing = "x12.gs-missing"
    case groupTrailerMissing = "x12.ge-missing"
    case groupTrailerUnexpected = "x12.ge-unexpected"
    case groupControlNumber = "x12.ge-control-number"
    case groupControlNumberSyntax = "x12.gs-control-number"
    case groupControlNumberDuplicate = "x12.gs-control-number-duplicate"
    case setCount = "x12.ge-set-count"
    case groupDate = "x12.gs-date"
    case groupEmpty = "x12.group-empty"
    case functionalIDMismatch = "x12.functional-id"
    case releaseApproximated = "x12.release-approximated"
    // Transaction set.
    case setHeaderMissing = "x12.st-missing"
    case setTrailerMissing = "x12.se-missing"
    case setControlNumber = "x12.se-control-number"
    case setControlNumberSyntax = "x12.st-control-number"
    case setControlNumberDuplicate = "x12.st-control-number-duplicate"
    case segmentCount = "x12.se-segment-count"
    case setUnknown = "x12.set-unknown"
    case setIdentifierMissing = "x12.set-identifier-missing"
    case controlNumberPadding = "x12.control-number-padding"
    case lineCount = "x12.ctt-line-count"
    case hashTotal = "x12.ctt-hash-total"
    case invoiceTotal = "x12.tds-total"
    case orderTotal = "x12.amt-total"
    // Segments.
    case segmentUnknown = "x12.segment-unknown"
    case segmentNotInSet = "x12.segment-not-in-set"
    case segmentOutOfOrder = "x12.segment-out-of-order"
    case segmentMissing = "x12.segment-missing"
    case loopStartMissing = "x12.loop-start-missing"
    case loopTrailerUnexpected = "x12.loop-trailer-unexpected"
    case loopIdentifier = "x12.loop-identifier"
    case terminatorLost = "x12.segment-terminator-missing"
    case segmentTooOften = "x12.segment-too-often"
    case loopTooOften = "x12.loop-too-often"
    case segmentEmpty = "x12.segment-empty"
    case trailingSeparator = "x12.trailing-separator"
    // Elements.
    case elementMissing = "x12.element-missing"
    case elementConditionallyMissing = "x12.element-conditionally-missing"
    case elementExcluded = "x12.element-excluded"
    case elementsTooMany = "x12.elements-too-many"
    case componentsTooMany = "x12.components-too-many"
    case repetitionsTooMany = "x12.repetitions-too-many"
    case elementTooShort = "x12.element-too-short"
    case elementTooLong = "x12.element-too-long"
    case elementCharacter = "x12.element-character"
    case elementNumber = "x12.element-number"
    case elementCode = "x12.element-code"
    case elementDate = "x12.element-date"
    case elementTime = "x12.element-time"
    case elementBlank = "x12.element-blank"
    case separatorInElement = "x12.separator-in-element"
    // Hierarchy.
    case hierarchyDuplicate = "x12.hl-duplicate"
    case hierarchyParent = "x12.hl-parent"
    case hierarchyLevel = "x12.hl-level"
    case hierarchyChildren = "x12.hl-children"
    case hierarchyUnchecked = "x12.hl-unchecked"
    // Limits.
    case moreFindings = "x12.more-findings"

    package var code: DiagnosticCode { DiagnosticCode(rawValue) }
}

/// A finding in general: what it means and the rule behind it, for pages and lists of codes.
package struct X12Rule: Sendable {
    package let severity: Severity
    /// Code for the TA1, 997 or 999.
    package let acknowledgment: AcknowledgmentCode?
    /// Code for the acknowledgment when a profile makes an error of what is otherwise only told.
    package let acknowledgmentWhenStrict: AcknowledgmentCode?
    /// What is wrong, in one line.
    package let summary: String
    /// What the standard asks for, and where it says so.
    package let rule: String

    init(
        _ severity: Severity, _ acknowledgment: AcknowledgmentCode?, _ summary: String,
        _ rule: String, whenStrict: AcknowledgmentCode? = nil
    ) {
        self.severity = severity
        self.acknowledgment = acknowledgment
        acknowledgmentWhenStrict = acknowledgment ?? whenStrict
        self.summary = summary
        self.rule = rule
    }
}

extension X12Finding {
    package var rule: X12Rule {
        switch self {
        case .noInterchange, .strayBytes, .headerUnreadable, .headerNotFixedWidth,
            .componentSeparatorMissing, .componentSeparatorWide, .lastTerminatorMissing,
            .linesWrapped, .binaryLength, .segmentOversize, .segmentElementCount, .moreFindings:
            byteRule
        case .envelopeMissing, .interchangeHeaderMissing, .interchangeTrailerMissing,
            .interchangeTrailerUnexpected, .interchangeControlNumber, .groupCount,
            .interchangeControlNumberDuplicate, .interchangeHeaderValue,
            .repetitionSeparatorMissing, .standardsIdentifier, .interchangeAcknowledgmentValue,
            .segmentOutside:
            interchangeRule
        case .groupHeaderMissing, .groupTrailerMissing, .groupTrailerUnexpected,
            .groupControlNumber, .groupControlNumberSyntax, .groupControlNumberDuplicate,
            .setCount, .groupDate, .groupEmpty, .functionalIDMismatch, .releaseApproximated:
            groupRule
        case .setHeaderMissing, .setTrailerMissing, .setControlNumber, .setControlNumberSyntax,
            .setControlNumberDuplicate, .segmentCount, .setUnknown, .setIdentifierMissing,
            .controlNumberPadding:
            setRule
        case .lineCount, .hashTotal, .invoiceTotal, .orderTotal: totalRule
        case .segmentUnknown, .segmentNotInSet, .segmentOutOfOrder, .segmentMissing,
            .loopStartMissing, .loopTrailerUnexpected, .loopIdentifier, .terminatorLost,
            .segmentTooOften, .loopTooOften, .segmentEmpty, .trailingSeparator,
            .hierarchyDuplicate, .hierarchyParent, .hierarchyLevel, .hierarchyChildren,
            .hierarchyUnchecked:
            segmentRule
        case .elementMissing, .elementConditionallyMissing, .elementExcluded, .elementsTooMany,
            .componentsTooMany, .repetitionsTooMany, .elementTooShort, .elementTooLong,
            .elementCharacter, .elementNumber, .elementCode, .elementDate, .elementTime,
            .elementBlank, .separatorInElement:
            elementRule
        }
    }

    var byteRule: X12Rule {
        switch self {
        case .noInterchange:
            X12Rule(
                .error, nil, "The file holds no X12 interchange.",
                "An interchange starts with an ISA segment (X12.5); blanks and mail headers may stand before it."
            )
        case .strayBytes:
            X12Rule(
                .warning, nil, "Bytes belong to no interchange and were skipped.",
                "Everything between an IEA and the next ISA is outside the interchange (X12.5).")
        case .headerUnreadable:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "022"),
                "An ISA has not the sixteen elements from which the delimiters are learned.",
                "The ISA has sixteen elements of fixed width and 106 bytes in all (X12.5).")
        case .headerNotFixedWidth:
            X12Rule(
                .warning, nil, "The ISA is not 106 bytes wide; it was read by its separators.",
                "Every ISA element is padded with blanks to its fixed width (X12.5).",
                whenStrict: AcknowledgmentCode(.interchange, "022"))
        case .componentSeparatorMissing:
            X12Rule(
                .warning, AcknowledgmentCode(.interchange, "027"),
                "ISA16 names no component separator.",
                "ISA16 holds the component element separator (X12.5).")
        case .componentSeparatorWide:
            X12Rule(
                .warning, AcknowledgmentCode(.interchange, "027"),
                "The component separator takes several bytes; composites are read in one piece.",
                "A separator is one character of the basic or extended set (X12.6).")
        case .lastTerminatorMissing:
            X12Rule(
                .warning, nil, "The last segment of the file has no terminator.",
                "Every segment ends with the segment terminator (X12.5).",
                whenStrict: AcknowledgmentCode(.interchange, "004"))
        case .linesWrapped:
            X12Rule(
                .warning, nil,
                "The file is broken into lines of equal length, also inside elements.",
                "Line ends are no data (X12.6); those of a wrapped file are left out before reading.",
                whenStrict: AcknowledgmentCode(.interchange, "022"))
        case .binaryLength:
            X12Rule(
                .warning, nil, "A binary segment does not end where its length says.",
                "BIN01 and BDS02 give the bytes of the binary element that follows (X12.22).")
        case .segmentOversize:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "8"),
                "A segment is longer than the limit and was left out.",
                "`limits.segmentByteCountMax` bounds a segment; a lost terminator is the usual cause."
            )
        case .segmentElementCount:
            X12Rule(
                .error, AcknowledgmentCode(.element, "3"),
                "A segment has more elements than the limit and was left out.",
                "`limits.elementCountMax` bounds the elements of a segment.")
        default:
            X12Rule(
                .info, nil, "More was found than is listed.",
                "`limits.diagnosticCountPerSetMax` and `…PerFileMax` bound the list; the verdict counts all."
            )
        }
    }

    var interchangeRule: X12Rule {
        switch self {
        case .envelopeMissing:
            X12Rule(
                .error, nil, "The file starts without an ISA; the delimiters are guessed.",
                "Transaction sets travel in ISA, GS … GE, IEA (X12.5).")
        case .interchangeHeaderMissing:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "022"),
                "A group or a set stands outside an interchange.",
                "A GS comes after an ISA (X12.5).")
        case .interchangeTrailerMissing:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "023"),
                "The interchange has no IEA.", "An interchange ends with IEA (X12.5).")
        case .interchangeTrailerUnexpected:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "022"), "An IEA has no ISA.",
                "One IEA ends one interchange (X12.5).")
        case .interchangeControlNumber:
            X12Rule(
                .warning, AcknowledgmentCode(.interchange, "001"),
                "IEA02 does not repeat ISA13.",
                "IEA02 equals ISA13 (X12.5). Note 001 of the TA1 reads: header value used.")
        case .interchangeControlNumberDuplicate:
            X12Rule(
                .warning, AcknowledgmentCode(.interchange, "025"),
                "Two interchanges of the file have the same control number.",
                "ISA13 is unique between sender and receiver (X12.5).")
        case .groupCount:
            X12Rule(
                .warning, AcknowledgmentCode(.interchange, "021"),
                "IEA01 does not count the groups.", "IEA01 is the number of GS (X12.5).")
        case .interchangeHeaderValue:
            X12Rule(
                .warning, AcknowledgmentCode(.interchange, "022"),
                "An ISA element holds a value the standard does not allow.",
                "ISA01 to ISA16 hold the codes, dates and numbers of X12.5.")
        case .repetitionSeparatorMissing:
            X12Rule(
                .info, nil, "ISA11 is no repetition separator although ISA12 asks for one.",
                "From ISA12 00402 on, ISA11 is the repetition separator (X12.5).",
                whenStrict: AcknowledgmentCode(.interchange, "026"))
        case .standardsIdentifier:
            X12Rule(
                .info, nil, "ISA11 is not U although ISA12 asks for it.",
                "Before ISA12 00402, ISA11 is U, the controls of the US EDI community (X12.5).",
                whenStrict: AcknowledgmentCode(.interchange, "016"))
        case .interchangeAcknowledgmentValue:
            X12Rule(
                .warning, nil,
                "A TA1 element is missing or holds what the standard does not allow.",
                "TA101 to TA105 repeat ISA13, ISA09 and ISA10 and give verdict and note (X12.5).")
        default:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "024"),
                "A segment stands outside a transaction set.",
                "Only ISA, TA1, GS, GE and IEA stand outside ST … SE (X12.5).")
        }
    }

    var groupRule: X12Rule {
        switch self {
        case .groupHeaderMissing:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "024"),
                "A transaction set or a GE stands outside a group.",
                "An ST comes after a GS (X12.5).")
        case .groupTrailerMissing:
            X12Rule(
                .error, AcknowledgmentCode(.functionalGroup, "3"), "The group has no GE.",
                "A group ends with GE (X12.5).")
        case .groupTrailerUnexpected:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "024"), "A GE has no GS.",
                "One GE ends one group (X12.5).")
        case .groupControlNumber:
            X12Rule(
                .error, AcknowledgmentCode(.functionalGroup, "4"),
                "GE02 does not repeat GS06.", "GE02 equals GS06 (X12.5).")
        case .groupControlNumberSyntax:
            X12Rule(
                .error, AcknowledgmentCode(.functionalGroup, "6"),
                "GS06 is not a number of one to nine digits.",
                "Element 28 is N0 of one to nine digits.")
        case .groupControlNumberDuplicate:
            X12Rule(
                .warning, AcknowledgmentCode(.functionalGroup, "19"),
                "Two groups of the interchange have the same control number.",
                "GS06 is unique in its interchange (X12.5).")
        case .setCount:
            X12Rule(
                .error, AcknowledgmentCode(.functionalGroup, "5"),
                "GE01 does not count the transaction sets.",
                "GE01 is the number of ST (X12.5); a difference means that sets were lost.")
        case .groupDate:
            X12Rule(
                .warning, nil, "GS04 or GS05 is no real date or time.",
                "GS04 is CCYYMMDD from release 004010 on, GS05 is HHMM or longer.",
                whenStrict: AcknowledgmentCode(.interchange, "024"))
        case .groupEmpty:
            X12Rule(
                .warning, nil, "The group holds no transaction set.",
                "A group holds at least one transaction set (X12.5).")
        case .functionalIDMismatch:
            X12Rule(
                .warning, nil, "GS01 does not go with the transaction set.",
                "GS01 names the kind of set: PO for 850, IN for 810 (element 479).",
                whenStrict: AcknowledgmentCode(.transactionSet, "6"))
        default:
            X12Rule(
                .info, nil, "No tables for this release; the nearest was used.",
                "Tables exist for 004010 and 005010; GS08 names another release.")
        }
    }

    var setRule: X12Rule {
        switch self {
        case .setHeaderMissing:
            X12Rule(
                .error, AcknowledgmentCode(.interchange, "024"), "An SE has no ST.",
                "A transaction set starts with ST (X12.6).")
        case .setTrailerMissing:
            X12Rule(
                .error, AcknowledgmentCode(.transactionSet, "2"),
                "The transaction set has no SE.", "A transaction set ends with SE (X12.6).")
        case .setControlNumber:
            X12Rule(
                .error, AcknowledgmentCode(.transactionSet, "3"),
                "SE02 does not repeat ST02.", "SE02 equals ST02 (X12.6).")
        case .setControlNumberSyntax:
            X12Rule(
                .error, AcknowledgmentCode(.transactionSet, "7"),
                "ST02 is missing or not four to nine characters long.",
                "Element 329 is AN of four to nine characters.")
        case .setControlNumberDuplicate:
            X12Rule(
                .warning, AcknowledgmentCode(.transactionSet, "23"),
                "Two transaction sets of the group have the same control number.",
                "ST02 is unique in its group (X12.6).")
        case .segmentCount:
            X12Rule(
                .error, AcknowledgmentCode(.transactionSet, "4"),
                "SE01 does not count the segments.",
                "SE01 is the number of segments from ST to SE, both included (X12.6).")
        case .setUnknown:
            X12Rule(
                .error, AcknowledgmentCode(.transactionSet, "1"),
                "No table describes this transaction set.",
                "ST01 names a set of X12.6 that the tables under maps/x12 have.")
        case .setIdentifierMissing:
            X12Rule(
                .error, AcknowledgmentCode(.transactionSet, "6"),
                "ST01 is missing or not three digits.", "Element 143 is ID of three characters.")
        default:
            X12Rule(
                .warning, nil, "Header and trailer write the control number differently.",
                "The trailer repeats the control number as the header writes it (X12.5).")
        }
    }
}
