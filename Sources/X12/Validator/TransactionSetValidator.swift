import Diagnostics

/// Walks one transaction set through its table: places each segment, checks its elements, the
/// hierarchy and the line count. Holds the walk's state only, so it is reset, not rebuilt, for
/// each set; what it remembers is bounded.
struct TransactionSetValidator {
    /// Keeps the plan, which refers back to it, alive.
    private var schema: TransactionSetSchema?
    private(set) var plan: ValidationPlan?
    /// Plans of this validator's own, for one that runs beside others.
    var ownPlans: OwnPlans?
    /// Row of the segment before, and how often that row was used in a row.
    private var row = 0
    private var useCount = 0
    /// Row before a loop whose start is missing, to return to when what follows belongs there
    /// rather than in or after the loop; -1 when there is none.
    private var resumeRow = -1
    private var resumeEnd = -1
    /// Turns of each open loop.
    private var turns: [Int] = []
    /// Row of the LE that an LS calls for; -1 when none is open.
    private var boundEnd = -1
    private var boundStart = -1
    /// LS01, packed; 0 when no LS is open.
    private var boundKey: UInt64 = 0
    /// LS01 named no loop that the open LS may hold.
    private var isBoundGuessed = false
    private var acceptsShortDates = false
    private var gate = SegmentGate()
    private var hierarchy = HierarchyCheck()
    private var lines = LineTotals()
    private var guide = GuideCheck()
    private var hasGuide = false

    /// The element checks of a segment.
    struct Context {
        let plan: ValidationPlan
        let delimiters: Delimiters
        let segmentPosition: Int
        let acceptsShortDates: Bool
        var reportsComponentCodes: Bool { plan.schema.release >= "005010" }
    }

    /// Starts a set; `nil` when nothing is to be checked against a table. `acceptsShortDates`
    /// for releases before 004010, whose dates had six digits.
    mutating func begin(
        _ schema: TransactionSetSchema?, acceptsShortDates: Bool,
        guide: ImplementationGuide? = nil
    ) {
        self.acceptsShortDates = acceptsShortDates
        hasGuide = guide != nil
        if hasGuide { self.guide.begin(guide) }
        hierarchy.reset(set: schema?.set ?? "")
        lines.reset(set: schema?.set ?? "")
        row = 0
        useCount = 0
        resumeRow = -1
        boundEnd = -1
        boundKey = 0
        isBoundGuessed = false
        guard let schema else {
            self.schema = nil
            plan = nil
            return
        }
        if self.schema !== schema {
            self.schema = schema
            let plan = ownPlans?.plan(of: schema) ?? schema.plan
            self.plan = plan
            gate.reset(plan)
            turns.removeAll(keepingCapacity: true)
            turns.append(contentsOf: repeatElement(0, count: schema.loops.count))
        }
        for loop in turns.indices { turns[loop] = 0 }
    }

    /// Checks one segment of the set, ST and SE included, and says where it stands.
    mutating func validate(
        _ segment: borrowing SegmentView, segmentPosition: Int, delimiters: Delimiters,
        findings: inout FindingCollector, directory: any SchemaProvider
    ) -> SegmentPlace {
        guard let plan else { return SegmentPlace(row: nil, segmentPosition: segmentPosition) }
        let context = Context(
            plan: plan, delimiters: delimiters, segmentPosition: segmentPosition,
            acceptsShortDates: acceptsShortDates)
        let place = plan.tables.segmentPlace(of: segment.id)
        guard place >= 0 else {
            reportForeign(
                segment, context, &findings,
                isKnown: directory.segment(segment.id, version: plan.schema.release) != nil)
            return SegmentPlace(row: nil, segmentPosition: segmentPosition)
        }
        let newRow = step(to: place, segment, context, &findings)
        let swallowed = SegmentCheck.validate(segment, plan.segments[place], context, &findings)
        if swallowed != .unreadable { take(swallowed, plan) }
        checkContents(segment, context, &findings)
        if hasGuide, let newRow { guide.check(segment, row: newRow, context, &findings) }
        return SegmentPlace(row: newRow, segmentPosition: segmentPosition)
    }

