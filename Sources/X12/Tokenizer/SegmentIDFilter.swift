/// A few segment IDs in one word, for a question asked of every segment: is it one of those that
/// matter here? Says yes to each of them and to about one in ten others, which whoever asks then
/// compares; says no in a few instructions.
struct SegmentIDFilter {
    private var bits: UInt64 = 0

    /// `unreadable`, which stands for none, is left out.
    init(_ ids: [SegmentID]) {
        for id in ids where id != .unreadable { bits |= Self.bit(of: id) }
    }

    @inline(__always)
    func mayContain(_ id: SegmentID) -> Bool { bits & Self.bit(of: id) != 0 }

    @inline(__always)
    private static func bit(of id: SegmentID) -> UInt64 {
        1 &<< UInt64(truncatingIfNeeded: (id.packed &* 0x9E37_79B1) &>> 26)
    }
}
