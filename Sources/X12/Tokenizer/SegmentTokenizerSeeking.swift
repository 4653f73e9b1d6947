import Diagnostics

/// Outside interchanges: looking for the next one, learning its delimiters, and the end.
extension SegmentTokenizer {
    /// Looks for `ISA` with a separator after it and no letter or digit before it.
    mutating func seekHeader(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult? {
        while position < bytes.count {
            let byte = bytes[position]
            let offset = base + position
            preambleRecent = preambleRecent << 8 | UInt64(byte)
            position += 1
            if strayOffset == nil, !isIgnorable(byte, at: offset) { strayOffset = offset }
            if Self.mayDelimit(byte) {
                if preambleRecent >> 8 & 0xFF_FFFF == 0x49_5341,
                    !UInt8(truncatingIfNeeded: preambleRecent >> 32).isX12Alphanumeric
                {
                    return enterHeader(.header, [0x49, 0x53, 0x41, byte], offset: offset - 3)
                }
                let pair = UInt16(truncatingIfNeeded: preambleRecent >> 8)
                if isFirst, strayOffset == offset - 2, pair == 0x5354 || pair == 0x4753 {
                    return enterHeader(
                        .fragment, [UInt8(pair >> 8), UInt8(pair & 0xFF), byte],
                        offset: offset - 2)
                }
            }
            if isFirst, offset - preambleOffset >= limits.preambleByteCountMax {
                state = .ignoring
                return .step(
                    report(
                        .noInterchange, offset: preambleOffset,
                        length: offset + 1 - preambleOffset))
            }
        }
        return .exhausted
    }

    private mutating func enterHeader(
        _ state: State, _ start: [UInt8], offset: Int
    ) -> RunResult? {
        startHeader(state, offset: offset)
        carry.append(contentsOf: start)
        preambleRecent = 0
        guard let strayOffset, strayOffset < offset else { return nil }
        self.strayOffset = nil
        return .step(report(.strayBytes, offset: strayOffset, length: offset - strayOffset))
    }

    /// Blanks, the byte order mark at the start of the file, and what old systems end files with.
    private func isIgnorable(_ byte: UInt8, at offset: Int) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, 0x00, 0x1A: true
        case 0xEF: offset == 0
        case 0xBB: offset == 1
        case 0xBF: offset == 2
        default: false
        }
    }

    /// Gathers a header until its delimiters are known, or it turns out not to be one.
    mutating func collectHeader(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult? {
        while true {
            if carry.count >= headerByteCountNeeded, let result = learn(isFinal: false) {
                return result
            }
            guard position < bytes.count else { return .exhausted }
            carry.append(bytes[position])
            position += 1
        }
    }

    /// `nil` when more bytes are needed.
    private mutating func learn(isFinal: Bool) -> RunResult? {
        let isFragment = state == .fragment
        let outcome =
            isFragment
            ? HeaderLearning.learnFragment(carry.span, isFinal: isFinal)
            : HeaderLearning.learn(carry.span, isFinal: isFinal)
        switch outcome {
        case .needs(let byteCount):
            headerByteCountNeeded = max(byteCount, carry.count + 1)
            return nil
        case .learned(let header):
            strayOffset = nil
            begin(header, isFragment: isFragment)
            return .restart
        case .failed:
            // Read again what follows the false start; it may hold a true one.
            let skipped = min(isFragment ? 3 : 4, carry.count)
            if isFragment {
                strayOffset = carryOffset
            } else {
                findings.append(
                    TokenizerFinding(
                        kind: .unreadableHeader,
                        range: ByteRange(offset: carryOffset, length: carry.count)))
                strayOffset = nil
            }
            prefix.removeAll(keepingCapacity: true)
            prefix.append(contentsOf: carry[skipped...])
            prefixOffset = carryOffset + skipped
            carry.removeAll(keepingCapacity: true)
            preambleRecent = 0
            state = .preamble
            return .restart
        }
    }

    /// After an IEA: another interchange, stray segments, or bytes that are no X12.
    mutating func lookBetween(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult? {
        while position < bytes.count {
            let byte = bytes[position]
            if carry.isEmpty {
                let isTerminator =
                    scan.terminatorByteCount == 1 && UInt32(byte) == scan.terminator
                if isTerminator || isSkippable(byte) || byte == 0 || byte == 0x1A {
                    position += 1
                    continue
                }
                carryOffset = base + position
            }
            carry.append(byte)
            position += 1
            guard carry.count == 4 else { continue }
            if Self.isHeader(carry.span, at: 0) {
                headerByteCountNeeded = 4
                state = .header
                return nil
            }
            giveBackCarry(toBody: looksLikeSegment(carry.span))
            return .restart
        }
        return .exhausted
    }

    private mutating func giveBackCarry(toBody: Bool) {
        prefix.removeAll(keepingCapacity: true)
        swap(&prefix, &carry)
        prefixOffset = carryOffset
        if toBody {
            state = bodyState
        } else {
            state = .preamble
            strayOffset = carryOffset
            preambleRecent = 0
        }
    }

    /// A segment ID of two or three and the element separator in use.
    private func looksLikeSegment(_ bytes: Span<UInt8>) -> Bool {
        let separator = UInt8(
            truncatingIfNeeded: scan.element >> UInt32((scan.elementByteCount - 1) * 8))
        guard (0x41...0x5A).contains(bytes[0]), bytes[1].isX12Alphanumeric else { return false }
        return bytes[2] == separator || (bytes[2].isX12Alphanumeric && bytes[3] == separator)
    }

    /// What the end of the file means for the state; `nil` when all is said.
    mutating func closeState() -> RunResult? {
        switch state {
        case .preamble:
            state = .ignoring
            if isFirst {
                let start = strayOffset ?? preambleOffset
                return .step(report(.noInterchange, offset: start, length: 0))
            }
            guard let strayOffset else { return nil }
            return .step(
                report(.strayBytes, offset: strayOffset, length: chunkOffset - strayOffset))
        case .header, .fragment:
            return learn(isFinal: true)
        case .body, .wrapped:
            return closeBody()
        case .binary:
            if oversizeByteCount > 0 { return .step(reportOversize(oversizeByteCount)) }
            return refuseBinary()
        case .between:
            guard !carry.isEmpty else { return nil }
            let length = carry.count
            carry.removeAll(keepingCapacity: true)
            return .step(report(.strayBytes, offset: carryOffset, length: length))
        case .ignoring:
            return nil
        }
    }

    /// The last segment when nothing terminates it.
    private mutating func closeBody() -> RunResult? {
        if oversizeByteCount > 0 { return .step(reportOversize(oversizeByteCount)) }
        while let last = carry.last, isSkippable(last) { carry.removeLast() }
        guard !carry.isEmpty else { return nil }
        guard carry.count <= limits.segmentByteCountMax else {
            return .step(reportOversize(carry.count))
        }
        let end = lineWrap == nil ? carryOffset + carry.count : chunkOffset
        let step = handOutCarry()
        if case .segment = step {
            findings.append(
                TokenizerFinding(
                    kind: .lastTerminatorMissing, range: ByteRange(offset: end, length: 0)))
        }
        return .step(step)
    }
}
