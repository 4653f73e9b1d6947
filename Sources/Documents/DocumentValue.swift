package import Diagnostics

/// A value of a canonical document.
package enum DocumentValue: Hashable, Sendable {
    case text(String)
    /// Amounts, prices, quantities, percentages: exact.
    case decimal(ScaledDecimal)
    case integer(Int)
    case date(CalendarDate)
    /// Time of day as `HH:MM` or `HH:MM:SS`, the precision the source had.
    case time(String)
    case boolean(Bool)
}

/// The type a field holds.
package enum DocumentFieldType: String, Sendable, Codable {
    case text, decimal, integer, date, time, boolean
}

/// A field of a document group, declared once in its schema and addressed by `index` afterwards.
package struct DocumentField: Sendable, Hashable {
    package let name: String
    package let type: DocumentFieldType
    /// Place in the owning group's value array.
    package let index: Int
    package let isRequired: Bool
    /// What it means, with the X12 or UBL place it comes from.
    package let summary: String

    package init(
        name: String, type: DocumentFieldType, index: Int, isRequired: Bool, summary: String
    ) {
        self.name = name
        self.type = type
        self.index = index
        self.isRequired = isRequired
        self.summary = summary
    }
}

/// A group of fields that may repeat: the document itself, its lines, parties, references.
package final class DocumentGroupSchema: Sendable {
    package let name: String
    package let fields: [DocumentField]
    /// Nested groups, each repeating.
    package let groups: [DocumentGroupSchema]
    /// Place in the owning group's array of nested groups; 0 for a document.
    package let index: Int
    private let fieldsByName: [String: Int]
    private let groupsByName: [String: Int]
    /// What an empty group starts with.
    let emptySlots: [DocumentSlot]
    let emptyGroups: [[DocumentGroup]]
    /// The fields' names as canonical JSON has them, quotes included.
    let fieldKeys: [[UInt8]]
    /// The group's own name likewise.
    let key: [UInt8]

    package init(
        name: String, index: Int, fields: [DocumentField], groups: [DocumentGroupSchema]
    ) {
        self.name = name
        self.index = index
        self.fields = fields
        self.groups = groups
        fieldsByName = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.index) })
        groupsByName = Dictionary(uniqueKeysWithValues: groups.map { ($0.name, $0.index) })
        emptySlots = Array(repeating: DocumentSlot(), count: fields.count)
        emptyGroups = Array(repeating: [], count: groups.count)
        fieldKeys = fields.map { Array("\"\($0.name)\"".utf8) }
        key = Array("\"\(name)\"".utf8)
    }

    package func field(_ name: String) -> DocumentField? { fieldsByName[name].map { fields[$0] } }
    package func group(_ name: String) -> DocumentGroupSchema? {
        groupsByName[name].map { groups[$0] }
    }
}

/// A filled group. Values and nested groups are addressed by the index their schema gives them.
package struct DocumentGroup: Sendable {
    package let schema: DocumentGroupSchema
    /// Values with their sources, one slot per field of the schema. An empty group shares the
    /// schema's slots, so that making one allocates nothing.
    private(set) var slots: [DocumentSlot]
    /// One list per nested group of the schema.
    package var groups: [[DocumentGroup]]

    package init(schema: DocumentGroupSchema) {
        self.schema = schema
        slots = schema.emptySlots
        groups = schema.emptyGroups
    }

    /// One value per field of the schema.
    package var values: DocumentValues {
        get { DocumentValues(slots: slots) }
        _modify {
            var view = DocumentValues(slots: slots)
            slots = []
            defer { slots = view.slots }
            yield &view
        }
    }

    /// Where each value came from in the source, one per field; `nil` for a value that was not
    /// read from one.
    package var sources: [ByteRange?] { slots.map(\.source) }

    package func hasValue(_ index: Int) -> Bool { slots[index].value != nil }

    /// Sets a value and remembers where it came from.
    package mutating func store(_ value: DocumentValue, _ index: Int, _ source: ByteRange) {
        slots[index] = DocumentSlot(value: value, offset: source.offset, length: source.length)
    }

    package subscript(name: String) -> DocumentValue? {
        get { schema.field(name).flatMap { values[$0.index] } }
        set {
            guard let field = schema.field(name) else {
                preconditionFailure("\(schema.name) has no field \(name)")
            }
            values[field.index] = newValue
        }
    }

    /// The nested groups of a name; empty when there are none.
    package subscript(group name: String) -> [DocumentGroup] {
        get { schema.group(name).map { groups[$0.index] } ?? [] }
        set {
            guard let nested = schema.group(name) else {
                preconditionFailure("\(schema.name) has no group \(name)")
            }
            groups[nested.index] = newValue
        }
    }

    package func text(_ name: String) -> String? {
        guard case .text(let value) = self[name] else { return nil }
        return value
    }

    package func decimal(_ name: String) -> ScaledDecimal? {
        guard case .decimal(let value) = self[name] else { return nil }
        return value
    }

    package func integer(_ name: String) -> Int? {
        guard case .integer(let value) = self[name] else { return nil }
        return value
    }

    package func date(_ name: String) -> CalendarDate? {
        guard case .date(let value) = self[name] else { return nil }
        return value
    }
}

/// A value and where it came from.
struct DocumentSlot: Sendable {
    var value: DocumentValue?
    var offset = 0
    /// -1 without a source.
    var length = -1

    var source: ByteRange? {
        length < 0 ? nil : ByteRange(offset: offset, length: length)
    }
}

/// The values of a group by field index. Setting one forgets where the old one came from.
package struct DocumentValues: RandomAccessCollection, Sendable {
    var slots: [DocumentSlot]

    package var startIndex: Int { 0 }
    package var endIndex: Int { slots.count }

    package subscript(index: Int) -> DocumentValue? {
        get { slots[index].value }
        set { slots[index] = DocumentSlot(value: newValue) }
    }
}

extension DocumentGroup: Hashable {
    /// Equal by content; where values came from does not count.
    package static func == (left: DocumentGroup, right: DocumentGroup) -> Bool {
        left.schema === right.schema && left.values.elementsEqual(right.values)
            && left.groups == right.groups
    }

    package func hash(into hasher: inout Hasher) {
        for value in values { hasher.combine(value) }
        hasher.combine(groups)
    }
}

/// The canonical documents, named as X12 and UBL name them.
package enum DocumentType: String, Sendable, Codable, CaseIterable {
    case purchaseOrder = "PurchaseOrder"
    case purchaseOrderAcknowledgment = "PurchaseOrderAcknowledgment"
    case shipNotice = "ShipNotice"
    case invoice = "Invoice"
}

/// A canonical document: the one shape between all formats and the ERP.
package struct Document: Hashable, Sendable {
    package let type: DocumentType
    package var root: DocumentGroup

    package init(type: DocumentType, root: DocumentGroup) {
        self.type = type
        self.root = root
    }
}
