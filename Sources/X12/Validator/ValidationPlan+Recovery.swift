/// Where the walk goes on after a loop's first segment is missing. Runs only then.
extension ValidationPlan {
    /// A loop that a segment belongs to but whose start did not come.
    struct HeadlessLoop {
        let loop: Int
        /// Row of the segment.
        let row: Int
    }

    /// The nearest loop that may begin after a row and holds the segment, directly or as the
    /// start of a loop nested in it. `nil` when there is none without passing over a mandatory
    /// segment, or when the segment has a row behind in an open loop: then it is out of order
    /// rather than without a start.
    func headlessLoop(from row: Int, segment id: SegmentID) -> HeadlessLoop? {
        guard !isBehind(row, id) else { return nil }
        var walk = RowWalk(rows, loops, from: row)
        while let next = walk.next() {
            let entry = rows[next]
            if next > row, entry.opensLoop, let found = self.row(of: id, inLoop: entry.loop) {
                return HeadlessLoop(loop: entry.loop, row: found)
            }
            if next > row, schema.rows[next].requirement == .mandatory { return nil }
        }
        return nil
    }

    /// The segment has a row before this one, outside loops or in a loop that is open here.
    private func isBehind(_ row: Int, _ id: SegmentID) -> Bool {
        for index in 0..<row where schema.rows[index].segment.id == id {
            let loop = rows[index].loop
            if loop < 0 { return true }
            if loops[loop].triggerRow <= row, row <= loops[loop].lastRow { return true }
        }
        return false
    }

    private func row(of id: SegmentID, inLoop loop: Int) -> Int? {
        let entry = loops[loop]
        guard entry.triggerRow < entry.lastRow else { return nil }
        return (entry.triggerRow + 1...entry.lastRow).first { index in
            guard schema.rows[index].segment.id == id else { return false }
            let row = rows[index]
            return row.loop == loop || (row.opensLoop && loops[row.loop].parent == loop)
        }
    }
}
