/// Ways a file gets damaged on its way: what tests do to good ones.
package enum Damage {
    /// Bytes that mean something in X12, so that damage by them hurts.
    private static let meaningful =
        Array("*~>:^|\n\r IAEGST0917.-".utf8) + [0x00, 0x1A, 0x85, 0xC2, 0xFF]

    /// One to four faults anywhere.
    package static func random(
        _ bytes: [UInt8], using generator: inout some RandomNumberGenerator
    ) -> [UInt8] {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !damaged.isEmpty {
            strike(&damaged, using: &generator)
        }
        return damaged
    }

    private static func strike(
        _ bytes: inout [UInt8], using generator: inout some RandomNumberGenerator
    ) {
        let offset = Int.random(in: 0..<bytes.count, using: &generator)
        let other = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes.remove(at: offset)
        case 1: bytes.insert(bytes[offset], at: offset)
        case 2: bytes.swapAt(offset, other)
        case 3: bytes[offset] = meaningful.randomElement(using: &generator) ?? 0
        case 4: bytes.insert(meaningful.randomElement(using: &generator) ?? 0, at: offset)
        case 5: bytes.removeSubrange(offset..<min(bytes.count, offset + 60))
        default:
            let end = min(bytes.count, offset + 40)
            bytes.insert(contentsOf: Array(bytes[offset..<end]), at: other)
        }
    }
}
