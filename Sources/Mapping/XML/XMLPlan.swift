package import Documents

/// An XML map ready to run: the elements it knows as a tree, with what to do at each.
///
/// Names are interned; while reading, the reader's own number of a name leads to ours by one
/// array read, and everything else compares integers. What only writing needs stands beside the
/// nodes in `outgoing`.
package struct XMLPlan: Sendable {
    package let name: String
    package let document: DocumentType
    /// Root element and its namespace, empty when the map does not say; by these, and by the
    /// elements below it that `kind` names, a file is told to belong to the map.
    package let rootName: String
    package let rootNamespace: String
    /// Names from the root to the element that says what kind of document it is, as
    /// `cXML/Request/OrderRequest`; the root's name alone in most formats.
    package let kind: String
    let nodes: [XMLNode]
    let scopes: [XMLScope]
    /// Local names of elements and attributes, and namespaces, that the map mentions.
    let names: [String]
    let namespaces: [String]
    let tables: [CodeTable]
    /// Values of an entry that stand above its element, by their place in the reader's store.
    let carriedCount: Int
    /// How to write the map's documents; `nil` for a map that only reads.
    let outgoing: XMLOutgoing?

    /// Whether the map writes, too.
    package var writes: Bool { outgoing != nil }
}

/// An element the map knows, below its parent. Node 0 is the root.
struct XMLNode: Sendable {
    /// Index in `XMLPlan.names`.
    let name: Int
    /// Index in `XMLPlan.namespaces`; -1 for any.
    let namespace: Int
    /// Attribute the element must have; -1 for none.
    let conditionName: Int
    let conditionValue: [UInt8]
    let parent: Int
    var children: [Int] = []
    /// Scopes it opens, each after the one it lies in.
    var opens: [Int] = []
    /// The same, each before the one it lies in.
    var closes: [Int] = []
    var text: [XMLRule] = []
    var attributes: [(name: Int, rule: XMLRule)] = []
    /// Facts of the envelope it holds: the attribute, -1 for the text, and which fact.
    var facts: [(attribute: Int, fact: XMLEnvelope.Fact)] = []
    /// Elements of the same name with a condition, filling the same group; where one of them
    /// matches, this one does not.
    var specials: [Int] = []
    /// Carried values that belong to this element and are forgotten at its end.
    var carried: [Int] = []
}

/// A field an element's text or attribute fills.
struct XMLRule: Sendable {
    /// The scope whose entry receives it.
    let scope: Int
    let field: Int
    let converter: ValueConverter
    let table: Int
    let unlisted: MapUnlisted
    /// 0 for the field's first place; a later one counts while an earlier has no value.
    let rank: Int
    /// Whether the field has several places.
    let hasAlternatives: Bool
    /// Place in the reader's store of a value that stands above the entry; -1 for none.
    let carried: Int
    /// As the map wrote the place, for messages.
    let place: String

    typealias MapUnlisted = UnlistedCodes
}

/// An element that fills a group of the document.
struct XMLScope: Sendable {
    /// The scope it lies in; the root's is itself.
    let parent: Int
    let depth: Int
    let group: DocumentGroupSchema
    let groupIndex: Int
    let required: [Int]
    let isLine: Bool
    /// One entry of the enclosing element itself, not of an element of its own.
    let isOfSelf: Bool
    /// The element that opens it.
    let node: Int
    /// Field for the entry's ordinal; -1 for none.
    let number: Int
    /// Fields that always hold the same.
    var constants: [(field: Int, value: DocumentValue)] = []
    /// Fields that hold this when nothing else came.
    var defaults: [(field: Int, value: DocumentValue)] = []
    /// Values to take from the reader's store when the entry begins.
    var carried: [XMLRule] = []
    /// What the group could hold but the map has no place for.
    var unboundFields: [Int] = []
    var unboundGroups: [Int] = []
}

extension XMLScope {
    /// Whether the entry holds what the scope's entries always hold.
    func takes(_ entry: DocumentGroup) -> Bool {
        constants.allSatisfy { entry.values[$0.field] == $0.value }
    }
}
