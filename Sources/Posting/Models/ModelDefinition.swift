/// What a field of an ERP model holds, in the words of `RecordValue`.
package enum FieldKind: Hashable, Sendable {
    case text
    case boolean
    case integer
    /// Exact in our hands; a binary float in Odoo.
    case decimal
    case date
    case datetime
    /// One of a closed list of words.
    case selection([String])
    /// A many2one.
    case reference(String)
    /// A one2many: the records of a model whose named field points here.
    case children(String, by: String)
    /// A many2many.
    case references(String)
    /// A JSON object of numbers, as `analytic_distribution`.
    case object

    /// As `fields_get` would call it, for messages.
    package var summary: String {
        switch self {
        case .text: "text"
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .decimal: "a number"
        case .date: "a date"
        case .datetime: "a date and time"
        case .selection(let words): "one of \(words.joined(separator: ", "))"
        case .reference(let model): "one record of \(model)"
        case .children(let model, _): "lines of \(model)"
        case .references(let model): "records of \(model)"
        case .object: "an object of numbers"
        }
    }
}

/// One field of an ERP model.
package struct ModelField: Hashable, Sendable {
    package struct Traits: OptionSet, Hashable, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// A record cannot be without it.
        package static let required = Traits(rawValue: 1)
        /// The ERP computes it; nobody else writes it.
        package static let readOnly = Traits(rawValue: 2)
        /// Searched by often, and tells few records from all.
        package static let indexed = Traits(rawValue: 4)
        /// Also searched by without regard to case.
        package static let indexedIgnoringCase = Traits(rawValue: 12)
    }

    package let name: String
    package let kind: FieldKind
    package let traits: Traits
    /// What a new record gets when the field is not given.
    package let initial: RecordValue?

    package init(
        _ name: String, _ kind: FieldKind, _ traits: Traits = [], initial: RecordValue? = nil
    ) {
        self.name = name
        self.kind = kind
        self.traits = traits
        self.initial = initial
    }

    package var isRequired: Bool { traits.contains(.required) }
    package var isReadOnly: Bool { traits.contains(.readOnly) }

    /// Whether the value lies in the record itself and not in other records that point to it.
    package var isStored: Bool {
        if case .children = kind { false } else { true }
    }
}

/// The fields of one ERP model.
package struct ModelDefinition: Hashable, Sendable {
    package let name: String
    package private(set) var fields: [ModelField]
    private var places: [String: Int]

    package init(_ name: String, _ fields: [ModelField]) {
        self.name = name
        self.fields = fields
        places = Dictionary(
            uniqueKeysWithValues: fields.enumerated().map { ($0.element.name, $0.offset) })
    }

    package func field(_ name: String) -> ModelField? { places[name].map { fields[$0] } }

    /// The model with more fields, such as a site's own `x_department`. A field that is there
    /// already stays as it is.
    package func adding(_ more: [ModelField]) -> ModelDefinition {
        ModelDefinition(name, fields + more.filter { places[$0.name] == nil })
    }
}

/// The models an ERP target offers.
package struct ModelCatalog: Sendable {
    package let models: [ModelDefinition]
    private let places: [String: Int]

    package init(_ models: [ModelDefinition]) {
        self.models = models
        places = Dictionary(
            uniqueKeysWithValues: models.enumerated().map { ($0.element.name, $0.offset) })
    }

    package func model(_ name: String) -> ModelDefinition? { places[name].map { models[$0] } }

    /// The catalog with a site's own fields added, by model name. Fields of a model that is not
    /// in the catalog are left out.
    package func adding(_ fields: [String: [ModelField]]) -> ModelCatalog {
        ModelCatalog(models.map { $0.adding(fields[$0.name] ?? []) })
    }
}
