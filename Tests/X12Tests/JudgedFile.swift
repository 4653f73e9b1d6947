import Glibc

/// Files for the independent readers of `Tests/Judges`: kept only when `WAYBILL_JUDGED_FILES` names
/// a directory, which `scripts/test` hands to the judges afterwards.
enum JudgedFile {
    /// Keeps what was written under a name made from its bytes, so that running twice adds nothing.
    static func keep(_ bytes: [UInt8], suffix: String) throws {
        guard let directory = getenv("WAYBILL_JUDGED_FILES") else { return }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let path = "\(String(cString: directory))/\(String(hash, radix: 16)).\(suffix)"
        guard let file = fopen(path, "wb") else { throw NotKept(path: path) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw NotKept(path: path) }
    }

    struct NotKept: Error { let path: String }
}
