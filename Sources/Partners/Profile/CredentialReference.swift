/// Where a secret lies. The secret itself is never part of a profile, a log or an error.
package enum CredentialReference: Hashable, Sendable, CustomStringConvertible {
    /// An environment variable of the daemon.
    case environment(String)
    /// A file only the daemon can read.
    case file(String)
    /// A credential handed over by systemd (`LoadCredential=`).
    case serviceCredential(String)

    /// Reads `env:NAME`, `file:/PATH` or `credential:NAME`; `nil` for anything else, such as the
    /// secret itself.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "env" where Self.isEnvironmentName(name): self = .environment(name)
        case "file" where Self.isPath(name): self = .file(name)
        case "credential" where Self.isCredentialName(name): self = .serviceCredential(name)
        default: return nil
        }
    }

    private static func isEnvironmentName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
        let isLetter = { (byte: UInt8) in (65...90).contains(byte) || byte == UInt8(ascii: "_") }
        return isLetter(first)
            && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) }
    }

    /// Absolute, so that nobody has to know where the daemon was started, and without `..`.
    private static func isPath(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") && text.utf8.count <= 1024
            && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
            && !text.split(separator: "/").contains("..")
    }

    private static func isCredentialName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (97...122).contains(byte) || (48...57).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }

    package var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        case .serviceCredential(let name): "credential:\(name)"
        }
    }
}
