import Glibc

/// Files for the independent readers of `Tests/Judges`: kept only when `WAYBILL_JUDGED_FILES` names
/// a directory, which `scripts/test` hands to the judges afterwards.
package enum JudgedFile {
    /// Keeps what was written under a name made from its bytes, so that running twice adds nothing.
    ///
    /// - Parameters:
    ///   - bytes: A whole file of one or more interchanges.
    ///   - suffix: What it holds: a transaction set identifier code, or `ta1`.
    ///   - source: The file of the corpus that it was made from, as `x12-850/016-eddy-single.edi`;
    ///     what a judge says against that file is then expected here too.
    /// - Throws: `NotKept` when the directory cannot be written.
    package static func keep(_ bytes: [UInt8], suffix: String, source: String? = nil) throws {
        guard let directory = getenv("WAYBILL_JUDGED_FILES") else { return }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var name = String(hash, radix: 16)
        if let source { name = "\(source.replacing("/", with: "@"))@\(name)" }
        let path = "\(String(cString: directory))/\(name).\(suffix)"
        guard let file = fopen(path, "wb") else { throw NotKept(path: path) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw NotKept(path: path) }
    }

    package struct NotKept: Error { let path: String }
}