    /// The quick way through `validate`: the row of a segment in which surely nothing is to be
    /// found, as nearly always; -1, having changed nothing, when that needs a closer look. Never
    /// for ST and SE. `tables` are the plan's, handed over so that a run borrows them once.
    @inline(__always)
    mutating func accept(
        _ segment: borrowing SegmentView, _ tables: borrowing PlanTables
    ) -> Int {
        let place = tables.segmentPlace(of: segment.id)
        guard place >= 0, boundEnd < 0 else { return -1 }
        let target = tables.target(from: row, segment: place)
        guard target.isOrdinary, gate.accepts(segment, tables.segments[place], tables),
            enterQuickly(target, tables)
        else { return -1 }
        return row
    }

    /// What is checked of an accepted segment besides its elements.
    @inline(__always)
    mutating func checkAccepted(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan, segmentPosition: Int,
        delimiters: Delimiters, _ findings: inout FindingCollector
    ) {
        guard hasGuide || lines.mayConcern(segment.id) else { return }
        if hasGuide || lines.needsContext(segment.id)
            || segment.id == .hierarchicalLevel && !hierarchy.acceptNext(segment)
        {
            checkFurther(
                segment, plan, segmentPosition: segmentPosition, delimiters: delimiters,
                &findings)
        } else if segment.id == .hierarchicalLevel {
            lines.countLevel(segment)
        } else if segment.id == .shipNoticeHeader {
            hierarchy.begin(segment)
        } else {
            lines.add(segment)
        }
    }

    @inline(never)
    private mutating func checkFurther(
        _ segment: borrowing SegmentView, _ plan: ValidationPlan, segmentPosition: Int,
        delimiters: Delimiters, _ findings: inout FindingCollector
    ) {
        let context = Context(
            plan: plan, delimiters: delimiters, segmentPosition: segmentPosition,
            acceptsShortDates: acceptsShortDates)
        checkContents(segment, context, &findings)
        if hasGuide { guide.check(segment, row: row, context, &findings) }
    }

    private mutating func checkContents(
        _ segment: borrowing SegmentView, _ context: Context, _ findings: inout FindingCollector
    ) {
        if segment.id == .hierarchicalLevel {
            hierarchy.check(segment, context, &findings)
            lines.countLevel(segment)
        } else if segment.id == .shipNoticeHeader {
            hierarchy.begin(segment)
        } else if segment.id == .totals {
            lines.checkCounts(segment, context, &findings)
        } else if lines.needsContext(segment.id) {
            lines.addAmount(segment, context)
        } else {
            lines.add(segment)
        }
        if segment.id == .setTrailer {
            hierarchy.finish(segment, context, &findings)
            lines.finish(&findings)
        }
    }

    // MARK: The walk

    /// Moves to the row where the segment belongs; `nil` when there is none from here.
    private mutating func step(
        to place: Int, _ segment: borrowing SegmentView, _ context: Context,
        _ findings: inout FindingCollector
    ) -> Int? {
        if context.segmentPosition == 1 {
            useCount = 1
            return 0
        }
        let target = context.plan.tables.target(from: row, segment: place)
        guard target.row >= 0 else { return stepAstray(segment, context, &findings) }
        let next = Int(target.row)
        if target.isOrdinary, boundEnd < 0 {
            if enterQuickly(target, context.plan.tables) { return next }
            if target.isOnly {
                reportFull(segment, next, context, &findings)
                enter(next, context.plan)
                return next
            }
        }
        return stepSlowly(segment, context, &findings)
    }

