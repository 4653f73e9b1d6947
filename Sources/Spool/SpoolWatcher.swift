import CLinux
import Glibc

/// One watched directory of a `SpoolWatcher`.
package struct WatchID: Hashable, Sendable {
    fileprivate let descriptor: Int32
}

/// What a watch is for.
package enum WatchInterest: Sendable {
    /// Files that come in: a partner's inbound folder.
    case arrivals
    /// Any file added, changed or removed: profiles, maps, a file that is touched to wake us.
    case changes
}

/// A hint that something happened. It may be late, doubled or lost, so that whoever acts on it
/// looks for himself, and also looks from time to time without any hint.
package enum WatchEvent: Hashable, Sendable {
    /// A file was renamed to this name.
    case renamed(WatchID, FileName)
    /// A file was made, or closed after writing.
    case written(WatchID, FileName)
    /// A file was removed or renamed away; only for `WatchInterest.changes`.
    case removed(WatchID, FileName)
    /// The directory itself is gone and no longer watched.
    case unwatched(WatchID)
    /// Events were lost: look everywhere.
    case overflow
    /// Somebody called `SpoolWaker.wake`.
    case woken
}

/// Ends a `SpoolWatcher.wait` from any thread.
package final class SpoolWaker: Sendable {
    fileprivate let descriptor: Int32

    fileprivate init() throws(SpoolError) {
        descriptor = waybill_eventfd()
        guard descriptor >= 0 else {
            throw SpoolError(errno: errno, operation: "eventfd", path: "")
        }
    }

    deinit { close(descriptor) }

    /// The current wait returns, or the next one if there is none. Calls before it add up to one.
    package func wake() {
        var one: UInt64 = 1
        // It fails only when the counter is full, and then the waiter wakes anyway.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}

/// Watches directories through inotify. One thread waits; any thread may wake it. Watches are
/// added and removed by the waiting thread. How many there may be is the system's
/// `fs.inotify.max_user_watches`; beyond it `watch` throws and only the regular rescan is left.
package struct SpoolWatcher: ~Copyable, Sendable {
    private static let bufferByteCount = 64 << 10

    package let waker: SpoolWaker
    private let descriptor: Int32

    package init() throws(SpoolError) {
        let waker = try SpoolWaker()
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw SpoolError(errno: errno, operation: "inotify_init1", path: "")
        }
        self.waker = waker
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Starts to watch a directory. Watching one twice gives the same identifier.
    package func watch(
        _ path: String, for interest: WatchInterest
    ) throws(SpoolError) -> WatchID {
        var mask =
            UInt32(IN_CREATE) | UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO)
            | UInt32(IN_ONLYDIR) | UInt32(IN_DONT_FOLLOW) | UInt32(IN_EXCL_UNLINK)
        if interest == .changes { mask |= UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) }
        let watch = inotify_add_watch(descriptor, path, mask)
        guard watch >= 0 else {
            // Too many watches is reported as ENOSPC, but no disk is full.
            let failure = errno == ENOSPC ? EMFILE : errno
            throw SpoolError(errno: failure, operation: "inotify_add_watch", path: path)
        }
        return WatchID(descriptor: watch)
    }

    /// Stops watching; nothing happens when the directory is gone already.
    package func unwatch(_ id: WatchID) { _ = inotify_rm_watch(descriptor, id.descriptor) }

    /// Waits for events, for a wake or for the time to pass, whichever is first. An empty result
    /// means that the time passed. `nil` waits without end.
    package func wait(timeoutMilliseconds: Int?) throws(SpoolError) -> [WatchEvent] {
        var polls = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let timeout = timeoutMilliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
        guard poll(&polls, 2, timeout) >= 0 else {
            // A signal ends a wait like a timeout does.
            if errno == EINTR { return [] }
            throw SpoolError(errno: errno, operation: "poll", path: "")
        }
        var events: [WatchEvent] = []
        if polls[1].revents != 0 {
            var count: UInt64 = 0
            _ = read(waker.descriptor, &count, MemoryLayout<UInt64>.size)
            events.append(.woken)
        }
        if polls[0].revents != 0 { try readEvents(into: &events) }
        return events
    }

    private func readEvents(into events: inout [WatchEvent]) throws(SpoolError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.bufferByteCount, alignment: MemoryLayout<inotify_event>.alignment)
        defer { buffer.deallocate() }
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        guard count >= 0 else {
            if errno == EAGAIN || errno == EINTR { return }
            throw SpoolError(errno: errno, operation: "read inotify", path: "")
        }
        var offset = 0
        // The kernel writes whole events: a fixed head, then `len` bytes of name padded with NUL.
        while offset + MemoryLayout<inotify_event>.size <= count {
            let head = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let start = offset + MemoryLayout<inotify_event>.size
            offset = start + Int(head.len)
            let name = Array(buffer[start..<offset].prefix { $0 != 0 })
            if let event = Self.event(head, FileName(bytes: name)) { events.append(event) }
        }
    }

    private static func event(_ head: inotify_event, _ name: FileName?) -> WatchEvent? {
        let watch = WatchID(descriptor: head.wd)
        func has(_ bits: Int32) -> Bool { head.mask & UInt32(bits) != 0 }
        if has(IN_Q_OVERFLOW) { return .overflow }
        if has(IN_IGNORED) { return .unwatched(watch) }
        guard let name else { return nil }
        if has(IN_MOVED_TO) { return .renamed(watch, name) }
        if has(IN_CREATE) || has(IN_CLOSE_WRITE) { return .written(watch, name) }
        if has(IN_DELETE) || has(IN_MOVED_FROM) { return .removed(watch, name) }
        return nil
    }
}
