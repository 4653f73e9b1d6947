import Configuration

extension InterchangeIdentity {
    /// Reads `{qualifier, id}`.
    static func decode(_ block: ConfigurationObject) -> InterchangeIdentity {
        let identity = InterchangeIdentity(
            qualifier: block.requiredText("qualifier"), id: block.requiredText("id"))
        if !identity.qualifier.isEmpty, !isQualifier(identity.qualifier) {
            block.fault(
                "qualifier",
                "'\(block.name("qualifier"))' is '\(identity.qualifier)'; it must be two capital letters or digits",
                suggestion: "usual are 01 (DUNS), 07 (GLN), 20 (HIN) and ZZ (agreed)")
        }
        if !identity.id.isEmpty, !isIdentifier(identity.id, in: 1...15) {
            block.fault(
                "id",
                "'\(block.name("id"))' is '\(identity.id)'; it must be 1 to 15 characters without blanks"
            )
        }
        return identity
    }

    private static func isQualifier(_ text: String) -> Bool {
        text.utf8.count == 2
            && text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
    }

    static func isIdentifier(_ text: String, in lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    }
}

extension PartnerIdentities {
    /// Reads `identities`, which a partner without X12 documents may leave out.
    ///
    /// - Returns: The identities, and where the sender stands.
    static func decode(
        _ root: ConfigurationObject, isX12: Bool, delimiters: X12Writing.Delimiters,
        ours: InterchangeIdentity?
    ) -> (value: PartnerIdentities, senderMark: ConfigurationNode.Mark) {
        let place = (root.mark(of: "identities"), PartnerIdentities())
        if isX12, !root.has("identities") {
            root.fault(
                "identities", "'identities' is missing",
                suggestion: "X12 documents need 'identities.interchange' with qualifier and id")
        }
        let decoded = root.object("identities") { block in
            let addressing = addressing(block, isX12: isX12, delimiters: delimiters, ours: ours)
            let value = PartnerIdentities(
                addressing: addressing,
                gln: number(block, "gln", "13 digits with a valid check digit", isGLN),
                hin: number(block, "hin", "9 capital letters and digits", isHIN),
                duns: number(block, "duns", "9 digits") { isDigits($0, count: 9) },
                accounts: block.texts("accounts"))
            return (block.mark(of: "interchange"), value)
        }
        return (decoded?.1 ?? place.1, decoded?.0 ?? place.0)
    }

    private static func addressing(
        _ block: ConfigurationObject, isX12: Bool, delimiters: X12Writing.Delimiters,
        ours defaultOurs: InterchangeIdentity?
    ) -> InterchangeAddressing? {
        let theirs =
            isX12
            ? block.requiredObject("interchange") { InterchangeIdentity.decode($0) }
            : block.object("interchange") { InterchangeIdentity.decode($0) }
        let ours = block.object("ours") { InterchangeIdentity.decode($0) } ?? defaultOurs
        let group = block.object("group") { group in
            (theirs: groupCode(group, "theirs"), ours: groupCode(group, "ours"))
        }
        guard let theirs else { return nil }
        guard let ours else {
            block.fault(
                "ours", "'identities.ours' is missing, and waybill.yaml has no 'identity'",
                suggestion: "write the qualifier and id this partner knows us by")
            return nil
        }
        if theirs == ours {
            block.fault("ours", "'identities.ours' is the partner's own identity \(theirs)")
        }
        let addressing = InterchangeAddressing(
            theirs: theirs, ours: ours,
            groupTheirs: group?.theirs ?? theirs.id, groupOurs: group?.ours ?? ours.id)
        checkDelimiters(block, addressing, delimiters)
        return addressing
    }

    /// GS02 and GS03 have two to fifteen characters.
    private static func groupCode(_ block: ConfigurationObject, _ key: String) -> String? {
        guard let code = block.text(key) else { return nil }
        if !InterchangeIdentity.isIdentifier(code, in: 2...15) {
            block.fault(
                key,
                "'\(block.name(key))' is '\(code)'; it must be 2 to 15 characters without blanks")
        }
        return code
    }

    /// An identity that holds a delimiter would cut the header it stands in.
    private static func checkDelimiters(
        _ block: ConfigurationObject, _ addressing: InterchangeAddressing,
        _ delimiters: X12Writing.Delimiters
    ) {
        let reserved = delimiters.all
        var texts = [("interchange", addressing.theirs.id), ("ours", addressing.ours.id)]
        // Unless written, the group's codes are the ids.
        if block.has("group") {
            texts += [("group", addressing.groupTheirs), ("group", addressing.groupOurs)]
        }
        for (key, text) in texts where text.utf8.contains(where: reserved.contains) {
            block.fault(
                key, "'\(block.name(key))' has '\(text)', which holds one of the delimiters",
                suggestion: "choose other delimiters under 'x12.delimiters'")
        }
    }

    private static func number(
        _ block: ConfigurationObject, _ key: String, _ expected: String, _ test: (String) -> Bool
    ) -> String? {
        guard let text = block.text(key) else { return nil }
        if !test(text) {
            block.fault(key, "'\(block.name(key))' is '\(text)'; it must be \(expected)")
        }
        return text
    }

    private static func isDigits(_ text: String, count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isHIN(_ text: String) -> Bool {
        text.utf8.count == 9
            && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }

    /// GS1 General Specifications 7.9: weights 3 and 1 from the right, the sum a multiple of ten.
    private static func isGLN(_ text: String) -> Bool {
        guard isDigits(text, count: 13) else { return false }
        let sum = text.utf8.enumerated().reduce(0) { sum, digit in
            sum + Int(digit.element - 48) * (digit.offset % 2 == 0 ? 1 : 3)
        }
        return sum % 10 == 0
    }
}
