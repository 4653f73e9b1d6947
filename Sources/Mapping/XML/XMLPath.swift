/// A place in an XML document, seen from the element of the enclosing scope.
///
///     Header/InvoiceNumber        text of an element
///     Line/@number                an attribute
///     .                           text of the scope's own element
///     Party[@role=ST]/Name        below the Party whose attribute is ST
///     inv:Header/inv:Number       in the namespace that the map names `inv`
struct XMLPath: Equatable {
    struct Step: Equatable {
        /// Prefix of the map's `namespaces`; `nil` matches any namespace.
        var prefix: String?
        var name: String
        var attribute: String?
        var value = ""
    }

    var steps: [Step] = []
    /// Attribute of the last element; `nil` for its text.
    var attribute: String?

    struct Fault: Error, Equatable { let message: String }

    init(_ text: String) throws(Fault) {
        let fault = Fault(
            message: "'\(text)' is no place; write it as Header/Number, Line/@id or"
                + " Party[@role=ST]/Name")
        guard !text.isEmpty else { throw fault }
        if text == "." { return }
        var parts = Self.split(text)
        if let last = parts.last, last.hasPrefix("@") {
            attribute = String(last.dropFirst())
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
            let sides = condition.dropFirst().dropLast().split(separator: "=")
            guard sides.count == 2 else { return nil }
            step.name = String(text[..<open])
            step.attribute = String(sides[0])
            step.value = String(sides[1])
        }
        if let colon = step.name.firstIndex(of: ":") {
            step.prefix = String(step.name[..<colon])
            step.name = String(step.name[step.name.index(after: colon)...])
        }
        return step.name.isEmpty ? nil : step
    }
}
