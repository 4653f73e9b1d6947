import Diagnostics

/// The envelope as a state machine: which of interchange, group and set are open, what was
/// counted in them, and what their trailers must say.
///
///     ISA ─► interchange ─ GS ─► group ─ ST ─► set ─ SE ─► group ─ GE ─► interchange ─ IEA ─►
///
/// A header that comes while its like is open closes that one first, with a finding. A set or
/// group without its envelope is read inside an empty one, so that consumers always see three
/// levels.
struct EnvelopeMachine {
    let schemas: any SchemaProvider
    let options: ValidationOptions
    var findings: FindingCollector
    var validator = TransactionSetValidator()
    var delimiters = Delimiters.usual
    var isFragment = false

    var interchange: InterchangeHeader?
    var group: FunctionalGroupHeader? {
        didSet {
            isInGroup = group != nil
            groupNamesRelease = SchemaLibrary.releaseNumber(group?.version ?? "") != nil
        }
    }
    /// Asked for every set, where the optional itself would be slow.
    private(set) var isInGroup = false
    /// GS08 of the open group names a release. Kept with the group, for a block's reader is given
    /// its group.
    private(set) var groupNamesRelease = false
    var set: TransactionSetHeader? {
        didSet { isInSet = set != nil }
    }
    /// Asked for every segment, where the optional itself would be slow.
    private(set) var isInSet = false
    /// No set is open, and nothing found before is kept back to be told later: the machine is what
    /// its open interchange and group make it.
    var isBetweenSets: Bool { !isInSet && outside == nil }
    /// Segments of the open set, ST included.
    var segmentCount = 0
    var groupTally = GroupTally()
    /// Groups of the open interchange.
    var groupCount = 0
    var acknowledgmentCount = 0
    var interchangeControlNumbers = InterchangeNumberLog()
    var groupControlNumbers = ControlNumberLog()
    var setControlNumbers = ControlNumberLog()
    /// Tables of the set read last, so that a run of equal sets looks them up once. `isOwn`: the
    /// version is GS08's and not taken from elsewhere, which alone makes a table exact.
    var lastLookup:
        (
            set: String, version: String, isOwn: Bool, schema: TransactionSetSchema?, isExact: Bool
        )?

    /// Segments in a row that stand outside a set; told together when the run ends.
    private var outside: OutsideRun?

    /// What came of the sets of a group.
    struct GroupTally {
        var setCount = 0
        var rejectedCount = 0
        var notedCount = 0
    }

    init(schemas: any SchemaProvider, limits: Limits, options: ValidationOptions) {
        self.schemas = schemas
        self.options = options
        findings = FindingCollector(limits: limits, options: options)
    }

    mutating func use(_ delimiters: Delimiters, isFragment: Bool, lineWrap: LineWrap? = nil) {
        // Delimiters change only between interchanges; an open one is closed by the ISA itself.
        self.delimiters = delimiters
        self.isFragment = isFragment
        findings.lineWrap = lineWrap
    }

    /// Says whether the lines of a wrapped file still have its width.
    mutating func note(_ lineWrap: LineWrap?) {
        if let lineWrap { findings.lineWrap = lineWrap }
    }

