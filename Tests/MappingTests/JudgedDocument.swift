import Diagnostics
import Documents
import Mapping
import TestSupport
import X12

/// What was written of a document, in an interchange of its own as it would go out.
struct JudgedDocument {
    /// The interchange.
    let bytes: [UInt8]
    /// What our own reader says against it.
    let findings: [Diagnostic]
    /// What it reads back as.
    let document: Document?

    /// Puts the segments between the control segments of the map's release and reads them.
    init(_ segments: [OutgoingSegment], _ map: CompiledMap, controlNumber: Int = 1) throws {
        let isNewer = map.schema.release.hasPrefix("005")
        var options = InterchangeWriter.Options()
        options.newlineAfterSegment = true
        if isNewer { options.delimiters.repetition = UInt8(ascii: "^") }
        var writer = InterchangeWriter(options)
        var interchange = InterchangeHeader()
        (interchange.senderQualifier, interchange.senderID) = ("ZZ", "STCLAREHOSP")
        (interchange.receiverQualifier, interchange.receiverID) = ("01", "071234565")
        (interchange.date, interchange.time) = ("260302", "0917")
        interchange.version = isNewer ? "00501" : "00401"
        interchange.controlNumber = String(controlNumber)
        interchange.usage = "P"
        try writer.beginInterchange(interchange)
        var group = FunctionalGroupHeader()
        group.functionalID = map.schema.functionalID
        (group.senderCode, group.receiverCode) = ("STCLAREHOSP", "071234565")
        (group.date, group.time) = ("20260302", "0917")
        group.controlNumber = String(controlNumber)
        group.version = map.schema.release
        try writer.beginGroup(group)
        var header = TransactionSetHeader()
        header.set = map.schema.set
        header.controlNumber = "0001"
        try writer.beginTransactionSet(header)
        try writer.write(segments)
        try writer.endTransactionSet()
        try writer.endGroup()
        try writer.endInterchange()
        let written = writer.takeBytes()

        var collector = DocumentCollector(library: try ProjectMaps.library.get())
        var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
        reader.push(written.span, to: &collector)
        reader.finish(to: &collector)
        bytes = written
        findings = collector.findings
        document = collector.collected.first?.reading.document
    }

    /// Whether our own validator has nothing to say against it but warnings.
    var isAccepted: Bool { !findings.contains { $0.severity == .error } }

    /// Leaves it for the independent readers; `source` is the file of the corpus it was made from.
    func keep(as map: CompiledMap, source: String? = nil) throws {
        try JudgedFile.keep(bytes, suffix: map.schema.set, source: source)
    }
}
