import Configuration

extension GuideEntry {
    private static let lengthRange = 1...100_000

    /// Reads one item of `guide`: a place and at least one demand that does not contradict another.
    static func decode(_ block: ConfigurationObject) -> GuideEntry? {
        var entry = GuideEntry(place: block.requiredText("at"), mark: block.mark(of: "at"))
        entry.isRequired = block.boolean("required") ?? false
        entry.isForbidden = block.boolean("forbidden") ?? false
        entry.codes = block.texts("codes")
        if let value = block.text("value") {
            if !entry.codes.isEmpty {
                block.fault("value", "'\(block.name("value"))' and 'codes' exclude each other")
            }
            entry.codes = [value]
        }
        entry.lengthMin = block.integer("lengthMin", in: lengthRange)
        entry.lengthMax = block.integer("lengthMax", in: lengthRange)
        if let least = entry.lengthMin, let greatest = entry.lengthMax, least > greatest {
            block.fault("lengthMin", "'lengthMin' \(least) is above 'lengthMax' \(greatest)")
        }
        entry.severity = block.choice("severity") ?? .error
        entry.reason = block.text("reason")
        let asksForMore =
            entry.isRequired || !entry.codes.isEmpty || entry.lengthMin != nil
            || entry.lengthMax != nil
        if entry.isForbidden, asksForMore {
            block.fault(
                "forbidden", "'\(entry.place)' is forbidden and asked for at the same time")
        } else if !entry.isForbidden, !asksForMore {
            block.faults.record(
                at: block.mark, "the rule for '\(entry.place)' asks for nothing",
                suggestion: "write required, forbidden, codes, value, lengthMin or lengthMax")
        }
        return entry
    }
}
