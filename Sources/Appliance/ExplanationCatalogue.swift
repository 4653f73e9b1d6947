package import Diagnostics
internal import Mapping
internal import Partners
internal import Posting
internal import X12
internal import XMLStream

/// Every code the program can report, gathered from the tables of the targets that own them.
package enum ExplanationCatalogue {
    /// In groups, each in the order of its table.
    package static let all: [FindingExplanation] =
        X12Finding.allCases.map(\.explanation) + GuideFinding.allCases.map(\.explanation)
        + ApplianceExplanations.all + XMLExplanations.all
        + MapExplanations.all + PostingExplanations.all

    package static func explanation(of code: String) -> FindingExplanation? {
        all.first { $0.code.rawValue == code }
    }

    /// The names that `x12.tolerate` and `x12.strict` of a profile have for a finding: those that
    /// change its severity.
    package static func switches(for code: String) -> [String] {
        guard let finding = X12Finding(rawValue: code) else { return [] }
        return ValidationSwitch.allCases.filter { name in
            let tolerant = ValidationOptions(X12Writing.weighing(tolerate: [name]))
            let strict = ValidationOptions(X12Writing.weighing(strict: [name]))
            return tolerant.severity(of: finding) != strict.severity(of: finding)
        }.map(\.rawValue)
    }

    /// The findings that an acknowledgment reports by a code.
    package static func findings(reportedAs code: AcknowledgmentCode) -> [FindingExplanation] {
        all.filter { entry in
            guard let reported = entry.acknowledgment, reported.list == code.list else {
                return false
            }
            return reported.code == code.code || reported.implementation == code.code
        }
    }
}
