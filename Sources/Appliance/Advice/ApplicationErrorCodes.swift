/// Element 647 of TED01 for the codes under which documents are held here.
///
/// The retail codes from 100 on came after 004010; there the nearest older one stands.
enum ApplicationErrorCodes {
    /// For a person's decision without a code of ours.
    static let unlisted = "024"

    /// The code for a reason, in a release: of the whole code, else of the word before its dot.
    static func code(for reason: String, release: String) -> String {
        let kind = String(reason.prefix { $0 != "." })
        guard let code = table[reason] ?? table[kind] else { return unlisted }
        return release >= "005010" ? code.later : code.early
    }

    /// Every code in use, by the release it is for: what a test checks against the code list.
    static var all: [(release: String, code: String)] {
        [("004010", unlisted), ("005010", unlisted)]
            + table.values.flatMap { [("004010", $0.early), ("005010", $0.later)] }
    }

    private static let table: [String: (early: String, later: String)] = [
        "price": ("UNP", "UNP"),
        "price.acknowledged": ("UNP", "129"),
        "price.invoiced": ("UNP", "129"),
        "quantity": ("QTY", "QTY"),
        "unit": ("H", "H"),
        "item": ("Q", "Q"),
        "not-on-order": ("011", "133"),
        "reference.order": ("POI", "POI"),
        "reference.order-closed": ("POI", "138"),
        "reference.line": ("011", "011"),
        "reference.party": ("IID", "IID"),
        "reference.cost-centre": ("IDN", "IDN"),
        "reference.lot": ("007", "007"),
        "duplicate": ("DUP", "DUP"),
        "delivery.date": ("DTE", "DTE"),
        "tax-charge.charge": ("ICG", "137"),
        "tax-charge.tax": ("848", "848"),
        "tax-charge.total": ("010", "010"),
        "map.required-missing": ("007", "007"),
        "map.value-unreadable": ("848", "848"),
        "map.code-unknown": ("848", "114"),
        "other": ("ZZZ", "ZZZ"),
    ]
}
