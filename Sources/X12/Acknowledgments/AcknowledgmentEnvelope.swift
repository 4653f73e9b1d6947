package import Diagnostics

/// Everything about an outbound acknowledgment that is not said by the interchange answered: who
/// we are, when it is, and the control numbers taken from the journal.
package struct AcknowledgmentEnvelope: Sendable {
    /// ISA05 and ISA06: us.
    package var senderQualifier: String
    package var senderID: String
    /// ISA07 and ISA08: the partner.
    package var receiverQualifier: String
    package var receiverID: String
    /// GS02 and GS03.
    package var groupSenderCode: String
    package var groupReceiverCode: String
    /// ISA15.
    package var usage: String
    /// ISA13, GS06 of the first group, ST02 of the first set.
    package var interchangeControlNumber: Int
    package var groupControlNumber: Int
    package var transactionSetControlNumber: Int
    package var date: CalendarDate
    /// Minutes since midnight.
    package var minuteOfDay: Int
    package var writing: InterchangeWriter.Options

    /// An answer to `header`: its receiver becomes the sender and the other way round; GS02 and
    /// GS03 are the interchange IDs, and ISA15 that of the interchange answered.
    package init(
        answering header: InterchangeHeader, interchangeControlNumber: Int,
        groupControlNumber: Int, transactionSetControlNumber: Int = 1, date: CalendarDate,
        minuteOfDay: Int, writing: InterchangeWriter.Options = InterchangeWriter.Options()
    ) {
        senderQualifier = header.receiverQualifier
        senderID = header.receiverID
        receiverQualifier = header.senderQualifier
        receiverID = header.senderID
        groupSenderCode = header.receiverID
        groupReceiverCode = header.senderID
        usage = header.usage
        self.interchangeControlNumber = interchangeControlNumber
        self.groupControlNumber = groupControlNumber
        self.transactionSetControlNumber = transactionSetControlNumber
        self.date = date
        self.minuteOfDay = minuteOfDay
        self.writing = writing
    }

    /// `HHMM`.
    var time: String { Self.padded(minuteOfDay / 60, 2) + Self.padded(minuteOfDay % 60, 2) }

    /// `CCYYMMDD`.
    var longDate: String {
        Self.padded(date.year, 4) + Self.padded(date.month, 2) + Self.padded(date.day, 2)
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// An acknowledgment as bytes, with the control numbers it used up.
package struct RenderedAcknowledgment: Sendable {
    package let bytes: [UInt8]
    /// FA groups written: GS06 and on.
    package let groupCount: Int
    /// 997 or 999 sets written: ST02 and on.
    package let transactionSetCount: Int
    /// The TA1 inside, when there is one.
    package let interchangeAcknowledgment: InterchangeAcknowledgment?
}
