internal import Diagnostics
internal import Foundation
internal import Journal
internal import Partners
internal import Spool
internal import X12

/// Writes what was read about a file into the journal, with everything that must be in the same
/// commit: duplicates are decided here, control numbers taken, acknowledgments written.
///
/// Lives inside one commit. The files of acknowledgments are in `outgoing`, fsynced, when the body
/// ends; `outgoing` names them so that the caller can take them back if the commit fails.
struct ExchangeRecorder {
    let catalog: Catalog
    let answers: AnswerWriter
    let now: Timestamp

    /// Findings are kept as the JSON that `--json` shows.
    static var encoder: JSONEncoder { JSONEncoder.sorted }

    /// Files to deliver once the commit is durable.
    private(set) var outgoing: [PendingDelivery] = []

    init(catalog: Catalog, answers: AnswerWriter, now: Timestamp) {
        self.catalog = catalog
        self.answers = answers
        self.now = now
    }

    /// Records a portion of a large file; the exchange itself stays `incoming`, so that nothing of
    /// it is posted before its end is known.
    static func recordPortion(
        _ documents: [ReadDocument], of exchangeID: Int64,
        in transaction: borrowing JournalTransaction
    ) throws {
        for document in documents {
            let id = try transaction.insert(document.row)
            for finding in document.findings {
                let body = String(decoding: try Self.encoder.encode(finding), as: UTF8.self)
                try transaction.insert(
                    finding, body: body, exchangeID: exchangeID, documentID: id)
            }
            for reference in document.references {
                try transaction.insertReference(
                    reference.value, kind: reference.kind, exchangeID: exchangeID, documentID: id)
            }
        }
    }

    /// Records the end of a file.
    mutating func record(_ read: ReadExchange, in transaction: borrowing JournalTransaction) throws
    {
        var read = read
        if !read.hasRecordedPortions { try transaction.removeFindings(of: read.exchange.id) }
        try insertFindings(read.findings, of: read.exchange.id, in: transaction)
        if let reason = read.reason {
            let isUnreadable = reason.code == HoldReasons.unrecognised.code
            read.exchange.state = read.nextAttemptAt == nil ? .held : .deferred
            read.exchange.nextAttemptAt = read.nextAttemptAt
            read.exchange.reason = reason
            read.exchange.queue =
                (read.nextAttemptAt != nil ? Queue.deferred : isUnreadable ? .corrupt : .hold)
                .rawValue
            read.exchange.validation = Self.validation(of: read)
            return try finish(read, in: transaction)
        }
        if try recordDuplicateFile(&read, in: transaction) { return }
        try settleInterchangeAcknowledgments(&read, in: transaction)
        var decisions: [(row: InterchangeRow, read: ReadInterchange)] = []
        for var interchange in read.interchanges {
            let row = try decide(&interchange, &read, in: transaction)
            decisions.append((row, interchange))
        }
        var settled = try settleAcknowledgments(&read, in: transaction)
        if try settleAdvices(&read, in: transaction) { settled = true }
        try Self.recordPortion(read.documents, of: read.exchange.id, in: transaction)
        for (row, interchange) in decisions where row.state == .accepted || row.state == .rejected {
            try answer(interchange, row, &read, in: transaction)
        }
        try setState(&read, decisions.map(\.read), settled: settled, in: transaction)
        try finish(read, in: transaction)
    }

    private func insertFindings(
        _ findings: [Diagnostic], of exchangeID: Int64,
        in transaction: borrowing JournalTransaction
    ) throws {
        for finding in findings {
            let body = String(decoding: try Self.encoder.encode(finding), as: UTF8.self)
            try transaction.insert(finding, body: body, exchangeID: exchangeID, documentID: nil)
        }
    }

    // MARK: Duplicates

    /// The same bytes from the same folder as before: the same answer, and nothing else.
    private mutating func recordDuplicateFile(
        _ read: inout ReadExchange, in transaction: borrowing JournalTransaction
    ) throws -> Bool {
        let exchange = read.exchange
        guard exchange.releases == 0, !read.hasRecordedPortions,
            let earlier = try transaction.reader.earlierExchange(
                folder: exchange.folder, sha256: exchange.sha256, before: exchange.id)
        else { return false }
        read.exchange.queue = Queue.archive.rawValue
        if catalog.partner(folder: exchange.folder)?.profile.duplicates == .hold {
            read.exchange.state = .held
            read.exchange.reason = HoldReasons.duplicateHeld(first: earlier.id)
            try finish(read, in: transaction)
            return true
        }
        read.exchange.state = .duplicate
        read.exchange.reason = HoldReason(
            code: "duplicate.file",
            message: "The same bytes came before, as exchange \(earlier.id).", owner: "nobody",
            nextStep: "nothing: the answer given then was given again")
        read.exchange.contents = earlier.contents
        read.exchange.acknowledgment = earlier.acknowledgment
        read.exchange.validation = earlier.validation
        for answer in try transaction.reader.answers(to: earlier.id) {
            try repeatAnswer(answer, to: exchange, in: transaction)
        }
        try finish(read, in: transaction)
        return true
    }

