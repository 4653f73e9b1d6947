import Glibc
package import X12

extension SchemaLibrary {
    /// The project's own tables, loaded once for all tests of a run.
    package static func repository() throws -> SchemaLibrary { try loaded.get() }

    private static let loaded = Result { try SchemaLibrary(read: tableBytes) }

    /// One table of the project, path relative to `maps/x12`.
    package static func tableBytes(_ path: String) throws -> [UInt8] {
        guard let file = fopen("\(RepositoryRoot.path)/maps/x12/\(path)", "rb") else {
            throw MissingTable(path: path)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    package struct MissingTable: Error { package let path: String }
}
