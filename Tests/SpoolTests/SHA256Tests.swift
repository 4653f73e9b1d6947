import Sealing
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    // FIPS 180-2, appendix B.1 and B.2, and the digest of nothing.
    @Test(
        "Known digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func known(text: String, hex: String) {
        #expect(SHA256Hasher.digest(of: Array(text.utf8).span).hex == hex)
    }

    @Test("Pieces and whole give the same digest, and a hasher starts afresh after it")
    func pieces() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        var hasher = SHA256Hasher()
        for size in [1, 7, 64, 999] {
            var offset = 0
            while offset < bytes.count {
                let end = min(offset + size, bytes.count)
                hasher.update(bytes.span.extracting(offset..<end))
                offset = end
            }
            #expect(hasher.finish() == SHA256Hasher.digest(of: bytes.span))
        }
    }

    @Test("A digest reads back what it prints, and nothing else")
    func text() throws {
        let digest = SHA256Hasher.digest(of: [1, 2, 3].span)
        #expect(SHA256Digest(hex: digest.hex) == digest)
        #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
        #expect(SHA256Digest(bytes: digest.bytes.span) == digest)
        #expect(SHA256Digest(hex: String(digest.hex.dropLast())) == nil)
        #expect(SHA256Digest(hex: String(repeating: "g", count: 64)) == nil)
        #expect(SHA256Digest(hex: digest.hex + "00") == nil)
    }
}
