import Foundation
import TestSupport
import Testing

/// `partners new`, `learn` and `sheet`: from samples to a profile, from a profile to the vendor.
@Suite struct ProfileCommandTests {
    private let site: CommandSite
    init() throws { site = try CommandSite() }

    private let samples = [
        "partners/northfield-medical/samples/2-acknowledgment-855.edi",
        "partners/northfield-medical/samples/3-ship-notice-856.edi",
        "partners/northfield-medical/samples/4-invoice-810.edi",
    ]

    private func run(_ arguments: [String], input: String = "") throws -> Command {
        try Command.run(arguments, in: site.root, input: Array(input.utf8))
    }

    @Test func learnCitesEveryLine() throws {
        try Snapshot.expect(try run(["partners", "learn"] + samples), "partners-learn")
    }

    /// The same samples as another partner's give a profile that is in force.
    @Test func learnedProfileIsTakenOver() throws {
        try FileManager.default.removeItem(
            atPath: "\(site.root)/partners/northfield-medical.yaml")
        let learned = try run(["partners", "learn", "--write"] + samples)
        #expect(learned.status == 0, "\(learned.error)")
        #expect(learned.output.hasSuffix("/partners/northfield-medical.yaml\n"))
        #expect(try site.run("partners", "check").status == 0)
        let again = try run(["partners", "learn", "--write"] + samples)
        #expect(again.status == 64)
        #expect(again.error.contains("is there already"))
    }

    @Test func whatIsNoDocumentTeachesNothing() throws {
        let result = try site.run("partners", "learn", "waybill.yaml")
        #expect(result.status == 65)
        #expect(result.error.contains("waybill.yaml is neither X12 nor XML."))
    }

    @Test func sheetAsText() throws {
        try Snapshot.expect(
            try site.run("partners", "sheet", "northfield-medical"), "partners-sheet")
    }

    @Test func sheetAsPageEscapesWhatTheProfileSays() throws {
        let path = "\(site.root)/partners/northfield-medical.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacing("name: Northfield Medical", with: "name: \"<b>N&M</b>\"")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let result = try site.run("partners", "sheet", "northfield-medical", "--html")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.hasPrefix("<!DOCTYPE html>"))
        #expect(result.output.contains("&lt;b&gt;N&amp;M&lt;/b&gt;"))
        #expect(!result.output.contains("<b>"))
        #expect(!result.output.contains("http"))
    }

    @Test func newAsksForWhatNoOptionSays() throws {
        let result = try run(
            ["partners", "new", "acme-dental", "--qualifier", "01"],
            input: "Acme Dental\nV-ACME\n123456789\n4010\n\n")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.error.contains("It is one of 004010, 005010"))
        let profile = try site.run("partners", "show", "acme-dental", "--json").objects()[0]
        #expect(profile["name"] as? String == "Acme Dental")
        #expect(profile["vendorCode"] as? String == "V-ACME")
    }

    /// Before the first question, not after the last.
    @Test func aBadIdIsRefusedBeforeAnythingIsAsked() throws {
        let result = try run(["partners", "new", "Acme Dental"], input: "Acme Dental\n")
        #expect(result.status == 64)
        #expect(result.error.contains("a-z, 0-9 and -"))
        #expect(!result.error.contains("Name of the partner"))
    }

    @Test func newWithoutAnswersNamesTheOption() throws {
        let result = try run(["partners", "new", "acme-dental"])
        #expect(result.status == 64)
        #expect(result.error.contains("--name is missing"))
    }
}
