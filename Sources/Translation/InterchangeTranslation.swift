package import Diagnostics
package import Mapping
package import X12

/// Reads an X12 file once and does everything the bytes allow at the same time: validation,
/// the material of the acknowledgment, acknowledgments of ours that came back, and the canonical
/// documents.
///
/// Push bytes, and take what has ended in between; then memory does not grow with the file.
package struct InterchangeTranslation: ~Copyable {
    private var reader: InterchangeReader
    package var translated: TranslationCollector

    package init(_ settings: TranslationSettings) {
        let reading = settings.reading
        reader = InterchangeReader(
            schemas: reading.schemas, limits: reading.limits, options: reading.options)
        translated = TranslationCollector(settings)
    }

    package mutating func push(_ chunk: Span<UInt8>) { reader.push(chunk, to: &translated) }

    /// The end of the file.
    package mutating func finish() { reader.finish(to: &translated) }
}

/// What a translation goes by.
package struct TranslationSettings: Sendable {
    /// The set tables, the appliance's bounds and the partner's tolerances.
    package let reading: BlockReading
    /// The partner's map for a set and table, when there is one.
    package let map: @Sendable (TransactionSetSchema) -> CompiledMap?

    package init(
        schemas: any SchemaProvider, options: ValidationOptions, limits: Limits,
        map: @escaping @Sendable (TransactionSetSchema) -> CompiledMap?
    ) {
        reading = BlockReading(schemas: schemas, limits: limits, options: options)
        self.map = map
    }
}

/// Gathers what a translation yields, part by part; the consumer behind it.
package struct TranslationCollector: MergingConsumer {
    package typealias SetReader = DocumentSetReader

    private var sets: [TranslatedSet] = []
    private var groups: [TranslatedGroup] = []
    private var interchanges: [TranslatedInterchange] = []
    private var diagnostics: [Diagnostic] = []
    private var acknowledgments = AcknowledgmentReader()
    private var interchangeAcknowledgments: [ReceivedInterchangeAcknowledgment] = []

    /// Sets come with their documents from a `DocumentSetReader` that ran elsewhere.
    package var takesSets = false
    private var documents: DocumentSetReader
    private var translation = SetTranslation()
    private var answers = AcknowledgmentBuilder()
    private var interchange = InterchangeHeader()
    private var delimiters = Delimiters.usual
    private var interchangeCount = 0
    private var group = FunctionalGroupHeader()
    private var groupCount = 0
    private var setCount = 0
    private var open: TranslatedSet?

    package init(_ settings: TranslationSettings) { documents = DocumentSetReader(settings) }

    package mutating func takeSets() -> [TranslatedSet] { Self.take(&sets) }
    package mutating func takeGroups() -> [TranslatedGroup] { Self.take(&groups) }
    package mutating func takeInterchanges() -> [TranslatedInterchange] {
        Self.take(&interchanges)
    }
    /// Findings that belong to no transaction set: envelope, damage between parts.
    package mutating func takeDiagnostics() -> [Diagnostic] { Self.take(&diagnostics) }
    package mutating func takeAcknowledgments() -> [FunctionalAcknowledgment] {
        acknowledgments.takeFinished()
    }
    /// TA1s that came back for interchanges of ours.
    package mutating func takeInterchangeAcknowledgments() -> [ReceivedInterchangeAcknowledgment] {
        Self.take(&interchangeAcknowledgments)
    }

    private static func take<Part>(_ parts: inout [Part]) -> [Part] {
        defer { parts = [] }
        return parts
    }

    package mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        interchangeCount += 1
        groupCount = 0
        setCount = 0
        interchange = header
        self.delimiters = delimiters
        answers.interchangeBegan(header, delimiters: delimiters)
        acknowledgments.interchangeBegan(header, delimiters: delimiters)
    }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) {
        groupCount += 1
        group = header
        answers.groupBegan(header)
        acknowledgments.groupBegan(header)
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        setCount += 1
        open = TranslatedSet(
            interchangeOrdinal: interchangeCount, groupOrdinal: groupCount, ordinal: setCount,
            interchange: interchange, group: group, header: header,
            discriminator:
                "\(interchange.controlNumber)-\(group.controlNumber)-\(header.controlNumber)")
        if !takesSets {
            documents.begin(
                TransactionSetOpening(
                    set: header.set, functionalID: group.functionalID, version: group.version,
                    schema: schema, delimiters: delimiters))
        }
        answers.transactionSetBegan(header, schema: schema)
        acknowledgments.transactionSetBegan(header, schema: schema)
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        if !takesSets { _ = documents.read(segment, at: place) }
        answers.segment(segment, at: place)
        acknowledgments.segment(segment, at: place)
    }

    package mutating func setRead(_ output: SetTranslation) { translation = output }

    package mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        answers.transactionSetEnded(verdict, segmentCount: segmentCount)
        acknowledgments.transactionSetEnded(verdict, segmentCount: segmentCount)
        guard var set = open else { return }
        set.verdict = verdict
        set.segmentCount = segmentCount
        if !takesSets { translation = documents.finish() }
        set.hasMap = translation.hasMap
        // What the standard already rejected would only be said a second time by the map.
        if let reading = translation.reading, verdict != .rejected {
            set.diagnostics += reading.diagnostics.map(placed)
            set.isHeld = reading.isHeld
            set.document = reading.document
        }
        translation = SetTranslation()
        sets.append(set)
        open = nil
    }

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        answers.groupEnded(verdict)
        acknowledgments.groupEnded(verdict)
        groups.append(
            TranslatedGroup(
                interchangeOrdinal: interchangeCount, ordinal: groupCount, header: group,
                verdict: verdict))
    }

    package mutating func interchangeEnded() {
        answers.interchangeEnded()
        acknowledgments.interchangeEnded()
        for answer in answers.takeFinished() {
            interchanges.append(
                TranslatedInterchange(
                    ordinal: interchangeCount, header: interchange, delimiters: delimiters,
                    setCount: setCount, answer: answer))
        }
    }

    package mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {
        interchangeAcknowledgments.append(
            ReceivedInterchangeAcknowledgment(
                interchangeOrdinal: interchangeCount, controlNumber: segment.text(1),
                verdict: segment.text(4), note: segment.text(5)))
    }

    package mutating func found(_ diagnostic: Diagnostic) {
        answers.found(diagnostic)
        acknowledgments.found(diagnostic)
        if open != nil {
            open?.diagnostics.append(diagnostic)
        } else {
            diagnostics.append(diagnostic)
        }
    }

    /// The map's findings know their segment; the envelope around it is added here.
    private func placed(_ diagnostic: Diagnostic) -> Diagnostic {
        var placed = diagnostic
        placed.place.interchangeControlNumber =
            placed.place.interchangeControlNumber ?? interchange.controlNumber
        placed.place.groupControlNumber = placed.place.groupControlNumber ?? group.controlNumber
        placed.place.transactionSetControlNumber =
            placed.place.transactionSetControlNumber ?? open?.header.controlNumber
        return placed
    }
}
