internal import Diagnostics
internal import Journal
internal import Translation
internal import X12

/// Matches received 997s and 999s with what was sent: by partner, GS01 and GS06, then ST02, never by
/// the acknowledgment's own numbers or its file's name.
extension ExchangeRecorder {
    /// Settles what can be settled; acknowledgments that match nothing hold their document. One in
    /// an interchange that is itself held or a duplicate settles nothing.
    /// Returns whether anything was settled.
    func settleAcknowledgments(
        _ read: inout ReadExchange, in transaction: borrowing JournalTransaction
    ) throws -> Bool {
        var settledAny = false
        for acknowledgment in read.acknowledgments {
            let index = read.documents.firstIndex {
                $0.row.setControlNumber == acknowledgment.transactionSet.controlNumber
                    && $0.row.groupControlNumber == acknowledgment.carrier.controlNumber
                    && $0.row.isAcknowledgment
            }
            // Documents of earlier portions are out of hand; nothing was found against them.
            if let index, read.documents[index].row.state != .settled { continue }
            let orders =
                acknowledgment.isUnusable
                ? nil : try settle(acknowledgment, of: read.exchange, in: transaction)
            if let orders {
                settledAny = true
                guard let index else { continue }
                read.documents[index].row.reference = orders.prefix(10).joined(separator: ", ")
                read.documents[index].references += orders.prefix(1000).map { ($0, "order") }
            } else if let index {
                read.documents[index].row.state = .held
                read.documents[index].row.reason = HoldReasons.acknowledgmentUnmatched
            }
        }
        return settledAny
    }

    /// The numbers of what it answers; `nil` when that is nothing of ours.
    private func settle(
        _ acknowledgment: FunctionalAcknowledgment, of received: Exchange,
        in transaction: borrowing JournalTransaction
    ) throws -> [String]? {
        let group = acknowledgment.group
        let sent = try transaction.reader.sentDocuments(
            partner: received.partner ?? "", functionalID: group.functionalID,
            groupControlNumber: group.controlNumber)
        guard !sent.isEmpty else { return nil }
        for document in sent {
            let set = group.sets.first {
                ControlNumber.areEqual($0.controlNumber, document.setControlNumber)
            }
            let isRefused = group.verdict == .rejected || set?.verdict == .rejected
            let findings = RefusalFindings(
                schemas: catalog.schemas, document: document,
                sent: try transaction.reader.sentBytes(of: document.exchangeID),
                isImplementation: acknowledgment.transactionSet.set == "999",
                isAccepted: !isRefused
            ).findings(set, of: group)
            let reason =
                isRefused
                ? HoldReasons.rejectedByPartner(
                    "\(document.setCode) \(document.reference)", findings) : nil
            try conclude(
                document, reason: reason, findings, saying: "acknowledgment", of: received,
                in: transaction)
        }
        for exchangeID in Set(sent.map(\.exchangeID)) {
            try settleExchange(exchangeID, answeredBy: received, in: transaction)
        }
        return sent.map(\.reference).filter { !$0.isEmpty }
    }

    /// Records what a partner says about one document of ours: taken, or refused for a reason. What
    /// a person has closed meanwhile stays closed, and what an 824 refused stays refused: a 997 that
    /// comes after it says only that the syntax was right.
    func conclude(
        _ document: DocumentRow, reason: HoldReason?, _ findings: [Diagnostic], saying word: String,
        of received: Exchange, in transaction: borrowing JournalTransaction
    ) throws {
        var concluded = document
        if reason != nil || !document.isRefusedByAdvice {
            concluded.acknowledgment = reason == nil ? "accepted" : "rejected"
            if document.state != .rejected {
                concluded.reason = reason
                concluded.state = reason == nil ? .sent : .held
            }
        }
        try transaction.update(
            concluded, from: document.state, at: now, note: "answered by exchange \(received.id)")
        try transaction.removeFindings(
            ofDocument: document.id, beginning: [word])
        try transaction.insert(findings, of: document.exchangeID, documentID: document.id)
        if let reason, !document.reference.isEmpty {
            try transaction.append(
                BusinessEvents.refused(reason, row: document, by: received, at: now))
        }
    }

