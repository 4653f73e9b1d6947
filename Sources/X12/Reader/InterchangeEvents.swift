package import Diagnostics

/// What an ISA says, in text, as received (blanks of the fixed width trimmed).
package struct InterchangeHeader: Hashable, Sendable, Codable {
    /// ISA05 and ISA06.
    package var senderQualifier = ""
    package var senderID = ""
    /// ISA07 and ISA08.
    package var receiverQualifier = ""
    package var receiverID = ""
    /// ISA09 (YYMMDD) and ISA10 (HHMM).
    package var date = ""
    package var time = ""
    /// ISA12, such as `00401`.
    package var version = ""
    /// ISA13, nine digits as received.
    package var controlNumber = ""
    /// ISA14 is `1`: the sender asks for a TA1.
    package var wantsInterchangeAcknowledgment = false
    /// ISA15: `P`, `T` or `I`.
    package var usage = ""
    /// Offset in the file of the `I` of `ISA`.
    package var fileOffset = 0

    package init() {}
}

/// What a GS says.
package struct FunctionalGroupHeader: Hashable, Sendable, Codable {
    /// GS01, such as `PO`.
    package var functionalID = ""
    /// GS02 and GS03.
    package var senderCode = ""
    package var receiverCode = ""
    /// GS04 and GS05.
    package var date = ""
    package var time = ""
    /// GS06 as received.
    package var controlNumber = ""
    /// GS08 as received, such as `004010` or `004010VICS`.
    package var version = ""
    package var fileOffset = 0

    package init() {}
}

/// What an ST says.
package struct TransactionSetHeader: Hashable, Sendable, Codable {
    /// ST01, such as `850`.
    package var set = ""
    /// ST02 as received.
    package var controlNumber = ""
    /// ST03, from 005010 on; `nil` when absent.
    package var implementationReference: String?
    /// 1-based ordinal of the set in its group.
    package var ordinal = 0
    package var fileOffset = 0

    package init() {}
}

/// Where the validator placed a segment.
package struct SegmentPlace: Hashable, Sendable {
    /// Index in `TransactionSetSchema.rows`; `nil` for a segment the set has no place for.
    package var row: Int?
    /// Ordinal of the segment in its transaction set, ST being 1.
    package var segmentPosition: Int

    package init(row: Int?, segmentPosition: Int) {
        self.row = row
        self.segmentPosition = segmentPosition
    }
}

/// How a finished transaction set came out of validation: what AK5 will say.
package enum TransactionSetVerdict: String, Sendable, Codable {
    case accepted = "A"
    case acceptedWithErrors = "E"
    case rejected = "R"
}

/// How a finished group came out: what AK9 will say.
package enum FunctionalGroupVerdict: String, Sendable, Codable {
    case accepted = "A"
    case acceptedWithErrors = "E"
    case partiallyAccepted = "P"
    case rejected = "R"
}

/// Receives the validated contents of a file in order. Every call is synchronous; a segment view
/// is valid only during the call.
///
/// Order of calls: interchange began, (group began, (set began, segment…, set ended)…, group
/// ended)…, interchange ended; diagnostics come as soon as they are known, before the `ended` of
/// the part they belong to. A part cut off by damage still gets its `ended`.
package protocol InterchangeConsumer: ~Copyable {
    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters)
    mutating func groupBegan(_ header: FunctionalGroupHeader)
    /// `schema` is the table used; `nil` when no release has the set.
    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?)
    /// Each segment of the set, ST and SE included, after its elements were checked.
    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace)
    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int)
    mutating func groupEnded(_ verdict: FunctionalGroupVerdict)
    mutating func interchangeEnded()
    /// A TA1, wherever it stands. Consumers that settle what was sent implement it; by default
    /// it is ignored.
    mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView)
    /// Every segment outside transaction sets as it stands: ISA and GS after the part they begin
    /// has begun, IEA and GE before the part they end has ended, TA1, and what stands there by
    /// mistake. Consumers that show a file implement it; by default it is ignored.
    mutating func segmentOutsideSets(_ segment: borrowing SegmentView)
    mutating func found(_ diagnostic: Diagnostic)
}
