package import Diagnostics

/// A 997 or 999 as received: one functional group of ours, answered. Matched against what was sent
/// by partner, GS01 and GS06, then ST02 — never by the acknowledgment's own numbers.
package struct FunctionalAcknowledgment: Hashable, Sendable, Codable {
    /// The interchange, group and set that carried it.
    package var interchange = InterchangeHeader()
    package var carrier = FunctionalGroupHeader()
    package var transactionSet = TransactionSetHeader()
    /// What it says about our group; AK103 is in `version`, empty when absent.
    package var group = AcknowledgedGroup()
    /// True when the 997 or 999 itself was found unusable, or has no AK1 or AK9: then nothing may
    /// be settled by it.
    package var isUnusable = false

    package init() {}
}

/// Reads received 997 and 999 sets from the validated stream. Other sets are passed over, at the
/// cost of one test a segment. What is found about an element or segment keeps its code as received:
/// of 723, 720 and 718 in a 997, of 621, 620 and 618 in a 999.
/// Memory is bounded: beyond the limits sets are counted in `unlistedCount`, segments dropped.
package struct AcknowledgmentReader: InterchangeConsumer {
    private let limits: AcknowledgmentBuilder.Limits
    private var interchange = InterchangeHeader()
    private var carrier = FunctionalGroupHeader()
    private var delimiters = Delimiters.usual
    private var current: FunctionalAcknowledgment?
    private var set: AcknowledgedSet?
    private var hasTrailer = false
    /// What an AK4, IK4 or CTX that comes next belongs to.
    private var subject = Subject.nothing
    private var finished: [FunctionalAcknowledgment] = []

    private enum Subject { case nothing, segment, element }

    package init(limits: AcknowledgmentBuilder.Limits = AcknowledgmentBuilder.Limits()) {
        self.limits = limits
    }

    /// Whether a set, by ST01, is one of those that are read.
    package static func reads(_ set: String) -> Bool { set == "997" || set == "999" }

    /// The acknowledgments that have ended since the last call.
    package mutating func takeFinished() -> [FunctionalAcknowledgment] {
        let taken = finished
        finished = []
        return taken
    }

    package mutating func interchangeBegan(
        _ header: InterchangeHeader, delimiters: Delimiters
    ) {
        interchange = header
        self.delimiters = delimiters
    }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) { carrier = header }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        set = nil
        hasTrailer = false
        subject = .nothing
        guard Self.reads(header.set) else {
            current = nil
            return
        }
        var acknowledgment = FunctionalAcknowledgment()
        acknowledgment.interchange = interchange
        acknowledgment.carrier = carrier
        acknowledgment.transactionSet = header
        current = acknowledgment
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard current != nil else { return }
        switch segment.id {
        case "AK1": readGroup(segment)
        case "AK2":
            var set = AcknowledgedSet()
            set.set = segment.text(1)
            set.controlNumber = segment.text(2)
            set.implementationReference = segment.isEmpty(at: 3) ? nil : segment.text(3)
            self.set = set
            subject = .nothing
        case "AK3", "IK3": readSegment(segment)
        case "AK4", "IK4": readElement(segment)
        case "CTX": readContext(segment)
        case "AK5", "IK5": readSetVerdict(segment)
        case "AK9": readGroupVerdict(segment)
        default: break
        }
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        guard var acknowledgment = current.take() else { return }
        acknowledgment.isUnusable =
            verdict == .rejected || !hasTrailer || acknowledgment.group.controlNumber.isEmpty
        finished.append(acknowledgment)
    }

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    package mutating func interchangeEnded() {}
    package mutating func found(_ diagnostic: Diagnostic) {}

    private mutating func readGroup(_ segment: borrowing SegmentView) {
        current?.group.functionalID = segment.text(1)
        current?.group.controlNumber = segment.text(2)
        current?.group.version = segment.text(3)
    }

    private mutating func readSegment(_ segment: borrowing SegmentView) {
        subject = .nothing
        guard set?.segments.count ?? 0 < limits.segmentCountPerSetMax else { return }
        subject = .segment
        var listed = AcknowledgedSegment()
        listed.id = segment.text(1)
        listed.position = Int(segment.text(2)) ?? 0
        listed.boundedLoop = segment.isEmpty(at: 3) ? nil : segment.text(3)
        listed.code = segment.text(4)
        set?.segments.append(listed)
    }

    private mutating func readElement(_ segment: borrowing SegmentView) {
        guard subject != .nothing, let last = set?.segments.indices.last,
            set?.segments[last].elements.count ?? 0 < AcknowledgmentBuilder.elementCountMax
        else {
            if subject == .element { subject = .nothing }
            return
        }
        subject = .element
        var element = AcknowledgedElement()
        let place = numbers(segment.text(1))
        element.elementPosition = place[0] ?? 0
        element.componentPosition = place[1]
        element.repetition = place[2]
        element.reference = segment.isEmpty(at: 2) ? nil : segment.text(2)
        element.code = segment.text(3)
        element.value = segment.isEmpty(at: 4) ? nil : segment.text(4)
        set?.segments[last].elements.append(element)
    }

    private mutating func readContext(_ segment: borrowing SegmentView) {
        guard subject != .nothing, let last = set?.segments.indices.last else { return }
        var context = AcknowledgedContext()
        for key in parts(segment.text(1), between: delimiters.repetition).prefix(10) {
            let names = parts(key, between: delimiters.component)
            context.keys.append(
                AcknowledgedContext.Key(name: names[0], value: names.count > 1 ? names[1] : nil))
        }
        context.segment = segment.isEmpty(at: 2) ? nil : segment.text(2)
        context.segmentPosition = Int(segment.text(3))
        context.boundedLoop = segment.isEmpty(at: 4) ? nil : segment.text(4)
        let place = numbers(segment.text(5))
        context.elementPosition = place[0]
        context.componentPosition = place[1]
        context.repetition = place[2]
        context.reference = segment.isEmpty(at: 6) ? nil : segment.text(6)
        if subject == .element, let element = set?.segments[last].elements.indices.last {
            set?.segments[last].elements[element].contexts.appendBounded(context)
        } else {
            set?.segments[last].contexts.appendBounded(context)
        }
    }

    /// C030: element, component and repetition, each where it is a number.
    private func numbers(_ text: String) -> [Int?] {
        let numbers = parts(text, between: delimiters.component).map { Int($0) }
        return (0..<3).map { $0 < numbers.count ? numbers[$0] : nil }
    }

    /// At least one part. Delimiters outside ASCII separate nothing here: no acknowledgment has them.
    private func parts(_ text: String, between delimiter: UInt8?) -> [String] {
        guard let delimiter, delimiter < 0x80 else { return [text] }
        return text.utf8.split(separator: delimiter, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// AK501 A and E accept; R rejects, and so do the security codes M, W and X.
    private mutating func readSetVerdict(_ segment: borrowing SegmentView) {
        subject = .nothing
        guard var set = set.take() else { return }
        set.verdict = TransactionSetVerdict(rawValue: segment.text(1)) ?? .rejected
        set.codes = Self.codes(segment, from: 2)
        if current?.group.sets.count ?? 0 < limits.listedSetCountMax {
            current?.group.sets.append(set)
        } else {
            current?.group.unlistedCount += 1
        }
    }

    private mutating func readGroupVerdict(_ segment: borrowing SegmentView) {
        hasTrailer = true
        current?.group.verdict = FunctionalGroupVerdict(rawValue: segment.text(1)) ?? .rejected
        current?.group.claimedCount = Int(segment.text(2)) ?? 0
        current?.group.receivedCount = Int(segment.text(3)) ?? 0
        current?.group.acceptedCount = Int(segment.text(4)) ?? 0
        current?.group.codes = Self.codes(segment, from: 5)
    }

    private static func codes(_ segment: borrowing SegmentView, from first: Int) -> [String] {
        var codes: [String] = []
        for position in first..<(first + 5) where !segment.isEmpty(at: position) {
            codes.append(segment.text(position))
        }
        return codes
    }
}

extension [AcknowledgedContext] {
    /// CTX may stand ten times.
    fileprivate mutating func appendBounded(_ context: AcknowledgedContext) {
        if count < 10 { append(context) }
    }
}
