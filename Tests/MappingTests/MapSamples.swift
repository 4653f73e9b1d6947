import Configuration
import Documents
import Mapping
import TestSupport
import X12

/// Compiles a map given as text.
func compile(
    _ text: String, set: String = "850", release: String = "004010", overlay: String? = nil,
    shared: String? = nil
) throws -> CompiledMap {
    let node = try ConfigurationReader.read(Array(text.utf8), file: "maps/x12/sample.yaml")
    let file = "maps/x12/parts/sample.yaml"
    let parts = try shared.map {
        try MapParser.parts(
            try ConfigurationReader.read(Array($0.utf8), file: file), file: file)
    }
    var map = try MapParser.parse(
        node, name: "x12/sample", file: "maps/x12/sample.yaml", shared: parts ?? MapParts())
    if let overlay {
        let node = try ConfigurationReader.read(Array(overlay.utf8), file: "partners/acme.yaml")
        map = try MapOverlay.parse(node, file: "partners/acme.yaml").applied(to: map)
    }
    guard
        let schema = try SchemaLibrary.repository().schema(set: set, version: release)?.schema
    else { throw ProjectMaps.Missing(what: "table of \(set)") }
    return try MapCompiler.compile(map, schema: schema)
}

/// The errors of a map given as text; empty when it compiles.
func errors(in text: String, set: String = "850", overlay: String? = nil) throws -> [String] {
    do {
        _ = try compile(text, set: set, overlay: overlay)
        return []
    } catch let failure as ConfigurationFailure {
        return failure.errors.map(\.description)
    }
}

/// A small order map with more entries appended under `fields:`; its header has eight lines.
func orderMap(_ entries: String, counts: String = "") -> String {
    """
    format: x12
    set: "850"
    document: PurchaseOrder
    fields:
      purpose: BEG01
      kind: BEG02
      number: BEG03
      date: BEG05
    \(entries)
    \(counts)
    """
}

enum MapSamples {
    /// Segments of one set in an interchange of their own, as bytes with the usual delimiters.
    static func interchange(
        _ segments: [OutgoingSegment], of schema: TransactionSetSchema
    ) throws -> [UInt8] {
        var options = InterchangeWriter.Options()
        options.delimiters.repetition = UInt8(ascii: "^")
        var writer = InterchangeWriter(options)
        var interchange = InterchangeHeader()
        interchange.senderQualifier = "ZZ"
        interchange.senderID = "SENDER"
        interchange.receiverQualifier = "ZZ"
        interchange.receiverID = "RECEIVER"
        interchange.date = "260101"
        interchange.time = "0000"
        interchange.version = schema.release == "005010" ? "00501" : "00401"
        interchange.controlNumber = "000000001"
        interchange.usage = "T"
        var group = FunctionalGroupHeader()
        group.functionalID = schema.functionalID
        group.senderCode = "SENDER"
        group.receiverCode = "RECEIVER"
        group.date = "20260101"
        group.time = "0000"
        group.controlNumber = "1"
        group.version = schema.release
        var header = TransactionSetHeader()
        header.set = schema.set
        header.controlNumber = "0001"
        try writer.beginInterchange(interchange)
        try writer.beginGroup(group)
        try writer.beginTransactionSet(header)
        try writer.write(segments)
        try writer.endTransactionSet()
        try writer.endGroup()
        try writer.endInterchange()
        return writer.takeBytes()
    }
}
