import Diagnostics
import Spool
import Testing

@Suite("When a drop is complete")
struct CompletenessTrackerTests {
    let partner: PartnerFolder
    var tracker = CompletenessTracker(settle: .seconds(2))

    init() throws { partner = try #require(PartnerFolder("acme-medical")) }

    private func candidate(
        _ name: String, inode: UInt64 = 7, size: Int64 = 100, modified: Int64 = 1
    ) throws -> DropCandidate {
        DropCandidate(
            partner: partner, name: try #require(FileName(name)),
            identity: DropIdentity(device: 1, inode: inode, size: size, modified: modified))
    }

    private func at(_ seconds: Double) -> Timestamp {
        Timestamp(milliseconds: 1_795_000_000_000).adding(seconds: seconds)
    }

    @Test("A file that holds still is complete after the settling time, and not before")
    mutating func holdsStill() throws {
        let file = try candidate("po.edi")
        #expect(tracker.look(at: [file], in: partner, now: at(0)) == [])
        #expect(tracker.nextLook(after: at(0)) == at(2))
        #expect(tracker.look(at: [file], in: partner, now: at(1.999)) == [])
        #expect(tracker.look(at: [file], in: partner, now: at(2)) == [file])
        #expect(tracker.nextLook(after: at(2)) == nil)
        #expect(tracker.look(at: [file], in: partner, now: at(3)) == [file])
    }

    @Test(
        "Whatever changes starts the wait again",
        arguments: [(8, 100, 1), (7, 101, 1), (7, 100, 2)])
    mutating func changes(inode: UInt64, size: Int64, modified: Int64) throws {
        let before = try candidate("po.edi")
        let after = try candidate("po.edi", inode: inode, size: size, modified: modified)
        #expect(tracker.look(at: [before], in: partner, now: at(0)) == [])
        #expect(tracker.look(at: [after], in: partner, now: at(5)) == [])
        #expect(tracker.look(at: [after], in: partner, now: at(6.9)) == [])
        #expect(tracker.look(at: [after], in: partner, now: at(7)) == [after])
    }

    @Test("A file renamed into place is complete at once, also at later looks")
    mutating func renamed() throws {
        let (file, other) = (try candidate("po.edi"), try candidate("other.edi", inode: 9))
        tracker.noteRenamed(file.name, in: partner)
        #expect(tracker.look(at: [other, file], in: partner, now: at(0)) == [file])
        #expect(tracker.look(at: [other, file], in: partner, now: at(0.5)) == [file])
    }

    @Test("A file that is written to after its rename has to hold still")
    mutating func writtenAfterRename() throws {
        let file = try candidate("po.edi")
        tracker.noteRenamed(file.name, in: partner)
        tracker.noteWritten(file.name, in: partner)
        #expect(tracker.look(at: [file], in: partner, now: at(0)) == [])
    }

    @Test("A file that went and came back waits anew; a forgotten partner too")
    mutating func forgets() throws {
        let file = try candidate("po.edi")
        _ = tracker.look(at: [file], in: partner, now: at(0))
        _ = tracker.look(at: [], in: partner, now: at(1))
        #expect(tracker.nextLook(after: at(1)) == nil)
        #expect(tracker.look(at: [file], in: partner, now: at(5)) == [])
        tracker.forget(partner)
        #expect(tracker.look(at: [file], in: partner, now: at(9)) == [])
    }

    @Test("A clock set back delays by the settling time at most")
    mutating func clockSetBack() throws {
        let file = try candidate("po.edi")
        _ = tracker.look(at: [file], in: partner, now: at(1000))
        #expect(tracker.look(at: [file], in: partner, now: at(0)) == [])
        #expect(tracker.look(at: [file], in: partner, now: at(2)) == [file])
    }
}
