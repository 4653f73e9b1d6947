internal import Diagnostics
internal import Documents
internal import Journal
internal import Partners
internal import Sealing
internal import Spool
internal import Translation
internal import X12

/// Reads one file of the spool to its end and says what is in it.
///
/// Memory is bounded: bytes come in chunks, and documents are handed over in portions.
struct ExchangeReader {
    /// Documents kept before a portion is handed over.
    static let portionDocumentCount = 500
    /// Bytes of payload kept before a portion is handed over.
    static let portionByteCount = 4 << 20
    private static let chunkByteCount = 256 << 10

    let spool: SpoolDirectory
    let catalog: Catalog
    let settings: ApplianceSettings
    let now: Timestamp

    var limits: Limits { settings.limits }

    /// Reads `exchange` from `queue`. `portion` is called when enough documents have gathered; it
    /// takes them out.
    func read(
        _ exchange: Exchange, name: SpoolName, in queue: Queue,
        portion: (inout ReadExchange) throws -> Void
    ) throws -> ReadExchange {
        var result = ReadExchange(exchange)
        result.exchange.reason = nil
        result.exchange.nextAttemptAt = nil
        guard let partner = catalog.partner(folder: exchange.folder) else {
            return held(result, HoldReasons.partnerUnknown(folder: exchange.folder))
        }
        result.exchange.partner = partner.id
        result.exchange.profileVersion = partner.version
        guard partner.profile.environment == settings.environment else {
            return held(
                result,
                HoldReasons.environmentOfProfile(
                    profile: partner.id, says: partner.profile.environment.rawValue,
                    here: settings.environment.rawValue))
        }
        guard exchange.byteCount > 0 else {
            result.findings = [
                Diagnostic(
                    DiagnosticCode("file.empty"), .error,
                    "The file is empty: 0 bytes were received.",
                    expected: "an X12 interchange or an XML document")
            ]
            return held(result, HoldReasons.empty)
        }
        if let limit = partner.profile.limits.fileByteCountMax, exchange.byteCount > Int64(limit) {
            return held(
                result,
                HoldReasons.tooLarge(exchange.byteCount, limit: limit, partner: partner.id))
        }
        let reader = try spool.open(name, in: queue)
        var buffer = [UInt8](
            repeating: 0, count: min(Self.chunkByteCount, Int(clamping: exchange.byteCount)))
        var span = buffer.mutableSpan
        let count = try reader.read(into: &span)
        let first = buffer.span.extracting(first: count)
        switch DocumentFormat.recognise(first) {
        case .x12:
            result.exchange.format = "X12"
            try readX12(
                &result, partner: partner, first: first, reader: reader, portion: portion)
            try addFingerprints(&result, name: name, in: queue)
        case .xml:
            result.exchange.format = "XML"
            try readXML(&result, partner: partner, first: first, reader: reader)
        case .unknown:
            result.findings = [
                Diagnostic(
                    DiagnosticCode("file.unrecognised"), .error,
                    "The file is neither an X12 interchange nor an XML document.",
                    range: ByteRange(offset: 0, length: min(count, 64)),
                    expected: "ISA or an XML root element")
            ]
            return held(result, HoldReasons.unrecognised)
        }
        return result
    }

    /// A whole file that a person has to look at.
    func held(_ result: ReadExchange, _ reason: HoldReason) -> ReadExchange {
        var result = result
        result.reason = reason
        return result
    }

    // MARK: X12

    private func readX12(
        _ result: inout ReadExchange, partner: ActivePartner, first: Span<UInt8>,
        reader: borrowing SpoolReader, portion: (inout ReadExchange) throws -> Void
    ) throws {
        let translation = FileTranslation(
            TranslationSettings(
                schemas: catalog.schemas, options: partner.validation, limits: limits,
                map: { partner.map(for: $0) }),
            byteCount: Int(clamping: result.exchange.byteCount))
        var byteCount = 0
        translation.push(first)
        try gather(&translation.translated, into: &result, partner, &byteCount, portion)
        var buffer = [UInt8](repeating: 0, count: Self.chunkByteCount)
        while true {
            var span = buffer.mutableSpan
            let count = try reader.read(into: &span)
            if count == 0 { break }
            translation.push(buffer.span.extracting(first: count))
            try gather(&translation.translated, into: &result, partner, &byteCount, portion)
        }
        translation.finish()
        try gather(&translation.translated, into: &result, partner, &byteCount, portion)
        if result.interchanges.isEmpty, result.documents.isEmpty, !result.hasRecordedPortions {
            result.reason = HoldReasons.unrecognised
        }
    }

    /// Takes what has ended since the last chunk.
    private func gather(
        _ translated: inout TranslationCollector, into result: inout ReadExchange,
        _ partner: ActivePartner, _ byteCount: inout Int,
        _ portion: (inout ReadExchange) throws -> Void
    ) throws {
        for set in translated.takeSets() {
            let document = self.document(set, of: result.exchange, partner)
            if document.row.state == .settled, let advice = set.document {
                result.advices.append(
                    ReadAdvice(
                        document: advice, interchangeOrdinal: set.interchangeOrdinal,
                        ordinal: set.ordinal))
            }
            byteCount += document.row.payload?.utf8.count ?? 0
            result.documents.append(document)
        }
        for group in translated.takeGroups() where group.verdict == .rejected {
            rejectedGroups(&result, group)
        }
        for interchange in translated.takeInterchanges() {
            add(interchange, to: &result, partner)
        }
        let room = limits.diagnosticCountPerFileMax - result.findings.count
        result.findings += translated.takeDiagnostics().prefix(max(0, room))
        result.acknowledgments += translated.takeAcknowledgments()
        result.interchangeAcknowledgments += translated.takeInterchangeAcknowledgments()
        if result.documents.count >= Self.portionDocumentCount
            || byteCount >= Self.portionByteCount
        {
            try portion(&result)
            byteCount = 0
        }
    }

