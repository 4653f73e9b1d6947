import Diagnostics
import Documents
import Mapping
import TestSupport
import Testing
import X12

/// `read(write(document)) == document`, for documents made by a seeded generator.
@Suite struct RoundTripTests {
    static let seeds = Array(UInt64(1)...60)
    /// Fewer, because each writes and validates a whole interchange.
    static let validSeeds = seeds.prefix(30)

    @Test(arguments: ["850", "855", "856", "810", "824"], ["004010", "005010"])
    func whatIsWrittenReadsBack(_ set: String, _ release: String) throws {
        let map = try ProjectMaps.plan(set, release)
        for seed in Self.seeds {
            var generator = DocumentGenerator(seed: seed)
            let document = generator.document(map.document)
            let writing = X12DocumentWriter.write(document, with: map)
            let findings = writing.diagnostics.map(\.message)
            try #require(findings.isEmpty, "seed \(seed): \(findings)")
            let text = writing.segments.map(\.text).joined()
            let (reading, unplaced) = read(text, with: map)
            try #require(unplaced.isEmpty, "seed \(seed): \(unplaced)\n\(text)")
            try #require(reading.diagnostics.isEmpty, "\(seed): \(reading.diagnostics)\n\(text)")
            let found = try #require(reading.document)
            try #require(found == document, "seed \(seed): \(difference(found, document))\n\(text)")
        }
    }

    /// What a map writes of a valid document, the whole interchange, is valid X12 by the set
    /// tables and reads back as the same document.
    @Test(
        arguments: ["850", "855", "856", "810", "860", "865", "832", "846", "820", "824"],
        ["004010", "005010"])
    func whatIsWrittenIsValid(_ set: String, _ release: String) throws {
        let map = try ProjectMaps.plan(set, release)
        let library = try ProjectMaps.library.get()
        for seed in Self.validSeeds {
            var generator = ValidDocumentGenerator(map: map, seed: seed)
            let document = generator.document()
            let writing = X12DocumentWriter.write(document, with: map)
            let findings = writing.diagnostics.map(\.message)
            try #require(findings.isEmpty, "seed \(seed): \(findings)")
            let text = writing.segments.map(\.text).joined()
            var collector = DocumentCollector(library: library)
            var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
            let bytes = try MapSamples.interchange(writing.segments, of: map.schema)
            reader.push(bytes.span, to: &collector)
            reader.finish(to: &collector)
            // Generated amounts do not add up, which a warning says.
            let faults = collector.findings.filter { $0.code.rawValue != "x12.tds-total" }
                .map(\.message)
            try #require(faults.isEmpty, "seed \(seed): \(faults)\n\(text)")
            let found = try #require(collector.collected.first?.reading.document)
            try #require(found == document, "seed \(seed): \(difference(found, document))\n\(text)")
        }
    }

    /// The first lines in which the two differ, as canonical JSON; equal numbers may differ in
    /// their trailing zeros there.
    private func difference(_ found: Document, _ expected: Document) -> String {
        let lines = [found, expected].map {
            String(decoding: DocumentJSON.render($0, style: .readable), as: UTF8.self)
                .split(separator: "\n")
        }
        return zip(lines[0], lines[1]).filter { $0 != $1 }.prefix(8)
            .map { "found \($0), expected \($1)" }.joined(separator: "; ")
    }

    @Test(arguments: DocumentType.allCases)
    func jsonReadsBack(_ type: DocumentType) throws {
        for seed in Self.seeds {
            var generator = DocumentGenerator(seed: seed)
            let document = generator.document(type)
            for style in [DocumentJSON.Style.compact, .readable] {
                let bytes = DocumentJSON.render(document, style: style)
                #expect(try DocumentJSON.read(bytes) == document)
                #expect(DocumentJSON.render(try DocumentJSON.read(bytes), style: style) == bytes)
            }
        }
    }
}
