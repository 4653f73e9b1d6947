package import Diagnostics
import Synchronization

/// Our own name for a file, from the moment we own it until it leaves the archive:
///
///     20261124T023648123Z-0000-5f3a9c01.acme-medical
///     │                   │    │        └ partner folder it came from or goes to
///     │                   │    └ random, eight hexadecimal digits
///     │                   └ counts files of the same millisecond, four hexadecimal digits
///     └ when it was claimed or written, UTC
///
/// Names of one process sort in the order they were given. The partner is in the name so that a
/// file whose row was never committed can be taken up again from `ls` alone.
package struct SpoolName: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String
    package let partner: PartnerFolder

    /// Reads a name of exactly that form; `nil` for any other.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        // Everything before the partner has a fixed length.
        guard bytes.count > Self.prefixByteCount,
            zip(bytes, Self.pattern.utf8).allSatisfy(matches),
            let partner = PartnerFolder(
                String(decoding: bytes[Self.prefixByteCount...], as: UTF8.self))
        else { return nil }
        self.text = text
        self.partner = partner
    }

    init?(_ name: FileName) {
        guard let text = String(validating: name.bytes, as: UTF8.self) else { return nil }
        self.init(text)
    }

    fileprivate init(
        timestamp: Timestamp, sequence: UInt16, random: UInt32, partner: PartnerFolder
    ) {
        let time = timestamp.description.filter { $0 != "-" && $0 != ":" && $0 != "." }
        text = "\(time)-\(padded(UInt32(sequence), 4))-\(padded(random, 8)).\(partner)"
        self.partner = partner
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = SpoolName(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a spool name")
        }
        self = name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
    var fileName: FileName { FileName(trusted: text) }

    package static func < (left: SpoolName, right: SpoolName) -> Bool { left.text < right.text }

    // 9 stands for a digit, f for a hexadecimal digit, the rest for itself.
    private static let pattern = "99999999T999999999Z-ffff-ffffffff."
    private static let prefixByteCount = pattern.utf8.count
}

private func matches(_ byte: UInt8, _ pattern: UInt8) -> Bool {
    let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    return switch pattern {
    case UInt8(ascii: "9"): isDigit
    case UInt8(ascii: "f"):
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    default: byte == pattern
    }
}

private func padded(_ number: UInt32, _ width: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: width - digits.utf8.count) + digits
}

/// Gives spool names, from a clock and a source of chance that come in from outside.
package final class SpoolNameGenerator: Sendable {
    private let now: @Sendable () -> Timestamp
    private let random: @Sendable () -> UInt32
    private let last = Mutex(Last(milliseconds: .min, sequence: 0))

    private struct Last {
        var milliseconds: Int64
        var sequence: UInt16
    }

    package init(
        now: @escaping @Sendable () -> Timestamp, random: @escaping @Sendable () -> UInt32
    ) {
        self.now = now
        self.random = random
    }

    /// A name greater than every name given before, even if the clock was set back.
    package func next(for partner: PartnerFolder) -> SpoolName {
        let current = now().milliseconds
        let place = last.withLock { last in
            if current > last.milliseconds {
                last = Last(milliseconds: current, sequence: 0)
            } else if last.sequence < .max {
                last.sequence += 1
            } else {
                last = Last(milliseconds: last.milliseconds + 1, sequence: 0)
            }
            return last
        }
        return SpoolName(
            timestamp: Timestamp(milliseconds: place.milliseconds), sequence: place.sequence,
            random: random(), partner: partner)
    }
}
