import Diagnostics
import Glibc
import TestSupport
import Testing
import X12

/// What the reader keeps does not grow with the file.
struct BoundedMemoryTests {
    @Test func fileWithoutTerminatorsIsOneFinding() throws {
        let library = try SchemaLibrary.repository()
        var reader = InterchangeReader(schemas: library)
        var recorder = EventRecorder()
        let header = Array(Sample.header.utf8)
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        reader.push(header.span, to: &recorder)
        let before = residentByteCount()
        for _ in 0..<24 { reader.push(filler.span, to: &recorder) }
        let growth = residentByteCount() - before
        reader.finish(to: &recorder)
        // Less than the file: tests that run beside this one take memory of the process, too.
        #expect(growth < 20 << 20)
        let finding = try #require(recorder.diagnostics.first)
        #expect(finding.code.rawValue == "x12.segment-too-long")
        #expect(finding.range == ByteRange(offset: 106, length: 24 << 20))
    }

    @Test func manySetsKeepNothing() throws {
        let library = try SchemaLibrary.repository()
        var options = ValidationOptions()
        options.duplicateControlNumber = .warning
        var limits = Limits()
        limits.diagnosticCountPerFileMax = 10
        var reader = InterchangeReader(schemas: library, limits: limits, options: options)
        var counter = SetCounter()
        let whole = Sample.order()
        let header = Array(Sample.header.utf8) + Array("GS*PO*A*B*20240601*1200*7*X*004010~".utf8)
        let text = String(decoding: whole, as: UTF8.self)
        let start = try #require(text.firstRange(of: "ST*850")).lowerBound
        let end = try #require(text.firstRange(of: "GE*1")).lowerBound
        let set = Array(text[start..<end].utf8)
        reader.push(header.span, to: &counter)
        for _ in 0..<200 { reader.push(set.span, to: &counter) }
        let before = residentByteCount()
        for _ in 0..<4000 { reader.push(set.span, to: &counter) }
        let growth = residentByteCount() - before
        reader.finish(to: &counter)
        #expect(counter.setCount == 4200)
        #expect(growth < 8 << 20)
    }

    /// Resident bytes of the process, from `/proc/self/statm`.
    private func residentByteCount() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}

/// Counts sets and forgets the rest.
struct SetCounter: InterchangeConsumer {
    var setCount = 0

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {}
    mutating func groupBegan(_ header: FunctionalGroupHeader) {}
    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {}
    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {}
    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        setCount += 1
    }
    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    mutating func interchangeEnded() {}
    mutating func found(_ diagnostic: Diagnostic) {}
}
