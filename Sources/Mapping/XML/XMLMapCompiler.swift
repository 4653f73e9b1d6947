package import Configuration
import Documents

/// Checks an XML map against the document's schema and makes the plan to run it.
///
/// Refused, with place and suggestion: unknown fields, prefixes and facts, converters that do not
/// fit, two rules for one place, required fields without one. A map that writes, too, is also
/// refused for a code table that is not one to one, for an element that the format's `order` does
/// not know, and for one that it demands and no rule fills.
package enum XMLMapCompiler {
    package static func compile(_ map: MapDefinition) throws(ConfigurationFailure) -> XMLPlan {
        var build = XMLPlanBuilder(map: map)
        let plan = build.compile()
        if !build.errors.isEmpty { throw ConfigurationFailure(errors: build.errors) }
        return plan
    }
}

/// The work of compiling one XML map.
struct XMLPlanBuilder {
    let map: MapDefinition
    var errors: [ConfigurationError] = []
    var nodes: [XMLNode] = []
    /// How each node is written, and where the map first names it.
    var elements: [XMLOutgoingElement] = []
    var marks: [MapPlace] = []
    var scopes: [XMLScope] = []
    var scopePlaces: [MapPlace] = []
    var names: [String] = []
    var namespaces: [String] = []
    var tables: [CodeTable] = []
    var carriedCount = 0
    /// What fills each place: node and attribute, empty for the text.
    var used: [XMLPlaceKey: String] = [:]

    var writes: Bool { map.direction == .both }

    init(map: MapDefinition) { self.map = map }

    mutating func fail(_ place: MapPlace, _ message: String, suggestion: String? = nil) {
        errors.append(place.error(message, suggestion: suggestion))
    }

    mutating func compile() -> XMLPlan {
        let top = MapPlace(file: map.file, mark: nil)
        let kind = compileRoot(at: map.root?.place ?? top)
        addScope(map.document.schema, parent: 0, node: 0, isOfSelf: false, nil, at: top)
        addConstants(map.with, to: 0)
        compile(map.write, scope: 0)
        compile(map.fields, scope: 0, at: top)
        finishNodes()
        let rootNamespace = nodes[0].namespace < 0 ? "" : namespaces[nodes[0].namespace]
        return XMLPlan(
            name: map.name, document: map.document, rootName: names[nodes[0].name],
            rootNamespace: rootNamespace, kind: kind, nodes: nodes, scopes: scopes, names: names,
            namespaces: namespaces, tables: tables, carriedCount: carriedCount,
            outgoing: writes ? outgoing(at: top) : nil)
    }

    /// Makes the node of the root; the names of the path below it that tell the kind of document.
    private mutating func compileRoot(at place: MapPlace) -> String {
        var steps = [XMLPath.Step(name: "root")]
        if let text = map.root, let path = parse(text), !path.steps.isEmpty,
            path.attribute == nil, path.parentCount == 0
        {
            steps = path.steps
        } else {
            fail(place, "'root' must name the root element")
        }
        addNode(steps[0], parent: -1, at: place)
        return steps.map(\.name).joined(separator: "/")
    }

    mutating func addScope(
        _ group: DocumentGroupSchema, parent: Int, node: Int, isOfSelf: Bool, _ number: MapText?,
        at place: MapPlace
    ) {
        var field = -1
        if let number {
            if let known = group.field(number.text), known.type == .integer {
                field = known.index
            } else {
                fail(
                    number.place, "'\(group.name)' has no integer '\(number.text)'",
                    suggestion: NearestName.suggestion(
                        for: number.text, among: group.fields.map(\.name)))
            }
        }
        scopes.append(
            XMLScope(
                parent: parent, depth: scopes.isEmpty ? 0 : scopes[parent].depth + 1,
                group: group, groupIndex: group.index, required: group.requiredIndices,
                isLine: group.name == "lines", isOfSelf: isOfSelf, node: node, number: field))
        scopePlaces.append(place)
        nodes[node].opens.append(scopes.count - 1)
    }

    // MARK: Entries

