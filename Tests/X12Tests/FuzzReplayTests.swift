import TestSupport
import Testing
import X12

/// The properties the fuzzers of `Tests/Fuzz` try to break, on what they once broke them with and
/// on bytes made here.
struct FuzzReplayTests {
    /// Files in `Tests/Fuzz/crashers/<target>/`: each broke its property once.
    @Test(arguments: FuzzTarget.allCases)
    func crashersStayRepaired(target: FuzzTarget) {
        for (name, bytes) in FuzzFiles.crashers(of: target) {
            #expect(target.fault(in: bytes) == nil, "\(target) \(name)")
        }
    }

    /// The samples the fuzzers start from, damaged at random.
    @Test(arguments: FuzzTarget.allCases)
    func damagedSeedsHold(target: FuzzTarget) {
        var generator = SeededGenerator.ofRun()
        let seeds = FuzzFiles.seeds
        #expect(seeds.count >= 10)
        for (name, bytes) in seeds {
            for _ in 0..<20 {
                let input = Damage.random(bytes, using: &generator)
                let fault = target.fault(in: input)
                #expect(
                    fault == nil,
                    "\(target) \(name), seed \(SeededGenerator.seedOfRun): \(text(input))")
            }
        }
    }

    /// Bytes as a reader of the failure can use them again.
    private func text(_ bytes: [UInt8]) -> String {
        bytes.map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "<\($0)>" }.joined()
    }
}
