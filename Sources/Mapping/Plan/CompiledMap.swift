package import Documents
package import X12

/// A map checked against one set table and one document schema, ready to run both ways.
///
/// All lookups the run needs are array reads by schema row and field index:
///
///     segment's row ──rowRules──▶ rules, in the order they are tried
///     rule ──▶ conditions (bytes packed in integers), elements (position, field, converter)
///     rule of an `each:` ──▶ scope: the nested group and the rows it spans
///
/// A rule belongs to a scope and counts only while that scope is open.
package final class CompiledMap: Sendable {
    package let name: String
    package let document: DocumentType
    package let schema: TransactionSetSchema
    let scopes: [MapScope]
    /// What the reader needs of each scope for every segment, without references to count.
    let spans: [ScopeSpan]
    let rules: [SegmentRule]
    let conditions: [RuleCondition]
    /// What the reader needs of each condition, likewise, and the codes they all compare with.
    let conditionSpans: [ConditionSpan]
    let conditionKeys: [UInt64]
    let elements: [ElementRule]
    let pairs: [PairRule]
    let constants: [RuleConstant]
    let tables: [CodeTable]
    /// For each row of the schema the rules that may take its segments.
    let rowRules: [Range<Int>]
    let counts: [CountRule]
    let hierarchy: HierarchyPlan?
    /// Rows of LS and LE by the row that opens the loop between them; for writing.
    let bounds: [Int: LoopBounds]
    /// Place of the lines among the groups of the document, when they stand there and do not
    /// depend on levels; else -1.
    let lineGroup: Int

    init(
        name: String, document: DocumentType, schema: TransactionSetSchema, scopes: [MapScope],
        rules: [SegmentRule], tables: MapTables, rowRules: [Range<Int>], counts: [CountRule],
        hierarchy: HierarchyPlan?
    ) {
        self.name = name
        self.document = document
        self.schema = schema
        self.scopes = scopes
        spans = scopes.map(ScopeSpan.init)
        self.rules = rules
        conditions = tables.conditions
        conditionKeys = tables.conditions.flatMap(\.keys)
        var keyCount = 0
        conditionSpans = tables.conditions.map { condition in
            defer { keyCount += condition.keys.count }
            return ConditionSpan(
                position: condition.position, component: condition.component,
                keys: keyCount..<keyCount + condition.keys.count)
        }
        elements = tables.elements
        pairs = tables.pairs
        constants = tables.constants
        self.tables = tables.codes
        self.rowRules = rowRules
        self.counts = counts
        self.hierarchy = hierarchy
        bounds = LoopBounds.all(in: schema)
        let line = hierarchy == nil ? scopes.first { $0.isLine && $0.parent == 0 } : nil
        lineGroup = line?.groupIndex ?? -1
    }

    /// How a message names an element: `BEG03`, `CTP05-1`.
    func placeName(_ element: ElementRule, row: Int) -> String {
        let position = element.position < 10 ? "0\(element.position)" : "\(element.position)"
        let component = element.component > 0 ? "-\(element.component)" : ""
        return "\(schema.rows[row].segment.id)\(position)\(component)"
    }
}

/// The flat arrays rules point into.
struct MapTables {
    var conditions: [RuleCondition] = []
    var elements: [ElementRule] = []
    var pairs: [PairRule] = []
    var constants: [RuleConstant] = []
    var codes: [CodeTable] = []
}

/// The numbers of a scope.
struct ScopeSpan: Sendable {
    let firstRow: Int
    let lastRow: Int
    let parentGroupDepth: Int
    let groupIndex: Int
    let isTransparent: Bool
    let isLine: Bool
    let hasRequired: Bool

    init(_ scope: MapScope) {
        firstRow = scope.firstRow
        lastRow = scope.lastRow
        parentGroupDepth = scope.parentGroupDepth
        groupIndex = scope.groupIndex
        isTransparent = scope.isTransparent
        isLine = scope.isLine
        hasRequired = !scope.required.isEmpty
    }
}

/// Part of a transaction set that fills one group of the document.
struct MapScope: Sendable {
    /// The enclosing scope; the root's is itself.
    let parent: Int
    /// Number of enclosing scopes: the place of its frame on the reader's stack.
    let depth: Int
    /// Rows the scope spans; it opens on the first.
    let firstRow: Int
    let lastRow: Int
    let group: DocumentGroupSchema
    /// Place of the group in its parent's nested groups.
    let groupIndex: Int
    /// Depth of the frame whose group holds this one.
    let parentGroupDepth: Int
    /// A level that fills the document itself instead of a group of its own.
    let isTransparent: Bool
    /// Counts against `Limits.documentLineCountMax`.
    let isLine: Bool
    /// Fields that every entry must have.
    let required: [Int]
    /// Rules of the scope in the order they are written.
    var rules: [Int] = []
    /// What the group could hold but the map has no place for.
    var unboundFields: [Int] = []
    var unboundGroups: [Int] = []

    init(
        parent: Int, depth: Int, rows: ClosedRange<Int>, group: DocumentGroupSchema,
        parentGroupDepth: Int, isTransparent: Bool
    ) {
        self.parent = parent
        self.depth = depth
        firstRow = rows.lowerBound
        lastRow = rows.upperBound
        self.group = group
        groupIndex = group.index
        self.parentGroupDepth = parentGroupDepth
        self.isTransparent = isTransparent
        isLine = group.name == "lines"
        required = isTransparent ? [] : group.requiredIndices
    }
}

