import Configuration
import Partners
import Testing

/// The guide under an inbound document.
struct GuideEntryTests {
    private func errors(_ rule: String) -> [String] {
        let documents = """
            documents:
              inbound:
                - set: "855"
                  release: "004010"
                  map: x12/855
                  guide:
                    - \(rule)
            """
        guard let start = ProfileText.vendor.firstRange(of: "documents:") else { return [] }
        let text = String(ProfileText.vendor[..<start.lowerBound]) + documents
        return ProfileText.errors(text).split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        "{at: BAK03, required: true}", "{at: TD5, forbidden: true, severity: warning}",
        "{at: PO103, codes: [EA, BX], reason: stock}", "{at: BAK03, lengthMin: 2, lengthMax: 15}",
        "{at: \"N1[01=ST]/04\", value: \"4471\"}",
    ])
    func ruleIsRead(rule: String) { #expect(errors(rule) == []) }

    @Test(arguments: [
        ("{required: true}", "'documents.inbound[].guide[].at' is missing"),
        ("{at: BAK03}", "the rule for 'BAK03' asks for nothing"),
        (
            "{at: BAK03, forbidden: true, lengthMax: 3}",
            "'BAK03' is forbidden and asked for at the same time"
        ),
        ("{at: BAK03, lengthMin: 9, lengthMax: 3}", "'lengthMin' 9 is above 'lengthMax' 3"),
        (
            "{at: BAK03, codes: [A], value: B}",
            "'documents.inbound[].guide[].value' and 'codes' exclude each other"
        ),
        ("{at: BAK03, requird: true}", "did you mean 'required'?"),
    ])
    func ruleIsRefused(rule: String, message: String) {
        let found = errors(rule)
        #expect(found.contains { $0.contains(message) }, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("acme.yaml:15:") }, "\(found)")
    }
}
