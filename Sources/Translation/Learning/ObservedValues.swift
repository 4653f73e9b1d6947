import X12

/// Where a learned value stands for the first time.
package struct Evidence: Hashable, Sendable {
    /// 0-based place of the file among those learned from.
    package let file: Int
    /// Offset in the file of the value's first byte.
    package let offset: Int
    let segment: SegmentID
    /// Position of the element; 0 for the whole segment.
    let position: Int

    init(file: Int, offset: Int, segment: SegmentID, position: Int) {
        self.file = file
        self.offset = offset
        self.segment = segment
        self.position = position
    }

    /// Where it stands as guides print it, such as `IT103` or `N104`; empty when it is no segment.
    package var place: String {
        guard position > 0 else { return segment.description }
        return segment.description + (position < 10 ? "0" : "") + "\(position)"
    }
}

/// The different values seen in one role, with how often and where first. Bounded: a role with
/// more than `valueCountMax` values is no role to configure by.
package struct ObservedValues: Sendable {
    package struct Entry: Sendable {
        package let value: String
        package fileprivate(set) var count: Int
        package let first: Evidence
    }

    /// Most different values kept of one role.
    package static let valueCountMax = 64

    /// In the order in which they came.
    package private(set) var entries: [Entry] = []
    /// Whether values were left out because there were too many.
    package private(set) var isCut = false

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    /// How often anything was seen.
    package var total: Int { entries.reduce(0) { $0 + $1.count } }

    /// The most frequent first; of equally frequent ones the earlier.
    package var byFrequency: [Entry] {
        entries.enumerated().sorted { left, right in
            left.element.count == right.element.count
                ? left.offset < right.offset : left.element.count > right.element.count
        }.map(\.element)
    }

    /// The most frequent value.
    package var usual: Entry? { byFrequency.first }

    mutating func add(_ value: String, at evidence: Evidence) {
        if let index = entries.firstIndex(where: { $0.value == value }) {
            entries[index].count += 1
        } else if entries.count < Self.valueCountMax {
            entries.append(Entry(value: value, count: 1, first: evidence))
        } else {
            isCut = true
        }
    }
}
