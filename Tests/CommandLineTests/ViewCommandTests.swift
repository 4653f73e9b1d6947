import Foundation
import TestSupport
import Testing

/// The views for people: `check` in full and `dump`.
@Suite struct ViewCommandTests {
    private let site: CommandSite
    init() throws { site = try CommandSite() }

    private let broken = "partners/northfield-medical/samples/5-broken-invoice-810.edi"
    private let notice = "partners/northfield-medical/samples/3-ship-notice-856.edi"

    private func run(_ arguments: String..., columns: Int) throws -> Command {
        try Command.run(arguments, in: site.root, environment: ["COLUMNS=\(columns)"])
    }

    @Test(arguments: [44, 80, 120])
    func checkInFull(_ columns: Int) throws {
        let result = try run("check", broken, "--layout", "full", columns: columns)
        #expect(result.status == 65)
        try Snapshot.expect(result, "check-full-\(columns)")
    }

    /// One segment with three faults is shown once, all three marked.
    @Test func aSegmentIsShownOnce() throws {
        try damage {
            $0.replacingOccurrences(of: "IT1*1*40*BXX*7.85**VC", with: "IT1*1*4O*BXX*x**VC")
        }
        let result = try run("check", "bad.edi", "--layout", "full", columns: 80)
        try Snapshot.expect(result, "check-full-grouped")
        let shown = result.output.components(separatedBy: "    IT1*1*4O*BXX*x**VC").count - 1
        #expect(shown == 1)
        #expect(result.output.contains("^^ ^^^ ^"))
    }

    @Test func aLongSegmentIsShownAroundThePlace() throws {
        let text = String(repeating: "long text ", count: 60)
        try damage {
            $0.replacingOccurrences(of: "BIG*20261131*NF-INV-55022", with: "BIG*20261131*\(text)")
        }
        let result = try run("check", "bad.edi", "--layout", "full", columns: 60)
        for line in result.output.split(separator: "\n") where line.contains("BIG*") {
            #expect(line.count <= 60, "\(line)")
        }
        #expect(result.output.contains("\u{2026}"))
        #expect(result.output.contains("^^^^^^^^"))
    }

    @Test func controlCharactersAreVisible() throws {
        try damage { $0.replacingOccurrences(of: "NF-INV-55022", with: "NF\u{7}INV") }
        let result = try run("check", "bad.edi", "--layout", "full", columns: 80)
        #expect(result.output.contains("NF\u{2407}INV"))
        #expect(!result.output.contains("\u{7}"))
    }

    @Test func whatIsRepairedAsToldHasNothingLeft() throws {
        try damage { text in
            text.replacingOccurrences(of: "BIG*20261131*", with: "BIG*20261130*")
                .replacingOccurrences(of: "*BXX*", with: "*BX*")
                .replacingOccurrences(of: "7.85**VC~", with: "7.85**VC*NF-10423~")
        }
        let result = try run("check", "bad.edi", columns: 80)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func standardInputShowsItsSegmentsToo() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(site.root)/\(broken)"))
        let named = try run("check", broken, "--layout", "full", columns: 80)
        let piped = try Command.run(
            ["check", "-", "--layout", "full"], in: site.root, input: Array(bytes))
        #expect(piped.output == named.output)
    }

    @Test func anXMLFindingShowsItsLine() throws {
        try site.write("<Invoice>\n  <Name>Bath</Nme>\n</Invoice>\n", to: "bad.xml")
        let result = try run("check", "bad.xml", "--layout", "full", columns: 80)
        #expect(result.status == 65)
        #expect(result.output.contains("      <Name>Bath</Nme>\n"), "\(result.output)")
        #expect(result.output.contains("^"))
    }

    @Test(arguments: [("", 80), ("narrow", 50)])
    func dump(_ suffix: String, _ columns: Int) throws {
        let result = try run("dump", notice, columns: columns)
        #expect(result.status == 0)
        try Snapshot.expect(result, "dump-856\(suffix)")
    }

    @Test func dumpWithFindings() throws {
        try Snapshot.expect(
            try run("dump", broken, "--findings", "--offsets", columns: 80), "dump-findings")
    }

    @Test func dumpAsJSONIsOneObjectASegment() throws {
        let objects = try run("dump", notice, "--json", columns: 80).objects()
        #expect(objects.count == 33)
        #expect(objects.first?["segment"] as? String == "ISA")
        #expect(Set(objects.flatMap(\.keys)).isSuperset(of: ["segment", "elements", "path"]))
    }

    @Test func aSetWithoutTablesIsShownAsFarAsItGoes() throws {
        try damage { $0.replacingOccurrences(of: "ST*810", with: "ST*940") }
        let result = try run("dump", "bad.edi", columns: 80)
        #expect(result.output.contains("IT1  Baseline Item Data (Invoice)"))
    }

    @Test func oneSetOfAFile() throws {
        let one = try run("dump", notice, "--set", "1", columns: 80)
        #expect(one.output.hasPrefix("ST "))
        #expect(!one.output.contains("ISA"))
        #expect(try run("dump", notice, "--set", "2", columns: 80).status == 66)
        #expect(try run("dump", notice, "--only", "850", columns: 80).status == 66)
        #expect(try run("dump", notice, "--only", "856", columns: 80).output == one.output)
    }

    @Test func noColoursIntoAPipe() throws {
        for arguments in [["check", broken, "--layout", "full"], ["dump", notice], ["explain"]] {
            let result = try Command.run(
                arguments, in: site.root, environment: ["TERM=xterm-256color"])
            #expect(!result.output.contains("\u{1B}"), "\(arguments)")
        }
    }

    /// Writes `bad.edi`, the broken sample changed further.
    private func damage(_ change: (String) -> String) throws {
        let text = try String(contentsOfFile: "\(site.root)/\(broken)", encoding: .utf8)
        try site.write(change(text), to: "bad.edi")
    }
}
