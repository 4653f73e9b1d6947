import Partners
import Testing

/// Each thing a profile is refused for, in the words procurement reads.
@Suite struct ProfileRefusalTests {
    /// A change to `ProfileText.vendor` and the errors it leads to.
    struct Case: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let expected: String
        var testDescription: String { new }
    }

    static let cases = [
        Case(
            old: "partner: acme", new: "partner: acne",
            expected:
                "acme.yaml:1:10: 'partner' is 'acne', but the file is called acme.yaml; call the file acne.yaml or write 'partner: acme'"
        ),
        Case(
            old: "partner: acme", new: "partner: Acme Corp",
            expected:
                "acme.yaml:1:10: 'partner' is 'Acme Corp', which is no partner id; use at most 64 of a-z, 0-9 and -, beginning with a letter or digit"
        ),
        Case(
            old: "kind: vendor", new: "kind: vender",
            expected:
                "acme.yaml:3:7: 'kind' is 'vender', which is not one of its values; did you mean 'vendor'?"
        ),
        Case(
            old: "name: Acme", new: "nam: Acme",
            expected:
                "acme.yaml:1:1: 'name' is missing\nacme.yaml:2:1: unknown key 'nam'; did you mean 'name'?"
        ),
        Case(
            old: "vendorCode: V-ACME\n", new: "",
            expected:
                "acme.yaml:1:1: 'vendorCode' is missing; write the vendor's reference in the ERP"),
        Case(
            old: "vendorCode: V-ACME", new: "vendorCode: V-ACME\nfolder: ../etc",
            expected:
                "acme.yaml:6:9: 'folder' is '../etc', which is no folder name; use at most 64 of a-z, 0-9 and -, beginning with a letter or digit"
        ),
        Case(
            old: "id: ACME}", new: "id: ACME MEDICAL SUPPLY}",
            expected:
                "acme.yaml:7:36: 'identities.interchange.id' is 'ACME MEDICAL SUPPLY'; it must be 1 to 15 characters without blanks"
        ),
        Case(
            old: "{qualifier: ZZ, id: ACME}", new: "{qualifer: ZZ, id: ACME}",
            expected:
                "acme.yaml:7:16: 'identities.interchange.qualifier' is missing\nacme.yaml:7:17: unknown key 'qualifer' in 'identities.interchange'; did you mean 'qualifier'?"
        ),
        Case(
            old: "{qualifier: ZZ, id: ACME}", new: "{qualifier: z, id: ACME}",
            expected:
                "acme.yaml:7:28: 'identities.interchange.qualifier' is 'z'; it must be two capital letters or digits; usual are 01 (DUNS), 07 (GLN), 20 (HIN) and ZZ (agreed)"
        ),
        Case(
            old: "id: US}", new: "id: US}\n  gln: \"0614141000037\"",
            expected:
                "acme.yaml:9:8: 'identities.gln' is '0614141000037'; it must be 13 digits with a valid check digit"
        ),
        Case(
            old: "  ours: {qualifier: ZZ, id: US}\n", new: "",
            expected:
                "acme.yaml:7:3: 'identities.ours' is missing, and waybill.yaml has no 'identity'; write the qualifier and id this partner knows us by"
        ),
        Case(
            old: "id: US}", new: "id: ACME}",
            expected:
                "acme.yaml:8:9: 'identities.ours' is the partner's own identity ZZ/ACME"),
        Case(
            old: "id: US}", new: "id: U*S}",
            expected:
                "acme.yaml:8:9: 'identities.ours' has 'U*S', which holds one of the delimiters; choose other delimiters under 'x12.delimiters'"
        ),
        Case(
            old: "release: \"004010\"", new: "release: 4010",
            expected:
                "acme.yaml:11:29: 'documents.outbound[].release' is '4010'; it must have six digits; write 004010"
        ),
        Case(
            old: "map: x12/850", new: "map: xml/850",
            expected:
                "acme.yaml:11:44: 'documents.outbound[].map' is 'xml/850', which is no map under maps/x12; write it as x12/850"
        ),
        Case(
            old: "set: \"850\"", new: "set: \"997\"",
            expected:
                "acme.yaml:11:13: 997 is an acknowledgment and not a document; say so under 'acknowledgments'"
        ),
        Case(
            old: "outbound:", new: "inbound:",
            expected:
                "acme.yaml:11:13: a vendor does not send us orders (850); list it under 'documents.outbound', or write 'kind: department'"
        ),
        Case(
            old: "map: x12/850}", new: "map: x12/850}\n  inbound: [{map: x12/855}]",
            expected:
                "acme.yaml:12:13: a document is either X12, with 'set' and 'release', or XML, with 'root'"
        ),
    ]

    @Test(arguments: cases)
    func refuses(_ change: Case) {
        #expect(ProfileText.vendor.contains(change.old))
        let text = replace(change.old, by: change.new)
        #expect(ProfileText.errors(text) == change.expected)
    }

    private func replace(_ old: String, by new: String) -> String {
        guard let range = ProfileText.vendor.firstRange(of: old) else { return "" }
        return String(ProfileText.vendor[..<range.lowerBound]) + new
            + ProfileText.vendor[range.upperBound...]
    }

    /// Blocks added below `ProfileText.vendor`, whose last line is the eleventh.
    static let additions = [
        (
            "x12: {delimiters: {element: a}}",
            "acme.yaml:12:29: 'x12.delimiters.element' is 'a', which cannot be a delimiter; use one special character or a byte such as 0x1D"
        ),
        (
            "x12: {delimiters: {element: \"~\"}}",
            "acme.yaml:12:19: 'x12.delimiters.segment' and 'x12.delimiters.element' are the same character"
        ),
        (
            "x12: {tolerate: [tooLong], strict: [tooLong]}",
            "acme.yaml:12:36: 'tooLong' stands under both 'x12.tolerate' and 'x12.strict'; keep one of them"
        ),
        (
            "x12: {tolerate: [toLong]}",
            "acme.yaml:12:18: 'toLong' is not one of the values of 'x12.tolerate'; did you mean 'tooLong'?"
        ),
        (
            "x12: {newline: true, delimiters: {segment: newline}}",
            "acme.yaml:12:16: 'x12.newline' adds a second line feed: segments already end with one; write 'newline: false'"
        ),
        (
            "acknowledgments: {expect: none, dueWithin: 4h}",
            "acme.yaml:12:44: 'acknowledgments.dueWithin' is given, but none is expected; remove it or write 'expect: 997'"
        ),
        (
            "acknowledgments: {application: rejections}",
            "acme.yaml:12:32: an 824 answers X12 documents, and 'documents.inbound' has none; write 'application: none'"
        ),
        (
            "acknowledgments: {dueWithin: 4}",
            "acme.yaml:12:30: 'acknowledgments.dueWithin' must be a time with its unit, such as 500ms, 90s, 30m, 4h or 2d, found '4'"
        ),
        (
            "items: {identifiers: [vc, UK, UK]}",
            "acme.yaml:12:23: 'vc' is no item qualifier of X12; usual are VC, VN, UK, UP, ND, BP and IN\nacme.yaml:12:31: 'items.identifiers' has 'UK' twice; keep one of them"
        ),
        (
            "items: {crossReferences: [{theirs: A, ours: B}, {theirs: A, ours: C}]}",
            "acme.yaml:12:49: 'items.crossReferences' has 'A' twice; keep one of them"
        ),
        (
            "units: [{theirs: CT, ours: BX, factor: 0.5}]",
            "acme.yaml:12:40: 'units[].factor' is '0.5', which is no pack factor; write how many of ours are in one of theirs, such as 12 or 1/12"
        ),
        (
            "units: [{theirs: CT, ours: BX}, {theirs: CT, ours: CA}]",
            "acme.yaml:12:33: 'units' has 'CT' twice; keep one of them"
        ),
        (
            "costCentres: {places: [PO1*CA]}",
            "acme.yaml:12:24: 'PO1*CA' is no place for a cost centre; write REF* or N1* and a qualifier, such as REF*CA or N1*ST"
        ),
        (
            "costCentres: {table: {A: B}}",
            "acme.yaml:12:22: 'costCentres.table' is never used: 'costCentres.places' is missing; write where the documents name the cost centre, such as [REF*CA]"
        ),
        (
            "tolerances: {pricePercent: 101, priceAmount: -1}",
            "acme.yaml:12:28: 'tolerances.pricePercent' is 101; it cannot exceed 100 percent\nacme.yaml:12:46: 'tolerances.priceAmount' is -1; it cannot be negative"
        ),
        (
            "policy: {confirmOrders: true}",
            "acme.yaml:12:25: 'policy.confirmOrders' is for departments, which send us orders; remove it"
        ),
        (
            "contacts: [{role: edi, name: Desk}]",
            "acme.yaml:12:12: a contact needs an 'email' or a 'phone'"
        ),
        (
            "calendar: {timeZone: EST, holidays: [12/25], cutOff: 3pm}",
            "acme.yaml:12:22: 'calendar.timeZone' is 'EST', which is no time zone; write an area and a city, such as America/New_York\nacme.yaml:12:38: '12/25' is no date; write it as 2026-12-25\nacme.yaml:12:54: 'calendar.cutOff' is '3pm', which is no time of day; write it as 15:30"
        ),
        (
            "limits: {files: 0}",
            "acme.yaml:12:17: 'limits.files' is 0; it must lie between 1 and 1000000"
        ),
        (
            "documents: {}",
            "acme.yaml:9:1: the key 'documents' stands twice in the same place; keep one of them"
        ),
        (
            "password: hunter2",
            "acme.yaml:12:1: unknown key 'password'; use one of partner, kind, documents, x12, identities, name, environment, vendorCode, folder, acknowledgments, items, units, costCentres, tolerances, policy, contacts, calendar, credentials, limits, duplicates"
        ),
    ]

    @Test(arguments: additions)
    func refusesBlock(_ addition: (text: String, expected: String)) {
        #expect(
            ProfileText.errors("\(ProfileText.vendor)\n\(addition.text)") == addition.expected)
    }

    @Test(arguments: ["hunter2", "env:hunter2", "file:key.pem", "file:/a/../b", "http://a:b@c"])
    func refusesLiteralSecretsWithoutShowingThem(_ secret: String) {
        let errors = ProfileText.errors("\(ProfileText.vendor)\ncredentials: {sftp: \"\(secret)\"}")
        #expect(
            errors
                == "acme.yaml:12:15: 'credentials.sftp' must name where the secret lies and never hold it; write env:NAME, file:/PATH or credential:NAME"
        )
    }

    @Test func refusesPrivateKeys() {
        let begin = "-----BEGIN " + "PRIVATE KEY-----"
        #expect(
            ProfileText.errors("\(ProfileText.vendor)\n# \(begin)")
                == "acme.yaml:12:1: the file holds a private key; remove it, replace the key, and name its place under 'credentials'"
        )
    }

    @Test func acceptsTheTextsItStartsFrom() {
        #expect(ProfileText.errors(ProfileText.vendor) == "")
        #expect(ProfileText.errors(ProfileText.full) == "")
    }
}
