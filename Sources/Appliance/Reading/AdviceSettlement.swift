internal import Diagnostics
internal import Documents
internal import Journal
internal import X12

/// An application advice (824) as read, and the place of its row among the file's documents.
struct ReadAdvice {
    let document: Document
    let interchangeOrdinal: Int
    let ordinal: Int
}

/// Matches received application advice with what was sent: by the control numbers it names (OTI08 to
/// OTI10), else by the order's number (OTI02 `PO`, OTI03). A refusal holds what was sent; a
/// refusal of a single item or a part does the same, because a person has to decide.
extension ExchangeRecorder {
    /// Returns whether anything was settled. Advice that names nothing of ours is held.
    func settleAdvices(
        _ read: inout ReadExchange, in transaction: borrowing JournalTransaction
    ) throws -> Bool {
        var settledAny = false
        for advice in read.advices {
            let index = read.documents.firstIndex {
                $0.row.interchangeOrdinal == advice.interchangeOrdinal
                    && $0.row.ordinal == advice.ordinal
            }
            if let index, read.documents[index].row.state != .settled { continue }
            let orders = try settle(advice.document, of: read.exchange, in: transaction)
            if !orders.isEmpty { settledAny = true }
            guard let index else { continue }
            if orders.isEmpty {
                read.documents[index].row.state = .held
                read.documents[index].row.reason = HoldReasons.adviceUnmatched
            } else {
                read.documents[index].references += orders.map { ($0, "order") }
            }
        }
        return settledAny
    }

    /// Settles one advice; the numbers of what it names of ours.
    private func settle(
        _ advice: Document, of received: Exchange, in transaction: borrowing JournalTransaction
    ) throws -> [String] {
        let words = AdviceWords(schemas: catalog.schemas)
        var named: [Int64: (document: DocumentRow, results: [DocumentGroup])] = [:]
        var last: Int64?
        for result in advice.root[group: "results"] {
            let document = try sentDocument(result, to: received.partner ?? "", in: transaction)
            // An item without numbers of its own belongs to the set named before it.
            let id = document?.id ?? (AdviceWords.isItem(result) ? last : nil)
            guard let id else { continue }
            if let document, named[id] == nil { named[id] = (document, []) }
            named[id]?.results.append(result)
            last = id
        }
        for (document, results) in named.values.sorted(by: { $0.document.id < $1.document.id }) {
            let findings = results.flatMap { words.findings($0, about: document) }
            guard results.contains(where: AdviceWords.isRefusal) else {
                try note(findings, about: document, in: transaction)
                continue
            }
            let reason = HoldReasons.refusedByPartner(
                "\(document.setCode) \(document.reference)", findings)
            try conclude(
                document, reason: reason, findings, saying: "application", of: received,
                in: transaction)
            try settleExchange(document.exchangeID, answeredBy: received, in: transaction)
        }
        return Set(named.values.map(\.document.reference)).sorted()
    }

    /// What is said without refusing: kept beside the document, whose 997 is still awaited.
    private func note(
        _ findings: [Diagnostic], about document: DocumentRow,
        in transaction: borrowing JournalTransaction
    ) throws {
        try transaction.removeFindings(
            ofDocument: document.id, beginning: ["application"])
        try transaction.insert(findings, of: document.exchangeID, documentID: document.id)
    }

    private func sentDocument(
        _ result: DocumentGroup, to partner: String, in transaction: borrowing JournalTransaction
    ) throws -> DocumentRow? {
        let order = result.text("qualifier") == "PO" ? result.text("reference") : nil
        if let group = result.text("groupControlNumber"), let set = result.text("set"),
            let functionalID = catalog.schemas.functionalID(ofSet: set)
        {
            let sent = try transaction.reader.sentDocuments(
                partner: partner, functionalID: functionalID, groupControlNumber: group)
            let control = result.text("setControlNumber")
            let matching = sent.filter { document in
                control.map { ControlNumber.areEqual($0, document.setControlNumber) } ?? true
            }
            // Where both are given they have to agree; numbers begin anew now and then.
            return matching.first { document in order.map { $0 == document.reference } ?? true }
        }
        guard let order else { return nil }
        for found in try transaction.reader.references(to: order).reversed() {
            guard let id = found.documentID, let document = try transaction.reader.document(id),
                document.partner == partner, document.reference == order,
                try transaction.reader.exchange(found.exchangeID)?.direction == .outbound
            else { continue }
            return document
        }
        return nil
    }
}

