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
    }

    package mutating func segment(_ segment: borrowing SegmentView) {
        let start = segment.fileOffset
        let end = start + segment.bytes.count
        guard start >= segmentEnd, end <= bytes.count, end > start else {
            return tell("segment of \(segment.bytes.count) bytes at \(start) overlaps or is empty")
        }
        for index in segment.bytes.indices where segment.bytes[index] != bytes[start + index] {
            return tell("byte \(start + index) is not what the file has")
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
        default: cover(range.offset..<range.end)
        }
    }

    /// Call after the tokenizer has finished.
    package mutating func close() {
        for offset in bytes.indices where !isCovered[offset] && !isFiller(offset) {
            return tell("byte \(offset) (\(bytes[offset])) is in no segment and no finding")
        }
        for end in ends where !(end < bytes.count && terminators.contains(bytes[end])) {
            let isLast = lacksLastTerminator && end == ends.last
            if !isLast { return tell("the segment that ends at \(end) has no terminator") }
        }
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
