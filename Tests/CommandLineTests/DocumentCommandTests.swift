import Foundation
import TestSupport
import Testing

/// `check`, `acknowledge` and `translate`: nothing is recorded, everything is said.
@Suite struct DocumentCommandTests {
    private let site: CommandSite
    init() throws { site = try CommandSite() }

    private let invoice = "partners/northfield-medical/samples/4-invoice-810.edi"
    private let broken = "partners/northfield-medical/samples/5-broken-invoice-810.edi"

    @Test func checkOfAGoodFile() throws {
        let result = try site.run("check", invoice, "--partner", "northfield-medical")
        try Snapshot.expect(result, "check-good")
        #expect(result.status == 0)
        #expect(result.output.isEmpty)
    }

    @Test func checkOfABadFile() throws {
        let result = try site.run("check", broken)
        try Snapshot.expect(result, "check-bad")
        #expect(result.status == 65)
    }

    @Test func checkAsJSONHasTheDocumentedFields() throws {
        let result = try site.run("check", broken, "--json")
        #expect(result.status == 65)
        #expect(result.error.isEmpty)
        let findings = try result.objects()
        #expect(!findings.isEmpty)
        let expected: Set = [
            "code", "severity", "message", "offset", "length", "segment", "segmentPosition",
            "elementPosition", "componentPosition", "repetition", "elementReference", "path",
            "expected", "found", "responsible", "interchangeControlNumber", "groupControlNumber",
            "transactionSetControlNumber", "acknowledgmentList", "acknowledgmentCode",
            "set", "release", "elementName", "segmentText", "rule", "remedy", "corrected",
        ]
        for finding in findings { #expect(Set(finding.keys) == expected) }
    }

    @Test func checkReadsStandardInput() throws {
        let bytes = try site.sample("northfield-medical/5-broken-invoice-810.edi")
        let piped = try site.run("check", "-", "--json", input: bytes)
        let named = try site.run("check", broken, "--json")
        #expect(piped.status == 65)
        #expect(piped.output == named.output)
    }

    @Test func checkOfEmptyInput() throws {
        try Snapshot.expect(try site.run("check", "-", input: []), "check-empty")
    }

    @Test func missingFileIs66() throws {
        let result = try site.run("check", "no-such-file.edi")
        try Snapshot.expect(result, "check-missing")
        #expect(result.status == 66)
    }

    @Test func aFolderIsNoDocument() throws {
        let result = try site.run("check", "partners")
        #expect(result.status == 74 || result.status == 66, "\(result.status) \(result.error)")
    }

    @Test func unknownPartnerIs66() throws {
        let result = try site.run("check", invoice, "--partner", "nobody")
        try Snapshot.expect(result, "check-unknown-partner")
        #expect(result.status == 66)
    }

    @Test func brokenProfileIs78() throws {
        try site.write("partner: [", to: "partners/northfield-medical.yaml")
        let result = try site.run("check", invoice, "--partner", "northfield-medical")
        #expect(result.status == 78)
        #expect(result.error.contains("northfield-medical.yaml"))
    }

    @Test func brokenMapIs78() throws {
        try site.write("map: [", to: "maps/x12/810.yaml")
        let result = try site.run("check", invoice, "--partner", "northfield-medical")
        #expect(result.status == 78)
        #expect(result.error.contains("810.yaml"))
        #expect(result.output.isEmpty)
    }

    @Test func brokenSettingsAre78() throws {
        try site.write("environment: sometimes\n", to: "waybill.yaml")
        let result = try site.run("check", invoice)
        #expect(result.status == 78)
        #expect(result.error.contains("waybill.yaml"))
    }

    /// A 999 exists from release 005010 on; an older group gets its 997.
    @Test(arguments: [("997", "ST*997*"), ("999", "ST*999*"), ("ta1", "TA1*000001207*")])
    func acknowledgeAs(_ kind: String, _ expected: String) throws {
        var bytes = String(
            decoding: try site.sample("northfield-medical/5-broken-invoice-810.edi"),
            as: UTF8.self)
        if kind == "999" { bytes = bytes.replacingOccurrences(of: "004010", with: "005010") }
        let result = try site.run("acknowledge", "-", "--as", kind, input: Array(bytes.utf8))
        #expect(result.status == 0)
        #expect(result.output.contains(expected))
        // Date and time of the answer are the machine's own.
        let stamps = result.output.matches(of: /\*(\d{8}|\d{6})\*\d{4}\*/).map { String($0.0) }
        try Snapshot.expect(
            result, "acknowledge-\(kind)", hidden: Set(stamps).map { ($0, "*DATE*TIME*") })
    }

    @Test func acknowledgeOfXMLIs65() throws {
        let result = try site.run("acknowledge", "-", input: Array("<Invoice/>".utf8))
        #expect(result.status == 65)
        #expect(result.output.isEmpty)
    }

    @Test func acknowledgeOfIDsThatCannotBeRepeatedIs65() throws {
        var text = String(
            decoding: try site.sample("northfield-medical/4-invoice-810.edi"), as: UTF8.self)
        text = text.replacingOccurrences(
            of: "*01*084512973      *", with: "*01*08451\u{1}973      *")
        let result = try site.run("acknowledge", "-", input: Array(text.utf8))
        #expect(result.status == 65, "\(result.error)")
        #expect(!result.error.contains("\u{1}"))
    }

    @Test func translateToDocument() throws {
        let result = try site.run("translate", invoice, "--to", "document")
        try Snapshot.expect(result, "translate-document")
        #expect(result.status == 0)
        let compact = try site.run("translate", invoice, "--to", "document", "--json")
        #expect(compact.output.split(separator: "\n").count == 1)
        _ = try compact.objects()
    }

    @Test func translateToOdooRecords() throws {
        let site = try CommandSite(seeded: true)
        let file = "partners/apex-pharma/samples/4-invoice-810.edi"
        let result = try site.run("translate", file, "--to", "odoo")
        try Snapshot.expect(result, "translate-odoo")
        #expect(result.status == 0)
        let steps = try site.run("translate", file, "--to", "odoo", "--json").objects()
        #expect(!steps.isEmpty)
        // Showing is not doing.
        #expect(try site.run("ledger", "list", "account.move").output.isEmpty)
    }

    @Test func translateWritesADocumentAsX12AndReadsItBack() throws {
        let change = "maps/x12/cases/860/lines-changed/expected.json"
        let written = try site.run(
            "translate", change, "--partner", "northfield-medical", "--to", "x12")
        #expect(written.status == 0, "\(written.error)")
        #expect(written.output.contains("\nST*860*0001~\nBCH*04*SA*PO-70412**1*"))
        try site.write(written.output, to: "change.edi")
        let read = try site.run("translate", "change.edi", "--to", "document")
        let expected = try String(contentsOfFile: "\(site.root)/\(change)", encoding: .utf8)
        #expect(
            read.output.trimmingCharacters(in: .newlines)
                == expected.trimmingCharacters(in: .newlines))
        let nobody = try site.run("translate", change, "--to", "x12")
        #expect(nobody.status == 64)
        #expect(nobody.error == "waybill: Name the partner it goes to with --partner.\n")
        let unsent = try site.run(
            "translate", change, "--partner", "northfield-medical", "--to", "x12", "--release",
            "003040")
        #expect(unsent.error.contains("No map writes a purchase order change in release 003040."))
    }

