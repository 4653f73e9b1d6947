import Documents

/// What the identifiers of a line lead to.
enum ItemAnswer {
    case product(Product)
    /// Two identifiers of one line lead to different products.
    case conflict(Product, Product)
    case unknown
}

/// Leads item identifiers to products, for all lines of a document with one search per source.
struct ItemResolver {
    private let table: ItemTable
    private var products: [Int64: Product] = [:]
    private var byCode: [String: Int64] = [:]
    private var byVendorCode: [String: Int64] = [:]
    private var byBarcode: [String: Int64] = [:]

    /// Reads what the `items` of these lines lead to. Without a vendor the item numbers of any
    /// vendor count.
    init(_ lines: [DocumentGroup], vendor: Int64?, lookup: ERPLookup) throws(ERPError) {
        table = lookup.context.items
        var codes: Set<String> = []
        var vendorCodes: Set<String> = []
        var gtins: Set<String> = []
        for line in lines {
            for (value, source) in Self.identifiers(line, table) {
                if let code = table.crossReferences[value] { codes.insert(code) }
                switch source {
                case .ours: codes.insert(value)
                case .vendor: vendorCodes.insert(value)
                case .gtin: gtins.formUnion(Self.spellings(value))
                case .crossReference: break
                }
            }
        }
        try read(codes: codes, vendorCodes: vendorCodes, gtins: gtins, vendor, lookup)
    }

    private mutating func read(
        codes: Set<String>, vendorCodes: Set<String>, gtins: Set<String>, _ vendor: Int64?,
        _ lookup: ERPLookup
    ) throws(ERPError) {
        var ids: Set<Int64> = []
        if !vendorCodes.isEmpty {
            var terms = [SearchTerm("product_code", in: vendorCodes.map { .text($0) })]
            if let vendor { terms.append(SearchTerm("partner_id", .equal, .reference(vendor))) }
            let rows = try lookup.search(
                "product.supplierinfo", terms, ["product_code", "product_id"])
            for row in rows {
                guard let code = row.fields.text("product_code"),
                    let product = row.fields.reference("product_id")
                else { continue }
                // A code that means two products means none; 0 is no id.
                let known = byVendorCode[code]
                byVendorCode[code] = known == nil || known == product ? product : 0
                ids.insert(product)
            }
        }
        for (field, values) in [("default_code", codes), ("barcode", gtins)] where !values.isEmpty {
            let rows = try lookup.search(
                "product.product", [SearchTerm(field, in: values.map { .text($0) })], [field])
            for row in rows {
                guard let text = row.fields.text(field) else { continue }
                if field == "barcode" {
                    byBarcode[Self.gtin14(text)] = row.id
                } else {
                    byCode[text] = byCode[text] == nil ? row.id : 0
                }
                ids.insert(row.id)
            }
        }
        products = try lookup.products(ids: ids.sorted())
    }

    func resolve(_ line: DocumentGroup) -> ItemAnswer {
        var first: Product?
        for (value, source) in Self.identifiers(line, table) {
            let id: Int64? =
                if let code = table.crossReferences[value] {
                    byCode[code]
                } else {
                    switch source {
                    case .ours: byCode[value]
                    case .vendor: byVendorCode[value]
                    case .gtin: byBarcode[Self.gtin14(value)]
                    case .crossReference: nil
                    }
                }
            guard let id, let product = products[id] else { continue }
            if let first, first.id != product.id { return .conflict(first, product) }
            first = first ?? product
        }
        return first.map { .product($0) } ?? .unknown
    }

    /// The identifiers of a line that say something, strongest first.
    private static func identifiers(_ line: DocumentGroup, _ table: ItemTable) -> [(
        String, ItemTable.Source
    )] {
        let items = line[group: "items"]
        return table.qualifiers.flatMap { entry in
            items.compactMap { item in
                guard item.text("qualifier") == entry.qualifier, let value = item.text("value")
                else { return nil }
                return (value, entry.source)
            }
        }
    }

    /// `VC NF-10422, UK 00614141104222`, for messages.
    static func describe(_ line: DocumentGroup) -> String {
        let parts = line[group: "items"].map {
            "\($0.text("qualifier") ?? "") \($0.text("value") ?? "")"
        }
        return parts.isEmpty ? "no item number" : parts.joined(separator: ", ")
    }

    /// GTIN-8, -12 and -13 are GTIN-14 with leading zeros.
    private static func gtin14(_ text: String) -> String {
        String(repeating: "0", count: max(0, 14 - text.utf8.count)) + text
    }

    private static func spellings(_ text: String) -> Set<String> {
        let bare = String(text.drop { $0 == "0" })
        let all = [8, 12, 13, 14].map { width in
            String(repeating: "0", count: max(0, width - bare.utf8.count)) + bare
        }
        return Set(all + [text])
    }
}
