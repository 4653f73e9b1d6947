import Diagnostics
import Documents
import Mapping
import TestSupport
import Testing
import X12

/// Every valid file of the corpus gives a document for each of its sets, and what is written of
/// it reads back the same.
@Suite(.enabled(if: RepositoryRoot.corpus != nil, "the corpus is not there"))
struct CorpusTests {
    /// Files labelled valid whose documents are held, and why.
    static let held = [
        "x12-850/032-biztalk-sdk-lf.edi": "dates without century in a 004010",
        "x12-850/045-edicat-3040-oneline.edi": "003040: SCH laid out otherwise than in 004010",
        "x12-856/004-guide-3060.edi": "003060: BSN02 empty",
    ]

    @Test(arguments: ["850", "855", "856", "810"])
    func validFilesGiveDocuments(_ set: String) throws {
        let corpus = try #require(RepositoryRoot.corpus)
        let library = try ProjectMaps.library.get()
        var documentCount = 0
        for (file, notes) in try Self.manifest(corpus) where file.hasPrefix("x12-\(set)/") {
            guard notes.hasPrefix("VALID") else { continue }
            var collector = DocumentCollector(library: library)
            var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
            let bytes = try ProjectMaps.file("\(corpus)/\(file)")
            reader.push(bytes.span, to: &collector)
            reader.finish(to: &collector)
            let sets = collector.collected.filter { $0.header.set == set }
            #expect(!sets.isEmpty, "\(file): \(collector.findings.map(\.message).prefix(3))")
            for collected in sets {
                let messages = collected.reading.diagnostics.map(\.message)
                #expect(
                    collected.reading.isHeld == (Self.held[file] != nil), "\(file): \(messages)")
                guard !collected.reading.isHeld else { continue }
                documentCount += 1
                try Self.readBack(collected, file)
            }
        }
        print("corpus \(set): \(documentCount) documents")
        #expect(documentCount >= 8)
    }

    /// Changes, catalogs, inventories and remittances of the corpus: what is not held reads back.
    @Test func otherValidFilesGiveDocuments() throws {
        let corpus = try #require(RepositoryRoot.corpus)
        let library = try ProjectMaps.library.get()
        let sets: Set = ["820", "832", "846", "860", "865"]
        var documents: [String] = []
        for (file, notes) in try Self.manifest(corpus) where file.hasPrefix("x12-other/") {
            guard notes.hasPrefix("VALID") else { continue }
            var collector = DocumentCollector(library: library)
            var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
            let bytes = try ProjectMaps.file("\(corpus)/\(file)")
            reader.push(bytes.span, to: &collector)
            reader.finish(to: &collector)
            for collected in collector.collected where sets.contains(collected.header.set) {
                guard !collected.reading.isHeld else {
                    print("\(file) held: \(collected.reading.diagnostics.map(\.message))")
                    continue
                }
                documents.append(collected.header.set)
                try Self.readBack(collected, file)
            }
        }
        print("corpus others: \(documents)")
        #expect(documents.count >= 6)
        #expect(Set(documents).isSuperset(of: ["820", "832", "846", "865"]))
    }

    private static func readBack(
        _ collected: DocumentCollector.Collected, _ file: String
    ) throws {
        let document = try #require(collected.reading.document)
        let writing = X12DocumentWriter.write(document, with: collected.map)
        guard !writing.isHeld else {
            print("\(file): \(writing.diagnostics.map(\.message))")
            // Only for what the sender should not have sent either.
            let codes = Set(writing.diagnostics.map(\.code.rawValue))
            #expect(
                codes.isSubset(of: ["map.value-too-long", "map.claimed-elsewhere"]),
                "\(file): \(writing.diagnostics.map(\.message))")
            return
        }
        let text = writing.segments.map(\.text).joined()
        let (reading, _) = read(text, with: collected.map)
        #expect(reading.document == document, "\(file)")
        let written = try JudgedDocument(writing.segments, collected.map)
        // A file refused as it came is no source to hold the copy against.
        if written.isAccepted, collected.verdict == .accepted {
            try written.keep(as: collected.map, source: file)
        }
    }

    static func manifest(_ corpus: String) throws -> [(String, String)] {
        try ProjectMaps.file("\(corpus)/manifest.tsv").split(separator: 0x0A).map { line in
            let cells = line.split(separator: 0x09, omittingEmptySubsequences: false)
            return (
                String(decoding: cells.first ?? [], as: UTF8.self),
                String(decoding: cells.last ?? [], as: UTF8.self)
            )
        }
    }
}