    /// A group ends before its interchange does: its verdict waits there for the interchange.
    private func rejectedGroups(_ result: inout ReadExchange, _ group: TranslatedGroup) {
        result.rejectedGroups[group.interchangeOrdinal, default: []].insert(group.ordinal)
    }

    private func add(
        _ interchange: TranslatedInterchange, to result: inout ReadExchange,
        _ partner: ActivePartner
    ) {
        var read = ReadInterchange(
            ordinal: interchange.ordinal, header: interchange.header, fingerprint: "",
            answer: interchange.answer)
        read.rejectedGroups = result.rejectedGroups[interchange.ordinal] ?? []
        read.reason = partner.disagreement(with: interchange.header)
        read.refusal = partner.refusal(of: interchange.header)
        if result.exchange.controlNumber.isEmpty {
            result.exchange.controlNumber = interchange.header.controlNumber
            result.exchange.environment =
                interchange.header.usage == "P" ? "production" : "test"
        }
        result.interchanges.append(read)
    }

    private func document(
        _ set: TranslatedSet, of exchange: Exchange, _ partner: ActivePartner
    ) -> ReadDocument {
        var row = DocumentRow(
            exchangeID: exchange.id, interchangeOrdinal: set.interchangeOrdinal,
            ordinal: set.ordinal, partner: partner.id, setCode: set.header.set, state: .posting,
            updatedAt: now)
        row.version = set.group.version
        row.functionalID = set.group.functionalID
        row.groupControlNumber = set.group.controlNumber
        row.setControlNumber = set.header.controlNumber
        row.verdict = set.verdict.rawValue
        row.groupOrdinal = set.groupOrdinal
        row.discriminator = set.discriminator
        var references: [(value: String, kind: String)] = []
        if let document = set.document {
            row.type = document.type.rawValue
            row.reference = document.reference ?? ""
            references = Self.references(of: document)
        }
        if set.verdict == .rejected {
            row.state = .rejected
            row.reason = HoldReasons.setRejected
        } else if set.isAcknowledgment {
            row.state = .settled
        } else if !set.hasMap {
            row.state = .held
            row.reason = HoldReasons.noMap("transaction set \(set.header.set)", partner: partner.id)
        } else if let document = set.document, !set.isHeld {
            // It says something about what we sent, and makes no record of its own.
            if document.type == .applicationAdvice { row.state = .settled }
            row.payload = String(decoding: DocumentJSON.render(document), as: UTF8.self)
        } else {
            row.state = .held
            row.reason = HoldReasons.document(
                set.diagnostics.last { $0.severity == .error && $0.code.rawValue.hasPrefix("map.") }
            )
            row.payload = set.document.map {
                String(decoding: DocumentJSON.render($0), as: UTF8.self)
            }
        }
        return ReadDocument(row: row, findings: set.diagnostics, references: references)
    }

    static func references(of document: Document) -> [(value: String, kind: String)] {
        let kind =
            switch document.type {
            case .invoice: "invoice"
            case .shipNotice: "shipment"
            case .applicationAdvice: "advice"
            case .purchaseOrder, .purchaseOrderAcknowledgment, .purchaseOrderChange,
                .purchaseOrderChangeAcknowledgment:
                "order"
            case .priceCatalog: "catalog"
            case .inventoryAdvice: "inventory"
            case .remittance: "payment"
            }
        var references: [(value: String, kind: String)] = []
        if let number = document.reference { references.append((number, kind)) }
        references += document.orderNumbers.prefix(1000).map { ($0, "order") }
        return references
    }

    /// Hashes each interchange's own bytes, so that the same one is known again inside another
    /// file. A file with one interchange from its first byte has the file's hash.
    private func addFingerprints(
        _ result: inout ReadExchange, name: SpoolName, in queue: Queue
    ) throws {
        let starts = result.interchanges.map(\.header.fileOffset)
        if starts == [0] {
            result.interchanges[0].fingerprint = result.exchange.sha256
            return
        }
        let reader = try spool.open(name, in: queue)
        var buffer = [UInt8](repeating: 0, count: Self.chunkByteCount)
        var hasher = SHA256Hasher()
        var current = -1
        var offset = 0
        while true {
            var span = buffer.mutableSpan
            let count = try reader.read(into: &span)
            if count == 0 { break }
            var position = 0
            while position < count {
                let next = current + 1 < starts.count ? starts[current + 1] : Int.max
                let end = min(count, next == Int.max ? count : next - offset)
                if end > position {
                    hasher.update(buffer.span.extracting(position..<end))
                    position = end
                }
                if offset + position == next {
                    if current >= 0 {
                        result.interchanges[current].fingerprint = hasher.finish().hex
                    }
                    hasher.restart()
                    current += 1
                }
            }
            offset += count
        }
        if current >= 0 { result.interchanges[current].fingerprint = hasher.finish().hex }
    }
}
