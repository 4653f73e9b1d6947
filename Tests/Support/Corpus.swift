import Glibc

/// Documents by other authors, read where they lie beside the repository.
package enum Corpus {
    /// Paths inside the corpus of the files in some folders, in order.
    package static func files(in folders: [String]) -> [String] {
        guard let root = RepositoryRoot.corpus else { return [] }
        return folders.flatMap { folder in
            names(in: "\(root)/\(folder)").sorted().map { "\(folder)/\($0)" }
        }
    }

    /// Every folder that holds documents.
    package static var folders: [String] {
        guard let root = RepositoryRoot.corpus else { return [] }
        return names(in: root).filter { !$0.contains(".") }.sorted()
    }

    package static func bytes(_ file: String) -> [UInt8] {
        guard let root = RepositoryRoot.corpus else { return [] }
        return contents(of: "\(root)/\(file)")
    }

    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    package static func contents(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
