import Diagnostics
package import Documents

/// Which canonical field goes to which field of the ERP, as `maps/odoo/*.yaml` says, checked
/// against the document's schema and the model's fields. What needs reasoning (vendor, product,
/// unit, order line) the planner finds out and the map places as `$vendor`, `$product`, ….
package struct PostingMap: Sendable {
    /// Where a value comes from.
    enum Source: Hashable, Sendable {
        case path(DocumentPath)
        /// What the planner found out, by name.
        case planned(String)
        case constant(String)
    }

    struct Entry: Sendable {
        let field: ModelField
        let source: Source
        /// Whether the text is a cost centre to be looked up.
        let isCostCentre: Bool
        /// The document's words → the ERP's; a word that is not here is left out.
        let words: [String: String]?
    }

    /// The fields of one model, filled from one group of the document.
    struct Section: Sendable {
        let model: String
        let entries: [Entry]
    }

    /// A field of the document filled from a field of the ERP.
    struct OutboundEntry: Sendable {
        let path: DocumentPath
        let field: ModelField
        let target: DocumentField
    }

    package let document: DocumentType
    let sections: [String: Section]
    /// For documents that are also made from records: section name → entries.
    let outbound: [String: [OutboundEntry]]
    /// Fields of the site's own that the map names, by model: for `ModelCatalog.adding`.
    package let siteFields: [String: [ModelField]]
}

/// What a map of each document type is made of: the sections, their models, the group each is
/// filled from, and what the planner offers there.
struct PostingMapShape {
    struct Part {
        let name: String
        let model: String
        /// Names of the groups from the root down.
        let groups: [String]
        let planned: [String]
    }

    let parts: [Part]
    /// Sections of the other direction, with their models.
    let outbound: [Part]

    static func shape(of type: DocumentType) -> PostingMapShape {
        switch type {
        case .purchaseOrder:
            let outbound = [
                Part(name: "order", model: "purchase.order", groups: [], planned: []),
                Part(name: "lines", model: "purchase.order.line", groups: ["lines"], planned: []),
            ]
            return PostingMapShape(
                parts: [
                    Part(
                        name: "order", model: "purchase.order", groups: [],
                        planned: ["vendor", "currency"]),
                    Part(
                        name: "lines", model: "purchase.order.line", groups: ["lines"],
                        planned: [
                            "product", "unit", "quantity", "price", "sequence", "planned",
                            "description",
                        ]),
                ], outbound: outbound)
        case .purchaseOrderAcknowledgment:
            return PostingMapShape(
                parts: [
                    Part(name: "order", model: "purchase.order", groups: [], planned: []),
                    Part(
                        name: "lines", model: "purchase.order.line", groups: ["lines"],
                        planned: ["quantity", "price", "promised"]),
                ], outbound: [])
        case .shipNotice:
            return PostingMapShape(
                parts: [
                    Part(
                        name: "receipt", model: "stock.picking", groups: [], planned: ["tracking"]),
                    Part(
                        name: "moves", model: "stock.move", groups: [],
                        planned: ["quantity"]),
                    Part(
                        name: "lots", model: "stock.move.line",
                        groups: ["orders", "lines", "lots"],
                        planned: ["lot", "quantity", "package", "unit"]),
                ], outbound: [])
        case .applicationAdvice:
            // It answers what was sent and makes no record.
            return PostingMapShape(parts: [], outbound: [])
        case .purchaseOrderChange, .purchaseOrderChangeAcknowledgment, .priceCatalog,
            .inventoryAdvice, .remittance:
            // No planner: a person takes them over.
            return PostingMapShape(parts: [], outbound: [])
        case .invoice:
            return PostingMapShape(
                parts: [
                    Part(
                        name: "bill", model: "account.move", groups: [],
                        planned: ["vendor", "kind", "currency", "orders", "original"]),
                    Part(
                        name: "lines", model: "account.move.line", groups: ["lines"],
                        planned: [
                            "product", "unit", "quantity", "price", "orderLine", "analytic",
                            "sequence", "description", "taxes",
                        ]),
                    Part(
                        name: "charges", model: "account.move.line", groups: ["charges"],
                        planned: ["amount", "description", "sequence", "taxes"]),
                ], outbound: [])
        }
    }
}
