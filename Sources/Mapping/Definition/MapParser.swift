package import Configuration
import Documents

/// Reads a map file or an overlay from its YAML tree: shape only; whether its paths and fields
/// exist is the compiler's business.
package enum MapParser {
    /// Reads a map.
    ///
    /// - Parameters:
    ///   - node: The root of the file.
    ///   - name: Path under `maps/` without extension.
    ///   - file: The name shown in errors.
    ///   - shared: The blocks of the file named under `use`.
    /// - Returns: The map.
    /// - Throws: Every fault of the file.
    package static func parse(
        _ node: ConfigurationNode, name: String, file: String, shared: MapParts = MapParts()
    ) throws(ConfigurationFailure) -> MapDefinition {
        try ConfigurationObject.decode(node, file: file) { root in
            _ = root.text("use")
            let scope = MapEntryParser(
                file: file, parts: parts(root, file, below: shared.blocks))
            let format: MapDefinition.Format? = root.requiredChoice("format")
            let document: DocumentType? = root.requiredChoice("document")
            let direction: MapDefinition.Direction = root.choice("direction") ?? .both
            _ = root.text("about")
            let set = scope.text(root, "set")
            let element = scope.text(root, "root")
            let namespaces = root.entries("namespaces") { _, value in
                scope.scalar(value, in: root, named: "namespaces")
            }
            let doctype = scope.text(root, "doctype")
            let with = scope.constants(root, "with")
            let write = scope.constants(root, "write")
            let order = scope.order(root) + shared.order
            let fields = scope.entries(root, "fields")
            let hierarchy = root.object("hierarchy") { scope.hierarchy($0) }
            let counts = root.entries("counts") { _, value in
                scope.scalar(value, in: root, named: "counts")
            }
            guard let format, let document else { return nil }
            return MapDefinition(
                name: name, file: file, format: format, document: document, direction: direction,
                set: set, root: element, namespaces: namespaces.map { ($0.key, $0.value) },
                doctype: doctype, with: with, write: write,
                order: order, fields: fields, hierarchy: hierarchy,
                counts: counts.map { entry in
                    (
                        MapText(
                            text: entry.key, place: MapPlace(file: file, mark: entry.mark)),
                        entry.value
                    )
                })
        }
    }

    /// The file of shared blocks that a map names, as `x12/parts/shared`; `nil` when it names none.
    static func use(_ node: ConfigurationNode, file: String) -> MapText? {
        guard case .mapping(let pairs) = node.content,
            let pair = pairs.first(where: { $0.key == "use" }),
            case .scalar(let name) = pair.value.content
        else { return nil }
        return MapText(text: name, place: MapPlace(file: file, mark: pair.value.mark))
    }

    /// Reads a file of shared blocks.
    ///
    /// - Parameters:
    ///   - node: The root of the file, which has `parts` and, for XML, `order`.
    ///   - file: The name shown in errors.
    /// - Returns: The blocks.
    /// - Throws: Every fault of the file.
    package static func parts(
        _ node: ConfigurationNode, file: String
    ) throws(ConfigurationFailure) -> MapParts {
        try ConfigurationObject.decode(node, file: file) { root in
            MapParts(
                blocks: parts(root, file, below: [:]),
                order: MapEntryParser(file: file, parts: [:]).order(root))
        }
    }

    private static func parts(
        _ root: ConfigurationObject, _ file: String, below shared: [String: [MapEntry]]
    ) -> [String: [MapEntry]] {
        // A part may use those above it.
        var parts = shared
        _ = root.entries("parts") { name, node in
            let above = MapEntryParser(file: file, parts: parts)
            parts[name] = above.block(node, in: root, name)
            return parts[name]
        }
        return parts
    }
}

/// Blocks of fields, and orders of elements, that several maps share.
package struct MapParts: Sendable {
    let blocks: [String: [MapEntry]]
    let order: [MapOrder]

    package init() { self.init(blocks: [:], order: []) }

    init(blocks: [String: [MapEntry]], order: [MapOrder]) {
        self.blocks = blocks
        self.order = order
    }
}

/// Reads `fields:` blocks and what hangs below them.
struct MapEntryParser {
    let file: String
    /// Blocks of `parts:` that a `fields:` may name instead of repeating them.
    let parts: [String: [MapEntry]]

    func place(_ mark: ConfigurationNode.Mark) -> MapPlace { MapPlace(file: file, mark: mark) }

    /// The text under a key with its place; `nil` when absent.
    func text(_ object: ConfigurationObject, _ key: String) -> MapText? {
        object.text(key).map { MapText(text: $0, place: place(object.mark(of: key))) }
    }

    func required(_ object: ConfigurationObject, _ key: String) -> MapText {
        MapText(text: object.requiredText(key), place: place(object.mark(of: key)))
    }

    func scalar(
        _ node: ConfigurationNode, in object: ConfigurationObject, named name: String
    ) -> MapText? {
        object.text(of: node, named: name).map { MapText(text: $0, place: place(node.mark)) }
    }

    /// The block under a key, or the part it names.
    func entries(_ object: ConfigurationObject, _ key: String) -> [MapEntry] {
        guard let node = object.node(key) else {
            if !object.has(key) { _ = object.requiredText(key) }
            return []
        }
        return block(node, in: object, key) ?? []
    }

