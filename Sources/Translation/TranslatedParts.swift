package import Diagnostics
package import Documents
package import X12

/// One transaction set as it came out: judged, and translated when there is a map and nothing
/// forbids it.
package struct TranslatedSet: Sendable {
    /// 1-based place of the interchange in the file.
    package var interchangeOrdinal: Int
    /// 1-based place of the group in its interchange.
    package var groupOrdinal: Int
    /// 1-based place of the set in its interchange.
    package var ordinal: Int
    package var interchange: InterchangeHeader
    package var group: FunctionalGroupHeader
    package var header: TransactionSetHeader
    package var verdict = TransactionSetVerdict.accepted
    package var segmentCount = 0
    /// The document; `nil` when the set was rejected, has no map, or is past the limits.
    package var document: Document?
    /// Whether the partner has a map for the set.
    package var hasMap = false
    /// Whether something the map found forbids posting the document as it is.
    package var isHeld = false
    /// Findings of the set, the map's included.
    package var diagnostics: [Diagnostic] = []
    /// ISA13 and GS06 and ST02: identifies the set where it has no number of its own.
    package var discriminator: String

    /// FA sets report on what we sent; they are matched, not translated.
    package var isAcknowledgment: Bool { group.functionalID == "FA" }
}

/// A functional group that has ended. Its verdict may reject sets that were good by themselves.
package struct TranslatedGroup: Sendable {
    package var interchangeOrdinal: Int
    package var ordinal: Int
    package var header: FunctionalGroupHeader
    package var verdict: FunctionalGroupVerdict
}

/// An interchange that has ended.
package struct TranslatedInterchange: Sendable {
    package var ordinal: Int
    package var header: InterchangeHeader
    package var delimiters: Delimiters
    package var setCount: Int
    /// What is to be answered.
    package var answer: AcknowledgedInterchange
}

/// A TA1 as received: what the partner says about an interchange of ours.
package struct ReceivedInterchangeAcknowledgment: Sendable {
    /// 1-based place in the file of the interchange that carried it.
    package var interchangeOrdinal: Int
    /// TA101: ISA13 of the interchange it is about.
    package var controlNumber: String
    /// TA104: `A`, `E` or `R`.
    package var verdict: String
    /// TA105, element I18.
    package var note: String
}
