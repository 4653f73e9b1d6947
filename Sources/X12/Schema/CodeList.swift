/// Up to seven bytes and their count packed in one integer, never zero: the key under which
/// codes, reference numbers and segment IDs of the tables are looked up.
enum CodeKey {
    static let byteCountMax = 7

    static func packed(_ bytes: Span<UInt8>) -> UInt64? {
        guard bytes.count <= byteCountMax else { return nil }
        // The count leads; one is added so that the key of no bytes is not zero either.
        var key = UInt64(bytes.count + 1)
        for index in bytes.indices { key = key << 8 | UInt64(bytes[index]) }
        return key
    }

    /// The key of so many bytes, at most seven, that are packed already, the last one lowest.
    @inline(__always)
    static func packed(_ word: UInt64, _ byteCount: Int) -> UInt64 {
        let shift = UInt64(truncatingIfNeeded: byteCount &* 8)
        return UInt64(truncatingIfNeeded: byteCount &+ 1) &<< shift | word
    }

    /// How many bytes a key was packed from.
    static func byteCount(of key: UInt64) -> Int {
        (UInt64.bitWidth - key.leadingZeroBitCount - 1) / 8
    }

    static func packed(_ text: String) -> UInt64? {
        guard text.utf8.count <= byteCountMax else { return nil }
        var key = UInt64(text.utf8.count + 1)
        for byte in text.utf8 { key = key << 8 | UInt64(byte) }
        return key
    }
}

/// The codes of one ID element in one release, looked up from bytes without making text.
///
/// An open-addressed table of packed codes, at most half full; names stay in the bytes of the
/// table file, which all lists of a release share, and become text only when asked for.
package struct CodeList: Sendable {
    /// Reference number of the element.
    package let reference: String
    /// True when the list belongs to another body and may be stale: a miss is a warning.
    package private(set) var isExternal: Bool
    /// Number of codes.
    package let count: Int
    /// Packed codes; 0 marks a free slot. The count of slots is a power of two.
    private let slots: [UInt64]
    /// For each slot, the offset in `text` of the code's name, which runs to the next newline.
    private let nameOffsets: [UInt32]
    private let text: [UInt8]

    /// Takes pairs of code and name; codes longer than seven bytes are not supported and left
    /// out, of two equal codes the first is kept.
    package init(reference: String, isExternal: Bool, codes: [(code: String, name: String)]) {
        var text: [UInt8] = []
        var entries: [Entry] = []
        for (code, name) in codes {
            guard let key = CodeKey.packed(code) else { continue }
            entries.append(Entry(key: key, nameOffset: UInt32(text.count)))
            text.append(contentsOf: name.utf8)
            text.append(UInt8(ascii: "\n"))
        }
        self.init(
            reference: reference, isExternal: isExternal, entries: entries.span, text: text)
    }

    /// A packed code and where its name starts in the shared bytes.
    struct Entry {
        let key: UInt64
        let nameOffset: UInt32
    }

    /// `text` holds each name followed by a newline; it is kept, not copied.
    init(reference: String, isExternal: Bool, entries: Span<Entry>, text: [UInt8]) {
        self.reference = reference
        self.isExternal = isExternal
        self.text = text
        var slotCount = 2
        while slotCount < entries.count * 2 { slotCount *= 2 }
        var slots = [UInt64](repeating: 0, count: slotCount)
        var nameOffsets = [UInt32](repeating: 0, count: slotCount)
        var count = 0
        for index in entries.indices {
            let entry = entries[index]
            let slot = Self.slot(of: entry.key, in: slots.span)
            guard slots[slot] == 0 else { continue }
            slots[slot] = entry.key
            nameOffsets[slot] = entry.nameOffset
            count += 1
        }
        self.count = count
        self.slots = slots
        self.nameOffsets = nameOffsets
    }

    /// The same list, marked as another body's.
    var asExternal: CodeList {
        var list = self
        list.isExternal = true
        return list
    }

    package var isEmpty: Bool { count == 0 }

    /// Every code as `CodeKey` packs it, in no order.
    var packedCodes: [UInt64] { slots.filter { $0 != 0 } }

    package func contains(_ bytes: Span<UInt8>) -> Bool {
        guard let key = CodeKey.packed(bytes) else { return false }
        return slots[Self.slot(of: key, in: slots.span)] != 0
    }

    package func contains(_ code: String) -> Bool {
        guard let key = CodeKey.packed(code) else { return false }
        return slots[Self.slot(of: key, in: slots.span)] != 0
    }

    /// Whether any code has so many bytes. Goes through the whole list; for findings.
    func hasCodes(ofLength byteCount: Int) -> Bool {
        slots.contains { $0 != 0 && CodeKey.byteCount(of: $0) == byteCount }
    }

    /// The meaning of a code; empty for a code of a list whose names the tables do not carry.
    package func name(of code: String) -> String? {
        guard let key = CodeKey.packed(code) else { return nil }
        let slot = Self.slot(of: key, in: slots.span)
        guard slots[slot] != 0 else { return nil }
        let start = Int(nameOffsets[slot])
        var end = start
        while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
        return text.span.extracting(start..<end).x12Text
    }

    /// The slot that holds the key, or the free one where it would go. Ends because at least
    /// half of the slots are free.
    private static func slot(of key: UInt64, in slots: Span<UInt64>) -> Int {
        let mask = slots.count - 1
        // Fibonacci hashing: the high half of the product is well mixed.
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while slots[slot] != 0, slots[slot] != key { slot = (slot + 1) & mask }
        return slot
    }
}
