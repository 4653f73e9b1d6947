internal import Configuration
internal import Diagnostics
internal import Documents
internal import Foundation
internal import Mapping
internal import Partners
internal import Posting
internal import Sealing
internal import X12

/// Reads `maps/` and `partners/` into a catalog.
///
/// Maps stand or fall together: they are the appliance's own. A broken profile is refused alone; its
/// last good version stays in force while the appliance runs.
struct CatalogLoader: Sendable {
    let mapsPath: String
    let partnersPath: String
    let models: ModelCatalog
    /// Who we are where a profile does not say.
    let ours: InterchangeIdentity?

    /// A profile file that is not in force as it stands, with every fault in it.
    struct Refusal: Sendable, Hashable {
        let file: String
        let errors: [ConfigurationError]
    }

    /// Reads everything. Throws the faults of the maps; profiles are refused one by one.
    func load(previous: Catalog?) throws -> (catalog: Catalog, refusals: [Refusal]) {
        let schemas = try SchemaLibrary(read: { try Self.read("\(mapsPath)/x12/\($0)") })
        let maps = try MapLibrary(
            paths: try yamlFiles(in: "x12") + yamlFiles(in: "xml"), schemas: schemas,
            read: { try Self.read("\(mapsPath)/\($0)") })
        let files = try profileFiles()
        let directory = PartnerDirectory.load(
            files: files, previous: previous?.directory ?? PartnerDirectory(), ours: ours)
        var refusals = directory.refused.map {
            Refusal(file: "partners/\($0.file)", errors: $0.errors)
        }
        var partners: [ActivePartner] = []
        let contents = Dictionary(
            files.map { ($0.name, $0.content) }, uniquingKeysWith: { first, _ in first })
        // A refused file's last good version stays in force, under its own hash.
        let refused = Set(directory.refused.map(\.file))
        for profile in directory.profiles {
            let version = Self.version(
                of: profile.id, contents["\(profile.id).yaml"], refused: refused, previous)
            do throws(ConfigurationFailure) {
                partners.append(
                    try partner(profile, version: version, maps: maps, schemas: schemas))
            } catch {
                refusals.append(
                    Refusal(file: "partners/\(profile.id).yaml", errors: error.errors))
                if let last = previous?.partner(id: profile.id) { partners.append(last) }
            }
        }
        return (
            Catalog(
                schemas: schemas, maps: maps, postingMaps: try postingMaps(),
                directory: directory, partners: partners), refusals
        )
    }

    /// The set tables alone: no maps, no partners.
    func loadStandard() throws -> Catalog {
        let schemas = try SchemaLibrary(read: { try Self.read("\(mapsPath)/x12/\($0)") })
        return Catalog(
            schemas: schemas, maps: try MapLibrary(paths: [], schemas: schemas) { _ in [] },
            postingMaps: [:], directory: PartnerDirectory(), partners: [])
    }

    private func profileFiles() throws -> [ProfileFile] {
        guard FileManager.default.fileExists(atPath: partnersPath) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: partnersPath)
        return names.filter(ProfileFile.isProfile).sorted().map { name in
            guard let data = FileManager.default.contents(atPath: "\(partnersPath)/\(name)") else {
                return ProfileFile(name: name, content: .unreadable("permission or disk"))
            }
            return ProfileFile(name: name, content: .bytes(Array(data)))
        }
    }

    /// Which bytes decided: the first digits of the file's SHA-256.
    private static func version(
        of id: String, _ content: ProfileFile.Content?, refused: Set<String>, _ previous: Catalog?
    ) -> String {
        if refused.contains("\(id).yaml"), let last = previous?.partner(id: id) {
            return last.version
        }
        guard case .bytes(let bytes) = content else { return "" }
        return String(SHA256Hasher.digest(of: bytes.span).hex.prefix(12))
    }

    /// Resolves what a profile refers to.
    private func partner(
        _ profile: PartnerProfile, version: String, maps: MapLibrary, schemas: SchemaLibrary
    ) throws(ConfigurationFailure) -> ActivePartner {
        let shown = "partners/\(profile.id).yaml"
        var errors: [ConfigurationError] = []
        for flow in profile.documents.inbound + profile.documents.outbound
        where !maps.entries.contains(where: { $0.name == flow.map }) {
            errors.append(Self.unknownMap(flow, shown, maps))
        }
        var compiled: [String: CompiledMap] = [:]
        for flow in profile.documents.inbound {
            guard errors.isEmpty, let set = flow.transactionSet else { continue }
            for release in SchemaLibrary.releases {
                guard let schema = schemas.schema(set: set, version: release)?.schema else {
                    continue
                }
                do throws(ConfigurationFailure) {
                    compiled["\(set) \(schema.release)"] = try Self.plan(
                        flow, schema, maps, shown)
                } catch {
                    errors += error.errors
                    break
                }
            }
        }
        var guides = GuideCompiler(schemas: schemas, file: shown)
        for flow in profile.documents.inbound { guides.compile(flow) }
        errors += guides.errors
        if !errors.isEmpty { throw ConfigurationFailure(errors: errors) }
        var validation = ValidationOptions(profile.x12)
        validation.guides = guides.guides
        return ActivePartner(
            profile: profile, version: version, validation: validation,
            inboundMaps: compiled,
            xmlFlows: profile.documents.inbound.filter { $0.transactionSet == nil },
            context: PostingContext(profile))
    }

    private static func plan(
        _ flow: DocumentFlow, _ schema: TransactionSetSchema, _ maps: MapLibrary, _ file: String
    ) throws(ConfigurationFailure) -> CompiledMap? {
        guard let node = flow.overlay else {
            return maps.entries.first { $0.name == flow.map }?.plans
                .first { $0.schema === schema }
        }
        let overlay = try MapOverlay.parse(node, file: file)
        return try maps.plan(for: schema, with: overlay)
    }

    private static func unknownMap(
        _ flow: DocumentFlow, _ file: String, _ maps: MapLibrary
    ) -> ConfigurationError {
        ConfigurationError(
            file: file, mark: flow.mark, message: "there is no map '\(flow.map)'",
            suggestion: "maps are \(maps.entries.map(\.name).joined(separator: ", "))")
    }

    private func postingMaps() throws -> [DocumentType: PostingMap] {
        var maps: [DocumentType: PostingMap] = [:]
        for file in try files(in: "\(mapsPath)/odoo") where !file.hasSuffix("-seed.yaml") {
            let shown = "maps/odoo/\(file)"
            let node = try ConfigurationReader.read(
                try Self.read("\(mapsPath)/odoo/\(file)"), file: shown)
            let map = try PostingMap(node, file: shown, catalog: models)
            maps[map.document] = map
        }
        return maps
    }

    private func yamlFiles(in folder: String) throws -> [String] {
        try files(in: "\(mapsPath)/\(folder)").map { "\(folder)/\($0)" }
    }

    /// Names of the YAML files directly in a folder, sorted; none when there is no folder.
    private func files(in path: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ApplianceError(.io, "\(path) cannot be read")
        }
        return Array(data)
    }
}
