import Diagnostics
package import Documents

/// The state of one planning run: what was found wrong so far, and the caches of lookups.
struct PlanRun {
    let document: Document
    let context: PostingContext
    let map: PostingMap
    let lookup: ERPLookup
    private(set) var exceptions: [PostingException] = []
    private(set) var remarks: [PostingException] = []
    private var distributions: [String: RecordValue?] = [:]

    init(document: Document, context: PostingContext, map: PostingMap, reader: any ERPReader) {
        self.document = document
        self.context = context
        self.map = map
        lookup = ERPLookup(reader: reader, context: context)
    }

    var root: DocumentGroup { document.root }

    mutating func hold(_ exception: PostingException) { exceptions.append(exception) }
    mutating func remark(_ exception: PostingException) { remarks.append(exception) }

    /// The key of the document: partner, type and number. Bytes a key cannot have are written as
    /// `_` and two hexadecimal digits, so that two numbers never share a key.
    func key(_ number: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for (index, part) in [context.partner, document.type.rawValue, number].enumerated() {
            if index > 0 { bytes += [UInt8(ascii: "_"), UInt8(ascii: "_")] }
            for byte in part.utf8 {
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    bytes.append(byte)
                default:
                    bytes += [UInt8(ascii: "_"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The posting, or the hold when anything was found wrong.
    func finish(key: String, _ steps: [PostingStep], _ text: String) -> PostingPlan {
        let posting = PostingRequest(key: key, steps: steps)
        guard exceptions.isEmpty else {
            let acceptable = exceptions.allSatisfy { $0.code.canBeAccepted }
            return .hold(exceptions, proposal: acceptable ? posting : nil)
        }
        return .post(posting, PostingSummary(text, remarks: remarks))
    }

    /// The plan of a document whose key the ERP knows: it stands as it was posted.
    func alreadyPosted(_ key: String, _ records: [PostedRecord]) -> PostingPlan {
        let names = records.map(\.name).joined(separator: ", ")
        return .post(
            PostingRequest(key: key, steps: []),
            PostingSummary("posted before as \(names); nothing to do")
        )
    }

    /// The vendor of the partner; records an exception when it is not there.
    mutating func vendor() throws(ERPError) -> Record? {
        guard let reference = context.vendorReference else {
            hold(
                PostingException(
                    .referenceParty, "the profile of \(context.partner) names no vendor of the ERP",
                    expected: "a vendor reference"))
            return nil
        }
        if let vendor = try lookup.vendor(reference) { return vendor }
        hold(
            PostingException(
                .referenceParty, "vendor \(reference) is not one record of the ERP",
                expected: reference))
        return nil
    }

    /// Where a field came from in the source, for evidence.
    func range(_ group: DocumentGroup, _ field: String) -> ByteRange? {
        guard let index = group.schema.field(field)?.index, index < group.sources.count else {
            return nil
        }
        return group.sources[index]
    }

    // MARK: Filling

    /// The values a section of the map gives, from a group and what the planner found out.
    mutating func fill(
        _ name: String, _ group: DocumentGroup, _ planned: [String: RecordValue] = [:]
    ) throws(ERPError) -> [String: RecordValue] {
        var values: [String: RecordValue] = [:]
        for entry in map.sections[name]?.entries ?? [] {
            switch entry.source {
            case .planned(let name): values[entry.field.name] = planned[name]
            case .constant(let text):
                values[entry.field.name] = Self.constant(text, entry.field.kind)
            case .path(let path):
                let stated = entry.isCostCentre ? statedCostCentre(group) : nil
                guard let value = stated ?? path.read(group, root: root) else { continue }
                values[entry.field.name] = try convert(value, entry, group)
            }
        }
        return values.filter { $0.value != .null }
    }

    /// The cost centre named at one of the profile's places.
    private func statedCostCentre(_ group: DocumentGroup) -> DocumentValue? {
        for place in context.costCentrePlaces {
            if let centre = place.read(group) ?? place.read(root) { return .text(centre) }
        }
        return nil
    }

    private mutating func convert(
        _ value: DocumentValue, _ entry: PostingMap.Entry, _ group: DocumentGroup
    ) throws(ERPError) -> RecordValue? {
        if entry.isCostCentre {
            guard case .text(let centre) = value else { return nil }
            return try distribution(centre, line: group.text("number"))
        }
        if let words = entry.words {
            guard case .text(let word) = value else { return nil }
            return words[word].map { .text($0) }
        }
        switch value {
        case .text(let text), .time(let text): return .text(text)
        case .decimal(let number): return .decimal(number)
        case .integer(let number):
            return entry.field.kind == .decimal
                ? .decimal(ScaledDecimal(number)) : .integer(Int64(number))
        case .date(let day): return .date(day)
        case .boolean(let flag): return .boolean(flag)
        }
    }

    /// A constant of the map in the kind its field has.
    private static func constant(_ text: String, _ kind: FieldKind) -> RecordValue? {
        switch kind {
        case .boolean: .boolean(text == "true")
        case .integer: Int64(text).map { .integer($0) }
        case .decimal: ScaledDecimal(text).map { .decimal($0) }
        case .date: CalendarDate(iso8601: text).map { .date($0) }
        case .reference: Int64(text).map { .reference($0) }
        default: .text(text)
        }
    }

    private mutating func distribution(_ centre: String, line: String?) throws(ERPError)
        -> RecordValue?
    {
        let known: RecordValue?
        if let cached = distributions[centre] {
            known = cached
        } else {
            known = try lookup.distribution(centre)
            distributions[centre] = .some(known)
        }
        if known == nil {
            hold(
                PostingException(
                    .referenceCostCentre, "cost centre \(centre) is not known", line: line,
                    found: centre))
        }
        return known
    }
}

/// Plans what documents do to the ERP. Pure: it reads through the reader and returns a value.
package enum PostingPlanner {
    /// - Parameters:
    ///   - document: The document as the partner sent it.
    ///   - context: What is known about the partner.
    ///   - map: The map of the document's type.
    ///   - reader: The ERP, read and never written.
    /// - Returns: The posting, or the exceptions for which the document is held.
    /// - Throws: What the reader throws; a document is never the reason.
    package static func plan(
        _ document: Document, context: PostingContext, map: PostingMap, reader: any ERPReader
    ) throws(ERPError) -> PostingPlan {
        precondition(map.document == document.type, "the map is of the document's type")
        var run = PlanRun(document: document, context: context, map: map, reader: reader)
        switch document.type {
        case .purchaseOrder: return try run.planPurchaseOrder()
        case .purchaseOrderAcknowledgment: return try run.planAcknowledgment()
        case .shipNotice: return try run.planShipNotice()
        case .invoice: return try run.planInvoice()
        case .applicationAdvice:
            run.hold(
                PostingException(.unsupported, "an application advice makes no record of the ERP"))
            return run.finish(key: "", [], "")
        case .purchaseOrderChange, .purchaseOrderChangeAcknowledgment, .priceCatalog,
            .inventoryAdvice, .remittance:
            return byHand(document)
        }
    }

    /// What becomes of a document for which there is no planner: held for the person whose work it
    /// is, with the ERP untouched.
    package static func byHand(_ document: Document) -> PostingPlan {
        let owner: PostingException.Owner =
            switch document.type {
            case .purchaseOrder, .purchaseOrderAcknowledgment, .purchaseOrderChange,
                .purchaseOrderChangeAcknowledgment, .inventoryAdvice:
                .buyer
            case .shipNotice: .receiving
            case .invoice, .remittance: .accountsPayable
            case .applicationAdvice: .integration
            case .priceCatalog: .itemMaster
            }
        return .hold(
            [
                PostingException(
                    .noPosting, "A \(document.title) does not post by itself.", owner: owner)
            ], proposal: nil)
    }
}
