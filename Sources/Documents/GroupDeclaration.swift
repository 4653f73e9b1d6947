/// A field as a schema file declares it; `DocumentField` adds its place.
struct FieldDeclaration: Sendable {
    let name: String
    let type: DocumentFieldType
    let isRequired: Bool
    let summary: String

    static func text(_ name: String, required: Bool = false, _ summary: String) -> Self {
        Self(name: name, type: .text, isRequired: required, summary: summary)
    }
    static func decimal(_ name: String, required: Bool = false, _ summary: String) -> Self {
        Self(name: name, type: .decimal, isRequired: required, summary: summary)
    }
    static func integer(_ name: String, required: Bool = false, _ summary: String) -> Self {
        Self(name: name, type: .integer, isRequired: required, summary: summary)
    }
    static func date(_ name: String, required: Bool = false, _ summary: String) -> Self {
        Self(name: name, type: .date, isRequired: required, summary: summary)
    }
    static func time(_ name: String, _ summary: String) -> Self {
        Self(name: name, type: .time, isRequired: false, summary: summary)
    }
}

/// A group as a schema file declares it: fields in the order canonical JSON writes them, then
/// the groups nested in it. The same declaration may stand in several places, as `references`
/// does; each place gets its own `DocumentGroupSchema`, because a schema knows its index.
struct GroupDeclaration: Sendable {
    let name: String
    let fields: [FieldDeclaration]
    let groups: [GroupDeclaration]

    init(_ name: String, _ fields: [FieldDeclaration], groups: [GroupDeclaration] = []) {
        self.name = name
        self.fields = fields
        self.groups = groups
    }

    /// The same group under another name.
    func named(_ name: String) -> GroupDeclaration {
        GroupDeclaration(name, fields, groups: groups)
    }

    /// The schema of the group when it stands at `index` among its siblings.
    func schema(at index: Int = 0) -> DocumentGroupSchema {
        DocumentGroupSchema(
            name: name, index: index,
            fields: fields.enumerated().map { place, field in
                DocumentField(
                    name: field.name, type: field.type, index: place,
                    isRequired: field.isRequired, summary: field.summary)
            },
            groups: groups.enumerated().map { place, group in group.schema(at: place) })
    }
}

extension DocumentType {
    /// The schema of the document: one instance per type for the life of the process.
    package var schema: DocumentGroupSchema {
        switch self {
        case .purchaseOrder: PurchaseOrderSchema.schema
        case .purchaseOrderAcknowledgment: PurchaseOrderAcknowledgmentSchema.schema
        case .shipNotice: ShipNoticeSchema.schema
        case .invoice: InvoiceSchema.schema
        case .applicationAdvice: ApplicationAdviceSchema.schema
        case .purchaseOrderChange: PurchaseOrderChangeSchema.schema
        case .purchaseOrderChangeAcknowledgment: PurchaseOrderChangeAcknowledgmentSchema.schema
        case .priceCatalog: PriceCatalogSchema.schema
        case .inventoryAdvice: InventoryAdviceSchema.schema
        case .remittance: RemittanceSchema.schema
        }
    }
}

extension Document {
    /// An empty document of a type.
    package init(_ type: DocumentType) {
        self.init(type: type, root: DocumentGroup(schema: type.schema))
    }
}
