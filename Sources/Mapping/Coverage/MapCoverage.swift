package import Diagnostics
package import X12

/// Says which places of real files no rule of a map reads.
///
/// It reads files as the daemon does and asks the map of each set, segment by segment, which
/// elements it takes; what is left is counted by place, with the first file and offset. Envelopes,
/// computed counts and the numbers of HL levels count as read: they are made anew when writing.
/// Values are not kept. Memory grows with the number of different places, not with the files.
package struct MapCoverage: InterchangeConsumer {
    /// A place that no rule reads.
    package struct Unread: Hashable, Sendable {
        package let set: String
        /// Release of the table the set was read by.
        package let release: String
        /// As in `PO1/PID04` or `MEA04-2`; a segment that no rule reads at all without position.
        package let place: String
        /// Name of the element or segment.
        package let name: String
        /// How often the place has a value.
        package fileprivate(set) var count: Int
        /// Where it has one first.
        package let file: String
        package let offset: Int
    }

    /// The file being read, for the first place of what is found.
    package var file = ""
    /// Elements with a value, and how many of them no rule reads, by set.
    package private(set) var counts: [String: (elements: Int, unread: Int)] = [:]
    /// Sets without a map.
    package private(set) var unmapped: Set<String> = []
    private var places: [Key: Unread] = [:]

    private struct Key: Hashable {
        let set: String
        let release: String
        let row: Int
        let position: Int
        let component: Int
    }

    private let map: (TransactionSetSchema) -> CompiledMap?
    private var delimiters = Delimiters.usual
    private var reader: X12DocumentReader?

    /// `map` is the map for a set and table, when there is one.
    package init(map: @escaping (TransactionSetSchema) -> CompiledMap?) { self.map = map }

    /// What no rule reads, in the order of sets and places.
    package var unread: [Unread] {
        places.sorted { left, right in
            (left.key.set, left.key.release, left.key.row, left.key.position, left.key.component)
                < (
                    right.key.set, right.key.release, right.key.row, right.key.position,
                    right.key.component
                )
        }.map(\.value)
    }

    package mutating func interchangeBegan(
        _ header: InterchangeHeader, delimiters: Delimiters
    ) {
        self.delimiters = delimiters
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        var limits = Limits()
        limits.documentLineCountMax = .max
        limits.documentByteCountMax = .max
        reader = schema.flatMap(map).map {
            X12DocumentReader(map: $0, delimiters: delimiters, limits: limits)
        }
        if reader == nil { unmapped.insert(header.set) }
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard let row = place.row, var reader = reader.take() else { return }
        let taken = reader.take(segment, at: place)
        _ = reader.takeLines()
        let map = reader.map
        self.reader = reader
        switch "\(map.schema.rows[row].segment.id)" {
        case "ST", "SE", "LS", "LE", "HL": return
        default: break
        }
        var uncounted = map.counts.filter { $0.row == row }.map(\.position)
        guard case .rule(let index) = taken else {
            if !uncounted.isEmpty {
                return note(
                    segment, row, map, read: { position, _ in uncounted.contains(position) })
            }
            counts[map.schema.set, default: (0, 0)].elements += 1
            return add(segment, row, 0, 0, segment.range(at: 0) ?? 0..<0, map)
        }
        let rule = map.rules[index]
        for place in rule.constants {
            let constant = map.constants[place]
            if segment.text(constant.position) == constant.text {
                uncounted.append(constant.position)
            }
        }
        note(segment, row, map) { position, component in
            uncounted.contains(position) || map.reads(rule, position, component)
        }
    }

    /// Counts each element, or each component of a composite, and notes those not read.
    private mutating func note(
        _ segment: borrowing SegmentView, _ row: Int, _ map: CompiledMap,
        read: (_ position: Int, _ component: Int) -> Bool
    ) {
        let definition = map.schema.rows[row].segment
        guard segment.elementCount > 0 else { return }
        for position in 1...segment.elementCount where !segment.isEmpty(at: position) {
            let isComposite =
                position <= definition.elements.count
                && !definition.elements[position - 1].components.isEmpty
            guard let whole = segment.range(at: position) else { continue }
            var component = isComposite ? 1 : 0
            var start = whole.lowerBound
            for index in whole.lowerBound...whole.upperBound {
                let isEnd = index == whole.upperBound
                guard isEnd || isComposite && segment.bytes[index] == delimiters.component else {
                    continue
                }
                if index > start {
                    counts[map.schema.set, default: (0, 0)].elements += 1
                    if !read(position, component) {
                        add(segment, row, position, component, start..<index, map)
                    }
                }
                start = index + 1
                component += 1
            }
        }
    }

    private mutating func add(
        _ segment: borrowing SegmentView, _ row: Int, _ position: Int, _ component: Int,
        _ range: Range<Int>, _ map: CompiledMap
    ) {
        let schema = map.schema
        counts[schema.set, default: (0, 0)].unread += 1
        let key = Key(
            set: schema.set, release: schema.release, row: row, position: position,
            component: component)
        if places[key] != nil {
            places[key]?.count += 1
            return
        }
        let definition = schema.rows[row].segment
        var path = (schema.loopPath(of: row) + ["\(definition.id)"]).joined(separator: "/")
        if position > 0 { path += position < 10 ? "0\(position)" : "\(position)" }
        if component > 1 { path += "-\(component)" }
        let use =
            (1...definition.elements.count).contains(position)
            ? definition.elements[position - 1] : nil
        places[key] = Unread(
            set: schema.set, release: schema.release, place: path,
            name: position == 0 ? definition.name : use?.name ?? "", count: 1, file: file,
            offset: segment.fileOffset + range.lowerBound)
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        reader = nil
    }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) {}
    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    package mutating func interchangeEnded() {}
    package mutating func found(_ diagnostic: Diagnostic) {}
}

extension CompiledMap {
    /// Whether a rule reads an element (component 0 or 1) or a component.
    fileprivate func reads(_ rule: SegmentRule, _ position: Int, _ component: Int) -> Bool {
        func isMeant(_ other: Int) -> Bool { max(other, 1) == max(component, 1) }
        return rule.elements.contains {
            elements[$0].position == position && isMeant(elements[$0].component)
        }
            || rule.conditions.contains {
                conditions[$0].position == position && isMeant(conditions[$0].component)
            }
            || rule.pairs.contains {
                (pairs[$0].firstPosition...pairs[$0].lastPosition).contains(position)
                    && component <= 1
            }
    }
}

extension TransactionSetSchema {
    /// The loops around a row by the segments that open them, outermost first; without the one
    /// the row opens itself.
    func loopPath(of row: Int) -> [String] {
        var names: [String] = []
        var loop = rows[row].loop
        if rows[row].opensLoop { loop = loop.flatMap { loops[$0].parent } }
        while let index = loop {
            names.append(loops[index].id)
            loop = loops[index].parent
        }
        return names.reversed()
    }
}
