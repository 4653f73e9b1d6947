import Foundation
import TestSupport

/// The Swift files under a folder of the repository.
struct SourceTree: Sendable {
    struct File: Sendable {
        /// Relative to the repository.
        let path: String
        let lines: [String]

        /// Modules the file imports, submodules and attributes left out.
        var imports: [String] {
            lines.compactMap { line in
                var words = line.split(separator: " ")
                while let first = words.first,
                    ["package", "public", "internal", "private", "@testable", "@preconcurrency"]
                        .contains(first)
                {
                    words.removeFirst()
                }
                guard words.first == "import", let name = words.last else { return nil }
                return String(name.split(separator: ".").first ?? name)
            }
        }
    }

    let files: [File]

    init(under folder: String) {
        let root = RepositoryRoot.path
        let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")
        var files: [File] = []
        while let name = names?.nextObject() as? String {
            guard name.hasSuffix(".swift"),
                let text = try? String(contentsOfFile: "\(root)/\(folder)/\(name)", encoding: .utf8)
            else { continue }
            files.append(
                File(path: "\(folder)/\(name)", lines: text.components(separatedBy: "\n")))
        }
        self.files = files.sorted { $0.path < $1.path }
    }
}

/// Everything a person may read: pages, profiles, scripts and the sources' own messages.
struct TextFile: Sendable {
    /// Relative to the repository.
    let path: String
    let text: String

    static let all: [TextFile] = {
        let root = RepositoryRoot.path
        var files: [TextFile] = []
        for folder in ["docs", "partners", "maps", "spool", "scripts", "Sources"] {
            let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")
            while let name = names?.nextObject() as? String {
                let path = "\(folder)/\(name)"
                if let text = try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) {
                    files.append(TextFile(path: path, text: text))
                }
            }
        }
        for path in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "waybill.yaml"] {
            if let text = try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) {
                files.append(TextFile(path: path, text: text))
            }
        }
        return files
    }()
}

extension Array {
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
