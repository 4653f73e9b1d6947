internal import Foundation
package import Mapping
internal import Partners
internal import X12

/// Runs the cases that lie beside the maps of an appliance's folder.
package enum MapCases {
    package static func run(site: Site) throws -> [MapCase.Outcome] {
        let root = site.settings.mapsPath
        let read: (String) throws -> [UInt8] = { try CatalogLoader.read("\(root)/\($0)") }
        let schemas = try SchemaLibrary(read: { try read("x12/\($0)") })
        let paths = (FileManager.default.enumerator(atPath: root)?.allObjects ?? [])
            .compactMap { $0 as? String }
        let maps = paths.filter { path in
            path.hasSuffix(".yaml") && path.split(separator: "/").count == 2
                && (path.hasPrefix("x12/") || path.hasPrefix("xml/"))
        }
        let library = try MapLibrary(paths: maps, schemas: schemas, read: read)
        return MapCase.runAll(paths, library: library, schemas: schemas, read: read)
    }
}
