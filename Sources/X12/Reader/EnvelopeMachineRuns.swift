/// The common case: segment after segment inside a set, with nothing to find.
extension EnvelopeMachine {
    /// Reads the segments of a run.
    mutating func read<Consumer: InterchangeConsumer & ~Copyable>(
        _ run: inout SegmentRun, to consumer: inout Consumer
    ) {
        while true {
            if isInSet, let plan = validator.plan {
                guard readSet(&run, plan, &consumer) else { return }
            } else {
                guard let segment = run.next() else { return }
                read(segment, to: &consumer)
            }
        }
    }

    /// Reads segments of the open set up to one that needs a closer look, itself included; false
    /// when the run ends before one. Takes the plan from the caller, who keeps it alive for all of
    /// them.
    private mutating func readSet<Consumer: InterchangeConsumer & ~Copyable>(
        _ run: inout SegmentRun, _ plan: ValidationPlan, _ consumer: inout Consumer
    ) -> Bool {
        let tables = plan.tables
        while let segment = run.next() {
            let row = validator.accept(segment, tables)
            guard row >= 0 else {
                read(segment, to: &consumer)
                return true
            }
            segmentCount += 1
            validator.checkAccepted(
                segment, plan, segmentPosition: segmentCount, delimiters: delimiters, &findings)
            if !findings.pending.isEmpty { flush(&consumer) }
            consumer.segment(segment, at: SegmentPlace(row: row, segmentPosition: segmentCount))
        }
        return false
    }
}
