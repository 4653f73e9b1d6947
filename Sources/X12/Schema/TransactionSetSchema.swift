import Synchronization

/// Requirement designator of an element or segment.
package enum Requirement: UInt8, Sendable {
    case mandatory
    case optional
    /// Takes part in a relational condition ("X" in the guides).
    case conditional
}

/// X12 data types (X12.6).
package enum ElementType: Hashable, Sendable {
    case string
    case identifier
    case date
    case time
    case decimal
    /// Nn: digits with `places` implied decimals.
    case implied(places: Int)
    case binary
}

/// One data element of the dictionary.
package struct ElementDefinition: Sendable {
    /// Reference number, such as `353` or `I01`.
    package let reference: String
    package let name: String
    package let type: ElementType
    package let lengthMin: Int
    package let lengthMax: Int
    /// The code list of an ID element; `nil` when there is none.
    package let codes: CodeList?

    package init(
        reference: String, name: String, type: ElementType, lengthMin: Int, lengthMax: Int,
        codes: CodeList?
    ) {
        self.reference = reference
        self.name = name
        self.type = type
        self.lengthMin = lengthMin
        self.lengthMax = lengthMax
        self.codes = codes
    }
}

/// A relational condition between elements of one segment (P R E C L), positions 1-based.
package struct RelationalCondition: Sendable, Hashable {
    package enum Kind: Character, Sendable {
        case paired = "P"
        case required = "R"
        case exclusion = "E"
        case conditional = "C"
        case listConditional = "L"
    }

    package let kind: Kind
    package let positions: [Int]
    /// False when the tables have it from one source only: a breach is then a warning.
    package let isCertain: Bool

    package init(kind: Kind, positions: [Int], isCertain: Bool) {
        self.kind = kind
        self.positions = positions
        self.isCertain = isCertain
    }
}

/// One element position of a segment, or one component position of a composite.
package struct ElementUse: Sendable {
    package let requirement: Requirement
    package let repeatMax: Int
    /// The simple element; for a composite its first component.
    package let element: ElementDefinition
    /// Components when the position is a composite, else empty.
    package let components: [ElementUse]
    /// Conditions between the components of a composite, positions being component positions.
    package let componentConditions: [RelationalCondition]
    package let compositeID: String?
    /// The element's name; for a composite the composite's.
    package let name: String

    package init(
        requirement: Requirement, repeatMax: Int, element: ElementDefinition,
        components: [ElementUse], componentConditions: [RelationalCondition] = [],
        compositeID: String?, name: String
    ) {
        self.requirement = requirement
        self.repeatMax = repeatMax
        self.element = element
        self.components = components
        self.componentConditions = componentConditions
        self.compositeID = compositeID
        self.name = name
    }
}

/// A segment of the segment directory.
package struct SegmentDefinition: Sendable {
    package let id: SegmentID
    package let name: String
    /// Index 0 is element position 1.
    package let elements: [ElementUse]
    package let conditions: [RelationalCondition]

    package init(
        id: SegmentID, name: String, elements: [ElementUse], conditions: [RelationalCondition]
    ) {
        self.id = id
        self.name = name
        self.elements = elements
        self.conditions = conditions
    }
}

/// One row of a set table: a segment at its place, in order.
package struct SchemaRow: Sendable {
    /// 0-based index in `TransactionSetSchema.rows`.
    package let index: Int
    package let segment: SegmentDefinition
    package let requirement: Requirement
    /// `Int.max` for unlimited.
    package let useMax: Int
    /// Index into `TransactionSetSchema.loops` of the innermost enclosing loop; `nil` outside.
    package let loop: Int?
    /// True when the segment opens `loop`.
    package let opensLoop: Bool
    package let area: String

    package init(
        index: Int, segment: SegmentDefinition, requirement: Requirement, useMax: Int, loop: Int?,
        opensLoop: Bool, area: String
    ) {
        self.index = index
        self.segment = segment
        self.requirement = requirement
        self.useMax = useMax
        self.loop = loop
        self.opensLoop = opensLoop
        self.area = area
    }
}

/// A loop of a set: opened by its trigger row and only by it.
package struct SchemaLoop: Sendable {
    package let index: Int
    /// The trigger's segment ID, as in `PO1`.
    package let id: String
    package let parent: Int?
    /// `Int.max` for unlimited.
    package let repeatMax: Int
    package let requirement: Requirement
    /// Row that opens the loop.
    package let triggerRow: Int
    /// Last row inside the loop, nested loops included.
    package let lastRow: Int
    /// Number of enclosing loops plus one.
    package let depth: Int
    /// Stands between LS and LE.
    package let isBounded: Bool

    package init(
        index: Int, id: String, parent: Int?, repeatMax: Int, requirement: Requirement,
        triggerRow: Int, lastRow: Int, depth: Int, isBounded: Bool
    ) {
        self.index = index
        self.id = id
        self.parent = parent
        self.repeatMax = repeatMax
        self.requirement = requirement
        self.triggerRow = triggerRow
        self.lastRow = lastRow
        self.depth = depth
        self.isBounded = isBounded
    }
}

/// The table of one transaction set in one release. Built by `SchemaLibrary` from the data files
/// under `maps/x12/<release>/`; immutable and shared afterwards.
package final class TransactionSetSchema: Sendable {
    /// ST01, such as `850`.
    package let set: String
    /// `004010` or `005010`.
    package let release: String
    package let name: String
    /// GS01 that goes with the set, such as `PO`.
    package let functionalID: String
    package let rows: [SchemaRow]
    package let loops: [SchemaLoop]
    /// Made when the table is first used, then shared by all readers.
    private let madePlan = Mutex<ValidationPlan?>(nil)

    /// The table made ready for validation.
    var plan: ValidationPlan {
        madePlan.withLock { made in
            if let made { return made }
            let plan = ValidationPlan(self)
            made = plan
            return plan
        }
    }

    package init(
        set: String, release: String, name: String, functionalID: String, rows: [SchemaRow],
        loops: [SchemaLoop]
    ) {
        self.set = set
        self.release = release
        self.name = name
        self.functionalID = functionalID
        self.rows = rows
        self.loops = loops
    }
}
