package import Diagnostics

/// One segment of a file as a listing shows it.
package struct ListedSegment: Sendable {
    package var segment: DescribedSegment
    /// Enclosing loops and hierarchical levels: 0 for the envelope, 1 for a segment of a set that
    /// stands in no loop.
    package var depth = 0
    /// The enclosing loops, outermost first: `HL/N1`; empty outside loops.
    package var path = ""
    /// Whether the segment is the first of its loop.
    package var opensLoop = false
    /// 1-based ordinal of the transaction set in the file; `nil` outside sets.
    package var setOrdinal: Int?
    /// ST01 and ST02; empty outside sets.
    package var set = ""
    package var setControlNumber = ""
    /// Name of the set, on its ST; empty when no table has it.
    package var setName = ""
    /// Ordinal of the segment in its set, ST being 1.
    package var segmentPosition: Int?
    /// False for a segment of a set with a table that has no place for it.
    package var isPlaced = true
    /// What was found in the segment.
    package var findings: [Diagnostic] = []
}

/// Takes the segments of a listing, one at a time.
package protocol ListingHandler: ~Copyable {
    mutating func list(_ entry: ListedSegment)
    /// A transaction set has ended.
    mutating func setEnded(_ verdict: TransactionSetVerdict, segmentCount: Int)
    /// Findings that belong to no segment before them.
    mutating func listLoose(_ findings: [Diagnostic])
}

/// Describes a file segment by segment, envelopes included: what `waybill dump` prints. A consumer
/// of `InterchangeReader`; holds one segment and the open levels, whatever the file's size.
package struct InterchangeListing<Handler: ListingHandler>: InterchangeConsumer {
    package var handler: Handler

    private let schemas: any SchemaProvider
    private var describer = SegmentDescriber(delimiters: .usual)
    private var schema: TransactionSetSchema?
    private var version = ""
    private var set = TransactionSetHeader()
    private var setCount = 0
    private var isInSet = false
    private var levels = LevelStack()
    /// The segment described last, waiting for its findings.
    private var held: ListedSegment?
    /// Findings of a segment that has not come yet.
    private var early: [Diagnostic] = []
    /// Whether a set is to be shown; the others are passed over.
    private let shows: @Sendable (_ ordinal: Int, _ set: String) -> Bool
    private var isShown = true
    private let showsEnvelope: Bool

    /// - Parameters:
    ///   - schemas: The tables.
    ///   - showsEnvelope: False leaves out what stands outside sets.
    ///   - handler: Takes the segments.
    ///   - shows: Whether to list the set with an ordinal in the file and an ST01.
    package init(
        schemas: any SchemaProvider, showsEnvelope: Bool = true, handler: Handler,
        shows: @escaping @Sendable (_ ordinal: Int, _ set: String) -> Bool = { _, _ in true }
    ) {
        self.schemas = schemas
        self.showsEnvelope = showsEnvelope
        self.handler = handler
        self.shows = shows
    }

    /// After the reader's own `finish`: hands over what is held.
    package mutating func finish() {
        release()
        if !early.isEmpty { handler.listLoose(early) }
        early = []
    }

    package mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        release()
        describer = SegmentDescriber(delimiters: delimiters)
        version = header.version
    }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) {
        release()
        version = header.version
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        release()
        set = header
        setCount += 1
        isInSet = true
        self.schema = schema
        levels = LevelStack()
        isShown = shows(setCount, header.set)
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        release()
        guard isShown else {
            early = []
            return
        }
        let row = place.row.flatMap { schema?.rows[$0] }
        var entry = ListedSegment(
            segment: describer.describe(segment, row?.segment ?? definition(segment.id)))
        entry.setOrdinal = setCount
        entry.set = set.set
        entry.setControlNumber = set.controlNumber
        entry.segmentPosition = place.segmentPosition
        entry.isPlaced = row != nil || schema == nil
        if place.segmentPosition == 1 { entry.setName = schema?.name ?? "" }
        locate(row, &entry)
        hold(entry)
    }

    package mutating func segmentOutsideSets(_ segment: borrowing SegmentView) {
        release()
        guard showsEnvelope else { return }
        hold(ListedSegment(segment: describer.describe(segment, definition(segment.id))))
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        release()
        if isShown { handler.setEnded(verdict, segmentCount: segmentCount) }
        isInSet = false
    }

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    package mutating func interchangeEnded() {}

    package mutating func found(_ diagnostic: Diagnostic) {
        guard isInSet ? isShown : showsEnvelope else { return }
        if let range = diagnostic.range, let start = held?.segment.fileOffset,
            let count = held?.segment.byteCount, range.offset >= start,
            range.offset <= start + count
        {
            held?.findings.append(diagnostic)
        } else {
            early.append(diagnostic)
        }
    }

    /// Envelopes and segments the set has no place for; releases without tables use 004010.
    private func definition(_ id: SegmentID) -> SegmentDefinition? {
        schemas.segment(id, version: schema?.release ?? version)
            ?? schemas.segment(id, version: "004010") ?? schemas.segment(id, version: "005010")
    }

    private mutating func locate(_ row: SchemaRow?, _ entry: inout ListedSegment) {
        let id = entry.segment.id
        entry.depth = 1
        guard id != "ST", id != "SE" else {
            entry.depth = 0
            return
        }
        if id == "HL" {
            levels.enter(entry.segment.value(1), below: entry.segment.value(2))
        }
        guard let schema, let row else { return }
        var names: [String] = []
        var loop = row.loop
        while let index = loop {
            names.append(schema.loops[index].id)
            loop = schema.loops[index].parent
        }
        entry.path = names.reversed().joined(separator: "/")
        entry.opensLoop = row.opensLoop
        // A loop's first segment stands one step further left than the rest of it.
        let isInLevel = names.last == "HL"
        entry.depth = 1 + names.count + (isInLevel ? max(0, levels.depth - 1) : 0)
        if row.opensLoop { entry.depth -= 1 }
    }

    private mutating func hold(_ entry: ListedSegment) {
        held = entry
        held?.findings = early
        early = []
    }

    private mutating func release() {
        guard let entry = held.take() else { return }
        handler.list(entry)
    }
}

/// The hierarchical levels above the current one; levels come parent first, so a stack suffices.
struct LevelStack {
    /// Deeper trees than this are shown flat from here on.
    private static let depthMax = 32
    private var open: [String] = []

    var depth: Int { open.count }

    mutating func enter(_ id: String, below parent: String) {
        while let last = open.last, last != parent { open.removeLast() }
        if open.count < Self.depthMax { open.append(id) }
    }
}
