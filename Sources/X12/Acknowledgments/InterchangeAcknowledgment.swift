/// What a TA1 says of an interchange: TA104 and TA105.
package struct InterchangeAcknowledgment: Hashable, Sendable, Codable {
    package enum Verdict: String, Sendable, Codable {
        case accepted = "A"
        /// Errors noted; the sender need not resend.
        case acceptedWithErrors = "E"
        case rejected = "R"
    }

    /// Note codes (I18) that reject an interchange unless the reader tolerated the fault. Partners differ, above all on 006, 009 and
    /// 025, so a profile may change the set.
    package static let usualRejectingNotes: Set<String> = [
        "003", "004", "005", "007", "010", "011", "012", "013", "014", "015", "016", "017", "018",
        "022", "023", "024", "025", "026", "027",
    ]

    package var verdict: Verdict
    /// Element I18; `000` when there is nothing to note.
    package var note: String

    package init(verdict: Verdict, note: String) {
        self.verdict = verdict
        self.note = note
    }
}

extension AcknowledgedInterchange {
    /// The TA1 that is due, or `nil`: due when ISA14 asks or something is wrong with the envelope.
    /// TA105 is the first note that rejects, else the first of all; an unsupported version (003)
    /// is reported as 017. An interchange without any group is answered only when it has a
    /// fault: it may hold nothing but TA1s, and those are never answered. Without ISA13 there is
    /// nothing to name in TA101, hence no TA1.
    package func interchangeAcknowledgment(
        rejectingNotes: Set<String> = InterchangeAcknowledgment.usualRejectingNotes
    ) -> InterchangeAcknowledgment? {
        guard !header.controlNumber.isEmpty else { return nil }
        guard let first = notes.first else {
            let isEmpty = groups.isEmpty && unansweredGroupCount == 0
            guard header.wantsInterchangeAcknowledgment, !isEmpty else { return nil }
            return InterchangeAcknowledgment(verdict: .accepted, note: "000")
        }
        let rejecting = notes.first { !$0.isTolerated && rejectingNotes.contains($0.code) }
        let code = (rejecting ?? first).code
        return InterchangeAcknowledgment(
            verdict: rejecting == nil ? .acceptedWithErrors : .rejected,
            note: code == "003" ? "017" : code)
    }
}
