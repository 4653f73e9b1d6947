internal import Diagnostics
internal import Documents
internal import Mapping
internal import Partners
internal import Posting
internal import X12

/// Everything that files under `maps/` and `partners/` say, at one moment: immutable, replaced as a
/// whole when a file changes. Work under way keeps the catalog it began with.
struct Catalog: Sendable {
    let schemas: SchemaLibrary
    let maps: MapLibrary
    let postingMaps: [DocumentType: PostingMap]
    /// The profiles as decoded, with the last good versions of broken ones.
    let directory: PartnerDirectory
    let partners: [ActivePartner]
    private let byFolder: [String: Int]
    private let byID: [String: Int]

    init(
        schemas: SchemaLibrary, maps: MapLibrary, postingMaps: [DocumentType: PostingMap],
        directory: PartnerDirectory, partners: [ActivePartner]
    ) {
        self.schemas = schemas
        self.maps = maps
        self.postingMaps = postingMaps
        self.directory = directory
        self.partners = partners
        byFolder = Dictionary(
            partners.enumerated().map { ($0.element.folder, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        byID = Dictionary(
            partners.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    func partner(folder: String) -> ActivePartner? { byFolder[folder].map { partners[$0] } }
    func partner(id: String) -> ActivePartner? { byID[id].map { partners[$0] } }

    /// What writes an 824 to a partner in a release: the profile's own flow, else the map as shipped.
    func advicePlan(to partner: ActivePartner, release: String) -> CompiledMap? {
        if let plan = partner.outboundMaps["824"], plan.schema.release == release { return plan }
        return maps.plan(writing: .applicationAdvice, release: release)
    }

    /// The partner that stands behind a vendor reference of the ERP.
    func partner(vendorReference: String) -> ActivePartner? {
        partners.first { $0.profile.vendorCode == vendorReference }
    }
}
