import Diagnostics
package import X12

/// Proves that a tokenizer dropped nothing and made nothing up: every byte of the file lies in a
/// segment or a finding, or is filler (a terminator, a blank or newline before a segment, the byte
/// order mark, the end marks of old systems between interchanges).
package struct ByteAccount: SegmentSink {
    private let bytes: [UInt8]
    private var isCovered: [Bool]
    /// Lead bytes of the terminators that were in force up to here.
    private var terminators: Set<UInt8> = []
    private var delimiters = Delimiters.usual
    /// End of the last segment: the next may not start before.
    private var segmentEnd = 0
    /// Segments other than ISA whose terminator is still to be seen.
    private var ends: [Int] = []
    private var lacksLastTerminator = false
    private var isHeaderDue = false
    /// Line ends inside the segments of this interchange are left out, or of the next.
    private var isWrapped = false
    private var isNextWrapped = false
    /// Some interchange of the file is.
    private var hasWrap = false
    /// The first breach.
    package private(set) var fault: String?

    package init(of bytes: [UInt8]) {
        self.bytes = bytes
        isCovered = [Bool](repeating: false, count: bytes.count)
    }

    package mutating func delimitersChanged(to delimiters: Delimiters, isFragment: Bool) {
        self.delimiters = delimiters
        terminators.insert(delimiters.segment)
        isHeaderDue = !isFragment
        (isWrapped, isNextWrapped) = (isNextWrapped, false)
        hasWrap = hasWrap || isWrapped
    }

    package mutating func segment(_ segment: borrowing SegmentView) {
        let start = segment.fileOffset
        guard start >= segmentEnd, let end = end(of: segment.bytes.count, from: start), end > start
        else {
            return tell("segment of \(segment.bytes.count) bytes at \(start) overlaps or is empty")
        }
        var offset = start
        for index in segment.bytes.indices {
            while isWrapped, isLineEnd(offset) { offset += 1 }
            if segment.bytes[index] != bytes[offset] {
                return tell("byte \(offset) is not what the file has")
            }
            offset += 1
        }
        segmentEnd = end
        cover(start..<end)
        if !isHeaderDue { ends.append(end) }
        isHeaderDue = false
        checkElements(segment)
    }

    /// The elements and the separators between them make up the segment.
    private mutating func checkElements(_ segment: borrowing SegmentView) {
        var end = 0
        for position in 0...segment.elementCount {
            guard let range = segment.range(at: position), range.upperBound >= range.lowerBound
            else { return tell("element \(position) of \(segment.fileOffset) has no range") }
            let gap = range.lowerBound - end
            let isSeparated =
                position == 0
                ? gap == 0
                : (1...4).contains(gap) && segment.bytes[end] == delimiters.element
            guard isSeparated else {
                return tell(
                    "element \(position) of \(segment.fileOffset) starts at a gap of \(gap)")
            }
            let element = segment.element(position)
            // A separator of one byte stands in no element.
            for index in element.indices
            where delimiters.element < 0x80 && element[index] == delimiters.element {
                return tell("element \(position) of \(segment.fileOffset) holds a separator")
            }
            end = range.upperBound
        }
        if end != segment.bytes.count { tell("segment \(segment.fileOffset) has a tail") }
    }

    package mutating func found(_ finding: TokenizerFinding) {
        let range = finding.range
        guard range.offset >= 0, range.length >= 0, range.end <= bytes.count else {
            return tell("\(finding) lies outside the file")
        }
        switch finding.kind {
        // The file is refused: all that follows is told of.
        case .noInterchange: cover(range.offset..<bytes.count)
        case .lastTerminatorMissing: lacksLastTerminator = true
        case .linesWrapped: isNextWrapped = true
        case .segmentTooLong, .tooManyElements:
            guard let end = end(of: range.length, from: range.offset) else {
                return tell("\(finding) lies outside the file")
            }
            cover(range.offset..<end)
        default: cover(range.offset..<range.end)
        }
    }

    /// Where so many bytes end, line ends that are left out not counted; `nil` past the file.
    private func end(of byteCount: Int, from start: Int) -> Int? {
        guard isWrapped else {
            return start + byteCount <= bytes.count ? start + byteCount : nil
        }
        var (offset, rest) = (start, byteCount)
        while rest > 0, offset < bytes.count {
            if !isLineEnd(offset) { rest -= 1 }
            offset += 1
        }
        return rest == 0 ? offset : nil
    }

    private func isLineEnd(_ offset: Int) -> Bool {
        offset < bytes.count && (bytes[offset] == 0x0A || bytes[offset] == 0x0D)
    }

    /// Call after the tokenizer has finished.
    package mutating func close() {
        for offset in bytes.indices where !isCovered[offset] && !isFiller(offset) {
            return tell("byte \(offset) (\(bytes[offset])) is in no segment and no finding")
        }
        for end in ends where !isTerminated(end) {
            let isLast = lacksLastTerminator && end == ends.last
            if !isLast { return tell("the segment that ends at \(end) has no terminator") }
        }
    }

    /// A terminator stands there, or after the line ends a wrapped file has there.
    private func isTerminated(_ end: Int) -> Bool {
        var offset = end
        while hasWrap, isLineEnd(offset), !terminators.contains(bytes[offset]) { offset += 1 }
        return offset < bytes.count && terminators.contains(bytes[offset])
    }

    private func isFiller(_ offset: Int) -> Bool {
        switch bytes[offset] {
        case 0x20, 0x09, 0x0A, 0x0D, 0x00, 0x1A: return true
        case 0xEF, 0xBB,
            0xBF where offset < 3:
            return true
        case 0x80...0xBF where !terminators.contains(bytes[offset]):
            // The rest of a terminator of several bytes.
            let lead = bytes[..<offset].lastIndex { $0 & 0xC0 != 0x80 } ?? 0
            return offset - lead < 4 && bytes[lead] >= 0xC2 && terminators.contains(bytes[lead])
        default: return terminators.contains(bytes[offset])
        }
    }

    private mutating func cover(_ range: Range<Int>) {
        for offset in range { isCovered[offset] = true }
    }

    private mutating func tell(_ fault: String) {
        if self.fault == nil { self.fault = fault }
    }
}
