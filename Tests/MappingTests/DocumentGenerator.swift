import Diagnostics
import Documents

/// Makes documents in normal form: everything a map can carry, nothing that only looks different.
///
/// Values fit the shortest elements they may meet. Qualifiers that a map gives a place of its own
/// (lot, serial, expiry; free-form descriptions) are left out of the general groups.
struct DocumentGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func next(_ bound: Int) -> Int { random.next(bound) }

    mutating func document(_ type: DocumentType) -> Document {
        var document = Document(type)
        fill(&document.root, depth: 0)
        if type == .shipNotice { random.pack(&document.root) }
        return document
    }

    private mutating func fill(_ group: inout DocumentGroup, depth: Int) {
        let name = group.schema.name
        for field in group.schema.fields {
            if field.isRequired || next(3) > 0 {
                group.values[field.index] = value(field, in: name)
            }
        }
        normalise(&group)
        for schema in group.schema.groups {
            let most = schema.name == "lots" || group.schema.name == "parties" ? 1 : 3
            let single = ["lots", "prices", "packs", "carriers", "shipped"]
            let isSingle = single.contains(schema.name) || Self.once(schema.name, in: name)
            let count = isSingle ? next(2) : next(most + 1)
            for ordinal in 0..<count {
                var entry = DocumentGroup(schema: schema)
                fill(&entry, depth: depth + 1)
                if Self.isWorthWriting(entry) || ordinal < 0 {
                    group.groups[schema.index].append(entry)
                }
            }
        }
    }

    /// Groups that the tables allow once at that place.
    private static func once(_ group: String, in parent: String) -> Bool {
        switch (parent, group) {
        case ("Invoice", "notes"), ("acknowledgments", "dates"), ("orders", "packs"): true
        default: false
        }
    }

    /// Whether the entry's own segment would not be empty.
    private static func isWorthWriting(_ entry: DocumentGroup) -> Bool {
        entry.values.contains { $0 != nil } || entry.schema.name == "lines"
            || entry.schema.name == "packages"
    }

    /// Brings values into the form in which they are read.
    private mutating func normalise(_ group: inout DocumentGroup) {
        switch group.schema.name {
        case "parties":
            // Lines of an address fill up from the first.
            if group["street3"] != nil || group["street4"] != nil {
                group["street"] = group["street"] ?? .text("1 Elm Street")
            }
        case "lines":
            if group.schema.field("number") != nil {
                group["number"] = group["number"] ?? .text("1")
            }
            if group.schema.field("descriptionCharacteristic") != nil,
                group["descriptionCharacteristic"] != nil
            {
                group["description"] = group["description"] ?? .text("Syringe 10 ml")
            }
            if let description = group.schema.field("description"),
                group.values[description.index] == nil
            {
                group["description"] = .text("Gauze")
            }
        default: break
        }
    }

    private mutating func value(_ field: DocumentField, in group: String) -> DocumentValue {
        switch field.type {
        case .text: return .text(text(field.name, in: group))
        // TD511 takes four digits.
        case .decimal where field.name == "transitTime":
            return .decimal(ScaledDecimal(next(99) + 1))
        case .decimal:
            let scale = next(3)
            let number = Int128(next(90_000) + 1)
            return .decimal(ScaledDecimal(coefficient: number, scale: scale) ?? .zero)
        case .integer: return .integer(next(99) + 1)
        case .date:
            return .date(CalendarDate(daysSinceEpoch: 20_000 + next(3_000)))
        case .time: return .time(next(2) == 0 ? "14:05" : "08:30:59")
        case .boolean: return .boolean(next(2) == 0)
        }
    }

    /// A single character fits every element met here; writing pads it where two are required.
    private mutating func text(_ field: String, in group: String) -> String {
        switch (group, field) {
        case ("references", "qualifier"): return ["CT", "CA", "DP"][next(3)]
        case ("dates", "qualifier"), ("noticeDates", "qualifier"): return ["002", "011"][next(2)]
        case ("descriptions", "type"): return ["S", "X"][next(2)]
        case ("ShipNotice", "structure"): return "0001"
        default:
            let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
            return String(letters[next(32)])
        }
    }
}

/// xorshift64*; small, seeded, the same everywhere.
struct SeededGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// A number from 0 to below `bound`.
    mutating func next(_ bound: Int) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % bound
    }

    /// Numbers packages in the order of the notice and puts lines into them, in one of the three
    /// structures.
    mutating func pack(_ root: inout DocumentGroup) {
        let structure = ["0001", "0003", "0004"][next(3)]
        root["structure"] = .text(structure)
        var packages = structure == "0004" ? [] : root[group: "packages"]
        for index in packages.indices {
            packages[index]["number"] = .integer(index + 1)
            packages[index]["level"] = .text("P")
            packages[index]["within"] = nil
        }
        // A first package may be a pallet that holds the second; under orders, of one order only.
        let isOfOneOrder = structure == "0003" || root[group: "orders"].count == 1
        if packages.count > 1, isOfOneOrder, next(2) == 0 {
            packages[0]["level"] = .text("T")
            packages[1]["within"] = .integer(1)
        }
        root[group: "packages"] = packages
        var package = 0
        for order in root[group: "orders"].indices {
            // Each order starts a package of its own while there are any left.
            let fresh = package < packages.count
            if fresh { package += 1 }
            for line in root[group: "orders"][order][group: "lines"].indices {
                if structure == "0001", line > 0, fresh, package < packages.count, next(2) == 0 {
                    package += 1
                }
                root[group: "orders"][order][group: "lines"][line]["package"] =
                    fresh ? .integer(package) : nil
            }
        }
    }
}
