package import Diagnostics
package import X12

/// What sample files say about a partner: facts with their places, and no conclusions yet.
package struct PartnerObservations: Sendable {
    /// Which side of the envelope the partner is.
    package enum Side: Sendable { case sender, receiver }

    /// One interchange header, with what its groups hold.
    package struct Envelope: Sendable {
        package let file: Int
        package let header: InterchangeHeader
        package let delimiters: Delimiters
        package var group: FunctionalGroupHeader?
        /// A line feed stands before the first group although it ends no segment.
        package var hasNewlines = false
        /// ST01 and GS08 of the sets, in the order they come, each once.
        package var sets: [(set: String, release: String)] = []
    }

    /// An XML document by its root element.
    package struct XMLFile: Sendable {
        package let file: Int
        package let root: String
        package let namespace: String
    }

    /// Names of the files, as they were given.
    package internal(set) var files: [String] = []
    package internal(set) var envelopes: [Envelope] = []
    package internal(set) var xmlFiles: [XMLFile] = []
    /// ST01 with GS08, as `810 004010`.
    package internal(set) var sets = ObservedValues()
    /// Qualifiers of item numbers on lines: element 235 in PO1, IT1, LIN, ACK and POC.
    package internal(set) var itemQualifiers = ObservedValues()
    /// Units of measure: element 355.
    package internal(set) var units = ObservedValues()
    /// Qualifiers of references: element 128, with an example of a value.
    package internal(set) var references = ObservedValues()
    package internal(set) var referenceExamples: [String: String] = [:]
    /// Party roles: element 98 in N101; with the name and the identifier that came first.
    package internal(set) var parties = ObservedValues()
    package internal(set) var partyNames: [String: (name: String, evidence: Evidence)] = [:]
    /// `UL/0614141000012`: N103 and N104 by N101.
    package internal(set) var partyIdentifiers: [String: ObservedValues] = [:]
    /// Charge codes: SAC02 (element 1300), with the greatest amount of each.
    package internal(set) var charges = ObservedValues()
    package internal(set) var chargeAmounts: [String: ScaledDecimal] = [:]
    /// Lengths of dates: 6 or 8 digits of element 373.
    package internal(set) var dateLengths = ObservedValues()
    /// Codes of findings that are errors or warnings.
    package internal(set) var findings = ObservedValues()

    package init() {}
}

/// Reads sample files and keeps what is characteristic of the partner. Memory is bounded by
/// `ObservedValues.valueCountMax`, not by the files.
package struct PartnerLearner: ~Copyable {
    private var collector = ObservationCollector()
    private let schemas: any SchemaProvider
    private let limits: Limits

    package init(schemas: any SchemaProvider, limits: Limits) {
        self.schemas = schemas
        self.limits = limits
    }

    /// Reads a file of X12 from a source of chunks, which gives `false` at the end.
    package mutating func readX12(
        _ name: String, _ nextChunk: (inout [UInt8]) throws -> Bool
    ) rethrows {
        collector.begin(name)
        var reader = InterchangeReader(schemas: schemas, limits: limits)
        var chunk: [UInt8] = []
        while try nextChunk(&chunk) {
            collector.keepOpening(chunk)
            reader.push(chunk.span, to: &collector)
        }
        reader.finish(to: &collector)
    }

    /// Notes an XML file by its root element.
    package mutating func readXML(_ name: String, root: String, namespace: String) {
        collector.begin(name)
        let file = collector.observations.files.count - 1
        collector.observations.xmlFiles.append(
            PartnerObservations.XMLFile(file: file, root: root, namespace: namespace))
    }

    package consuming func finish() -> PartnerObservations { collector.observations }
}

/// The consumer behind `PartnerLearner`.
struct ObservationCollector: InterchangeConsumer {
    var observations = PartnerObservations()
    /// The first bytes of the file, to see what stands between segments.
    private var opening: [UInt8] = []
    private var schema: TransactionSetSchema?
    private var release = ""
    /// N101 of the N1 that was read last.
    private var role = ""

    /// Envelopes kept; further ones repeat what these say.
    private static let envelopeCountMax = 256
    private static let openingByteCountMax = 64 << 10

    private var file: Int { observations.files.count - 1 }

    mutating func begin(_ name: String) {
        observations.files.append(name)
        opening = []
    }

