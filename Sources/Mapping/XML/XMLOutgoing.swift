import Documents

/// What writing a map's documents needs besides its nodes.
struct XMLOutgoing: Sendable {
    /// One for each of the plan's nodes.
    let elements: [XMLOutgoingElement]
    /// For each scope and each group of its entries, the scopes that write entries of the group,
    /// in the order they are tried: those with more constants first.
    let writers: [[[Int]]]
    /// The declaration, the document type and the root's namespaces, ready to be written.
    let prolog: String
}

/// How an element is written.
struct XMLOutgoingElement: Sendable {
    /// Name with prefix.
    let name: String
    /// Attributes that always stand: the node's condition; for the root, namespaces.
    var fixedAttributes = ""
    /// Children in the order they stand.
    var children: [Int] = []
    var constants: [XMLConstant] = []
    /// A field or group of the document may stand in it; without one it is written with its
    /// parent whatever the document holds.
    var holdsValues = false
    /// The standard demands it in its parent.
    var isMandatory = false
    /// The scope whose entries are gathered below it by the values in `gatheredBy`; -1 for none.
    var gathers = -1
    var gatheredBy: [XMLRule] = []
}

/// What stands at a place whatever the document holds, or is not the document's to say.
struct XMLConstant: Sendable {
    enum Source: Sendable, Equatable {
        case text(String)
        /// A field of the document itself.
        case field(Int)
        case fact(XMLEnvelope.Fact)
        case computed(XMLComputed)
    }

    /// The scope whose entry it is computed from.
    let scope: Int
    /// Name as written; `nil` for the element's text.
    let attribute: String?
    let source: Source
    /// As the map wrote the place, for messages.
    let place: String
}

/// What can be computed from an entry.
enum XMLComputed: String, CaseIterable, Sendable {
    /// Quantity times unit price of the entry, to two decimals.
    case lineAmount
    /// The sum of `lineAmount` over all lines.
    case linesAmount
    /// How many lines the document has.
    case lineCount
    /// Sum of the document's taxes.
    case taxAmount
}
