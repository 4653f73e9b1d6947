import Diagnostics

/// How a file is broken into lines of equal length, from the first byte of its ISA, wherever in
/// an element that falls. Such files come from systems with fixed records, of 80 bytes mostly.
///
/// The tokenizer leaves the line ends out. Places inside a segment are then counted without them;
/// `fileRange` counts them in again, so that a finding points at the bytes as they were received.
package struct LineWrap: Hashable, Sendable {
    /// Offset in the file of the ISA.
    package var start: Int
    /// Bytes of a line, its end not counted.
    package let width: Int
    /// 1 for LF or CR, 2 for both.
    package let endByteCount: Int
    /// Every line so far had the width. Where one had not, places in the file can no longer be
    /// computed: they stay as they were counted, without the line ends inside the segment.
    package var isRegular = true

    init(start: Int, width: Int, endByteCount: Int) {
        self.start = start
        self.width = width
        self.endByteCount = endByteCount
    }

    /// A range that was counted from a segment's place in the file without the line ends inside
    /// the segment, as a range in the file.
    func fileRange(_ range: ByteRange, inSegmentAt segmentOffset: Int) -> ByteRange {
        let segment = segmentOffset - start
        guard isRegular, range.offset >= segmentOffset, segment >= 0 else { return range }
        let line = segment / (width + endByteCount)
        let segmentData = segment - line * endByteCount
        func fileOffset(_ offset: Int) -> Int {
            let data = segmentData + offset - segmentOffset
            return start + data + data / width * endByteCount
        }
        let first = fileOffset(range.offset)
        guard range.length > 0 else { return ByteRange(offset: first, length: 0) }
        return ByteRange(offset: first, length: fileOffset(range.end - 1) + 1 - first)
    }

    /// Looks whether a byte of a segment lies where the width has it.
    mutating func check(_ byte: UInt8, at offset: Int) {
        let isLineEnd = byte == 0x0A || byte == 0x0D
        if isLineEnd != ((offset - start) % (width + endByteCount) >= width) { isRegular = false }
    }
}

extension HeaderLearning {
    private static let lineWidths = 40..<106

    /// An ISA broken by a line end into lines of equal length; `nil` when it is not one.
    /// Wrapped files have 80 bytes a line, or 72 or 96: the first break falls inside the ISA.
    static func learnWrapped(_ bytes: Span<UInt8>, isFinal: Bool) -> Outcome? {
        var width = 0
        while width < min(bytes.count, lineWidths.upperBound), !isLineEnd(bytes[width]) {
            width += 1
        }
        guard lineWidths.contains(width) else { return nil }
        guard bytes.count > width + 1 else { return isFinal ? nil : .needs(width + 2) }
        let endByteCount =
            bytes[width] == 0x0D && bytes[width + 1] == 0x0A ? 2 : 1
        let wrap = LineWrap(start: 0, width: width, endByteCount: endByteCount)
        func place(_ offset: Int) -> Int { offset + offset / width * endByteCount }
        guard bytes.count > place(105) else { return isFinal ? nil : .needs(place(105) + 1) }
        let separator = bytes[3]
        for offset in separatorOffsets where bytes[place(offset)] != separator { return nil }
        let component = bytes[place(104)]
        let terminator = bytes[place(105)]
        guard SegmentTokenizer.mayDelimit(separator), SegmentTokenizer.mayDelimit(terminator),
            terminator != separator, terminator < 0x80
        else { return nil }
        var version = 0
        for offset in 84..<89 {
            let digit = bytes[place(offset)] &- 0x30
            guard digit <= 9 else { return nil }
            version = version * 10 + Int(digit)
        }
        let repetition = bytes[place(82)]
        let repeats = version >= 402 && SegmentTokenizer.mayDelimit(repetition)
        var header = LearnedHeader(
            delimiters: Delimiters(
                element: separator,
                component: SegmentTokenizer.mayDelimit(component) ? component : nil,
                repetition: repeats ? repetition : nil, segment: terminator),
            scan: ScanDelimiters(
                element: UInt32(separator), terminator: UInt32(terminator)),
            isaByteCount: 105, byteCount: place(105) + 1)
        header.lacksComponentSeparator = header.delimiters.component == nil
        header.lineWrap = wrap
        return .learned(header)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}

// MARK: - Segments of a wrapped file

extension SegmentTokenizer {
    /// The state in which segments are read.
    var bodyState: State { lineWrap == nil ? .body : .wrapped }

    /// The next segment; every one is put together in the carry buffer, line ends left out.
    mutating func nextWrapped(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult? {
        let mask = ScanDelimiters.mask(scan.terminatorByteCount)
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            lineWrap?.check(byte, at: base + position - 1)
            if byte == 0x0A || byte == 0x0D { continue }
            if carry.isEmpty, oversizeByteCount == 0 {
                if isSkippable(byte) || UInt32(byte) == scan.terminator { continue }
                carryOffset = base + position - 1
                recent = 0
            }
            recent = recent << 8 | UInt32(byte)
            if oversizeByteCount > 0 {
                oversizeByteCount += 1
            } else {
                carry.append(byte)
                // Lines of 40 bytes and more never end inside these four.
                if carry.count == 4, base + position == carryOffset + 4,
                    Self.isHeader(carry.span, at: 0)
                {
                    headerByteCountNeeded = 4
                    state = .header
                    return nil
                }
            }
            if recent & mask == scan.terminator { return endCarry() }
            if carry.count > limits.segmentByteCountMax + scan.terminatorByteCount {
                oversizeByteCount = carry.count
                isOversizeEnd = isEnd(carry.span, 0, carry.count)
                carry.removeAll(keepingCapacity: false)
            }
        }
        return .exhausted
    }
}
