/// Which level of an 856 may stand under which: HL03 against the HL03 of the level above.
///
/// BSN05 (element 1005) says how the levels are ordered:
///
///     0001  shipment, order, packaging, item
///     0002  shipment, order, item, packaging
///     0003  shipment, packaging, order, item
///     0004  shipment, order, item
///
/// A level may be left out; one that the structure has not, as packaging in 0004, may not be sent;
/// and packaging may hold packaging, as a tare holds packs. Without BSN05 only what the four have
/// in common is judged; under any other code, and of levels other than these, nothing is. Nor is a
/// level without HL02: it is optional, and some senders never write it.
struct HierarchyOrder {
    /// What HL03 (element 735) says, as far as the orders know it.
    enum Level: UInt8 {
        case other, shipment, order, packaging, item

        init(_ code: Span<UInt8>) {
            self = .other
            guard code.count == 1 else { return }
            switch code[0] {
            case UInt8(ascii: "S"): self = .shipment
            case UInt8(ascii: "O"): self = .order
            // Shipping tare, pack, subpack.
            case UInt8(ascii: "T"), UInt8(ascii: "P"), UInt8(ascii: "Q"): self = .packaging
            case UInt8(ascii: "I"): self = .item
            default: return
            }
        }

        /// For a message.
        var name: String {
            switch self {
            case .other: "another level"
            case .shipment: "a shipment"
            case .order: "an order"
            case .packaging: "packaging"
            case .item: "an item"
            }
        }
    }

    /// As many levels as an 856 may have (its HL loop repeats 200,000 times); what those past it
    /// are is not kept, and what stands under them not judged.
    private static let keptMax = 200_000

    /// A byte for each level, the lowest for `other`: a bit for each level it may stand under.
    private var permitted = UInt64.max
    private var isJudged = false
    /// The last digit of BSN05; 0 when none of the four is named.
    private var structure: UInt8 = 0
    /// What each level of the sequence is.
    private var levels: [UInt8] = []

    mutating func reset(isJudged: Bool) {
        self.isJudged = isJudged
        structure = 0
        permitted = isJudged ? Self.common : .max
        levels.removeAll(keepingCapacity: true)
    }

    /// BSN05: the structure of the levels that follow.
    mutating func begin(structure code: Span<UInt8>) {
        guard isJudged, !code.isEmpty else { return }
        permitted = .max
        guard code.count == 4, code[0] == 0x30, code[1] == 0x30, code[2] == 0x30 else { return }
        switch code[3] {
        case 0x31: permitted = Self.order([.shipment, .order, .packaging, .item])
        case 0x32: permitted = Self.order([.shipment, .order, .item, .packaging])
        case 0x33: permitted = Self.order([.shipment, .packaging, .order, .item])
        case 0x34: permitted = Self.order([.shipment, .order, .item])
        default: return
        }
        structure = code[3]
    }

    @inline(__always)
    func allows(_ level: Level, under above: Level) -> Bool {
        permitted >> (UInt64(level.rawValue) &* 8 &+ UInt64(above.rawValue)) & 1 != 0
    }

    /// Keeps what the next level of the sequence is.
    mutating func append(_ level: Level) {
        if isJudged, levels.count < Self.keptMax { levels.append(level.rawValue) }
    }

    /// What a level of the sequence is, counted from 1.
    func level(_ number: Int) -> Level {
        number <= levels.count ? Level(rawValue: levels[number - 1]) ?? .other : .other
    }

    /// The rule in force, for a message.
    var description: String {
        structure == 0
            ? "the shipment is on top and an order above its items"
            : "BSN05 \(code) orders \(expected)"
    }

    /// The levels as they should be nested.
    var expected: String {
        switch structure {
        case 0x31: "shipment, order, packaging, item"
        case 0x32: "shipment, order, item, packaging"
        case 0x33: "shipment, packaging, order, item"
        case 0x34: "shipment, order, item"
        default: "shipment, then order, then item"
        }
    }

    private var code: String { "000\(structure &- 0x30)" }

    /// Each level may stand under those named before it and under levels that are not named.
    private static func order(_ levels: [Level]) -> UInt64 {
        var above: UInt64 = 0xFF
        for level in levels { above &= ~(1 << UInt64(level.rawValue)) }
        var permitted: UInt64 = 0xFF
        for level in levels {
            let itself: UInt64 = 1 << UInt64(level.rawValue)
            permitted |=
                (level == .packaging ? above | itself : above) << (UInt64(level.rawValue) * 8)
            above |= itself
        }
        return permitted
    }

    /// What any of the four allows.
    private static let common =
        order([.shipment, .order, .packaging, .item])
        | order([.shipment, .order, .item, .packaging])
        | order([.shipment, .packaging, .order, .item])
}