    /// Moves to an ordinary target; false, having moved nothing, when one more use of the row, or
    /// turn of its loop, would be too many.
    @inline(__always)
    private mutating func enterQuickly(
        _ target: ValidationPlan.Target, _ tables: borrowing PlanTables
    ) -> Bool {
        let next = Int(target.row)
        if target.opensLoop {
            let place = tables.rows[next].loop
            let loop = tables.loops[place]
            let isOpen = row >= loop.triggerRow && row <= loop.lastRow
            let turn = isOpen ? turns[place] &+ 1 : 1
            guard !isOpen || turn <= loop.repeatMax else { return false }
            turns[place] = turn
            useCount = 1
            resumeRow = -1
        } else if next == row {
            guard useCount < tables.rows[next].useMax else { return false }
            useCount &+= 1
        } else {
            useCount = 1
        }
        row = next
        return true
    }

    /// One more use of the row, or turn of its loop, would be too many.
    private func isFull(_ next: Int, _ plan: ValidationPlan) -> Bool {
        let entry = plan.rows[next]
        if entry.opensLoop {
            let loop = plan.loops[entry.loop]
            return isOpen(loop) && turns[entry.loop] >= loop.repeatMax
        }
        return next == row && useCount >= entry.useMax
    }

    /// The row before lies inside the loop.
    private func isOpen(_ loop: ValidationPlan.LoopPlan) -> Bool {
        row >= loop.triggerRow && row <= loop.lastRow
    }

    private mutating func enter(_ next: Int, _ plan: ValidationPlan) {
        let entry = plan.rows[next]
        if entry.opensLoop {
            turns[entry.loop] = isOpen(plan.loops[entry.loop]) ? turns[entry.loop] + 1 : 1
            useCount = 1
            resumeRow = -1
        } else {
            useCount = next == row ? useCount + 1 : 1
        }
        row = next
    }

    /// No row follows for the segment: either the start of its loop is missing, which is told
    /// once and the loop taken as open, or it stands out of order.
    @inline(never)
    private mutating func stepAstray(
        _ segment: borrowing SegmentView, _ context: Context, _ findings: inout FindingCollector
    ) -> Int? {
        let plan = context.plan
        if resumeRow >= 0, row <= resumeEnd {
            row = resumeRow
            resumeRow = -1
            let place = plan.tables.segmentPlace(of: segment.id)
            return place < 0 ? nil : step(to: place, segment, context, &findings)
        }
        guard let headless = plan.headlessLoop(from: row, segment: segment.id) else {
            reportOutOfOrder(segment, context, &findings)
            return nil
        }
        let resume = row
        let trigger = plan.loops[headless.loop].triggerRow
        reportLoopStart(plan.schema.rows[trigger].segment, segment, context, &findings)
        enter(trigger, plan)
        enter(headless.row, plan)
        resumeRow = resume
        resumeEnd = plan.loops[headless.loop].lastRow
        return headless.row
    }

    /// Goes on as if a segment that ran into the one before, its terminator lost, had been read:
    /// what follows it then stands where it belongs.
    @inline(never)
    private mutating func take(_ id: SegmentID, _ plan: ValidationPlan) {
        let place = plan.tables.segmentPlace(of: id)
        guard place >= 0 else { return }
        let target = plan.tables.target(from: row, segment: place)
        if target.row >= 0 { enter(Int(target.row), plan) }
    }

    /// Chooses among all rows where the segment may go: the nearest that is not full, else the
    /// nearest, which is then reported.
    @inline(never)
    private mutating func stepSlowly(
        _ segment: borrowing SegmentView, _ context: Context, _ findings: inout FindingCollector
    ) -> Int? {
        let plan = context.plan
        if isBoundGuessed { rebind(to: segment.id, plan) }
        let candidates = plan.candidates(from: row, segment: segment.id)
        guard let nearest = candidates.first else { return nil }
        let free =
            candidates.first { plan.isNamed(segment, boundBy: $0.row) && !isFull($0.row, plan) }
            ?? candidates.first { !isFull($0.row, plan) && !needsHeader($0.row, plan) }
            ?? candidates.first { !isFull($0.row, plan) }
        let chosen = free ?? nearest
        if free == nil { reportFull(segment, nearest.row, context, &findings) }
        for missing in chosen.missing {
            reportMissing(plan.schema.rows[missing].segment, segment, context, &findings)
        }
        stepBounds(to: chosen.row, segment, context, &findings)
        enter(chosen.row, plan)
        return chosen.row
    }

