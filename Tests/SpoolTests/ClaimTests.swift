import Glibc
import Sealing
import Spool
import Testing

@Suite("Claiming on the real disk")
struct ClaimTests {
    let temporary: TemporarySpool

    init() throws { temporary = try TemporarySpool() }

    @Test("A drop becomes a file of ours, hashed; the drop goes after the commit")
    func claim() throws {
        temporary.drop("PO 4711.edi", "ISA*00*")
        let claimed = try #require(try temporary.claimAll().first)
        #expect(claimed.byteCount == 7)
        #expect(claimed.sha256 == SHA256Hasher.digest(of: Array("ISA*00*".utf8).span))
        #expect(claimed.drop.name.description == "PO 4711.edi")
        #expect(claimed.name.text == "20261118T110640123Z-0000-5f3a9c01.north-ridge-supply")
        #expect(try temporary.text(claimed.name, in: .incoming) == "ISA*00*")
        #expect(try temporary.list(temporary.inbound) == ["PO 4711.edi"])
        #expect(try temporary.list("\(temporary.root)/arriving") == [])

        #expect(try temporary.spool.removeDrop(claimed.drop, claimedAs: claimed.name) == .removed)
        #expect(try temporary.list(temporary.inbound) == [])
        let again = try temporary.spool.removeDrop(claimed.drop, claimedAs: claimed.name)
        #expect(again == .alreadyGone)
    }

    @Test(
        "Files of any size are claimed, with or without the kernel copying",
        arguments: [0, 1, 300_000, 3 << 20])
    func sizes(byteCount: Int) throws {
        let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        temporary.drop(Array("a".utf8), bytes)
        let claimed = try #require(try temporary.claimAll().first)
        #expect(claimed.byteCount == Int64(byteCount))
        #expect(claimed.sha256 == SHA256Hasher.digest(of: bytes.span))
        #expect(try temporary.spool.adopt(claimed.name).sha256 == claimed.sha256)
    }

    @Test("Partners are served side by side without mixing anything up")
    func concurrency() async throws {
        let spool = temporary.spool
        let partners = try (0..<4).map { try #require(PartnerFolder("partner-\($0)")) }
        for partner in partners {
            try spool.preparePartner(partner)
            for index in 0..<50 {
                let path = "\(spool.path(of: partner, .inbound))/\(index)"
                temporary.write(Array(path.utf8), Array("\(partner) \(index)".utf8))
            }
        }
        let claimed = try await withThrowingTaskGroup(of: [ClaimedFile].self) { group in
            for partner in partners {
                group.addTask {
                    try spool.claim(try spool.scanInbound(partner).candidates).map {
                        try $0.claimed
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(claimed.map(\.name)).count == 200)
        for file in claimed {
            let text = try temporary.text(file.name, in: .incoming)
            #expect(text == "\(file.drop.partner) \(file.drop.name)")
            #expect(file.name.partner == file.drop.partner)
        }
    }

    @Test("A drop that may not be read fails alone and stays", .enabled(if: getuid() != 0))
    func unreadable() throws {
        temporary.drop("a", "1")
        temporary.drop("b", "2")
        chmod("\(temporary.inbound)/a", 0)
        let results = try temporary.spool.claim(
            try temporary.spool.scanInbound(temporary.partner).candidates)
        guard case .failed(let error) = results[0], case .claimed = results[1] else {
            Issue.record("\(results)")
            return
        }
        #expect(error.code == .noPermission)
    }
}
