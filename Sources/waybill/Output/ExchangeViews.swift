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

/// Records in words for people: what procurement calls them, with parts of a record left to it.
enum RecordSummary {
    /// What people call the records they know; others are named by their model.
    private static let names = [
        "purchase.order": "order", "stock.picking": "receipt", "account.move": "bill",
        "res.partner": "vendor", "stock.lot": "lot", "stock.package": "package",
    ]
    /// Parts of an order, receipt or bill: said by their number only.
    private static let parts = [
        "stock.move": "receipt line", "stock.move.line": "lot line",
        "purchase.order.line": "order line", "account.move.line": "bill line",
    ]

    /// As in `order P00105 created`, `receipt WH/IN/00005 changed, 3 receipt lines`.
    static func sentences(_ records: [RecordLink]) -> [String] {
        var sentences: [String] = []
        for record in records where parts[record.model] == nil {
            // A draft has no number of its own yet; its name already says what it is.
            let isDraft = record.name.hasPrefix("draft ")
            let name = isDraft ? "" : (names[record.model] ?? record.model) + " "
            let sentence = "\(name)\(record.name) \(record.action)"
            if !sentences.contains(sentence) { sentences.append(sentence) }
        }
        for (model, name) in parts.sorted(by: { $0.key < $1.key }) {
            let count = Set(records.filter { $0.model == model }.map(\.id)).count
            if count > 0 { sentences.append("\(count) \(name)\(count == 1 ? "" : "s")") }
        }
        return sentences
    }
}

extension RecordLink {
    /// `created purchase.order P00105`.
    var sentence: String { "\(action) \(model) \(name)" }
}
