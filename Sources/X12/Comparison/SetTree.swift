package import Diagnostics

/// One transaction set as a tree of loops, for comparing: each loop under its first segment, the
/// levels of an HL tree under their parents.
package struct SetTree: Sendable {
    /// Segments of a set that are compared one by one; what comes after is compared as a whole.
    package static let segmentCountMax = 50_000

    struct Node: Sendable {
        let segment: DescribedSegment
        /// The loop it opens.
        let loop: String?
        /// 1-based position in the set.
        let position: Int
        var children: [Int] = []
    }

    /// The first is the set itself, with its ST.
    fileprivate(set) var nodes: [Node] = []
    /// ISA and GS, when there are any.
    fileprivate(set) var envelope: [DescribedSegment] = []
    package fileprivate(set) var setName = ""
    package fileprivate(set) var segmentCount = 0
    /// Of the segments past the limit; 0 when there are none.
    fileprivate(set) var restHash: UInt64 = 0

    fileprivate init() {}
}

/// Reads one transaction set into a tree, piece by piece.
package struct SetReading: ~Copyable {
    private var reader: InterchangeReader
    private var builder: TreeBuilder

    /// The set of an index; its bytes, from its `range`, are pushed.
    package init(
        _ set: IndexedSet, schemas: any SchemaProvider, limits: Limits,
        segmentCountMax: Int = SetTree.segmentCountMax
    ) {
        reader = InterchangeReader(schemas: schemas, limits: limits)
        builder = TreeBuilder(schemas: schemas, segmentCountMax: segmentCountMax)
        reader.push(set.envelope.span, to: &builder)
    }

    package mutating func push(_ bytes: Span<UInt8>) { reader.push(bytes, to: &builder) }

    package mutating func finish() -> SetTree {
        reader.finish(to: &builder)
        return builder.tree
    }
}

/// Builds the tree from the reader's calls.
private struct TreeBuilder: InterchangeConsumer {
    var tree = SetTree()
    private let schemas: any SchemaProvider
    private var schema: TransactionSetSchema?
    private var describer = SegmentDescriber(delimiters: .usual)
    private var version = ""
    /// Open loops: index of the loop in the schema and of its node.
    private var open: [(loop: Int, node: Int)] = []
    /// Open levels: HL01 and node.
    private var levels: [(id: String, node: Int)] = []

    private let segmentCountMax: Int

    init(schemas: any SchemaProvider, segmentCountMax: Int) {
        self.schemas = schemas
        self.segmentCountMax = segmentCountMax
    }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        describer = SegmentDescriber(delimiters: delimiters)
        version = header.version
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) { version = header.version }

    mutating func segmentOutsideSets(_ segment: borrowing SegmentView) {
        guard segment.id == .interchangeHeader || segment.id == .groupHeader else { return }
        tree.envelope.append(describer.describe(segment, definition(segment.id)))
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        self.schema = schema
        tree.setName = schema?.name ?? ""
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        // The trailer's count and number follow from the rest.
        guard segment.id != .setTrailer else { return }
        tree.segmentCount += 1
        guard tree.nodes.count < segmentCountMax else {
            hash(segment)
            return
        }
        let row = place.row.flatMap { schema?.rows[$0] }
        let described = describer.describe(segment, row?.segment ?? definition(segment.id))
        let opened = row.flatMap { row in row.opensLoop ? row.loop : nil }
        let index = tree.nodes.count
        tree.nodes.append(
            SetTree.Node(
                segment: described, loop: opened.flatMap { schema?.loops[$0].id },
                position: place.segmentPosition))
        guard index > 0 else { return }
        tree.nodes[parent(of: described, row, index)].children.append(index)
    }

    /// The node a segment belongs under; opens its loop.
    private mutating func parent(
        of segment: DescribedSegment, _ row: SchemaRow?, _ index: Int
    ) -> Int {
        guard let schema, let row else { return open.last?.node ?? 0 }
        let enclosing = row.opensLoop ? row.loop.flatMap { schema.loops[$0].parent } : row.loop
        while let last = open.last, last.loop != enclosing { open.removeLast() }
        var parent = open.last?.node ?? 0
        if segment.id == "HL" {
            while let last = levels.last, last.id != segment.value(2) { levels.removeLast() }
            parent = levels.last?.node ?? parent
            levels.append((segment.value(1), index))
        }
        if row.opensLoop, let loop = row.loop { open.append((loop, index)) }
        return parent
    }

    private mutating func hash(_ segment: borrowing SegmentView) {
        var hash = tree.restHash | 1
        for position in 0...segment.elementCount where !segment.isEmpty(at: position) {
            hash = (hash ^ UInt64(position)) &* 0x100_0000_01B3
            let value = segment.element(position)
            for index in value.indices { hash = (hash ^ UInt64(value[index])) &* 0x100_0000_01B3 }
        }
        tree.restHash = hash | 1
    }

    private func definition(_ id: SegmentID) -> SegmentDefinition? {
        schemas.segment(id, version: schema?.release ?? version)
            ?? schemas.segment(id, version: "004010") ?? schemas.segment(id, version: "005010")
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {}
    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    mutating func interchangeEnded() {}
    mutating func found(_ diagnostic: Diagnostic) {}
}
