package import Diagnostics
internal import Glibc

/// Everything the appliance does not decide for itself: what time it is and what chance says. The
/// disk comes in through `Spool`'s file system, the network through the ERP target.
package struct Seams: Sendable {
    package var now: @Sendable () -> Timestamp
    /// Random bits for names that must not collide.
    package var random: @Sendable () -> UInt64

    package init(
        now: @escaping @Sendable () -> Timestamp, random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.random = random
    }

    /// The machine's own clock and generator.
    package static let system = Seams(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(
                milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        random: {
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        })
}
