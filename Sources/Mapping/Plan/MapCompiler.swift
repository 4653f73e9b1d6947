package import Configuration
import Documents
package import X12

/// Checks a map against a set table and the document's schema and makes the plan to run it.
///
/// Refused, with file, line, column and where possible a suggestion: a path to a segment or
/// element the set does not have, a loop that is not inside the enclosing one, a field or group
/// the document does not have, a converter that does not fit, two rules for one place, and a
/// required field without a place.
package enum MapCompiler {
    /// Compiles an X12 map.
    ///
    /// - Parameters:
    ///   - map: The map, with any overlay applied.
    ///   - schema: The table of the map's set in one release.
    /// - Returns: The plan.
    /// - Throws: Every fault found.
    package static func compile(
        _ map: MapDefinition, schema: TransactionSetSchema
    ) throws(ConfigurationFailure) -> CompiledMap {
        var build = PlanBuilder(map: map, schema: schema)
        let plan = build.compile()
        if !build.errors.isEmpty { throw ConfigurationFailure(errors: build.errors) }
        return plan
    }
}

/// A rule while its elements are still being collected.
struct RuleDraft {
    struct Key: Hashable {
        let scope: Int
        let row: Int
        let occurrence: Int
        let conditions: String
    }

    let key: Key
    let place: MapPlace
    let once: Int
    var opens = -1
    var conditions: [RuleCondition] = []
    var elements: [ElementRule] = []
    var pairs: [(rule: PairRule, elements: [ElementRule])] = []
    var constants: [RuleConstant] = []
    /// What each element position is used for.
    var used: [Int: String] = [:]
}

/// What a scope's entries are compiled against.
struct ScopeContext {
    let scope: Int
    let group: DocumentGroupSchema
    /// Loop whose segments may be named; `nil` for the set's own level.
    let loop: Int?
    /// Set when only this row's elements may be named.
    let onlyRow: Int?
    /// The rule the scope's own trigger fills; -1 for the root and for levels.
    let trigger: Int
}

/// The work of compiling one map.
struct PlanBuilder {
    let map: MapDefinition
    let schema: TransactionSetSchema
    var errors: [ConfigurationError] = []
    var scopes: [MapScope] = []
    var drafts: [RuleDraft] = []
    var draftByKey: [RuleDraft.Key: Int] = [:]
    var tables = MapTables()

    init(map: MapDefinition, schema: TransactionSetSchema) {
        self.map = map
        self.schema = schema
    }

    mutating func fail(_ place: MapPlace, _ message: String, suggestion: String? = nil) {
        errors.append(place.error(message, suggestion: suggestion))
    }

    mutating func compile() -> CompiledMap {
        let group = map.document.schema
        refuseXMLKeys(
            map.doctype?.place ?? map.write.first?.path.place ?? map.order.first?.element.place
                ?? map.with.first?.path.place)
        scopes = [
            MapScope(
                parent: 0, depth: 0, rows: -1...schema.rows.count, group: group,
                parentGroupDepth: 0, isTransparent: false)
        ]
        var bound = compile(
            map.fields,
            in: ScopeContext(scope: 0, group: group, loop: nil, onlyRow: nil, trigger: -1))
        let hierarchy = map.hierarchy.flatMap { compileHierarchy($0, bound: &bound) }
        requireFields(of: group, bound: bound, at: MapPlace(file: map.file, mark: nil))
        scopes[0].note(bound: bound)
        let counts = map.counts.compactMap { compileCount($0.place, $0.what) }
        let (rules, rowRules) = finishRules()
        return CompiledMap(
            name: map.name, document: map.document, schema: schema, scopes: scopes, rules: rules,
            tables: tables, rowRules: rowRules, counts: counts, hierarchy: hierarchy)
    }

    /// Compiles a block of entries; returns the names of the fields and groups it binds.
    mutating func compile(_ entries: [MapEntry], in context: ScopeContext) -> Set<String> {
        var bound: Set<String> = []
        for entry in entries {
            if !bound.insert(entry.name).inserted {
                fail(entry.place, "two rules for one field: '\(entry.name)' is bound already")
            }
            switch entry.binding {
            case .value(let value): compileValue(entry, value, in: context, once: nil)
            case .each(let repeated):
                refuseXMLKeys(repeated.number?.place ?? repeated.write.first?.path.place)
                compileEach(entry, repeated.path, repeated.fields, repeated.with, in: context)
            case .pairs(let range, let names):
                compilePairs(entry, range, names, in: context)
            case .once(let fields): compileOnce(entry, fields, in: context)
            case .inside:
                fail(
                    entry.place,
                    "'\(entry.name)' says `fields` but not which segments they come from",
                    suggestion: "add each: with a segment, such as each: REF")
            }
        }
        return bound
    }

    private mutating func refuseXMLKeys(_ place: MapPlace?) {
        guard let place else { return }
        fail(
            place,
            "write:, order:, doctype:, number: and the map's own with: are for XML maps")
    }

    mutating func requireFields(
        of group: DocumentGroupSchema, bound: Set<String>, at place: MapPlace
    ) {
        for field in group.fields where field.isRequired && !bound.contains(field.name) {
            fail(
                place,
                "'\(group.name)' needs the field '\(field.name)' (\(field.summary)),"
                    + " which has no place in the map")
        }
    }

    // MARK: Names

