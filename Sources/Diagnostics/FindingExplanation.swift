/// What can be told about a finding's code in general: the entry of a target's own table of
/// codes, beside the code that reports them. `waybill explain` shows it.
package struct FindingExplanation: Sendable {
    /// A fault and its repair, as segments.
    package struct Example: Sendable, Hashable {
        package let wrong: String
        package let right: String

        package init(wrong: String, right: String) {
            self.wrong = wrong
            self.right = right
        }
    }

    package let code: DiagnosticCode
    /// Severity when no profile says otherwise.
    package let severity: Severity
    /// What is wrong, in one sentence.
    package let summary: String
    /// What it is held against, in words.
    package let rule: String
    /// How it is usually repaired, and by whom.
    package let repair: String
    /// Role that acts: `partner`, `procurement`, `operator`, `buyer` and so on.
    package let owner: String
    /// Code a TA1, 997 or 999 reports for it, when it reports it at all.
    package let acknowledgment: AcknowledgmentCode?
    package let example: Example?

    package init(
        _ code: DiagnosticCode, _ severity: Severity, summary: String, rule: String,
        repair: String, owner: String, acknowledgment: AcknowledgmentCode? = nil,
        example: Example? = nil
    ) {
        self.code = code
        self.severity = severity
        self.summary = summary
        self.rule = rule
        self.repair = repair
        self.owner = owner
        self.acknowledgment = acknowledgment
        self.example = example
    }
}
