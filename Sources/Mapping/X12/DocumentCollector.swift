package import Diagnostics
package import X12

/// Makes a document of every transaction set that has a map, and keeps the findings.
///
/// For the command line, map cases and tests: it holds all documents of a file at once. The
/// daemon takes them one by one.
package struct DocumentCollector: InterchangeConsumer {
    /// One transaction set that had a map.
    package struct Collected: Sendable {
        package let header: TransactionSetHeader
        package let map: CompiledMap
        package let reading: DocumentReading
        package let verdict: TransactionSetVerdict
    }

    package private(set) var collected: [Collected] = []
    /// Sets for which there is no map.
    package private(set) var unmapped: [TransactionSetHeader] = []
    package private(set) var findings: [Diagnostic] = []
    private let library: MapLibrary
    private let limits: Limits
    private var delimiters = Delimiters.usual
    private var group = FunctionalGroupHeader()
    private var header = TransactionSetHeader()
    private var reader: X12DocumentReader?

    package init(library: MapLibrary, limits: Limits = Limits()) {
        self.library = library
        self.limits = limits
    }

    package mutating func interchangeBegan(
        _ header: InterchangeHeader, delimiters: Delimiters
    ) {
        self.delimiters = delimiters
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        self.header = header
        reader = schema.flatMap { library.plan(for: $0) }.map {
            X12DocumentReader(
                map: $0, delimiters: delimiters, limits: limits, version: group.version)
        }
        if reader == nil { unmapped.append(header) }
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        reader?.segment(segment, at: place)
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        guard var reader else { return }
        self.reader = nil
        let map = reader.map
        collected.append(
            Collected(header: header, map: map, reading: reader.finish(), verdict: verdict))
    }

    package mutating func found(_ diagnostic: Diagnostic) { findings.append(diagnostic) }
    package mutating func groupBegan(_ header: FunctionalGroupHeader) { group = header }
    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    package mutating func interchangeEnded() {}
}