    /// An LS that names no loop was taken for the nearest one; the segment after it tells.
    private mutating func rebind(to segment: SegmentID, _ plan: ValidationPlan) {
        isBoundGuessed = false
        guard row == boundStart, boundEnd >= 0,
            let header = plan.header(over: segment, insteadOf: row)
        else { return }
        row = header
        boundStart = header
        boundEnd = plan.boundEnd(of: header)
    }

    /// The row opens a loop that stands between LS and LE, and no LS came: the segment belongs to
    /// a loop without them, when there is one.
    private func needsHeader(_ next: Int, _ plan: ValidationPlan) -> Bool {
        boundEnd < 0 && plan.rows[next].opensLoop && plan.rows[next].isBound
    }

    /// LE must follow LS, and a bounded loop must follow LS.
    private mutating func stepBounds(
        to next: Int, _ segment: borrowing SegmentView, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let rows = context.plan.schema.rows
        if boundEnd >= 0, next > boundEnd || next <= boundStart {
            reportMissing(rows[boundEnd].segment, segment, context, &findings)
            boundEnd = -1
        }
        let entry = rows[next]
        if entry.segment.id == .loopTrailer {
            checkLoopTrailer(segment, context, &findings)
            boundEnd = -1
            boundKey = 0
        } else if entry.segment.id == .loopHeader {
            boundStart = next
            boundKey = CodeKey.packed(segment.element(1)) ?? 0
            boundEnd = context.plan.boundEnd(of: next)
            isBoundGuessed = !context.plan.isNamed(segment, boundBy: next)
        } else if boundEnd < 0, entry.opensLoop, let loop = entry.loop,
            context.plan.schema.loops[loop].isBounded,
            !(context.plan.schema.loops[loop].parent.map { context.plan.schema.loops[$0].isBounded }
                ?? false),
            let header = rows[..<next].last(where: { $0.segment.id == .loopHeader })
        {
            reportMissing(header.segment, segment, context, &findings)
        }
    }
}

// MARK: - Findings of the walk

extension TransactionSetValidator {
    /// LE needs its LS and repeats its identifier.
    private func checkLoopTrailer(
        _ segment: borrowing SegmentView, _ context: Context, _ findings: inout FindingCollector
    ) {
        if boundEnd < 0 {
            findings.add(
                .loopTrailerUnexpected, in: .set, range: segment.fullRange,
                place: place(segment, context, findings),
                detail: FindingCollector.Detail(expected: "LS before it", found: "LE"),
                message: "LE stands without the LS that opens its loop.")
        } else if let key = CodeKey.packed(segment.element(1)), boundKey != 0, key != boundKey,
            !segment.isEmpty(at: 1)
        {
            var place = place(segment, context, findings)
            place.elementPosition = 1
            place.elementReference = "447"
            findings.add(
                .loopIdentifier, in: .set, range: segment.fileRange(1), place: place,
                detail: FindingCollector.Detail(
                    expected: "the identifier of LS01", found: segment.text(1)),
                message: "LE01 is \u{201C}\(segment.text(1))\u{201D}; LS01 names another loop.")
        }
    }

    @inline(never)
    private func reportLoopStart(
        _ definition: SegmentDefinition, _ segment: borrowing SegmentView, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        var place = place(segment, context, findings)
        place.segment = definition.id.description
        findings.add(
            .loopStartMissing, in: .set,
            range: ByteRange(offset: segment.fileOffset, length: 0), place: place,
            detail: FindingCollector.Detail(
                expected: "\(definition.id) (\(definition.name))", found: segment.text(0)),
            message:
                "Segment \(definition.id) (\(definition.name)), which opens the loop that \(segment.text(0)) belongs to, is missing before it."
        )
    }

