package import Diagnostics

extension GuideFinding {
    /// All that can be told about the code.
    package var explanation: FindingExplanation {
        let rule = self.rule
        return FindingExplanation(
            DiagnosticCode(rawValue), rule.severity, summary: rule.summary, rule: rule.rule,
            repair: repair, owner: ResponsibleParty.partner.rawValue,
            acknowledgment: rule.acknowledgment)
    }

    private var repair: String {
        switch self {
        case .segmentMissing: "Send the segment as the guide asks, or agree to change the guide."
        case .segmentForbidden: "Leave the segment out, or agree to change the guide."
        case .elementMissing: "Send a value for the element."
        case .elementForbidden: "Leave the element empty."
        case .code: "Send one of the values that the guide lists; the finding names them."
        case .tooShort: "Send the value in the length that the guide asks for."
        case .tooLong: "Shorten the value to what the guide allows."
        }
    }
}