    mutating func field(
        _ name: String, of group: DocumentGroupSchema, at place: MapPlace
    ) -> DocumentField? {
        if let field = group.field(name) { return field }
        let isGroup = group.group(name) != nil
        fail(
            place,
            isGroup
                ? "'\(name)' of '\(group.name)' is a group; it needs each:, pairs: or once:"
                : "'\(group.name)' has no field '\(name)'",
            suggestion: isGroup
                ? nil : NearestName.suggestion(for: name, among: group.fields.map(\.name)))
        return nil
    }

    mutating func nested(
        _ name: String, of group: DocumentGroupSchema, at place: MapPlace
    ) -> DocumentGroupSchema? {
        if let nested = group.group(name) { return nested }
        fail(
            place, "'\(group.name)' has no group '\(name)'",
            suggestion: NearestName.suggestion(for: name, among: group.groups.map(\.name)))
        return nil
    }

    // MARK: Entries

    private mutating func compileValue(
        _ entry: MapEntry, _ value: MapValue, in context: ScopeContext,
        once: DocumentGroupSchema?
    ) {
        guard let field = field(entry.name, of: once ?? context.group, at: entry.place),
            let (text, path, place) = choose(value.path, in: context)
        else { return }
        guard let position = path.position, path.lastPosition == nil else {
            return fail(
                text.place, "'\(text.text)' names a segment, not an element",
                suggestion: "add the element's position, as in \(text.text)02")
        }
        guard
            let element = elementDefinition(
                row: place.row, position, path.component, at: text.place),
            let converter = converter(value, element, field, at: text.place)
        else { return }
        guard let draft = draft(for: path, place, in: context, once: once, text.place)
        else { return }
        occupy(draft, position, path.component, by: entry.name, text.place)
        drafts[draft].elements.append(
            ElementRule(
                position: position, component: path.component, field: field.index,
                converter: converter, table: table(value)))
        add(value.with, to: draft, row: place.row)
    }

    private mutating func compileOnce(
        _ entry: MapEntry, _ fields: [MapEntry], in context: ScopeContext
    ) {
        guard let group = nested(entry.name, of: context.group, at: entry.place) else { return }
        for field in fields {
            guard case .value(let value) = field.binding else {
                fail(field.place, "`once` takes places of fields only")
                continue
            }
            compileValue(field, value, in: context, once: group)
        }
        requireFields(of: group, bound: Set(fields.map(\.name)), at: entry.place)
    }

    private mutating func compilePairs(
        _ entry: MapEntry, _ range: MapText, _ names: [MapText], in context: ScopeContext
    ) {
        guard let group = nested(entry.name, of: context.group, at: entry.place),
            let path = parse(range), let place = locate(path, range.place, in: context)
        else { return }
        guard let first = path.position, let last = path.lastPosition, last > first,
            !names.isEmpty, (last - first + 1) % names.count == 0
        else {
            return fail(
                range.place,
                "'\(range.text)' must be a range that holds whole runs of \(names.count) elements",
                suggestion: "write it as PO106..PO125")
        }
        var elements: [ElementRule] = []
        for (offset, name) in names.enumerated() {
            guard let field = field(name.text, of: group, at: name.place),
                let element = elementDefinition(row: place.row, first + offset, 0, at: range.place),
                elementDefinition(row: place.row, last, 0, at: range.place) != nil
            else { return }
            guard let converter = ValueConverter(element.type, to: field.type) else {
                return fail(name.place, "'\(name.text)' cannot hold what '\(range.text)' holds")
            }
            elements.append(
                ElementRule(
                    position: offset, component: 0, field: field.index, converter: converter,
                    table: -1))
        }
        requireFields(of: group, bound: Set(names.map(\.text)), at: entry.place)
        guard let draft = draft(for: path, place, in: context, once: nil, range.place) else {
            return
        }
        for position in first...last { occupy(draft, position, 0, by: entry.name, range.place) }
        drafts[draft].pairs.append(
            (
                PairRule(
                    group: group, groupIndex: group.index, required: group.requiredIndices,
                    firstPosition: first, lastPosition: last, elements: 0..<0), elements
            ))
    }

    private mutating func compileEach(
        _ entry: MapEntry, _ choices: MapPath, _ fields: [MapEntry], _ with: [MapConstant],
        in context: ScopeContext
    ) {
        guard let group = nested(entry.name, of: context.group, at: entry.place),
            let (text, path, place) = choose(choices, in: context)
        else { return }
        guard path.position == nil, path.steps.last?.occurrence == 1 else {
            return fail(
                text.place, "`each` takes a whole segment, found '\(text.text)'",
                suggestion: "write it as each: REF or each: REF[01=CT]")
        }
        let row = schema.rows[place.row]
        let loop = row.opensLoop ? row.loop : nil
        let parent = scopes[context.scope]
        let index = scopes.count
        scopes.append(
            MapScope(
                parent: context.scope, depth: parent.depth + 1,
                rows: place.row...(loop.map { schema.loops[$0].lastRow } ?? place.row),
                group: group,
                parentGroupDepth: parent.isTransparent ? parent.parentGroupDepth : parent.depth,
                isTransparent: false))
        guard
            let draft = newDraft(
                path, row: place.row, owner: context.scope, once: -1, text.place, isEach: true)
        else { return }
        drafts[draft].opens = index
        let bound = compile(
            fields,
            in: ScopeContext(
                scope: index, group: group, loop: loop,
                onlyRow: loop == nil ? place.row : nil, trigger: draft))
        requireFields(of: group, bound: bound, at: entry.place)
        scopes[index].note(bound: bound)
        add(with, to: draft, row: place.row)
    }
}
