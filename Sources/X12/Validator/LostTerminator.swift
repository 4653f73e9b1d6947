import Diagnostics

/// A segment that holds the next one, because the terminator between them is lost: an element
/// with a line break in it, followed by the ID of a segment of the set and a separator. One
/// finding says so; the elements past the break belong to another segment and are not checked.
struct LostTerminator {
    /// The segment that follows the break.
    let next: SegmentID
    /// Offset of the break in the segment.
    private let offset: Int

    init?(_ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context) {
        let bytes = segment.bytes
        var index = 0
        while index < bytes.count {
            guard Self.isBreak(bytes[index]) else {
                index += 1
                continue
            }
            let offset = index
            while index < bytes.count, Self.isBreak(bytes[index]) || bytes[index] == 0x20 {
                index += 1
            }
            var end = index
            while end < bytes.count, end - index < 4, bytes[end].isX12Alphanumeric { end += 1 }
            let id = SegmentID(bytes.extracting(index..<end))
            guard end < bytes.count, bytes[end] == context.delimiters.element,
                id != .unreadable, context.plan.tables.segmentPlace(of: id) >= 0
            else { continue }
            next = id
            self.offset = offset
            return
        }
        return nil
    }

    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    @inline(never)
    func report(
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context,
        _ findings: inout FindingCollector
    ) {
        var place = findings.place
        place.segment = segment.text(0)
        place.segmentPosition = context.segmentPosition
        findings.add(
            .terminatorLost, in: .set,
            range: ByteRange(offset: segment.fileOffset + offset, length: 0), place: place,
            detail: FindingCollector.Detail(
                expected: "the segment terminator", found: "a line break and \(next)"),
            message:
                "Segment \(segment.text(0)) runs into \(next): the terminator between them is missing."
        )
    }
}
