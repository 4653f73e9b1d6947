internal import Foundation

/// Runs the work of many lanes on a few threads.
///
/// A lane is a partner. One lane's work is never run by two threads at once, so its order is kept;
/// different lanes run side by side, and a lane that has more to do goes to the back of the line, so
/// that a busy partner never starves a quiet one.
///
/// Unchecked: every stored property below `condition` is read and written only under its lock.
final class LaneScheduler: @unchecked Sendable {
    enum Verdict {
        case idle
        /// There is more: run the lane again when its turn comes.
        case more
    }

    private enum LaneState { case queued, running, wokenWhileRunning }

    private let run: @Sendable (String) -> Verdict
    private let condition = NSCondition()
    private var lanes: [String: LaneState] = [:]
    private var queue: [String] = []
    private var queueHead = 0
    private var runningCount = 0
    private var isStopping = false
    private var liveThreadCount = 0

    init(run: @escaping @Sendable (String) -> Verdict) { self.run = run }

    func start(workerCount: Int) {
        precondition(workerCount > 0)
        condition.lock()
        liveThreadCount = workerCount
        condition.unlock()
        for number in 1...workerCount {
            let thread = Thread { [self] in work() }
            thread.name = "waybill-lane-\(number)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// Says that a lane has something to do. Never blocks for long; telling twice does no harm.
    func wake(_ lane: String) {
        condition.lock()
        defer { condition.unlock() }
        switch lanes[lane] {
        case nil:
            lanes[lane] = .queued
            queue.append(lane)
            condition.signal()
        case .running: lanes[lane] = .wokenWhileRunning
        case .queued, .wokenWhileRunning: break
        }
    }

    /// Lets running lanes finish what they are at, starts nothing new, and returns when all
    /// threads have ended.
    func stop() {
        condition.lock()
        isStopping = true
        condition.broadcast()
        while liveThreadCount > 0 { condition.wait() }
        condition.unlock()
    }

    /// Waits until no lane is queued or running. For commands that process and then exit.
    func waitUntilIdle() {
        condition.lock()
        while !lanes.isEmpty { condition.wait() }
        condition.unlock()
    }

    var isIdle: Bool {
        condition.lock()
        defer { condition.unlock() }
        return lanes.isEmpty
    }

    private func work() {
        condition.lock()
        while true {
            while queueHead == queue.count, !isStopping { condition.wait() }
            if isStopping { break }
            let lane = queue[queueHead]
            queueHead += 1
            if queueHead == queue.count {
                queue.removeAll(keepingCapacity: true)
                queueHead = 0
            }
            lanes[lane] = .running
            condition.unlock()
            let verdict = run(lane)
            condition.lock()
            if verdict == .more || lanes[lane] == .wokenWhileRunning {
                lanes[lane] = .queued
                queue.append(lane)
                condition.signal()
            } else {
                lanes[lane] = nil
                if lanes.isEmpty { condition.broadcast() }
            }
        }
        liveThreadCount -= 1
        condition.broadcast()
        condition.unlock()
    }
}
