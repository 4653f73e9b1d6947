internal import Diagnostics
internal import Documents
internal import Journal
internal import Mapping
internal import Partners
internal import Spool
internal import Translation
internal import XMLStream

extension ExchangeReader {
    private static let chunkByteCount = 256 << 10

    /// Reads an XML file: one document, or a finding that says why it is none.
    func readXML(
        _ result: inout ReadExchange, partner: ActivePartner, first: Span<UInt8>,
        reader: borrowing SpoolReader
    ) throws {
        let kind = XMLDocumentKind.recognise(first)
        let plan = kind.flatMap { catalog.xmlPlan(for: $0, of: partner) }
        var translation = XMLTranslation(plan: plan, limits: limits)
        translation.push(first)
        var buffer = [UInt8](repeating: 0, count: Self.chunkByteCount)
        while true {
            var span = buffer.mutableSpan
            let count = try reader.read(into: &span)
            if count == 0 { break }
            translation.push(buffer.span.extracting(first: count))
        }
        let reading = translation.finish()
        guard let kind else {
            result.findings = reading.diagnostics
            result.reason = HoldReasons.document(
                reading.diagnostics.first { $0.severity == .error })
            return
        }
        result.exchange.environment = partner.profile.environment.rawValue
        result.documents = [
            document(reading, kind: kind, hasMap: plan != nil, of: result.exchange, partner)
        ]
    }

    private func document(
        _ reading: DocumentReading, kind: XMLDocumentKind, hasMap: Bool, of exchange: Exchange,
        _ partner: ActivePartner
    ) -> ReadDocument {
        var row = DocumentRow(
            exchangeID: exchange.id, interchangeOrdinal: 0, ordinal: 1, partner: partner.id,
            setCode: kind.name, state: .posting, updatedAt: now)
        row.version = kind.root.namespaceURI
        // XML has no control numbers: what tells two files apart is their bytes.
        row.discriminator = String(exchange.sha256.prefix(32))
        var references: [(value: String, kind: String)] = []
        if let document = reading.document {
            row.type = document.type.rawValue
            row.reference = document.reference ?? ""
            row.payload = String(decoding: DocumentJSON.render(document), as: UTF8.self)
            references = Self.references(of: document)
        }
        let fault = reading.diagnostics.first { $0.severity == .error }
        if fault != nil || reading.document == nil {
            row.state = .held
            row.reason =
                hasMap || fault != nil
                ? HoldReasons.document(fault)
                : HoldReasons.noMap("XML with root \(kind.path)", partner: partner.id)
        }
        return ReadDocument(row: row, findings: reading.diagnostics, references: references)
    }
}

extension Catalog {
    /// The map the partner's profile names for an XML file.
    func xmlPlan(for kind: XMLDocumentKind, of partner: ActivePartner) -> XMLPlan? {
        let namespace = kind.root.namespaceURI
        guard
            let flow = partner.profile.documents.inbound(
                paths: kind.paths, namespace: namespace.isEmpty ? nil : namespace)
        else { return nil }
        return maps.entries.first { $0.name == flow.map }?.xmlPlan
    }
}
