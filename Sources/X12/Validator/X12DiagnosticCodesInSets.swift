import Diagnostics

/// The second half of the table of findings: segments and elements.
extension X12Finding {
    var totalRule: X12Rule {
        let strict = AcknowledgmentCode(.element, "7")
        return switch self {
        case .lineCount:
            X12Rule(
                .warning, strict, "CTT01 does not count the lines.",
                "CTT01 counts PO1 in 850 and 855, IT1 in 810, POC in 860 and 865, LIN in 832 and 846, HL or items in 856."
            )
        case .hashTotal:
            X12Rule(
                .warning, strict, "CTT02 is not the hash total of the quantities.",
                "CTT02 adds PO102, IT102, SN102 or POC03 as bare digits, without point and sign, and keeps the last ten digits (element 347)."
            )
        case .invoiceTotal:
            X12Rule(
                .warning, nil, "TDS01 is not the sum of lines, charges and taxes.",
                "TDS01 is the invoice's total: quantity times price of each IT1, SAC charges added and allowances taken off, TXI taxes added.",
                whenStrict: strict)
        default:
            X12Rule(
                .warning, nil, "AMT02 with TT is not the sum of the lines.",
                "AMT*TT after CTT is the order's total: quantity times price of each PO1, with or without its SAC.",
                whenStrict: strict)
        }
    }

    var segmentRule: X12Rule {
        switch self {
        case .segmentUnknown:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "1"), "The segment ID is none of X12's.",
                "A segment ID is two or three letters or digits of the segment directory (X12.22).")
        case .segmentNotInSet:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "6"),
                "The transaction set has no such segment.",
                "A set holds only the segments of its table.")
        case .segmentOutOfOrder:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "7"),
                "The segment does not stand where its set has it.",
                "Segments come in the order of the set's table; a loop begins with its first segment."
            )
        case .segmentMissing:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "3"), "A mandatory segment is missing.",
                "Segments marked M in the set's table must be sent; LE must follow LS.")
        case .loopStartMissing:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "3"),
                "The segment that opens a loop is missing.",
                "A loop begins with its first segment, which must be sent when any other of the loop is."
            )
        case .loopTrailerUnexpected:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "2"), "An LE stands without its LS.",
                "LE ends the bounded loop that LS opened (X12.6).")
        case .loopIdentifier:
            X12Rule(
                .warning, AcknowledgmentCode(.element, "7"), "LE01 does not repeat LS01.",
                "LS01 and LE01 name the same bounded loop (element 447).")
        case .terminatorLost:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "8"),
                "A segment runs into the next one: its terminator is missing.",
                "Every segment ends with the segment terminator (X12.5).")
        case .segmentTooOften:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "5"),
                "The segment is repeated more often than its set allows.",
                "The set's table gives the maximum use of each segment.")
        case .loopTooOften:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "4"),
                "The loop is repeated more often than its set allows.",
                "The set's table gives the maximum repeat of each loop.")
        case .segmentEmpty:
            X12Rule(
                .warning, AcknowledgmentCode(.segment, "8"), "The segment holds no data.",
                "A segment without data elements is not sent (X12.6).")
        case .trailingSeparator:
            X12Rule(
                .info, nil, "The segment ends with separators of empty elements.",
                "Empty elements at the end, and their separators, are not sent (X12.6).",
                whenStrict: AcknowledgmentCode(.element, "3"))
        case .hierarchyDuplicate:
            X12Rule(
                .error, AcknowledgmentCode(.element, "7"), "Two levels have the same HL01.",
                "HL01 is unique in its transaction set.")
        case .hierarchyParent:
            X12Rule(
                .error, AcknowledgmentCode(.element, "7"), "HL02 names no earlier level.",
                "HL02 is the HL01 of the level above, which comes before.")
        case .hierarchyLevel:
            X12Rule(
                .warning, AcknowledgmentCode(.element, "7"),
                "A level stands where the order of levels does not have it.",
                "BSN05 (element 1005) gives the order of an 856: 0001 shipment, order, packaging, item; 0002 shipment, order, item, packaging; 0003 shipment, packaging, order, item; 0004 shipment, order, item. In all of them the shipment is on top and an order above its items."
            )
        case .hierarchyChildren:
            X12Rule(
                .warning, nil, "HL04 says otherwise than the levels below.",
                "HL04 is 1 when levels below follow and 0 when none do.")
        default:
            X12Rule(
                .info, nil, "Too many levels out of sequence; HL01 and HL02 are no longer checked.",
                "Levels numbered 1, 2, 3 … are checked without a bound.")
        }
    }

    var elementRule: X12Rule {
        switch self {
        case .elementMissing:
            X12Rule(
                .error, AcknowledgmentCode(.element, "1"), "A mandatory element is missing.",
                "Elements marked M must hold a value.")
        case .elementConditionallyMissing:
            X12Rule(
                .error, AcknowledgmentCode(.element, "2"),
                "An element is missing that another one calls for.",
                "Conditions P, R, C and L of the segment (X12.6).")
        case .elementExcluded:
            X12Rule(
                .error, AcknowledgmentCode(.element, "10"),
                "Elements that exclude each other are both there.",
                "Condition E of the segment (X12.6).")
        case .elementsTooMany:
            X12Rule(
                .error, AcknowledgmentCode(.element, "3"),
                "The segment has more elements than the standard gives it.",
                "The segment directory gives the elements of each segment (X12.22).")
        case .componentsTooMany:
            X12Rule(
                .error, AcknowledgmentCode(.element, "13"), "A composite has too many components.",
                "The composite directory gives the components of each composite.")
        case .repetitionsTooMany:
            X12Rule(
                .error, AcknowledgmentCode(.element, "12"), "An element is repeated too often.",
                "The segment directory gives the repeat of each element.")
        case .elementTooShort:
            X12Rule(
                .error, AcknowledgmentCode(.element, "4"), "An element is too short.",
                "The element dictionary gives the least length (X12.3).")
        case .elementTooLong:
            X12Rule(
                .error, AcknowledgmentCode(.element, "5"), "An element is too long.",
                "The element dictionary gives the greatest length, in characters (X12.3).")
        case .elementCharacter:
            X12Rule(
                .warning, AcknowledgmentCode(.element, "6"),
                "An element holds a control character.",
                "Control characters are not data (X12.6); a line break inside an element is the usual case."
            )
        case .elementNumber:
            X12Rule(
                .error, AcknowledgmentCode(.element, "6"), "A numeric element is no number.",
                "R: digits, at most one point, a leading minus. Nn: digits and a leading minus (X12.6)."
            )
        case .elementCode:
            X12Rule(
                .error, AcknowledgmentCode(.element, "7"), "The value is not in the code list.",
                "An ID element holds a code of its list (X12.3).")
        case .elementDate:
            X12Rule(
                .error, AcknowledgmentCode(.element, "8"), "The date is no real day.",
                "A date is CCYYMMDD, or YYMMDD where six digits are allowed (X12.6).")
        case .elementTime:
            X12Rule(
                .error, AcknowledgmentCode(.element, "9"), "The time is no time of day.",
                "A time is HHMM, HHMMSS or with tenths or hundredths (X12.6).")
        case .elementBlank:
            X12Rule(
                .warning, nil, "An element holds nothing but blanks.",
                "A text element holds at least one character that is no blank (X12.6).")
        default:
            X12Rule(
                .warning, AcknowledgmentCode(.element, "6"),
                "A component or repetition separator stands in a simple element.",
                "Separators are not data (X12.5).")
        }
    }
}