    private mutating func repeatAnswer(
        _ answer: Exchange, to exchange: Exchange, in transaction: borrowing JournalTransaction
    ) throws {
        if let delivery = try answers.repeatAnswer(answer, to: exchange, at: now, in: transaction) {
            outgoing.append(delivery)
        }
    }

    /// Decides about one interchange, and gives its documents the state that follows. One that the
    /// profile has refused is answered by a TA1 with the note for it; where there can be no TA1 it
    /// is held, because what is refused without a word is lost to the partner.
    private mutating func decide(
        _ interchange: inout ReadInterchange, _ read: inout ReadExchange,
        in transaction: borrowing JournalTransaction
    ) throws -> InterchangeRow {
        let exchange = read.exchange
        var row = InterchangeRow(
            exchangeID: exchange.id, ordinal: interchange.ordinal,
            partner: exchange.partner ?? "", sender: interchange.header.sender,
            receiver: interchange.header.receiver,
            controlNumber: interchange.header.controlNumber, usage: interchange.header.usage,
            fingerprint: interchange.fingerprint, state: .accepted)
        let earlier = try transaction.reader.earlierInterchange(
            partner: row.partner, sender: row.sender, receiver: row.receiver,
            controlNumber: row.controlNumber, usage: row.usage, before: interchange.ordinal,
            of: exchange.id)
        let isReused =
            earlier.map { $0.fingerprint != row.fingerprint && exchange.releases == 0 } ?? false
        let refusal = interchange.refusal ?? (isReused ? duplicateNote(exchange) : nil)
        if let note = refusal, interchange.answer.isAnswerable {
            interchange.refuse(note: note)
            row.state = .rejected
            row.firstID = isReused ? earlier?.id : nil
            try move(
                interchange, group: nil, to: .rejected, HoldReasons.interchangeRejected, &read,
                in: transaction)
        } else if let reason = interchange.reason {
            row.state = .conflicting
            try move(interchange, group: nil, to: .held, reason, &read, in: transaction)
        } else if let earlier, earlier.fingerprint == row.fingerprint {
            row.state = .duplicate
            row.firstID = earlier.id
            let reason = HoldReason(
                code: "duplicate.interchange",
                message: "The same interchange came before, in exchange \(earlier.exchangeID).",
                owner: "nobody", nextStep: "nothing: the answer given then was given again")
            try move(interchange, group: nil, to: .duplicate, reason, &read, in: transaction)
            if let answered = earlier.acknowledgmentID,
                let answer = try transaction.reader.exchange(answered)
            {
                try repeatAnswer(answer, to: exchange, in: transaction)
            }
        } else if let earlier, isReused {
            row.state = .conflicting
            row.firstID = earlier.id
            let reason = HoldReasons.controlNumberReused(
                row.controlNumber, first: earlier.exchangeID)
            try move(interchange, group: nil, to: .held, reason, &read, in: transaction)
        } else if interchange.isRejected {
            row.state = .rejected
            try move(
                interchange, group: nil, to: .rejected, HoldReasons.interchangeRejected, &read,
                in: transaction)
        } else {
            for group in interchange.rejectedGroups.sorted() {
                try move(
                    interchange, group: group, to: .rejected, HoldReasons.groupRejected, &read,
                    in: transaction)
            }
        }
        row.id = try transaction.insert(row)
        try transaction.insertReference(
            row.controlNumber, kind: "control", exchangeID: exchange.id, documentID: nil)
        return row
    }

    /// The note for a control number used before, where the profile has such interchanges refused.
    private func duplicateNote(_ exchange: Exchange) -> String? {
        let rules = catalog.partner(folder: exchange.folder)?.profile.acknowledgments
        return rules?.refuse.contains(.duplicate) == true ? "025" : nil
    }

    /// Changes the documents of an interchange or group: those still in hand, and those of earlier
    /// portions. A document that was refused by itself stays refused.
    private func move(
        _ interchange: ReadInterchange, group: Int?, to state: DocumentState,
        _ reason: HoldReason, _ read: inout ReadExchange,
        in transaction: borrowing JournalTransaction
    ) throws {
        for index in read.documents.indices {
            let row = read.documents[index].row
            guard row.interchangeOrdinal == interchange.ordinal,
                group == nil || row.groupOrdinal == group, row.state != .rejected
            else { continue }
            read.documents[index].row.state = state
            read.documents[index].row.reason = reason
        }
        guard read.hasRecordedPortions else { return }
        try transaction.changePostings(
            of: read.exchange.id, interchange: interchange.ordinal, group: group, to: state,
            reason: reason, at: now)
    }

