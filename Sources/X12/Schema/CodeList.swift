/// The codes of one ID element in one release, looked up from bytes without making text.
package struct CodeList: Sendable {
    /// Reference number of the element.
    package let reference: String
    /// True when the list belongs to another body and may be stale: a miss is a warning.
    package let isExternal: Bool
    private let names: [UInt64: String]

    /// Takes pairs of code and name; codes longer than seven bytes are not supported.
    package init(reference: String, isExternal: Bool, codes: [(code: String, name: String)]) {
        self.reference = reference
        self.isExternal = isExternal
        var names: [UInt64: String] = [:]
        names.reserveCapacity(codes.count)
        for (code, name) in codes {
            if let key = Self.key(code.utf8) { names[key] = name }
        }
        self.names = names
    }

    package var isEmpty: Bool { names.isEmpty }

    package func contains(_ bytes: Span<UInt8>) -> Bool {
        guard let key = Self.key(bytes) else { return false }
        return names[key] != nil
    }

    /// The meaning of a code.
    package func name(of code: String) -> String? {
        Self.key(code.utf8).flatMap { names[$0] }
    }

    /// Up to seven bytes and their count in one integer.
    private static func key(_ bytes: Span<UInt8>) -> UInt64? {
        guard bytes.count <= 7 else { return nil }
        var key = UInt64(bytes.count)
        for index in bytes.indices { key = key << 8 | UInt64(bytes[index]) }
        return key
    }

    private static func key(_ bytes: String.UTF8View) -> UInt64? {
        guard bytes.count <= 7 else { return nil }
        var key = UInt64(bytes.count)
        for byte in bytes { key = key << 8 | UInt64(byte) }
        return key
    }
}
