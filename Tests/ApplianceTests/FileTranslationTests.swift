import Diagnostics
import Documents
import Foundation
import Mapping
import TestSupport
import Testing
import Translation
import X12

@testable import Appliance

/// What comes out of a file is the same on one core and on several, with real threads.
@Suite struct FileTranslationTests {
    private let settings: TranslationSettings

    init() throws {
        let schemas = try SchemaLibrary.repository()
        let maps = try MapLibrary(
            paths: ["x12/810.yaml", "x12/850.yaml", "x12/855.yaml", "x12/856.yaml"],
            schemas: schemas
        ) { path in
            Array(try Data(contentsOf: URL(filePath: "\(RepositoryRoot.path)/maps/\(path)")))
        }
        settings = TranslationSettings(
            schemas: schemas, options: ValidationOptions(), limits: Limits(),
            map: { maps.plan(for: $0) })
    }

    /// Everything that came out, in words.
    private struct Outcome: Equatable {
        var sets: [String] = []
        var documents: [[UInt8]] = []
        var groups: [String] = []
        var answers: [AcknowledgedInterchange] = []
        var diagnostics: [Diagnostic] = []
        var acknowledgments: [FunctionalAcknowledgment] = []
        var interchanges: [String] = []
        var interchangeAcknowledgments: [String] = []

        mutating func take(_ translated: inout TranslationCollector) {
            for set in translated.takeSets() {
                sets.append(
                    "\(set.interchangeOrdinal) \(set.groupOrdinal) \(set.ordinal) \(set.header) "
                        + "\(set.verdict) \(set.segmentCount) \(set.hasMap) \(set.isHeld) "
                        + "\(set.discriminator) \(set.diagnostics)")
                documents.append(set.document.map { DocumentJSON.render($0) } ?? [])
            }
            groups += translated.takeGroups().map { "\($0)" }
            for interchange in translated.takeInterchanges() {
                answers.append(interchange.answer)
                interchanges.append(
                    "\(interchange.ordinal) \(interchange.header) \(interchange.delimiters) "
                        + "\(interchange.setCount)")
            }
            diagnostics += translated.takeDiagnostics()
            acknowledgments += translated.takeAcknowledgments()
            interchangeAcknowledgments += translated.takeInterchangeAcknowledgments().map {
                "\($0)"
            }
        }
    }

    private func alone(_ bytes: [UInt8]) -> Outcome {
        var translation = InterchangeTranslation(settings)
        var outcome = Outcome()
        translation.push(bytes.span)
        translation.finish()
        outcome.take(&translation.translated)
        return outcome
    }

    private func shared(
        _ bytes: [UInt8], _ pool: ReadingPool, block: Int, chunk: Int = 3000
    ) -> (outcome: Outcome, takenSetCount: Int) {
        let pipeline = BlockPipeline(
            settings.reading, sets: DocumentSetReader(settings),
            consumer: TranslationCollector(settings), pool: pool, blockByteCount: block)
        var outcome = Outcome()
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + chunk)
            pipeline.push(bytes.span.extracting(start..<end))
            outcome.take(&pipeline.consumer)
            start = end
        }
        pipeline.finish()
        outcome.take(&pipeline.consumer)
        return (outcome, pipeline.takenSetCount)
    }

    /// Interchanges of invoices, each seventh set with a fault, between them acknowledgments.
    private func file(_ count: Int) -> [UInt8] {
        var text = ""
        for control in 1...4 {
            let sets = (1...count).map { number in
                let set = X12Text.invoice(
                    "NF-L\(control)-\(number)", control: X12Text.padded("\(number)", 4))
                return number % 7 == 0
                    ? set.replacingOccurrences(of: "SE*", with: "XX*1~\nSE*") : set
            }
            text += X12Text.invoices(7000 + control, sets)
            text += X12Text.acknowledgment(8000 + control, of: "\(control)")
        }
        return Array(text.utf8)
    }

    @Test(arguments: [0, 1, 3])
    func threadsChangeNothing(_ helperCount: Int) {
        let pool = ReadingPool(helperCount: helperCount)
        defer { pool.stop() }
        let bytes = file(60)
        let expected = alone(bytes)
        #expect(expected.sets.count == 244)
        #expect(expected.documents.filter { !$0.isEmpty }.count > 150)
        for block in [900, 5000, 40_000] {
            let (outcome, takenSetCount) = shared(bytes, pool, block: block)
            #expect(outcome == expected, "blocks of \(block)")
            if helperCount == 0 { #expect(takenSetCount == 0) }
        }
    }

    /// Nobody reads ahead unless asked in time, so many rounds are needed to be sure that it
    /// happens at all.
    @Test func setsAreTakenFromOtherThreads() {
        let pool = ReadingPool(helperCount: 2)
        defer { pool.stop() }
        let bytes = file(60)
        let expected = alone(bytes)
        var takenSetCount = 0
        for _ in 0..<20 {
            let (outcome, count) = shared(bytes, pool, block: 3000)
            #expect(outcome == expected)
            takenSetCount += count
        }
        #expect(takenSetCount > 0)
    }

    @Test func filesReadSideBySideDoNotDisturbOneAnother() async {
        let pool = ReadingPool(helperCount: 2)
        defer { pool.stop() }
        let bytes = file(40)
        let expected = alone(bytes)
        await withTaskGroup(of: Bool.self) { group in
            for round in 0..<6 {
                group.addTask {
                    shared(bytes, pool, block: 1000 + round * 700).outcome == expected
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    @Test func aFileGivenUpLeavesThePoolUsable() {
        let pool = ReadingPool(helperCount: 1)
        defer { pool.stop() }
        let bytes = file(30)
        for _ in 0..<10 {
            let pipeline = BlockPipeline(
                settings.reading, sets: DocumentSetReader(settings),
                consumer: TranslationCollector(settings), pool: pool, blockByteCount: 1500)
            pipeline.push(bytes.span.extracting(first: bytes.count / 2))
        }
        #expect(shared(bytes, pool, block: 2000).outcome == alone(bytes))
    }

    @Test(.enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"))
    func corpusGluedTogetherTranslatesTheSame() {
        let pool = ReadingPool(helperCount: 2)
        defer { pool.stop() }
        var files = Corpus.files(in: Corpus.folders.filter { $0.hasPrefix("x12-") })
        var generator = SeededGenerator(seed: 7)
        for block in [800, 6000] {
            files.shuffle(using: &generator)
            let bytes = files.flatMap { Corpus.bytes($0) }
            let isSame = shared(bytes, pool, block: block).outcome == alone(bytes)
            #expect(isSame, "blocks of \(block)")
        }
    }

    /// The size of the file decides, and without it the first chunk's.
    @Test func smallFilesAreReadAlone() {
        let pool = ReadingPool(helperCount: 1)
        defer { pool.stop() }
        let bytes = file(60)
        for byteCount in [nil, bytes.count, 5 << 20] {
            let translation = FileTranslation(settings, byteCount: byteCount, pool: pool)
            var outcome = Outcome()
            translation.push(bytes.span)
            translation.finish()
            outcome.take(&translation.translated)
            #expect(outcome == alone(bytes))
            #expect(translation.isShared == (byteCount == 5 << 20))
        }
    }
}
