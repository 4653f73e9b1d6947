import Configuration
import Journal
import Testing

@testable import Appliance

/// A guide in a profile: compiled when the profile is loaded, weighed when documents come.
@Suite struct PartnerGuideTests {
    private static let flow = "    - {set: \"810\", release: \"004010\", map: x12/810}"

    /// Northfield's 810s under one rule.
    private func place(_ rule: String) throws -> TestSite {
        let place = try TestSite()
        try place.edit(
            northfield,
            [
                (
                    Self.flow,
                    """
                        - set: "810"
                          release: "004010"
                          map: x12/810
                          guide:
                            - \(rule)
                    """
                )
            ])
        return place
    }

    private func answer(_ rule: String) throws -> (state: ExchangeState, answer: [String]) {
        let place = try place(rule)
        let (catalog, refusals) = try place.site.loader.load(previous: nil)
        #expect(refusals.isEmpty)
        let appliance = try DrivenAppliance(place, catalog: catalog)
        let exchange = try appliance.receive(
            X12Text.invoices(8301, [X12Text.invoice("NF-G1")]))
        let answer = try #require(try appliance.answers(exchange).first)
        let bytes = try #require(
            try appliance.journal.read { try $0.sentBytes(of: answer.id) })
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        return (try appliance.exchange(exchange.id).state, lines)
    }

    @Test func whatTheGuideAsksForAndIsNotSentRejects() throws {
        let (state, answer) = try answer("{at: \"REF[01=DP]\", required: true}")
        #expect(state == .rejected)
        #expect(answer.contains { $0.hasPrefix("AK3*REF*") && $0.hasSuffix("*3~") }, "\(answer)")
        #expect(answer.contains("AK5*R*5~"))
    }

    @Test func aRuleThatWarnsAcceptsWithErrors() throws {
        let (state, answer) = try answer("{at: IT103, codes: [EA], severity: warning}")
        #expect(state == .posted)
        #expect(answer.contains("AK4*3*355*7*BX~"), "\(answer)")
        #expect(answer.contains("AK5*E*5~"))
    }

    @Test func whatKeepsTheGuideIsAccepted() throws {
        let (state, answer) = try answer("{at: IT103, codes: [EA, BX]}")
        #expect(state == .posted)
        #expect(answer.contains("AK5*A~"))
    }

    /// A rule that cannot hold is a fault of the profile, at its place in the file.
    @Test(arguments: [
        ("{at: BGI01, required: true}", "did you mean 'BIG'"),
        ("{at: BIG99, required: true}", "BIG"),
        ("{at: IT103, codes: [EACH]}", "EACH"),
        ("{at: BIG02, lengthMax: 99}", "22"),
        ("{at: BIG02, forbidden: true}", "mandatory"),
        ("{at: \"IT1[\", required: true}", "IT1["),
    ])
    func aRuleTheTableExcludesIsRefused(rule: String, words: String) throws {
        let place = try place(rule)
        let refusals = try place.site.loader.load(previous: nil).refusals
        #expect(refusals.map(\.file) == ["partners/northfield-medical.yaml"])
        let error = try #require(refusals.first?.errors.first)
        #expect(error.description.contains(words), "\(error)")
        #expect((error.mark?.line ?? 0) > 20)
    }
}
