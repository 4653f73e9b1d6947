internal import Diagnostics
internal import Mapping
internal import Partners
internal import X12

/// The envelope around what we send: one interchange with one group of sets of one kind, addressed
/// as the partner's profile says.
struct OutgoingInterchange {
    let partner: ActivePartner
    /// ST01 and GS01: `850` and `PO`.
    let set: String
    let functionalID: String
    /// `004010` or `005010`.
    let release: String
    /// ISA13 and GS06.
    let control: Int
    let group: Int
    let now: Timestamp
    var writing: InterchangeWriter.Options

    init(
        to partner: ActivePartner, set: String, functionalID: String, release: String,
        control: Int, group: Int, now: Timestamp
    ) {
        self.partner = partner
        self.set = set
        self.functionalID = functionalID
        self.release = release
        self.control = control
        self.group = group
        self.now = now
        writing = partner.writing
    }

    /// ST02 of the set at an index: four digits, more when there are more sets.
    static func setControlNumber(_ index: Int) -> String {
        let digits = String(index + 1)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// The interchange as bytes, and what had to be written otherwise than it was; throws when the
    /// profile refuses that.
    func render(
        _ sets: [[OutgoingSegment]]
    ) throws(WriterError) -> (bytes: [UInt8], findings: [Diagnostic]) {
        var writer = InterchangeWriter(writing)
        try writer.beginInterchange(header)
        try writer.beginGroup(groupHeader)
        var findings: [Diagnostic] = []
        for (index, segments) in sets.enumerated() {
            var header = TransactionSetHeader()
            header.set = set
            header.controlNumber = Self.setControlNumber(index)
            let told = writer.substitutions.count
            try writer.beginTransactionSet(header)
            try writer.write(segments)
            try writer.endTransactionSet()
            findings += writer.substitutions.dropFirst(told).map {
                finding($0, in: header.controlNumber)
            }
        }
        try writer.endGroup()
        try writer.endInterchange()
        if writer.substitutionCount > findings.count {
            findings.append(
                Diagnostic(
                    DiagnosticCode("x12.substituted"), .warning,
                    "\(writer.substitutionCount - findings.count) more characters were replaced.",
                    responsible: .procurement))
        }
        return (writer.takeBytes(), findings)
    }

    private var header: InterchangeHeader {
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
        return header
    }

    private var groupHeader: FunctionalGroupHeader {
        let addressing = partner.profile.identities.addressing
        var header = FunctionalGroupHeader()
        header.functionalID = functionalID
        header.senderCode = addressing?.groupOurs ?? ""
        header.receiverCode = addressing?.groupTheirs ?? ""
        header.date = now.date.compact
        header.time = now.compactTime
        header.controlNumber = String(group)
        header.version = release
        return header
    }

    private func finding(_ substitution: WriterSubstitution, in set: String) -> Diagnostic {
        var place = DiagnosticPlace()
        place.groupControlNumber = String(group)
        place.transactionSetControlNumber = set
        place.segment = substitution.segment
        place.segmentPosition = substitution.segmentPosition
        place.elementPosition = substitution.elementPosition
        place.componentPosition = substitution.componentPosition
        let position = substitution.elementPosition
        let label = substitution.segment + (position < 10 ? "0\(position)" : "\(position)")
        return Diagnostic(
            DiagnosticCode("x12.substituted"), .warning,
            "\(label), segment \(substitution.segmentPosition): “\(substitution.character)” was"
                + " written as “\(substitution.written)”, because it cannot stand there.",
            place: place, expected: "characters of the partner's set, no delimiters",
            found: String(substitution.character), responsible: .procurement)
    }
}