extension MapScope {
    /// Notes what the map leaves out of the scope's group.
    mutating func note(bound: Set<String>) {
        unboundFields = group.fields.filter { !bound.contains($0.name) }.map(\.index)
        unboundGroups = group.groups.filter { !bound.contains($0.name) }.map(\.index)
    }
}

extension DocumentGroupSchema {
    /// Indices of the fields that every entry must have.
    var requiredIndices: [Int] { fields.filter(\.isRequired).map(\.index) }
}

/// What one segment at one row means in one scope.
struct SegmentRule: Sendable {
    let row: Int
    /// The scope that must be open, and its depth.
    let owner: Int
    let ownerDepth: Int
    /// Depth of the frame whose group receives the values.
    let targetDepth: Int
    /// The scope it opens; -1 for none.
    let opens: Int
    /// Nested group of at most one entry that receives the values instead; -1 for none.
    let once: Int
    /// For a rule that takes one segment, its bit in the frame's set of used rules; 0 for `each`.
    let usedBit: UInt64
    let conditions: Range<Int>
    let elements: Range<Int>
    let pairs: Range<Int>
    let constants: Range<Int>
}

/// An element that must hold one of some codes.
struct RuleCondition: Sendable {
    let position: Int
    let component: Int
    /// Codes of up to seven bytes with their count, as `CodeKey` packs them; the first is written.
    let keys: [UInt64]
    let text: String
}

/// The numbers of a condition.
struct ConditionSpan: Sendable {
    let position: Int
    let component: Int
    /// Its codes in `CompiledMap.conditionKeys`.
    let keys: Range<Int>
}

struct RuleConstant: Sendable {
    let position: Int
    let component: Int
    let text: String
}

/// One element and the field it fills.
struct ElementRule: Sendable {
    let position: Int
    /// 1-based; 0 for a simple element.
    let component: Int
    let field: Int
    let converter: ValueConverter
    /// Index in `CompiledMap.tables`; -1 for none.
    let table: Int
}

/// A run of elements in one segment, `elements.count` at a time, each making one entry.
struct PairRule: Sendable {
    let group: DocumentGroupSchema
    let groupIndex: Int
    /// Fields that every entry must have.
    let required: [Int]
    let firstPosition: Int
    let lastPosition: Int
    /// Positions count from the start of the entry, 0-based.
    let elements: Range<Int>
}

/// A computed count, such as CTT01.
struct CountRule: Sendable {
    enum What: Sendable { case lines, levels }
    let row: Int
    let position: Int
    let what: What
}

/// The LS before and the LE after a loop that may repeat where another begins with the same
/// segment. LS01 and LE01 name the loop by the segment that opens it.
struct LoopBounds: Sendable {
    let startRow: Int
    let endRow: Int
    let loopID: String

    static func all(in schema: TransactionSetSchema) -> [Int: LoopBounds] {
        var bounds: [Int: LoopBounds] = [:]
        for loop in schema.loops where loop.isBounded {
            // A loop inside of a bounded one stands between the same two.
            if let parent = loop.parent, schema.loops[parent].isBounded { continue }
            guard
                let start = schema.rows.last(where: {
                    $0.index < loop.triggerRow && $0.segment.id == "LS"
                }),
                let end = schema.rows.first(where: {
                    $0.index > loop.lastRow && $0.segment.id == "LE"
                })
            else { continue }
            bounds[loop.triggerRow] = LoopBounds(
                startRow: start.index, endRow: end.index, loopID: loop.id)
        }
        return bounds
    }
}

/// Codes of up to seven bytes as integers, so that comparing makes no text.
enum CodeKey {
    static func of(_ bytes: Span<UInt8>) -> UInt64? {
        var count = bytes.count
        while count > 0, bytes[count - 1] == UInt8(ascii: " ") { count -= 1 }
        guard count <= 7 else { return nil }
        var key = UInt64(count)
        for index in 0..<count { key = key << 8 | UInt64(bytes[index]) }
        return key
    }

    static func of(_ text: String) -> UInt64? {
        guard text.utf8.count <= 7 else { return nil }
        var key = UInt64(text.utf8.count)
        for byte in text.utf8 { key = key << 8 | UInt64(byte) }
        return key
    }
}

/// How the HL tree fills the document.
struct HierarchyPlan: Sendable {
    /// Row of HL.
    let row: Int
    let levels: [LevelPlan]
    /// Field of the document that names the structure.
    let structureField: Int
    /// Level indices by structure code, outermost first.
    let structures: [(code: String, levels: [Int])]

    func level(_ key: UInt64) -> Int? { levels.firstIndex { $0.key == key } }
}

struct LevelPlan: Sendable {
    enum Target: Sendable, Equatable {
        case document
        /// A group of the document.
        case group(Int)
        /// A group nested in the nearest enclosing entry of a group of the document.
        case nested(in: Int, Int)
    }

    let code: String
    let key: UInt64
    let scope: Int
    let target: Target
    /// Field for the entry's own number; -1 for none.
    let numberField: Int
    /// Field for the number of the nearest enclosing entry that has one; -1 for none.
    let withinField: Int
    /// Field for the level code; -1 for none.
    let levelField: Int
    /// Field that names the enclosing entry when no level above does; -1 for none.
    let orphanField: Int
    /// Field of the enclosing entry that it is compared with.
    let holderNumberField: Int
}