/// An advice's results in words.
struct AdviceWords {
    let schemas: SchemaLibrary

    /// The last letter of OTI01: A, E accepted, C changed, H on hold; R rejected and P partly
    /// accepted leave something that was not taken.
    static func isRefusal(_ result: DocumentGroup) -> Bool {
        ["R", "P", "C"].contains(result.text("status")?.last)
    }

    static func isItem(_ result: DocumentGroup) -> Bool {
        result.text("status")?.first == "I"
    }

    /// One finding for each fault; one for the result itself when it names none.
    func findings(_ result: DocumentGroup, about document: DocumentRow) -> [Diagnostic] {
        let status = result.text("status") ?? ""
        let verdict = "\(name(of: status, in: "110") ?? "unknown status") (OTI01 \(status))"
        let item = Self.isItem(result) ? " \(result.text("reference") ?? "")" : ""
        let faults = result[group: "faults"]
        guard !faults.isEmpty else {
            return [finding(result, document, "\(verdict)\(item).", DiagnosticPlace())]
        }
        return faults.map { fault in
            var place = DiagnosticPlace()
            place.segment = fault.text("segment")
            place.segmentPosition = fault.integer("segmentPosition")
            place.elementPosition = fault.integer("elementPosition")
            place.elementReference = fault.integer("elementReference").map(String.init)
            return finding(
                result, document, "\(verdict)\(item): \(words(fault)).", place,
                found: fault.text("badValue"), expected: fault.text("newValue"))
        }
    }

    /// `Invalid Unit Price (647 code UNP), PO104 of segment 5, “too high”; they read …`
    private func words(_ fault: DocumentGroup) -> String {
        let code = fault.text("code") ?? ""
        var words = "\(name(of: code, in: "647") ?? "unknown code") (647 code \(code))"
        if let segment = fault.text("segment") {
            let position = fault.integer("elementPosition").map { $0 < 10 ? "0\($0)" : "\($0)" }
            words += ", \(segment)\(position ?? "")"
            words += fault.integer("segmentPosition").map { " of segment \($0)" } ?? ""
        }
        let texts =
            [fault.text("message")] + fault[group: "remarks"].map { $0.text("text") }
            + fault[group: "relatedData"].map { $0.text("text") }
        let text = texts.compactMap(\.self).joined(separator: " ")
        if !text.isEmpty { words += ", “\(text)”" }
        if let value = fault.text("badValue") { words += "; they read “\(value)”" }
        if let value = fault.text("newValue") { words += "; they use “\(value)”" }
        return words
    }

    private func finding(
        _ result: DocumentGroup, _ document: DocumentRow, _ message: String,
        _ place: DiagnosticPlace, found: String? = nil, expected: String? = nil
    ) -> Diagnostic {
        var place = place
        place.groupControlNumber = document.groupControlNumber
        place.transactionSetControlNumber = document.setControlNumber
        if Self.isItem(result) { place.line = result.text("reference") }
        let isRefusal = Self.isRefusal(result)
        return Diagnostic(
            DiagnosticCode(isRefusal ? "application.rejected" : "application.noted"),
            isRefusal ? .error : result[group: "faults"].isEmpty ? .info : .warning, message,
            place: place, expected: expected, found: found, responsible: .procurement)
    }

    private func name(of code: String, in list: String) -> String? {
        schemas.codes(ofElement: list, version: "005010")?.name(of: code)
            ?? schemas.codes(ofElement: list, version: "004010")?.name(of: code)
    }
}
