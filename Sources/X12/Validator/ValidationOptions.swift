package import Diagnostics

/// How strictly a partner's documents are judged. Every tolerance is reported all the same; a
/// breach that is tolerated is accepted with errors (AK5 E, TA1 E) instead of rejected.
///
/// The defaults: a fault that leaves every value as readable as without it is tolerated; one that
/// may mean lost or misread data is an error.
package struct ValidationOptions: Sendable, Equatable {
    /// What a breach does.
    package enum Strictness: String, Sendable {
        case error
        case warning

        var severity: Severity { self == .error ? .error : .warning }
    }

    /// False: envelopes and counts are checked, sets get no table and no element checks.
    package var validatesSets = true

    /// The partner's rules on top of the standard, one guide per set and release at most.
    package var guides: [ImplementationGuide] = []

    /// The guide for sets read with a table; `nil` when there is none.
    func guide(for schema: TransactionSetSchema?) -> ImplementationGuide? {
        guard !guides.isEmpty, let schema else { return nil }
        return guides.first { $0.set == schema.set && $0.release == schema.release }
    }

    // MARK: Elements

    /// An element longer than its greatest length.
    package var tooLong = Strictness.error
    /// A value that is not in its (own, complete) code list.
    package var unknownCode = Strictness.error
    /// A code that is in its list but for being written in lower case. An error by default: what
    /// asks for the code will not know it.
    package var lowerCaseCodes = Strictness.error
    /// Control characters, line breaks above all, inside elements.
    package var controlCharacters = Strictness.warning
    /// A component or repetition separator inside an element that has no parts: most likely data,
    /// read as written.
    package var separatorsInElements = Strictness.warning
    /// A date of six digits where eight are asked for: the day is plain.
    package var shortDates = Strictness.warning
    /// A date of zeros only: plainly no date, and no other one is meant. What asks for the date will
    /// not get one.
    package var zeroDates = Strictness.warning
    /// A decimal point in an element with implied decimals, such as TDS01. An error by default: a
    /// partner who writes points may also leave them out, and `160` is then a hundred times off.
    package var decimalPoints = Strictness.error
    /// Separators of empty elements at the end of a segment; tolerated they are only told.
    package var trailingSeparators = Strictness.warning
    /// A condition between elements (P R E C L).
    package var conditions = Strictness.error
    /// What breaks the nearest release's table in a set of a release without tables of its own:
    /// codes, lengths, conditions, element counts, segments and their order and use.
    package var releaseDifferences = Strictness.warning

    /// HL03 of an 856 against the level above it. The tree is plain all the same.
    package var levelOrder = Strictness.warning

    // MARK: Totals

    /// CTT01 against the lines.
    package var lineCountMismatch = Strictness.warning
    /// CTT02 against the quantities. Not compared until set, because many partners send something
    /// else there.
    package var hashTotalMismatch: Strictness {
        get { comparedHashTotal ?? .warning }
        set { comparedHashTotal = newValue }
    }
    private(set) var comparedHashTotal: Strictness?
    /// TDS01 of an 810 against its lines, charges and taxes.
    package var invoiceTotalMismatch = Strictness.warning
    /// AMT*TT of an 850 or 855 against its lines.
    package var orderTotalMismatch = Strictness.warning

    // MARK: Envelope

    /// SE01 against the segments.
    package var segmentCountMismatch = Strictness.error
    /// SE02 against ST02.
    package var setControlNumberMismatch = Strictness.error
    /// GE01 against the transaction sets.
    package var setCountMismatch = Strictness.error
    /// GE02 against GS06.
    package var groupControlNumberMismatch = Strictness.error
    /// IEA01 against the groups.
    package var groupCountMismatch = Strictness.warning
    /// IEA02 against ISA13. Tolerated by default because the TA1's own note 001 says that the
    /// header's value is used; the codes for SE02 (718 code 3) and GE02 (716 code 4) say no such
    /// thing, so those reject.
    package var interchangeControlNumberMismatch = Strictness.warning
    /// A trailer that repeats a control number with more or fewer leading zeros.
    package var controlNumberPadding = Strictness.warning
    /// ISA13, GS06 or ST02 used twice in a file, interchange or group.
    package var duplicateControlNumber = Strictness.warning
    /// GS01 that does not go with the set.
    package var functionalIDMismatch = Strictness.warning
    /// GS04 and GS05 that are no date and time, six digits above all.
    package var groupDates = Strictness.warning
    /// An ISA whose elements have not their fixed widths.
    package var headerWidth = Strictness.warning
    /// An ISA element that the standard does not allow.
    package var headerValues = Strictness.warning
    /// ISA11 that is no repetition separator from ISA12 00402 on, or is not `U` before.
    package var repetitionSeparator = Strictness.warning
    /// A file broken into lines of equal length, also inside elements.
    package var lineWraps = Strictness.warning
    /// The last segment of the file without its terminator.
    package var lastTerminatorMissing = Strictness.warning

    package init() {}

    /// The severity a finding has under these options.
    package func severity(of finding: X12Finding) -> Severity {
        switch finding {
        case .elementTooLong: tooLong.severity
        case .elementCode: unknownCode.severity
        case .elementCharacter: controlCharacters.severity
        case .separatorInElement: separatorsInElements.severity
        case .hierarchyLevel: levelOrder.severity
        case .elementConditionallyMissing, .elementExcluded: conditions.severity
        case .trailingSeparator: told(trailingSeparators)
        case .lineCount: lineCountMismatch.severity
        case .hashTotal: hashTotalMismatch.severity
        case .invoiceTotal: invoiceTotalMismatch.severity
        case .orderTotal: orderTotalMismatch.severity
        default: envelopeSeverity(of: finding)
        }
    }

    private func envelopeSeverity(of finding: X12Finding) -> Severity {
        switch finding {
        case .segmentCount: segmentCountMismatch.severity
        case .setControlNumber: setControlNumberMismatch.severity
        case .setCount: setCountMismatch.severity
        case .groupControlNumber: groupControlNumberMismatch.severity
        case .groupCount: groupCountMismatch.severity
        case .interchangeControlNumber: interchangeControlNumberMismatch.severity
        case .controlNumberPadding: controlNumberPadding.severity
        case .setControlNumberDuplicate, .groupControlNumberDuplicate,
            .interchangeControlNumberDuplicate:
            duplicateControlNumber.severity
        case .functionalIDMismatch: functionalIDMismatch.severity
        case .groupDate: groupDates.severity
        case .headerNotFixedWidth: headerWidth.severity
        case .interchangeHeaderValue: headerValues.severity
        case .repetitionSeparatorMissing, .standardsIdentifier: told(repetitionSeparator)
        case .linesWrapped: lineWraps.severity
        case .lastTerminatorMissing: lastTerminatorMissing.severity
        default: finding.rule.severity
        }
    }

    /// What is tolerated without weighing anything.
    private func told(_ strictness: Strictness) -> Severity {
        strictness == .error ? .error : .info
    }
}
