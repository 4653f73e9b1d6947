import Diagnostics

/// What a received TA1 holds, element by element. Nobody is answered for it (a TA1 is never
/// acknowledged), so that a breach is told and weighs nothing.
extension EnvelopeMachine {
    /// TA101 to TA105: elements I12, I08, I09, I17 and I18, all of fixed length.
    mutating func checkInterchangeAcknowledgment(_ segment: borrowing SegmentView) {
        let date = segment.element(2)
        let time = segment.element(3)
        let verdict = segment.element(4)
        let isVerdict = verdict.count == 1 && "AER".utf8.contains(verdict[0])
        let number = segment.element(1)
        check(
            number.count == 9 && EnvelopeCheck.isDigits(number), segment, 1,
            "the nine digits of ISA13", "I12")
        check(
            date.count == 6 && ElementCheck.isDate(date), segment, 2, "a day as YYMMDD", "I08")
        check(
            time.count == 4 && ElementCheck.isTime(time), segment, 3, "a time as HHMM", "I09")
        check(isVerdict, segment, 4, "A, E or R", "I17")
        let note = segment.element(5)
        check(
            note.count == 3 && EnvelopeCheck.isDigits(note), segment, 5,
            "a note of three digits, such as 000", "I18")
    }

    private mutating func check(
        _ isFine: Bool, _ segment: borrowing SegmentView, _ position: Int, _ expected: String,
        _ reference: String
    ) {
        guard !isFine else { return }
        let found = segment.text(position)
        add(
            .interchangeAcknowledgmentValue, in: .interchange, segment, position, expected,
            "TA10\(position) should be \(expected); "
                + (found.isEmpty ? "it is not sent." : "found \u{201C}\(found)\u{201D}."),
            reference: reference)
    }
}
