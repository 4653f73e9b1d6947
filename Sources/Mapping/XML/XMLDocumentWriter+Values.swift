import Diagnostics
import Documents

// The text of values and constants.
extension XMLDocumentWriter {
    /// Whether a rule has a value that has a place in the format.
    func isWritten(_ rule: XMLRule) -> Bool {
        guard rule.rank == 0, let value = entries[rule.scope]?.values[rule.field] else {
            return false
        }
        guard rule.unlisted == .omit, case .text(let word) = value else { return true }
        return plan.tables[rule.table].code(for: word, .omit) != nil
    }

    /// The text of a rule's value; `nil` when there is none, or none that can be written.
    mutating func text(of rule: XMLRule) -> String? {
        guard let value = entries[rule.scope]?.values[rule.field] else { return nil }
        if rule.table >= 0, case .text(let word) = value {
            if let code = plan.tables[rule.table].code(for: word, rule.unlisted) { return code }
            if rule.unlisted == .omit {
                reportUncarried("\(entryName(rule)) \(word)")
            } else {
                add(
                    .valueUnwritable,
                    "\(rule.place) has no code for '\(word)' of \(entryName(rule)).", rule.place)
            }
            return nil
        }
        guard let text = rule.converter.write(value) else {
            add(
                .valueUnwritable, "\(rule.place) cannot hold \(entryName(rule)).", rule.place)
            return nil
        }
        return writable(text, rule.place)
    }

    /// A text that XML can hold: the text itself, or with blanks for what it cannot.
    private mutating func writable(_ text: String, _ place: String) -> String? {
        guard let forbidden = XMLText.forbidden(in: text) else { return text }
        let character = "U+" + CodePoint.hex(forbidden)
        guard options.replacesForbidden else {
            add(
                .xmlUnwritable,
                "\(place) holds the character \(character), which XML 1.0 cannot.", place)
            return nil
        }
        add(
            .xmlUnwritable,
            "\(place) holds the character \(character), which XML 1.0 cannot; a blank is sent.",
            place, severity: .warning)
        var kept = ""
        for scalar in text.unicodeScalars {
            kept.unicodeScalars.append(XMLText.isForbidden(scalar) ? " " : scalar)
        }
        return kept
    }

    /// The text of a constant that goes to a place; `nil` when it is not known.
    mutating func text(of constant: XMLConstant) -> String? {
        value(of: constant).flatMap { writable($0, constant.place) }
    }

    /// What a constant stands for; `nil` when it is not known.
    func value(of constant: XMLConstant) -> String? {
        switch constant.source {
        case .text(let text): text
        case .fact(let fact): options.envelope[fact]
        case .field(let field): root.values[field].flatMap(Self.plain)
        case .computed(let computed):
            compute(computed, entries[constant.scope] ?? root).map(String.init(describing:))
        }
    }

    private static func plain(_ value: DocumentValue) -> String? {
        switch value {
        case .text(let text): text
        case .decimal: ValueConverter.decimal.write(value)
        case .integer: ValueConverter.integer.write(value)
        case .date: ValueConverter.isoDate.write(value)
        case .time: ValueConverter.fullTime.write(value)
        case .boolean(let flag): flag ? "true" : "false"
        }
    }

    private func compute(_ computed: XMLComputed, _ entry: DocumentGroup) -> ScaledDecimal? {
        switch computed {
        case .lineAmount: return Self.amount(of: entry)
        case .linesAmount: return sum(root[group: "lines"].map(Self.amount(of:)))
        case .taxAmount: return sum(root[group: "taxes"].map { $0.decimal("amount") })
        case .lineCount:
            return ScaledDecimal(Document(type: plan.document, root: root).lineCount)
        }
    }

    private func sum(_ parts: [ScaledDecimal?]) -> ScaledDecimal? {
        parts.reduce(ScaledDecimal.zero as ScaledDecimal?) { total, part in
            guard let total, let part else { return nil }
            return total.adding(part)
        }
    }

    /// Quantity times price per unit, to two decimals, as the price's basis says: `HP` per hundred
    /// and `TP` per thousand (list 639).
    private static func amount(of line: DocumentGroup) -> ScaledDecimal? {
        guard let quantity = line.decimal("quantity"), let price = line.decimal("price") else {
            return nil
        }
        let per =
            switch line.text("priceBasis") {
            case "HP": ScaledDecimal(100)
            case "TP": ScaledDecimal(1000)
            default: ScaledDecimal(1)
            }
        return quantity.multiplied(by: price)?.divided(by: per, scale: 2)
    }

    private func entryName(_ rule: XMLRule) -> String {
        let group = plan.scopes[rule.scope].group
        return "\(group.name) \(group.fields[rule.field].name)"
    }
}

/// How a message names a character.
private enum CodePoint {
    static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
