import Diagnostics
package import Mapping
package import X12

/// What the map made of one transaction set.
package struct SetTranslation: Sendable {
    package var hasMap = false
    /// `nil` without a map.
    package var reading: DocumentReading?

    package init() {}
}

/// Makes the document of a set while it is read. Needs nothing but the set, so it runs wherever
/// the set is read.
package struct DocumentSetReader: TransactionSetReader {
    private let limits: Limits
    private let map: @Sendable (TransactionSetSchema) -> CompiledMap?
    private var document: X12DocumentReader?
    private var isReport = false

    package init(_ settings: TranslationSettings) {
        limits = settings.reading.limits
        map = settings.map
    }

    package mutating func begin(_ opening: TransactionSetOpening) {
        // FA sets report on what we sent; they are matched, not translated.
        let compiled = opening.functionalID == "FA" ? nil : opening.schema.flatMap(map)
        document = compiled.map {
            X12DocumentReader(
                map: $0, delimiters: opening.delimiters, limits: limits, version: opening.version)
        }
        isReport = AcknowledgmentReader.reads(opening.set)
    }

    package mutating func read(
        _ segment: borrowing SegmentView, at place: SegmentPlace
    ) -> Bool {
        document?.segment(segment, at: place)
        return isReport
    }

    package mutating func finish() -> SetTranslation {
        var translation = SetTranslation()
        // Taken out, not copied: while a copy stood, finishing would copy the document, too.
        guard var reader = document.take() else { return translation }
        translation.hasMap = true
        translation.reading = reader.finish()
        return translation
    }
}
