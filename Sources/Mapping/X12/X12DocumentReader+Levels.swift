import Diagnostics
import Documents
import X12

/// The HL tree as far as it has been read.
struct HierarchyState {
    struct Node {
        /// Index in `HierarchyPlan.levels`; -1 for a level the map does not know.
        let level: Int
        /// Index of the parent's node; -1 at the top.
        let parent: Int
        /// Place of its entry in its group of the document; -1 when it has none there.
        var entry: Int
        /// The entry's own number; 0 for none.
        let number: Int
        let segmentPosition: Int
    }

    var nodes: [Node] = []
    var nodeByID: [String: Int] = [:]
}

// Levels may come in any order; HL02 alone says what they belong to.
extension X12DocumentReader {
    /// Begins the level an HL opens; the levels before it are closed already.
    mutating func beginLevel(
        _ segment: borrowing SegmentView, _ place: SegmentPlace, _ plan: HierarchyPlan
    ) {
        let id = segment.text(1)
        let index = CodeKey.of(segment.element(3)).flatMap { plan.level($0) } ?? -1
        let parent = parentNode(segment, place, level: index, plan)
        let node = hierarchy.nodes.count
        if hierarchy.nodeByID.updateValue(node, forKey: id) != nil {
            levelFinding(
                .levelMisplaced, .error, segment, place, position: 1, "HL01 '\(id)' stands twice.")
        }
        guard index >= 0 else {
            levelFinding(
                .levelUnknown, .warning, segment, place, position: 3,
                "Level '\(segment.text(3))' is not carried into the document; expected one of "
                    + plan.levels.map(\.code).joined(separator: ", ") + ".")
            append(level: -1, parent, entry: -1, number: 0, place)
            return
        }
        let level = plan.levels[index]
        var entry = -1
        if case .group(let group) = level.target { entry = frames[0].group.groups[group].count }
        let number = level.numberField >= 0 ? entry + 1 : 0
        if level.target == .document, hierarchy.nodes.contains(where: { $0.level == index }) {
            levelFinding(
                .levelMisplaced, .error, segment, place, position: 3,
                "A second level '\(level.code)': one document holds one shipment.")
        }
        append(level: index, parent, entry: entry, number: number, place)
        if entry >= 0, standsBelowLine(node, plan) {
            levelFinding(
                .levelMisplaced, .error, segment, place, position: 2,
                "Level '\(level.code)' stands below an item; what it holds cannot be told.")
        }
        open(level.scope, level: node, at: place)
        fillComputed(level, node, segment)
    }

    /// The parent of a level that does not name it: the last level before it that stands higher
    /// in the structure; -1 for the top.
    private func impliedParent(ofLevel level: Int, _ plan: HierarchyPlan) -> Int {
        var order = Array(plan.levels.indices)
        if case .text(let code) = frames[0].group.values[plan.structureField],
            let structure = plan.structures.first(where: { $0.code == code })
        {
            order = structure.levels
        }
        guard let rank = order.firstIndex(of: level), rank > 0 else { return -1 }
        let higher = Set(order[..<rank])
        return hierarchy.nodes.lastIndex { higher.contains($0.level) } ?? -1
    }

    private mutating func append(
        level: Int, _ parent: Int, entry: Int, number: Int, _ place: SegmentPlace
    ) {
        hierarchy.nodes.append(
            HierarchyState.Node(
                level: level, parent: parent, entry: entry, number: number,
                segmentPosition: place.segmentPosition))
    }

    private mutating func parentNode(
        _ segment: borrowing SegmentView, _ place: SegmentPlace, level: Int,
        _ plan: HierarchyPlan
    ) -> Int {
        if segment.isEmpty(at: 2) {
            let parent = impliedParent(ofLevel: level, plan)
            if parent >= 0 {
                levelFinding(
                    .levelParentImplied, .warning, segment, place, position: 2,
                    "HL02 is missing; the level is taken to stand under the one before it.")
            }
            return parent
        }
        if let parent = hierarchy.nodeByID[segment.text(2)] { return parent }
        levelFinding(
            .levelParentUnknown, .error, segment, place, position: 2,
            "HL02 names the level '\(segment.text(2))', which has not come before.")
        return -1
    }

