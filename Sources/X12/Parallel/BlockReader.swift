import Diagnostics

/// Reads a block of a file before what stands in front of it is read, and keeps what became of the
/// transaction sets that are clean: checked, nothing found, SE agreeing with ST.
///
/// A set that is not clean is left alone from its first finding on, and so is all that lies between
/// sets: `BlockAssembler` reads that when its turn comes.
struct BlockReader<SetReader: TransactionSetReader>: ~Copyable {
    private var tokenizer: SegmentTokenizer
    private var walk: CleanSetWalk<SetReader>

    init(_ settings: BlockReading, sets: SetReader) {
        tokenizer = SegmentTokenizer(limits: settings.limits)
        walk = CleanSetWalk(settings, sets)
    }

    /// Reads a block that lies at an offset of the file, supposing the context at its start.
    mutating func read(
        _ bytes: Span<UInt8>, at fileOffset: Int, in context: ReadingContext,
        into record: inout BlockRecord, _ outputs: inout [SetReader.Output]
    ) {
        tokenizer.restart(at: fileOffset, in: context)
        walk.start(at: fileOffset, in: context, &record)
        Self.read(bytes, &tokenizer, &walk, &record, &outputs)
        walk.dropSet(&record)
    }

    /// A static function, so that the segment, which borrows the tokenizer, and what reads it are
    /// separate things.
    private static func read(
        _ bytes: Span<UInt8>, _ tokenizer: inout SegmentTokenizer,
        _ walk: inout CleanSetWalk<SetReader>, _ record: inout BlockRecord,
        _ outputs: inout [SetReader.Output]
    ) {
        while true {
            var run = tokenizer.run(in: bytes)
            walk.read(&run, &record, &outputs)
            tokenizer.resume(at: run.place)
            switch tokenizer.next(in: bytes) {
            case .segment: walk.read(tokenizer.segment(in: bytes), &record, &outputs)
            case .interchange:
                walk.use(
                    tokenizer.delimiters, tokenizer.scan, isFragment: tokenizer.isFragment,
                    &record)
                // Places in a file broken into lines are not those of its bytes: left to its turn.
                guard tokenizer.lineWrap == nil else { return }
            case .finding: walk.interrupt(&record)
            case .needsInput: return
            }
        }
    }
}

/// Goes from segment to segment and tells clean sets from the rest.
private struct CleanSetWalk<SetReader: TransactionSetReader> {
    /// Used for one set at a time; what it knows of the file around the set means nothing.
    private var machine: EnvelopeMachine
    private var scan = ScanDelimiters(element: 0x2A, terminator: 0x7E)
    private var fileOffset = 0
    /// End of the last clean set when only blanks have followed; offset in the block.
    private var lastEnd: Int?
    private var sets: SetReader

    init(_ settings: BlockReading, _ sets: SetReader) {
        // The first finding of a set decides.
        var limits = settings.limits
        limits.diagnosticCountPerSetMax = 1
        limits.diagnosticCountPerFileMax = .max
        machine = EnvelopeMachine(
            schemas: OwnSchemas(settings.schemas), limits: limits, options: settings.options)
        machine.validator.ownPlans = OwnPlans()
        self.sets = sets
    }

    mutating func start(
        at fileOffset: Int, in context: ReadingContext, _ record: inout BlockRecord
    ) {
        machine.enter(context)
        scan = context.scan
        self.fileOffset = fileOffset
        lastEnd = 0
        record.append(context)
    }

    /// Another interchange begins.
    mutating func use(
        _ delimiters: Delimiters, _ scan: ScanDelimiters, isFragment: Bool,
        _ record: inout BlockRecord
    ) {
        interrupt(&record)
        machine.use(delimiters, isFragment: isFragment)
        self.scan = scan
    }

    /// Something stands here that only the assembler can judge.
    mutating func interrupt(_ record: inout BlockRecord) {
        lastEnd = nil
        dropSet(&record)
    }

    mutating func read(
        _ run: inout SegmentRun, _ record: inout BlockRecord,
        _ outputs: inout [SetReader.Output]
    ) {
        while true {
            if machine.isInSet, let plan = machine.validator.plan {
                guard readSet(&run, plan, &record, &outputs) else { return }
            } else {
                guard let segment = run.next() else { return }
                read(segment, &record, &outputs)
            }
        }
    }

