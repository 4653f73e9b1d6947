import CAllocationCounter
import Diagnostics
import X12

/// The tokenizer against the limits of the machine, on the same bytes in the same run.
enum TokenizerBenchmark {
    static func run(_ site: Site) throws {
        Report.begin("tokenizer: X12 to elements, one core, CPU time, medians of 7 in turn")
        guard let bytes = site.input("850.edi") else { return }
        var target = [UInt8](repeating: 0, count: bytes.count)
        var ring = [UInt32](repeating: 0, count: 1 << 16)
        var marks = (swar: 0, plain: 0)
        var tally = Tally()
        var looking = Tally()
        let seconds = try inTurn(
            7,
            [
                { PhysicalLimits.copy(bytes, to: &target) },
                { marks.swar = PhysicalLimits.swarIndex(bytes, into: &ring) },
                { marks.plain = PhysicalLimits.byteScan(bytes, into: &ring) },
                { tally = tokenize(bytes, looksAtElements: false) },
                { looking = tokenize(bytes, looksAtElements: true) },
            ])
        precondition(marks.swar == marks.plain, "the two scans agree")
        let rates = seconds.map { bytes.megabytes / $0 }
        Report.figure("memcpy, \(bytes.megabytes.text()) MB", "\(rates[0].text()) MB/s")
        Report.figure("SWAR delimiter index", "\(rates[1].text()) MB/s")
        Report.figure("byte by byte delimiter index", "\(rates[2].text()) MB/s")
        Report.figure(
            "SegmentTokenizer", "\(rates[3].text()) MB/s", budget: ("≥ 1,200", rates[3] >= 1200))
        Report.figure(
            "SegmentTokenizer to SWAR index", (rates[3] / rates[1]).text(2),
            budget: ("≥ 0.60", rates[3] / rates[1] >= 0.6))
        Report.figure("… and each element looked at", "\(rates[4].text()) MB/s")
        Report.figure(
            "segments, elements",
            "\(Double(tally.segments).text()), \(Double(tally.elements).text()) of \(Double(looking.elementBytes).text()) bytes"
        )
        Report.figure(
            "allocations per segment, after the first chunk",
            tally.allocationsPerSegment.text(5),
            budget: ("0", tally.allocationsPerSegment < 0.0001))
    }

    struct Tally {
        var segments = 0
        var elements = 0
        /// Bytes of all elements, so that each one is really asked for.
        var elementBytes = 0
        var allocations: UInt = 0
        var segmentsCounted = 0

        @inline(__always)
        mutating func add(_ segment: borrowing SegmentView, looksAtElements: Bool) {
            segments &+= 1
            elements &+= segment.elementCount
            guard looksAtElements else { return }
            for position in 0...segment.elementCount {
                elementBytes &+= segment.range(at: position)?.count ?? 0
            }
        }

        var allocationsPerSegment: Double {
            segmentsCounted == 0 ? .nan : Double(allocations) / Double(segmentsCounted)
        }
    }

    /// - Parameters:
    ///   - bytes: A file.
    ///   - looksAtElements: Also asks for the place of each element.
    /// - Returns: What was counted.
    @inline(__always)
    static func tokenize(_ bytes: [UInt8], looksAtElements: Bool) -> Tally {
        var tokenizer = SegmentTokenizer()
        var tally = Tally()
        var start: (allocations: UInt, segments: Int)?
        bytes.forEachChunk { chunk in
            reading: while true {
                var run = tokenizer.run(in: chunk)
                while let segment = run.next() {
                    tally.add(segment, looksAtElements: looksAtElements)
                }
                tokenizer.resume(at: run.place)
                switch tokenizer.next(in: chunk) {
                case .segment:
                    tally.add(
                        tokenizer.segment(in: chunk), looksAtElements: looksAtElements)
                case .interchange, .finding: continue
                case .needsInput: break reading
                }
            }
            start = start ?? (waybill_allocation_count(), tally.segments)
        }
        if let start {
            tally.allocations = waybill_allocation_count() - start.allocations
            tally.segmentsCounted = tally.segments - start.segments
        }
        return tally
    }
}

/// The fully validating reader, with nobody listening.
enum ValidationBenchmark {
    static func run(_ site: Site) throws {
        Report.begin("validate: X12 read and fully validated, one core, CPU time, medians of 5")
        let schemas = try site.schemas()
        for name in ["850", "810", "855", "856", "850-errors", "850-huge"] {
            guard let bytes = site.input("\(name).edi") else { continue }
            var listener = CountingListener()
            let seconds = Samples.cpu { listener = read(bytes, schemas) }.median
            let rate = bytes.megabytes / seconds
            Report.figure(
                "\(name), \(bytes.megabytes.text()) MB",
                "\(rate.text()) MB/s  \((Double(listener.segments) / seconds / 1e6).text(2)) M segments/s",
                budget: ("≥ 300", rate >= 300))
            Report.figure(
                "    sets, rejected, findings",
                "\(listener.sets), \(listener.rejected), \(listener.findings)")
            Report.figure(
                "    allocations per segment (per set)",
                "\(listener.allocationsPerSegment.text(4)) (\(listener.allocationsPerSet.text(2)))",
                budget: ("0", listener.allocationsPerSegment < 0.0001))
        }
    }

    static func read(_ bytes: [UInt8], _ schemas: SchemaLibrary) -> CountingListener {
        var reader = InterchangeReader(schemas: schemas)
        var listener = CountingListener()
        bytes.forEachChunk { chunk in
            reader.push(chunk, to: &listener)
            listener.startCounting()
        }
        listener.stopCounting()
        reader.finish(to: &listener)
        return listener
    }
}

/// Counts what it is told.
struct CountingListener: InterchangeConsumer {
    private(set) var segments = 0
    private(set) var sets = 0
    private(set) var rejected = 0
    private(set) var findings = 0
    private var start: (allocations: UInt, segments: Int, sets: Int)?
    private(set) var allocationsPerSegment = Double.nan
    private(set) var allocationsPerSet = Double.nan

    mutating func startCounting() {
        start = start ?? (waybill_allocation_count(), segments, sets)
    }

    mutating func stopCounting() {
        guard let start else { return }
        let made = Double(waybill_allocation_count() - start.allocations)
        allocationsPerSegment = made / Double(segments - start.segments)
        allocationsPerSet = made / Double(sets - start.sets)
    }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {}
    mutating func groupBegan(_ header: FunctionalGroupHeader) {}
    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {}
    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        segments &+= 1
    }
    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        sets += 1
        if verdict == .rejected { rejected += 1 }
    }
    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    mutating func interchangeEnded() {}
    mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {}
    mutating func found(_ diagnostic: Diagnostic) { findings += 1 }
}
