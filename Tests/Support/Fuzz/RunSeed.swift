import Glibc

extension SeededGenerator {
    /// Where this run's random tests start: `WAYBILL_SEED`, a number or `random`; else 1, so that
    /// the ordinary check is the same each time. Tests print it when they fail.
    package static let seedOfRun: UInt64 = {
        guard let text = getenv("WAYBILL_SEED").map({ String(cString: $0) }) else { return 1 }
        let seed = UInt64(text) ?? UInt64.random(in: 0...UInt64.max)
        print("WAYBILL_SEED=\(seed)")
        return seed
    }()

    /// A generator for one test, started from the run's seed.
    package static func ofRun(_ salt: UInt64 = 0) -> SeededGenerator {
        SeededGenerator(seed: seedOfRun &+ salt &* 0x9E37_79B9_7F4A_7C15)
    }
}
