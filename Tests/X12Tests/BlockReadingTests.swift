import Diagnostics
import TestSupport
import Testing

@testable import X12

/// Reading in blocks, some of them ahead of their turn, gives what reading serially gives: every
/// call, every finding, every argument.
struct BlockReadingTests {
    private let settings: BlockReading

    init() throws { settings = BlockReading(schemas: try SchemaLibrary.repository()) }

    private func reading(
        _ blockByteCount: Int, seed: UInt64 = 1, limits: Limits = Limits(),
        _ change: (inout BlockwiseReading<EventRecorder>) -> Void = { _ in }
    ) -> BlockwiseReading<EventRecorder> {
        var reading = BlockwiseReading<EventRecorder>(
            BlockReading(schemas: settings.schemas, limits: limits, options: settings.options),
            blockByteCount: blockByteCount)
        reading.seed = seed
        change(&reading)
        return reading
    }

    @Test func cleanFileIsReadAheadWithoutRereading() {
        let bytes = ManyInterchanges.clean(setCount: 300)
        let reading = reading(2000)
        #expect(reading.difference(bytes) == nil)
        let (recorder, tally) = reading.read(bytes)
        #expect(recorder.diagnostics == [])
        #expect(recorder.setVerdicts.count == 300)
        // All but the first, those cut before it was taken, and the one after these.
        #expect(tally.aheadCount >= tally.blockCount - 4)
        #expect(tally.takenSetCount > 250)
        #expect(tally.blockCount > 30)
    }

    @Test(arguments: ["~", "~\r\n", "\n", "\r\n", "\u{85}", "\u{A7}\n"])
    func everyTerminatorIsCutAt(_ terminator: String) {
        let bytes = ManyInterchanges.clean(setCount: 60, terminator: terminator)
        let reading = reading(1500)
        #expect(reading.difference(bytes) == nil)
        let tally = reading.read(bytes).tally
        #expect(tally.takenSetCount > 30)
    }

    @Test func filesMadeByChanceReadTheSame() {
        var takenSetCount = 0
        for seed in 1...30 as ClosedRange<UInt64> {
            let bytes = ManyInterchanges.bytes(seed: seed)
            for size in [17, 230, 1500] {
                let reading = reading(size, seed: seed) {
                    $0.aheadPercent = 70
                    $0.rashPercent = 30
                    $0.windowCount = 1 + Int(seed % 4)
                }
                if let difference = reading.difference(bytes) {
                    Issue.record("file \(seed): \(difference)")
                }
            }
            takenSetCount += reading(1500, seed: seed).read(bytes).tally.takenSetCount
        }
        // The comparison is of sets that were taken, not only of sets read in turn.
        #expect(takenSetCount > 40)
    }

    @Test func damagedFilesReadTheSame() {
        for seed in 1...40 as ClosedRange<UInt64> {
            let bytes = ManyInterchanges.damaged(seed: seed, count: 1 + Int(seed % 12))
            let reading = reading(100 + Int(seed) * 13, seed: seed) { $0.rashPercent = 50 }
            if let difference = reading.difference(bytes) {
                Issue.record("file \(seed): \(difference)")
            }
        }
    }

    /// Every size of block up to a few sets, so that each byte is the first of a block once.
    @Test func everyCutReadsTheSame() {
        let bytes = Array(
            ManyInterchanges.bytes(seed: 5, .init(fault: 20, envelopeFault: 15, oddSegment: 10))
                .prefix(2000))
        for size in 1...250 {
            let reading = reading(size) { $0.rashPercent = 100 }
            if let difference = reading.difference(bytes) { Issue.record("\(difference)") }
        }
    }

    @Test func damageAtEveryByteAroundACutReadsTheSame() throws {
        let bytes = ManyInterchanges.clean(setCount: 12)
        let context = ReadingContext(
            delimiters: .usual, scan: ScanDelimiters(element: 0x2A, terminator: 0x7E),
            functionalID: "PO", version: "004010")
        let last = BlockCutter.lastCut(in: bytes.span.extracting(0..<1200), context)
        let cut = try #require(last)
        for offset in cut - 14..<cut + 6 {
            for byte in Array("~*\nSTI ".utf8) {
                var damaged = bytes
                damaged[offset] = byte
                let reading = reading(1200) { $0.rashPercent = 100 }
                if let difference = reading.difference(damaged) {
                    Issue.record("byte \(offset): \(difference)")
                }
            }
        }
    }

