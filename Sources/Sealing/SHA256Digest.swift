/// A SHA-256 value: 32 bytes, printed and stored as 64 lower-case hexadecimal digits.
package struct SHA256Digest: Hashable, Sendable, Codable, CustomStringConvertible {
    package static let byteCount = 32

    // Four big-endian words, so that a digest is a plain value without a heap object.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// `nil` unless there are exactly 32 bytes.
    package init?(bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(fullBytes: bytes)
    }

    init(fullBytes bytes: Span<UInt8>) {
        func word(_ index: Int) -> UInt64 {
            var value: UInt64 = 0
            for offset in index * 8..<index * 8 + 8 { value = value << 8 | UInt64(bytes[offset]) }
            return value
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Reads 64 hexadecimal digits of either case; `nil` for anything else.
    package init?(hex: String) {
        guard let bytes = Hex.bytes(hex) else { return nil }
        self.init(bytes: bytes.span)
    }

    package var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - $0 * 8)) }
        }
    }

    package var hex: String { Hex.text(bytes.span) }
    package var description: String { hex }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = SHA256Digest(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a SHA-256 has 64 hexadecimal digits")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }

    package static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
