import Diagnostics

/// Findings on their way to the consumer, with the verdicts they lead to.
///
/// Keeps at most so many per set and per file as `Limits` says; the rest are counted, weigh in
/// the verdicts all the same, and are told in one last finding.
struct FindingCollector {
    /// Not yet handed to the consumer.
    var pending: [Diagnostic] = []
    /// Filled by the reader as envelopes open and close; every finding starts from it.
    var place = DiagnosticPlace()
    let options: ValidationOptions
    private let limits: Limits
    private var fileCount = 0
    private var setCount = 0
    private var omittedInSet = 0
    private var omittedInFile = 0
    private(set) var setVerdict = TransactionSetVerdict.accepted
    private(set) var groupHasError = false
    private(set) var groupHasNotedError = false

    init(limits: Limits, options: ValidationOptions) {
        self.limits = limits
        self.options = options
    }

    /// The open set is read with the table of another release than its own.
    var isApproximate = false
    /// Set while a file broken into lines is read: ranges then count the line ends left out.
    var lineWrap: LineWrap?
    /// Offset in the file of the segment being read; used with `lineWrap` only.
    var segmentOffset = 0

    /// Which verdict a finding weighs in.
    enum Scope { case interchange, group, set }

    /// The parts of a finding that its kind does not give. Closures make the words only when
    /// the finding is kept.
    struct Detail {
        var severity: Severity?
        var acknowledgment: AcknowledgmentCode?
        var expected: String?
        var found: String?
        /// What made the rule apply.
        var trigger: DiagnosticPlace?
    }

    mutating func add(
        _ finding: X12Finding, in scope: Scope, range: ByteRange?, place: DiagnosticPlace? = nil,
        detail: @autoclosure () -> Detail = Detail(), severity: Severity? = nil,
        message: @autoclosure () -> String
    ) {
        var severity = severity ?? options.severity(of: finding)
        if isApproximate, scope == .set, severity == .error, finding.mayBeOfTheRelease {
            severity = options.releaseDifferences.severity
        }
        let rule = finding.rule
        weigh(severity, isNoted: rule.acknowledgment != nil, scope)
        guard admits(scope) else { return }
        let detail = detail()
        let acknowledgment =
            severity == .error ? rule.acknowledgmentWhenStrict : rule.acknowledgment
        let range =
            lineWrap.map { wrap in
                range.map { wrap.fileRange($0, inSegmentAt: segmentOffset) }
            } ?? range
        pending.append(
            Diagnostic(
                finding.code, severity, message(), range: range, place: place ?? self.place,
                expected: detail.expected, found: detail.found,
                responsible: severity == .info ? .nobody : .partner,
                acknowledgment: detail.acknowledgment ?? acknowledgment,
                trigger: detail.trigger))
    }

    /// Adds a finding against a partner's guide to those of the open set.
    mutating func add(
        _ finding: GuideFinding, severity: Severity, range: ByteRange, place: DiagnosticPlace,
        detail: Detail, message: @autoclosure () -> String
    ) {
        weigh(severity, isNoted: true, .set)
        guard admits(.set) else { return }
        pending.append(
            Diagnostic(
                DiagnosticCode(finding.rawValue), severity, message(),
                range: lineWrap?.fileRange(range, inSegmentAt: segmentOffset) ?? range,
                place: place, expected: detail.expected, found: detail.found,
                acknowledgment: detail.acknowledgment ?? finding.rule.acknowledgment))
    }

    private mutating func weigh(_ severity: Severity, isNoted: Bool, _ scope: Scope) {
        switch scope {
        case .interchange: break
        case .group:
            if severity == .error { groupHasError = true }
            if severity == .warning, isNoted { groupHasNotedError = true }
        case .set:
            if severity == .error {
                setVerdict = .rejected
            } else if severity == .warning, isNoted, setVerdict == .accepted {
                setVerdict = .acceptedWithErrors
            }
        }
    }

    private mutating func admits(_ scope: Scope) -> Bool {
        if fileCount >= limits.diagnosticCountPerFileMax {
            omittedInFile += 1
            return false
        }
        if scope == .set {
            if setCount >= limits.diagnosticCountPerSetMax {
                omittedInSet += 1
                return false
            }
            setCount += 1
        }
        fileCount += 1
        return true
    }

    mutating func beginGroup() {
        groupHasError = false
        groupHasNotedError = false
    }

    mutating func beginSet() {
        setVerdict = .accepted
        setCount = 0
        omittedInSet = 0
    }

    mutating func endSet() {
        isApproximate = false
        if omittedInSet > 0 { appendOmitted(omittedInSet, "this transaction set") }
        omittedInSet = 0
        setCount = 0
    }

    mutating func endFile() {
        if omittedInFile > 0 { appendOmitted(omittedInFile, "this file") }
        omittedInFile = 0
    }

    private mutating func appendOmitted(_ count: Int, _ part: String) {
        pending.append(
            Diagnostic(
                X12Finding.moreFindings.code, .info,
                "\(count) more finding\(count == 1 ? "" : "s") in \(part) \(count == 1 ? "is" : "are") not listed.",
                place: place, responsible: .nobody))
    }
}

extension X12Finding {
    /// The breach is of a table and may be none in the release that the set is of.
    fileprivate var mayBeOfTheRelease: Bool {
        switch self {
        case .elementCode, .elementTooLong, .elementTooShort, .elementsTooMany,
            .elementConditionallyMissing, .elementExcluded, .componentsTooMany,
            .repetitionsTooMany, .segmentNotInSet, .segmentUnknown, .segmentOutOfOrder,
            .loopStartMissing,
            .segmentTooOften, .loopTooOften:
            true
        default: false
        }
    }
}
