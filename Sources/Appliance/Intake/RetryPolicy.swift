internal import Diagnostics

/// When a failed step is tried again: the pause doubles from `first` to `longest`, with a random
/// part so that many do not come back at the same moment, and ends after `attemptCountMax`.
struct RetryPolicy: Sendable {
    var first: Duration
    var longest: Duration
    var attemptCountMax: Int

    /// The time of the next try after `attempts` failed ones, or `nil` to give up.
    func next(after attempts: Int, now: Timestamp, random: UInt64) -> Timestamp? {
        guard attempts < attemptCountMax else { return nil }
        let (first, longest) = (Self.seconds(first), Self.seconds(longest))
        var pause = first
        for _ in 1..<max(1, attempts) where pause < longest { pause *= 2 }
        pause = min(pause, longest)
        let jitter = Double(random % 1000) / 1000
        return now.adding(seconds: pause * (0.75 + 0.5 * jitter))
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