    @Test func limitsAreCrossedAtTheSameFinding() {
        for seed in 1...8 as ClosedRange<UInt64> {
            let bytes = ManyInterchanges.bytes(
                seed: seed, .init(fault: 60, envelopeFault: 10, oddSegment: 5))
            for (inFile, inSet) in [(0, 5), (1, 1), (7, 2), (40, 3), (200, 100), (15, 100)] {
                var limits = Limits()
                limits.diagnosticCountPerFileMax = inFile
                limits.diagnosticCountPerSetMax = inSet
                limits.segmentByteCountMax = 80
                limits.elementCountMax = 30
                let reading = reading(700, seed: seed, limits: limits) { $0.rashPercent = 20 }
                if let difference = reading.difference(bytes) {
                    Issue.record("file \(seed), \(inFile) and \(inSet): \(difference)")
                }
            }
        }
    }

    @Test func optionsHold() {
        var options = ValidationOptions()
        options.validatesSets = false
        let bytes = ManyInterchanges.bytes(seed: 3)
        let unchecked = BlockwiseReading<EventRecorder>(
            BlockReading(schemas: settings.schemas, options: options), blockByteCount: 800)
        #expect(unchecked.difference(bytes) == nil)
        options = ValidationOptions()
        options.unknownCode = .warning
        options.segmentCountMismatch = .warning
        let tolerant = BlockwiseReading<EventRecorder>(
            BlockReading(schemas: settings.schemas, options: options), blockByteCount: 800)
        #expect(tolerant.difference(bytes) == nil)
    }

