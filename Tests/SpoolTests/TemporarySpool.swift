import Diagnostics
import Glibc
import Spool
import Synchronization
import Testing

/// A spool on the real disk in a folder of its own, removed with the value.
final class TemporarySpool: Sendable {
    let root: String
    let spool: SpoolDirectory
    let partner: PartnerFolder

    init() throws {
        var template = Array("/tmp/waybill-spool-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let base = buffer.baseAddress, mkdtemp(base) != nil else { return nil }
            return String(cString: base)
        }
        root = try #require(made)
        spool = try SpoolDirectory(root: root, fileSystem: PosixFileSystem(), names: .counting())
        partner = try #require(PartnerFolder("north-ridge-supply"))
        try spool.preparePartner(partner)
    }

    deinit { removeTree(AT_FDCWD, root) }

    var inbound: String { spool.path(of: partner, .inbound) }
    var outbound: String { spool.path(of: partner, .outbound) }

    func drop(_ name: String, _ text: String) { drop(Array(name.utf8), Array(text.utf8)) }

    func drop(_ name: [UInt8], _ bytes: [UInt8]) {
        write(Array(inbound.utf8) + [UInt8(ascii: "/")] + name, bytes)
    }

    func write(_ path: [UInt8], _ bytes: [UInt8]) {
        let descriptor = open(
            path.map { CChar(bitPattern: $0) } + [0], O_WRONLY | O_CREAT | O_TRUNC, 0o640)
        #expect(descriptor >= 0)
        var offset = 0
        while offset < bytes.count {
            offset += bytes[offset...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
        }
        close(descriptor)
    }

    /// The names in a folder, sorted, escaped.
    func list(_ path: String) throws -> [String] {
        let fileSystem = PosixFileSystem()
        let directory = try fileSystem.openRoot(path)
        var names: [FileName] = []
        try fileSystem.list(directory) { name throws(SpoolError) in
            names.append(name)
            return true
        }
        return names.sorted().map(\.description)
    }

    func candidate(_ name: String) throws -> DropCandidate {
        try #require(
            try spool.scanInbound(partner).candidates.first { $0.name == FileName(name) })
    }

    /// Claims all there is and expects it to succeed.
    func claimAll() throws -> [ClaimedFile] {
        try spool.claim(try spool.scanInbound(partner).candidates).map { try $0.claimed }
    }

    func text(_ name: SpoolName, in queue: Queue) throws -> String {
        let reader = try spool.open(name, in: queue)
        let bytes = try #require(try reader.readAll(byteCountMax: 1 << 20))
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Removes a folder with everything in it, following no link.
private func removeTree(_ base: Int32, _ name: String) {
    removeTree(base, name.utf8CString.map(\.self))
}

private func removeTree(_ base: Int32, _ name: [CChar]) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    let descriptor = openat(base, name, flags, 0)
    if descriptor >= 0, let stream = fdopendir(descriptor) {
        while let entry = readdir(stream) {
            let child = withUnsafeBytes(of: &entry.pointee.d_name) {
                $0.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
            }
            if child == [46] || child == [46, 46] { continue }
            removeTree(descriptor, child + [0])
        }
        closedir(stream)
        unlinkat(base, name, AT_REMOVEDIR)
    } else {
        unlinkat(base, name, 0)
    }
}

struct NotClaimed: Error { let result: ClaimResult }

extension ClaimResult {
    var claimed: ClaimedFile {
        get throws {
            guard case .claimed(let file) = self else { throw NotClaimed(result: self) }
            return file
        }
    }
}

extension SpoolNameGenerator {
    /// Names of a fixed moment, different by their count.
    static func counting(from start: Int64 = 1_795_000_000_123) -> SpoolNameGenerator {
        SpoolNameGenerator(now: { Timestamp(milliseconds: start) }, random: { 0x5f3a_9c01 })
    }
}
