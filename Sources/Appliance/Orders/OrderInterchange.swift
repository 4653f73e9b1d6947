internal import Diagnostics
internal import Mapping
internal import Partners
internal import X12

/// The envelope around one 850.
struct OrderInterchange {
    let partner: ActivePartner
    /// `004010` or `005010`.
    let release: String
    /// ISA13 and GS06.
    let control: Int
    let group: Int
    let now: Timestamp

    /// The whole interchange as bytes; throws when a value holds a delimiter.
    func render(_ segments: [OutgoingSegment]) throws(WriterError) -> [UInt8] {
        var writer = InterchangeWriter(partner.writing)
        let addressing = partner.profile.identities.addressing
        var header = InterchangeHeader()
        header.senderQualifier = addressing?.ours.qualifier ?? ""
        header.senderID = addressing?.ours.id ?? ""
        header.receiverQualifier = addressing?.theirs.qualifier ?? ""
        header.receiverID = addressing?.theirs.id ?? ""
        header.date = String(now.date.compact.dropFirst(2))
        header.time = now.compactTime
        header.version = release.hasPrefix("005") ? "00501" : "00401"
        header.controlNumber = String(control)
        header.usage = partner.profile.environment.usageIndicator
        try writer.beginInterchange(header)
        var groupHeader = FunctionalGroupHeader()
        groupHeader.functionalID = "PO"
        groupHeader.senderCode = addressing?.groupOurs ?? ""
        groupHeader.receiverCode = addressing?.groupTheirs ?? ""
        groupHeader.date = now.date.compact
        groupHeader.time = now.compactTime
        groupHeader.controlNumber = String(group)
        groupHeader.version = release
        try writer.beginGroup(groupHeader)
        var set = TransactionSetHeader()
        set.set = "850"
        set.controlNumber = "0001"
        try writer.beginTransactionSet(set)
        try writer.write(segments)
        try writer.endTransactionSet()
        try writer.endGroup()
        try writer.endInterchange()
        return writer.takeBytes()
    }
}
