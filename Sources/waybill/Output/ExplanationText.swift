internal import Appliance
internal import Diagnostics
internal import X12

/// A finding's code explained.
enum ExplanationText {
    static func lines(_ entry: FindingExplanation, library: SchemaLibrary?) -> [String] {
        let layout = TextLayout.current
        var lines = [
            layout.styled(entry.code.rawValue, .strong) + "  "
                + layout.styled(
                    entry.severity.rawValue, entry.severity == .error ? .error : .warning)
        ]
        func add(_ label: String, _ text: String) {
            lines += layout.entry(label, text, indent: 2, labelWidth: 13)
        }
        add("means", entry.summary)
        add("rule", entry.rule)
        add("severity", severity(entry))
        if let code = entry.acknowledgment {
            for (element, meaning) in AcknowledgmentWords.elements(code, library) {
                add("reported", element + (meaning.map { ", \($0)" } ?? ""))
            }
        } else if entry.code.rawValue.hasPrefix("x12.") {
            add("reported", "in no acknowledgment")
        }
        add("acts", entry.owner)
        add("repair", entry.repair)
        if let example = entry.example {
            add("wrong", example.wrong)
            add("right", example.right)
        }
        return lines
    }

    static func severity(_ entry: FindingExplanation) -> String {
        let effect =
            switch entry.severity {
            case .error where entry.code.rawValue.hasPrefix("x12."):
                "error: what holds it is rejected"
            case .error: "error"
            case .warning where entry.acknowledgment != nil:
                "warning: accepted, errors noted in the acknowledgment"
            case .warning: "warning: accepted"
            case .info: "remark: accepted"
            }
        let switches = ExplanationCatalogue.switches(for: entry.code.rawValue)
        guard let name = switches.first else { return effect }
        return entry.severity == .error
            ? "\(effect); a profile makes it a warning with x12.tolerate: [\(name)]"
            : "\(effect); a profile makes it an error with x12.strict: [\(name)]"
    }
}

/// Codes of acknowledgments in words.
enum AcknowledgmentWords {
    /// The elements that carry a code of a list, as in `997 AK403 = 7`, with its meaning in each.
    static func elements(
        _ code: AcknowledgmentCode, _ library: SchemaLibrary?
    ) -> [(element: String, meaning: String?)] {
        let places: [(element: String, reference: String)] =
            switch code.list {
            case .interchange: [("TA105", "I18")]
            case .functionalGroup: [("997 and 999 AK905", "716")]
            case .transactionSet: [("997 AK502", "718"), ("999 IK502", "618")]
            case .segment: [("997 AK304", "720"), ("999 IK304", "620")]
            case .element: [("997 AK403", "723"), ("999 IK403", "621")]
            }
        return places.compactMap { place in
            let isImplementation = place.element.hasPrefix("999")
            let value = isImplementation ? code.implementation ?? code.code : code.code
            let shown = "\(place.element) = \(value)"
            guard let library else { return (shown, nil) }
            let names = SchemaLibrary.releases.reversed().lazy.compactMap {
                library.codes(ofElement: place.reference, version: $0)?.name(of: value)
            }
            guard let name = names.first else { return nil }
            return (shown, name)
        }
    }

    /// `AK403 = 7 (Invalid Code Value)`, for a finding.
    static func short(_ code: AcknowledgmentCode, _ library: SchemaLibrary?) -> String {
        guard let first = elements(code, library).first else { return code.code }
        // Without the set's number: `AK403 = 7`.
        let element = first.element.split(separator: " ").suffix(3).joined(separator: " ")
        return element + (first.meaning.map { " (\($0))" } ?? "")
    }

    /// The list that an element of an acknowledgment draws from.
    static func list(ofElement reference: String) -> AcknowledgmentCode.List? {
        switch reference {
        case "I18": .interchange
        case "716": .functionalGroup
        case "718", "618": .transactionSet
        case "720", "620": .segment
        case "723", "621": .element
        default: nil
        }
    }
}

/// An explanation as `--json` shows it; the names are part of the interface.
struct ExplanationView: Encodable {
    let code: String
    let severity: String
    let summary: String
    let rule: String
    let repair: String
    let owner: String
    let switches: [String]
    let acknowledgment: [Reported]
    let wrong: String?
    let right: String?

    struct Reported: Encodable {
        let element: String
        let meaning: String?
    }

    init(_ entry: FindingExplanation, library: SchemaLibrary?) {
        code = entry.code.rawValue
        severity = entry.severity.rawValue
        summary = entry.summary
        rule = entry.rule
        repair = entry.repair
        owner = entry.owner
        switches = ExplanationCatalogue.switches(for: entry.code.rawValue)
        acknowledgment =
            entry.acknowledgment.map { code in
                AcknowledgmentWords.elements(code, library).map {
                    Reported(element: $0.element, meaning: $0.meaning)
                }
            } ?? []
        wrong = entry.example?.wrong
        right = entry.example?.right
    }
}
