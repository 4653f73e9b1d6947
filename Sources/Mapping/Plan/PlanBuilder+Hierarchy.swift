import Configuration
import Documents
import X12

// Levels of the HL tree and computed counts.
extension PlanBuilder {
    mutating func compileHierarchy(
        _ hierarchy: MapHierarchy, bound: inout Set<String>
    ) -> HierarchyPlan? {
        guard
            let row = schema.rows.first(where: {
                $0.opensLoop && $0.segment.id == SegmentID(hierarchy.loop.text)
            }), let loop = row.loop
        else {
            fail(
                hierarchy.loop.place,
                "the \(schema.set) has no loop '\(hierarchy.loop.text)'")
            return nil
        }
        var levels: [LevelPlan] = []
        var boundByGroup: [String: Set<String>] = [:]
        for level in hierarchy.levels {
            guard let target = target(of: level, bound: &bound) else { continue }
            let plan = compileLevel(level, target, row: row.index, loop: loop)
            if case .document = target.kind {
                for name in plan.bound where bound.contains(name) {
                    fail(level.place, "two rules for one place: '\(name)' is bound already")
                }
                bound.formUnion(plan.bound)
            } else {
                boundByGroup[target.group.name, default: []].formUnion(plan.bound)
            }
            levels.append(plan.level)
        }
        for level in hierarchy.levels {
            let name = level.into.text.split(separator: "/").last.map(String.init) ?? ""
            guard let names = boundByGroup.removeValue(forKey: name),
                let group = levels.first(where: { $0.code == level.code }).map({
                    scopes[$0.scope].group
                })
            else { continue }
            requireFields(of: group, bound: names, at: level.place)
        }
        let field = field(
            hierarchy.structureField.text, of: map.document.schema,
            at: hierarchy.structureField.place)
        let structures = hierarchy.structures.map { structure in
            (structure.code, indices(structure.levels, in: levels, at: structure.place))
        }
        return HierarchyPlan(
            row: row.index, levels: levels, structureField: field?.index ?? 0,
            structures: structures)
    }

    private mutating func indices(
        _ codes: [String], in levels: [LevelPlan], at place: MapPlace
    ) -> [Int] {
        codes.compactMap { code in
            if let index = levels.firstIndex(where: { $0.code == code }) { return index }
            fail(
                place, "there is no level '\(code)'",
                suggestion: NearestName.suggestion(for: code, among: levels.map(\.code)))
            return nil
        }
    }

    private mutating func target(
        of level: MapLevel, bound: inout Set<String>
    ) -> (kind: LevelPlan.Target, group: DocumentGroupSchema)? {
        let root = map.document.schema
        if level.into.text == "document" { return (.document, root) }
        let names = level.into.text.split(separator: "/").map(String.init)
        guard let name = names.first, names.count <= 2,
            let group = nested(name, of: root, at: level.into.place)
        else { return nil }
        bound.insert(name)
        guard names.count == 2 else { return (.group(group.index), group) }
        guard let inner = nested(names[1], of: group, at: level.into.place) else { return nil }
        return (.nested(in: group.index, inner.index), inner)
    }

    private mutating func compileLevel(
        _ level: MapLevel, _ target: (kind: LevelPlan.Target, group: DocumentGroupSchema),
        row: Int, loop: Int
    ) -> (level: LevelPlan, bound: Set<String>) {
        let scope = scopes.count
        scopes.append(
            MapScope(
                parent: 0, depth: 1, rows: row...schema.loops[loop].lastRow,
                group: target.group, parentGroupDepth: 0,
                isTransparent: target.kind == .document))
        var bound = compile(
            level.fields,
            in: ScopeContext(
                scope: scope, group: target.group, loop: loop, onlyRow: nil, trigger: -1))
        var computed: [Int] = []
        for name in [level.number, level.within, level.level] {
            guard let name, let field = field(name.text, of: target.group, at: name.place) else {
                computed.append(-1)
                continue
            }
            if !bound.insert(name.text).inserted {
                fail(name.place, "two rules for one place: '\(name.text)' is bound already")
            }
            computed.append(field.index)
        }
        let (orphan, holder) = orphans(of: level, target)
        if target.kind != .document {
            // Lines are bound by their own level.
            scopes[scope].note(bound: bound.union(nestedNames(in: target.group)))
        }
        return (
            LevelPlan(
                code: level.code, key: CodeKey.of(level.code) ?? 0, scope: scope,
                target: target.kind, numberField: computed[0], withinField: computed[1],
                levelField: computed[2], orphanField: orphan, holderNumberField: holder), bound
        )
    }

    /// The field of `orphans:` and the one of the enclosing entry it is compared with.
    private mutating func orphans(
        of level: MapLevel, _ target: (kind: LevelPlan.Target, group: DocumentGroupSchema)
    ) -> (field: Int, holder: Int) {
        guard let name = level.orphans,
            let field = field(name.text, of: target.group, at: name.place)
        else { return (-1, -1) }
        guard case .nested(let outer, _) = target.kind,
            let holder = map.document.schema.groups[outer].field("number")
        else {
            fail(name.place, "only a level inside numbered entries can have orphans")
            return (-1, -1)
        }
        return (field.index, holder.index)
    }

    /// Groups of a level that other levels fill.
    private func nestedNames(in group: DocumentGroupSchema) -> Set<String> {
        Set(
            (map.hierarchy?.levels ?? []).compactMap { level in
                let names = level.into.text.split(separator: "/").map(String.init)
                return names.count == 2 && names[0] == group.name ? names[1] : nil
            })
    }

    mutating func compileCount(_ place: MapText, _ what: MapText) -> CountRule? {
        let root = ScopeContext(
            scope: 0, group: map.document.schema, loop: nil, onlyRow: nil, trigger: -1)
        guard let path = parse(place), let located = locate(path, place.place, in: root) else {
            return nil
        }
        guard let position = path.position, path.component == 0 else {
            fail(place.place, "'\(place.text)' names a segment, not an element")
            return nil
        }
        switch what.text {
        case "lines": return CountRule(row: located.row, position: position, what: .lines)
        case "levels": return CountRule(row: located.row, position: position, what: .levels)
        default:
            fail(what.place, "'\(what.text)' cannot be counted", suggestion: "lines or levels")
            return nil
        }
    }
}
