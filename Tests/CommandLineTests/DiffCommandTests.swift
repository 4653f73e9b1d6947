import Foundation
import TestSupport
import Testing

/// `waybill diff` on the samples.
@Suite struct DiffCommandTests {
    private let site: CommandSite
    init() throws { site = try CommandSite() }

    private let notice = "partners/northfield-medical/samples/3-ship-notice-856.edi"

    private func changed(_ change: (String) -> String) throws -> Command {
        let text = try String(contentsOfFile: "\(site.root)/\(notice)", encoding: .utf8)
        try site.write(change(text), to: "other.edi")
        return try site.run("diff", notice, "other.edi")
    }

    @Test func theSameIsZero() throws {
        let result = try changed { text in
            text.replacingOccurrences(of: "\n", with: "").replacingOccurrences(of: "*", with: "|")
                .replacingOccurrences(of: "41.5", with: "41.50")
        }
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.isEmpty)
    }

    @Test func whatDiffersIsSaidInWords() throws {
        let result = try changed { text in
            text.replacingOccurrences(of: "SN1**24*EA", with: "SN1**20*EA")
                .replacingOccurrences(of: "DTM*036*20290430", with: "DTM*036*20290531")
                .replacingOccurrences(of: "REF*LT*IV26K018~\n", with: "")
                .replacingOccurrences(of: "*FXFE*", with: "*UPSN*")
        }
        #expect(result.status == 1)
        try Snapshot.expect(result, "diff-856")
        let json = try site.run("diff", notice, "other.edi", "--json")
        #expect(json.status == 1)
        let kinds = try json.objects().compactMap { $0["kind"] as? String }
        #expect(kinds.sorted() == ["changed", "changed", "changed", "removed"])
    }

    @Test func standardInputIsOneOfTheTwo() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(site.root)/\(notice)"))
        let result = try site.run("diff", "-", notice, input: Array(bytes))
        #expect(result.status == 0, "\(result.error)")
    }

    @Test func whatIsNoX12Is65() throws {
        try site.write("<Invoice/>", to: "x.xml")
        #expect(try site.run("diff", notice, "x.xml").status == 65)
        #expect(try site.run("diff", notice, "missing.edi").status == 66)
    }
}
