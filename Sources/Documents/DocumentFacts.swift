package import Diagnostics

/// What the appliance asks of any document, whatever its type.
extension Document {
    /// The document's business number, unique per partner and type: the order's number for an
    /// order, the order's with that of the change for a change, the answered order's for an
    /// acknowledgment, the shipment's, the invoice's, the catalog's, the payment's trace number.
    package var reference: String? {
        switch type {
        case .purchaseOrder, .shipNotice, .invoice, .applicationAdvice, .priceCatalog,
            .inventoryAdvice, .remittance:
            root.text("number")
        case .purchaseOrderAcknowledgment: root.text("orderNumber")
        case .purchaseOrderChange, .purchaseOrderChangeAcknowledgment:
            root.text("orderNumber").map { order in
                root.text("changeSequence").map { "\(order)/\($0)" } ?? order
            }
        }
    }

    /// The order numbers the document is about, each once, in the order they come.
    package var orderNumbers: [String] {
        var numbers: [String?] = []
        switch type {
        case .purchaseOrder: numbers = [root.text("number")]
        case .purchaseOrderAcknowledgment, .purchaseOrderChange,
            .purchaseOrderChangeAcknowledgment:
            numbers = [root.text("orderNumber")]
        case .priceCatalog, .inventoryAdvice: break
        case .remittance:
            numbers = lines.map { $0.reference("PO") }
        case .shipNotice:
            for order in root[group: "orders"] {
                numbers.append(order.text("number"))
                numbers += order[group: "lines"].map { $0.text("orderNumber") }
            }
        case .invoice:
            numbers = [root.text("orderNumber"), root.reference("PO")]
            numbers += root[group: "lines"].map { $0.reference("PO") }
        case .applicationAdvice:
            for result in root[group: "results"] {
                if result.text("qualifier") == "PO" { numbers.append(result.text("reference")) }
                numbers.append(result.reference("PO"))
            }
        }
        var seen: Set<String> = []
        return numbers.compactMap { $0 }.filter { seen.insert($0).inserted }
    }

    /// Whether the document is a credit: BIG07 says credit invoice (CN) or credit memo (CR).
    package var isCredit: Bool {
        type == .invoice && ["CN", "CR"].contains(root.text("kind"))
    }

    /// Lines at any depth: those of the document itself, of the orders of a ship notice, of the
    /// entities of a remittance.
    package var lines: [DocumentGroup] {
        root[group: "lines"]
            + (root[group: "orders"] + root[group: "entities"]).flatMap { $0[group: "lines"] }
    }

    /// Lines at any depth.
    package var lineCount: Int {
        root[group: "lines"].count
            + (root[group: "orders"] + root[group: "entities"]).reduce(0) {
                $0 + $1[group: "lines"].count
            }
    }

    /// The day the goods left: date 011, of the shipment before that of the notice.
    package var shipDate: CalendarDate? {
        root.date(qualifier: "011") ?? root[group: "noticeDates"].date(qualifier: "011")
    }

    /// What a document of the type is called in messages to people.
    package var title: String {
        switch type {
        case .purchaseOrder: "purchase order"
        case .purchaseOrderAcknowledgment: "purchase order acknowledgment"
        case .shipNotice: "ship notice"
        case .invoice: isCredit ? "credit" : "invoice"
        case .applicationAdvice: "application advice"
        case .purchaseOrderChange: "purchase order change"
        case .purchaseOrderChangeAcknowledgment: "purchase order change acknowledgment"
        case .priceCatalog: "price catalog"
        case .inventoryAdvice: "inventory advice"
        case .remittance: "remittance"
        }
    }
}

/// What is asked of lines, parties and other groups.
extension DocumentGroup {
    /// Value of the first reference with a qualifier of list 128, such as `CT` or `CA`.
    package func reference(_ qualifier: String) -> String? {
        self[group: "references"].first { $0.text("qualifier") == qualifier }?.text("value")
    }

    /// Day of the first date with a qualifier of list 374, such as `002` or `011`.
    package func date(qualifier: String) -> CalendarDate? {
        self[group: "dates"].date(qualifier: qualifier)
    }

    /// The first item number with one of the qualifiers of list 235, tried in the order given.
    package func item(_ qualifiers: String...) -> String? { item(qualifiers) }

    /// As `item(_:)`.
    package func item(_ qualifiers: [String]) -> String? {
        let items = self[group: "items"]
        for qualifier in qualifiers {
            if let item = items.first(where: { $0.text("qualifier") == qualifier }) {
                return item.text("value")
            }
        }
        return nil
    }

    /// The first party with a role of list 98, such as `ST`.
    package func party(_ role: String) -> DocumentGroup? {
        self[group: "parties"].first { $0.text("role") == role }
    }
}

extension [DocumentGroup] {
    /// Day of the first entry with a qualifier.
    package func date(qualifier: String) -> CalendarDate? {
        first { $0.text("qualifier") == qualifier }?.date("date")
    }
}
