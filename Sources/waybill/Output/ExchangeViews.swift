internal import Diagnostics
internal import Journal

/// The exchange as `--json` shows it. Field names are part of the interface.
struct ExchangeView: Encodable {
    let id: Int64
    let direction: String
    let partner: String?
    let folder: String
    let file: String
    let bytes: Int64
    let sha256: String
    let format: String
    let contents: String
    let environment: String
    let controlNumber: String
    let state: String
    let validation: String
    let delivery: String
    let acknowledgment: String
    let answers: Int64?
    let spoolFile: String
    let reason: HoldReason?
    let attempts: Int
    let received: String
    let updated: String

    init(_ exchange: Exchange) {
        id = exchange.id
        direction = exchange.direction == .inbound ? "inbound" : "outbound"
        partner = exchange.partner
        folder = exchange.folder
        file = exchange.fileName
        bytes = exchange.byteCount
        sha256 = exchange.sha256
        format = exchange.format
        contents = exchange.contents
        environment = exchange.environment
        controlNumber = exchange.controlNumber
        state = exchange.state.rawValue
        validation = exchange.validation
        delivery = exchange.delivery
        acknowledgment = exchange.acknowledgment
        answers = exchange.answers
        spoolFile = "\(exchange.queue)/\(exchange.spoolName)"
        reason = exchange.reason
        attempts = exchange.attempts
        received = exchange.receivedAt.description
        updated = exchange.updatedAt.description
    }
}

struct DocumentView: Encodable {
    let id: Int64
    let exchange: Int64
    let partner: String
    let set: String
    let type: String
    let reference: String
    let groupControlNumber: String
    let transactionSetControlNumber: String
    let verdict: String
    let state: String
    let acknowledgment: String
    let reason: HoldReason?
    let attempts: Int
    let records: [RecordLink]

    init(_ document: DocumentRow, records: [RecordLink]) {
        id = document.id
        exchange = document.exchangeID
        partner = document.partner
        set = document.setCode
        type = document.type
        reference = document.reference
        groupControlNumber = document.groupControlNumber
        transactionSetControlNumber = document.setControlNumber
        verdict = document.verdict
        state = document.state.rawValue
        acknowledgment = document.acknowledgment
        reason = document.reason
        attempts = document.attempts
        self.records = records
    }
}

extension RecordLink {
    /// `created purchase.order P00105`.
    var sentence: String { "\(action) \(model) \(name)" }
}
