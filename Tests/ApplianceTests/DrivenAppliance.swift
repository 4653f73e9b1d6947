import Diagnostics
import Foundation
import Journal
import Ledger
import Logging
import Partners
import Posting
import Sealing
import Spool
import TestSupport
import Testing

@testable import Appliance

/// The appliance without its threads: a test takes each step itself, so that what happens between
/// two of them can be arranged.
final class DrivenAppliance: Sendable {
    let place: TestSite
    let ledger: LedgerStore
    let core: ApplianceCore
    let clock: TestClock
    let journal: JournalStore

    /// Maps and profiles as the repository ships them, loaded once for the whole run.
    private static let shipped = Result {
        let place = try TestSite()
        return try withExtendedLifetime(place) {
            try place.site.loader.load(previous: nil).catalog
        }
    }

    init(
        _ place: TestSite? = nil, catalog: Catalog? = nil,
        fileSystem: any FileSystem =
            PosixFileSystem(), clock: TestClock = TestClock(),
        target: (@Sendable (LedgerStore) -> any ERPTarget)? = nil
    ) throws {
        let place = try place ?? TestSite()
        self.place = place
        self.clock = clock
        ledger = try place.site.openLedger(now: clock.seams.now)
        _ = try ledger.importSeed(try TestSite.seed())
        journal = try place.site.openJournal()
        let seams = clock.seams
        let names = SpoolNameGenerator(
            now: seams.now, random: { UInt32(truncatingIfNeeded: seams.random()) })
        let spool = try SpoolDirectory(
            root: place.spoolPath, fileSystem: fileSystem, names: names)
        core = ApplianceCore(
            settings: place.site.settings, journal: journal, spool: spool,
            target: target?(ledger) ?? ledger, catalog: try catalog ?? Self.shipped.get(),
            seams: seams, logger: Logger(label: "test", factory: { _ in SwallowingLogHandler() }))
        for partner in core.catalog.partners { try prepare(partner.folder) }
    }

    func prepare(_ folder: String) throws {
        try core.spool.preparePartner(try #require(PartnerFolder(folder)))
    }

    // MARK: Steps

    /// Puts a file into a partner's folder.
    func drop(_ bytes: [UInt8], as name: String, in folder: String) throws {
        try prepare(folder)
        let path = "\(core.spool.root)/partners/\(folder)/inbound/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Claims all drops of a folder and commits their rows; the drops stay when `removesDrops` is
    /// false, as they do when the daemon dies at that moment.
    @discardableResult
    func claim(_ folder: String, removesDrops: Bool = true) throws -> [Exchange] {
        let folder = try #require(PartnerFolder(folder))
        let candidates = try core.spool.scanInbound(folder, countMax: 10_000).candidates
        var ids: [Int64] = []
        for result in try core.spool.claim(candidates) {
            guard case .claimed(let file) = result else {
                Issue.record("not claimed: \(result)")
                continue
            }
            let row = Intake.row(file, clock.now)
            ids.append(try journal.commit { try $0.insert(row) })
            if removesDrops {
                _ = try core.spool.removeDrop(file.drop, claimedAs: file.name)
            }
        }
        return try ids.map(exchange)
    }

    /// Runs a folder's lane until it has nothing more to do.
    func runLane(_ folder: String) {
        var turns = 0
        while LaneWorker(core: core).run(folder: folder) == .more, turns < 1000 { turns += 1 }
        #expect(turns < 1000, "the lane of \(folder) never ends")
    }

    /// Drops, claims and works on one file; what became of it.
    func receive(_ bytes: [UInt8], as name: String = "drop.edi", in folder: String) throws
        -> Exchange
    {
        try drop(bytes, as: name, in: folder)
        let claimed = try #require(try claim(folder).last)
        runLane(folder)
        return try exchange(claimed.id)
    }

    func receive(_ text: String, as name: String = "drop.edi", in folder: String = northfield)
        throws -> Exchange
    {
        try receive(Array(text.utf8), as: name, in: folder)
    }

    func receive(sample: String) throws -> Exchange {
        let parts = sample.split(separator: "/").map(String.init)
        return try receive(try TestSite.sample(sample), as: parts[1], in: parts[0])
    }

    @discardableResult
    func issueOrders(since mark: Timestamp? = nil) throws -> Timestamp? {
        try OrderIssuer(core: core, mark: mark).run()
    }

    var actions: OperatorActions {
        OperatorActions(journal: journal, seams: clock.seams, actor: "os:tester")
    }

    func act(on id: Int64, _ action: (OperatorActions, OperatorActions.Target) throws -> Void)
        throws
    {
        try action(actions, try #require(OperatorActions.Target(String(id))))
    }

    // MARK: Looking

    func exchange(_ id: Int64) throws -> Exchange {
        try #require(try journal.read { try $0.exchange(id) })
    }

    func documents(_ exchange: Exchange) throws -> [DocumentRow] {
        try journal.read { try $0.documents(of: exchange.id, limit: 100_000) }
    }

    func answers(_ exchange: Exchange) throws -> [Exchange] {
        try journal.read { try $0.answers(to: exchange.id) }
    }

    func findings(_ exchange: Exchange) throws -> [Diagnostic] {
        try journal.read { try $0.findings(of: exchange.id) }.map {
            try JSONDecoder().decode(Diagnostic.self, from: Data($0.body.utf8))
        }
    }

    /// Everything received and sent, oldest first.
    func all(_ direction: Direction? = nil) throws -> [Exchange] {
        var filter = JournalReader.Filter()
        filter.direction = direction
        filter.limit = 100_000
        let chosen = filter
        return try journal.read { try $0.exchanges(chosen) }.reversed()
    }

    /// Bills by the vendor's number.
    func bills() throws -> [String] { try ledger.values("account.move", "ref").sorted() }
}

let northfield = "northfield-medical"
let ortholine = "ortholine-devices"
let surgery = "stmarys-surgery"
let cedarbrook = "cedarbrook-supply"
let apex = "apex-pharma"

/// Takes log lines and does nothing with them.
struct SwallowingLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.critical
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {}
}

extension TestSite {
    /// What is in force when a profile is not there.
    func catalog(without partner: String) throws -> Catalog {
        let path = "\(root)/partners/\(partner).yaml"
        let profile = try CatalogLoader.read(path)
        try FileManager.default.removeItem(atPath: path)
        defer { _ = FileManager.default.createFile(atPath: path, contents: Data(profile)) }
        return try site.loader.load(previous: nil).catalog
    }
}
