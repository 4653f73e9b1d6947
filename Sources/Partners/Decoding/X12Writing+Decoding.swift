import Configuration

extension X12Writing.Delimiters {
    /// The four bytes, in the order of the keys.
    var all: [UInt8] { [element, component, repetition, segment] }
}

extension X12Writing {
    static func decode(_ block: ConfigurationObject) -> X12Writing {
        var writing = X12Writing()
        if let delimiters = block.object("delimiters", Self.delimiters) {
            writing.delimiters = delimiters
        }
        writing.characterSet = block.choice("characterSet") ?? writing.characterSet
        writing.unwritable = block.choice("unwritable") ?? writing.unwritable
        writing.newline = block.boolean("newline") ?? false
        if writing.newline, writing.delimiters.segment == UInt8(ascii: "\n") {
            block.fault(
                "newline", "'x12.newline' adds a second line feed: segments already end with one",
                suggestion: "write 'newline: false'")
        }
        writing.tolerate = Set(block.choices("tolerate"))
        writing.strict = Set(block.choices("strict"))
        for both in writing.tolerate.intersection(writing.strict).map(\.rawValue).sorted() {
            block.fault(
                "strict", "'\(both)' stands under both 'x12.tolerate' and 'x12.strict'",
                suggestion: "keep one of them")
        }
        return writing
    }

    private static func delimiters(_ block: ConfigurationObject) -> Delimiters? {
        let usual = Delimiters()
        let delimiters = Delimiters(
            element: delimiter(block, "element") ?? usual.element,
            component: delimiter(block, "component") ?? usual.component,
            repetition: delimiter(block, "repetition") ?? usual.repetition,
            segment: delimiter(block, "segment") ?? usual.segment)
        let keys = ["element", "component", "repetition", "segment"]
        for later in 1..<4 {
            for earlier in 0..<later where delimiters.all[later] == delimiters.all[earlier] {
                block.fault(
                    keys[later],
                    "'\(block.name(keys[later]))' and '\(block.name(keys[earlier]))' are the same character"
                )
            }
        }
        return delimiters
    }

    /// One character, `newline`, or a byte such as `0x1D`.
    private static func delimiter(_ block: ConfigurationObject, _ key: String) -> UInt8? {
        guard let text = block.text(key) else { return nil }
        let byte: UInt8? =
            switch text {
            case "newline": UInt8(ascii: "\n")
            case _ where text.hasPrefix("0x"): UInt8(text.dropFirst(2), radix: 16)
            default: text.utf8.count == 1 ? text.utf8.first : nil
            }
        if let byte, isUsable(byte), byte != UInt8(ascii: "\n") || key == "segment" { return byte }
        block.fault(
            key, "'\(block.name(key))' is '\(text)', which cannot be a delimiter",
            suggestion: key == "segment"
                ? "use one special character, newline, or a byte such as 0x1C"
                : "use one special character or a byte such as 0x1D")
        return nil
    }

    /// Letters, digits, blanks, points and minus signs are part of values.
    private static func isUsable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "."),
            UInt8(ascii: "-"), 0, 0x7F...:
            false
        default: true
        }
    }
}

extension AcknowledgmentRules {
    /// Reads `acknowledgments`; without it, every group is answered and watched with a 997.
    static func decode(
        _ root: ConfigurationObject, documents: DocumentFlows
    ) -> AcknowledgmentRules {
        var rules = AcknowledgmentRules()
        let inbound = documents.inbound.compactMap(\.release)
        if inbound.isEmpty { rules.send = .none }
        if documents.outbound.isEmpty { rules.expect = .none }
        return root.object("acknowledgments") { block in
            rules.send = block.choice("send") ?? rules.send
            rules.list = block.choice("list") ?? rules.list
            rules.application = block.choice("application") ?? rules.application
            if rules.application != .none, inbound.isEmpty {
                block.fault(
                    "application",
                    "an 824 answers X12 documents, and 'documents.inbound' has none",
                    suggestion: "write 'application: none'")
            } else if rules.application != .none, documents.outbound.isEmpty {
                // The advice itself is something we send.
                rules.expect = .functional
            }
            rules.interchange = block.choice("interchange") ?? rules.interchange
            rules.refuse = Set(block.choices("refuse"))
            rules.expect = block.choice("expect") ?? rules.expect
            if let due = block.duration("dueWithin") { rules.dueWithin = due }
            if rules.dueWithin == .zero {
                block.fault(
                    "dueWithin", "'acknowledgments.dueWithin' is zero",
                    suggestion: "write a time such as 4h, or 'expect: none'")
            }
            if block.has("dueWithin"), rules.expect == .none {
                block.fault(
                    "dueWithin", "'acknowledgments.dueWithin' is given, but none is expected",
                    suggestion: "remove it or write 'expect: 997'")
            }
            if rules.send == .implementation, let old = inbound.first(where: { $0 < "005010" }) {
                block.fault(
                    "send",
                    "a 999 answers release 005010 and later, and 'documents.inbound' has \(old)",
                    suggestion: "write 'send: 997'")
            }
            return rules
        } ?? rules
    }
}