    // MARK: Interchanges

    /// Settles received TA1s by ISA13. A refused interchange holds what was sent in it; an accepted
    /// one still waits for its 997. One that matches nothing holds the interchange that carried it.
    func settleInterchangeAcknowledgments(
        _ read: inout ReadExchange, in transaction: borrowing JournalTransaction
    ) throws {
        for acknowledgment in read.interchangeAcknowledgments {
            let carriers = read.interchanges.indices.filter {
                read.interchanges[$0].ordinal == acknowledgment.interchangeOrdinal
            }
            // From another sender than the folder's it says nothing about what we sent.
            if carriers.contains(where: { read.interchanges[$0].reason != nil }) { continue }
            // Zeros left out of TA101 make no other number.
            let number =
                Int(acknowledgment.controlNumber).map(AnswerWriter.padded)
                ?? acknowledgment.controlNumber
            let sent = try transaction.reader.sentExchanges(
                partner: read.exchange.partner ?? "", controlNumber: number)
            if let exchange = sent.first {
                try settle(exchange, acknowledgment, of: read.exchange, in: transaction)
                continue
            }
            for index in carriers {
                read.interchanges[index].reason = HoldReasons.acknowledgmentUnmatched
            }
        }
    }

    private func settle(
        _ exchange: Exchange, _ acknowledgment: ReceivedInterchangeAcknowledgment,
        of received: Exchange, in transaction: borrowing JournalTransaction
    ) throws {
        guard acknowledgment.verdict != "A" else { return }
        let isRefused = acknowledgment.verdict == "R"
        let note = RefusalFindings.interchangeNote(acknowledgment.note, catalog.schemas)
        var place = DiagnosticPlace()
        place.interchangeControlNumber = exchange.controlNumber
        let finding = Diagnostic(
            DiagnosticCode("acknowledgment.interchange"), isRefused ? .error : .warning,
            "The interchange: \(note).", place: place, responsible: .procurement,
            acknowledgment: AcknowledgmentCode(.interchange, acknowledgment.note))
        try transaction.insert([finding], of: exchange.id)
        guard isRefused else { return }
        let reason = HoldReasons.rejectedByPartner(
            "the whole interchange \(exchange.controlNumber)", [finding])
        for document in try transaction.reader.documents(of: exchange.id) {
            try conclude(
                document, reason: reason, [], saying: "acknowledgment", of: received,
                in: transaction)
        }
        try settleExchange(exchange.id, answeredBy: received, in: transaction, reason: reason)
    }

    /// Brings a sent exchange in line with its documents, all of which are answered now; `reason`
    /// says why it is refused as a whole.
    func settleExchange(
        _ id: Int64, answeredBy received: Exchange, in transaction: borrowing JournalTransaction,
        reason: HoldReason? = nil
    ) throws {
        guard let exchange = try transaction.reader.exchange(id) else { return }
        let documents = try transaction.reader.documents(of: id)
        var settled = exchange
        settled.dueAt = nil
        let refused = documents.first { $0.acknowledgment == "rejected" }
        let why = reason ?? refused?.reason
        settled.acknowledgment = refused == nil && why == nil ? "accepted" : "rejected"
        if exchange.state != .rejected {
            settled.reason = why
            settled.state = why == nil ? .delivered : .held
        }
        try transaction.update(
            settled, from: exchange.state, at: now, note: "answered by exchange \(received.id)")
    }
}

extension DocumentRow {
    /// Held because an 824 does not take it.
    var isRefusedByAdvice: Bool {
        state == .held && reason?.code == HoldReasons.applicationRejected
    }

    /// A 997 or 999.
    var isAcknowledgment: Bool { setCode == "997" || setCode == "999" }
}
