import Foundation
import TestSupport
import Testing

/// `waybill explain`: every code, and whatever stands in a segment.
@Suite struct ExplainCommandTests {
    private let site: CommandSite
    init() throws { site = try CommandSite() }

    @Test(arguments: [
        ("x12.element-date", "finding"), ("AK403=7", "acknowledgment"), ("TA105=017", "note"),
        ("IK304=I6", "implementation"), ("AK502=5", "set-note"), ("AK905=4", "group-note"),
        ("BEG03", "element"), ("REF01=DP", "value"), ("SAC02=D240", "charge"), ("CUR", "segment"),
        ("997", "set"), ("355=BXX", "near"), ("price.invoiced", "posting"),
    ])
    func whatIsAskedForIsTold(_ name: String, _ snapshot: String) throws {
        let result = try site.run("explain", name)
        #expect(result.status == 0)
        #expect(result.error.isEmpty)
        try Snapshot.expect(result, "explain-\(snapshot)")
        let json = try site.run("explain", name, "--json")
        #expect(try !json.objects().isEmpty)
    }

    @Test(arguments: [
        ("x12.element-dat", "x12.element-date"), ("BEG3", "BEG03"), ("PQ1", "PO1"),
    ])
    func aSlipIsUnderstood(_ wrong: String, _ meant: String) throws {
        let result = try site.run("explain", wrong)
        #expect(result.status == 66)
        #expect(result.output.isEmpty)
        #expect(result.error.contains("Did you mean '\(meant)'?"), "\(result.error)")
    }

    @Test func theSetSaysWhereASegmentStands() throws {
        let result = try site.run("explain", "REF", "--set", "850", "--release", "004010")
        #expect(result.output.contains("850 heading, no loop, optional"), "\(result.output)")
        let unknown = try site.run("explain", "REF", "--set", "999999")
        #expect(unknown.status == 66)
    }

    /// The list of codes and the sources agree: what can be reported is explained, and what is
    /// explained can be reported.
    @Test func everyCodeIsExplainedAndEveryExplanationHasACode() throws {
        let objects = try site.run("explain", "--json").objects()
        let explained = Set(objects.compactMap { $0["code"] as? String })
        #expect(explained.count == objects.count, "a code is explained twice")
        let reported = try Self.codesInSources()
        #expect(reported.count > 100)
        for code in reported.subtracting(explained).sorted() {
            Issue.record("\(code) can be reported and is not explained")
        }
        for code in explained.subtracting(reported).sorted() {
            Issue.record("\(code) is explained and never reported")
        }
        for object in objects {
            for key in ["summary", "rule", "repair", "owner"] {
                #expect(
                    (object[key] as? String)?.isEmpty == false, "\(object["code"] ?? "") \(key)")
            }
        }
    }

    /// Every literal that looks like a code, outside the tables of explanations, and the codes of
    /// the ERP, which are put together from a word.
    private static func codesInSources() throws -> Set<String> {
        let groups =
            "x12|xml|map|partner|environment|file|duplicate|acknowledgment|price|quantity|unit|"
            + "item|not-on-order|reference|delivery|tax-charge|other|erp|spool|appliance|guide|"
            + "application|operator"
        let code = try NSRegularExpression(pattern: "\"((?:\(groups))\\.[a-z0-9-]+)\"")
        let word = try NSRegularExpression(pattern: "case (\\w+)(?: = \"([a-z-]+)\")?$")
        var codes: Set<String> = []
        let root = "\(RepositoryRoot.path)/Sources"
        let names = FileManager.default.enumerator(atPath: root)
        while let name = names?.nextObject() as? String {
            guard name.hasSuffix(".swift"), !name.hasSuffix("Explanations.swift"),
                let text = try? String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
            else { continue }
            codes.formUnion(matches(of: code, in: text).map { $0[0] })
            guard name == "Posting/ERPTarget.swift",
                let part = text.components(separatedBy: "enum Code").last?
                    .components(separatedBy: "}").first
            else { continue }
            for line in part.split(separator: "\n") {
                for match in matches(of: word, in: line.trimmingCharacters(in: .whitespaces)) {
                    codes.insert("erp.\(match.last ?? "")")
                }
            }
        }
        return codes
    }

    private static func matches(of pattern: NSRegularExpression, in text: String) -> [[String]] {
        let range = NSRange(text.startIndex..., in: text)
        return pattern.matches(in: text, range: range).map { match in
            (1..<match.numberOfRanges).compactMap { group in
                Range(match.range(at: group), in: text).map { String(text[$0]) }
            }
        }
    }
}
