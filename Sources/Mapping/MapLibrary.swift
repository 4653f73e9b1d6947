package import Configuration
package import Documents
package import X12
internal import XMLStream

/// The maps under `maps/`, read and compiled once; partners' overlays are compiled on top.
///
/// File contents come in through a function, so that the library does no I/O. A fault in one map
/// is reported together with those of the others.
package final class MapLibrary: Sendable {
    /// A map as found.
    package struct Entry: Sendable {
        /// Path under `maps/` without the extension, such as `x12/850`.
        package let name: String
        package let definition: MapDefinition
        /// One plan for each release that has the set; empty for an XML map.
        package let plans: [CompiledMap]
        /// The plan of an XML map.
        package let xmlPlan: XMLPlan?
    }

    /// In the order of their names.
    package let entries: [Entry]

    /// - Parameters:
    ///   - paths: Map files relative to `maps/`, such as `x12/850.yaml`.
    ///   - schemas: The set tables the X12 maps are held against.
    ///   - read: Contents of a file by its path relative to `maps/`.
    /// - Throws: Every fault of every map.
    package init(
        paths: [String], schemas: SchemaLibrary, read: (_ path: String) throws -> [UInt8]
    ) throws(ConfigurationFailure) {
        var entries: [Entry] = []
        var errors: [ConfigurationError] = []
        var shared: [String: MapParts] = [:]
        for path in paths.sorted() {
            do throws(ConfigurationFailure) {
                entries.append(
                    try Self.load(path, schemas: schemas, shared: &shared, read: read))
            } catch {
                errors += error.errors
            }
        }
        if !errors.isEmpty { throw ConfigurationFailure(errors: errors) }
        self.entries = entries
    }

    private static func load(
        _ path: String, schemas: SchemaLibrary, shared: inout [String: MapParts],
        read: (_ path: String) throws -> [UInt8]
    ) throws(ConfigurationFailure) -> Entry {
        let node = try node(path, read: read)
        let name = path.hasSuffix(".yaml") ? String(path.dropLast(5)) : path
        let file = "maps/\(path)"
        let use = MapParser.use(node, file: file)
        if let use, shared[use.text] == nil {
            shared[use.text] = try MapParser.parts(
                try Self.node("\(use.text).yaml", namedAt: use.place, read: read),
                file: "maps/\(use.text).yaml")
        }
        let definition = try MapParser.parse(
            node, name: name, file: file, shared: use.flatMap { shared[$0.text] } ?? MapParts())
        return Entry(
            name: name, definition: definition, plans: try plans(definition, schemas: schemas),
            xmlPlan: definition.format == .xml ? try XMLMapCompiler.compile(definition) : nil)
    }

    /// The tree of a file under `maps/`.
    private static func node(
        _ path: String, namedAt place: MapPlace? = nil, read: (_ path: String) throws -> [UInt8]
    ) throws(ConfigurationFailure) -> ConfigurationNode {
        let file = "maps/\(path)"
        let bytes: [UInt8]
        do { bytes = try read(path) } catch {
            throw ConfigurationFailure(errors: [
                place?.error("\(file) cannot be read: \(error)")
                    ?? ConfigurationError(
                        file: file, mark: nil, message: "cannot be read: \(error)")
            ])
        }
        do throws(ConfigurationError) {
            return try ConfigurationReader.read(bytes, file: file)
        } catch {
            throw ConfigurationFailure(errors: [error])
        }
    }

    private static func plans(
        _ definition: MapDefinition, schemas: SchemaLibrary
    ) throws(ConfigurationFailure) -> [CompiledMap] {
        guard definition.format == .x12 else { return [] }
        guard let set = definition.set else {
            throw ConfigurationFailure(errors: [
                ConfigurationError(
                    file: definition.file, mark: nil, message: "'set' is missing",
                    suggestion: "name the transaction set, as in set: \"850\"")
            ])
        }
        var plans: [CompiledMap] = []
        for release in SchemaLibrary.releases {
            guard let schema = schemas.schema(set: set.text, version: release)?.schema,
                schema.release == release
            else { continue }
            plans.append(try MapCompiler.compile(definition, schema: schema))
        }
        guard !plans.isEmpty else {
            throw ConfigurationFailure(errors: [
                set.place.error("there are no tables for the set '\(set.text)'")
            ])
        }
        return plans
    }

    /// The plan for a transaction set, by the table the validator used; `nil` without a map.
    package func plan(for schema: TransactionSetSchema) -> CompiledMap? {
        for entry in entries {
            if let plan = entry.plans.first(where: { $0.schema === schema }) { return plan }
        }
        return nil
    }

    /// The plan for an XML file, by its kind.
    ///
    /// - Returns: A map that names the namespace before one that names none; `nil` without a map.
    package func plan(for kind: XMLDocumentKind) -> XMLPlan? {
        let plans = entries.compactMap(\.xmlPlan).filter { kind.paths.contains($0.kind) }
        return plans.first {
            !$0.rootNamespace.isEmpty && $0.rootNamespace == kind.root.namespaceURI
        } ?? plans.first { $0.rootNamespace.isEmpty }
    }

    /// The plan that writes a document type in a release, such as `004010`.
    package func plan(writing document: DocumentType, release: String) -> CompiledMap? {
        for entry in entries where entry.definition.document == document {
            if let plan = entry.plans.first(where: { $0.schema.release == release }) {
                return plan
            }
        }
        return nil
    }

    /// The plan of a set with a partner's changes.
    ///
    /// - Parameters:
    ///   - schema: The set's table.
    ///   - overlay: The partner's changes.
    /// - Returns: `nil` when there is no map for the set.
    /// - Throws: What does not fit, with its place in the partner's file.
    package func plan(
        for schema: TransactionSetSchema, with overlay: MapOverlay
    ) throws(ConfigurationFailure) -> CompiledMap? {
        guard
            let entry = entries.first(where: { entry in
                entry.plans.contains { $0.schema === schema }
            })
        else { return nil }
        return try MapCompiler.compile(
            try overlay.applied(to: entry.definition), schema: schema)
    }
}
