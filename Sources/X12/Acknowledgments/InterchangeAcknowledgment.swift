/// What a TA1 says of an interchange: TA104 and TA105.
package struct InterchangeAcknowledgment: Hashable, Sendable, Codable {
    package enum Verdict: String, Sendable, Codable {
        case accepted = "A"
        /// Errors noted; the sender need not resend.
        case acceptedWithErrors = "E"
        case rejected = "R"
    }

    package var verdict: Verdict
    /// Element I18; `000` when there is nothing to note.
    package var note: String

    package init(verdict: Verdict, note: String) {
        self.verdict = verdict
        self.note = note
    }
}

extension AcknowledgedInterchange {
    /// A TA1 may say something about it that its own envelope does not call for: it has an ISA13 to
    /// name, and groups, so that no TA1 is ever the answer to a TA1.
    package var isAnswerable: Bool {
        !header.controlNumber.isEmpty && (!groups.isEmpty || unansweredGroupCount > 0)
    }

    /// The TA1 that is due, or `nil`: due when ISA14 asks or something is wrong with the envelope.
    /// What was tolerated is noted (E), what is an error rejects: the severities decide, which a
    /// profile moves, because partners differ on nearly every note. So IEA02 that differs from
    /// ISA13 is noted unless the profile is strict: note 001 itself says that the header's value
    /// is used. TA105 is the first note that rejects, else the first of all; an unsupported
    /// version (003) is reported as 017. An interchange without any group is answered only when it
    /// has a fault: it may hold nothing but TA1s, and those are never answered. Without ISA13 there
    /// is nothing to name in TA101, hence no TA1.
    package func interchangeAcknowledgment() -> InterchangeAcknowledgment? {
        guard !header.controlNumber.isEmpty else { return nil }
        guard let first = notes.first else {
            let isEmpty = groups.isEmpty && unansweredGroupCount == 0
            guard header.wantsInterchangeAcknowledgment, !isEmpty else { return nil }
            return InterchangeAcknowledgment(verdict: .accepted, note: "000")
        }
        let rejecting = notes.first { !$0.isTolerated }
        let code = (rejecting ?? first).code
        return InterchangeAcknowledgment(
            verdict: rejecting == nil ? .acceptedWithErrors : .rejected,
            note: code == "003" ? "017" : code)
    }
}
