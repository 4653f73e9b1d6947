internal import Diagnostics
internal import Documents
internal import Journal

/// Puts a decision about a received document into the words of an application advice: what is
/// answered by its numbers, whether it was taken, and for each thing found wrong where and why.
struct AdviceDocument {
    /// BGN02: unique among our advice to the partner.
    let number: String
    let decision: AdviceRow
    /// The row of what is answered.
    let answered: DocumentRow
    /// What was found about the document, posting and map alike, in the order found.
    let findings: [Diagnostic]
    /// GS02 and GS03 it came under.
    let senderCode: String
    let receiverCode: String
    let release: String
    let now: Timestamp

    /// Findings that are told one by one.
    private static let findingCountMax = 100

    /// Kinds of exception whose `expected` is what should have stood there.
    private static let kindsWithValues: Set<String> = ["price", "quantity", "tax-charge"]

    /// The advice.
    var document: Document {
        var advice = Document(.applicationAdvice)
        advice.root["purpose"] = .text("11")
        advice.root["number"] = .text(number)
        advice.root["date"] = .date(now.date)
        advice.root["time"] = .time(String(now.description.dropFirst(11).prefix(5)))
        advice.root[group: "results"] = [whole] + items
        return advice
    }

    private var isRefused: Bool { decision.verdict == .rejected }

    /// What the reasons are about: errors for a refusal, and for an acceptance what was noted.
    private var told: [Diagnostic] {
        findings.filter { $0.severity != .info }.prefix(Self.findingCountMax).map(\.self)
    }

    /// The result about the transaction set.
    private var whole: DocumentGroup {
        let status = isRefused ? "TR" : told.isEmpty ? "TA" : "TE"
        let (qualifier, reference) = name
        var result = self.result(status, qualifier, reference)
        result[group: "references"] = orders.prefix(12).map { order in
            var group = entry("references", of: result)
            group["qualifier"] = .text("PO")
            group["value"] = .text(order)
            return group
        }
        if let payload, let total = payload.root.decimal("total") {
            var amount = entry("amounts", of: result)
            amount["qualifier"] = .text("TT")
            amount["amount"] = .decimal(total)
            result[group: "amounts"] = [amount]
        }
        var faults: [DocumentGroup] = []
        if isRefused { faults.append(refusal(in: result)) }
        faults += told.filter { $0.place.line == nil }.map { fault($0, in: result) }
        result[group: "faults"] = faults
        return result
    }

    /// One result for each line with something wrong: refused with the set, or noted.
    private var items: [DocumentGroup] {
        var lines: [String] = []
        for finding in told {
            if let line = finding.place.line, !lines.contains(line) { lines.append(line) }
        }
        return lines.map { line in
            var result = self.result(isRefused ? "IR" : "IE", "LI", line)
            result[group: "faults"] = told.filter { $0.place.line == line }.map {
                fault($0, in: result)
            }
            return result
        }
    }

    private func result(
        _ status: String, _ qualifier: String, _ reference: String
    ) -> DocumentGroup {
        var result = entry("results", of: Document(.applicationAdvice).root)
        result["status"] = .text(status)
        result["qualifier"] = .text(qualifier)
        result["reference"] = .text(String(reference.prefix(30)))
        // Elements 142 and 124 have at least two characters.
        if senderCode.count > 1 { result["senderCode"] = .text(senderCode) }
        if receiverCode.count > 1 { result["receiverCode"] = .text(receiverCode) }
        result["groupControlNumber"] = .text(answered.groupControlNumber)
        result["setControlNumber"] = .text(answered.setControlNumber)
        result["set"] = .text(answered.setCode)
        result["version"] = .text(String(answered.version.prefix(12)))
        return result
    }

    // MARK: What is answered

    private var payload: Document? {
        answered.payload.flatMap { try? DocumentJSON.read(Array($0.utf8)) }
    }

