/// A place in an XML document, seen from the element of the enclosing scope.
///
///     Header/InvoiceNumber        text of an element
///     Line/@number                an attribute
///     .                           text of the scope's own element
///     Party[@role=ST]/Name        below the Party whose attribute is ST
///     inv:Header/inv:Number       in the namespace that the map names `inv`
///     ../OrderInfo/@id            below the element that holds the scope's element
struct XMLPath: Equatable {
    struct Step: Equatable {
        /// Prefix of the map's `namespaces`; `nil` matches any namespace.
        var prefix: String?
        var name: String
        var attribute: String?
        var value = ""
    }

    /// How many elements up it begins.
    var parentCount = 0
    var steps: [Step] = []
    /// Attribute of the last element, without prefix, or as `xml:lang`; `nil` for its text.
    var attribute: String?

    struct Fault: Error, Equatable { let message: String }

    init(_ text: String) throws(Fault) {
        let fault = Fault(
            message: "'\(text)' is no place; write it as Header/Number, Line/@id or"
                + " Party[@role=ST]/Name")
        guard !text.isEmpty else { throw fault }
        if text == "." { return }
        var parts = Self.split(text)
        while parts.first == ".." {
            parentCount += 1
            parts.removeFirst()
        }
        if let last = parts.last, last.hasPrefix("@") {
            let name = String(last.dropFirst())
            guard Self.isAttribute(name) else { throw fault }
            attribute = name
            parts.removeLast()
        }
        for part in parts {
            guard let step = Self.step(part) else { throw fault }
            steps.append(step)
        }
    }

    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var isInside = false
        for character in text {
            if character == "[" { isInside = true }
            if character == "]" { isInside = false }
            if character == "/", !isInside {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private static func step(_ text: String) -> Step? {
        var step = Step(name: text)
        if let open = text.firstIndex(of: "[") {
            let condition = text[text.index(after: open)...]
            guard condition.hasPrefix("@"), condition.hasSuffix("]") else { return nil }
            let sides = condition.dropFirst().dropLast().split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, isAttribute(String(sides[0])), !sides[1].isEmpty else {
                return nil
            }
            step.name = String(text[..<open])
            step.attribute = String(sides[0])
            step.value = String(sides[1])
        }
        if let colon = step.name.firstIndex(of: ":") {
            let prefix = String(step.name[..<colon])
            guard isName(prefix) else { return nil }
            step.prefix = prefix
            step.name = String(step.name[step.name.index(after: colon)...])
        }
        return isName(step.name) ? step : nil
    }

    private static func isAttribute(_ name: String) -> Bool {
        isName(name.hasPrefix("xml:") ? String(name.dropFirst(4)) : name)
    }

    /// Whether a text can stand as a name without prefix (Namespaces in XML 1.0, NCName), so that
    /// nothing in a map can break the tag it is written in.
    static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return isNameStart(first)
            && text.unicodeScalars.dropFirst().allSatisfy { scalar in
                isNameStart(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
                    || scalar == "." || scalar == "\u{B7}"
            }
    }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "_", "\u{C0}"..."\u{D6}", "\u{D8}"..."\u{F6}",
            "\u{F8}"..."\u{2FF}", "\u{370}"..."\u{37D}", "\u{37F}"..."\u{1FFF}",
            "\u{200C}"..."\u{200D}", "\u{2070}"..."\u{218F}", "\u{2C00}"..."\u{2FEF}",
            "\u{3001}"..."\u{D7FF}", "\u{F900}"..."\u{FDCF}", "\u{FDF0}"..."\u{FFFD}",
            "\u{10000}"..."\u{EFFFF}":
            true
        default: false
        }
    }
}
