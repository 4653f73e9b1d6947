import Foundation
import Journal
import Spool
import TestSupport
import Testing

@testable import Appliance

/// Interchanges that a profile has refused by TA1 where others are held for a person.
struct RefusedEnvelopeTests {
    private func appliance(refusing what: String) throws -> DrivenAppliance {
        let place = try TestSite()
        try place.edit(
            northfield,
            [("  interchange: asked", "  interchange: asked\n  refuse: [\(what)]")])
        let (catalog, refusals) = try place.site.loader.load(previous: nil)
        #expect(refusals.isEmpty)
        return try DrivenAppliance(place, catalog: catalog)
    }

    private func answer(_ appliance: DrivenAppliance, _ exchange: Exchange) throws -> String {
        let answers = try appliance.answers(exchange)
        #expect(answers.map(\.contents) == ["TA1"])
        let answer = try #require(answers.first)
        let bytes = try appliance.journal.read { try $0.sentBytes(of: answer.id) }
        return String(decoding: try #require(bytes), as: UTF8.self)
    }

    @Test(arguments: [
        ("sender", ("01", "SOMEBODYELSE"), "006"), ("sender", ("ZZ", "084512973"), "005"),
        ("sender, duplicate", ("ZZ", "SOMEBODYELSE"), "005"),
    ])
    func anotherSenderIsRefused(what: String, sender: (String, String), note: String) throws {
        let appliance = try appliance(refusing: what)
        let exchange = try appliance.receive(
            X12Text.interchange(
                8401, sender: sender, [X12Text.Group(sets: [X12Text.invoice("NF-R1")])]))
        #expect(exchange.state == .rejected)
        #expect(exchange.reason?.code == "x12.interchange-rejected")
        #expect(try answer(appliance, exchange).contains("*R*\(note)~"))
        #expect(try appliance.documents(exchange).map(\.state) == [.rejected])
        #expect(try appliance.bills().isEmpty)
    }

    @Test func anotherReceiverIsRefused() throws {
        let appliance = try appliance(refusing: "receiver")
        let text = X12Text.invoices(8402, [X12Text.invoice("NF-R2")])
        let receiver = try #require(text.split(separator: "*").dropFirst(8).first)
        let other = "NOBODYWEKNOW".padding(toLength: 15, withPad: " ", startingAt: 0)
        let exchange = try appliance.receive(
            text.replacing(receiver, with: other, maxReplacements: 1))
        #expect(exchange.state == .rejected)
        #expect(try answer(appliance, exchange).contains("*R*009~"))
    }

    @Test func controlNumberUsedBeforeIsRefused() throws {
        let appliance = try appliance(refusing: "duplicate")
        let first = try appliance.receive(X12Text.invoices(8403, [X12Text.invoice("NF-R3A")]))
        #expect(first.state == .posted)
        let second = try appliance.receive(X12Text.invoices(8403, [X12Text.invoice("NF-R3B")]))
        #expect(second.state == .rejected)
        #expect(try answer(appliance, second).contains("*R*025~"))
        #expect(try appliance.bills() == ["NF-R3A"])
        // The same bytes again are no misuse: the answer given then is given again.
        let again = try appliance.receive(X12Text.invoices(8403, [X12Text.invoice("NF-R3A")]))
        #expect(again.state == .duplicate)
    }

    /// What the profile does not name is held and not answered, as without the switch.
    @Test func whatIsNotNamedIsHeld() throws {
        let appliance = try appliance(refusing: "duplicate")
        let exchange = try appliance.receive(
            X12Text.interchange(
                8404, sender: ("ZZ", "SOMEBODYELSE"),
                [X12Text.Group(sets: [X12Text.invoice("NF-R4")])]))
        #expect(exchange.state == .held)
        #expect(try appliance.answers(exchange).isEmpty)
    }

    /// No TA1 answers a TA1, and without ISA13 a TA1 has nothing to name: a person is told instead.
    @Test(arguments: [
        X12Text.isa("000008405", "T", ("ZZ", "SOMEBODYELSE"))
            + "TA1*000000055*260102*0900*A*000~\nIEA*0*000008405~\n",
        X12Text.isa("         ", "T", ("ZZ", "SOMEBODYELSE"))
            + X12Text.Group(sets: [X12Text.invoice("NF-R5")]).text + "IEA*1*         ~\n",
    ])
    func whatCannotBeAnsweredIsHeld(text: String) throws {
        let appliance = try appliance(refusing: "sender")
        let exchange = try appliance.receive(text)
        #expect(exchange.state == .held)
        #expect(try appliance.answers(exchange).isEmpty)
        #expect(try appliance.bills().isEmpty)
    }
}
