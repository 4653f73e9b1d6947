internal import Partners
package import X12

extension DocumentWorkbench {
    /// The set tables of a site alone, for commands that show and compare X12 and check nothing.
    package static func tables(of site: Site) throws -> SchemaLibrary {
        let path = site.settings.mapsPath
        return try SchemaLibrary(read: { try CatalogLoader.read("\(path)/x12/\($0)") })
    }
}
