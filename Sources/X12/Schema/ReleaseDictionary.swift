/// The dictionary of one release: code lists, elements, conditions, composites, segments. The
/// tables are read in that order, because each refers to the ones before it.
struct ReleaseDictionary: Sendable {
    let release: String
    /// By packed reference number of the element.
    private(set) var codeLists: [UInt64: CodeList] = [:]
    private(set) var segments: [SegmentID: SegmentDefinition] = [:]

    private(set) var elements: [UInt64: ElementDefinition] = [:]
    private var compositeNames: [UInt64: String] = [:]
    /// By packed ID of the segment or composite.
    private var conditions: [UInt64: [RelationalCondition]] = [:]
    private var positions: [UInt64: [ElementUse]] = [:]

    init(release: String, read: (String) throws -> [UInt8]) throws(SchemaError) {
        self.release = release
        codeLists = try CodeTable(file: "\(release)/codes.tsv", read: read).lists()
        try readElements(read)
        try readConditions(read)
        try readComposites(read)
        try readPositions(read)
        try readSegments(read)
    }

    private func table(
        _ name: String, _ columns: [String], _ read: (String) throws -> [UInt8]
    ) throws(SchemaError) -> TableReader {
        try TableReader(file: "\(release)/\(name)", columns: columns, read: read)
    }

    private mutating func readElements(_ read: (String) throws -> [UInt8]) throws(SchemaError) {
        var table = try table(
            "elements.tsv", ["element", "type", "length_min", "length_max", "codes", "name"], read)
        while try table.readRow() {
            let key = try table.key(0)
            let lengthMin = try table.count(2)
            let lengthMax = try table.count(3)
            guard lengthMin <= lengthMax else {
                throw table.malformed("the least length is above the greatest")
            }
            let element = ElementDefinition(
                reference: table.text(0), name: table.text(5), type: try elementType(table),
                lengthMin: lengthMin, lengthMax: lengthMax, codes: try codeList(table, key))
            guard elements.updateValue(element, forKey: key) == nil else {
                throw table.error(.duplicate, "element \(element.reference) stands twice")
            }
        }
    }

    /// The list that the cell `codes` announces: `own`, `external` or none.
    private mutating func codeList(
        _ table: borrowing TableReader, _ key: UInt64
    ) throws(SchemaError) -> CodeList? {
        let announced = table.text(4)
        if announced.isEmpty { return nil }
        guard announced == "own" || announced == "external" else {
            throw table.malformed("'\(announced)' should be own, external or empty")
        }
        guard let list = codeLists[key] else {
            throw table.error(
                .unknownReference, "codes.tsv has no codes for element \(table.text(0))")
        }
        guard announced == "external" else { return list }
        codeLists[key] = list.asExternal
        return list.asExternal
    }

    private func elementType(_ table: borrowing TableReader) throws(SchemaError) -> ElementType {
        let text = table.text(1)
        switch text {
        case "AN": return .string
        case "ID": return .identifier
        case "DT": return .date
        case "TM": return .time
        case "R": return .decimal
        case "B": return .binary
        default:
            guard text.utf8.count == 2, text.first == "N", let places = Int(text.dropFirst())
            else { throw table.malformed("'\(text)' is not an X12 data type") }
            return .implied(places: places)
        }
    }

    private mutating func readConditions(_ read: (String) throws -> [UInt8]) throws(SchemaError) {
        var table = try table("conditions.tsv", ["owner", "condition", "certain"], read)
        while try table.readRow() {
            conditions[try table.key(0), default: []].append(try condition(table))
        }
    }

    /// A letter and two digits per position, as in `P0304`.
    private func condition(
        _ table: borrowing TableReader
    ) throws(SchemaError) -> RelationalCondition {
        let cell = table.range(1)
        guard cell.count >= 5, cell.count % 2 == 1,
            let kind = RelationalCondition.Kind(
                rawValue: Character(Unicode.Scalar(table.bytes[cell.lowerBound])))
        else { throw table.malformed("'\(table.text(1))' is not a condition such as P0304") }
        var positions: [Int] = []
        for index in stride(from: cell.lowerBound + 1, to: cell.upperBound, by: 2) {
            let tens = table.bytes[index] &- UInt8(ascii: "0")
            let ones = table.bytes[index + 1] &- UInt8(ascii: "0")
            guard tens <= 9, ones <= 9, tens + ones > 0 else {
                throw table.malformed("'\(table.text(1))' holds no two-digit positions")
            }
            positions.append(Int(tens) * 10 + Int(ones))
        }
        return RelationalCondition(kind: kind, positions: positions, isCertain: try table.flag(2))
    }

    private mutating func readComposites(_ read: (String) throws -> [UInt8]) throws(SchemaError) {
        var table = try table("composites.tsv", ["composite", "name"], read)
        while try table.readRow() { compositeNames[try table.key(0)] = table.text(1) }
    }

    /// Composites stand before the segments that use them.
    private mutating func readPositions(_ read: (String) throws -> [UInt8]) throws(SchemaError) {
        var table = try table(
            "positions.tsv", ["owner", "position", "element", "requirement", "repeat_max"], read)
        var uses: [ElementUse] = []
        var current: UInt64 = 0
        var currentCell = 0..<0
        while try table.readRow() {
            if !table.equals(0, currentCell) {
                positions[current] = uses
                current = try table.key(0)
                currentCell = table.range(0)
                uses = positions[current] ?? []
            }
            uses.append(try elementUse(table))
            guard try table.count(1) == uses.count else {
                throw table.error(
                    .brokenStructure, "\(table.text(0)) position \(table.text(1)) is out of order")
            }
        }
        positions[current] = uses
        for (owner, conditions) in conditions {
            let last = conditions.lazy.compactMap { $0.positions.max() }.max() ?? 0
            guard last <= positions[owner]?.count ?? 0 else {
                throw SchemaError(
                    .unknownReference, file: "\(release)/conditions.tsv", line: nil,
                    "a condition names a position that positions.tsv does not have")
            }
        }
    }

    private func elementUse(_ table: borrowing TableReader) throws(SchemaError) -> ElementUse {
        let key = try table.key(2)
        let requirement = try table.requirement(3)
        let repeatMax = try table.count(4)
        if let element = elements[key] {
            return ElementUse(
                requirement: requirement, repeatMax: repeatMax, element: element, components: [],
                compositeID: nil, name: element.name)
        }
        guard let name = compositeNames[key], let components = positions[key],
            let first = components.first
        else {
            throw table.error(
                .unknownReference, "no table above defines element \(table.text(2))")
        }
        return ElementUse(
            requirement: requirement, repeatMax: repeatMax, element: first.element,
            components: components, componentConditions: conditions[key] ?? [],
            compositeID: table.text(2), name: name)
    }

    private mutating func readSegments(_ read: (String) throws -> [UInt8]) throws(SchemaError) {
        var table = try table("segments.tsv", ["segment", "name"], read)
        while try table.readRow() {
            let key = try table.key(0)
            let id = SegmentID(table.bytes.span.extracting(table.range(0)))
            guard id != .unreadable, let elements = positions[key] else {
                throw table.error(
                    .unknownReference, "positions.tsv has no elements for \(table.text(0))")
            }
            let segment = SegmentDefinition(
                id: id, name: table.text(1), elements: elements, conditions: conditions[key] ?? [])
            guard segments.updateValue(segment, forKey: id) == nil else {
                throw table.error(.duplicate, "segment \(id) stands twice")
            }
        }
    }
}
