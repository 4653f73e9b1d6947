import CLibCrypto

/// Computes a SHA-256 over bytes that arrive in pieces, through OpenSSL's EVP interface.
///
/// One hasher is reusable: `finish()` gives the digest and starts afresh. Failure of the three EVP
/// calls means that memory is exhausted or the library is not SHA-256 capable; neither leaves
/// anything sensible to do, so both trap, as Swift's own allocations do.
package struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new() else {
            preconditionFailure("OpenSSL could not allocate a digest context")
        }
        self.context = context
        restart()
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { buffer in
            // A null base address only comes with a count of zero, which EVP accepts.
            let done = EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
            precondition(done == 1, "EVP_DigestUpdate failed")
        }
    }

    /// The digest of everything since the last `finish()`.
    package mutating func finish() -> SHA256Digest {
        let bytes = [UInt8](unsafeUninitializedCapacity: SHA256Digest.byteCount) { buffer, count in
            let done = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(done == 1, "EVP_DigestFinal_ex failed")
            count = SHA256Digest.byteCount
        }
        restart()
        return SHA256Digest(fullBytes: bytes.span)
    }

    /// Forgets every byte so far.
    package mutating func restart() {
        precondition(EVP_DigestInit_ex(context, Algorithm.sha256, nil) == 1, "no SHA-256")
    }

    /// The digest of one piece of bytes.
    package static func digest(of bytes: Span<UInt8>) -> SHA256Digest {
        var hasher = SHA256Hasher()
        hasher.update(bytes)
        return hasher.finish()
    }
}

private enum Algorithm {
    // Fetched once: OpenSSL 3 otherwise looks the implementation up at every init. The object is
    // immutable and lives as long as the process, so sharing it between threads is sound.
    nonisolated(unsafe) static let sha256: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)
}
