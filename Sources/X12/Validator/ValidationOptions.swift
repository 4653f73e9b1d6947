import Diagnostics

/// How strictly a partner's documents are judged. Every tolerance is reported all the same; a
/// breach that is tolerated is accepted with errors (AK5 E) instead of rejected.
package struct ValidationOptions: Sendable, Equatable {
    /// What a breach does.
    package enum Strictness: String, Sendable {
        case error
        case warning

        var severity: Severity { self == .error ? .error : .warning }
    }

    /// False: envelopes and counts are checked, sets get no table and no element checks.
    package var validatesSets = true
    /// An element longer than its greatest length.
    package var tooLong = Strictness.error
    /// A value that is not in its (own, complete) code list.
    package var unknownCode = Strictness.error
    /// CTT01 against the lines.
    package var lineCountMismatch = Strictness.warning
    /// SE01 against the segments.
    package var segmentCountMismatch = Strictness.error
    /// GE01 against the transaction sets.
    package var setCountMismatch = Strictness.error
    /// GE02 against GS06.
    package var groupControlNumberMismatch = Strictness.error
    /// Control characters, line breaks above all, inside elements.
    package var controlCharacters = Strictness.warning
    /// ST02 used twice in a group.
    package var duplicateControlNumber = Strictness.warning
    /// A condition between elements (P R E C L).
    package var conditions = Strictness.error

    package init() {}

    /// The severity a finding has under these options.
    func severity(of finding: X12Finding) -> Severity {
        switch finding {
        case .elementTooLong: tooLong.severity
        case .elementCode: unknownCode.severity
        case .lineCount: lineCountMismatch.severity
        case .segmentCount: segmentCountMismatch.severity
        case .setCount: setCountMismatch.severity
        case .groupControlNumber: groupControlNumberMismatch.severity
        case .elementCharacter: controlCharacters.severity
        case .setControlNumberDuplicate: duplicateControlNumber.severity
        case .elementConditionallyMissing, .elementExcluded: conditions.severity
        default: finding.rule.severity
        }
    }
}
