package import Configuration
import Documents

/// Checks an XML map against the document's schema and makes the plan to read with.
///
/// XML maps read only, and must say so. Refused, with place and suggestion: unknown fields and
/// prefixes, converters that do not fit, two rules for one place, required fields without one.
package enum XMLMapCompiler {
    package static func compile(_ map: MapDefinition) throws(ConfigurationFailure) -> XMLPlan {
        var build = XMLPlanBuilder(map: map)
        let plan = build.compile()
        if !build.errors.isEmpty { throw ConfigurationFailure(errors: build.errors) }
        return plan
    }
}

private struct XMLPlanBuilder {
    let map: MapDefinition
    var errors: [ConfigurationError] = []
    private var nodes: [XMLNode] = []
    private var scopes: [XMLScope] = []
    private var names: [String] = []
    private var namespaces: [String] = []
    private var tables: [CodeTable] = []

    init(map: MapDefinition) { self.map = map }

    private mutating func fail(_ place: MapPlace, _ message: String, suggestion: String? = nil) {
        errors.append(place.error(message, suggestion: suggestion))
    }

    mutating func compile() -> XMLPlan {
        let top = MapPlace(file: map.file, mark: nil)
        if map.direction != .read {
            fail(top, "an XML map reads only", suggestion: "say direction: read")
        }
        let group = map.document.schema
        scopes = [scope(group, depth: 0)]
        var root = XMLPath.Step(name: "")
        if let text = map.root, let path = parse(text), path.steps.count == 1 {
            root = path.steps[0]
        } else {
            fail(map.root?.place ?? top, "'root' must name the root element")
        }
        let place = map.root?.place ?? top
        nodes = [node(root, at: place)]
        compile(map.fields, node: 0, scope: 0, at: top)
        let rootNamespace = nodes[0].namespace < 0 ? "" : namespaces[nodes[0].namespace]
        return XMLPlan(
            name: map.name, document: map.document, rootName: root.name,
            rootNamespace: rootNamespace, nodes: nodes, scopes: scopes, names: names,
            namespaces: namespaces, tables: tables)
    }

    private func scope(_ group: DocumentGroupSchema, depth: Int) -> XMLScope {
        XMLScope(
            depth: depth, group: group, groupIndex: group.index, required: group.requiredIndices,
            isLine: group.name == "lines")
    }

    // MARK: Entries

    private mutating func compile(
        _ entries: [MapEntry], node: Int, scope: Int, at place: MapPlace
    ) {
        let group = scopes[scope].group
        var bound = Set(scopes[scope].constants.map { group.fields[$0.field].name })
        for entry in entries {
            let isField = group.field(entry.name) != nil
            if !bound.insert(entry.name).inserted, isField {
                fail(entry.place, "'\(entry.name)' is bound already")
            }
            switch entry.binding {
            case .value(let value):
                compileValue(entry, value, group, node: node, depth: scopes[scope].depth, once: -1)
            case .once(let fields):
                guard let nested = nested(entry, of: group) else { continue }
                for field in fields {
                    guard case .value(let value) = field.binding else {
                        fail(field.place, "`once` takes places of fields only")
                        continue
                    }
                    compileValue(
                        field, value, nested, node: node, depth: scopes[scope].depth,
                        once: nested.index)
                }
            case .each(let path, let fields, let with):
                compileEach(entry, path.first, fields, with, node: node, scope: scope)
            case .pairs: fail(entry.place, "`pairs` is for X12; repeat with each: here")
            case .inside: fail(entry.place, "'\(entry.name)' says `fields` but not `each`")
            }
        }
        for field in group.fields where field.isRequired && !bound.contains(field.name) {
            fail(place, "'\(group.name)' needs the field '\(field.name)' (\(field.summary))")
        }
    }

    private mutating func nested(
        _ entry: MapEntry, of group: DocumentGroupSchema
    ) -> DocumentGroupSchema? {
        if let nested = group.group(entry.name) { return nested }
        fail(
            entry.place, "'\(group.name)' has no group '\(entry.name)'",
            suggestion: NearestName.suggestion(
                for: entry.name, among: group.groups.map(\.name)))
        return nil
    }