    @inline(never)
    private func reportForeign(
        _ segment: borrowing SegmentView, _ context: Context, _ findings: inout FindingCollector,
        isKnown: Bool
    ) {
        let id = segment.text(0)
        let set = context.plan.schema.set
        findings.add(
            isKnown ? .segmentNotInSet : .segmentUnknown, in: .set, range: segment.fullRange,
            place: place(segment, context, findings),
            detail: FindingCollector.Detail(
                expected: "a segment of transaction set \(set)", found: id),
            message: isKnown
                ? "Segment \(id) is not part of transaction set \(set)."
                : "Segment \(id.isEmpty ? "without an ID" : id) is not an X12 segment.")
    }

    @inline(never)
    private func reportOutOfOrder(
        _ segment: borrowing SegmentView, _ context: Context, _ findings: inout FindingCollector
    ) {
        let before = context.plan.schema.rows[row].segment.id
        findings.add(
            .segmentOutOfOrder, in: .set, range: segment.fullRange,
            place: place(segment, context, findings),
            detail: FindingCollector.Detail(
                expected: "a segment that may follow \(before)", found: segment.text(0)),
            message:
                "Segment \(segment.text(0)) may not stand here: in set \(context.plan.schema.set) it cannot follow \(before)."
        )
    }

    @inline(never)
    private func reportMissing(
        _ definition: SegmentDefinition, _ segment: borrowing SegmentView, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        var place = place(segment, context, findings)
        place.segment = definition.id.description
        findings.add(
            .segmentMissing, in: .set,
            range: ByteRange(offset: segment.fileOffset, length: 0), place: place,
            detail: FindingCollector.Detail(
                expected: "\(definition.id) (\(definition.name))", found: segment.text(0)),
            message:
                "Mandatory segment \(definition.id) (\(definition.name)) is missing before \(segment.text(0))."
        )
    }

    @inline(never)
    private func reportFull(
        _ segment: borrowing SegmentView, _ row: Int, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let isLoop = context.plan.rows[row].opensLoop
        // A set of a million lines breaks this once a line.
        guard !findings.omits(isLoop ? .loopTooOften : .segmentTooOften, in: .set) else { return }
        let entry = context.plan.schema.rows[row]
        if entry.opensLoop, let loop = entry.loop {
            let most = context.plan.schema.loops[loop].repeatMax
            findings.add(
                .loopTooOften, in: .set, range: segment.fullRange,
                place: place(segment, context, findings),
                detail: FindingCollector.Detail(
                    expected: "at most \(most)", found: "\(turns[loop] + 1)"),
                message:
                    "Loop \(segment.text(0)) comes \(turns[loop] + 1) times; at most \(most) are allowed."
            )
        } else {
            findings.add(
                .segmentTooOften, in: .set, range: segment.fullRange,
                place: place(segment, context, findings),
                detail: FindingCollector.Detail(
                    expected: "at most \(entry.useMax)", found: "\(useCount + 1)"),
                message:
                    "Segment \(segment.text(0)) comes \(useCount + 1) times in a row; at most \(entry.useMax) are allowed."
            )
        }
    }

    private func place(
        _ segment: borrowing SegmentView, _ context: Context, _ findings: FindingCollector
    ) -> DiagnosticPlace {
        var place = findings.place
        place.segment = segment.text(0)
        place.segmentPosition = context.segmentPosition
        let schema = context.plan.schema
        var path: [String] = []
        var loop = schema.rows[row].loop
        while let index = loop {
            path.append(schema.loops[index].id)
            loop = schema.loops[index].parent
        }
        if !path.isEmpty { place.path = path.reversed().joined(separator: "/") }
        return place
    }
}
