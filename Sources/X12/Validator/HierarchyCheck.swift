import Diagnostics

/// HL01 to HL04. Levels numbered 1, 2, 3 … as the standard asks need one counter, however many
/// there are, and a byte each for what they are; others are remembered up to a bound, past which
/// checking stops with a note.
struct HierarchyCheck {
    private static let rememberedMax = 100_000
    /// Of HL01, HL02 and HL03.
    private static let references = ["628", "734", "735"]
    /// Levels whose memory is kept for the next set, so that sets of usual size allocate nothing.
    private static let keptMax = 1_000

    /// Every number from 1 to this one was a level.
    private var sequenceEnd = 0
    /// Levels outside the sequence, by a hash of HL01, and what they are.
    private var others: [UInt64: HierarchyOrder.Level] = [:]
    private var order = HierarchyOrder()
    /// Levels that said they have no children.
    private var childless: Set<UInt64> = []
    /// Where levels stand that promised children which have not come: their segment position.
    private var promised: [UInt64: Int] = [:]
    private var isChecking = true

    /// Starts a set. HL03 is judged in an 856 only.
    mutating func reset(set: String) {
        order.reset(isJudged: set == "856")
        forget()
    }

    /// BSN05 names the structure of the levels that follow.
    mutating func begin(_ segment: borrowing SegmentView) {
        order.begin(structure: segment.element(5))
    }

    private mutating func forget() {
        sequenceEnd = 0
        isChecking = true
        if !others.isEmpty { others.removeAll(keepingCapacity: others.count <= Self.keptMax) }
        if !childless.isEmpty {
            childless.removeAll(keepingCapacity: childless.count <= Self.keptMax)
        }
        if !promised.isEmpty { promised.removeAll(keepingCapacity: promised.count <= Self.keptMax) }
    }

    /// The common case, decided quickly: the next level in sequence, under none or one sent
    /// before, where no HL04 was or is given. Changes nothing when it is something else.
    mutating func acceptNext(_ segment: borrowing SegmentView) -> Bool {
        guard isChecking, others.isEmpty, childless.isEmpty, promised.isEmpty,
            segment.isEmpty(at: 4), segment.number(1) == sequenceEnd + 1
        else { return false }
        let level = HierarchyOrder.Level(segment.element(3))
        if !segment.isEmpty(at: 2) {
            guard let parent = segment.number(2), parent >= 1, parent <= sequenceEnd,
                order.allows(level, under: order.level(parent))
            else { return false }
        }
        sequenceEnd += 1
        order.append(level)
        return true
    }

    mutating func check(
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context,
        _ findings: inout FindingCollector
    ) {
        guard isChecking else { return }
        let level = HierarchyOrder.Level(segment.element(3))
        checkOrder(level, segment, context, &findings)
        if !segment.isEmpty(at: 2) { checkParent(segment, context, &findings) }
        guard !segment.isEmpty(at: 1) else { return }
        if segment.number(1) == sequenceEnd + 1,
            others.isEmpty || others[Self.key(segment.element(1))] == nil
        {
            sequenceEnd += 1
            order.append(level)
        } else if isKnown(segment, 1) {
            report(
                .hierarchyDuplicate, 1, "HL01 \(segment.text(1)) is used twice.", "a new number",
                segment, context, &findings)
        } else {
            others[Self.key(segment.element(1))] = level
        }
        let flag = segment.element(4)
        let key = flag.isEmpty ? 0 : Self.key(segment.element(1))
        if flag.count == 1, flag[0] == UInt8(ascii: "0") { childless.insert(key) }
        if flag.count == 1, flag[0] == UInt8(ascii: "1") {
            promised[key] = context.segmentPosition
        }
        if max(others.count, childless.count, promised.count) > Self.rememberedMax {
            forget()
            order.reset(isJudged: false)
            isChecking = false
            report(
                .hierarchyUnchecked, 1, "The hierarchy is no longer checked from here on.",
                "levels numbered in sequence", segment, context, &findings)
        }
    }

    /// A level under one that is not known is told by `checkParent`.
    private func checkOrder(
        _ level: HierarchyOrder.Level, _ segment: borrowing SegmentView,
        _ context: TransactionSetValidator.Context, _ findings: inout FindingCollector
    ) {
        guard !segment.isEmpty(at: 2) else { return }
        let above = self.level(segment, 2)
        guard !order.allows(level, under: above) else { return }
        report(
            .hierarchyLevel, 3,
            "HL03 \(segment.text(3)), \(level.name), stands under \(above.name); \(order.description).",
            order.expected, segment, context, &findings)
    }

    private func level(_ segment: borrowing SegmentView, _ position: Int) -> HierarchyOrder.Level {
        if let number = segment.number(position), number >= 1, number <= sequenceEnd {
            return order.level(number)
        }
        return others.isEmpty ? .other : others[Self.key(segment.element(position))] ?? .other
    }

    private mutating func checkParent(
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context,
        _ findings: inout FindingCollector
    ) {
        if !isKnown(segment, 2) {
            report(
                .hierarchyParent, 2, "HL02 \(segment.text(2)) names no level sent before.",
                "the HL01 of an earlier level", segment, context, &findings)
        }
        guard !promised.isEmpty || !childless.isEmpty else { return }
        let key = Self.key(segment.element(2))
        promised[key] = nil
        if !childless.isEmpty, childless.remove(key) != nil {
            report(
                .hierarchyChildren, 2,
                "Level \(segment.text(2)) said in HL04 that it has no levels below.",
                "HL04 of 1", segment, context, &findings)
        }
    }

    /// At the end of the set: promises not kept.
    mutating func finish(
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context,
        _ findings: inout FindingCollector
    ) {
        for position in promised.values.sorted() {
            var place = findings.place
            place.segment = "HL"
            place.segmentPosition = position
            place.elementPosition = 4
            findings.add(
                .hierarchyChildren, in: .set, range: nil, place: place,
                message: "HL04 promised levels below, but none follow.")
        }
    }

    private func isKnown(_ segment: borrowing SegmentView, _ position: Int) -> Bool {
        if let number = segment.number(position), number >= 1, number <= sequenceEnd {
            return true
        }
        return !others.isEmpty && others[Self.key(segment.element(position))] != nil
    }

    /// FNV-1a of the identifier, leading zeros dropped so that `01` is `1`.
    private static func key(_ value: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var isLeading = true
        for index in value.indices {
            if isLeading, value[index] == 0x30, index + 1 < value.count { continue }
            isLeading = false
            hash = (hash ^ UInt64(value[index])) &* 0x100_0000_01B3
        }
        return hash
    }

    private func report(
        _ finding: X12Finding, _ position: Int, _ message: String, _ expected: String,
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context,
        _ findings: inout FindingCollector
    ) {
        var place = findings.place
        place.segment = "HL"
        place.segmentPosition = context.segmentPosition
        place.elementPosition = position
        place.elementReference = Self.references[position - 1]
        findings.add(
            finding, in: .set, range: segment.fileRange(position), place: place,
            detail: FindingCollector.Detail(
                expected: expected, found: segment.text(position)),
            message: message)
    }
}
