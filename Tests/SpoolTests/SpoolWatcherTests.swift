import Glibc
import Spool
import Testing

@Suite("Watching")
struct SpoolWatcherTests {
    let temporary: TemporarySpool

    init() throws { temporary = try TemporarySpool() }

    @Test("A written and a renamed file are told apart")
    func arrivals() throws {
        let watcher = try SpoolWatcher()
        let id = try watcher.watch(temporary.inbound, for: .arrivals)
        temporary.drop("po.tmp", "ISA")
        rename("\(temporary.inbound)/po.tmp", "\(temporary.inbound)/po.edi")
        unlink("\(temporary.inbound)/po.edi")
        let (part, whole) = (
            try #require(FileName("po.tmp")), try #require(FileName("po.edi"))
        )
        #expect(
            try watcher.wait(timeoutMilliseconds: 5000) == [
                .written(id, part), .written(id, part), .renamed(id, whole),
            ])
        #expect(try watcher.wait(timeoutMilliseconds: 0) == [])
    }

    @Test("Changes include removals; an unwatched or removed folder is silent")
    func changes() throws {
        let watcher = try SpoolWatcher()
        let id = try watcher.watch(temporary.inbound, for: .changes)
        #expect(try watcher.watch(temporary.inbound, for: .changes) == id)
        temporary.drop("a", "")
        unlink("\(temporary.inbound)/a")
        let name = try #require(FileName("a"))
        let events = try watcher.wait(timeoutMilliseconds: 5000)
        #expect(events.last == .removed(id, name))
        watcher.unwatch(id)
        #expect(try watcher.wait(timeoutMilliseconds: 5000) == [.unwatched(id)])
        temporary.drop("b", "")
        #expect(try watcher.wait(timeoutMilliseconds: 0) == [])
    }

    @Test("A folder that is a link, a file or nothing is not watched")
    func refusals() throws {
        let watcher = try SpoolWatcher()
        temporary.drop("file", "")
        symlink(temporary.outbound, "\(temporary.inbound)/link")
        for name in ["file", "link", "absent"] {
            #expect(throws: SpoolError.self) {
                try watcher.watch("\(temporary.inbound)/\(name)", for: .arrivals)
            }
        }
    }

    @Test("A wake ends the wait, once, from any thread", .timeLimit(.minutes(1)))
    func wake() async throws {
        let watcher = try SpoolWatcher()
        let waker = watcher.waker
        Task.detached { waker.wake() }
        #expect(try watcher.wait(timeoutMilliseconds: nil) == [.woken])
        waker.wake()
        waker.wake()
        #expect(try watcher.wait(timeoutMilliseconds: nil) == [.woken])
        #expect(try watcher.wait(timeoutMilliseconds: 0) == [])
    }

    @Test("More files than the kernel queues are announced as lost")
    func overflow() throws {
        let watcher = try SpoolWatcher()
        _ = try watcher.watch(temporary.inbound, for: .arrivals)
        // The default of fs.inotify.max_queued_events is 16,384; each file makes two events.
        let limit = FileLimit.queuedEvents
        for index in 0..<limit / 2 + 10 { temporary.drop("\(index)", "") }
        var events: [WatchEvent] = []
        while true {
            let more = try watcher.wait(timeoutMilliseconds: 0)
            if more.isEmpty { break }
            events += more
        }
        #expect(events.last == .overflow)
    }
}

private enum FileLimit {
    /// `fs.inotify.max_queued_events`.
    static var queuedEvents: Int {
        let descriptor = open("/proc/sys/fs/inotify/max_queued_events", O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = max(0, read(descriptor, &bytes, bytes.count))
        let digits = bytes[..<count].filter { $0 != UInt8(ascii: "\n") }
        return Int(String(decoding: digits, as: UTF8.self)) ?? 16_384
    }
}
