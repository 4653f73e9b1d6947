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
    private var collector: Collector

    /// - Parameters:
    ///   - schemas: The set tables.
    ///   - options: The partner's tolerances.
    ///   - limits: The appliance's bounds.
    ///   - map: The partner's map for a set and table, when there is one.
    package init(
        schemas: any SchemaProvider, options: ValidationOptions, limits: Limits,
        map: @escaping @Sendable (TransactionSetSchema) -> CompiledMap?
    ) {
        reader = InterchangeReader(schemas: schemas, limits: limits, options: options)
        collector = Collector(limits: limits, map: map)
    }

    package mutating func push(_ chunk: Span<UInt8>) { reader.push(chunk, to: &collector) }

    /// The end of the file.
    package mutating func finish() { reader.finish(to: &collector) }

    package mutating func takeSets() -> [TranslatedSet] { collector.take(\.sets) }
    package mutating func takeGroups() -> [TranslatedGroup] { collector.take(\.groups) }
    package mutating func takeInterchanges() -> [TranslatedInterchange] {
        collector.take(\.interchanges)
    }
    /// Findings that belong to no transaction set: envelope, damage between parts.
    package mutating func takeDiagnostics() -> [Diagnostic] { collector.take(\.diagnostics) }
    package mutating func takeAcknowledgments() -> [FunctionalAcknowledgment] {
        collector.acknowledgments.takeFinished()
    }
    /// TA1s that came back for interchanges of ours.
    package mutating func takeInterchangeAcknowledgments() -> [ReceivedInterchangeAcknowledgment] {
        collector.take(\.interchangeAcknowledgments)
    }
}

/// The consumer behind `InterchangeTranslation`.
struct Collector: InterchangeConsumer {
    var sets: [TranslatedSet] = []
    var groups: [TranslatedGroup] = []
    var interchanges: [TranslatedInterchange] = []
    var diagnostics: [Diagnostic] = []
    var acknowledgments = AcknowledgmentReader()
    var interchangeAcknowledgments: [ReceivedInterchangeAcknowledgment] = []

    private let limits: Limits
    private let map: @Sendable (TransactionSetSchema) -> CompiledMap?
    private var answers = AcknowledgmentBuilder()
    private var interchange = InterchangeHeader()
    private var delimiters = Delimiters.usual
    private var interchangeCount = 0
    private var group = FunctionalGroupHeader()
    private var groupCount = 0
    private var setCount = 0
    private var open: TranslatedSet?
    private var document: X12DocumentReader?

    init(limits: Limits, map: @escaping @Sendable (TransactionSetSchema) -> CompiledMap?) {
        self.limits = limits
        self.map = map
    }

    mutating func take<Part>(_ path: WritableKeyPath<Collector, [Part]>) -> [Part] {
        defer { self[keyPath: path] = [] }
        return self[keyPath: path]
    }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        interchangeCount += 1
        groupCount = 0
        setCount = 0
        interchange = header
        self.delimiters = delimiters
        answers.interchangeBegan(header, delimiters: delimiters)
        acknowledgments.interchangeBegan(header, delimiters: delimiters)
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        groupCount += 1
        group = header
        answers.groupBegan(header)
        acknowledgments.groupBegan(header)
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        setCount += 1
        let compiled = group.functionalID == "FA" ? nil : schema.flatMap(map)
        var set = TranslatedSet(
            interchangeOrdinal: interchangeCount, groupOrdinal: groupCount, ordinal: setCount,
            interchange: interchange, group: group, header: header,
            discriminator:
                "\(interchange.controlNumber)-\(group.controlNumber)-\(header.controlNumber)")
        set.hasMap = compiled != nil
        open = set
        document = compiled.map {
            X12DocumentReader(
                map: $0, delimiters: delimiters, limits: limits, version: group.version)
        }
        answers.transactionSetBegan(header, schema: schema)
        acknowledgments.transactionSetBegan(header, schema: schema)
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        document?.segment(segment, at: place)
        answers.segment(segment, at: place)
        acknowledgments.segment(segment, at: place)
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        answers.transactionSetEnded(verdict, segmentCount: segmentCount)
        acknowledgments.transactionSetEnded(verdict, segmentCount: segmentCount)
        guard var set = open else { return }
        set.verdict = verdict
        set.segmentCount = segmentCount
        // Taken out, not copied: while a copy stood, finishing would copy the document, too.
        if var reader = document.take() {
            let reading = reader.finish()
            // What the standard already rejected would only be said a second time by the map.
            if verdict != .rejected {
                set.diagnostics += reading.diagnostics.map(placed)
                set.isHeld = reading.isHeld
                set.document = reading.document
            }
        }
        sets.append(set)
        open = nil
    }

    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        answers.groupEnded(verdict)
        acknowledgments.groupEnded(verdict)
        groups.append(
            TranslatedGroup(
                interchangeOrdinal: interchangeCount, ordinal: groupCount, header: group,
                verdict: verdict))
    }

    mutating func interchangeEnded() {
        answers.interchangeEnded()
        acknowledgments.interchangeEnded()
        for answer in answers.takeFinished() {
            interchanges.append(
                TranslatedInterchange(
                    ordinal: interchangeCount, header: interchange, delimiters: delimiters,
                    setCount: setCount, answer: answer))
        }
    }

    mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {
        interchangeAcknowledgments.append(
            ReceivedInterchangeAcknowledgment(
                interchangeOrdinal: interchangeCount, controlNumber: segment.text(1),
                verdict: segment.text(4), note: segment.text(5)))
    }

    mutating func found(_ diagnostic: Diagnostic) {
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
