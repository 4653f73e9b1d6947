/// The flat arrays of a plan: all that checking a segment without faults looks at. A value apart
/// from the plan, so that a reader borrows it once for many segments.
struct PlanTables: Sendable {
    /// Rules of every segment's elements, and of their components.
    let rules: [ElementRule]
    /// One per rule.
    let gates: [ElementGate]
    let codes: CodeTables
    let rows: [ValidationPlan.RowPlan]
    let loops: [ValidationPlan.LoopPlan]
    /// One per distinct segment ID.
    let segments: [ValidationPlan.SegmentPlan]
    let conditions: [ValidationPlan.Condition]
    /// `rows × segments`: see `ValidationPlan.Target`.
    private let targets: [ValidationPlan.Target]
    /// Open-addressed: segment ID to place in `segments`.
    private let slots: [Slot]

    /// A free slot has the ID 0, which no segment of a set has.
    private struct Slot {
        var id: UInt32 = 0
        var place: Int32 = -1
    }

    init(_ builder: PlanBuilder, rowCount: Int) {
        rules = builder.rules
        codes = builder.codes
        gates = builder.rules.map { ElementGate($0, builder.codes) }
        rows = builder.rows
        loops = builder.loops
        segments = builder.segments
        conditions = builder.conditions
        var slotCount = 16
        while slotCount < builder.segments.count * 4 { slotCount *= 2 }
        var slots = [Slot](repeating: Slot(), count: slotCount)
        for segment in builder.segments {
            var slot = Self.slot(of: segment.id, slotCount)
            while slots[slot].id != 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = Slot(id: segment.id.packed, place: segment.place)
        }
        self.slots = slots
        var targets: [ValidationPlan.Target] = []
        targets.reserveCapacity(rowCount * builder.segments.count)
        for row in 0..<rowCount { targets.append(contentsOf: builder.targets(from: row)) }
        self.targets = targets
    }

    /// The same tables in memory of their own.
    init(copying tables: PlanTables) {
        rules = tables.rules.map { $0 }
        gates = tables.gates.map { $0 }
        codes = CodeTables(copying: tables.codes)
        rows = tables.rows.map { $0 }
        loops = tables.loops.map { $0 }
        segments = tables.segments.map { $0 }
        conditions = tables.conditions.map { $0 }
        targets = tables.targets.map { $0 }
        slots = tables.slots.map { $0 }
    }

    @inline(__always)
    private static func slot(of id: SegmentID, _ slotCount: Int) -> Int {
        Int(truncatingIfNeeded: (id.packed &* 0x9E37_79B1) &>> 16) & (slotCount &- 1)
    }

    /// The place in `segments` of an ID; -1 when the set has no such segment. Ends because three
    /// quarters of the slots are free.
    @inline(__always)
    func segmentPlace(of id: SegmentID) -> Int {
        let slots = slots.span
        var slot = Self.slot(of: id, slots.count)
        while slots[slot].id != id.packed {
            if slots[slot].id == 0 { return -1 }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return Int(slots[slot].place)
    }

    /// Where a segment goes that follows the one at a row.
    @inline(__always)
    func target(from row: Int, segment: Int) -> ValidationPlan.Target {
        targets[row &* segments.count &+ segment]
    }
}
