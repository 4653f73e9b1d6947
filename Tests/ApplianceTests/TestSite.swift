import Configuration
import Diagnostics
import Foundation
import Journal
import Ledger
import Partners
import Posting
import Spool
import Synchronization
import TestSupport

@testable import Appliance

/// An appliance's folder in a temporary place: the repository's maps, a copy of its profiles, short
/// times. The ledger holds the demonstration records.
struct TestSite: Sendable {
    let directory = TemporaryDirectory()
    let site: Site

    var root: String { directory.path }
    var spoolPath: String { site.settings.spool.path }

    /// `copiesMaps` gives the site maps of its own, for tests that change them.
    init(copiesMaps: Bool = false, settings: String = "") throws {
        let repository = RepositoryRoot.path
        let root = directory.path
        let maps = copiesMaps ? "maps" : "\(repository)/maps"
        if copiesMaps {
            try FileManager.default.copyItem(atPath: "\(repository)/maps", toPath: "\(root)/maps")
        }
        try FileManager.default.createDirectory(
            atPath: "\(root)/partners", withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(repository)/partners")
        where name.hasSuffix(".yaml") {
            try FileManager.default.copyItem(
                atPath: "\(repository)/partners/\(name)", toPath: "\(root)/partners/\(name)")
        }
        let yaml = """
            environment: test
            identity: {qualifier: ZZ, id: STMARYSHOSP}
            folders: {maps: \(maps), partners: partners}
            spool: {path: spool, settle: 50ms, rescan: 200ms}
            orders: {poll: 100ms}
            \(settings.isEmpty ? "retry: {first: 100ms, longest: 400ms, attempts: 3}" : settings)

            """
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: "\(root)/waybill.yaml"))
        site = try Site(root: root)
        try site.makeFolders()
    }

    /// The site's ledger, filled.
    func seededLedger() throws -> LedgerStore {
        let ledger = try site.openLedger(now: Seams.system.now)
        _ = try ledger.importSeed(try Self.seed())
        return ledger
    }

    /// The demonstration records of the repository.
    static func seed() throws -> LedgerSeed {
        let file = "maps/odoo/ledger-seed.yaml"
        let bytes = try CatalogLoader.read("\(RepositoryRoot.path)/\(file)")
        return try LedgerSeed(try ConfigurationReader.read(bytes, file: file), file: file)
    }

    /// Changes words in a profile, and saves it as an editor does: whole, by a rename.
    func edit(_ partner: String, _ changes: [(String, String)]) throws {
        let path = "\(root)/partners/\(partner).yaml"
        var text = try String(contentsOfFile: path, encoding: .utf8)
        for (old, new) in changes {
            precondition(text.contains(old), "\(path) does not hold '\(old)'")
            text = text.replacingOccurrences(of: old, with: new)
        }
        try write(text, to: path)
    }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// The bytes of a sample document that the repository ships.
    static func sample(_ path: String) throws -> [UInt8] {
        let parts = path.split(separator: "/")
        return try CatalogLoader.read(
            "\(RepositoryRoot.path)/partners/\(parts[0])/samples/\(parts[1])")
    }

    /// Names and bytes of what lies in a partner's outbound folder; interchanges are also left for
    /// the independent readers of `Tests/Judges`.
    func outbound(_ folder: String) throws -> [String: [UInt8]] {
        let path = "\(site.settings.spool.path)/partners/\(folder)/outbound"
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            let bytes = try CatalogLoader.read("\(path)/\(name)")
            if bytes.starts(with: Array("ISA".utf8)) { try JudgedFile.keep(bytes, suffix: "x12") }
            files[name] = bytes
        }
        return files
    }

    func names(inbound folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: "\(site.settings.spool.path)/partners/\(folder)/inbound")
    }
}

extension LedgerStore {
    /// Field values of all records of a model, for counting what was made.
    func values(_ model: String, _ field: String) throws -> [String] {
        try list(model, limit: 100_000).map { $0.fields.text(field) ?? "" }
    }
}

/// A clock that moves only when it is told to, and chance that counts.
final class TestClock: Sendable {
    private let state = Mutex((now: Timestamp(milliseconds: 1_795_500_000_000), chance: UInt64(0)))

    func advance(seconds: Double) {
        state.withLock { $0.now = $0.now.adding(seconds: seconds) }
    }

    var now: Timestamp { state.withLock { $0.now } }

    var seams: Seams {
        Seams(
            now: { [self] in now },
            random: { [self] in
                state.withLock {
                    $0.chance += 1
                    return $0.chance
                }
            })
    }
}
