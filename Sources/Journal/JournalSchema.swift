internal import GRDB

/// The tables of the journal. A released migration is never edited; a change is a new one.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 exchanges") { try $0.execute(sql: exchanges) }
        migrator.registerMigration("1 documents") { try $0.execute(sql: documents) }
        migrator.registerMigration("1 process") { try $0.execute(sql: process) }
        migrator.registerMigration("2 advice") { try $0.execute(sql: advice) }
        return migrator
    }

    /// One row per thing received or sent, and per interchange in it.
    private static let exchanges = """
        CREATE TABLE exchange (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            direction TEXT NOT NULL,
            partner TEXT,
            folder TEXT NOT NULL,
            spool_name TEXT NOT NULL UNIQUE,
            file_name TEXT NOT NULL,
            byte_count INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            format TEXT NOT NULL DEFAULT '',
            contents TEXT NOT NULL DEFAULT '',
            environment TEXT NOT NULL DEFAULT '',
            control_number TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL,
            validation TEXT NOT NULL DEFAULT '',
            delivery TEXT NOT NULL DEFAULT '',
            acknowledgment TEXT NOT NULL DEFAULT '',
            answers INTEGER REFERENCES exchange(id),
            queue TEXT NOT NULL,
            drop_device INTEGER,
            drop_inode INTEGER,
            drop_byte_count INTEGER,
            drop_modified INTEGER,
            reason_code TEXT,
            reason TEXT,
            owner TEXT,
            next_step TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            releases INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            due_at INTEGER,
            profile_version TEXT NOT NULL DEFAULT '',
            received_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX exchange_by_state ON exchange(state, folder, id);
        CREATE INDEX exchange_by_partner ON exchange(partner, id);
        CREATE INDEX exchange_by_content ON exchange(folder, sha256) WHERE direction = 'in';
        CREATE INDEX exchange_by_answers ON exchange(answers) WHERE answers IS NOT NULL;
        CREATE INDEX exchange_by_drop ON exchange(drop_inode) WHERE drop_inode IS NOT NULL;
        CREATE INDEX exchange_by_due ON exchange(due_at) WHERE due_at IS NOT NULL;

        CREATE TABLE interchange (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            ordinal INTEGER NOT NULL,
            partner TEXT NOT NULL,
            sender TEXT NOT NULL,
            receiver TEXT NOT NULL,
            control_number TEXT NOT NULL,
            usage TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            state TEXT NOT NULL,
            first_id INTEGER,
            acknowledgment_id INTEGER REFERENCES exchange(id)
        ) STRICT;
        CREATE INDEX interchange_by_exchange ON interchange(exchange_id, ordinal);
        CREATE INDEX interchange_by_control
            ON interchange(partner, control_number, sender, receiver);

        CREATE TABLE sent_bytes (
            exchange_id INTEGER PRIMARY KEY REFERENCES exchange(id),
            bytes BLOB NOT NULL
        ) STRICT;

        CREATE TABLE control_number (
            partner TEXT NOT NULL,
            kind TEXT NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (partner, kind)
        ) STRICT, WITHOUT ROWID;
        """

    /// One row per transaction set or XML document, with everything said about it.
    private static let documents = """
        CREATE TABLE document (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            interchange_ordinal INTEGER NOT NULL DEFAULT 0,
            ordinal INTEGER NOT NULL,
            partner TEXT NOT NULL,
            set_code TEXT NOT NULL,
            version TEXT NOT NULL DEFAULT '',
            functional_id TEXT NOT NULL DEFAULT '',
            group_ordinal INTEGER NOT NULL DEFAULT 0,
            discriminator TEXT NOT NULL DEFAULT '',
            group_control_number TEXT NOT NULL DEFAULT '',
            set_control_number TEXT NOT NULL DEFAULT '',
            type TEXT NOT NULL DEFAULT '',
            reference TEXT NOT NULL DEFAULT '',
            verdict TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL,
            acknowledgment TEXT NOT NULL DEFAULT '',
            payload TEXT,
            reason_code TEXT,
            reason TEXT,
            owner TEXT,
            next_step TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            updated_at INTEGER NOT NULL,
            UNIQUE (exchange_id, interchange_ordinal, ordinal)
        ) STRICT;
        CREATE INDEX document_by_state ON document(state, partner, id);
        CREATE INDEX document_by_control
            ON document(partner, functional_id, group_control_number, set_control_number);

        CREATE TABLE finding (
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            document_id INTEGER REFERENCES document(id),
            code TEXT NOT NULL,
            severity TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX finding_by_exchange ON finding(exchange_id);

        CREATE TABLE posted_record (
            document_id INTEGER NOT NULL REFERENCES document(id),
            model TEXT NOT NULL,
            record_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            action TEXT NOT NULL,
            PRIMARY KEY (document_id, model, record_id, action)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reference (
            value TEXT NOT NULL COLLATE NOCASE,
            kind TEXT NOT NULL,
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            document_id INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (value, kind, exchange_id, document_id)
        ) STRICT, WITHOUT ROWID;
        """

    /// State changes, business events, and what has been sent out for which order.
    private static let process = """
        CREATE TABLE transition (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            document_id INTEGER,
            from_state TEXT,
            to_state TEXT NOT NULL,
            actor TEXT NOT NULL,
            note TEXT
        ) STRICT;
        CREATE INDEX transition_by_exchange ON transition(exchange_id);

        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            type TEXT NOT NULL,
            subject TEXT NOT NULL,
            partner TEXT NOT NULL,
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            document_id INTEGER,
            key TEXT NOT NULL UNIQUE,
            data TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE INDEX event_by_subject ON event(subject);

        CREATE TABLE issued_order (
            partner TEXT NOT NULL,
            order_name TEXT NOT NULL,
            content TEXT NOT NULL,
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            PRIMARY KEY (partner, order_name, content)
        ) STRICT, WITHOUT ROWID;
        """

    /// Decisions about received documents that their senders are told (824): one of each verdict.
    /// What was found about one document is read and said anew without a look at its neighbours.
    private static let advice = """
        CREATE TABLE advice (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES document(id),
            exchange_id INTEGER NOT NULL REFERENCES exchange(id),
            verdict TEXT NOT NULL,
            reason_code TEXT,
            reason TEXT,
            owner TEXT,
            next_step TEXT,
            words TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL,
            sent_id INTEGER REFERENCES exchange(id),
            decided_at INTEGER NOT NULL,
            UNIQUE (document_id, verdict)
        ) STRICT;
        CREATE INDEX advice_by_state ON advice(state) WHERE state = 'due';
        CREATE INDEX finding_by_document ON finding(document_id) WHERE document_id IS NOT NULL;
        """
}
