internal import Diagnostics
internal import Documents
internal import Foundation
internal import Journal
internal import Logging
internal import Mapping
internal import Partners
internal import Posting
internal import Sealing
internal import Spool
internal import X12

/// Sends the ERP's confirmed orders to their vendors: each once, as an 850 in the vendor's outbound
/// folder, with the control numbers taken in the commit that records it.
///
/// An order that cannot be written is held once, and tried again when its content changes.
struct OrderIssuer {
    /// Orders read from the ERP at a time.
    static let orderCountMax = 500
    /// How far before the newest change seen the next look begins: the ERP's marks are the start of
    /// the writer's transaction, cut to seconds.
    static let overlapSeconds = 300.0

    let core: ApplianceCore
    /// Where the last look ended; `nil` looks at all.
    var mark: Timestamp?

    /// Looks once, page by page. Returns the mark for the next look.
    func run() throws -> Timestamp? {
        let catalog = core.catalog
        guard let map = catalog.postingMaps[.purchaseOrder] else { return mark }
        let reader = OrderReader(
            reader: core.target, map: map, context: PostingContext(partner: ""))
        let since = mark?.adding(seconds: -Self.overlapSeconds)
        var newest = mark
        var first: Int64?
        while true {
            let page = try reader.confirmedOrders(
                since: since, from: first, limit: Self.orderCountMax)
            for (vendor, orders) in Dictionary(grouping: page, by: \.vendorReference) {
                newest = max(newest ?? .zero, orders.map(\.changedAt).max() ?? .zero)
                try issue(orders, of: vendor, since, map, catalog)
            }
            guard page.count == Self.orderCountMax, let last = page.last else { return newest }
            first = last.id + 1
        }
    }

    /// Issues what is new among one vendor's orders of a page.
    private func issue(
        _ orders: [ConfirmedOrder], of vendor: String, _ since: Timestamp?, _ map: PostingMap,
        _ catalog: Catalog
    ) throws {
        guard let partner = catalog.partner(vendorReference: vendor),
            let flow = partner.profile.documents.outbound(set: "850"),
            partner.profile.environment == core.settings.environment
        else { return }
        let waiting = try unissued(orders, of: partner)
        guard !waiting.isEmpty else { return }
        // Read again through the partner's own unit and item tables.
        let own = try OrderReader(
            reader: core.target, map: map, context: partner.context
        ).confirmedOrders(
            since: since, vendor: vendor, from: orders.first?.id, limit: orders.count)
        for order in own where waiting.contains(order.name) {
            try issue(order, to: partner, flow, catalog)
        }
    }

    private func unissued(_ orders: [ConfirmedOrder], of partner: ActivePartner) throws
        -> Set<String>
    {
        try core.journal.read { reader in
            try Set(
                orders.map(\.name).filter {
                    try !reader.isIssued(partner: partner.id, order: $0, content: "sent")
                })
        }
    }

    private func issue(
        _ order: ConfirmedOrder, to partner: ActivePartner, _ flow: DocumentFlow,
        _ catalog: Catalog
    ) throws {
        let map = partner.outboundMaps["850"]
        let writing = map.map { X12DocumentWriter.write(order.document, with: $0) }
        guard let map, let writing, !writing.isHeld else {
            let fault = writing?.diagnostics.first { $0.severity == .error }
            try hold(
                order, partner,
                HoldReasons.document(fault ?? Self.noMap(flow.release ?? "004010")),
                writing?.diagnostics ?? [])
            return
        }
        do {
            try send(order, writing.segments, map.schema, to: partner)
        } catch let error as WriterError {
            try hold(
                order, partner,
                HoldReason(
                    code: "x12.unwritable", message: error.description, owner: "procurement",
                    nextStep: "correct the order in the ERP; it is tried again when it changes"),
                [])
        }
    }

    private static func noMap(_ release: String) -> Diagnostic {
        Diagnostic(
            DiagnosticCode("map.missing"), .error, "No map writes an 850 in release \(release).",
            responsible: .procurement)
    }

    private func send(
        _ order: ConfirmedOrder, _ segments: [OutgoingSegment], _ schema: TransactionSetSchema,
        to partner: ActivePartner
    ) throws {
        let (now, spool, core) = (core.seams.now(), core.spool, self.core)
        guard let folder = PartnerFolder(partner.folder) else { return }
        let name = spool.names.next(for: folder)
        let delivery = try core.commitWritingAnswers { transaction -> PendingDelivery? in
            if try transaction.reader.isIssued(
                partner: partner.id, order: order.name, content: "sent")
            {
                return nil
            }
            let control = try transaction.takeControlNumbers(partner: partner.id, kind: "ISA")
            let group = try transaction.takeControlNumbers(partner: partner.id, kind: "GS")
            let interchange = OutgoingInterchange(
                to: partner, set: "850", functionalID: "PO", release: schema.release,
                control: control,
                group: group, now: now)
            let (bytes, findings) = try interchange.render([segments])
            let row = interchange.exchange(
                bytes, name: name, about: order.name, findings: findings)
            let id = try transaction.insert(row, sending: bytes, findings: findings)
            var document = interchange.document(0, of: id, row)
            document.type = DocumentType.purchaseOrder.rawValue
            document.reference = order.name
            document.id = try transaction.insert(document)
            try transaction.insertReference(
                order.name, kind: "order", exchangeID: id, documentID: document.id)
            try transaction.append(
                BusinessEvents.issued(order: order.name, row: document, at: now))
            try transaction.recordIssuedOrder(
                partner: partner.id, order: order.name, content: "sent", exchangeID: id)
            try core.answers.write(OutgoingFile(name: name, bytes: bytes))
            return PendingDelivery(
                exchangeID: id, name: name, fileName: row.fileName, summary: "850")
        }
        guard let delivery else { return }
        try core.deliver([delivery])
        core.logger.info(
            "orderIssued", metadata: ["exchange": "\(delivery.exchangeID)"])
    }

    /// Shows an order that cannot be written as a held exchange, once for each content.
    private func hold(
        _ order: ConfirmedOrder, _ partner: ActivePartner, _ reason: HoldReason,
        _ findings: [Diagnostic]
    ) throws {
        let now = core.seams.now()
        let digest = SHA256Hasher.digest(of: DocumentJSON.render(order.document).span).hex
        let content = "held:\(digest)"
        guard let folder = PartnerFolder(partner.folder) else { return }
        let name = core.spool.names.next(for: folder)
        try core.journal.commit { transaction in
            guard
                try !transaction.reader.isIssued(
                    partner: partner.id, order: order.name, content: content)
            else { return }
            var row = Exchange(
                direction: .outbound, folder: partner.folder, spoolName: name.text,
                fileName: order.name, byteCount: 0, sha256: digest, state: .held, queue: "",
                receivedAt: now)
            row.partner = partner.id
            row.contents = "850"
            row.validation = "errors"
            row.reason = reason
            let id = try transaction.insert(row)
            try transaction.insertReference(
                order.name, kind: "order", exchangeID: id, documentID: nil)
            try transaction.insert(findings, of: id)
            try transaction.recordIssuedOrder(
                partner: partner.id, order: order.name, content: content, exchangeID: id)
        }
    }
}

extension Timestamp {
    static let zero = Timestamp(milliseconds: 0)
}
