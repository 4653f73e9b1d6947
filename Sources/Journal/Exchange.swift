package import Diagnostics

/// Seen from the appliance.
package enum Direction: String, Sendable, Codable { case inbound = "in", outbound = "out" }

/// Where an exchange stands. Inbound ones begin at `incoming`, outbound ones at `outgoing`.
package enum ExchangeState: String, Sendable, Codable, CaseIterable {
    /// Safe in the spool, not read yet.
    case incoming
    /// Read and answered; some of its documents are still on their way to the ERP.
    case posting
    /// Waiting for another try after a passing fault.
    case deferred
    /// Every document in it reached the ERP.
    case posted
    /// Refused, and the partner was told.
    case rejected
    /// Waits for a person; reason, owner and next step say who and for what.
    case held
    /// Given up; only a person can start it again.
    case dead
    /// The same bytes, or the same interchange, came before; the same answer was given.
    case duplicate
    /// An acknowledgment that was matched with what it answers.
    case settled
    /// Written, on its way to the partner's folder.
    case outgoing
    /// Lies in the partner's outbound folder.
    case delivered
}

/// Where a document (a transaction set or an XML document) stands.
package enum DocumentState: String, Sendable, Codable, CaseIterable {
    /// On its way to the ERP.
    case posting
    case posted, rejected, held, dead, duplicate, settled
    /// Sent to the partner (outbound documents).
    case sent
}

/// How a thing stopped on its way: what a held, dead or rejected row shows.
package struct HoldReason: Hashable, Sendable, Codable {
    /// Stable code, such as `partner.unknown`.
    package var code: String
    package var message: String
    /// Role that has to act.
    package var owner: String
    /// The verb that moves it on, as a command or in words.
    package var nextStep: String

    package init(code: String, message: String, owner: String, nextStep: String) {
        self.code = code
        self.message = message
        self.owner = owner
        self.nextStep = nextStep
    }
}

/// Identity of a dropped file, by which it is removed once its copy is safe.
package struct DropMark: Hashable, Sendable {
    package var device: Int64
    package var inode: Int64
    package var byteCount: Int64
    /// Modification time in nanoseconds since 1970.
    package var modified: Int64

    package init(device: Int64, inode: Int64, byteCount: Int64, modified: Int64) {
        self.device = device
        self.inode = inode
        self.byteCount = byteCount
        self.modified = modified
    }
}

/// One thing received or sent.
package struct Exchange: Hashable, Sendable {
    package var id: Int64
    package var direction: Direction
    /// The partner it was found to belong to; `nil` until recognised.
    package var partner: String?
    /// The partner folder it came in by or goes out by.
    package var folder: String
    package var spoolName: String
    /// The name the sender gave it, or the name it was delivered under.
    package var fileName: String
    package var byteCount: Int64
    package var sha256: String
    /// `X12`, `XML` or empty.
    package var format: String
    /// What is in it, for people: `850`, `997`, `855 ×12`.
    package var contents: String
    package var environment: String
    /// ISA13 of its first interchange.
    package var controlNumber: String
    package var state: ExchangeState
    /// `clean`, `warnings`, `errors` or empty.
    package var validation: String
    /// `outgoing`, `delivered` or empty.
    package var delivery: String
    /// Inbound: what we answered; outbound: `awaited`, `accepted`, `rejected`, `overdue`, or empty.
    package var acknowledgment: String
    /// The exchange this one answers.
    package var answers: Int64?
    /// The spool queue that holds its bytes.
    package var queue: String
    package var drop: DropMark?
    package var reason: HoldReason?
    package var attempts: Int
    /// How often a person released it: reasons a release may overrule no longer hold it.
    package var releases: Int
    package var nextAttemptAt: Timestamp?
    /// When an acknowledgment is overdue.
    package var dueAt: Timestamp?
    package var profileVersion: String
    package var receivedAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        direction: Direction, folder: String, spoolName: String, fileName: String,
        byteCount: Int64, sha256: String, state: ExchangeState, queue: String,
        receivedAt: Timestamp
    ) {
        id = 0
        self.direction = direction
        self.folder = folder
        self.spoolName = spoolName
        self.fileName = fileName
        self.byteCount = byteCount
        self.sha256 = sha256
        format = ""
        contents = ""
        environment = ""
        controlNumber = ""
        self.state = state
        validation = ""
        delivery = ""
        acknowledgment = ""
        self.queue = queue
        attempts = 0
        releases = 0
        profileVersion = ""
        self.receivedAt = receivedAt
        updatedAt = receivedAt
    }
}

