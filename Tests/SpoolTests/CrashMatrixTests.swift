import Glibc
import Sealing
import Spool
import TestSupport
import Testing

/// The life of files from drop to archive, and of their acknowledgments from writing to the
/// partner's folder, interrupted at every step. Whatever happens, each dropped file is in the
/// archive exactly once and each acknowledgment was seen by the partner exactly once.
@Suite("Crash matrix")
struct CrashMatrixTests {
    // Two of the same content are two files: nothing here may take one for the other.
    static let drops = [
        ("clearwater-surgical", "a.edi", "ISA first"),
        ("clearwater-surgical", "b.edi", "ISA second"),
        ("north-ridge-supply", "a.edi", "ISA third"),
    ]

    @Test(
        "Dying at every step loses and doubles nothing", arguments: FaultyFileSystem.Loss.allCases)
    func deaths(loss: FaultyFileSystem.Loss) throws {
        var step = 1
        while try survives(.death, atStep: step, loss: loss, seed: UInt64(step)) { step += 1 }
        // A run that is never interrupted takes this long at least, or the matrix is not one.
        #expect(step > 100)
    }

    @Test("A second death, during recovery, changes nothing")
    func deathsInRecovery() throws {
        for step in stride(from: 1, through: 200, by: 7) {
            for second in 1...40 {
                _ = try survives(
                    .death, atStep: step, thenAtStep: second, loss: .torn,
                    seed: UInt64(step * 1000 + second))
            }
        }
    }

    @Test(
        "An error at every step, for one call or for ten, loses and doubles nothing",
        arguments: [ENOSPC, EIO, EACCES], [1, 10])
    func failures(errno: Int32, count: Int) throws {
        var step = 1
        while try survives(.errors(errno, stepCount: count), atStep: step, loss: .dropped, seed: 1)
        {
            step += 1
        }
        #expect(step > 100)
    }

    /// Runs the life of all drops with one fault, then without faults to its end, then through a
    /// last restart. `false` when the fault's step was never reached.
    private func survives(
        _ fault: FaultyFileSystem.Fault, atStep step: Int, thenAtStep second: Int? = nil,
        loss: FaultyFileSystem.Loss, seed: UInt64
    ) throws -> Bool {
        var world = try World()
        world.fileSystem.arm(fault, atStep: step)
        _ = try? world.run(startingAfresh: true)
        let wasReached = world.fileSystem.stepCount >= step
        let steps = world.fileSystem.steps
        if world.fileSystem.isDead {
            world.fileSystem.restart(loss, seed: seed)
            world.collect()
            if let second {
                world.fileSystem.arm(.death, atStep: second)
                _ = try? world.run(startingAfresh: true)
                world.fileSystem.restart(loss, seed: seed &+ 1)
                world.collect()
            }
            try world.run(startingAfresh: true)
        } else {
            world.fileSystem.disarm()
            try world.run(startingAfresh: world.daemon == nil)
        }
        world.collect()
        world.fileSystem.restart(.dropped, seed: seed)
        try world.run(startingAfresh: true)
        world.collect()
        let context = "\(fault) at step \(step) (\(steps.last ?? "")), \(loss), seed \(seed)"
        try world.check(context)
        return wasReached
    }
}

/// A disk, a journal, the partners, and what they picked up.
private struct World {
    let fileSystem = FaultyFileSystem(writeByteCountMax: 5)
    let journal = DurableRows()
    let partners: [PartnerFolder]
    var daemon: SimulatedDaemon?
    var collected: [PartnerFolder: [String]] = [:]
    private var time: Int64 = 1_795_000_000_000

    init() throws {
        partners = try ["clearwater-surgical", "north-ridge-supply"].map {
            try #require(PartnerFolder($0))
        }
        _ = try SimulatedDaemon(fileSystem, journal, partners, names: .counting())
        for (partner, name, text) in CrashMatrixTests.drops {
            fileSystem.plant(try path(partner, "inbound") + [try fileName(name)], Array(text.utf8))
        }
    }

    /// Works until there is nothing to do. A daemon that could not finish its recovery is not
    /// used again.
    mutating func run(startingAfresh: Bool) throws {
        if startingAfresh {
            daemon = nil
            // Each start has a later clock.
            time += 60_000
            let fresh = try SimulatedDaemon(
                fileSystem, journal, partners, names: .counting(from: time))
            try fresh.recover()
            daemon = fresh
        }
        let daemon = try #require(daemon)
        for _ in 0..<20 where try daemon.pass() { return }
        Issue.record("there is always more to do")
    }

    /// The partners take what is in their outbound folders.
    mutating func collect() {
        for partner in partners {
            guard let path = try? path(partner.name, "outbound") else { continue }
            collected[partner, default: []] += fileSystem.collect(path).map {
                String(decoding: $0.bytes, as: UTF8.self)
            }
        }
    }

    func check(_ context: String) throws {
        let daemon = try #require(daemon)
        for partner in partners {
            let texts = CrashMatrixTests.drops.filter { $0.0 == partner.name }.map(\.2)
            let archived = try daemon.spool.names(in: .archive).filter { $0.partner == partner }
                .map { name in
                    let reader = try daemon.spool.open(name, in: .archive)
                    return String(
                        decoding: try reader.readAll(byteCountMax: 1000) ?? [], as: UTF8.self)
                }
            #expect(archived.sorted() == texts.sorted(), "\(context)")
            let digests = texts.map { SHA256Hasher.digest(of: Array($0.utf8).span) }
            let expected = digests.map { "997 for \($0)" }.sorted()
            #expect(collected[partner]?.sorted() == expected, "\(context)")
            #expect(try daemon.spool.scanInbound(partner).candidates.isEmpty, "\(context)")
        }
        #expect(journal.rows.count == CrashMatrixTests.drops.count, "\(context)")
        for queue in [Queue.arriving, .incoming, .active, .outgoing] {
            #expect(try daemon.spool.names(in: queue).isEmpty, "\(queue) \(context)")
        }
    }

    private func path(_ partner: String, _ side: String) throws -> [FileName] {
        try ["partners", partner, side].map { try fileName($0) }
    }

    private func fileName(_ text: String) throws -> FileName { try #require(FileName(text)) }
}