    /// OTI02 and OTI03; the set's control number when the document has no number.
    private var name: (qualifier: String, reference: String) {
        guard !answered.reference.isEmpty, let type = DocumentType(rawValue: answered.type) else {
            return ("TN", answered.setControlNumber)
        }
        return switch type {
        case .invoice: ("IV", answered.reference)
        case .shipNotice: ("SI", answered.reference)
        case .purchaseOrder, .purchaseOrderAcknowledgment, .purchaseOrderChange,
            .purchaseOrderChangeAcknowledgment:
            ("PO", answered.reference)
        case .applicationAdvice, .priceCatalog, .inventoryAdvice, .remittance:
            ("TN", answered.reference)
        }
    }

    /// The orders it is about, where it is not one itself.
    private var orders: [String] {
        guard let payload, name.qualifier != "PO" else { return [] }
        return payload.orderNumbers
    }

    // MARK: What is wrong

    /// The fault that says why the set is refused: the cause it was held for, and the person's words.
    private func refusal(in result: DocumentGroup) -> DocumentGroup {
        var fault = entry("faults", of: result)
        let code = decision.cause?.code ?? ""
        fault["code"] = .text(ApplicationErrorCodes.code(for: code, release: release))
        say(decision.words, in: &fault)
        return fault
    }

    private func fault(_ finding: Diagnostic, in result: DocumentGroup) -> DocumentGroup {
        var fault = entry("faults", of: result)
        fault["code"] = .text(
            ApplicationErrorCodes.code(for: finding.code.rawValue, release: release))
        if let segment = finding.place.segment, let position = finding.place.segmentPosition {
            fault["segment"] = .text(segment)
            fault["segmentPosition"] = .integer(min(position, 999_999))
            fault["elementPosition"] = finding.place.elementPosition.map { .integer(min($0, 99)) }
            fault["elementReference"] = finding.place.elementReference.flatMap { Int($0) }.map {
                .integer($0)
            }
        }
        fault["badValue"] = finding.found.flatMap(Self.value)
        // Only where what was expected is a value and not a description.
        if Self.kindsWithValues.contains(String(finding.code.rawValue.prefix { $0 != "." })) {
            fault["newValue"] = finding.expected.flatMap(Self.value)
        }
        say(finding.message, in: &fault)
        return fault
    }

    /// TED02 has room for 60 characters; what is longer goes on in NTEs of 80, at most ten.
    private func say(_ words: String, in fault: inout DocumentGroup) {
        var rest = Self.cleaned(words)[...]
        guard !rest.isEmpty else { return }
        fault["message"] = .text(Self.take(60, from: &rest))
        var remarks: [DocumentGroup] = []
        while !rest.isEmpty, remarks.count < 10 {
            var remark = entry("remarks", of: fault)
            remark["text"] = .text(Self.take(80, from: &rest))
            remarks.append(remark)
        }
        fault[group: "remarks"] = remarks
    }

    /// Up to so many characters, cut between two words where there are any.
    private static func take(_ count: Int, from text: inout Substring) -> String {
        var end =
            text.index(text.startIndex, offsetBy: count, limitedBy: text.endIndex)
            ?? text.endIndex
        if end < text.endIndex, let blank = text[..<end].lastIndex(of: " ") { end = blank }
        let taken = text[..<end]
        text = text[end...].drop { $0 == " " }
        return String(taken)
    }

    /// One line, blanks single.
    private static func cleaned(_ text: String) -> String {
        text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
    }

    private static func value(_ text: String) -> DocumentValue? {
        let text = cleaned(text)
        return text.isEmpty ? nil : .text(String(text.unicodeScalars.prefix(99)))
    }

    private func entry(_ name: String, of group: DocumentGroup) -> DocumentGroup {
        guard let schema = group.schema.group(name) else {
            preconditionFailure("an application advice has the group '\(name)'")
        }
        return DocumentGroup(schema: schema)
    }
}
