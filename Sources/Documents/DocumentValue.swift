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
    let emptyGroups: [[DocumentGroup]]
    /// Room for the values an entry usually has, so that storing them allocates once.
    let slotCapacity: Int
    let keys: DocumentJSONKeys

    package init(
        name: String, index: Int, fields: [DocumentField], groups: [DocumentGroupSchema]
    ) {
        self.name = name
        self.index = index
        self.fields = fields
        self.groups = groups
        fieldsByName = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.index) })
        groupsByName = Dictionary(uniqueKeysWithValues: groups.map { ($0.name, $0.index) })
        emptyGroups = Array(repeating: [], count: groups.count)
        slotCapacity = min(fields.count, 8)
        keys = DocumentJSONKeys(fields: fields, groups: groups)
    }

    package func field(_ name: String) -> DocumentField? { fieldsByName[name].map { fields[$0] } }
    package func group(_ name: String) -> DocumentGroupSchema? {
        groupsByName[name].map { groups[$0] }
    }
}

/// A filled group. Values and nested groups are addressed by the index their schema gives them.
package struct DocumentGroup: Sendable {
    package let schema: DocumentGroupSchema
    /// The values there are, with their sources, ascending by field. Most groups fill few of
    /// their schema's fields; an empty one allocates nothing.
    private(set) var slots: [DocumentSlot] = []
    /// One list per nested group of the schema.
    package var groups: [[DocumentGroup]]

    package init(schema: DocumentGroupSchema) {
        self.schema = schema
        groups = schema.emptyGroups
    }

    /// One value per field of the schema.
    package var values: DocumentValues {
        get { DocumentValues(slots: slots, endIndex: schema.fields.count) }
        _modify {
            var view = DocumentValues(slots: slots, endIndex: schema.fields.count)
            slots = []
            defer { slots = view.slots }
            yield &view
        }
    }

    /// Where each value came from in the source, one per field; `nil` for a value that was not
    /// read from one.
    package var sources: [ByteRange?] {
        var sources = [ByteRange?](repeating: nil, count: schema.fields.count)
        for slot in slots { sources[Int(slot.field)] = slot.source }
        return sources
    }

    package func hasValue(_ index: Int) -> Bool { slots.place(of: index).isTaken }

    /// Sets a value and remembers where it came from.
    package mutating func store(_ value: consuming DocumentValue, _ index: Int, _ source: ByteRange)
    {
        precondition(index < schema.fields.count, "a field of another schema")
        if slots.isEmpty { slots.reserveCapacity(schema.slotCapacity) }
        slots.put(DocumentSlot(value: value, field: index, source: source))
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

/// The values of a group by field index. Setting one forgets where the old one came from.
package struct DocumentValues: RandomAccessCollection, Sendable {
    var slots: [DocumentSlot]
    package let endIndex: Int

    package var startIndex: Int { 0 }

    package subscript(index: Int) -> DocumentValue? {
        get {
            precondition(indices.contains(index), "a field of another schema")
            let place = slots.place(of: index)
            return place.isTaken ? slots[place.index].value : nil
        }
        set {
            precondition(indices.contains(index), "a field of another schema")
            if let newValue {
                slots.put(DocumentSlot(value: newValue, field: index, source: nil))
                return
            }
            let place = slots.place(of: index)
            if place.isTaken { slots.remove(at: place.index) }
        }
    }
}

extension DocumentGroup: Hashable {
    /// Equal by content; where values came from does not count.
    package static func == (left: DocumentGroup, right: DocumentGroup) -> Bool {
        left.schema === right.schema
            && left.slots.elementsEqual(right.slots) {
                $0.field == $1.field && $0.value == $1.value
            }
            && left.groups == right.groups
    }

    package func hash(into hasher: inout Hasher) {
        for slot in slots {
            hasher.combine(slot.field)
            hasher.combine(slot.value)
        }
        hasher.combine(groups)
    }
}

/// The canonical documents, named as X12 and UBL name them.
package enum DocumentType: String, Sendable, Codable, CaseIterable {
    case purchaseOrder = "PurchaseOrder"
    case purchaseOrderAcknowledgment = "PurchaseOrderAcknowledgment"
    case shipNotice = "ShipNotice"
    case invoice = "Invoice"
    case applicationAdvice = "ApplicationAdvice"
    case purchaseOrderChange = "PurchaseOrderChange"
    case purchaseOrderChangeAcknowledgment = "PurchaseOrderChangeAcknowledgment"
    case priceCatalog = "PriceCatalog"
    case inventoryAdvice = "InventoryAdvice"
    case remittance = "Remittance"
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
