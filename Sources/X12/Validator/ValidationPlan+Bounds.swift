/// Loops between LS and LE. Where a loop has several of them (832 of 005010, LIN/CTP), LS01 says
/// which one an LS opens.
extension ValidationPlan {
    /// Row of the LE that an LS calls for; -1 when the table has none.
    func boundEnd(of header: Int) -> Int {
        let rows = schema.rows
        let trailer = rows[(header + 1)...].first {
            $0.segment.id == .loopTrailer && $0.loop == rows[header].loop
        }
        return trailer?.index ?? -1
    }

    /// The segment opens a loop between the LS at a row and its LE.
    func opensLoop(_ segment: SegmentID, boundBy header: Int) -> Bool {
        let end = boundEnd(of: header)
        guard end > header else { return false }
        return schema.rows[header..<end].contains { $0.opensLoop && $0.segment.id == segment }
    }

    /// The segment is an LS, and LS01 holds the ID of the first segment of a loop between the LS at
    /// a row and its LE, as loops are named by.
    func isNamed(_ segment: borrowing SegmentView, boundBy header: Int) -> Bool {
        guard segment.id == .loopHeader else { return false }
        return opensLoop(SegmentID(segment.element(1)), boundBy: header)
    }

    /// The LS of the same loop under which a segment opens a loop; `nil` when there is none.
    func header(over segment: SegmentID, insteadOf header: Int) -> Int? {
        let rows = schema.rows
        guard !opensLoop(segment, boundBy: header) else { return nil }
        return rows.first {
            $0.segment.id == .loopHeader && $0.loop == rows[header].loop && $0.index != header
                && opensLoop(segment, boundBy: $0.index)
        }?.index
    }
}
