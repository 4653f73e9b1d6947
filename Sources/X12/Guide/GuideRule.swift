import Diagnostics

/// One rule of a partner's guide on top of the standard: what their documents must, may not or
/// may only hold at a place. A guide narrows the standard; it never allows more.
package struct GuideRule: Sendable, Hashable {
    package enum Demand: Sendable, Hashable {
        /// The segment comes in every turn of its loop, the element in every such segment.
        case required
        case forbidden
        /// The element holds one of these, compared without blanks at its end.
        case codes([String])
        /// In characters.
        case lengthMin(Int)
        case lengthMax(Int)
    }

    /// Where the rule holds: a segment, an element or a component. `N1[01=ST]/04` is element 4 of
    /// an N1 whose element 1 is ST; `PO1/PID` is the PID of a line.
    package let place: X12Path
    /// The place as the profile writes it.
    package let text: String
    package let demands: [Demand]
    /// False: a breach is a warning.
    package let rejects: Bool
    /// The guide's own words for why, shown with the finding.
    package let reason: String?

    package init(
        place: X12Path, text: String, demands: [Demand], rejects: Bool = true,
        reason: String? = nil
    ) {
        self.place = place
        self.text = text
        self.demands = demands
        self.rejects = rejects
        self.reason = reason
    }
}

/// A rule that does not fit its transaction set.
package struct GuideFault: Error, Sendable, Equatable {
    /// Which rule of those given.
    package let ruleIndex: Int
    package let message: String
    /// The name that is not known, and those that are; empty when that is not the fault.
    package let unknown: String
    package let known: [String]

    init(_ ruleIndex: Int, _ message: String, unknown: String = "", known: [String] = []) {
        self.ruleIndex = ruleIndex
        self.message = message
        self.unknown = unknown
        self.known = known
    }
}

/// A finding against a partner's guide. The raw value is the released code.
package enum GuideFinding: String, CaseIterable, Sendable {
    case segmentMissing = "guide.segment-missing"
    case segmentForbidden = "guide.segment-forbidden"
    case elementMissing = "guide.element-missing"
    case elementForbidden = "guide.element-forbidden"
    case code = "guide.code"
    case tooShort = "guide.too-short"
    case tooLong = "guide.too-long"

    /// What it means and the rule behind it. The first code is that of the 997, the second that of
    /// the 999 (lists 620 and 621), which has codes for implementation guides.
    package var rule: X12Rule {
        switch self {
        case .segmentMissing:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "3", implementation: "I8"),
                "A segment is missing that the partner's guide requires.",
                "The profile's guide asks for it in every set, or in every turn of its loop.")
        case .segmentForbidden:
            X12Rule(
                .error, AcknowledgmentCode(.segment, "2", implementation: "I4"),
                "A segment is sent that the partner's guide does not use.",
                "The profile's guide forbids it.")
        case .elementMissing:
            X12Rule(
                .error, AcknowledgmentCode(.element, "1"),
                "An element is empty that the partner's guide requires.",
                "The profile's guide asks for it in every such segment.")
        case .elementForbidden:
            X12Rule(
                .error, AcknowledgmentCode(.element, "3", implementation: "I10"),
                "An element is sent that the partner's guide does not use.",
                "The profile's guide forbids it.")
        case .code:
            X12Rule(
                .error, AcknowledgmentCode(.element, "7", implementation: "I6"),
                "A value is none of those that the partner's guide allows.",
                "The profile's guide lists the values.")
        case .tooShort:
            X12Rule(
                .error, AcknowledgmentCode(.element, "4"),
                "A value is shorter than the partner's guide asks for.",
                "The profile's guide gives the least length.")
        case .tooLong:
            X12Rule(
                .error, AcknowledgmentCode(.element, "5"),
                "A value is longer than the partner's guide allows.",
                "The profile's guide gives the greatest length.")
        }
    }
}
