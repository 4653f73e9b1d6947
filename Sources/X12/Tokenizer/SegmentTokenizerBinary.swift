import Diagnostics

/// BIN and BDS: a length and then that many bytes of anything, separators and terminators
/// included (type B). Their end follows from the length, not from the next terminator.
///
///     B I N * 5 * a ~ * b c ~          BIN01 length, BIN02 data
///     B D S * ASC * 5 * a ~ * b c ~    BDS01 filter, BDS02 length, BDS03 data
///
/// A length that no terminator follows is told, and the segment read again like any other.
extension SegmentTokenizer {
    /// What is known of the binary segment in the carry buffer.
    struct BinarySegment {
        /// Separators before the data.
        var separatorCount: Int
        /// Bytes before the data, once its length is known.
        var dataStart = 0
        /// Bytes of data still to come.
        var remaining = 0
        /// Where the length starts.
        var lengthStart = 4
        var seenSeparatorCount = 1
    }

    private static let headByteCountMax = 32

    /// `BIN` or `BDS` and the element separator in use, all of which must be there.
    func isBinary(_ bytes: Span<UInt8>, at start: Int) -> Bool {
        guard scan.isSingleByte, lineWrap == nil, bytes[start] == UInt8(ascii: "B") else {
            return false
        }
        let second = bytes[start + 1]
        let third = bytes[start + 2]
        return UInt32(bytes[start + 3]) == scan.element
            && (second == UInt8(ascii: "I") && third == UInt8(ascii: "N")
                || second == UInt8(ascii: "D") && third == UInt8(ascii: "S"))
    }

    /// The source ends inside what may be a binary segment's ID and separator.
    func mayBecomeBinary(_ bytes: Span<UInt8>, at position: Int) -> Bool {
        guard bytes[position] == UInt8(ascii: "B"), scan.isSingleByte else { return false }
        let count = bytes.count - position
        return count < 2 || bytes[position + 1] == UInt8(ascii: "I")
            || bytes[position + 1] == UInt8(ascii: "D")
    }

    /// Collects a binary segment from a place in the file on.
    mutating func startBinary(offset: Int, isBDS: Bool) {
        state = .binary
        carry.removeAll(keepingCapacity: true)
        carryOffset = offset
        binary = BinarySegment(separatorCount: isBDS ? 3 : 2)
    }

    mutating func collectBinary(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if oversizeByteCount > 0 { oversizeByteCount += 1 } else { carry.append(byte) }
            if binary.dataStart == 0 {
                if carry.count > 4, !readHead(byte) { return refuseBinary() }
            } else if binary.remaining > 0 {
                binary.remaining -= 1
                if carry.count > limits.segmentByteCountMax {
                    oversizeByteCount = carry.count
                    carry.removeAll(keepingCapacity: false)
                }
            } else if UInt32(byte) == scan.terminator {
                return endBinary()
            } else if oversizeByteCount == 0 {
                return refuseBinary()
            }
        }
        return .exhausted
    }

    /// One byte before the data; false when there is no length.
    private mutating func readHead(_ byte: UInt8) -> Bool {
        guard UInt32(byte) != scan.terminator, carry.count <= Self.headByteCountMax else {
            return false
        }
        guard UInt32(byte) == scan.element else { return true }
        binary.seenSeparatorCount += 1
        guard binary.seenSeparatorCount == binary.separatorCount else {
            binary.lengthStart = carry.count
            return true
        }
        var length = 0
        let digits = carry[binary.lengthStart..<carry.count - 1]
        guard (1...15).contains(digits.count) else { return false }
        for digit in digits {
            guard digit &- 0x30 <= 9 else { return false }
            length = length * 10 + Int(digit &- 0x30)
        }
        binary.dataStart = carry.count
        binary.remaining = length
        return true
    }

    private mutating func endBinary() -> RunResult? {
        state = .body
        // What was indexed of the source may lie inside the data.
        index.reset(at: 0)
        if oversizeByteCount > 0 {
            return .step(reportOversize(oversizeByteCount - scan.terminatorByteCount))
        }
        carry.removeLast(scan.terminatorByteCount)
        return .step(handOutCarry(headByteCount: binary.dataStart))
    }

    /// The segment is read again as one without a length.
    mutating func refuseBinary() -> RunResult? {
        if binary.dataStart > 0 {
            findings.append(
                TokenizerFinding(
                    kind: .binaryLength,
                    range: ByteRange(offset: carryOffset, length: binary.dataStart)))
        }
        plainOffset = carryOffset
        prefix.removeAll(keepingCapacity: true)
        swap(&prefix, &carry)
        prefixOffset = carryOffset
        state = .body
        return .restart
    }
}
