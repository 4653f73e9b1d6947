/// The common case: segment after segment inside a set, with nothing to find.
extension EnvelopeMachine {
    /// Reads the segments of a run.
    mutating func read<Consumer: InterchangeConsumer & ~Copyable>(
        _ run: inout SegmentRun, to consumer: inout Consumer
    ) {
        while run.next() {
            if isInSet, let plan = validator.plan {
                readSet(&run, plan, &consumer)
            } else {
                read(run.segment, to: &consumer)
            }
        }
    }

    /// Reads segments of the open set, from the one the run stands on to the first that needs
    /// a closer look, itself included. Takes the plan from the caller, who keeps it alive for all
    /// of them.
    private mutating func readSet<Consumer: InterchangeConsumer & ~Copyable>(
        _ run: inout SegmentRun, _ plan: ValidationPlan, _ consumer: inout Consumer
    ) {
        let tables = plan.tables
        repeat {
            let segment = run.segment
            let row = validator.accept(segment, tables)
            guard row >= 0 else { return read(segment, to: &consumer) }
            segmentCount += 1
            validator.checkAccepted(
                segment, plan, segmentPosition: segmentCount, delimiters: delimiters, &findings)
            if !findings.pending.isEmpty { flush(&consumer) }
            consumer.segment(segment, at: SegmentPlace(row: row, segmentPosition: segmentCount))
        } while run.next()
    }
}
