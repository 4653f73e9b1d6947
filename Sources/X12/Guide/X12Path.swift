/// A place in a transaction set, as maps and guides write it.
///
///     BEG03            element 3 of BEG
///     CTP05-1          its first component
///     REF[01=CT]/02    element 2 of the REF whose element 1 is CT; CT is written, too
///     REF[01=CT|BC]/02 the same, CT or BC read, CT written
///     N3#2/01          element 1 of the second N3
///     CTT/AMT02        element 2 of the AMT in the CTT loop
///     PO106..PO125     elements 6 to 25, for `pairs`
package struct X12Path: Hashable, Sendable {
    /// What an element of the segment must hold.
    package struct Condition: Hashable, Sendable {
        package let position: Int
        package let component: Int
        /// Never empty; the first is written.
        package let values: [String]
    }

    /// A segment, or a loop by the segment that opens it.
    package struct Step: Hashable, Sendable {
        package var segment: String
        package var occurrence = 1
        package var conditions: [Condition] = []
    }

    /// Outermost first, never empty.
    package var steps: [Step]
    /// 1-based; `nil` for a whole segment.
    package var position: Int?
    /// 1-based; 0 for none.
    package var component = 0
    /// Last element of a range.
    package var lastPosition: Int?

    /// Text that is no place.
    package struct Fault: Error, Hashable, Sendable {
        package let message: String
    }

    package init(_ text: String) throws(Fault) {
        steps = []
        let range = Self.halves(text, at: "..")
        var parts = Self.split(range?.0 ?? text)
        if let last = parts.last, parts.count > 1, let place = Self.element(last) {
            (position, component) = place
            parts.removeLast()
        }
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            var part = part
            if isLast, position == nil, let found = Self.trailingElement(part) {
                (position, component) = (found.position, found.component)
                part = found.segment
            }
            steps.append(try Self.step(part, in: text))
        }
        guard !steps.isEmpty else { throw Fault(message: "'\(text)' is no place") }
        guard let range else { return }
        guard position != nil, component == 0, let last = Self.trailingElement(range.1),
            last.segment == steps.last?.segment
        else {
            throw Fault(message: "'\(text)' is no range of elements; write it as PO106..PO125")
        }
        lastPosition = last.position
    }

    /// The two sides of the first `separator`, outside of which nothing is split.
    private static func halves(_ text: String, at separator: String) -> (String, String)? {
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        guard bytes.count > mark.count else { return nil }
        for start in 0...(bytes.count - mark.count)
        where Array(bytes[start..<start + mark.count]) == mark {
            return (
                String(decoding: bytes[..<start], as: UTF8.self),
                String(decoding: bytes[(start + mark.count)...], as: UTF8.self)
            )
        }
        return nil
    }

    /// Splits at `/` outside brackets.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            switch character {
            case "[": depth += 1
            case "]": depth -= 1
            case "/" where depth == 0:
                parts.append("")
                continue
            default: break
            }
            parts[parts.count - 1].append(character)
        }
        return parts
    }

    /// `02` or `05-1`.
    private static func element(_ text: String) -> (Int, Int)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0].count == 2, let position = Int(parts[0]), position > 0
        else { return nil }
        guard parts.count == 2 else { return (position, 0) }
        guard let component = Int(parts[1]), component > 0 else { return nil }
        return (position, component)
    }

    /// `BEG03` and `CTP05-1`: a segment ID with the element right behind it.
    private static func trailingElement(
        _ text: String
    ) -> (segment: String, position: Int, component: Int)? {
        let head = text.prefix { $0 != "-" }
        guard head.allSatisfy({ $0.isLetter || $0.isNumber }), (4...5).contains(head.count),
            let place = element(String(head.suffix(2)) + text.dropFirst(head.count))
        else { return nil }
        return (String(head.dropLast(2)), place.0, place.1)
    }

    /// `REF`, `N3#2`, `REF[01=CT|BC,04=]`.
    private static func step(_ text: String, in whole: String) throws(Fault) -> Step {
        let fault = Fault(message: "'\(whole)' is no place; write it as BEG03 or REF[01=CT]/02")
        var head = text
        var conditions: [Condition] = []
        if let open = text.firstIndex(of: "[") {
            guard text.last == "]" else { throw fault }
            head = String(text[..<open])
            let inner = text[text.index(after: open)...].dropLast()
            for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
                let sides = part.split(separator: "=", omittingEmptySubsequences: false)
                guard sides.count == 2, let place = element(String(sides[0])) else { throw fault }
                let values = sides[1].split(separator: "|").map(String.init)
                guard !values.isEmpty, values.allSatisfy({ $0.utf8.count <= 7 }) else {
                    throw Fault(
                        message: "a condition compares with codes of one to seven characters,"
                            + " as in REF[01=CT]/02")
                }
                conditions.append(
                    Condition(position: place.0, component: place.1, values: values))
            }
        }
        var occurrence = 1
        if let mark = head.firstIndex(of: "#") {
            guard let number = Int(head[head.index(after: mark)...]), number > 0 else {
                throw fault
            }
            occurrence = number
            head = String(head[..<mark])
        }
        guard (2...3).contains(head.utf8.count) else { throw fault }
        return Step(segment: head, occurrence: occurrence, conditions: conditions)
    }
}
