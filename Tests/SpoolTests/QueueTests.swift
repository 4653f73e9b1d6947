import Glibc
import Spool
import Testing

@Suite("Queues on the real disk")
struct QueueTests {
    let temporary: TemporarySpool
    var spool: SpoolDirectory { temporary.spool }

    init() throws { temporary = try TemporarySpool() }

    private func write(_ texts: String...) throws -> [SpoolName] {
        let files = texts.map {
            OutgoingFile(
                name: spool.names.next(for: temporary.partner), bytes: Array($0.utf8))
        }
        try spool.writeOutgoing(files)
        return files.map(\.name)
    }

    private func deliver(_ name: SpoolName, as finalName: String) throws -> DeliveryResult {
        let name = Delivery(name: name, finalName: try #require(FileName(finalName)))
        return try #require(spool.deliver([name]).first)
    }

    @Test("Every queue is a folder that only owner and group can enter")
    func folders() throws {
        #expect(
            try temporary.list(temporary.root) == [
                "active", "archive", "arriving", "corrupt", "deferred", "hold", "incoming",
                "outgoing", "partners",
            ])
        var status = stat()
        stat("\(temporary.root)/hold", &status)
        #expect(status.st_mode & 0o7777 == 0o750)
        // A second start finds what the first made.
        _ = try SpoolDirectory(
            root: temporary.root, fileSystem: PosixFileSystem(), names: .counting())
    }

    @Test("One process holds the lock")
    func lock() throws {
        let second = try SpoolDirectory(
            root: temporary.root, fileSystem: PosixFileSystem(), names: .counting())
        do {
            let held = try spool.lock()
            let error = #expect(throws: SpoolError.self) { _ = try second.lock() }
            #expect(error?.code == .locked)
            #expect(error?.isRetryable == true)
            _ = consume held
        }
        _ = try second.lock()
    }

    @Test("A file moves from queue to queue and ends in the archive of its day")
    func moves() throws {
        temporary.drop("po.edi", "ISA")
        let name = try #require(try temporary.claimAll().first).name
        #expect(try spool.locate(name) == .incoming)
        try spool.move(name, from: .incoming, to: .active)
        try spool.move(name, from: .active, to: .archive)
        #expect(try spool.locate(name) == .archive)
        #expect(try temporary.text(name, in: .archive) == "ISA")
        #expect(try temporary.list("\(temporary.root)/archive/20261118") == [name.text])
        #expect(try spool.names(in: .archive) == [name])
        let error = #expect(throws: SpoolError.self) {
            try spool.move(name, from: .active, to: .hold)
        }
        #expect(error?.code == .notFound)
        try spool.move(name, from: .archive, to: .hold)
        try spool.move(name, from: .hold, to: .archive)
        var seenCount = 0
        try spool.visit(.archive) { _ throws(SpoolError) in
            seenCount += 1
            return false
        }
        #expect(seenCount == 1)
        try spool.move(name, from: .archive, to: .incoming)
        #expect(try spool.names(in: .incoming) == [name])
    }

    @Test("A name that the spool did not give is shown as a stranger")
    func strangers() throws {
        temporary.write(Array("\(temporary.root)/hold/by hand.edi".utf8), [])
        temporary.write(Array("\(temporary.root)/hold/.note".utf8), [])
        var entries: [QueueEntry] = []
        try spool.visit(.hold) { entry throws(SpoolError) in
            entries.append(entry)
            return true
        }
        #expect(entries == [.stranger(try #require(FileName("by hand.edi")))])
        #expect(try spool.names(in: .hold) == [])
    }

    @Test("A delivery is one rename; the second time it was delivered before")
    func delivers() throws {
        let name = try #require(try write("ISA*997").first)
        #expect(try temporary.text(name, in: .outgoing) == "ISA*997")
        let finalName = try #require(FileName("997_1.edi"))
        #expect(try deliver(name, as: "997_1.edi") == .delivered(finalName))
        #expect(try temporary.list(temporary.outbound) == ["997_1.edi"])
        #expect(try spool.names(in: .outgoing) == [])
        #expect(try deliver(name, as: "997_1.edi") == .deliveredBefore)
        var status = stat()
        stat("\(temporary.outbound)/997_1.edi", &status)
        #expect(status.st_mode & 0o777 == 0o644)
    }

    @Test("A taken name gets a number before its last dot; nothing is replaced")
    func takenNames() throws {
        let names = try write("1", "2", "3", "4", "5")
        for name in names.dropLast(2) { _ = try deliver(name, as: "po.850.edi") }
        _ = try deliver(names[3], as: "plain")
        #expect(try deliver(names[4], as: "plain") == .delivered(#require(FileName("plain~1"))))
        #expect(
            try temporary.list(temporary.outbound) == [
                "plain", "plain~1", "po.850.edi", "po.850~1.edi", "po.850~2.edi",
            ])
    }

    @Test("A delivery to a missing folder fails and stays")
    func missingFolder() throws {
        let name = try #require(try write("1").first)
        rmdir(temporary.outbound)
        guard case .failed(let error) = try deliver(name, as: "a") else {
            Issue.record("delivered to nowhere")
            return
        }
        #expect(error.code == .notFound)
        #expect(try spool.names(in: .outgoing) == [name])
    }

    @Test("A large file is written piece by piece; an unfinished one leaves nothing")
    func pieces() throws {
        let name = spool.names.next(for: temporary.partner)
        let writer = try spool.beginOutgoing(name)
        for _ in 0..<3 { try writer.write(Array("abc".utf8).span) }
        #expect(try spool.names(in: .outgoing) == [])
        try spool.finish(writer)
        #expect(try temporary.text(name, in: .outgoing) == "abcabcabc")
        do {
            let abandoned = try spool.beginOutgoing(spool.names.next(for: temporary.partner))
            try abandoned.write([1].span)
        }
        #expect(try temporary.list("\(temporary.root)/arriving") == [])
    }

    @Test("The sweep empties arriving; free space is told")
    func sweep() throws {
        temporary.write(Array("\(temporary.root)/arriving/half".utf8), [1])
        #expect(try spool.sweepArriving() == 1)
        #expect(try spool.sweepArriving() == 0)
        #expect(try spool.freeSpace().byteCount > 0)
    }

    @Test("A copy without a row is told from its drop by size and hash")
    func findDrop() throws {
        temporary.drop("a.edi", "same size 1")
        temporary.drop("b.edi", "same size 2")
        let claimed = try temporary.claimAll()
        let orphan = try spool.adopt(claimed[1].name)
        #expect(try spool.findDrop(orphan)?.name == FileName("b.edi"))
        try spool.discardUnrecorded(orphan)
        #expect(try spool.names(in: .incoming) == [claimed[0].name])
        unlink("\(temporary.inbound)/b.edi")
        #expect(try spool.findDrop(orphan) == nil)
    }
}
