import Diagnostics

extension ModelCatalog {
    /// The Odoo models Waybill uses, with the fields it uses, under the names of series 19. A
    /// target of another series renames them at its own edge.
    ///
    /// `uom.uom.code` and `stock.picking.purchase_id` are ours: Odoo keeps no unit code, and
    /// computes the second from the moves.
    package static let standard = ModelCatalog(
        masterModels + purchaseModels + stockModels + accountModels + technicalModels)

    private static let stamps = [
        ModelField("create_date", .datetime, .readOnly),
        ModelField("write_date", .datetime, .readOnly),
    ]

    /// For models that are polled for changes.
    private static let polledStamps = [
        ModelField("create_date", .datetime, .readOnly),
        ModelField("write_date", .datetime, [.readOnly, .indexed]),
    ]

    private static let active = ModelField("active", .boolean, initial: .boolean(true))

    private static let masterModels = [
        ModelDefinition(
            "res.partner",
            [
                ModelField("name", .text, .required),
                ModelField("ref", .text, .indexedIgnoringCase),
                ModelField("is_company", .boolean),
                ModelField("supplier_rank", .integer),
                ModelField("vat", .text, .indexed),
                ModelField("email", .text),
                ModelField("phone", .text),
                ModelField("street", .text),
                ModelField("street2", .text),
                ModelField("city", .text),
                ModelField("zip", .text),
                active,
            ] + stamps),
        ModelDefinition(
            "res.currency", [ModelField("name", .text, [.required, .indexed]), active]),
        ModelDefinition(
            "uom.uom",
            [
                ModelField("name", .text, [.required, .indexed]),
                ModelField("code", .text, .indexed),
                ModelField("relative_uom_id", .reference("uom.uom")),
                ModelField("relative_factor", .decimal, initial: .decimal(ScaledDecimal(1))),
                // How many of the family's smallest unit it holds.
                ModelField("factor", .decimal, .readOnly),
                active,
            ]),
        ModelDefinition(
            "product.product",
            [
                ModelField("name", .text, .required),
                ModelField("default_code", .text, .indexed),
                ModelField("barcode", .text, .indexed),
                ModelField("uom_id", .reference("uom.uom"), .required),
                ModelField(
                    "type", .selection(["consu", "service", "combo"]), initial: .text("consu")),
                ModelField("is_storable", .boolean),
                ModelField(
                    "tracking", .selection(["none", "lot", "serial"]), initial: .text("none")),
                ModelField("use_expiration_date", .boolean),
                ModelField("standard_price", .decimal),
                ModelField(
                    "purchase_method", .selection(["purchase", "receive"]),
                    initial: .text("receive")),
                active,
            ] + stamps),
        ModelDefinition(
            "product.supplierinfo",
            [
                ModelField("partner_id", .reference("res.partner"), [.required, .indexed]),
                ModelField("product_id", .reference("product.product"), [.required, .indexed]),
                ModelField("product_code", .text, .indexed),
                ModelField("product_name", .text),
                ModelField("product_uom_id", .reference("uom.uom"), .required),
                ModelField("price", .decimal),
                ModelField("min_qty", .decimal),
                ModelField("delay", .integer),
                ModelField("date_start", .date),
                ModelField("date_end", .date),
            ] + stamps),
        ModelDefinition(
            "account.analytic.account",
            [
                ModelField("name", .text, .required), ModelField("code", .text, .indexed), active,
            ] + stamps),
        ModelDefinition(
            "account.tax",
            [
                ModelField("name", .text, [.required, .indexed]),
                // Percent of the line.
                ModelField("amount", .decimal),
                active,
            ]),
    ]

    private static let purchaseModels = [
        ModelDefinition(
            "purchase.order",
            [
                ModelField("name", .text, .indexed),
                ModelField("partner_id", .reference("res.partner"), .required),
                ModelField("partner_ref", .text),
                ModelField("origin", .text, .indexed),
                ModelField("date_order", .datetime),
                ModelField("date_approve", .datetime, .readOnly),
                ModelField("date_planned", .datetime),
                ModelField("currency_id", .reference("res.currency")),
                ModelField(
                    "state",
                    .selection(["draft", "sent", "to approve", "purchase", "cancel"]),
                    .readOnly, initial: .text("draft")),
                ModelField("locked", .boolean, .readOnly),
                ModelField("acknowledged", .boolean),
                ModelField("note", .text),
                ModelField("amount_untaxed", .decimal, .readOnly),
                ModelField("amount_tax", .decimal, .readOnly),
                ModelField("amount_total", .decimal, .readOnly),
                ModelField(
                    "invoice_status", .selection(["no", "to invoice", "invoiced"]), .readOnly,
                    initial: .text("no")),
                ModelField(
                    "receipt_status", .selection(["pending", "partial", "full"]), .readOnly),
                ModelField("order_line", .children("purchase.order.line", by: "order_id")),
                ModelField(
                    "picking_ids", .children("stock.picking", by: "purchase_id"), .readOnly),
            ] + polledStamps),
        ModelDefinition(
            "purchase.order.line",
            [
                ModelField("order_id", .reference("purchase.order"), [.required, .indexed]),
                ModelField("sequence", .integer, initial: .integer(10)),
                ModelField("display_type", .selection(["line_section", "line_note"])),
                ModelField("product_id", .reference("product.product")),
                ModelField("name", .text),
                ModelField("product_qty", .decimal),
                ModelField("product_uom_id", .reference("uom.uom")),
                ModelField("price_unit", .decimal),
                ModelField("price_subtotal", .decimal, .readOnly),
                ModelField("tax_ids", .references("account.tax")),
                ModelField("date_planned", .datetime),
                ModelField("qty_received", .decimal, .readOnly),
                ModelField("qty_invoiced", .decimal, .readOnly),
                ModelField("qty_to_invoice", .decimal, .readOnly),
                ModelField("analytic_distribution", .object),
            ] + polledStamps),
    ]

