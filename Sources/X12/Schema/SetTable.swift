/// Builds the schema of one transaction set from its table. Rows stand in the order of the set;
/// the cell `loop` names the enclosing loops by their triggers, outermost first, as in `PO1/N1`,
/// and `repeat_max` is filled on the row that opens the innermost of them, and only there.
struct SetTable {
    private let dictionary: ReleaseDictionary
    private var rows: [SchemaRow] = []
    private var loops: [OpenLoop] = []
    /// Indexes into `loops` of the loops around the current row, outermost first.
    private var open: [Int] = []

    /// Where the loop path of the row before stands in the table.
    private var lastPath = 0..<0
    private var lastArea = 0..<0
    private var area = ""

    /// A loop whose last row is not known yet.
    private struct OpenLoop {
        let id: String
        let parent: Int?
        let repeatMax: Int
        let requirement: Requirement
        let triggerRow: Int
        var lastRow: Int
        let depth: Int
        let isBounded: Bool
    }

    init(dictionary: ReleaseDictionary) { self.dictionary = dictionary }

    mutating func read(
        set: String, functionalID: String, name: String, read: (String) throws -> [UInt8]
    ) throws(SchemaError) -> TransactionSetSchema {
        var table = try TableReader(
            file: "\(dictionary.release)/sets/\(set).tsv",
            columns: [
                "area", "segment", "requirement", "use_max", "loop", "repeat_max", "bounded",
            ], read: read)
        while try table.readRow() { try addRow(table) }
        guard rows.first?.segment.id == "ST", rows.last?.segment.id == "SE" else {
            throw table.error(.brokenStructure, "a set runs from ST to SE")
        }
        return TransactionSetSchema(
            set: set, release: dictionary.release, name: name, functionalID: functionalID,
            rows: rows, loops: closedLoops())
    }

    private mutating func addRow(_ table: borrowing TableReader) throws(SchemaError) {
        let id = SegmentID(table.bytes.span.extracting(table.range(1)))
        guard let segment = dictionary.segments[id] else {
            throw table.error(
                .unknownReference, "segments.tsv does not define segment \(table.text(1))")
        }
        let requirement = try table.requirement(2)
        let opens = !table.isEmpty(5)
        if opens || !table.equals(4, lastPath) {
            try enterLoop(table, trigger: opens ? segment.id : nil, requirement: requirement)
        }
        lastPath = table.range(4)
        if !table.equals(0, lastArea) {
            lastArea = table.range(0)
            area = table.text(0)
        }
        for loop in open { loops[loop].lastRow = rows.count }
        rows.append(
            SchemaRow(
                index: rows.count, segment: segment, requirement: requirement,
                useMax: try table.count(3), loop: open.last, opensLoop: opens,
                area: area))
    }

    /// Closes loops down to the row's path and opens the last one of it when the row triggers it.
    private mutating func enterLoop(
        _ table: borrowing TableReader, trigger: SegmentID?, requirement: Requirement
    ) throws(SchemaError) {
        let path = table.text(4).split(separator: "/")
        let enclosing = trigger == nil ? path.count : path.count - 1
        guard enclosing >= 0, enclosing <= open.count,
            (0..<enclosing).allSatisfy({ loops[open[$0]].id == path[$0] })
        else {
            throw table.error(
                .brokenStructure, "no row above opens the loop \(table.text(4))")
        }
        open.removeSubrange(enclosing...)
        guard let trigger, let id = path.last.map(String.init) else { return }
        guard SegmentID(id) == trigger else {
            throw table.error(
                .brokenStructure, "loop \(id) cannot be opened by segment \(trigger)")
        }
        loops.append(
            OpenLoop(
                id: id, parent: open.last, repeatMax: try table.count(5), requirement: requirement,
                triggerRow: rows.count, lastRow: rows.count, depth: path.count,
                isBounded: try table.flag(6)))
        open.append(loops.count - 1)
    }

    private func closedLoops() -> [SchemaLoop] {
        loops.indices.map { index in
            let loop = loops[index]
            return SchemaLoop(
                index: index, id: loop.id, parent: loop.parent, repeatMax: loop.repeatMax,
                requirement: loop.requirement, triggerRow: loop.triggerRow, lastRow: loop.lastRow,
                depth: loop.depth, isBounded: loop.isBounded)
        }
    }
}
