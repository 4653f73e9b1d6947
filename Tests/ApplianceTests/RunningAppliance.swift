import Dispatch
import Foundation
import Glibc
import Journal
import Ledger
import Logging
import Posting
import Spool
import Testing

@testable import Appliance

/// The real appliance with its threads, on a site of its own. Tests wait for what they can see in
/// the journal or the folders, with a deadline, and never for a time.
final class RunningAppliance: Sendable {
    let place: TestSite
    let ledger: LedgerStore
    let journal: JournalStore
    private let appliance: ApplianceDaemon
    private let ended = DispatchSemaphore(value: 0)

    init(
        _ place: TestSite? = nil, fileSystem: any FileSystem = PosixFileSystem(),
        target: (@Sendable (LedgerStore) -> any ERPTarget)? = nil
    ) throws {
        let place = try place ?? TestSite()
        self.place = place
        ledger = try place.seededLedger()
        appliance = try ApplianceDaemon(
            site: place.site, seams: .system,
            logger: Logger(label: "test", factory: { _ in SwallowingLogHandler() }),
            fileSystem: fileSystem, target: target?(ledger) ?? ledger)
        journal = try place.site.openJournal()
        let (appliance, ended) = (self.appliance, self.ended)
        Thread {
            do {
                try appliance.run()
            } catch {
                Issue.record("the appliance ended with \(error)")
            }
            ended.signal()
        }.start()
    }

    deinit { appliance.stop() }

    /// Ends it as SIGTERM does, and waits until it has ended.
    func stop() {
        appliance.stop()
        #expect(ended.wait(timeout: .now() + 30) == .success, "the appliance did not stop")
        ended.signal()
    }

    /// Puts a finished file into a partner's folder the way careful senders do.
    func drop(_ bytes: [UInt8], as name: String, in folder: String) throws {
        let inbound = "\(place.spoolPath)/partners/\(folder)/inbound"
        try wait("folder \(folder)") { FileManager.default.fileExists(atPath: inbound) }
        try Data(bytes).write(to: URL(fileURLWithPath: "\(inbound)/.\(name).tmp"))
        try FileManager.default.moveItem(
            atPath: "\(inbound)/.\(name).tmp", toPath: "\(inbound)/\(name)")
    }

    func drop(_ text: String, as name: String, in folder: String = northfield) throws {
        try drop(Array(text.utf8), as: name, in: folder)
    }

    func drop(sample: String) throws {
        let parts = sample.split(separator: "/").map(String.init)
        try drop(try TestSite.sample(sample), as: parts[1], in: parts[0])
    }

    /// Waits until something is so; fails the test after `seconds`.
    func wait(
        _ what: String, seconds: Double = 30, sourceLocation: SourceLocation = #_sourceLocation,
        until isSo: () throws -> Bool
    ) throws {
        let deadline = Date().addingTimeInterval(seconds)
        while try !isSo() {
            try #require(
                Date() < deadline, "waited in vain for: \(what)", sourceLocation: sourceLocation)
            usleep(5000)
        }
    }

    /// Waits until a file has stopped moving, and says what became of it.
    func outcome(
        of fileName: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Exchange {
        var found: Exchange?
        try wait("end of \(fileName)", sourceLocation: sourceLocation) {
            found = try received().last { $0.fileName == fileName }
            return found.map { !$0.state.isUnderWay } ?? false
        }
        return try #require(found)
    }

    func received() throws -> [Exchange] { try all(.inbound) }
    func sent() throws -> [Exchange] { try all(.outbound) }

    private func all(_ direction: Direction) throws -> [Exchange] {
        var filter = JournalReader.Filter()
        filter.direction = direction
        filter.limit = 100_000
        let chosen = filter
        return try journal.read { try $0.exchanges(chosen) }.reversed()
    }
}

extension ExchangeState {
    /// Whether the daemon still has something to do with it.
    var isUnderWay: Bool {
        switch self {
        case .incoming, .posting, .deferred, .outgoing: true
        case .posted, .rejected, .held, .dead, .duplicate, .settled, .delivered: false
        }
    }
}
