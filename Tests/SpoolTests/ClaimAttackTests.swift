import Glibc
import Sealing
import Spool
import Testing

/// What a vendor account can put into its folder to lead the claimer elsewhere (SECURITY 1.3, rows
/// 1 and 2).
@Suite("Hostile drop folders")
struct ClaimAttackTests {
    let temporary: TemporarySpool

    init() throws { temporary = try TemporarySpool() }

    private func scan() throws -> InboundScan {
        try temporary.spool.scanInbound(temporary.partner)
    }

    private func path(_ name: String) -> String { "\(temporary.inbound)/\(name)" }

    @Test("Links, FIFOs, sockets and second names are refused and stay; folders are passed over")
    func fileTypes() throws {
        temporary.write(Array("\(temporary.root)/secret".utf8), [1])
        symlink("\(temporary.root)/secret", path("a-link"))
        symlink("/nowhere", path("b-dangling"))
        mkfifo(path("c-fifo"), 0o666)
        link("\(temporary.root)/secret", path("d-hard"))
        mkdir(path("e-folder"), 0o777)
        symlink(temporary.root, path("f-folder-link"))
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        bindSocket(socket, path("g-socket"))
        let scan = try scan()
        #expect(scan.candidates == [])
        #expect(
            scan.refusals.map { "\($0.name) \($0.reason.rawValue)" } == [
                "a-link symbolic-link", "b-dangling symbolic-link", "c-fifo not-regular-file",
                "d-hard hard-linked", "f-folder-link symbolic-link", "g-socket not-regular-file",
            ])
        #expect(try temporary.list(temporary.inbound).count == 7)
    }

    @Test("A file that becomes something else after the look is not followed")
    func swapped() throws {
        for (name, swap) in [
            ("link", { symlink("\(temporary.root)/secret", $0) }),
            ("fifo", { mkfifo($0, 0o666) }),
            ("folder", { mkdir($0, 0o777) }),
            ("hard", { link("\(temporary.root)/secret", $0) }),
        ] as [(String, (String) -> Int32)] {
            temporary.write(Array("\(temporary.root)/secret".utf8), [1])
            temporary.drop(name, "ISA")
            let candidate = try temporary.candidate(name)
            unlink(path(name))
            #expect(swap(path(name)) == 0)
            guard case .refused(.notRegularFile) = try temporary.spool.claim([candidate])[0] else {
                Issue.record("\(name) was claimed")
                continue
            }
        }
        #expect(try temporary.list("\(temporary.root)/incoming") == [])
        #expect(try temporary.list("\(temporary.root)/arriving") == [])
    }

    @Test("A partner folder that is a link leads nowhere", arguments: [true, false])
    func partnerFolderIsLink(usesOpenat2: Bool) throws {
        mkdir("\(temporary.root)/elsewhere", 0o777)
        mkdir("\(temporary.root)/elsewhere/inbound", 0o777)
        symlink("../elsewhere", "\(temporary.root)/partners/evil")
        let evil = try #require(PartnerFolder("evil"))
        let spool = try SpoolDirectory(
            root: temporary.root, fileSystem: PosixFileSystem(usesOpenat2: usesOpenat2),
            names: .counting())
        let error = #expect(throws: SpoolError.self) { try spool.scanInbound(evil) }
        #expect(error?.code == .notRegularFile)
        temporary.drop("po.edi", "ISA")
        #expect(try spool.scanInbound(temporary.partner).candidates.count == 1)
    }

    @Test("Any bytes are a name; hidden and unfinished ones wait")
    func oddNames() throws {
        var names = (1...255).map { UInt8($0) }.filter { $0 != UInt8(ascii: "/") }.map { [$0, 65] }
        names += ["...", "-rf", "$(id)", "a;b", "CON", "%2e%2e%2f"].map { Array($0.utf8) }
        names += [[UInt8](repeating: 0xfe, count: 255), Array("x.TMPx".utf8)]
        let waiting = [
            ".po.edi", "..x", "a.tmp", "b.PART", "c.Partial", "d.filepart", ".filepart",
        ]
        for name in names { temporary.drop(name, Array("ISA".utf8) + name) }
        for name in waiting { temporary.drop(name, "ISA") }
        let claimed = try temporary.claimAll()
        // "...", and the single byte "." with an "A" behind it, are hidden.
        let visible = names.filter { $0.first != UInt8(ascii: ".") }
        #expect(
            Set(claimed.map(\.drop.name.bytes)) == Set(visible), "every visible name is claimed")
        for file in claimed {
            let reader = try temporary.spool.open(file.name, in: .incoming)
            #expect(
                try reader.readAll(byteCountMax: 1000) == Array("ISA".utf8) + file.drop.name.bytes)
            #expect(
                try temporary.spool.removeDrop(file.drop, claimedAs: file.name) == .removed)
        }
        #expect(
            try temporary.list(temporary.inbound).count == names.count - visible.count + 7)
    }

    @Test("A foreign owner is refused when the owner is known; a scan stops at its limit")
    func ownerAndLimit() throws {
        for index in 0..<5 { temporary.drop("\(index)", "") }
        let scan = try temporary.spool.scanInbound(temporary.partner, owner: getuid() + 1)
        #expect(scan.refusals.map(\.reason) == .init(repeating: .foreignOwner, count: 5))
        let short = try temporary.spool.scanInbound(
            temporary.partner, owner: getuid(), countMax: 3)
        #expect(short.candidates.count == 3)
        #expect(short.isTruncated)
    }

    @Test("A file that changed since the look is left for the next one")
    func changedSinceLook() throws {
        temporary.drop("po.edi", "ISA")
        let candidate = try temporary.candidate("po.edi")
        temporary.drop("po.edi", "ISA*00")
        guard case .changed = try temporary.spool.claim([candidate])[0] else {
            Issue.record("claimed a file that changed")
            return
        }
        unlink(path("po.edi"))
        guard case .vanished = try temporary.spool.claim([candidate])[0] else {
            Issue.record("claimed a file that is gone")
            return
        }
        #expect(try temporary.list("\(temporary.root)/arriving") == [])
    }

    @Test("A drop that was replaced or written to after the claim is not removed")
    func replacedAfterClaim() throws {
        temporary.drop("po.edi", "first")
        let claimed = try #require(try temporary.claimAll().first)
        temporary.drop("po.edi", "second")
        let removal = try temporary.spool.removeDrop(claimed.drop, claimedAs: claimed.name)
        #expect(removal == .replaced)
        let next = try #require(try temporary.claimAll().first)
        #expect(try temporary.text(next.name, in: .incoming) == "second")
    }

    @Test("A removal that a crash interrupted is finished, or undone for a file that slipped in")
    func setAside() throws {
        temporary.drop("a.edi", "first")
        let claimed = try #require(try temporary.claimAll().first)
        let aside = path(".waybill-\(claimed.name)")
        rename(path("a.edi"), aside)
        #expect(try scan().candidates == [])
        try temporary.spool.settleSetAsideDrops(of: temporary.partner) { _ in
            claimed.drop.identity
        }
        #expect(try temporary.list(temporary.inbound) == [])

        temporary.drop("a.edi", "slipped in")
        rename(path("a.edi"), aside)
        try temporary.spool.settleSetAsideDrops(of: temporary.partner) { _ in
            claimed.drop.identity
        }
        #expect(try scan().candidates.map(\.name.description) == [claimed.name.text])
    }

    @Test("A writer at work during the claim: what was hashed is what was kept, always")
    func writerDuringClaim() async throws {
        temporary.drop("po.edi", String(repeating: "A", count: 1 << 21))
        let stop = Flag()
        let path = path("po.edi")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let descriptor = open(path, O_WRONLY)
                defer { close(descriptor) }
                var byte: UInt8 = 0
                while !stop.isSet, !Task.isCancelled {
                    byte &+= 1
                    pwrite(descriptor, &byte, 1, off_t(Int(byte) << 13))
                }
            }
            for _ in 0..<20 {
                let candidate = try temporary.candidate("po.edi")
                if case .claimed(let file) = try temporary.spool.claim([candidate])[0] {
                    #expect(try temporary.spool.adopt(file.name).sha256 == file.sha256)
                }
            }
            stop.set()
            try await group.waitForAll()
        }
        #expect(try temporary.list("\(temporary.root)/arriving") == [])
    }
}

private func bindSocket(_ socket: Int32, _ path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { buffer in
        buffer.copyBytes(from: path.utf8.prefix(buffer.count - 1))
    }
    let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    #expect(bound == 0)
}