    func block(
        _ node: ConfigurationNode, in object: ConfigurationObject, _ name: String
    ) -> [MapEntry]? {
        switch node.content {
        case .scalar(let part):
            if let entries = parts[part] { return entries }
            object.faults.record(
                at: node.mark, "there is no part '\(part)'",
                suggestion: NearestName.suggestion(for: part, among: Array(parts.keys)))
            return nil
        case .mapping(let pairs):
            return pairs.flatMap { pair in
                bindings(pair.value, in: object, "\(name).\(pair.key)").map {
                    MapEntry(name: pair.key, place: place(pair.keyMark), binding: $0)
                }
            }
        case .sequence, .null:
            object.faults.record(
                at: node.mark, "'\(name)' must be a block of fields, found \(node.kind)")
            return nil
        }
    }

    /// One binding, or several for a group that an XML map fills from different elements.
    private func bindings(
        _ node: ConfigurationNode, in object: ConfigurationObject, _ name: String
    ) -> [MapBinding] {
        if case .sequence(let items) = node.content, let first = items.first,
            case .mapping = first.content
        {
            return items.compactMap { binding($0, in: object, name) }
        }
        return binding(node, in: object, name).map { [$0] } ?? []
    }

    private func binding(
        _ node: ConfigurationNode, in object: ConfigurationObject, _ name: String
    ) -> MapBinding? {
        guard case .mapping = node.content else {
            guard let path = path(node, in: object, named: name) else { return nil }
            return .value(
                MapValue(
                    path: path, converter: nil, codes: [], unlisted: .hold, standard: nil,
                    with: []))
        }
        return object.decodeChild(node, path: name) { entry in
            if entry.has("each") {
                guard let node = entry.node("each"),
                    let path = path(node, in: entry, named: "each")
                else { return nil }
                return .each(
                    MapRepeat(
                        path: path, fields: entries(entry, "fields"),
                        with: constants(entry, "with"), write: constants(entry, "write"),
                        number: text(entry, "number")))
            }
            if entry.has("pairs") {
                return .pairs(
                    range: required(entry, "pairs"),
                    fields: entry.list("fields").compactMap {
                        scalar($0, in: entry, named: "fields[]")
                    })
            }
            if entry.has("once") { return .once(entries(entry, "once")) }
            if entry.has("fields") { return .inside(entries(entry, "fields")) }
            guard let node = entry.node("at") else {
                _ = entry.requiredText("at")
                return nil
            }
            guard let path = path(node, in: entry, named: "at") else { return nil }
            return .value(
                MapValue(
                    path: path, converter: text(entry, "as"),
                    codes: codes(entry), unlisted: entry.choice("unlisted") ?? .hold,
                    standard: text(entry, "default"),
                    with: constants(entry, "with")))
        }
    }

    /// One path, or a list to choose from.
    private func path(
        _ node: ConfigurationNode, in object: ConfigurationObject, named name: String
    ) -> MapPath? {
        guard case .sequence(let items) = node.content else {
            return scalar(node, in: object, named: name).map { MapPath(choices: [$0]) }
        }
        let choices = items.compactMap { scalar($0, in: object, named: "\(name)[]") }
        guard !choices.isEmpty else {
            object.faults.record(at: node.mark, "'\(name)' is a list without a place")
            return nil
        }
        return MapPath(choices: choices)
    }

    /// The table from words to codes; a word with a list of codes reads them all.
    private func codes(_ object: ConfigurationObject) -> [(word: String, code: MapText)] {
        object.entries("codes") { _, value -> [MapText]? in
            guard case .sequence(let items) = value.content else {
                return scalar(value, in: object, named: "codes").map { [$0] }
            }
            return items.compactMap { scalar($0, in: object, named: "codes[]") }
        }.flatMap { row in row.value.map { (row.key, $0) } }
    }

    /// `order:`, from an element to the elements in it.
    func order(_ object: ConfigurationObject) -> [MapOrder] {
        object.entries("order") { name, node -> [MapText]? in
            guard case .sequence(let items) = node.content else {
                object.faults.record(
                    at: node.mark,
                    "the order of '\(name)' is a list of elements, found \(node.kind)")
                return nil
            }
            return items.compactMap { scalar($0, in: object, named: "order[]") }
        }.map { row in
            MapOrder(
                element: MapText(text: row.key, place: place(row.mark)), children: row.value)
        }
    }

    func constants(_ object: ConfigurationObject, _ key: String) -> [MapConstant] {
        object.entries(key) { _, value in scalar(value, in: object, named: key) }.map {
            MapConstant(
                path: MapText(text: $0.key, place: place($0.mark)), value: $0.value)
        }
    }

    // MARK: Hierarchy

    func hierarchy(_ object: ConfigurationObject) -> MapHierarchy? {
        let loop = required(object, "each")
        let structureField = required(object, "structure")
        let levels = object.entries("levels") { code, node in
            object.decodeChild(node, path: "levels.\(code)") { level(code, $0) }
        }
        let structures = object.entries("structures") { _, node -> [String]? in
            guard case .sequence(let items) = node.content else {
                object.faults.record(
                    at: node.mark, "a structure is a list of levels, such as [S, O, I]")
                return nil
            }
            return items.compactMap { object.text(of: $0, named: "structures[]") }
        }
        return MapHierarchy(
            loop: loop, levels: levels.map(\.value),
            structures: structures.map { ($0.key, place($0.mark), $0.value) },
            structureField: structureField)
    }

    private func level(_ code: String, _ object: ConfigurationObject) -> MapLevel? {
        MapLevel(
            code: code, place: place(object.mark), into: required(object, "into"),
            number: text(object, "number"), within: text(object, "within"),
            level: text(object, "level"), orphans: text(object, "orphans"),
            fields: entries(object, "fields"))
    }
}
