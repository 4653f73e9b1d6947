import Diagnostics
import Documents
import X12

/// One HL to be written.
private struct OutgoingLevel {
    let plan: Int
    /// 1-based HL01; its parent's, 0 at the top.
    let number: Int
    let parent: Int
    let entry: DocumentGroup
    var hasChildren = false
}

/// Lays orders, packages and lines out as a tree, depth first.
///
/// Packages keep their numbers when the notice is read back, so each is written in the order of
/// its number: those without lines of their own come right before the next higher one.
private struct LevelBuilder {
    let root: DocumentGroup
    let hierarchy: HierarchyPlan
    let structure: [Int]
    var levels: [OutgoingLevel] = []
    var obstacle: String?
    /// HL numbers of the packages written, by package number less one.
    private var packageLevels: [Int] = []

    init(root: DocumentGroup, hierarchy: HierarchyPlan, structure: [Int]) {
        self.root = root
        self.hierarchy = hierarchy
        self.structure = structure
    }

    private func plans(_ matches: (LevelPlan.Target) -> Bool) -> [Int] {
        hierarchy.levels.indices.filter { matches(hierarchy.levels[$0].target) }
    }

    private var linePlan: Int? {
        plans { if case .nested = $0 { true } else { false } }.first
    }

    private var orderPlan: Int? {
        guard let linePlan, case .nested(let outer, _) = hierarchy.levels[linePlan].target else {
            return nil
        }
        return plans { $0 == .group(outer) }.first
    }

    private var packagePlans: [Int] {
        plans { if case .group = $0 { true } else { false } }.filter { $0 != orderPlan }
    }

    private var packages: [DocumentGroup] {
        guard let plan = packagePlans.first, case .group(let group) = hierarchy.levels[plan].target
        else { return [] }
        return root.groups[group]
    }

    mutating func build() {
        var top = 0
        if let plan = plans({ $0 == .document }).first { top = push(plan, 0, root) }
        guard let orderPlan, let linePlan,
            case .nested(let orders, let lines) = hierarchy.levels[linePlan].target
        else { return }
        let usesPackages = structure.contains { packagePlans.contains($0) }
        if !packages.isEmpty, !usesPackages {
            obstacle = "has packages, which its structure has no level for"
        }
        let isPackageFirst = usesPackages && isBefore(packagePlans, orderPlan)
        var lastHolder = top
        for order in root.groups[orders] {
            var parent = top
            if isPackageFirst {
                let numbers = Set(order.groups[lines].map { container(of: $0, linePlan) })
                if numbers.count > 1 {
                    obstacle = "has an order in several packages, which stand above the orders"
                }
                if let number = numbers.first { parent = package(number, under: top) }
            }
            let orderLevel = push(orderPlan, parent, order)
            if !isPackageFirst { lastHolder = orderLevel }
            for line in order.groups[lines] {
                let number = container(of: line, linePlan)
                let holder =
                    isPackageFirst || !usesPackages || number == 0
                    ? orderLevel : package(number, under: orderLevel)
                push(linePlan, holder, line)
            }
        }
        if usesPackages, packageLevels.count < packages.count {
            package(packages.count, under: lastHolder)
        }
    }

    private func isBefore(_ containers: [Int], _ order: Int) -> Bool {
        guard let first = structure.firstIndex(where: containers.contains),
            let second = structure.firstIndex(of: order)
        else { return false }
        return first < second
    }

    private func container(of entry: DocumentGroup, _ plan: Int) -> Int {
        let field = hierarchy.levels[plan].withinField
        guard field >= 0, case .integer(let number) = entry.values[field] else { return 0 }
        return number
    }

    /// The HL of a package, written now with those before it if it has not been.
    @discardableResult
    private mutating func package(_ number: Int, under parent: Int) -> Int {
        guard number > 0 else { return parent }
        guard number <= packages.count else {
            obstacle = "names package \(number), but there are \(packages.count)"
            return parent
        }
        if number <= packageLevels.count {
            let level = packageLevels[number - 1]
            if !isBelow(level, parent) { obstacle = "has lines of several orders in one package" }
            return level
        }
        while packageLevels.count < number {
            let entry = packages[packageLevels.count]
            guard let plan = plan(of: entry) else {
                obstacle = "has a package of a level that the map does not know"
                return parent
            }
            let within = container(of: entry, plan)
            if within > packageLevels.count {
                obstacle = "has a package that comes before the one it stands in"
                return parent
            }
            let holder = within > 0 ? packageLevels[within - 1] : parent
            packageLevels.append(push(plan, holder, entry))
        }
        let level = packageLevels[number - 1]
        // The package it stands in may have been written under another order.
        if !isBelow(level, parent) { obstacle = "has lines of several orders in one package" }
        return level
    }

    private func plan(of package: DocumentGroup) -> Int? {
        packagePlans.first { plan in
            let level = hierarchy.levels[plan]
            return level.levelField < 0
                || package.values[level.levelField] == .text(level.code)
        }
    }

    private func isBelow(_ level: Int, _ parent: Int) -> Bool {
        var current = level
        while current > 0 {
            if current == parent { return true }
            current = levels[current - 1].parent
        }
        return parent == 0
    }

    @discardableResult
    private mutating func push(_ plan: Int, _ parent: Int, _ entry: DocumentGroup) -> Int {
        let number = levels.count + 1
        levels.append(OutgoingLevel(plan: plan, number: number, parent: parent, entry: entry))
        if parent > 0 { levels[parent - 1].hasChildren = true }
        return number
    }
}

extension X12DocumentWriter {
    /// Writes the HL tree in the structure the document names, or the simplest that holds it.
    mutating func writeHierarchy(_ root: DocumentGroup, _ hierarchy: HierarchyPlan) {
        let structure = structure(for: root, hierarchy)
        var layout = LevelBuilder(root: root, hierarchy: hierarchy, structure: structure)
        layout.build()
        if let obstacle = layout.obstacle {
            add(.structureUnsuitable, "The ship notice \(obstacle).", hierarchy.row)
        }
        for level in layout.levels {
            let plan = hierarchy.levels[level.plan]
            var draft = SegmentDraft()
            draft.set(1, 0, String(level.number))
            if level.parent > 0 { draft.set(2, 0, String(level.parent)) }
            draft.set(3, 0, plan.code)
            draft.set(4, 0, level.hasChildren ? "1" : "0")
            emit(hierarchy.row, draft)
            if plan.target != .document { reportUncarried(level.entry, map.scopes[plan.scope]) }
            writeScope(plan.scope, level.entry)
        }
        levelCount = layout.levels.count
    }

    private func structure(for root: DocumentGroup, _ hierarchy: HierarchyPlan) -> [Int] {
        if case .text(let code) = root.values[hierarchy.structureField],
            let named = hierarchy.structures.first(where: { $0.code == code })
        {
            return named.levels
        }
        // Without a code every level may stand, in the order of the map.
        return Array(hierarchy.levels.indices)
    }
}
