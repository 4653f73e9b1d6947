package import Diagnostics

/// What a fuzzer made, taken apart: the bytes of a file and how to read them.
///
///     file bytes …  cut  cut  limits  start
///
/// The choices stand last, so that a seed is an ordinary file with four bytes added. `start` may
/// put an ISA, or an ISA, GS and ST, before the bytes: mutations then fall into the body instead of
/// breaking the 106 bytes of a header over and over.
package struct FuzzInput {
    package let bytes: [UInt8]
    package let chunking: Chunking
    package let limits: Limits
    /// The four choices, the last byte lowest.
    package let choices: UInt32

    package static let choiceByteCount = 4

    package init(_ input: Span<UInt8>) {
        let fileByteCount = max(0, input.count - Self.choiceByteCount)
        var choices: UInt32 = 0
        for index in fileByteCount..<input.count {
            choices = choices << 8 | UInt32(input[index])
        }
        self.choices = choices
        let start = Self.starts[Int(choices & 0x3F)]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(start.count + fileByteCount)
        bytes.append(contentsOf: start)
        for index in 0..<fileByteCount { bytes.append(input[index]) }
        self.bytes = bytes
        limits = Self.limits(UInt8(truncatingIfNeeded: choices >> 8))
        let cut = Int(choices >> 16)
        chunking =
            switch cut & 3 {
            case 0: .byByte
            case 1: .split(at: (cut >> 2) % (bytes.count + 1))
            default: .random(seed: UInt64(cut >> 2))
            }
    }

    package init(_ input: [UInt8]) { self.init(input.span) }

    /// What each choice puts before the file.
    private static let starts = (0..<64).map { start($0) }

    /// The file's own bytes for 2 and 6 in the low three bits (a newline and a tilde, with which
    /// files end, choose so); a header with some delimiters for others. The next three bits open
    /// a set.
    private static func start(_ choice: UInt8) -> [UInt8] {
        let usual = Array("*>U~00401".utf8)
        let marks: [UInt8]
        switch choice & 7 {
        case 2, 6: return []
        case 0, 7: marks = usual
        case 1, 5: marks = Array("*:^~00501".utf8)
        case 3: marks = Array("|>U\n00401".utf8)
        default: marks = [0x1D, 0x1F, 0x55, 0x1C] + Array("00401".utf8)
        }
        let version = marks[4...]
        let sets = [
            "", "850", "810", "855", "856", "997", version.last == 0x35 ? "999" : "860", "",
        ]
        var elements = [
            "ISA", "00", "          ", "00", "          ", "ZZ", "STMARYHOSP     ", "ZZ",
            "GLOVESUPPLY    ", "240601", "1200", "", "", "000000101", "1", "T",
        ].map { Array($0.utf8) }
        elements[11] = [marks[2]]
        elements[12] = Array(version)
        var bytes = Array(elements.joined(separator: [marks[0]]))
        bytes += [marks[0], marks[1], marks[3]]
        let set = sets[Int(choice >> 3 & 7)]
        guard !set.isEmpty else { return bytes }
        let release = version.last == 0x31 ? "004010" : "005010"
        for segment in [
            [functionalID(set), "A", "B", "20240601", "1200", "7", "X", release], [set, "0001"],
        ] {
            bytes += Array(segment.count > 2 ? "GS".utf8 : "ST".utf8)
            for element in segment { bytes += [marks[0]] + Array(element.utf8) }
            bytes.append(marks[3])
        }
        return bytes
    }

    private static func functionalID(_ set: String) -> String {
        switch set {
        case "850": "PO"
        case "810": "IN"
        case "855": "PR"
        case "856": "SH"
        case "860": "PC"
        default: "FA"
        }
    }

    /// The appliance's limits, or ones so small that a few bytes cross them.
    private static func limits(_ choice: UInt8) -> Limits {
        var limits = Limits()
        if choice & 1 != 0 { limits.segmentByteCountMax = 24 }
        if choice & 2 != 0 { limits.elementCountMax = 6 }
        if choice & 4 != 0 { limits.preambleByteCountMax = 40 }
        if choice & 8 != 0 {
            limits.diagnosticCountPerSetMax = 3
            limits.diagnosticCountPerFileMax = 8
        }
        return limits
    }
}