    mutating func keepOpening(_ chunk: [UInt8]) {
        guard opening.isEmpty else { return }
        opening = Array(chunk.prefix(Self.openingByteCountMax))
    }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        guard observations.envelopes.count < Self.envelopeCountMax else { return }
        observations.envelopes.append(
            PartnerObservations.Envelope(file: file, header: header, delimiters: delimiters))
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        release = header.version
        guard let last = observations.envelopes.indices.last,
            observations.envelopes[last].file == file
        else { return }
        if observations.envelopes[last].group == nil { observations.envelopes[last].group = header }
        let before = header.fileOffset - 1
        if opening.indices.contains(before), opening[before] == UInt8(ascii: "\n"),
            observations.envelopes[last].delimiters.segment != UInt8(ascii: "\n")
        {
            observations.envelopes[last].hasNewlines = true
        }
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        self.schema = schema
        role = ""
        observations.sets.add(
            "\(header.set) \(schema?.release ?? release)",
            at: Evidence(file: file, offset: header.fileOffset, segment: "ST", position: 1))
        guard let last = observations.envelopes.indices.last else { return }
        let release = release
        if !observations.envelopes[last].sets.contains(where: { $0 == (header.set, release) }) {
            observations.envelopes[last].sets.append((header.set, release))
        }
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard let row = place.row, let definition = schema?.rows[row].segment else { return }
        let count = min(segment.elementCount, definition.elements.count)
        var position = 1
        while position <= count {
            if !segment.isEmpty(at: position) {
                observe(definition.elements[position - 1], segment, position)
            }
            position += 1
        }
        if segment.id == "N1" { observeParty(segment) }
        if segment.id == "SAC" { observeCharge(segment) }
    }

    private mutating func observe(
        _ use: ElementUse, _ segment: borrowing SegmentView, _ position: Int
    ) {
        switch use.element.reference {
        case "235" where isLine(segment.id):
            observations.itemQualifiers.add(
                segment.text(position), at: evidence(segment, position))
        case "355":
            let text = use.components.isEmpty ? segment.text(position) : first(segment, position)
            observations.units.add(text, at: evidence(segment, position))
        case "128" where segment.id == "REF" && position == 1:
            let qualifier = segment.text(1)
            observations.references.add(qualifier, at: evidence(segment, 1))
            if observations.referenceExamples.count < ObservedValues.valueCountMax,
                !segment.isEmpty(at: 2)
            {
                observations.referenceExamples[qualifier] =
                    observations.referenceExamples[qualifier] ?? segment.text(2)
            }
        case "373":
            observations.dateLengths.add(
                "\(segment.element(position).count)", at: evidence(segment, position))
        default: break
        }
    }

    private func isLine(_ id: SegmentID) -> Bool {
        id == "PO1" || id == "IT1" || id == "LIN" || id == "ACK" || id == "POC"
    }

    /// The first component of a composite.
    private func first(_ segment: borrowing SegmentView, _ position: Int) -> String {
        let text = segment.text(position)
        guard let separator = observations.envelopes.last?.delimiters.component else { return text }
        return String(text.prefix { $0.utf8.first != separator })
    }

    private mutating func observeParty(_ segment: borrowing SegmentView) {
        role = segment.text(1)
        observations.parties.add(role, at: evidence(segment, 1))
        guard observations.partyNames.count < ObservedValues.valueCountMax else { return }
        if observations.partyNames[role] == nil, !segment.isEmpty(at: 2) {
            observations.partyNames[role] = (segment.text(2), evidence(segment, 2))
        }
        if !segment.isEmpty(at: 3), !segment.isEmpty(at: 4) {
            observations.partyIdentifiers[role, default: ObservedValues()].add(
                "\(segment.text(3))/\(segment.text(4))", at: evidence(segment, 4))
        }
    }

    private mutating func observeCharge(_ segment: borrowing SegmentView) {
        guard !segment.isEmpty(at: 2), segment.text(1) == "C" else { return }
        let code = segment.text(2)
        observations.charges.add(code, at: evidence(segment, 2))
        // SAC05 is N2.
        guard let cents = Int128(segment.text(5)),
            let amount = ScaledDecimal(coefficient: cents, scale: 2),
            observations.chargeAmounts.count < ObservedValues.valueCountMax
        else { return }
        observations.chargeAmounts[code] = max(observations.chargeAmounts[code] ?? amount, amount)
    }

    private func evidence(_ segment: borrowing SegmentView, _ position: Int) -> Evidence {
        let start = segment.range(at: position)?.lowerBound ?? 0
        return Evidence(
            file: file, offset: segment.fileOffset + start, segment: segment.id, position: position)
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {}
    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    mutating func interchangeEnded() {}

    mutating func found(_ diagnostic: Diagnostic) {
        guard diagnostic.severity != .info else { return }
        observations.findings.add(
            diagnostic.code.rawValue,
            at: Evidence(
                file: file, offset: diagnostic.range?.offset ?? 0,
                segment: SegmentID(diagnostic.place.segment ?? ""),
                position: diagnostic.place.elementPosition ?? 0))
    }
}
