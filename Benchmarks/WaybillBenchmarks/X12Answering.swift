import CAllocationCounter
import Diagnostics
import X12

/// What gathering and writing the 997 costs on top of validation.
enum AcknowledgmentBenchmark {
    static func run(_ site: Site) throws {
        Report.begin("acknowledge: the 997 on top of validation, CPU time, medians of 7 in turn")
        let schemas = try site.schemas()
        for name in ["850", "850-errors"] {
            guard let bytes = site.input("\(name).edi") else { continue }
            var answer = 0
            let seconds = try inTurn(
                7,
                [
                    { keep(ValidationBenchmark.read(bytes, schemas).segments) },
                    { answer = try answered(bytes, schemas) },
                ])
            let overhead = (seconds[1] / seconds[0] - 1) * 100
            Report.figure(
                "\(name), \(bytes.megabytes.text()) MB, 997 of \((Double(answer) / 1e3).text()) KB",
                "\(overhead.text(1)) %", budget: ("≤ 10 %", overhead <= 10))
        }
    }

    /// Bytes of the answer.
    private static func answered(_ bytes: [UInt8], _ schemas: SchemaLibrary) throws -> Int {
        var reader = InterchangeReader(schemas: schemas)
        var builder = AcknowledgmentBuilder()
        bytes.forEachChunk { reader.push($0, to: &builder) }
        reader.finish(to: &builder)
        guard let today = CalendarDate(iso8601: "2026-11-23") else { return 0 }
        return try builder.takeFinished().reduce(0) { sum, interchange in
            let envelope = AcknowledgmentEnvelope(
                answering: interchange.header, interchangeControlNumber: 1, groupControlNumber: 1,
                date: today, minuteOfDay: 600)
            return sum
                + (try AcknowledgmentRenderer.render(interchange, in: envelope))
                .map(\.bytes.count, or: 0)
        }
    }
}

extension Optional {
    fileprivate func map<Value>(_ path: KeyPath<Wrapped, Value>, or other: Value) -> Value {
        self.map { $0[keyPath: path] } ?? other
    }
}

/// The writer fed with elements, as the map engine feeds it.
enum WriterBenchmark {
    private static let lineCount = 200_000
    /// Lines after which both buffers have grown.
    private static let warmUpCount = 2_500

    static func run() throws {
        Report.begin("write: InterchangeWriter, one core, CPU time, median of 5")
        var byteCount = 0
        var made = 0.0
        let seconds = try Samples.cpu { (byteCount, made) = try write() }.median
        let rate = Double(byteCount) / 1e6 / seconds
        Report.figure(
            "PO1 and PID lines, \((Double(byteCount) / 1e6).text()) MB",
            "\(rate.text()) MB/s  \((Double(2 * lineCount) / seconds / 1e6).text(2)) M segments/s")
        Report.figure(
            "allocations per segment, after the first 5,000", made.text(5),
            budget: ("0", made == 0))
    }

    private static func write() throws -> (byteCount: Int, allocationsPerSegment: Double) {
        var writer = InterchangeWriter(InterchangeWriter.Options())
        var interchange = InterchangeHeader()
        interchange.senderQualifier = "ZZ"
        interchange.senderID = "STMARYSHOSP"
        interchange.receiverQualifier = "01"
        interchange.receiverID = "084512973"
        interchange.date = "261123"
        interchange.time = "0914"
        interchange.version = "00401"
        interchange.controlNumber = "1"
        interchange.usage = "T"
        try writer.beginInterchange(interchange)
        var group = FunctionalGroupHeader()
        group.functionalID = "PO"
        group.senderCode = "STMARYSHOSP"
        group.receiverCode = "084512973"
        group.date = "20261123"
        group.time = "0914"
        group.controlNumber = "1"
        group.version = "004010"
        try writer.beginGroup(group)
        var set = TransactionSetHeader()
        set.set = "850"
        set.controlNumber = "0001"
        try writer.beginTransactionSet(set)
        var byteCount = 0
        var piece: [UInt8] = []
        var start: UInt = 0
        for line in 1...lineCount {
            try writeLine(line, &writer)
            // Taken in pieces, as a file is written.
            if line % 1_000 == 0 {
                writer.exchangeBytes(with: &piece)
                byteCount += piece.count
            }
            if line == warmUpCount { start = waybill_allocation_count() }
        }
        let made =
            Double(waybill_allocation_count() - start) / Double(2 * (lineCount - warmUpCount))
        try writer.endTransactionSet()
        try writer.endGroup()
        try writer.endInterchange()
        return (byteCount + writer.takeBytes().count, made)
    }

    private static func writeLine(_ line: Int, _ writer: inout InterchangeWriter) throws {
        writer.beginSegment("PO1")
        try writer.element(line)
        try writer.element(24)
        try writer.element("CA")
        try writer.element("12.50")
        writer.element()
        try writer.element("VC")
        try writer.element("NF-10422")
        _ = writer.endSegment()
        writer.beginSegment("PID")
        try writer.element("F")
        for _ in 0..<3 { writer.element() }
        try writer.element("GLOVE EXAM NITRILE")
        _ = writer.endSegment()
    }
}
