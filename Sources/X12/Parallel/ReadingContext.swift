/// What decides how a transaction set is read, besides its own bytes: the delimiters, and what the
/// envelope says about it.
package struct ReadingContext: Equatable, Sendable {
    var delimiters: Delimiters
    var scan: ScanDelimiters
    /// ISA12; empty outside an interchange.
    var controlsVersion = ""
    /// GS01 and GS08; empty without a group.
    var functionalID: String
    var version: String
}

extension ReadingContext {
    init(_ machine: borrowing EnvelopeMachine, _ scan: ScanDelimiters) {
        delimiters = machine.delimiters
        self.scan = scan
        controlsVersion = machine.interchange?.version ?? ""
        functionalID = machine.group?.functionalID ?? ""
        version = machine.group?.version ?? ""
    }
}

extension EnvelopeMachine {
    /// Makes as if the interchange and group of a context were open.
    mutating func enter(_ context: ReadingContext) {
        use(context.delimiters, isFragment: false)
        var interchange = InterchangeHeader()
        interchange.version = context.controlsVersion
        self.interchange = interchange
        var group = FunctionalGroupHeader()
        group.functionalID = context.functionalID
        group.version = context.version
        self.group = group
    }
}

extension SegmentTokenizer {
    /// Nothing of an unfinished segment is kept: what comes next begins a segment.
    var isBetweenSegments: Bool { state == .body && carry.isEmpty && oversizeByteCount == 0 }
}
