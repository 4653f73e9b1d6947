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
        let root = XMLRoot.recognise(first)
        let plan = root.flatMap { catalog.xmlPlan(for: $0, of: partner) }
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
        guard let root else {
            result.findings = reading.diagnostics
            result.reason = HoldReasons.document(
                reading.diagnostics.first { $0.severity == .error })
            return
        }
        result.exchange.environment = partner.profile.environment.rawValue
        result.documents = [
            document(reading, root: root, hasMap: plan != nil, of: result.exchange, partner)
        ]
    }

    private func document(
        _ reading: DocumentReading, root: XMLRoot, hasMap: Bool, of exchange: Exchange,
        _ partner: ActivePartner
    ) -> ReadDocument {
        var row = DocumentRow(
            exchangeID: exchange.id, interchangeOrdinal: 0, ordinal: 1, partner: partner.id,
            setCode: root.localName, state: .posting, updatedAt: now)
        row.version = root.namespaceURI
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
                : HoldReasons.noMap("XML with root \(root.localName)", partner: partner.id)
        }
        return ReadDocument(row: row, findings: reading.diagnostics, references: references)
    }
}

extension Catalog {
    /// The map the partner's profile names for an XML file's root element.
    func xmlPlan(for root: XMLRoot, of partner: ActivePartner) -> XMLPlan? {
        let namespace = root.namespaceURI.isEmpty ? nil : root.namespaceURI
        guard
            let flow = partner.profile.documents.inbound(
                root: root.localName, namespace: namespace)
        else { return nil }
        return maps.entries.first { $0.name == flow.map }?.xmlPlan
    }
}
