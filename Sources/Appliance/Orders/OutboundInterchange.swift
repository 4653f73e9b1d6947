internal import Diagnostics
internal import Mapping
internal import Partners
internal import X12

/// The envelope around one transaction set that we send.
struct OutboundInterchange {
    let partner: ActivePartner
    /// Of the set: its code, release and GS01.
    let schema: TransactionSetSchema
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
        header.version = String(schema.release.prefix(5))
        header.controlNumber = String(control)
        header.usage = partner.profile.environment.usageIndicator
        try writer.beginInterchange(header)
        var groupHeader = FunctionalGroupHeader()
        groupHeader.functionalID = schema.functionalID
        groupHeader.senderCode = addressing?.groupOurs ?? ""
        groupHeader.receiverCode = addressing?.groupTheirs ?? ""
        groupHeader.date = now.date.compact
        groupHeader.time = now.compactTime
        groupHeader.controlNumber = String(group)
        groupHeader.version = schema.release
        try writer.beginGroup(groupHeader)
        var set = TransactionSetHeader()
        set.set = schema.set
        set.controlNumber = "0001"
        try writer.beginTransactionSet(set)
        try writer.write(segments)
        try writer.endTransactionSet()
        try writer.endGroup()
        try writer.endInterchange()
        return writer.takeBytes()
    }
}
