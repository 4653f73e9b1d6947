import Diagnostics
import Documents
import Mapping
import Translation
import X12

/// Interchange → canonical documents → canonical JSON, as the daemon reads a file.
enum TranslationBenchmark {
    static func run(_ site: Site) throws {
        Report.begin(
            "translate: X12 → canonical documents (→ JSON), one core, CPU time, medians of 5")
        let schemas = try site.schemas()
        let maps = try site.maps(schemas)
        for name in ["850", "810", "855", "856"] {
            guard let bytes = site.input("\(name).edi") else { continue }
            var tally = Tally()
            let seconds = try inTurn(
                5,
                [
                    { tally = translate(bytes, schemas, maps, rendersJSON: false) },
                    { tally = translate(bytes, schemas, maps, rendersJSON: true) },
                ])
            let documents = bytes.megabytes / seconds[0]
            let json = bytes.megabytes / seconds[1]
            Report.figure(
                "\(name), \(bytes.megabytes.text()) MB, \(tally.documents) documents",
                "\(documents.text()) MB/s")
            Report.figure(
                "    and to JSON, \((Double(tally.jsonByteCount) / 1e6).text()) MB",
                "\(json.text()) MB/s", budget: ("≥ 100", json >= 100))
        }
    }

    struct Tally {
        var documents = 0
        var jsonByteCount = 0
    }

    static func translate(
        _ bytes: [UInt8], _ schemas: SchemaLibrary, _ maps: MapLibrary, rendersJSON: Bool
    ) -> Tally {
        var tally = Tally()
        forEachDocument(in: bytes, schemas, maps) { document in
            tally.documents += 1
            if rendersJSON { tally.jsonByteCount += DocumentJSON.render(document).count }
        }
        return tally
    }

    /// The documents of a file as they become known.
    static func forEachDocument(
        in bytes: [UInt8], _ schemas: SchemaLibrary, _ maps: MapLibrary,
        _ body: (Document) throws -> Void
    ) rethrows {
        var translation = InterchangeTranslation(
            TranslationSettings(
                schemas: schemas, options: ValidationOptions(), limits: Limits(),
                map: { maps.plan(for: $0) }))
        try bytes.forEachChunk { chunk in
            translation.push(chunk)
            for set in translation.translated.takeSets() { try set.document.map(body) }
        }
        translation.finish()
        for set in translation.translated.takeSets() { try set.document.map(body) }
    }
}