    private mutating func compileValue(
        _ entry: MapEntry, _ value: MapValue, _ group: DocumentGroupSchema, node: Int,
        depth: Int, once: Int
    ) {
        guard let field = group.field(entry.name) else {
            return fail(
                entry.place, "'\(group.name)' has no field '\(entry.name)'",
                suggestion: NearestName.suggestion(
                    for: entry.name, among: group.fields.map(\.name)))
        }
        let text = value.path.first
        guard let path = parse(text), let converter = converter(value, field) else { return }
        let target = descend(path, from: node, at: text.place)
        var table = -1
        if !value.codes.isEmpty {
            tables.append(CodeTable(value.codes.map { ($0.word, $0.code.text) }))
            table = tables.count - 1
        }
        let rule = XMLRule(
            depth: depth, once: once, field: field.index, converter: converter, table: table,
            place: text.text)
        if let attribute = path.attribute {
            nodes[target].attributes.append((intern(attribute), rule))
        } else {
            nodes[target].text.append(rule)
        }
    }

    private mutating func compileEach(
        _ entry: MapEntry, _ text: MapText, _ fields: [MapEntry], _ with: [MapConstant],
        node: Int, scope: Int
    ) {
        guard let group = nested(entry, of: scopes[scope].group), let path = parse(text) else {
            return
        }
        guard path.attribute == nil, !path.steps.isEmpty else {
            return fail(text.place, "`each` takes an element, found '\(text.text)'")
        }
        let target = descend(path, from: node, at: text.place)
        guard nodes[target].opens < 0 else {
            return fail(text.place, "two rules for one place: '\(text.text)' repeats already")
        }
        var inner = self.scope(group, depth: scopes[scope].depth + 1)
        for constant in with {
            guard let field = group.field(constant.path.text), field.type == .text else {
                fail(
                    constant.path.place, "'\(group.name)' has no text '\(constant.path.text)'",
                    suggestion: NearestName.suggestion(
                        for: constant.path.text, among: group.fields.map(\.name)))
                continue
            }
            inner.constants.append((field.index, .text(constant.value.text)))
        }
        scopes.append(inner)
        nodes[target].opens = scopes.count - 1
        compile(fields, node: target, scope: scopes.count - 1, at: entry.place)
    }

    private mutating func converter(
        _ value: MapValue, _ field: DocumentField
    ) -> ValueConverter? {
        if let name = value.converter {
            guard let converter = ValueConverter(name: name.text), converter.fits(field.type) else {
                fail(
                    name.place, "there is no converter '\(name.text)' to \(field.type.rawValue)",
                    suggestion: NearestName.suggestion(
                        for: name.text, among: ValueConverter.names))
                return nil
            }
            return converter
        }
        switch field.type {
        case .text: return .text
        case .decimal: return .decimal
        case .integer: return .integer
        case .date: return .isoDate
        case .time: return .isoTime
        case .boolean:
            fail(value.path.first.place, "'\(field.name)' cannot be read from XML")
            return nil
        }
    }

    // MARK: Nodes

    private mutating func parse(_ text: MapText) -> XMLPath? {
        do throws(XMLPath.Fault) {
            return try XMLPath(text.text)
        } catch {
            fail(text.place, error.message)
            return nil
        }
    }

    /// The node of a path, made with those above it when they are new.
    private mutating func descend(_ path: XMLPath, from node: Int, at place: MapPlace) -> Int {
        var current = node
        for step in path.steps {
            let wanted = self.node(step, at: place)
            let known = nodes[current].children.first { child in
                nodes[child].name == wanted.name && nodes[child].namespace == wanted.namespace
                    && nodes[child].conditionName == wanted.conditionName
                    && nodes[child].conditionValue == wanted.conditionValue
            }
            if let known {
                current = known
                continue
            }
            nodes.append(wanted)
            nodes[current].children.append(nodes.count - 1)
            current = nodes.count - 1
        }
        return current
    }

    private mutating func node(_ step: XMLPath.Step, at place: MapPlace) -> XMLNode {
        var namespace = -1
        if let prefix = step.prefix {
            if let known = map.namespaces.first(where: { $0.prefix == prefix }) {
                namespace = namespaces.firstIndex(of: known.uri.text) ?? namespaces.count
                if namespace == namespaces.count { namespaces.append(known.uri.text) }
            } else {
                fail(
                    place, "there is no namespace '\(prefix)'",
                    suggestion: NearestName.suggestion(
                        for: prefix, among: map.namespaces.map(\.prefix)))
            }
        }
        return XMLNode(
            name: intern(step.name), namespace: namespace,
            conditionName: step.attribute.map { intern($0) } ?? -1,
            conditionValue: Array(step.value.utf8))
    }

    private mutating func intern(_ name: String) -> Int {
        if let index = names.firstIndex(of: name) { return index }
        names.append(name)
        return names.count - 1
    }
}
