import Configuration
import Glibc
import Mapping
import TestSupport
import X12

/// The project's maps, loaded once.
enum ProjectMaps {
    static let library = Result {
        try MapLibrary(
            paths: try paths(), schemas: try SchemaLibrary.repository(), read: bytes(ofMap:))
    }

    /// Map files relative to `maps/`.
    static func paths() throws -> [String] {
        try ["x12", "xml"].flatMap { folder in
            try names(in: "maps/\(folder)").filter { $0.hasSuffix(".yaml") }.map {
                "\(folder)/\($0)"
            }
        }
    }

    static func bytes(ofMap path: String) throws -> [UInt8] { try file("maps/\(path)") }

    static func plan(_ set: String, _ release: String = "004010") throws -> CompiledMap {
        let schemas = try SchemaLibrary.repository()
        guard let schema = schemas.schema(set: set, version: release)?.schema,
            let plan = try library.get().plan(for: schema)
        else { throw Missing(what: "map of \(set) in \(release)") }
        return plan
    }

    struct Missing: Error { let what: String }

    /// A file of the repository, or an absolute path.
    static func file(_ path: String) throws -> [UInt8] {
        let absolute = path.hasPrefix("/") ? path : "\(RepositoryRoot.path)/\(path)"
        guard let file = fopen(absolute, "rb") else { throw Missing(what: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// The entries of a folder, sorted; hidden ones left out.
    static func names(in path: String) throws -> [String] {
        let absolute = path.hasPrefix("/") ? path : "\(RepositoryRoot.path)/\(path)"
        guard let folder = opendir(absolute) else { throw Missing(what: path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
