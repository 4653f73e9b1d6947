package import Diagnostics
internal import Foundation
internal import GRDB

/// Queries over one consistent state of the journal. Not to be kept beyond the call it is given to.
package struct JournalReader: ~Copyable {
    let db: Database

    private func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }

    // MARK: Exchanges

    package func exchange(_ id: Int64) throws -> Exchange? {
        try rows("SELECT * FROM exchange WHERE id = ?", [id]).first.map(Exchange.init)
    }

    /// What to select; `nil` fields do not restrict.
    package struct Filter: Sendable {
        package var partner: String?
        package var state: ExchangeState?
        package var direction: Direction?
        /// Newest first, at most this many.
        package var limit = 100

        package init() {}
    }

    package func exchanges(_ filter: Filter) throws -> [Exchange] {
        try rows(
            """
            SELECT * FROM exchange
            WHERE (?1 IS NULL OR partner = ?1 OR folder = ?1) AND (?2 IS NULL OR state = ?2)
                AND (?3 IS NULL OR direction = ?3)
            ORDER BY id DESC LIMIT ?4
            """,
            [
                filter.partner, filter.state?.rawValue, filter.direction?.rawValue, filter.limit,
            ]
        ).map(Exchange.init)
    }

    /// All exchanges in one of the states, oldest first.
    package func exchanges(in states: [ExchangeState]) throws -> [Exchange] {
        try states.flatMap {
            try rows("SELECT * FROM exchange WHERE state = ? ORDER BY id", [$0.rawValue])
                .map(Exchange.init)
        }.sorted { $0.id < $1.id }
    }

    /// Inbound exchanges of a folder that wait to be read, in the order they came.
    package func incoming(folder: String, limit: Int) throws -> [Exchange] {
        try rows(
            "SELECT * FROM exchange WHERE state = 'incoming' AND folder = ? ORDER BY id LIMIT ?",
            [folder, limit]
        ).map(Exchange.init)
    }

    /// Folders with something to read, deliver, retry or tell.
    package func foldersWithWork() throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT folder FROM exchange WHERE state IN ('incoming', 'outgoing')
                UNION SELECT exchange.folder FROM document
                    JOIN exchange ON exchange.id = document.exchange_id
                    WHERE document.state = 'posting'
                UNION SELECT exchange.folder FROM advice
                    JOIN exchange ON exchange.id = advice.exchange_id
                    WHERE advice.state = 'due'
                """)
    }

    /// The exchange whose bytes a spool file holds.
    package func exchange(spoolName: String) throws -> Exchange? {
        try rows("SELECT * FROM exchange WHERE spool_name = ?", [spoolName]).first
            .map(Exchange.init)
    }

    /// The first inbound exchange of a folder with the same bytes, other than `id`.
    package func earlierExchange(folder: String, sha256: String, before id: Int64) throws
        -> Exchange?
    {
        try rows(
            """
            SELECT * FROM exchange
            WHERE folder = ? AND sha256 = ? AND direction = 'in' AND id < ? AND queue <> 'hold'
            ORDER BY id LIMIT 1
            """, [folder, sha256, id]
        ).first.map(Exchange.init)
    }

    /// Inbound exchanges whose drop may still lie in the partner's folder.
    package func exchangesWithDrop() throws -> [Exchange] {
        try rows("SELECT * FROM exchange WHERE drop_inode IS NOT NULL ORDER BY id", [])
            .map(Exchange.init)
    }

    /// The exchange that a dropped file was taken in as, while its removal is not yet recorded.
    package func exchange(claimedFrom drop: DropMark) throws -> Exchange? {
        try rows(
            """
            SELECT * FROM exchange WHERE drop_inode = ? AND drop_device = ?
                AND drop_byte_count = ? AND drop_modified = ?
            """, [drop.inode, drop.device, drop.byteCount, drop.modified]
        ).first.map(Exchange.init)
    }

    /// Everything that answers an exchange, oldest first.
    package func answers(to exchangeID: Int64) throws -> [Exchange] {
        try rows("SELECT * FROM exchange WHERE answers = ? ORDER BY id", [exchangeID])
            .map(Exchange.init)
    }

    /// The bytes of something sent, when they were kept.
    package func sentBytes(of exchangeID: Int64) throws -> [UInt8]? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT bytes FROM sent_bytes WHERE exchange_id = ?"),
            arguments: [exchangeID]
        ).map { Array($0) }
    }

    /// Outbound exchanges that are written and may not be delivered yet.
    package func outgoing(folder: String) throws -> [Exchange] {
        try rows(
            "SELECT * FROM exchange WHERE state = 'outgoing' AND folder = ? ORDER BY id", [folder]
        ).map(Exchange.init)
    }

    /// Outbound exchanges whose acknowledgment was due before `now` and is still awaited.
    package func overdue(at now: Timestamp) throws -> [Exchange] {
        try rows(
            "SELECT * FROM exchange WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY id",
            [now.milliseconds]
        ).map(Exchange.init)
    }

    /// Deferred exchanges whose time has come.
    package func deferredExchanges(dueAt now: Timestamp) throws -> [Exchange] {
        try rows(
            """
            SELECT * FROM exchange WHERE state = 'deferred' AND next_attempt_at <= ? ORDER BY id
            """, [now.milliseconds]
        ).map(Exchange.init)
    }

    package func interchanges(of exchangeID: Int64) throws -> [InterchangeRow] {
        try rows(
            "SELECT * FROM interchange WHERE exchange_id = ? ORDER BY ordinal", [exchangeID]
        ).map(InterchangeRow.init)
    }

    /// The first interchange of a partner with the same ids and control number, from another
    /// exchange or an earlier place of the same one.
    package func earlierInterchange(
        partner: String, sender: String, receiver: String, controlNumber: String, usage: String,
        before ordinal: Int, of exchangeID: Int64
    ) throws -> InterchangeRow? {
        try rows(
            """
            SELECT * FROM interchange
            WHERE partner = ? AND control_number = ? AND sender = ? AND receiver = ? AND usage = ?
                AND (exchange_id <> ? OR ordinal < ?) AND state = 'accepted'
            ORDER BY id LIMIT 1
            """, [partner, controlNumber, sender, receiver, usage, exchangeID, ordinal]
        ).first.map(InterchangeRow.init)
    }

    // MARK: Documents

    package func document(_ id: Int64) throws -> DocumentRow? {
        try rows("SELECT * FROM document WHERE id = ?", [id]).first.map(DocumentRow.init)
    }

    /// Documents of an exchange in file order. Payloads are left out unless asked for.
    package func documents(of exchangeID: Int64, limit: Int = 1000) throws -> [DocumentRow] {
        try rows(
            """
            SELECT * FROM document WHERE exchange_id = ?
            ORDER BY interchange_ordinal, ordinal LIMIT ?
            """, [exchangeID, limit]
        ).map(DocumentRow.init)
    }

    /// Documents of a partner that are due for posting, in the order they came.
    ///
    /// Order is kept by cutting at the first one that waits for another try: nothing behind it in
    /// the lane goes first.
    package func documentsToPost(partner: String, at now: Timestamp, limit: Int) throws
        -> [DocumentRow]
    {
        let candidates = try rows(
            """
            SELECT document.* FROM document JOIN exchange ON exchange.id = document.exchange_id
            WHERE document.state = 'posting' AND document.partner = ?
                AND exchange.state <> 'incoming'
            ORDER BY document.id LIMIT ?
            """, [partner, limit]
        ).map(DocumentRow.init)
        return Array(candidates.prefix { ($0.nextAttemptAt ?? now) <= now })
    }

    /// Partners with documents of a folder on their way to the ERP.
    package func partnersToPost(folder: String) throws -> Set<String> {
        try String.fetchSet(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT document.partner FROM document
                    JOIN exchange ON exchange.id = document.exchange_id
                    WHERE document.state = 'posting' AND exchange.folder = ?
                        AND exchange.state <> 'incoming'
                    """), arguments: [folder])
    }

    /// When the next deferred exchange or waiting document is due.
    package func nextAttempt() throws -> Timestamp? {
        try Timestamp(
            Int64.fetchOne(
                db,
                sql: """
                    SELECT min(at) FROM (
                        SELECT min(next_attempt_at) AS at FROM exchange WHERE state = 'deferred'
                        UNION ALL
                        SELECT min(next_attempt_at) FROM document WHERE state = 'posting')
                    """))
    }

    /// How many documents of an exchange stand in each state.
    package func documentStates(of exchangeID: Int64) throws -> [DocumentState: Int] {
        var counts: [DocumentState: Int] = [:]
        for row in try rows(
            "SELECT state, count(*) AS n FROM document WHERE exchange_id = ? GROUP BY state",
            [exchangeID])
        {
            if let state = DocumentState(rawValue: row["state"]) { counts[state] = row["n"] }
        }
        return counts
    }

    /// Why the first document of an exchange that did not go through did not.
    package func firstReason(of exchangeID: Int64) throws -> HoldReason? {
        try rows(
            """
            SELECT * FROM document
            WHERE exchange_id = ? AND state IN ('held', 'dead', 'rejected', 'duplicate')
            ORDER BY state = 'rejected', state = 'duplicate', interchange_ordinal, ordinal LIMIT 1
            """, [exchangeID]
        ).first.flatMap(HoldReason.init(row:))
    }

    /// How many documents of an exchange are of each transaction set.
    package func setCounts(of exchangeID: Int64) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try rows(
            "SELECT set_code, count(*) AS n FROM document WHERE exchange_id = ? GROUP BY set_code",
            [exchangeID])
        {
            counts[row["set_code"]] = row["n"]
        }
        return counts
    }

    /// Documents that wait for a person, oldest first.
    package func documents(in state: DocumentState, limit: Int = 1000) throws -> [DocumentRow] {
        try rows(
            "SELECT * FROM document WHERE state = ? ORDER BY id LIMIT ?", [state.rawValue, limit]
        ).map(DocumentRow.init)
    }

    /// Documents we sent to a partner, by the numbers an acknowledgment names; an empty set
    /// control number means the whole group.
    package func sentDocuments(
        partner: String, functionalID: String, groupControlNumber: String,
        setControlNumber: String = ""
    ) throws -> [DocumentRow] {
        try rows(
            """
            SELECT document.* FROM document JOIN exchange ON exchange.id = document.exchange_id
            WHERE document.partner = ?1 AND functional_id = ?2
                AND CAST(group_control_number AS INTEGER) = CAST(?3 AS INTEGER)
                AND (?4 = '' OR set_control_number = ?4) AND exchange.direction = 'out'
            ORDER BY document.id DESC LIMIT 1000
            """, [partner, functionalID, groupControlNumber, setControlNumber]
        ).map(DocumentRow.init)
    }

    /// What we sent to a partner in an interchange of this number, newest first.
    package func sentExchanges(partner: String, controlNumber: String) throws -> [Exchange] {
        try rows(
            """
            SELECT * FROM exchange
            WHERE partner = ? AND direction = 'out'
                AND CAST(control_number AS INTEGER) = CAST(? AS INTEGER)
            ORDER BY id DESC LIMIT 100
            """, [partner, controlNumber]
        ).map(Exchange.init)
    }

    /// The findings of an exchange as the JSON they were stored in, with their document.
    package func findings(of exchangeID: Int64, limit: Int = 1000) throws -> [(
        documentID: Int64?, body: String
    )] {
        try rows(
            "SELECT document_id, body FROM finding WHERE exchange_id = ? ORDER BY rowid LIMIT ?",
            [exchangeID, limit]
        ).map { ($0["document_id"], $0["body"]) }
    }

    /// The findings of one document as the JSON they were stored in.
    package func findings(ofDocument id: Int64, limit: Int = 1000) throws -> [String] {
        try rows(
            "SELECT body FROM finding WHERE document_id = ? ORDER BY rowid LIMIT ?", [id, limit]
        ).map { $0["body"] }
    }

    package func records(ofDocument id: Int64) throws -> [RecordLink] {
        try rows(
            "SELECT * FROM posted_record WHERE document_id = ? ORDER BY model, record_id", [id]
        ).map {
            RecordLink(
                model: $0["model"], id: $0["record_id"], name: $0["name"], action: $0["action"])
        }
    }

    // MARK: Process

    package func transitions(of exchangeID: Int64) throws -> [Transition] {
        try rows("SELECT * FROM transition WHERE exchange_id = ? ORDER BY id", [exchangeID])
            .map(Transition.init)
    }

    /// Exchanges and documents that mention a business or control number.
    package func references(to value: String) throws -> [(
        kind: String, exchangeID: Int64, documentID: Int64?
    )] {
        try rows(
            """
            SELECT kind, exchange_id, document_id FROM reference
            WHERE value = ? ORDER BY exchange_id, document_id LIMIT 1000
            """, [value]
        ).map { row in
            let documentID: Int64 = row["document_id"]
            return (row["kind"], row["exchange_id"], documentID == 0 ? nil : documentID)
        }
    }

    package func events(subject: String) throws -> [BusinessEvent] {
        try rows("SELECT * FROM event WHERE subject = ? ORDER BY at, id", [subject])
            .map(BusinessEvent.init)
    }

    /// Whether an order went out with this content before.
    package func isIssued(partner: String, order: String, content: String) throws -> Bool {
        try !rows(
            """
            SELECT 1 FROM issued_order WHERE partner = ? AND order_name = ? AND content = ?
            """, [partner, order, content]
        ).isEmpty
    }

    /// Whether an order went out at all.
    package func isIssued(partner: String, order: String) throws -> Bool {
        try !rows(
            "SELECT 1 FROM issued_order WHERE partner = ? AND order_name = ?", [partner, order]
        ).isEmpty
    }

    /// One row of the status overview.
    package struct StatusRow: Hashable, Sendable, Codable {
        package var partner: String
        package var direction: String
        package var state: String
        package var count: Int
    }

    package func status() throws -> [StatusRow] {
        try rows(
            """
            SELECT coalesce(partner, folder) AS p, direction, state, count(*) AS n
            FROM exchange GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """, []
        ).map {
            StatusRow(
                partner: $0["p"], direction: $0["direction"], state: $0["state"], count: $0["n"])
        }
    }
}
