import Glibc

/// The clocks. Work on one thread is measured in its CPU time, so that other work on the machine
/// disturbs it little; what waits for disks or other processes is measured in wall time.
enum Stopwatch {
    static func threadSeconds() -> Double { seconds(CLOCK_THREAD_CPUTIME_ID) }
    static func wallSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// Measured values of one thing.
struct Samples {
    private(set) var sorted: [Double] = []

    init(_ values: [Double] = []) { sorted = values.sorted() }

    var median: Double { percentile(50) }
    var least: Double { sorted.first ?? .nan }
    var greatest: Double { sorted.last ?? .nan }

    /// The smallest value that at least so many of a hundred do not exceed.
    func percentile(_ percent: Int) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let rank = (sorted.count * percent + 99) / 100
        return sorted[max(0, min(sorted.count, rank) - 1)]
    }

    /// CPU seconds of a body, one run to warm up not counted.
    static func cpu(_ count: Int = 5, _ body: () throws -> Void) rethrows -> Samples {
        try body()
        var values: [Double] = []
        for _ in 0..<count {
            let start = Stopwatch.threadSeconds()
            try body()
            values.append(Stopwatch.threadSeconds() - start)
        }
        return Samples(values)
    }
}

/// Keeps the optimizer from dropping work whose result nobody wants.
@inline(never) @_optimize(none) func keep<Value>(_ value: Value) {}

/// What `left` and the others cost beside each other: run in turn, so that the load of the machine
/// falls on all of them alike. Medians of CPU seconds, in order.
func inTurn(_ rounds: Int, _ bodies: [() throws -> Void]) throws -> [Double] {
    var values = [[Double]](repeating: [], count: bodies.count)
    for round in 0...rounds {
        for (index, body) in bodies.enumerated() {
            let start = Stopwatch.threadSeconds()
            try body()
            if round > 0 { values[index].append(Stopwatch.threadSeconds() - start) }
        }
    }
    return values.map { Samples($0).median }
}