    mutating func compile(_ entries: [MapEntry], scope: Int, at place: MapPlace) {
        let group = scopes[scope].group
        var bound = Set(scopes[scope].constants.map { group.fields[$0.field].name })
        if scopes[scope].number >= 0 { bound.insert(group.fields[scopes[scope].number].name) }
        for entry in entries {
            if !bound.insert(entry.name).inserted, group.field(entry.name) != nil {
                fail(entry.place, "'\(entry.name)' is bound already")
            }
            switch entry.binding {
            case .value(let value): compileValue(entry, value, scope: scope)
            case .once(let fields):
                compileSelf(entry, MapRepeat(ofSelf: entry.place, fields), scope: scope)
            case .each(let repeated): compileEach(entry, repeated, scope: scope)
            case .pairs: fail(entry.place, "`pairs` is for X12; repeat with each: here")
            case .inside: fail(entry.place, "'\(entry.name)' says `fields` but not `each`")
            }
        }
        for field in group.fields where field.isRequired && !bound.contains(field.name) {
            fail(place, "'\(group.name)' needs the field '\(field.name)' (\(field.summary))")
        }
        scopes[scope].unboundFields = group.fields.filter { !bound.contains($0.name) }.map(\.index)
        scopes[scope].unboundGroups = group.groups.filter { !bound.contains($0.name) }.map(\.index)
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

    private mutating func compileEach(_ entry: MapEntry, _ repeated: MapRepeat, scope: Int) {
        let text = repeated.path.first
        if text.text == "." { return compileSelf(entry, repeated, scope: scope) }
        guard let group = nested(entry, of: scopes[scope].group), let path = parse(text) else {
            return
        }
        guard path.attribute == nil, !path.steps.isEmpty, path.parentCount == 0,
            repeated.path.choices.count == 1
        else {
            return fail(text.place, "`each` takes one element, found '\(text.text)'")
        }
        let target = descend(path, from: scopes[scope].node, at: text.place)
        guard nodes[target].opens.isEmpty else {
            return fail(text.place, "two rules for one place: '\(text.text)' repeats already")
        }
        compileScope(entry, repeated, group, parent: scope, node: target, isOfSelf: false)
    }

    /// One entry of the enclosing element itself.
    private mutating func compileSelf(_ entry: MapEntry, _ repeated: MapRepeat, scope: Int) {
        guard let group = nested(entry, of: scopes[scope].group) else { return }
        compileScope(
            entry, repeated, group, parent: scope, node: scopes[scope].node, isOfSelf: true)
    }

    private mutating func compileScope(
        _ entry: MapEntry, _ repeated: MapRepeat, _ group: DocumentGroupSchema, parent: Int,
        node: Int, isOfSelf: Bool
    ) {
        addScope(
            group, parent: parent, node: node, isOfSelf: isOfSelf, repeated.number,
            at: entry.place)
        let scope = scopes.count - 1
        addConstants(repeated.with, to: scope)
        refuseUnreachable(scope, of: group)
        compile(repeated.write, scope: scope)
        compile(repeated.fields, scope: scope, at: entry.place)
    }

    private mutating func addConstants(_ constants: [MapConstant], to scope: Int) {
        let group = scopes[scope].group
        for constant in constants {
            guard let field = group.field(constant.path.text), field.type == .text else {
                fail(
                    constant.path.place, "'\(group.name)' has no text '\(constant.path.text)'",
                    suggestion: NearestName.suggestion(
                        for: constant.path.text, among: group.fields.map(\.name)))
                continue
            }
            scopes[scope].constants.append((field.index, .text(constant.value.text)))
        }
    }

    /// A second rule for the same entries would read them, but the first writes them all.
    private mutating func refuseUnreachable(_ scope: Int, of group: DocumentGroupSchema) {
        guard writes else { return }
        let constants = scopes[scope].constants
        let rival = scopes.indices.first { other in
            other != scope && scopes[other].parent == scopes[scope].parent && other > 0
                && scopes[other].groupIndex == scopes[scope].groupIndex
                && scopes[other].constants.count == constants.count
                && scopes[other].constants.allSatisfy { one in
                    constants.contains { $0.field == one.field && $0.value == one.value }
                }
        }
        guard rival != nil else { return }
        let which =
            constants.isEmpty
            ? ""
            : " with "
                + constants.map { "\(group.fields[$0.field].name) \($0.value.shown)" }
                .joined(separator: ", ")
        fail(
            scopePlaces[scope],
            "two rules for one place: '\(group.name)'\(which) are written by the rule before",
            suggestion: "tell them apart by a field under with:, or say direction: read")
    }

    // MARK: Values

    private mutating func compileValue(_ entry: MapEntry, _ value: MapValue, scope: Int) {
        let group = scopes[scope].group
        guard let field = group.field(entry.name) else {
            return fail(
                entry.place, "'\(group.name)' has no field '\(entry.name)'",
                suggestion: NearestName.suggestion(
                    for: entry.name, among: group.fields.map(\.name)))
        }
        if let constant = value.with.first {
            fail(
                constant.path.place, "a place of XML takes no with:",
                suggestion: "put what is always written under write: of the map or its each:")
        }
        guard let converter = converter(value, field) else { return }
        let table = table(value)
        if let standard = value.standard {
            if field.type == .text {
                scopes[scope].defaults.append((field.index, .text(standard.text)))
            } else {
                fail(standard.place, "default: is for texts, and '\(field.name)' is none")
            }
        }
        for (rank, text) in value.path.choices.enumerated() {
            guard let path = parse(text) else { continue }
            place(
                path, text, scope: scope, rank: rank, field: field.index,
                hasAlternatives: value.path.choices.count > 1, converter, table, value.unlisted)
        }
    }

    /// Puts a rule at the place that a path names.
    private mutating func place(
        _ path: XMLPath, _ text: MapText, scope: Int, rank: Int, field: Int,
        hasAlternatives: Bool, _ converter: ValueConverter, _ table: Int,
        _ unlisted: UnlistedCodes
    ) {
        var from = scopes[scope].node
        for _ in 0..<path.parentCount {
            guard nodes[from].parent >= 0 else {
                return fail(text.place, "'\(text.text)' leaves the document")
            }
            from = nodes[from].parent
        }
        let target = descend(path, from: from, at: text.place)
        var carried = -1
        if path.parentCount > 0 {
            carried = carriedCount
            carriedCount += 1
            nodes[from].carried.append(carried)
        }
        let rule = XMLRule(
            scope: scope, field: field, converter: converter, table: table, unlisted: unlisted,
            rank: rank, hasAlternatives: hasAlternatives, carried: carried, place: text.text)
        if carried >= 0 {
            scopes[scope].carried.append(rule)
            gather(rule, at: from, text.place)
        }
        if rank == 0 { occupy(target, path.attribute, text.text, at: text.place) }
        if let attribute = path.attribute {
            nodes[target].attributes.append((intern(attribute.withoutXMLPrefix), rule))
        } else {
            nodes[target].text.append(rule)
        }
    }

    private mutating func converter(
        _ value: MapValue, _ field: DocumentField
    ) -> ValueConverter? {
        if let name = value.converter {
            let converter = ValueConverter(name: name.text)
            // A table makes text of numbers, too, so that 1.00 is found as 1.
            let isCode = field.type == .text && !value.codes.isEmpty && converter == .decimal
            guard let converter, converter.fits(field.type) || isCode else {
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

    private mutating func table(_ value: MapValue) -> Int {
        guard !value.codes.isEmpty else { return -1 }
        var words: [String: String] = [:]
        for (word, code) in value.codes {
            guard let other = words.updateValue(word, forKey: code.text) else { continue }
            if writes, other != word {
                fail(
                    code.place,
                    "the table loses what it is given: '\(code.text)' stands for \(other) and"
                        + " \(word), and is read as \(other)",
                    suggestion: "leave one out, or say direction: read")
            }
        }
        tables.append(CodeTable(value.codes.map { ($0.word, $0.code.text) }))
        return tables.count - 1
    }
}

extension MapRepeat {
    /// One entry of the enclosing element.
    fileprivate init(ofSelf place: MapPlace, _ fields: [MapEntry]) {
        self.init(
            path: MapPath(choices: [MapText(text: ".", place: place)]), fields: fields, with: [],
            write: [], number: nil)
    }
}

extension DocumentValue {
    fileprivate var shown: String {
        if case .text(let text) = self { return text }
        return ""
    }
}

extension String {
    /// `lang` for `xml:lang`: names are compared without their prefix.
    var withoutXMLPrefix: String { hasPrefix("xml:") ? String(dropFirst(4)) : self }
}
