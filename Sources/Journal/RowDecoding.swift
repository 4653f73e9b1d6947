internal import Diagnostics
internal import GRDB

// How rows become values. Unknown state words cannot occur: a newer journal is refused on opening.

extension HoldReason {
    init?(row: Row) {
        guard let code: String = row["reason_code"] else { return nil }
        self.init(
            code: code, message: row["reason"] ?? "", owner: row["owner"] ?? "",
            nextStep: row["next_step"] ?? "")
    }
}

extension Timestamp {
    init?(_ milliseconds: Int64?) {
        guard let milliseconds else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension Exchange {
    init(row: Row) {
        self.init(
            direction: Direction(rawValue: row["direction"]) ?? .inbound, folder: row["folder"],
            spoolName: row["spool_name"], fileName: row["file_name"],
            byteCount: row["byte_count"], sha256: row["sha256"],
            state: ExchangeState(rawValue: row["state"]) ?? .held, queue: row["queue"],
            receivedAt: Timestamp(milliseconds: row["received_at"]))
        id = row["id"]
        partner = row["partner"]
        format = row["format"]
        contents = row["contents"]
        environment = row["environment"]
        controlNumber = row["control_number"]
        validation = row["validation"]
        delivery = row["delivery"]
        acknowledgment = row["acknowledgment"]
        answers = row["answers"]
        if let inode: Int64 = row["drop_inode"] {
            drop = DropMark(
                device: row["drop_device"], inode: inode, byteCount: row["drop_byte_count"],
                modified: row["drop_modified"])
        }
        reason = HoldReason(row: row)
        attempts = row["attempts"]
        releases = row["releases"]
        nextAttemptAt = Timestamp(row["next_attempt_at"])
        dueAt = Timestamp(row["due_at"])
        profileVersion = row["profile_version"]
        updatedAt = Timestamp(milliseconds: row["updated_at"])
    }
}

extension InterchangeRow {
    init(row: Row) {
        self.init(
            exchangeID: row["exchange_id"], ordinal: row["ordinal"], partner: row["partner"],
            sender: row["sender"], receiver: row["receiver"],
            controlNumber: row["control_number"], usage: row["usage"],
            fingerprint: row["fingerprint"], state: State(rawValue: row["state"]) ?? .rejected)
        id = row["id"]
        firstID = row["first_id"]
        acknowledgmentID = row["acknowledgment_id"]
    }
}

extension DocumentRow {
    init(row: Row) {
        self.init(
            exchangeID: row["exchange_id"], interchangeOrdinal: row["interchange_ordinal"],
            ordinal: row["ordinal"], partner: row["partner"], setCode: row["set_code"],
            state: DocumentState(rawValue: row["state"]) ?? .held,
            updatedAt: Timestamp(milliseconds: row["updated_at"]))
        id = row["id"]
        version = row["version"]
        functionalID = row["functional_id"]
        groupOrdinal = row["group_ordinal"]
        discriminator = row["discriminator"]
        groupControlNumber = row["group_control_number"]
        setControlNumber = row["set_control_number"]
        type = row["type"]
        reference = row["reference"]
        verdict = row["verdict"]
        acknowledgment = row["acknowledgment"]
        payload = row["payload"]
        reason = HoldReason(row: row)
        attempts = row["attempts"]
        nextAttemptAt = Timestamp(row["next_attempt_at"])
    }
}

extension Transition {
    init(row: Row) {
        self.init(
            at: Timestamp(milliseconds: row["at"]), documentID: row["document_id"],
            from: row["from_state"], to: row["to_state"], actor: row["actor"], note: row["note"])
    }
}

extension BusinessEvent {
    init(row: Row) {
        self.init(
            at: Timestamp(milliseconds: row["at"]), type: row["type"], subject: row["subject"],
            partner: row["partner"], exchangeID: row["exchange_id"],
            documentID: row["document_id"], key: row["key"], data: row["data"])
    }
}
