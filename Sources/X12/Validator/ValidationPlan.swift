import Diagnostics

/// A set's table made ready for walking: for every row and every segment ID, the row that comes
/// next, so that placing a segment is one look-up; and the element rules in one flat array.
///
/// Where a segment goes follows from the row before it alone:
///
///     the row itself again → rows after it in its loop, first segments of nested loops included
///     → the loop's first segment (one more turn) → the same in the enclosing loop, and so on
///
/// Immutable, built once per table and shared by all sets that use it.
final class ValidationPlan: Sendable {
    /// Unowned because the schema keeps the plan.
    unowned let schema: TransactionSetSchema
    let tables: PlanTables

    var rules: [ElementRule] { tables.rules }
    var codes: CodeTables { tables.codes }
    var rows: [RowPlan] { tables.rows }
    var loops: [LoopPlan] { tables.loops }
    var segments: [SegmentPlan] { tables.segments }
    var conditions: [Condition] { tables.conditions }

    /// The checks of one segment, as ranges of the flat arrays and masks over positions.
    struct SegmentPlan {
        let id: SegmentID
        /// Place in `segments`.
        let place: Int32
        /// A row that has the segment, for its definition.
        let row: Int32
        let ruleStart: Int32
        let ruleCount: Int32
        /// Bit p: position p is mandatory.
        let mandatory: UInt64
        let conditionStart: Int32
        let conditionCount: Int32
        /// ST or SE: the reader has more to do than to check it.
        let isEnvelope: Bool
    }

    /// What the walk needs of a row.
    struct RowPlan {
        let useMax: Int
        /// -1 outside loops.
        let loop: Int
        let opensLoop: Bool
        /// LS, LE, or the first segment of a loop between them.
        let isBound: Bool

        init(_ row: SchemaRow, _ schema: TransactionSetSchema) {
            useMax = row.useMax
            loop = row.loop ?? -1
            opensLoop = row.opensLoop
            isBound =
                row.segment.id == .loopHeader || row.segment.id == .loopTrailer
                || (row.opensLoop && row.loop.map { schema.loops[$0].isBounded } ?? false)
        }
    }

    /// What the walk needs of a loop.
    struct LoopPlan {
        let triggerRow: Int
        let lastRow: Int
        let repeatMax: Int
        /// -1 for an outermost loop.
        let parent: Int

        init(_ loop: SchemaLoop) {
            triggerRow = loop.triggerRow
            lastRow = loop.lastRow
            repeatMax = loop.repeatMax
            parent = loop.parent ?? -1
        }
    }

    /// A condition as a mask over positions; `first` is the bit of the leading one.
    struct Condition {
        let kind: RelationalCondition.Kind
        let first: UInt64
        let mask: UInt64
        /// Place in the definition's conditions.
        let index: Int32
    }

    struct Target {
        /// The row, or -1 when there is none.
        var row: Int16
        /// There is a row, no mandatory one is passed over on the way, and it is not bound to an
        /// LS or LE: only how often it is used is left to look at.
        var isOrdinary: Bool
        /// The row opens a loop.
        var opensLoop = false
        /// There is no other row further on where the segment may go.
        var isOnly = true
    }

    init(_ schema: TransactionSetSchema) {
        self.schema = schema
        var builder = PlanBuilder(schema)
        builder.addSegments()
        tables = PlanTables(builder, rowCount: schema.rows.count)
    }

    /// The same plan in memory of its own: two threads that use one plan take turns at counting the
    /// references to it.
    init(copying plan: ValidationPlan) {
        schema = plan.schema
        tables = PlanTables(copying: plan.tables)
    }

    /// Every row where a segment may go after the one at a row, nearest first, each with the
    /// mandatory rows passed over on the way. For findings; not the common path.
    func candidates(
        from row: Int, segment id: SegmentID
    ) -> [(row: Int, missing: [Int])] {
        var walk = RowWalk(rows, loops, from: row)
        var missing: [Int] = []
        var result: [(row: Int, missing: [Int])] = []
        while let next = walk.next() {
            let entry = schema.rows[next]
            if entry.segment.id == id { result.append((next, missing)) }
            if next > row, entry.requirement == .mandatory { missing.append(next) }
        }
        return result
    }
}

/// The rows a segment may go to after a row, in the order they are tried.
struct RowWalk {
    private let rows: [ValidationPlan.RowPlan]
    private let loops: [ValidationPlan.LoopPlan]
    private let start: Int
    private var loop: Int
    private var row: Int
    private var isAtStart = true
    private var isAtTrigger = false

    init(
        _ rows: [ValidationPlan.RowPlan], _ loops: [ValidationPlan.LoopPlan], from row: Int
    ) {
        self.rows = rows
        self.loops = loops
        start = row
        self.row = row
        loop = rows[row].loop
    }

    mutating func next() -> Int? {
        if isAtStart {
            isAtStart = false
            // A loop's first segment comes again only as a new turn of the loop.
            if !rows[start].opensLoop { return start }
        }
        while true {
            guard loop >= 0 else { return nextRow(upTo: rows.count - 1) }
            let entry = loops[loop]
            if isAtTrigger {
                isAtTrigger = false
                row = entry.lastRow
                self.loop = entry.parent
                continue
            }
            if let next = nextRow(upTo: entry.lastRow) { return next }
            isAtTrigger = true
            return entry.triggerRow
        }
    }

    /// The next row of the loop itself or the first of a nested one, whose rest is passed by.
    private mutating func nextRow(upTo last: Int) -> Int? {
        let here = rows[row]
        if row != start, here.opensLoop, here.loop != loop {
            row = loops[here.loop].lastRow
        }
        guard row < last else { return nil }
        row += 1
        return row
    }
}