    /// A guide keeps no memory of the set before: neither in the order of one thread nor in that of
    /// several.
    @Test func guidesHold() throws {
        let schema = try #require(
            settings.schemas.schema(set: "850", version: "004010")
        ).schema
        let rules = try [
            "N1[01=BY]/N4", "N1[01=ST]/N4/03", "REF[01=DP]", "PO1[01=1]/PID", "CTT",
        ].map { place in
            GuideRule(
                place: try X12Path(place), text: place, demands: [.required], rejects: false,
                reason: nil)
        }
        var options = ValidationOptions()
        options.guides = [try ImplementationGuide(schema, rules)]
        let guided = BlockReading(schemas: settings.schemas, options: options)
        var takenSetCount = 0
        for seed in 1...12 as ClosedRange<UInt64> {
            let bytes = ManyInterchanges.bytes(seed: seed)
            var reading = BlockwiseReading<EventRecorder>(guided, blockByteCount: 900)
            reading.seed = seed
            #expect(reading.difference(bytes) == nil)
            takenSetCount += reading.read(bytes).tally.takenSetCount
        }
        #expect(takenSetCount > 20)
    }

    /// The second order's N1 is missing: what the first one's N1 said must not count for its N4.
    @Test func aLoopWithoutStartGoesByNoOtherSet() throws {
        let schema = try #require(
            settings.schemas.schema(set: "850", version: "004010")
        ).schema
        let rule = GuideRule(
            place: try X12Path("N1[01=BY]/N4/03"), text: "N4", demands: [.codes(["99999"])],
            rejects: false, reason: nil)
        var options = ValidationOptions()
        options.guides = [try ImplementationGuide(schema, [rule])]
        func guideFindings(_ sets: [[String]]) -> Int {
            let segments = Sample.orderSegments
            let bytes = Array(
                (Sample.header
                    + ([segments[0]] + sets.joined() + ["GE*2*7", segments[14]])
                    .map { $0 + "~" }.joined()).utf8)
            var reader = InterchangeReader(schemas: settings.schemas, options: options)
            var recorder = EventRecorder()
            reader.push(bytes.span, to: &recorder)
            reader.finish(to: &recorder)
            return recorder.diagnostics.filter { $0.code.rawValue.hasPrefix("guide.") }.count
        }
        let whole = Array(Sample.orderSegments[1...12])
        let headless = whole.filter { !$0.hasPrefix("N1*") }
        #expect(guideFindings([whole]) == 1)
        #expect(guideFindings([headless]) == 0)
        #expect(guideFindings([whole, headless]) == 1)
    }

    /// Whether a table is the set's own follows from its group, not from groups before it.
    @Test func aReleaseFromElsewhereIsToldAfterOneOfItsOwn() {
        let order = Sample.order { segments in
            let second = [
                "GS*PO*STMARYHOSP*GLOVESUPPLY*20240601*1200*8*X*X", "ST*850*0001*004010",
            ]
            segments.insert(
                contentsOf: second + Array(segments[2...13]).dropLast() + ["GE*1*8"], at: 14)
            segments[segments.count - 1] = "IEA*2*000000101"
        }
        var reader = InterchangeReader(schemas: settings.schemas)
        var recorder = EventRecorder()
        reader.push(order.span, to: &recorder)
        reader.finish(to: &recorder)
        let told = recorder.diagnostics.filter {
            $0.code.rawValue == X12Finding.releaseApproximated.rawValue
        }
        #expect(told.count == 1)
        #expect(reading(300).difference(order) == nil)
    }

    /// An interchange broken into lines is read in turn, also one that only seems to be there
    /// because it lies in binary data.
    @Test func linesThatAreBrokenReadTheSame() {
        let clean = ManyInterchanges.clean(setCount: 40, terminator: "~")
        var wrapped: [UInt8] = []
        for start in stride(from: 0, to: clean.count, by: 80) {
            wrapped += clean[start..<min(clean.count, start + 80)] + [0x0A]
        }
        let inside = wrapped.prefix(900)
        let hidden = "ST*850*9~BIN*\(inside.count)*"
        var bytes = Array(clean.dropLast(30)) + Array(hidden.utf8) + Array(inside)
        bytes += Array("~SE*3*9~".utf8) + clean.dropFirst(170) + wrapped
        for size in [200, 700, 1300] {
            #expect(reading(size) { $0.rashPercent = 50 }.difference(bytes) == nil)
            #expect(reading(size) { $0.rashPercent = 50 }.difference(wrapped + clean) == nil)
        }
    }

    /// All sets of a file in one, longer than many blocks: read in turn.
    @Test func oneSetLargerThanManyBlocksReadsTheSame() {
        let bytes = Sample.order { segments in
            let lines = (3...600).map { "PO1*\($0)*6*EA*42.10*PE*VC*CATH-\($0)" }
            segments.insert(contentsOf: lines, at: 10)
        }
        let reading = reading(1000)
        #expect(reading.difference(bytes) == nil)
        #expect(reading.read(bytes).tally.aheadCount == 0)
    }

    @Test(.enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"))
    func corpusGluedTogetherReadsTheSame() {
        var files = Corpus.files(in: Corpus.folders.filter { $0.hasPrefix("x12-") })
        var generator = SeededGenerator(seed: 42)
        for size in [150, 1000, 6000] {
            files.shuffle(using: &generator)
            let bytes = files.flatMap { Corpus.bytes($0) }
            #expect(bytes.count > 50_000)
            let reading = reading(size, seed: UInt64(size)) {
                $0.aheadPercent = 80
                $0.rashPercent = 20
            }
            if let difference = reading.difference(bytes) { Issue.record("\(difference)") }
        }
    }

    /// What is found in a block weighs little, however much there is to find.
    @Test func blockFullOfFindingsKeepsFew() {
        var limits = Limits()
        limits.diagnosticCountPerFileMax = 50
        let bytes = ManyInterchanges.bytes(
            seed: 9, .init(fault: 90, envelopeFault: 0, oddSegment: 0))
        let reading = reading(5000, limits: limits)
        #expect(reading.difference(bytes) == nil)
        #expect(reading.read(bytes).recorder.diagnostics.count <= 51)
    }
}

/// Where a file is cut.
struct BlockCutterTests {
    private let context = ReadingContext(
        delimiters: .usual, scan: ScanDelimiters(element: 0x2A, terminator: 0x7E),
        functionalID: "PO", version: "004010")

    private func cut(_ text: String) -> Int? {
        BlockCutter.lastCut(in: Array(text.utf8).span, context)
    }

    @Test func lastSetAfterAnotherIsFound() {
        #expect(cut("ST*850*1~SE*2*1~ST*850*2~SE*2*2~\n ST*850*3~BEG*00") == 34)
        #expect(cut("~SE*2*1~ST*850*2~") == 8)
    }

    @Test(arguments: [
        "ST*850*1~BEG*00~ST*850*2~", "GS*PO~ST*850*1~BEG*1", "SE*2*1~REF*ST*1~", "SE*2*1~STX*1~",
        "SE*2*1~S", "SE*2*1~ST", "SEX*2*1~ST*850*1~", "ST*850*1", "", "ST*",
    ])
    func otherPlacesAreNot(_ text: String) {
        #expect(cut(text) == nil)
    }

    @Test func theFirstByteIsNoCut() {
        #expect(cut("ST*850*1~BEG*00~") == nil)
    }
}
