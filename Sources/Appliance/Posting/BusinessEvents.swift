internal import Diagnostics
internal import Documents
internal import Foundation
internal import Journal

/// The facts in an order's life that a posted document stands for (DESIGN: requisition to payment).
enum BusinessEvents {
    /// Events of a document that has reached the ERP.
    static func events(of row: DocumentRow, at now: Timestamp) -> [BusinessEvent] {
        guard let payload = row.payload,
            let document = try? DocumentJSON.read(Array(payload.utf8))
        else { return [] }
        let type: String
        switch document.type {
        case .purchaseOrder: type = "requisition.submitted"
        case .purchaseOrderAcknowledgment: type = "purchase_order.acknowledged"
        case .shipNotice: type = "shipment.confirmed"
        case .invoice: type = "invoice.received"
        // It settles what was sent and makes no record; see `AdviceSettlement`.
        case .applicationAdvice: return []
        // They have no planner, so they are never posted.
        case .purchaseOrderChange, .purchaseOrderChangeAcknowledgment, .priceCatalog,
            .inventoryAdvice, .remittance:
            return []
        }
        return document.orderNumbers.prefix(1000).map { order in
            event(
                type, order: order, row: row, reference: document.reference ?? row.reference,
                at: now)
        }
    }

    /// An order that went out.
    static func issued(order: String, row: DocumentRow, at now: Timestamp) -> BusinessEvent {
        event("purchase_order.issued", order: order, row: row, reference: order, at: now)
    }

    /// Something we sent that the partner does not take.
    static func refused(
        _ reason: HoldReason, row: DocumentRow, by received: Exchange, at now: Timestamp
    ) -> BusinessEvent {
        var event = event(
            "exception.raised", order: row.reference, row: row, reference: reason.code, at: now)
        // Each answer that refuses is a fact of its own.
        event.key += "|\(received.id)"
        return event
    }

    private static func event(
        _ type: String, order: String, row: DocumentRow, reference: String, at now: Timestamp
    ) -> BusinessEvent {
        let data = ["order": order, "number": reference, "set": row.setCode]
        let body = (try? JSONEncoder.sorted.encode(data)).map {
            String(decoding: $0, as: UTF8.self)
        }
        return BusinessEvent(
            at: now, type: type, subject: "PO/\(order)", partner: row.partner,
            exchangeID: row.exchangeID, documentID: row.id,
            key: "\(type)|\(row.partner)|\(order)|\(reference)|\(row.discriminator)",
            data: body ?? "{}")
    }
}

extension JSONEncoder {
    /// Deterministic: keys in order.
    static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