    @Test func coverageSaysWhatNoRuleReads() throws {
        let order = """
            ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*0000*U*\
            00401*000000001*0*T*>~GS*PO*SENDER*RECEIVER*20260101*0000*1*X*004010~ST*850*0001~\
            BEG*00*SA*PO-1**20260301~PO1*1*2*EA~TC2*H*4015~CTT*1*7~SE*6*0001~GE*1*1~\
            IEA*1*000000001~
            """
        try site.write(order, to: "order.edi")
        let result = try site.run("maps", "coverage", "order.edi")
        try Snapshot.expect(result, "maps-coverage")
        #expect(result.status == 0)
        let rows = try site.run("maps", "coverage", "order.edi", "--json").objects()
        #expect(rows.map { $0["place"] as? String } == ["PO1/TC2", "CTT02"])
        let offset = try #require(rows.last?["offset"] as? Int)
        #expect(Array(order.utf8)[offset] == UInt8(ascii: "7"))
        let keys: Set = ["set", "release", "place", "name", "count", "file", "offset"]
        #expect(Set(try #require(rows.first).keys) == keys)
    }

    @Test func translateOfABrokenFileIs65() throws {
        let result = try site.run("translate", broken)
        #expect(result.status == 65)
        try Snapshot.expect(result, "translate-broken")
    }

    @Test func bytesOfAVendorNeverReachTheTerminalRaw() throws {
        let escape = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{202E}"
        let text = String(
            decoding: try site.sample("northfield-medical/4-invoice-810.edi"), as: UTF8.self
        )
        .replacingOccurrences(of: "NF-INV-55021", with: "NF\(escape)1")
        .replacingOccurrences(of: "*BX*7.85", with: "*B\(escape)*7.85")
        try site.write(text, to: "evil\u{1B}[31m.edi")
        for arguments in [
            ["check", "evil\u{1B}[31m.edi"], ["check", "evil\u{1B}[31m.edi", "--json"],
            ["translate", "evil\u{1B}[31m.edi"], ["translate", "evil\u{1B}[31m.edi", "--json"],
            ["check", "no\u{1B}[31msuch.edi"],
            ["check", "evil\u{1B}[31m.edi", "--partner", "x\u{1B}[1m"],
        ] {
            let result = try Command.run(arguments, in: site.root)
            for text in [result.output, result.error] {
                #expect(!text.contains("\u{1B}"), "\(arguments)")
                #expect(!text.contains("\u{7}"), "\(arguments)")
            }
        }
    }
}