    private static let stockModels = [
        ModelDefinition(
            "stock.picking",
            [
                ModelField("name", .text, .indexed),
                ModelField("partner_id", .reference("res.partner")),
                ModelField("origin", .text, .indexed),
                ModelField(
                    "picking_type_code", .selection(["incoming", "outgoing", "internal"]),
                    .readOnly, initial: .text("incoming")),
                ModelField("purchase_id", .reference("purchase.order"), [.readOnly, .indexed]),
                ModelField(
                    "state", .selection(["draft", "assigned", "done", "cancel"]),
                    .readOnly, initial: .text("draft")),
                ModelField("scheduled_date", .datetime),
                ModelField("date_done", .datetime, .readOnly),
                ModelField("carrier_tracking_ref", .text),
                ModelField("note", .text),
                ModelField("backorder_id", .reference("stock.picking"), .readOnly),
                ModelField("move_ids", .children("stock.move", by: "picking_id")),
            ] + stamps),
        ModelDefinition(
            "stock.move",
            [
                ModelField("picking_id", .reference("stock.picking"), [.required, .indexed]),
                ModelField("product_id", .reference("product.product"), .required),
                ModelField("product_uom_qty", .decimal),
                ModelField("product_uom", .reference("uom.uom")),
                // What came, or is announced; a new receipt starts with the demand.
                ModelField("quantity", .decimal),
                ModelField("picked", .boolean),
                ModelField("price_unit", .decimal),
                ModelField("purchase_line_id", .reference("purchase.order.line"), .indexed),
                ModelField("date_deadline", .datetime),
                ModelField(
                    "state", .selection(["draft", "assigned", "done", "cancel"]), .readOnly,
                    initial: .text("draft")),
                ModelField("move_line_ids", .children("stock.move.line", by: "move_id")),
            ] + stamps),
        ModelDefinition(
            "stock.move.line",
            [
                ModelField("move_id", .reference("stock.move"), [.required, .indexed]),
                ModelField("quantity", .decimal),
                ModelField("product_uom_id", .reference("uom.uom")),
                ModelField("lot_id", .reference("stock.lot"), .indexed),
                ModelField("lot_name", .text),
                ModelField("expiration_date", .datetime),
                ModelField("result_package_id", .reference("stock.package")),
            ] + stamps),
        ModelDefinition(
            "stock.lot",
            [
                ModelField("name", .text, [.required, .indexed]),
                ModelField("product_id", .reference("product.product"), .required),
                ModelField("expiration_date", .datetime),
            ] + stamps),
        ModelDefinition(
            "stock.package", [ModelField("name", .text, [.required, .indexed])] + stamps),
    ]

    private static let accountModels = [
        ModelDefinition(
            "account.move",
            [
                ModelField(
                    "move_type", .selection(["in_invoice", "in_refund"]), .required),
                // Empty until posted.
                ModelField("name", .text, .indexed),
                ModelField("partner_id", .reference("res.partner"), .required),
                // The vendor's number.
                ModelField("ref", .text, .indexedIgnoringCase),
                ModelField("invoice_date", .date),
                ModelField("invoice_date_due", .date),
                ModelField("invoice_origin", .text, .indexed),
                ModelField("currency_id", .reference("res.currency")),
                ModelField("narration", .text),
                ModelField(
                    "state", .selection(["draft", "posted", "cancel"]), [.readOnly, .indexed],
                    initial: .text("draft")),
                ModelField("amount_untaxed", .decimal, .readOnly),
                ModelField("amount_tax", .decimal, .readOnly),
                ModelField("amount_total", .decimal, .readOnly),
                ModelField("reversed_entry_id", .reference("account.move")),
                ModelField("invoice_line_ids", .children("account.move.line", by: "move_id")),
            ] + stamps),
        ModelDefinition(
            "account.move.line",
            [
                ModelField("move_id", .reference("account.move"), [.required, .indexed]),
                ModelField("sequence", .integer, initial: .integer(10)),
                ModelField("product_id", .reference("product.product")),
                ModelField("name", .text),
                ModelField("quantity", .decimal, initial: .decimal(ScaledDecimal(1))),
                ModelField("price_unit", .decimal),
                ModelField("price_subtotal", .decimal, .readOnly),
                ModelField("product_uom_id", .reference("uom.uom")),
                ModelField("tax_ids", .references("account.tax")),
                ModelField("analytic_distribution", .object),
                ModelField("purchase_line_id", .reference("purchase.order.line"), .indexed),
            ] + stamps),
    ]

    private static let technicalModels = [
        ModelDefinition(
            "ir.attachment",
            [
                ModelField("name", .text, .required),
                ModelField("res_model", .text),
                ModelField("res_id", .integer, .indexed),
                ModelField("mimetype", .text),
                ModelField("checksum", .text, .indexed),
                // Base64.
                ModelField("datas", .text),
            ] + stamps),
        ModelDefinition(
            "ir.model.data",
            [
                ModelField("module", .text, [.required, .readOnly]),
                ModelField("name", .text, [.required, .readOnly]),
                ModelField("model", .text, [.required, .readOnly]),
                ModelField("res_id", .integer, [.required, .readOnly, .indexed]),
            ]),
    ]
}
