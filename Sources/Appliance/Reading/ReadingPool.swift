internal import Foundation

/// Something to be read by whichever thread has time.
///
/// Unchecked: `state` is read and written under the pool's lock only; everything else belongs to
/// the thread that moved `state` to `running`, and to the one that has seen `done` after that.
class ReadingTask: @unchecked Sendable {
    enum State { case idle, waiting, running, done }

    fileprivate(set) var state = State.idle

    /// Does the work; called once, by one thread.
    func run() {}
}

/// A few threads that read blocks of files ahead of their turn. All files that are read at a time
/// share them; who has handed a task in can always do it himself instead of waiting.
///
/// Unchecked: every stored property below `condition` is read and written only under its lock.
final class ReadingPool: @unchecked Sendable {
    /// Most cores that one file is read on: each more keeps blocks and documents in memory.
    private static let coreCountMax = 4

    /// One thread for each core the process may use, but the one that asks.
    static let shared = ReadingPool(
        helperCount: min(ProcessInfo.processInfo.activeProcessorCount, coreCountMax) - 1)

    /// Threads besides the one that hands tasks in; 0 when there is but one core.
    let helperCount: Int
    private let condition = NSCondition()
    private var queue: [ReadingTask] = []
    private var queueHead = 0
    private var threadCount = 0
    private var idleCount = 0
    private var isStopping = false

    init(helperCount: Int) { self.helperCount = helperCount }

    /// Puts a task at the end of the line.
    func add(_ task: ReadingTask) {
        condition.lock()
        defer { condition.unlock() }
        precondition(task.state == .idle, "a task is handed in once at a time")
        task.state = .waiting
        queue.append(task)
        if idleCount == 0, threadCount < helperCount {
            threadCount += 1
            startThread(threadCount)
        } else {
            condition.broadcast()
        }
    }

    /// True when nobody has begun the task, and nobody but the caller will.
    func claim(_ task: ReadingTask) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard task.state == .waiting else { return false }
        task.state = .running
        return true
    }

    /// Does a claimed task.
    func run(_ task: ReadingTask) {
        task.run()
        condition.lock()
        task.state = .done
        condition.broadcast()
        condition.unlock()
    }

    func isDone(_ task: ReadingTask) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        return task.state == .done
    }

    /// Waits for a task that was begun.
    func wait(for task: ReadingTask) {
        condition.lock()
        while task.state == .running { condition.wait() }
        condition.unlock()
    }

    /// Makes a task that is done, or was claimed and not run, fit to be handed in again.
    func recycle(_ task: ReadingTask) {
        condition.lock()
        task.state = .idle
        condition.unlock()
    }

    /// Ends the threads; tasks that wait are not done.
    func stop() {
        condition.lock()
        isStopping = true
        condition.broadcast()
        while threadCount > 0 { condition.wait() }
        condition.unlock()
    }

    private func startThread(_ number: Int) {
        let thread = Thread { [self] in work() }
        thread.name = "waybill-read-\(number)"
        thread.stackSize = 4 << 20
        thread.start()
    }

    private func work() {
        condition.lock()
        while !isStopping {
            guard let task = next() else {
                idleCount += 1
                condition.wait()
                idleCount -= 1
                continue
            }
            task.state = .running
            condition.unlock()
            task.run()
            condition.lock()
            task.state = .done
            condition.broadcast()
        }
        threadCount -= 1
        condition.broadcast()
        condition.unlock()
    }

    /// The first task in the line that nobody has claimed.
    private func next() -> ReadingTask? {
        while queueHead < queue.count {
            let task = queue[queueHead]
            queueHead += 1
            if queueHead == queue.count {
                queue.removeAll(keepingCapacity: true)
                queueHead = 0
            }
            if task.state == .waiting { return task }
        }
        return nil
    }
}
