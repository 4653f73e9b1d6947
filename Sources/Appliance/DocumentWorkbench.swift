package import Configuration
package import Diagnostics
package import Documents
internal import Journal
package import Mapping
package import Partners
package import Posting
internal import Spool
package import Translation
package import X12
internal import XMLStream

/// The same reading, translating and planning that the daemon does, on bytes in memory and without
/// any effect: what `check`, `acknowledge` and `translate` show is what the daemon would do.
package struct DocumentWorkbench {
    private let catalog: Catalog
    private let limits: Limits
    package let refusals: [(file: String, errors: [ConfigurationError])]

    /// How much of `maps/` and `partners/` a command needs.
    package enum Scope: Sendable {
        /// The set tables: what checking against the standard needs, loaded in milliseconds.
        case standard
        case everything
    }

    package init(site: Site, scope: Scope = .everything) throws {
        let (catalog, refusals) =
            switch scope {
            case .standard: (try site.loader.loadStandard(), [CatalogLoader.Refusal]())
            case .everything: try site.loader.load(previous: nil)
            }
        self.catalog = catalog
        self.refusals = refusals.map { ($0.file, $0.errors) }
        limits = site.settings.limits
    }

    package var profiles: [PartnerProfile] { catalog.partners.map(\.profile) }
    package var maps: MapLibrary { catalog.maps }
    /// The set tables, for describing what was read.
    package var tables: SchemaLibrary { catalog.schemas }
    package var postingMaps: [DocumentType: PostingMap] { catalog.postingMaps }

    package func profile(_ id: String) -> PartnerProfile? { catalog.partner(id: id)?.profile }

    /// Everything that was found in an X12 file, set by set.
    package struct Reading {
        package var sets: [TranslatedSet] = []
        package var groups: [TranslatedGroup] = []
        package var interchanges: [TranslatedInterchange] = []
        /// Findings that belong to no set.
        package var diagnostics: [Diagnostic] = []
        package var acknowledgments: [FunctionalAcknowledgment] = []

        package init() {}

        /// All findings in the order of their place in the file.
        package var allDiagnostics: [Diagnostic] {
            (diagnostics + sets.flatMap(\.diagnostics)).enumerated().sorted { left, right in
                let (first, second) = (
                    left.element.range?.offset ?? 0, right.element.range?.offset ?? 0
                )
                return first == second ? left.offset < right.offset : first < second
            }.map(\.element)
        }
    }

    /// Reads X12 from a source of chunks and hands over what has ended after each of them, so that
    /// memory does not grow with the file. Without a partner the maps as they are shipped apply and
    /// nothing is tolerated beyond the defaults.
    package func readX12(
        partner id: String?, _ nextChunk: (inout [UInt8]) throws -> Bool,
        _ ended: (inout Reading) throws -> Void
    ) throws {
        let partner = id.flatMap { catalog.partner(id: $0) }
        let maps = catalog.maps
        let translation = FileTranslation(
            TranslationSettings(
                schemas: catalog.schemas, options: partner?.validation ?? ValidationOptions(),
                limits: limits,
                map: { schema in
                    guard let partner else { return maps.plan(for: schema) }
                    return partner.map(for: schema)
                }),
            byteCount: nil)
        var chunk: [UInt8] = []
        while try nextChunk(&chunk) {
            translation.push(chunk.span)
            try hand(&translation.translated, partner, ended)
        }
        translation.finish()
        try hand(&translation.translated, partner, ended)
    }

    /// As above, everything at once: for files that fit into memory.
    package func readX12(
        partner id: String?, _ nextChunk: (inout [UInt8]) throws -> Bool
    ) throws -> Reading {
        var whole = Reading()
        try readX12(partner: id, nextChunk) { part in
            whole.sets += part.sets
            whole.groups += part.groups
            whole.interchanges += part.interchanges
            whole.diagnostics += part.diagnostics
            whole.acknowledgments += part.acknowledgments
        }
        return whole
    }

    private func hand(
        _ translated: inout TranslationCollector, _ partner: ActivePartner?,
        _ ended: (inout Reading) throws -> Void
    ) throws {
        var part = Reading()
        part.sets = translated.takeSets()
        part.groups = translated.takeGroups()
        part.interchanges = translated.takeInterchanges()
        part.diagnostics = translated.takeDiagnostics()
        part.acknowledgments = translated.takeAcknowledgments()
        for interchange in part.interchanges {
            guard let reason = partner?.disagreement(with: interchange.header) else { continue }
            part.diagnostics.append(
                Diagnostic(
                    DiagnosticCode(reason.code), .error, reason.message,
                    range: ByteRange(offset: interchange.header.fileOffset, length: 105)))
        }
        try ended(&part)
    }

    /// Counts which places of an X12 file no rule reads; without a partner by the maps as they are
    /// shipped.
    package func cover(
        _ file: String, partner id: String?, by coverage: inout MapCoverage,
        _ nextChunk: (inout [UInt8]) throws -> Bool
    ) throws {
        let partner = id.flatMap { catalog.partner(id: $0) }
        var reader = InterchangeReader(
            schemas: catalog.schemas, limits: limits,
            options: partner?.validation ?? ValidationOptions())
        coverage.file = file
        var chunk: [UInt8] = []
        while try nextChunk(&chunk) { reader.push(chunk.span, to: &coverage) }
        reader.finish(to: &coverage)
    }

    /// An account of coverage by a partner's maps, or by those shipped.
    package func coverage(partner id: String?) -> MapCoverage {
        let maps = catalog.maps
        let partner = id.flatMap { catalog.partner(id: $0) }
        return MapCoverage { schema in
            guard let partner else { return maps.plan(for: schema) }
            return partner.map(for: schema)
        }
    }

    /// What an XML file gave.
    package struct XMLReading {
        /// The root element's name; empty when there is none.
        package var root: String
        package var document: Document?
        package var diagnostics: [Diagnostic]
    }

    /// Reads XML from a source of chunks; without a partner by any map that fits the root.
    package func readXML(
        partner id: String?, _ nextChunk: (inout [UInt8]) throws -> Bool
    ) throws -> XMLReading {
        var chunk: [UInt8] = []
        guard try nextChunk(&chunk) else {
            return XMLReading(root: "", document: nil, diagnostics: [])
        }
        let kind = XMLDocumentKind.recognise(chunk.span)
        let plan = kind.flatMap { kind -> XMLPlan? in
            guard let partner = id.flatMap({ catalog.partner(id: $0) }) else {
                return catalog.maps.plan(for: kind)
            }
            return catalog.xmlPlan(for: kind, of: partner)
        }
        var translation = XMLTranslation(plan: plan, limits: limits)
        translation.push(chunk.span)
        while try nextChunk(&chunk) { translation.push(chunk.span) }
        let reading = translation.finish()
        var diagnostics = reading.diagnostics
        if let kind, plan == nil {
            diagnostics.append(
                Diagnostic(
                    DiagnosticCode("map.missing"), .warning,
                    "There is no map for XML with the root element '\(kind.path)'"
                        + (kind.root.namespaceURI.isEmpty ? "." : " in \(kind.root.namespaceURI)."),
                    responsible: .procurement))
        }
        return XMLReading(
            root: kind?.name ?? "", document: reading.document, diagnostics: diagnostics)
    }

    /// The acknowledgment of each interchange, with control numbers of no consequence.
    package func acknowledge(
        _ reading: Reading, partner id: String?, kind: AcknowledgmentRenderer.Options.Kind?,
        onlyEnvelope: Bool, now: Timestamp
    ) throws -> [RenderedAcknowledgment] {
        let partner = id.flatMap { catalog.partner(id: $0) }
        return try reading.interchanges.compactMap { interchange in
            var answer = interchange.answer
            var options = partner?.acknowledgmentOptions ?? AcknowledgmentRenderer.Options()
            if let kind { options.kind = kind }
            if onlyEnvelope {
                answer.header.wantsInterchangeAcknowledgment = true
                answer.unansweredGroupCount += answer.groups.count
                answer.groups = []
            } else if kind != nil {
                answer.header.wantsInterchangeAcknowledgment = false
            }
            var writing = partner?.writing ?? InterchangeWriter.Options()
            if partner == nil { writing.newlineAfterSegment = true }
            return try AcknowledgmentRenderer.render(
                answer,
                in: AcknowledgmentEnvelope(
                    answering: answer.header, interchangeControlNumber: 1, groupControlNumber: 1,
                    date: now.date, minuteOfDay: now.minuteOfDay, writing: writing), options)
        }
    }

    /// The interchange in which a document would go to a partner, with control numbers of no
    /// consequence; no bytes when it cannot be written, and the findings say why.
    ///
    /// `release` counts where the profile does not send the document; `nil` when no map writes it.
    package func write(
        _ document: Document, partner id: String, release: String, now: Timestamp
    ) throws(WriterError) -> (bytes: [UInt8], diagnostics: [Diagnostic])? {
        guard let partner = catalog.partner(id: id),
            let map = partner.outboundMap(for: document.type)
                ?? catalog.maps.plan(writing: document.type, release: release)
        else { return nil }
        let writing = X12DocumentWriter.write(document, with: map)
        guard !writing.isHeld else { return ([], writing.diagnostics) }
        let interchange = OutgoingInterchange(
            to: partner, set: map.schema.set, functionalID: map.schema.functionalID,
            release: map.schema.release, control: 1, group: 1, now: now)
        let (bytes, findings) = try interchange.render([writing.segments])
        return (bytes, writing.diagnostics + findings)
    }

    /// What a document would do to the ERP.
    package func plan(
        _ document: Document, discriminator: String, partner id: String, reader: any ERPReader
    ) throws -> PostingPlan? {
        guard let partner = catalog.partner(id: id) else { return nil }
        guard let map = catalog.postingMaps[document.type] else {
            return PostingPlanner.byHand(document)
        }
        var context = partner.context
        context.discriminator = discriminator
        return try PostingPlanner.plan(document, context: context, map: map, reader: reader)
    }

    /// Reads a sample into what is known of its sender; X12 or, by its root element, XML.
    ///
    /// - Returns: False when the file is neither.
    package func learn(
        _ name: String, format: DocumentFormat, into learner: inout PartnerLearner,
        _ nextChunk: (inout [UInt8]) throws -> Bool
    ) throws -> Bool {
        switch format {
        case .x12: try learner.readX12(name, nextChunk)
        case .xml:
            var chunk: [UInt8] = []
            guard try nextChunk(&chunk), let kind = XMLDocumentKind.recognise(chunk.span) else {
                return false
            }
            learner.readXML(name, root: kind.path, namespace: kind.root.namespaceURI)
        case .unknown: return false
        }
        return true
    }

    /// The standard's name of a transaction set, such as `Invoice` for 810.
    package func setName(_ set: String) -> String? {
        catalog.schemas.schema(set: set, version: "004010")?.schema.name
    }

    /// A learner that reads by the set tables and limits in force.
    package func makeLearner() -> PartnerLearner {
        PartnerLearner(schemas: catalog.schemas, limits: limits)
    }

    /// The partner whose interchange ids these are; for files without a folder.
    package func partner(sending header: InterchangeHeader) -> String? {
        catalog.partners.first { partner in
            guard let addressing = partner.profile.identities.addressing else { return false }
            return addressing.theirs
                == InterchangeIdentity(
                    qualifier: header.senderQualifier, id: header.senderID)
        }?.id
    }
}