    /// Number, container and code of the entry a level makes.
    private mutating func fillComputed(
        _ level: LevelPlan, _ node: Int, _ segment: borrowing SegmentView
    ) {
        let top = frames.count - 1
        let source = ByteRange(offset: segment.fileOffset, length: segment.bytes.count)
        if level.numberField >= 0 {
            frames[top].group.store(
                .integer(hierarchy.nodes[node].number), level.numberField, source)
        }
        if level.levelField >= 0 {
            frames[top].group.store(.text(level.code), level.levelField, source)
        }
        guard level.withinField >= 0,
            let container = ancestor(of: node, where: { $0.number > 0 })
        else { return }
        frames[top].group.store(
            .integer(hierarchy.nodes[container].number), level.withinField, source)
    }

    private func ancestor(
        of node: Int, where holds: (HierarchyState.Node) -> Bool
    ) -> Int? {
        var current = hierarchy.nodes[node].parent
        while current >= 0 {
            if holds(hierarchy.nodes[current]) { return current }
            current = hierarchy.nodes[current].parent
        }
        return nil
    }

    private func standsBelowLine(_ node: Int, _ plan: HierarchyPlan) -> Bool {
        ancestor(of: node) { candidate in
            guard candidate.level >= 0, case .nested = plan.levels[candidate.level].target else {
                return false
            }
            return true
        } != nil
    }

    /// Puts the finished entry of a level where it belongs.
    mutating func placeLevel(_ frame: ReaderFrame) {
        guard let plan = map.hierarchy else { return }
        let node = hierarchy.nodes[frame.level]
        switch plan.levels[node.level].target {
        case .document: break
        case .group(let group): frames[0].group.groups[group].append(frame.group)
        case .nested(let outer, let inner):
            let holder = ancestor(of: frame.level) { candidate in
                candidate.level >= 0 && plan.levels[candidate.level].target == .group(outer)
            }
            let entry: Int
            if let holder {
                entry = hierarchy.nodes[holder].entry
            } else if let named = namedEntry(in: outer, for: frame.group, plan.levels[node.level]) {
                entry = named
            } else {
                entry = impliedEntry(in: outer, for: node, plan)
            }
            frames[0].group.groups[outer][entry].groups[inner].append(frame.group)
        }
    }

    /// The entry whose number the level itself names, made when it is new.
    private mutating func namedEntry(
        in group: Int, for level: DocumentGroup, _ plan: LevelPlan
    ) -> Int? {
        guard plan.orphanField >= 0, let number = level.values[plan.orphanField] else {
            return nil
        }
        let known = frames[0].group.groups[group].firstIndex {
            $0.values[plan.holderNumberField] == number
        }
        if let known { return known }
        var entry = DocumentGroup(schema: frames[0].group.schema.groups[group])
        entry.values[plan.holderNumberField] = number
        frames[0].group.groups[group].append(entry)
        return frames[0].group.groups[group].count - 1
    }

    /// An entry for levels whose enclosing level is missing: they are kept, the document is held.
    private mutating func impliedEntry(
        in group: Int, for node: HierarchyState.Node, _ plan: HierarchyPlan
    ) -> Int {
        let schema = frames[0].group.schema.groups[group]
        var place = DiagnosticPlace()
        place.segment = "HL"
        place.segmentPosition = node.segmentPosition
        add(
            Diagnostic(
                .levelMisplaced, .error,
                "Level '\(plan.levels[node.level].code)' stands under none of the \(schema.name).",
                place: place))
        if let last = frames[0].group.groups[group].indices.last { return last }
        frames[0].group.groups[group].append(DocumentGroup(schema: schema))
        return 0
    }

    private mutating func levelFinding(
        _ code: DiagnosticCode, _ severity: Severity, _ segment: borrowing SegmentView,
        _ place: SegmentPlace, position: Int, _ message: String
    ) {
        var spot = DiagnosticPlace()
        spot.segment = "HL"
        spot.segmentPosition = place.segmentPosition
        spot.elementPosition = position
        let range = segment.range(at: position) ?? 0..<0
        add(
            Diagnostic(
                code, severity, message,
                range: ByteRange(
                    offset: segment.fileOffset + range.lowerBound, length: range.count),
                place: spot))
    }
}
