package import Diagnostics

/// A field value of an ERP record, in the shapes Odoo's external API has.
package enum RecordValue: Hashable, Sendable {
    /// Odoo writes `false` for it.
    case null
    case boolean(Bool)
    case integer(Int64)
    case decimal(ScaledDecimal)
    case text(String)
    /// `YYYY-MM-DD`.
    case date(CalendarDate)
    /// UTC `YYYY-MM-DD HH:MM:SS`.
    case datetime(Timestamp)
    /// A many2one by database id.
    case reference(Int64)
    /// A many2one to a record that an earlier step of the same posting creates.
    case externalReference(String)
    /// A one2many or many2many read: ids.
    case references([Int64])
    /// New child records of a one2many, in order.
    case lines([[String: RecordValue]])
    /// A JSON object, as in `analytic_distribution`.
    case object([String: RecordValue])
}

/// A record read from the ERP.
package struct Record: Hashable, Sendable {
    package let model: String
    package let id: Int64
    package var fields: [String: RecordValue]

    package init(model: String, id: Int64, fields: [String: RecordValue]) {
        self.model = model
        self.id = id
        self.fields = fields
    }
}

/// One term of a search, all terms joined by "and".
package struct SearchTerm: Hashable, Sendable {
    package enum Comparison: String, Sendable {
        case equal = "="
        case notEqual = "!="
        case isIn = "in"
        case greaterOrEqual = ">="
        /// Equal without regard to case.
        case equalIgnoringCase = "=ilike"
    }

    package let field: String
    package let comparison: Comparison
    package let values: [RecordValue]

    package init(_ field: String, _ comparison: Comparison, _ values: RecordValue...) {
        self.field = field
        self.comparison = comparison
        self.values = values
    }

    package init(_ field: String, in values: [RecordValue]) {
        self.field = field
        comparison = .isIn
        self.values = values
    }
}

/// One step of a posting. Steps of a posting are applied in order and all or none.
package enum PostingStep: Hashable, Sendable {
    /// Creates a record under an external id of ours; when that id already exists nothing is
    /// created and the existing record stands.
    case create(model: String, externalID: String, values: [String: RecordValue])
    /// Writes named fields of an existing record.
    case write(model: String, id: Int64, values: [String: RecordValue])
    /// Calls a method on a record: `button_confirm`, `action_post`, `button_validate`.
    case call(model: String, method: String, on: RecordPointer, arguments: [String: RecordValue])
}

/// A record known by its id, or one that an earlier step of the same posting creates.
package enum RecordPointer: Hashable, Sendable {
    case id(Int64)
    case externalID(String)
}

/// Everything one document does to the ERP, under one key: applied once, however often it is sent.
package struct PostingRequest: Hashable, Sendable {
    /// Partner, document type and the sender's document number; characters A–Z a–z 0–9 `_` `-`.
    package let key: String
    package let steps: [PostingStep]

    package init(key: String, steps: [PostingStep]) {
        self.key = key
        self.steps = steps
    }
}

/// A record a posting made or changed.
package struct PostedRecord: Hashable, Sendable, Codable {
    package enum Action: String, Sendable, Codable { case created, changed, called, found }

    package let model: String
    package let id: Int64
    /// The record's own name, such as `P00042` or `BILL/2026/11/0001`.
    package let name: String
    package let action: Action

    package init(model: String, id: Int64, name: String, action: Action) {
        self.model = model
        self.id = id
        self.name = name
        self.action = action
    }
}

/// What became of a posting.
package enum PostingOutcome: Hashable, Sendable {
    /// Applied now.
    case applied([PostedRecord])
    /// The key was there already: nothing was changed; these are the records it stands for.
    case alreadyApplied([PostedRecord])
}

/// Why the ERP did not do as asked.
package struct ERPError: Error, Hashable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        /// Not reachable now; try later.
        case unavailable
        /// Sent, but no answer came: ask by key before trying again.
        case unknownOutcome = "unknown-outcome"
        /// A race inside the ERP; try again shortly.
        case conflict
        /// A rule of the ERP refuses: missing field, bad reference, uniqueness, state.
        case refused
        /// Credentials or rights.
        case denied
        /// Our request does not fit the ERP: unknown model, field or value form.
        case malformed
    }

    package let code: Code
    /// For people; without payload.
    package let message: String
    package let model: String?
    package let field: String?

    package init(_ code: Code, _ message: String, model: String? = nil, field: String? = nil) {
        self.code = code
        self.message = message
        self.model = model
        self.field = field
    }

    package var isRetryable: Bool {
        switch code {
        case .unavailable, .unknownOutcome, .conflict: true
        case .refused, .denied, .malformed: false
        }
    }
}

/// Reads from an ERP. Blocking: callers run it on their own threads.
package protocol ERPReader {
    /// Records of `model` that meet all terms, ordered by id, with the named fields only.
    func search(
        _ model: String, _ terms: [SearchTerm], fields: [String], limit: Int
    ) throws(ERPError) -> [Record]

    /// What a posting key stands for; `nil` when it was never applied.
    func records(forPosting key: String) throws(ERPError) -> [PostedRecord]?
}

/// The ERP behind the appliance: the embedded ledger, or Odoo. Blocking.
package protocol ERPTarget: ERPReader, Sendable {
    /// What to call it in messages: `ledger` or `Odoo 18.0 at erp.example.org`.
    var name: String { get }

    /// Applies several postings, in order, each on its own all-or-nothing: one that fails leaves
    /// no trace and does not stop the next. Several at once exist so that a target can share one
    /// commit or one round trip among them.
    func apply(_ postings: [PostingRequest]) -> [Result<PostingOutcome, ERPError>]
}
