package import Documents

/// An XML map ready to read: the elements it knows as a tree, with what to do at each.
///
/// Names are interned; while reading, the reader's own number of a name leads to ours by one
/// array read, and everything else compares integers.
package struct XMLPlan: Sendable {
    package let name: String
    package let document: DocumentType
    /// Root element and its namespace, empty when the map does not say; by these a file is told
    /// to belong to the map.
    package let rootName: String
    package let rootNamespace: String
    let nodes: [XMLNode]
    let scopes: [XMLScope]
    /// Local names of elements and attributes, and namespaces, that the map mentions.
    let names: [String]
    let namespaces: [String]
    let tables: [CodeTable]
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
    var children: [Int] = []
    /// Scope it opens; -1 for none.
    var opens = -1
    var text: [XMLRule] = []
    var attributes: [(name: Int, rule: XMLRule)] = []
}

/// A field an element's text or attribute fills.
struct XMLRule: Sendable {
    /// Depth of the scope whose entry receives it.
    let depth: Int
    /// Nested group of at most one entry; -1 for none.
    let once: Int
    let field: Int
    let converter: ValueConverter
    let table: Int
    /// As the map wrote the place, for messages.
    let place: String
}

/// A repeating element and the group it fills.
struct XMLScope: Sendable {
    let depth: Int
    let group: DocumentGroupSchema
    let groupIndex: Int
    let required: [Int]
    let isLine: Bool
    /// Fields that always hold the same.
    var constants: [(field: Int, value: DocumentValue)] = []
}