/// One document of an exchange.
package struct DocumentRow: Hashable, Sendable {
    package var id: Int64 = 0
    package var exchangeID: Int64
    /// 1-based place of its interchange in the file; 0 for XML.
    package var interchangeOrdinal: Int
    /// 1-based place in its interchange.
    package var ordinal: Int
    package var partner: String
    /// ST01, or the XML root element's name.
    package var setCode: String
    /// GS08.
    package var version = ""
    /// GS01.
    package var functionalID = ""
    /// 1-based place of its group in the interchange.
    package var groupOrdinal = 0
    package var groupControlNumber = ""
    package var setControlNumber = ""
    /// Canonical document type; empty for acknowledgments and untranslated sets.
    package var type = ""
    /// The document's own number.
    package var reference = ""
    /// AK5 verdict: `A`, `E`, `R`.
    package var verdict = ""
    package var state: DocumentState
    /// Outbound: `awaited`, `accepted`, `rejected`, `overdue`.
    package var acknowledgment = ""
    /// Tells documents apart that carry no number of their own: ISA13, GS06 and ST02.
    package var discriminator = ""
    /// Canonical JSON; kept after posting, so that it can be posted again or told as an event.
    package var payload: String?
    package var reason: HoldReason?
    package var attempts = 0
    package var nextAttemptAt: Timestamp?
    package var updatedAt: Timestamp

    package init(
        exchangeID: Int64, interchangeOrdinal: Int, ordinal: Int, partner: String,
        setCode: String, state: DocumentState, updatedAt: Timestamp
    ) {
        self.exchangeID = exchangeID
        self.interchangeOrdinal = interchangeOrdinal
        self.ordinal = ordinal
        self.partner = partner
        self.setCode = setCode
        self.state = state
        self.updatedAt = updatedAt
    }
}

/// One interchange of an inbound exchange.
package struct InterchangeRow: Hashable, Sendable {
    package enum State: String, Sendable { case accepted, duplicate, conflicting, rejected }

    package var id: Int64 = 0
    package var exchangeID: Int64
    package var ordinal: Int
    package var partner: String
    /// Qualifier and id joined by `:`.
    package var sender: String
    package var receiver: String
    package var controlNumber: String
    package var usage: String
    /// SHA-256 of its bytes.
    package var fingerprint: String
    package var state: State
    /// The first interchange with the same control number, when this is not it.
    package var firstID: Int64?
    package var acknowledgmentID: Int64?

    package init(
        exchangeID: Int64, ordinal: Int, partner: String, sender: String, receiver: String,
        controlNumber: String, usage: String, fingerprint: String, state: State
    ) {
        self.exchangeID = exchangeID
        self.ordinal = ordinal
        self.partner = partner
        self.sender = sender
        self.receiver = receiver
        self.controlNumber = controlNumber
        self.usage = usage
        self.fingerprint = fingerprint
        self.state = state
    }
}

/// A record of the ERP that a document made, changed or found.
package struct RecordLink: Hashable, Sendable, Codable {
    package var model: String
    package var id: Int64
    package var name: String
    package var action: String

    package init(model: String, id: Int64, name: String, action: String) {
        self.model = model
        self.id = id
        self.name = name
        self.action = action
    }
}

/// A change of state as it was recorded.
package struct Transition: Hashable, Sendable {
    package var at: Timestamp
    package var documentID: Int64?
    package var from: String?
    package var to: String
    /// `daemon`, or `os:<user>` for a person at the command line.
    package var actor: String
    package var note: String?

    package init(
        at: Timestamp, documentID: Int64?, from: String?, to: String, actor: String, note: String?
    ) {
        self.at = at
        self.documentID = documentID
        self.from = from
        self.to = to
        self.actor = actor
        self.note = note
    }
}

/// A business event: a fact in the life of an order (DESIGN.md section 7).
package struct BusinessEvent: Hashable, Sendable {
    package var at: Timestamp
    /// Such as `purchase_order.acknowledged`.
    package var type: String
    /// `PO/P00042` or `INV/<partner>/<number>`.
    package var subject: String
    package var partner: String
    package var exchangeID: Int64
    package var documentID: Int64?
    /// Stays the same when the fact is told again.
    package var key: String
    /// A JSON object.
    package var data: String

    package init(
        at: Timestamp, type: String, subject: String, partner: String, exchangeID: Int64,
        documentID: Int64?, key: String, data: String
    ) {
        self.at = at
        self.type = type
        self.subject = subject
        self.partner = partner
        self.exchangeID = exchangeID
        self.documentID = documentID
        self.key = key
        self.data = data
    }
}
