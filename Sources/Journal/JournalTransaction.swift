package import Diagnostics
internal import Foundation
internal import GRDB

/// The writes of one commit. Handed to the body of `JournalStore.commit`, and not to be kept.
package struct JournalTransaction: ~Copyable {
    let db: Database

    /// Reads that see this commit's own writes.
    package var reader: JournalReader { JournalReader(db: db) }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    // MARK: Exchanges

    /// Inserts an exchange and its first transition; returns its id.
    package func insert(_ exchange: Exchange, actor: String = "daemon") throws -> Int64 {
        try run(
            """
            INSERT INTO exchange (direction, partner, folder, spool_name, file_name, byte_count,
                sha256, format, contents, environment, control_number, state, validation, delivery,
                acknowledgment, answers, queue, drop_device, drop_inode, drop_byte_count,
                drop_modified, reason_code, reason, owner, next_step, attempts, next_attempt_at,
                due_at, profile_version, received_at, updated_at)
            VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
            """,
            [
                exchange.direction.rawValue, exchange.partner, exchange.folder,
                exchange.spoolName, exchange.fileName, exchange.byteCount, exchange.sha256,
                exchange.format, exchange.contents, exchange.environment, exchange.controlNumber,
                exchange.state.rawValue, exchange.validation, exchange.delivery,
                exchange.acknowledgment, exchange.answers, exchange.queue, exchange.drop?.device,
                exchange.drop?.inode, exchange.drop?.byteCount, exchange.drop?.modified,
                exchange.reason?.code, exchange.reason?.message, exchange.reason?.owner,
                exchange.reason?.nextStep, exchange.attempts,
                exchange.nextAttemptAt?.milliseconds, exchange.dueAt?.milliseconds,
                exchange.profileVersion, exchange.receivedAt.milliseconds,
                exchange.updatedAt.milliseconds,
            ])
        let id = db.lastInsertedRowID
        try record(
            Transition(
                at: exchange.receivedAt, documentID: nil, from: nil, to: exchange.state.rawValue,
                actor: actor, note: nil), of: id)
        return id
    }

    /// Rewrites everything about an exchange that can change, and records the transition when the
    /// state is another one.
    package func update(
        _ exchange: Exchange, from previous: ExchangeState?, at now: Timestamp,
        actor: String = "daemon", note: String? = nil
    ) throws {
        try run(
            """
            UPDATE exchange SET partner = ?, file_name = ?, format = ?, contents = ?,
                environment = ?, control_number = ?, state = ?, validation = ?, delivery = ?,
                acknowledgment = ?, queue = ?, reason_code = ?, reason = ?, owner = ?,
                next_step = ?, attempts = ?, releases = ?, next_attempt_at = ?, due_at = ?,
                profile_version = ?, updated_at = ?
            WHERE id = ?
            """,
            [
                exchange.partner, exchange.fileName, exchange.format, exchange.contents,
                exchange.environment, exchange.controlNumber, exchange.state.rawValue,
                exchange.validation, exchange.delivery, exchange.acknowledgment, exchange.queue,
                exchange.reason?.code, exchange.reason?.message, exchange.reason?.owner,
                exchange.reason?.nextStep, exchange.attempts, exchange.releases,
                exchange.nextAttemptAt?.milliseconds, exchange.dueAt?.milliseconds,
                exchange.profileVersion, now.milliseconds, exchange.id,
            ])
        guard previous != exchange.state else { return }
        try record(
            Transition(
                at: now, documentID: nil, from: previous?.rawValue, to: exchange.state.rawValue,
                actor: actor, note: note ?? exchange.reason?.code), of: exchange.id)
    }

    /// The drop is gone from the partner's folder: forget how to find it.
    package func forgetDrop(of exchangeID: Int64) throws {
        try run(
            """
            UPDATE exchange SET drop_device = NULL, drop_inode = NULL, drop_byte_count = NULL,
                drop_modified = NULL WHERE id = ?
            """, [exchangeID])
    }

    /// Inserts an interchange, or rewrites the row of the same place when the file is read again;
    /// returns its id. An acknowledgment that was given stays linked.
    package func insert(_ interchange: InterchangeRow) throws -> Int64 {
        let existing = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT id FROM interchange WHERE exchange_id = ? AND ordinal = ?"),
            arguments: [interchange.exchangeID, interchange.ordinal])
        if let existing {
            try run(
                "UPDATE interchange SET state = ?, first_id = ?, partner = ? WHERE id = ?",
                [interchange.state.rawValue, interchange.firstID, interchange.partner, existing])
            return existing
        }
        try run(
            """
            INSERT INTO interchange (exchange_id, ordinal, partner, sender, receiver,
                control_number, usage, fingerprint, state, first_id, acknowledgment_id)
            VALUES (?,?,?,?,?,?,?,?,?,?,?)
            """,
            [
                interchange.exchangeID, interchange.ordinal, interchange.partner,
                interchange.sender, interchange.receiver, interchange.controlNumber,
                interchange.usage, interchange.fingerprint, interchange.state.rawValue,
                interchange.firstID, interchange.acknowledgmentID,
            ])
        return db.lastInsertedRowID
    }

    /// Links an interchange with the exchange that answers it.
    package func setAcknowledgment(_ exchangeID: Int64, ofInterchange id: Int64) throws {
        try run("UPDATE interchange SET acknowledgment_id = ? WHERE id = ?", [exchangeID, id])
    }

    /// The first of `count` control numbers of a kind (`ISA`, `GS`, …) for a partner, from 1 to
    /// `limit` and then from 1 again. Taken in the commit that makes the file, so that a number is
    /// never used twice and none is left out.
    package func takeControlNumbers(
        partner: String, kind: String, count: Int = 1, limit: Int = 999_999_999
    ) throws -> Int {
        let last =
            try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT last FROM control_number WHERE partner = ? AND kind = ?"),
                arguments: [partner, kind]) ?? 0
        let first = last + count > limit ? 1 : last + 1
        try run(
            """
            INSERT INTO control_number (partner, kind, last) VALUES (?, ?, ?)
            ON CONFLICT (partner, kind) DO UPDATE SET last = excluded.last
            """, [partner, kind, first + count - 1])
        return first
    }

    /// Keeps the bytes of something sent, to be sent again unchanged.
    package func keep(_ bytes: [UInt8], of exchangeID: Int64) throws {
        try run(
            "INSERT INTO sent_bytes (exchange_id, bytes) VALUES (?, ?)",
            [exchangeID, Data(bytes)])
    }

    // MARK: Documents

    /// Inserts a document; returns its id. The same place of the same exchange again replaces the
    /// row and its findings, so that a file read a second time after a crash leaves one row.
    package func insert(_ document: DocumentRow) throws -> Int64 {
        let existing = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id FROM document
                    WHERE exchange_id = ? AND interchange_ordinal = ? AND ordinal = ?
                    """),
            arguments: [document.exchangeID, document.interchangeOrdinal, document.ordinal])
        if let existing {
            try run("DELETE FROM finding WHERE document_id = ?", [existing])
            var replaced = document
            replaced.id = existing
            try update(replaced, from: nil, at: document.updatedAt, recordsTransition: false)
            return existing
        }
        try run(
            """
            INSERT INTO document (exchange_id, interchange_ordinal, ordinal, partner, set_code,
                version, functional_id, group_ordinal, discriminator, group_control_number,
                set_control_number, type, reference, verdict, state, acknowledgment, payload,
                reason_code, reason, owner, next_step, attempts, next_attempt_at, updated_at)
            VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
            """,
            [
                document.exchangeID, document.interchangeOrdinal, document.ordinal,
                document.partner, document.setCode, document.version, document.functionalID,
                document.groupOrdinal, document.discriminator, document.groupControlNumber,
                document.setControlNumber, document.type,
                document.reference, document.verdict, document.state.rawValue,
                document.acknowledgment, document.payload, document.reason?.code,
                document.reason?.message, document.reason?.owner, document.reason?.nextStep,
                document.attempts, document.nextAttemptAt?.milliseconds,
                document.updatedAt.milliseconds,
            ])
        return db.lastInsertedRowID
    }

    package func update(
        _ document: DocumentRow, from previous: DocumentState?, at now: Timestamp,
        actor: String = "daemon", note: String? = nil, recordsTransition: Bool = true
    ) throws {
        try run(
            """
            UPDATE document SET partner = ?, type = ?, reference = ?, verdict = ?, state = ?,
                acknowledgment = ?, payload = ?, reason_code = ?, reason = ?, owner = ?,
                next_step = ?, attempts = ?, next_attempt_at = ?, updated_at = ?
            WHERE id = ?
            """,
            [
                document.partner, document.type, document.reference, document.verdict,
                document.state.rawValue, document.acknowledgment, document.payload,
                document.reason?.code, document.reason?.message, document.reason?.owner,
                document.reason?.nextStep, document.attempts,
                document.nextAttemptAt?.milliseconds, now.milliseconds, document.id,
            ])
        guard recordsTransition, previous != document.state else { return }
        try record(
            Transition(
                at: now, documentID: document.id, from: previous?.rawValue,
                to: document.state.rawValue, actor: actor, note: note ?? document.reason?.code),
            of: document.exchangeID)
    }

    /// Moves all documents of an interchange, or of one of its groups, that are on their way to
    /// the ERP into another state: for what is only known at its end.
    package func changePostings(
        of exchangeID: Int64, interchange: Int, group: Int?, to state: DocumentState,
        reason: HoldReason, at now: Timestamp
    ) throws {
        try run(
            """
            UPDATE document SET state = ?, reason_code = ?, reason = ?, owner = ?, next_step = ?,
                updated_at = ?
            WHERE exchange_id = ? AND interchange_ordinal = ? AND state = 'posting'
                AND (? IS NULL OR group_ordinal = ?)
            """,
            [
                state.rawValue, reason.code, reason.message, reason.owner, reason.nextStep,
                now.milliseconds, exchangeID, interchange, group, group,
            ])
    }

    package func insert(_ finding: Diagnostic, body: String, exchangeID: Int64, documentID: Int64?)
        throws
    {
        try run(
            """
            INSERT INTO finding (exchange_id, document_id, code, severity, body)
            VALUES (?,?,?,?,?)
            """,
            [
                exchangeID, documentID, finding.code.rawValue, finding.severity.rawValue, body,
            ])
    }

    /// Forgets the findings of an exchange that belong to no document, before it is read again.
    package func removeFindings(of exchangeID: Int64) throws {
        try run("DELETE FROM finding WHERE exchange_id = ?", [exchangeID])
    }

    package func insert(_ link: RecordLink, documentID: Int64) throws {
        try run(
            """
            INSERT OR IGNORE INTO posted_record (document_id, model, record_id, name, action)
            VALUES (?,?,?,?,?)
            """, [documentID, link.model, link.id, link.name, link.action])
    }

    /// Makes a business number findable: `kind` is `order`, `invoice`, `shipment` or `control`.
    package func insertReference(
        _ value: String, kind: String, exchangeID: Int64, documentID: Int64?
    ) throws {
        guard !value.isEmpty else { return }
        try run(
            """
            INSERT OR IGNORE INTO reference (value, kind, exchange_id, document_id)
            VALUES (?,?,?,?)
            """, [value, kind, exchangeID, documentID ?? 0])
    }

    // MARK: Process

    package func record(_ transition: Transition, of exchangeID: Int64) throws {
        try run(
            """
            INSERT INTO transition (at, exchange_id, document_id, from_state, to_state, actor, note)
            VALUES (?,?,?,?,?,?,?)
            """,
            [
                transition.at.milliseconds, exchangeID, transition.documentID, transition.from,
                transition.to, transition.actor, transition.note,
            ])
    }

    /// Appends an event; the same key again changes nothing.
    package func append(_ event: BusinessEvent) throws {
        try run(
            """
            INSERT OR IGNORE INTO event
                (at, type, subject, partner, exchange_id, document_id, key, data)
            VALUES (?,?,?,?,?,?,?,?)
            """,
            [
                event.at.milliseconds, event.type, event.subject, event.partner, event.exchangeID,
                event.documentID, event.key, event.data,
            ])
    }

    /// Notes that an order went out with this content.
    package func recordIssuedOrder(
        partner: String, order: String, content: String, exchangeID: Int64
    ) throws {
        try run(
            """
            INSERT INTO issued_order (partner, order_name, content, exchange_id) VALUES (?,?,?,?)
            """, [partner, order, content, exchangeID])
    }
}
