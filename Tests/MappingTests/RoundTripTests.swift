import Diagnostics
import Documents
import Mapping
import Testing
import X12

/// `read(write(document)) == document`, for documents made by a seeded generator.
@Suite struct RoundTripTests {
    static let seeds = Array(UInt64(1)...60)

    @Test(arguments: ["850", "855", "856", "810"], ["004010", "005010"])
    func whatIsWrittenReadsBack(_ set: String, _ release: String) throws {
        let map = try ProjectMaps.plan(set, release)
        for seed in Self.seeds {
            var generator = DocumentGenerator(seed: seed)
            let document = generator.document(map.document)
            var sink = SegmentList()
            let findings = X12DocumentWriter.write(document, map: map, into: &sink)
            try #require(findings.isEmpty, "seed \(seed): \(findings.map(\.message))")
            let text = sink.segments.map(\.text).joined()
            let (reading, unplaced) = read(text, with: map)
            try #require(unplaced.isEmpty, "seed \(seed): \(unplaced)\n\(text)")
            try #require(reading.diagnostics.isEmpty, "\(seed): \(reading.diagnostics)\n\(text)")
            if reading.document != document {
                let expected = DocumentJSON.render(document, style: .readable)
                let found = try DocumentJSON.render(#require(reading.document), style: .readable)
                #expect(
                    String(decoding: found, as: UTF8.self)
                        == String(decoding: expected, as: UTF8.self), "seed \(seed)\n\(text)")
                return
            }
        }
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
