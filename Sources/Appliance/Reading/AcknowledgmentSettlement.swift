internal import Diagnostics
internal import Journal
internal import Translation
internal import X12

/// Matches received 997s and 999s with what was sent: by partner, GS01 and GS06, then ST02, never by
/// the acknowledgment's own numbers or its file's name.
extension ExchangeRecorder {
    /// Settles what can be settled; acknowledgments that match nothing hold their document.
    /// Returns whether anything was settled.
    func settleAcknowledgments(
        _ read: inout ReadExchange, in transaction: borrowing JournalTransaction
    ) throws -> Bool {
        var settledAny = false
        for acknowledgment in read.acknowledgments {
            let isSettled =
                try !acknowledgment.isUnusable
                && settle(acknowledgment, of: read.exchange, in: transaction)
            settledAny = settledAny || isSettled
            guard !isSettled else { continue }
            for index in read.documents.indices {
                let row = read.documents[index].row
                guard row.state == .settled,
                    row.setControlNumber == acknowledgment.transactionSet.controlNumber,
                    row.groupControlNumber == acknowledgment.carrier.controlNumber
                else { continue }
                read.documents[index].row.state = .held
                read.documents[index].row.reason = HoldReasons.acknowledgmentUnmatched
            }
        }
        return settledAny
    }

    private func settle(
        _ acknowledgment: FunctionalAcknowledgment, of received: Exchange,
        in transaction: borrowing JournalTransaction
    ) throws -> Bool {
        let group = acknowledgment.group
        let sent = try transaction.reader.sentDocuments(
            partner: received.partner ?? "", functionalID: group.functionalID,
            groupControlNumber: group.controlNumber)
        guard !sent.isEmpty else { return false }
        let refused = Set(
            group.sets.filter { $0.verdict == .rejected }.map(\.controlNumber))
        for document in sent {
            let isRefused =
                group.verdict == .rejected || refused.contains(document.setControlNumber)
            var settled = document
            settled.acknowledgment = isRefused ? "rejected" : "accepted"
            settled.reason =
                isRefused
                ? HoldReasons.rejectedByPartner("\(document.setCode) \(document.reference)") : nil
            if isRefused { settled.state = .held }
            try transaction.update(
                settled, from: document.state, at: now,
                note: "answered by exchange \(received.id)")
        }
        for exchangeID in Set(sent.map(\.exchangeID)) {
            try settleExchange(exchangeID, answeredBy: received, in: transaction)
        }
        return true
    }

    /// Settles received TA1s by ISA13. A refused interchange holds what was sent in it; an accepted
    /// one still waits for its 997. One that matches nothing holds the interchange that carried it.
    func settleInterchangeAcknowledgments(
        _ read: inout ReadExchange, in transaction: borrowing JournalTransaction
    ) throws {
        for acknowledgment in read.interchangeAcknowledgments {
            let sent = try transaction.reader.sentExchanges(
                partner: read.exchange.partner ?? "", controlNumber: acknowledgment.controlNumber)
            if let exchange = sent.first {
                guard acknowledgment.verdict == "R" else { continue }
                try refuse(exchange, acknowledgment, of: read.exchange, in: transaction)
                continue
            }
            for index in read.interchanges.indices
            where read.interchanges[index].ordinal == acknowledgment.interchangeOrdinal {
                read.interchanges[index].reason = HoldReasons.acknowledgmentUnmatched
            }
        }
    }

    private func refuse(
        _ exchange: Exchange, _ acknowledgment: ReceivedInterchangeAcknowledgment,
        of received: Exchange, in transaction: borrowing JournalTransaction
    ) throws {
        let reason = HoldReasons.rejectedByPartner(
            "the whole interchange \(exchange.controlNumber) (TA1 note \(acknowledgment.note))")
        let note = "answered by exchange \(received.id)"
        for document in try transaction.reader.documents(of: exchange.id) {
            var refused = document
            refused.acknowledgment = "rejected"
            refused.state = .held
            refused.reason = reason
            try transaction.update(refused, from: document.state, at: now, note: note)
        }
        var refused = exchange
        refused.dueAt = nil
        refused.acknowledgment = "rejected"
        refused.state = .held
        refused.reason = reason
        try transaction.update(refused, from: exchange.state, at: now, note: note)
    }

    private func settleExchange(
        _ id: Int64, answeredBy received: Exchange, in transaction: borrowing JournalTransaction
    ) throws {
        guard let exchange = try transaction.reader.exchange(id) else { return }
        let documents = try transaction.reader.documents(of: id)
        var settled = exchange
        settled.dueAt = nil
        let refused = documents.first { $0.acknowledgment == "rejected" }
        settled.acknowledgment = refused == nil ? "accepted" : "rejected"
        settled.reason = refused?.reason
        settled.state = refused == nil ? .delivered : .held
        try transaction.update(
            settled, from: exchange.state, at: now, note: "answered by exchange \(received.id)")
    }
}
