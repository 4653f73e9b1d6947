import Diagnostics

/// Segments of an interchange whose delimiters are known.
extension SegmentTokenizer {
    /// The next segment of the source; `nil` when the state has changed.
    mutating func nextInBody(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult? {
        if !carry.isEmpty || oversizeByteCount > 0 {
            return continueCarry(bytes, at: base, &position)
        }
        if index.indexedEnd < position { index.reset(at: position) }
        guard skipToSegment(bytes, &position) else { return .exhausted }
        if bytes[position] == UInt8(ascii: "I") {
            if position + 4 <= bytes.count {
                if Self.isHeader(bytes, at: position) {
                    startHeader(.header, offset: base + position)
                    return nil
                }
            } else if mayBecomeHeader(bytes, at: position) {
                stash(bytes, at: base, &position)
                return .exhausted
            }
        }
        if bytes[position] == UInt8(ascii: "B"), base + position != plainOffset {
            if position + 4 <= bytes.count {
                if isBinary(bytes, at: position) {
                    startBinary(
                        offset: base + position, isBDS: bytes[position + 1] == UInt8(ascii: "D"))
                    return nil
                }
            } else if mayBecomeBinary(bytes, at: position) {
                stash(bytes, at: base, &position)
                return .exhausted
            }
        }
        while index.nextTerminator == nil {
            guard index.indexedEnd < bytes.count else {
                stash(bytes, at: base, &position)
                return .exhausted
            }
            index.indexBlock(of: bytes, scan, delimiters)
        }
        guard let terminator = index.nextTerminator else { return nil }
        return .step(take(terminator, bytes, at: base, &position))
    }

    /// Hands out the segment from the position up to a terminator of the index.
    private mutating func take(
        _ terminator: Int, _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> Step {
        let start = position
        let end = Int(index.boundaries[terminator])
        let elementCount = terminator - index.cursor + index.droppedCount
        found.start = start
        found.end = end
        found.firstBoundary = index.cursor
        found.terminator = terminator
        found.fileOffset = base + start
        position = end + scan.terminatorByteCount
        index.advance(past: terminator)
        if bytes[start] == UInt8(ascii: "I"), isEnd(bytes, start, end) { state = .between }
        if end - start > limits.segmentByteCountMax {
            return report(
                .segmentTooLong, offset: base + start, length: end - start, count: end - start)
        }
        if elementCount > limits.elementCountMax {
            return report(
                .tooManyElements, offset: base + start, length: end - start, count: elementCount)
        }
        return .segment
    }

    /// Moves to the first byte of a segment, past blanks, newlines and terminators of nothing.
    /// False when the source ends before one.
    @inline(__always)
    private mutating func skipToSegment(_ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
        while position < bytes.count {
            let byte = bytes[position]
            if isSkippable(byte) {
                position += 1
            } else if scan.terminatorByteCount == 1, UInt32(byte) == scan.terminator {
                dropEmptySegment(at: position)
                position += 1
            } else if scan.terminatorByteCount > 1, isTerminator(bytes, at: position) {
                dropEmptySegment(at: position)
                position += scan.terminatorByteCount
            } else {
                return true
            }
        }
        return false
    }

    /// The source ends inside what may be `ISA` and a separator.
    private func mayBecomeHeader(_ bytes: Span<UInt8>, at position: Int) -> Bool {
        let count = bytes.count - position
        return (count < 2 || bytes[position + 1] == UInt8(ascii: "S"))
            && (count < 3 || bytes[position + 2] == UInt8(ascii: "A"))
    }

    private mutating func dropEmptySegment(at position: Int) {
        guard let terminator = index.nextTerminator,
            Int(index.boundaries[terminator]) == position
        else {
            index.reset(at: position + scan.terminatorByteCount)
            return
        }
        index.advance(past: terminator)
    }

    private func isTerminator(_ bytes: Span<UInt8>, at position: Int) -> Bool {
        guard position + scan.terminatorByteCount <= bytes.count else { return false }
        var packed: UInt32 = 0
        for offset in position..<position + scan.terminatorByteCount {
            packed = packed << 8 | UInt32(bytes[offset])
        }
        return packed == scan.terminator
    }

    /// Keeps the unfinished segment at the end of a source.
    private mutating func stash(_ bytes: Span<UInt8>, at base: Int, _ position: inout Int) {
        carryOffset = base + position
        recent = 0
        for offset in max(position, bytes.count - 4)..<bytes.count {
            recent = recent << 8 | UInt32(bytes[offset])
        }
        if bytes.count - position > limits.segmentByteCountMax + scan.terminatorByteCount {
            oversizeByteCount = bytes.count - position
            isOversizeEnd = isEnd(bytes, position, bytes.count)
        } else {
            carry.reserveCapacity(bytes.count - position)
            for offset in position..<bytes.count { carry.append(bytes[offset]) }
        }
        position = bytes.count
        index.reset(at: position)
    }

    /// Goes on with a segment that an earlier source began.
    private mutating func continueCarry(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult? {
        let mask = ScanDelimiters.mask(scan.terminatorByteCount)
        let byteCountMax = limits.segmentByteCountMax + scan.terminatorByteCount
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            recent = recent << 8 | UInt32(byte)
            if oversizeByteCount > 0 {
                oversizeByteCount += 1
            } else {
                carry.append(byte)
                if carry.count == 4, Self.isHeader(carry.span, at: 0) {
                    headerByteCountNeeded = 4
                    state = .header
                    return nil
                }
                if carry.count == 4, carryOffset != plainOffset, isBinary(carry.span, at: 0) {
                    binary = BinarySegment(
                        separatorCount: carry[1] == UInt8(ascii: "D") ? 3 : 2)
                    state = .binary
                    return nil
                }
            }
            if recent & mask == scan.terminator { return endCarry() }
            if carry.count > byteCountMax {
                oversizeByteCount = carry.count
                isOversizeEnd = isEnd(carry.span, 0, carry.count)
                carry.removeAll(keepingCapacity: false)
            }
        }
        index.reset(at: position)
        return .exhausted
    }

    /// The terminator of the carried segment has come.
    mutating func endCarry() -> RunResult? {
        let byteCount = max(oversizeByteCount, carry.count) - scan.terminatorByteCount
        if oversizeByteCount > 0 || byteCount > limits.segmentByteCountMax {
            return .step(reportOversize(byteCount))
        }
        carry.removeLast(scan.terminatorByteCount)
        // A terminator in pieces may have followed nothing.
        guard !carry.isEmpty else { return nil }
        return .step(handOutCarry())
    }

    /// An IEA ends its interchange however long it is.
    mutating func reportOversize(_ byteCount: Int) -> Step {
        let isInterchangeEnd =
            oversizeByteCount > 0 ? isOversizeEnd : isEnd(carry.span, 0, carry.count)
        if isInterchangeEnd { state = .between }
        oversizeByteCount = 0
        carry.removeAll(keepingCapacity: false)
        return report(
            .segmentTooLong, offset: carryOffset, length: byteCount, count: byteCount)
    }

    /// Collects a header from a place in the file on.
    mutating func startHeader(_ state: State, offset: Int) {
        self.state = state
        carry.removeAll(keepingCapacity: true)
        carryOffset = offset
        headerByteCountNeeded = 4
    }
}
