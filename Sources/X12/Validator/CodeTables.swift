/// The code lists of a plan in one flat, open-addressed array: looking a code up touches neither
/// a list nor text.
struct CodeTables {
    /// Packed codes; 0 marks a free slot.
    private var slots: [UInt64] = []
    private var ranges: [(start: Int, mask: Int)] = []

    init() {}

    /// The same tables in memory of their own.
    init(copying tables: CodeTables) {
        slots = tables.slots.map { $0 }
        ranges = tables.ranges.map { $0 }
    }

    /// Adds a list and gives its place.
    mutating func append(_ list: CodeList) -> Int32 {
        let keys = list.packedCodes
        var slotCount = 4
        while slotCount < keys.count * 2 { slotCount *= 2 }
        let start = slots.count
        slots.append(contentsOf: repeatElement(0, count: slotCount))
        for key in keys {
            var slot = Self.hash(key) & (slotCount - 1)
            while slots[start + slot] != 0, slots[start + slot] != key {
                slot = (slot + 1) & (slotCount - 1)
            }
            slots[start + slot] = key
        }
        ranges.append((start, slotCount - 1))
        return Int32(ranges.count - 1)
    }

    /// Where a list's slots start, and their count less one.
    func range(of place: Int32) -> (start: Int, mask: Int) { ranges[Int(place)] }

    /// Whether a list has a code.
    func contains(_ value: Span<UInt8>, at place: Int32) -> Bool {
        guard let key = CodeKey.packed(value) else { return false }
        let (start, mask) = ranges[Int(place)]
        return contains(key, start: start, mask: mask)
    }

    /// The same for a list given by its slots. Ends because at least half of the slots are free.
    @inline(__always)
    func contains(_ key: UInt64, start: Int, mask: Int) -> Bool {
        var slot = Self.hash(key) & mask
        while true {
            let other = slots[start &+ slot]
            if other == key { return true }
            if other == 0 { return false }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> 32)
    }
}
