import Configuration
import Documents
import Mapping
import TestSupport
import X12

/// Compiles a map given as text.
func compile(
    _ text: String, set: String = "850", release: String = "004010", overlay: String? = nil
) throws -> CompiledMap {
    let node = try ConfigurationReader.read(Array(text.utf8), file: "maps/x12/sample.yaml")
    var map = try MapParser.parse(node, name: "x12/sample", file: "maps/x12/sample.yaml")
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
