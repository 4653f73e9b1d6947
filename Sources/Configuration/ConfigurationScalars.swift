package import Diagnostics

// MARK: - Single values

extension ConfigurationObject {
    /// Text, as written; `nil` when absent. Empty text is a fault.
    package func text(_ key: String) -> String? {
        node(key).flatMap { text(of: $0, named: name(key)) }
    }

    /// As `text`, where absence is a fault.
    package func requiredText(_ key: String) -> String {
        guard has(key) else {
            missing(key)
            return ""
        }
        return text(key) ?? ""
    }

    /// A whole number in decimal digits.
    package func integer(_ key: String, in range: ClosedRange<Int> = .min ... .max) -> Int? {
        scalar(key, "a whole number") { Int($0) }.flatMap { value in
            guard !range.contains(value) else { return value }
            fault(
                key,
                "'\(name(key))' is \(value); it must lie between \(range.lowerBound) and \(range.upperBound)"
            )
            return nil
        }
    }

    /// As `integer`, where absence is a fault.
    package func requiredInteger(
        _ key: String, in range: ClosedRange<Int> = .min ... .max
    ) -> Int {
        if !has(key) { missing(key) }
        return integer(key, in: range) ?? 0
    }

    /// An exact decimal such as `0.05`.
    package func decimal(_ key: String) -> ScaledDecimal? {
        scalar(key, "a number such as 0.05") { ScaledDecimal($0) }
    }

    /// `true` or `false`; `yes` and `no` are taken too.
    package func boolean(_ key: String) -> Bool? {
        scalar(key, "true or false") { text in
            switch text {
            case "true", "yes": true
            case "false", "no": false
            default: nil
            }
        }
    }

    /// A span of time with its unit: `500ms`, `90s`, `30m`, `4h`, `2d`.
    package func duration(_ key: String) -> Duration? {
        scalar(key, "a time with its unit, such as 500ms, 90s, 30m, 4h or 2d") {
            Duration(configuration: $0)
        }
    }

    /// A number of bytes, plain or with a unit: `4096`, `64KiB`, `20MiB`, `1GiB`.
    package func byteCount(_ key: String) -> Int? {
        scalar(key, "a size such as 4096, 64KiB, 20MiB or 1GiB", Self.byteCount)
    }

    /// One of the words of an enumeration.
    package func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Value.Type = Value.self
    ) -> Value? {
        guard let text = text(key) else { return nil }
        if let value = Value(rawValue: text) { return value }
        fault(
            key, "'\(name(key))' is '\(text)', which is not one of its values",
            suggestion: NearestName.suggestion(
                for: text, among: Value.allCases.map(\.rawValue)))
        return nil
    }

    /// As `choice`, where absence is a fault.
    package func requiredChoice<Value: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Value.Type = Value.self
    ) -> Value? {
        if !has(key) { missing(key) }
        return choice(key)
    }

    /// A list of words of an enumeration.
    package func choices<Value: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Value.Type = Value.self
    ) -> [Value] {
        list(key).compactMap { node in
            guard let text = text(of: node, named: "\(name(key))[]") else { return nil }
            if let value = Value(rawValue: text) { return value }
            faults.record(
                at: node.mark, "'\(text)' is not one of the values of '\(name(key))'",
                suggestion: NearestName.suggestion(
                    for: text, among: Value.allCases.map(\.rawValue)))
            return nil
        }
    }

    /// The text of any node of this file, or a fault at its place.
    package func text(of node: ConfigurationNode, named name: String) -> String? {
        guard case .scalar(let text) = node.content else {
            faults.record(at: node.mark, "'\(name)' must be text, found \(node.kind)")
            return nil
        }
        guard !text.isEmpty else {
            faults.record(at: node.mark, "'\(name)' is empty")
            return nil
        }
        return text
    }

    private func scalar<Value>(
        _ key: String, _ expected: String, _ convert: (String) -> Value?
    ) -> Value? {
        guard let text = text(key) else { return nil }
        if let value = convert(text) { return value }
        fault(key, "'\(name(key))' must be \(expected), found '\(text)'")
        return nil
    }

    private static func byteCount(_ text: String) -> Int? {
        for (unit, size) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("", 1)]
        where text.hasSuffix(unit) {
            guard let count = Int(text.dropLast(unit.count)), count >= 0 else { return nil }
            let (product, over) = count.multipliedReportingOverflow(by: size)
            return over ? nil : product
        }
        return nil
    }
}

extension Duration {
    /// Reads digits and a unit (`ms`, `s`, `m`, `h`, `d`); `nil` for anything else or more than
    /// ten years.
    package init?(configuration text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let milliseconds: Int
        switch text.dropFirst(digits.count) {
        case "ms": milliseconds = 1
        case "s": milliseconds = 1000
        case "m": milliseconds = 60_000
        case "h": milliseconds = 3_600_000
        case "d": milliseconds = 86_400_000
        default: return nil
        }
        guard let count = Int(digits) else { return nil }
        let (total, over) = count.multipliedReportingOverflow(by: milliseconds)
        guard !over, total <= 3_653 * 86_400_000 else { return nil }
        self = .milliseconds(total)
    }
}
