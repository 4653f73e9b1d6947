package import Diagnostics
package import X12

/// Counts the events of a reading and forgets them.
package struct EventTally: InterchangeConsumer {
    package private(set) var interchangeCount = 0
    package private(set) var groupCount = 0
    package private(set) var setCount = 0
    /// Segments inside sets, ST and SE included.
    package private(set) var segmentCount = 0
    package private(set) var findingCount = 0
    /// Findings by code.
    package private(set) var findingCounts: [String: Int] = [:]
    /// Bytes the longest range of a finding has.
    package private(set) var longest = 0

    package init() {}

    /// What `InterchangeReader` makes of a file that is at hand as a whole.
    package init(reading bytes: [UInt8], schemas: any SchemaProvider) {
        var reader = InterchangeReader(schemas: schemas)
        reader.push(bytes.span, to: &self)
        reader.finish(to: &self)
    }

    package mutating func interchangeBegan(
        _ header: InterchangeHeader, delimiters: Delimiters
    ) { interchangeCount += 1 }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) { groupCount += 1 }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) { setCount += 1 }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        segmentCount += 1
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {}

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    package mutating func interchangeEnded() {}

    package mutating func found(_ diagnostic: Diagnostic) {
        findingCount += 1
        findingCounts[diagnostic.code.rawValue, default: 0] += 1
        longest = max(longest, diagnostic.range?.length ?? 0)
    }
}
