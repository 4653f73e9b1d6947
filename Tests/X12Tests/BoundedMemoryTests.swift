import Diagnostics
import Glibc
import TestSupport
import Testing
import X12

/// What reader and validator keep does not grow with the file, whatever its shape. Each shape runs
/// in a process of its own, so that no other test's memory counts.
///
/// `WAYBILL_SCALE` makes the files larger: with 50, a million lines and sets and 100,000 groups.
@Suite(.enabled(if: !BoundedReading.isSanitized, "a sanitizer keeps what is freed"))
struct BoundedMemoryTests {
    private static let scale =
        getenv("WAYBILL_SCALE").flatMap { Int(String(cString: $0)) } ?? 1

    @Test func oneSetOfManyLines() async {
        await #expect(processExitsWith: .success) {
            try BoundedReading.check(
                before: Piece.interchange + Piece.group(7) + Piece.order(1),
                count: 20_000 * Self.scale,
                { "PO1*\($0)*24*BX*18.50*PE*VC*GLV-100~" }, after: "CTT*1~")
        }
    }

    @Test func elementsOfAMegabyte() async {
        await #expect(processExitsWith: .success) {
            // Just under the limit of a segment, and just over it.
            let text = String(repeating: "x", count: (1 << 20) - 10)
            try BoundedReading.check(
                before: Piece.interchange + Piece.group(7) + Piece.order(1),
                count: 12 * Self.scale,
                { "MSG*\(text)\($0 % 2 == 0 ? "" : "over the limit")~" },
                // The segment as it is put together, doubled once more by the array that holds it.
                growthMax: 12 << 20)
        }
    }

    @Test func fileWithoutTerminators() async {
        await #expect(processExitsWith: .success) {
            let text = String(repeating: "x", count: 1 << 16)
            let tally = try BoundedReading.check(
                before: Piece.interchange, count: 400 * Self.scale, { _ in text })
            #expect(tally.findingCounts["x12.segment-too-long"] == 1)
            #expect(tally.longest == 400 * Self.scale << 16)
        }
    }

    @Test func manyFindings() async {
        await #expect(processExitsWith: .success) {
            let tally = try BoundedReading.check(
                before: Piece.interchange + Piece.group(7), count: 4_000 * Self.scale,
                { Piece.order($0) + "ZZZ*\($0)~PO1*1*X*QQ~DTM*999*20241399~SE*5*\($0)~" })
            #expect(tally.findingCount <= Limits().diagnosticCountPerFileMax + 1)
        }
    }

    @Test func manyTinySets() async {
        await #expect(processExitsWith: .success) {
            let count = 20_000 * Self.scale
            let tally = try BoundedReading.check(
                before: Piece.interchange + Piece.group(7), count: count,
                { "ST*850*\(100_000 + $0)~SE*2*\(100_000 + $0)~" })
            #expect(tally.setCount == count)
        }
    }

    /// Control numbers out of sequence are remembered up to a bound.
    @Test func manyGroupsNumberedAtRandom() async {
        await #expect(processExitsWith: .success) {
            let count = 2_000 * Self.scale
            let tally = try BoundedReading.check(
                before: Piece.interchange, count: count,
                { index in
                    let number = index &* 7919 % 1_000_003
                    return Piece.group(number) + Piece.order(1) + "SE*3*1~GE*1*\(number)~"
                }, growthMax: 24 << 20)
            #expect(tally.groupCount == count)
        }
    }

    @Test func deepHierarchy() async {
        await #expect(processExitsWith: .success) {
            try BoundedReading.check(
                before: Piece.interchange + Piece.group(7, "SH") + Piece.notice,
                count: 20_000 * Self.scale, { "HL*\($0 + 1)*\($0)*I*1~" })
        }
    }

    /// Levels that promise others are remembered until those come, and the rest up to a bound.
    @Test func wideHierarchyNumberedAtRandom() async {
        await #expect(processExitsWith: .success) {
            try BoundedReading.check(
                before: Piece.interchange + Piece.group(7, "SH") + Piece.notice + "HL*1**S*1~",
                count: 120_000, { "HL*\($0 &* 7919 % 1_000_003 + 2)*1*O*1~" }, growthMax: 24 << 20)
        }
    }

    @Test func manyInterchanges() async {
        await #expect(processExitsWith: .success) {
            let count = 2_000 * Self.scale
            let tally = try BoundedReading.check(
                before: "", count: count,
                { Piece.interchange + Piece.group($0) + "GE*0*\($0)~IEA*1*000000101~\n" })
            #expect(tally.interchangeCount == count)
        }
    }

    /// No chunk ends where a segment does, and the last of them is cut off.
    @Test func nothingButEmptySegmentsAndBlanks() async {
        await #expect(processExitsWith: .success) {
            try BoundedReading.check(
                before: Piece.interchange, count: 20_000 * Self.scale, { _ in " ~~\n\t~ \r\n~" })
        }
    }
}

/// Parts of a file.
private enum Piece {
    static let interchange = Sample.header
    static let notice = "ST*856*0001~BSN*00*SHP9*20240612*1015*0001~"

    static func group(_ number: Int, _ functionalID: String = "PO") -> String {
        "GS*\(functionalID)*A*B*20240601*1200*\(number)*X*004010~"
    }

    static func order(_ number: Int) -> String {
        "ST*850*\(number)~BEG*00*SA*PO\(number)**20240601~"
    }
}

/// Reads a file that is never whole in memory and watches the process grow.
private enum BoundedReading {
    static let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

    /// Feeds `before`, so many pieces and `after`, in chunks that end anywhere.
    @discardableResult
    static func check(
        before: String, count: Int, _ piece: (Int) -> String, after: String = "",
        growthMax: Int = 8 << 20
    ) throws -> EventTally {
        var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
        var tally = EventTally()
        var chunk = Array(before.utf8)
        var resident = 0
        var peak = 0
        for index in 1...count {
            chunk += piece(index).utf8
            guard chunk.count > 30_000 || index == count else { continue }
            reader.push(chunk.span.extracting(0..<chunk.count - 3), to: &tally)
            chunk = Array(chunk.suffix(3))
            let now = residentByteCount()
            if resident == 0, index > count / 20 { resident = now }
            peak = max(peak, now)
        }
        chunk += after.utf8
        reader.push(chunk.span, to: &tally)
        reader.finish(to: &tally)
        peak = max(peak, residentByteCount())
        #expect(resident > 0)
        #expect(peak - resident <= growthMax, "grew by \((peak - resident) >> 10) KB")
        return tally
    }

    /// Resident bytes of the process, from `/proc/self/statm`.
    private static func residentByteCount() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