    /// Reads one segment.
    mutating func read<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, to consumer: inout Consumer
    ) {
        if findings.lineWrap != nil { findings.segmentOffset = segment.fileOffset }
        if isInSet, !segment.id.isEnvelope {
            readInSet(segment, &consumer)
            return
        }
        if outside != nil, segment.id.isEnvelope { tellOutside() }
        switch segment.id {
        case .interchangeHeader:
            readInterchangeHeader(segment, &consumer)
            consumer.segmentOutsideSets(segment)
        case .groupHeader:
            readGroupHeader(segment, &consumer)
            consumer.segmentOutsideSets(segment)
        case .setHeader: readSetHeader(segment, &consumer)
        case .setTrailer:
            if !isInSet { consumer.segmentOutsideSets(segment) }
            readSetTrailer(segment, &consumer)
        case .groupTrailer:
            consumer.segmentOutsideSets(segment)
            readGroupTrailer(segment, &consumer)
        case .interchangeTrailer:
            consumer.segmentOutsideSets(segment)
            readInterchangeTrailer(segment, &consumer)
        case .interchangeAcknowledgment:
            acknowledgmentCount += 1
            checkInterchangeAcknowledgment(segment)
            consumer.segmentOutsideSets(segment)
            consumer.interchangeAcknowledgment(segment)
        default:
            consumer.segmentOutsideSets(segment)
            countOutside(segment)
        }
        if !findings.pending.isEmpty { flush(&consumer) }
    }

    @inline(__always)
    private mutating func readInSet<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        segmentCount += 1
        let place = validate(segment)
        if !findings.pending.isEmpty { flush(&consumer) }
        consumer.segment(segment, at: place)
    }

    private mutating func countOutside(_ segment: borrowing SegmentView) {
        guard var run = outside else {
            var place = findings.place
            place.segment = segment.text(0)
            outside = OutsideRun(range: segment.fullRange, count: 1, place: place)
            return
        }
        run.count += 1
        run.range.length = segment.fullRange.end - run.range.offset
        outside = run
    }

    /// One finding for the whole run: what is missing is its ST.
    private mutating func tellOutside() {
        guard let run = outside.take() else { return }
        let id = run.place.segment ?? ""
        findings.add(
            .segmentOutside, in: group == nil ? .interchange : .group, range: run.range,
            place: run.place,
            detail: FindingCollector.Detail(expected: "ST, or an envelope segment", found: id),
            message: run.count == 1
                ? "Segment \(id) stands outside a transaction set."
                : "\(run.count) segments, \(id) the first, stand outside a transaction set.")
    }

    mutating func validate(_ segment: borrowing SegmentView) -> SegmentPlace {
        validator.validate(
            segment, segmentPosition: segmentCount, delimiters: delimiters, findings: &findings,
            directory: schemas)
    }

    mutating func flush<Consumer: InterchangeConsumer & ~Copyable>(_ consumer: inout Consumer) {
        for diagnostic in findings.pending { consumer.found(diagnostic) }
        findings.pending.removeAll(keepingCapacity: true)
    }

    /// The end of the file: closes what is open.
    mutating func finish<Consumer: InterchangeConsumer & ~Copyable>(
        at offset: Int, to consumer: inout Consumer
    ) {
        tellOutside()
        findings.segmentOffset = .max
        closeInterchange(at: offset, &consumer)
        findings.endFile()
        flush(&consumer)
    }
}

/// Segments outside a transaction set that follow each other.
private struct OutsideRun {
    var range: ByteRange
    var count: Int
    let place: DiagnosticPlace
}

/// ISA13 by sender and receiver. A file with more pairs than it remembers is not checked further.
struct InterchangeNumberLog {
    private static let pairCountMax = 1000
    private var logs: [String: ControlNumberLog] = [:]

    /// False when the pair used the number before.
    mutating func insert(_ header: InterchangeHeader) -> Bool {
        let pair =
            "\(header.senderQualifier)*\(header.senderID)*\(header.receiverQualifier)*\(header.receiverID)"
        guard logs[pair] != nil || logs.count < Self.pairCountMax else { return true }
        return logs[pair, default: ControlNumberLog()].insert(header.controlNumber)
    }
}

/// Control numbers seen in the enclosing part. Numbers that count up one by one, which is how
/// partners send them, take no memory; others are remembered up to a bound.
struct ControlNumberLog {
    private static let rememberedMax = 100_000
    private var sequence: ClosedRange<Int>?
    private var others: Set<String> = []

    mutating func removeAll() {
        sequence = nil
        if !others.isEmpty { others.removeAll(keepingCapacity: true) }
    }

    /// False when the number was there before.
    mutating func insert(_ text: String) -> Bool {
        if text.utf8.count <= 9, EnvelopeCheck.isDigits(text), let number = Int(text) {
            guard let range = sequence else {
                sequence = number...number
                return true
            }
            if range.contains(number) { return false }
            if number == range.upperBound + 1, !others.contains(text) {
                sequence = range.lowerBound...number
                return true
            }
        }
        guard others.count < Self.rememberedMax else { return true }
        return others.insert(text).inserted
    }
}

extension InterchangeConsumer where Self: ~Copyable {
    package mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {}
    package mutating func segmentOutsideSets(_ segment: borrowing SegmentView) {}
}
