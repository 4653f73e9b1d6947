package import Diagnostics
internal import GRDB

/// What was decided about a received document and is to be told its sender in an application
/// advice (824). The row is written with the decision, and marked in the commit that makes the
/// advice, so that one is written for each decision, whatever dies in between.
package struct AdviceRow: Hashable, Sendable {
    package enum Verdict: String, Sendable { case accepted, rejected }

    package enum State: String, Sendable {
        /// Decided, and not written yet.
        case due
        /// Written: `sentID` is the exchange.
        case sent
        /// The profile asks for none.
        case omitted
        /// It cannot be written: the exchange `sentID` is held and says why.
        case held
    }

    package var id: Int64 = 0
    package var documentID: Int64
    /// The exchange that brought the document.
    package var exchangeID: Int64
    package var verdict: Verdict
    /// What the document was held for when it was refused; `nil` when it was not held.
    package var cause: HoldReason?
    /// The person's words, empty when nobody said any.
    package var words: String
    package var state = State.due
    package var sentID: Int64?
    package var decidedAt: Timestamp

    package init(
        documentID: Int64, exchangeID: Int64, verdict: Verdict, cause: HoldReason? = nil,
        words: String = "", decidedAt: Timestamp
    ) {
        self.documentID = documentID
        self.exchangeID = exchangeID
        self.verdict = verdict
        self.cause = cause
        self.words = words
        self.decidedAt = decidedAt
    }
}

extension AdviceRow {
    init(row: Row) {
        self.init(
            documentID: row["document_id"], exchangeID: row["exchange_id"],
            verdict: Verdict(rawValue: row["verdict"]) ?? .rejected, cause: HoldReason(row: row),
            words: row["words"], decidedAt: Timestamp(milliseconds: row["decided_at"]))
        id = row["id"]
        state = State(rawValue: row["state"]) ?? .held
        sentID = row["sent_id"]
    }
}

extension JournalReader {
    /// Decisions about documents of a folder that are still to be told, in the order they were made.
    package func dueAdvice(folder: String, limit: Int) throws -> [AdviceRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT advice.* FROM advice JOIN exchange ON exchange.id = advice.exchange_id
                    WHERE advice.state = 'due' AND exchange.folder = ? ORDER BY advice.id LIMIT ?
                    """), arguments: [folder, limit]
        ).map(AdviceRow.init)
    }

    /// What was decided about a document, oldest first.
    package func advice(ofDocument id: Int64) throws -> [AdviceRow] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT * FROM advice WHERE document_id = ? ORDER BY id"),
            arguments: [id]
        ).map(AdviceRow.init)
    }
}

extension JournalTransaction {
    /// Notes a decision that the sender is to be told. The same verdict on the same document again
    /// changes nothing: it is told once.
    package func insert(_ advice: AdviceRow) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO advice (document_id, exchange_id, verdict, reason_code,
                    reason, owner, next_step, words, state, sent_id, decided_at)
                VALUES (?,?,?,?,?,?,?,?,?,?,?)
                """
        ).execute(arguments: [
            advice.documentID, advice.exchangeID, advice.verdict.rawValue, advice.cause?.code,
            advice.cause?.message, advice.cause?.owner, advice.cause?.nextStep, advice.words,
            advice.state.rawValue, advice.sentID, advice.decidedAt.milliseconds,
        ])
    }

    /// Notes what became of a decision: its advice was written, is held, or is not wanted.
    package func settleAdvice(_ id: Int64, as state: AdviceRow.State, sentID: Int64?) throws {
        try db.cachedStatement(sql: "UPDATE advice SET state = ?, sent_id = ? WHERE id = ?")
            .execute(arguments: [state.rawValue, sentID, id])
    }

    /// Forgets findings of a document whose codes begin with one of the words and a dot, before
    /// they are said anew or because they no longer hold.
    package func removeFindings(ofDocument id: Int64, beginning words: [String]) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM finding WHERE document_id = ?
                AND instr(?, ' ' || substr(code, 1, instr(code, '.') - 1) || ' ') > 0
                """
        ).execute(arguments: [id, " \(words.joined(separator: " ")) "])
    }
}