    /// Reads segments of the open set up to one that needs a closer look, itself included; false
    /// when the run ends before one.
    private mutating func readSet(
        _ run: inout SegmentRun, _ plan: ValidationPlan, _ record: inout BlockRecord,
        _ outputs: inout [SetReader.Output]
    ) -> Bool {
        let tables = plan.tables
        while let segment = run.next() {
            let row = machine.validator.accept(segment, tables)
            guard row >= 0 else {
                read(segment, &record, &outputs)
                return true
            }
            machine.segmentCount += 1
            machine.validator.checkAccepted(
                segment, plan, segmentPosition: machine.segmentCount,
                delimiters: machine.delimiters, &machine.findings)
            guard machine.findings.pending.isEmpty else {
                dropSet(&record)
                return true
            }
            let place = SegmentPlace(row: row, segmentPosition: machine.segmentCount)
            if sets.read(segment, at: place) { record.copy(segment, at: place) }
        }
        return false
    }

    mutating func read(
        _ segment: borrowing SegmentView, _ record: inout BlockRecord,
        _ outputs: inout [SetReader.Output]
    ) {
        switch segment.id {
        case .setHeader: beginSet(segment, &record)
        case .setTrailer where machine.isInSet: endSet(segment, &record, &outputs)
        case .interchangeHeader, .groupHeader, .groupTrailer, .interchangeTrailer:
            interrupt(&record)
            readEnvelope(segment)
            record.append(ReadingContext(machine, scan))
        case .interchangeAcknowledgment: interrupt(&record)
        default:
            guard machine.isInSet else {
                lastEnd = nil
                return
            }
            machine.segmentCount += 1
            let place = machine.validate(segment)
            if !machine.findings.pending.isEmpty {
                dropSet(&record)
            } else if sets.read(segment, at: place) {
                record.copy(segment, at: place)
            }
        }
    }

    private mutating func readEnvelope(_ segment: borrowing SegmentView) {
        machine.group = nil
        switch segment.id {
        case .interchangeHeader: machine.interchange = EnvelopeCheck.interchangeHeader(segment)
        case .interchangeTrailer: machine.interchange = nil
        case .groupHeader: machine.group = EnvelopeCheck.groupHeader(segment)
        default: break
        }
    }

    private mutating func beginSet(
        _ segment: borrowing SegmentView, _ record: inout BlockRecord
    ) {
        dropSet(&record)
        record.beginSet(at: lastEnd ?? segment.fileOffset - fileOffset)
        lastEnd = nil
        let header = EnvelopeCheck.setHeader(segment, ordinal: 0)
        machine.set = header
        let schema = machine.beginWalk(of: header)
        sets.begin(
            TransactionSetOpening(
                set: header.set, functionalID: machine.group?.functionalID ?? "",
                version: machine.group?.version ?? "", schema: schema,
                delimiters: machine.delimiters))
        let place = machine.validate(segment)
        _ = sets.read(segment, at: place)
        record.copy(segment, at: place)
        if !machine.findings.pending.isEmpty { dropSet(&record) }
    }

    private mutating func endSet(
        _ segment: borrowing SegmentView, _ record: inout BlockRecord,
        _ outputs: inout [SetReader.Output]
    ) {
        guard let header = machine.set else { return }
        machine.segmentCount += 1
        let place = machine.validate(segment)
        machine.checkSetTrailer(segment, of: header)
        guard machine.findings.pending.isEmpty else { return dropSet(&record) }
        _ = sets.read(segment, at: place)
        record.copy(segment, at: place)
        outputs.append(sets.finish())
        machine.set = nil
        let end =
            segment.fileOffset - fileOffset + segment.bytes.count + scan.terminatorByteCount
        record.endSet(at: end, segmentCount: machine.segmentCount)
        lastEnd = end
    }

    /// Leaves the open set to its turn, if there is one.
    mutating func dropSet(_ record: inout BlockRecord) {
        guard machine.isInSet else { return }
        machine.findings.pending.removeAll(keepingCapacity: true)
        machine.set = nil
        _ = sets.finish()
        record.dropSet()
    }
}
