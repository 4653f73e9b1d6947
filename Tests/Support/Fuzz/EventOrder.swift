package import Diagnostics
package import X12

/// Boils the events of a reading down to one number and checks what holds for every reading:
///
/// - interchange, group and set begin and end like brackets, and all that began ends;
/// - segments stand inside a set and count from 1;
/// - findings point into the file, and are no more than the limits allow;
/// - a set with an error is not accepted, and one rejected has an error or left some untold;
/// - group and set counts agree with what was handed out.
package struct EventOrder: InterchangeConsumer {
    private enum Level: Int { case file, interchange, group, set }

    private let byteCount: Int
    private let limits: Limits
    private var hasher = Hasher()
    private var level = Level.file
    private var segmentPosition = 0
    private var hasErrorInSet = false
    private var findingCount = 0
    private var findingCountInSet = 0
    private var partCount = 0
    /// The first breach.
    package private(set) var fault: String?

    package init(byteCount: Int, limits: Limits) {
        self.byteCount = byteCount
        self.limits = limits
    }

    package var value: Int { hasher.finalize() }

    package mutating func interchangeBegan(
        _ header: InterchangeHeader, delimiters: Delimiters
    ) {
        move(from: .file, to: .interchange)
        hasher.combine(header)
        hasher.combine(delimiters)
    }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) {
        move(from: .interchange, to: .group)
        hasher.combine(header)
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        move(from: .group, to: .set)
        segmentPosition = 0
        hasErrorInSet = false
        findingCountInSet = 0
        hasher.combine(header)
        hasher.combine(schema?.set)
        hasher.combine(schema?.release)
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        if level != .set { tell("segment \(segment.text(0)) outside a set") }
        // Segments over the limits count, but are not handed out.
        if place.segmentPosition <= segmentPosition { tell("segment positions do not grow") }
        segmentPosition = place.segmentPosition
        hasher.combine(place)
        TokenDigest.combine(segment, into: &hasher)
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        move(from: .set, to: .group)
        if segmentCount < segmentPosition { tell("fewer segments than handed out") }
        if hasErrorInSet, verdict != .rejected { tell("\(verdict) in spite of an error") }
        if verdict == .rejected, !hasErrorInSet, findingCountInSet == 0,
            findingCount < limits.diagnosticCountPerFileMax
        {
            tell("rejected without a finding")
        }
        hasher.combine(verdict)
        hasher.combine(segmentCount)
    }

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        move(from: .group, to: .interchange)
        hasher.combine(verdict)
    }

    package mutating func interchangeEnded() {
        move(from: .interchange, to: .file)
        hasher.combine(0)
    }

    package mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {
        TokenDigest.combine(segment, into: &hasher)
    }

    package mutating func found(_ diagnostic: Diagnostic) {
        hasher.combine(diagnostic)
        if let range = diagnostic.range,
            range.offset < 0 || range.length < 0 || range.end > byteCount
        {
            tell("\(diagnostic.code) points outside the file")
        }
        // The one that tells how many more there are is beyond the count.
        guard diagnostic.code.rawValue != "x12.more-findings" else { return }
        findingCount += 1
        if level == .set, Self.concernsSet(diagnostic) {
            findingCountInSet += 1
            if diagnostic.severity == .error { hasErrorInSet = true }
        }
        if findingCount > limits.diagnosticCountPerFileMax {
            tell("more findings in the file than the limits allow")
        }
        if findingCountInSet > limits.diagnosticCountPerSetMax {
            tell("more findings in the set than the limits allow")
        }
    }

    /// Stray bytes or a damaged ISA in the middle of a set are not the set's own findings.
    private static func concernsSet(_ diagnostic: Diagnostic) -> Bool {
        switch diagnostic.acknowledgment?.list {
        case .transactionSet, .segment, .element: true
        case .interchange, .functionalGroup, nil: false
        }
    }

    /// Call after the reader has finished.
    package mutating func close() {
        if level != .file { tell("the file ends inside \(level)") }
    }

    private mutating func move(from: Level, to: Level) {
        if level != from { tell("\(to) follows \(level)") }
        level = to
        hasher.combine(to)
    }

    private mutating func tell(_ fault: String) {
        if self.fault == nil { self.fault = fault }
    }
}