    // MARK: Answers

    private mutating func answer(
        _ interchange: ReadInterchange, _ row: InterchangeRow, _ read: inout ReadExchange,
        in transaction: borrowing JournalTransaction
    ) throws {
        // Read again after it was answered: the answer stands.
        let known = try transaction.reader.interchanges(of: row.exchangeID)
        if known.contains(where: { $0.id == row.id && $0.acknowledgmentID != nil }) { return }
        guard let partner = catalog.partner(folder: read.exchange.folder),
            let written = try answers.write(
                interchange.answer, to: read.exchange, of: partner, at: now, in: transaction)
        else { return }
        try transaction.setAcknowledgment(written.exchangeID, ofInterchange: row.id)
        outgoing.append(written)
        read.exchange.acknowledgment =
            [read.exchange.acknowledgment, written.summary].filter { !$0.isEmpty }
            .joined(separator: ", ")
    }

    // MARK: State

    private func setState(
        _ read: inout ReadExchange, _ interchanges: [ReadInterchange], settled: Bool,
        in transaction: borrowing JournalTransaction
    ) throws {
        let counts = try transaction.reader.documentStates(of: read.exchange.id)
        read.exchange.state = ExchangeState(documents: counts)
        let firstNeedy = read.documents.first {
            $0.row.state == .held || $0.row.state == .rejected || $0.row.state == .duplicate
        }
        // Of a large file the document may be in an earlier portion.
        read.exchange.reason =
            try firstNeedy?.row.reason ?? transaction.reader.firstReason(of: read.exchange.id)
        if counts.isEmpty {
            // Envelopes without sets: TA1s alone, or an interchange too damaged to hold one.
            let reason =
                interchanges.lazy.compactMap(\.reason).first
                ?? (interchanges.contains(where: \.isRejected)
                    ? HoldReasons.interchangeRejected : nil)
            read.exchange.reason = reason
            if interchanges.contains(where: { $0.reason != nil }) {
                read.exchange.state = .held
            } else if reason != nil {
                read.exchange.state = .rejected
            }
        }
        if read.exchange.state == .posting || read.exchange.state == .settled {
            read.exchange.reason = nil
        }
        read.exchange.queue = Queue.archive.rawValue
        read.exchange.validation = Self.validation(of: read)
        read.exchange.contents = try contents(of: read, in: transaction)
        if read.exchange.contents.isEmpty, !read.interchangeAcknowledgments.isEmpty {
            read.exchange.contents = "TA1"
        }
    }

    private func finish(_ read: ReadExchange, in transaction: borrowing JournalTransaction) throws {
        try transaction.update(read.exchange, from: read.previousState, at: now)
        if !read.exchange.controlNumber.isEmpty {
            try transaction.insertReference(
                read.exchange.controlNumber, kind: "control", exchangeID: read.exchange.id,
                documentID: nil)
        }
    }

    private static func validation(of read: ReadExchange) -> String {
        let worst = (read.findings + read.documents.flatMap(\.findings)).map(\.severity).max()
        return switch worst {
        case .error: "errors"
        case .warning: "warnings"
        case .info, nil: "clean"
        }
    }

    /// `850`, `855 ×12`, `810, 855`.
    private func contents(of read: ReadExchange, in transaction: borrowing JournalTransaction)
        throws -> String
    {
        let documents =
            read.hasRecordedPortions
            ? try transaction.reader.setCounts(of: read.exchange.id)
            : Dictionary(grouping: read.documents) { $0.row.setCode }.mapValues(\.count)
        return documents.sorted { $0.key < $1.key }
            .map { $0.value == 1 ? $0.key : "\($0.key) ×\($0.value)" }.joined(separator: ", ")
    }
}

extension InterchangeHeader {
    /// ISA05 and ISA06.
    var sender: String { "\(senderQualifier):\(senderID)" }
    /// ISA07 and ISA08.
    var receiver: String { "\(receiverQualifier):\(receiverID)" }
}

extension ReadInterchange {
    /// The TA1 refuses it as a whole.
    var isRejected: Bool { answer.interchangeAcknowledgment()?.verdict == .rejected }

    /// Has the TA1 refuse it; nothing is held then.
    mutating func refuse(note: String) {
        answer.notes.insert(InterchangeNote(code: note, isTolerated: false), at: 0)
        reason = nil
    }
}
