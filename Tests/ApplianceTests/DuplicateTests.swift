import Foundation
import Journal
import Spool
import Testing

@testable import Appliance

/// The same thing received again: the same answer, and nothing a second time (decision 0006).
@Suite struct DuplicateTests {
    @Test func sameFileAgainWhileTheAnswerWaitsAddsNothing() throws {
        let appliance = try DrivenAppliance()
        let text = X12Text.invoices(3001, [X12Text.invoice("NF-D1")])
        let first = try appliance.receive(text)
        let bills = try appliance.bills()
        let again = try appliance.receive(text, as: "other-name.edi")
        #expect(again.state == .duplicate)
        #expect(again.reason?.code == "duplicate.file")
        #expect(again.acknowledgment == first.acknowledgment)
        #expect(try appliance.place.outbound(northfield).count == 1)
        #expect(try appliance.bills() == bills)
    }

    @Test func sameFileAfterTheAnswerWasPickedUpGetsTheSameBytes() throws {
        let appliance = try DrivenAppliance()
        let text = X12Text.invoices(3002, [X12Text.invoice("NF-D2")])
        _ = try appliance.receive(text)
        let first = try appliance.place.outbound(northfield)
        try appliance.pickUp(northfield)
        _ = try appliance.receive(text)
        #expect(try appliance.place.outbound(northfield) == first)
        try appliance.pickUp(northfield)
        _ = try appliance.receive(text)
        #expect(try appliance.place.outbound(northfield) == first)
    }

    @Test func twiceInOneLookIsAnsweredOnce() throws {
        let appliance = try DrivenAppliance()
        let text = Array(X12Text.invoices(3003, [X12Text.invoice("NF-D3")]).utf8)
        try appliance.drop(text, as: "a.edi", in: northfield)
        try appliance.drop(text, as: "b.edi", in: northfield)
        try appliance.claim(northfield)
        appliance.runLane(northfield)
        #expect(try appliance.all(.inbound).map(\.state).filter { $0 == .duplicate }.count == 1)
        #expect(try appliance.place.outbound(northfield).count == 1)
    }

    @Test func sameInterchangeInsideAnotherFileIsKnown() throws {
        let appliance = try DrivenAppliance()
        let known = X12Text.invoices(3004, [X12Text.invoice("NF-D4")])
        _ = try appliance.receive(known)
        let both = try appliance.receive(
            X12Text.invoices(3005, [X12Text.invoice("NF-D5")]) + known)
        let documents = try appliance.documents(both)
        try #require(documents.count == 2)
        #expect(documents.map(\.reference) == ["NF-D5", "NF-D4"])
        #expect(documents[1].state == .duplicate)
        #expect(documents[1].reason?.code == "duplicate.interchange")
        #expect(documents[0].state != .duplicate)
    }

    @Test func sameInterchangeTwiceInOneFileIsAnsweredOnce() throws {
        let appliance = try DrivenAppliance()
        let one = X12Text.invoices(3006, [X12Text.invoice("NF-D6")])
        let exchange = try appliance.receive(one + one)
        #expect(try appliance.documents(exchange).last?.state == .duplicate)
        #expect(try appliance.answers(exchange).count == 1)
    }

    @Test func controlNumberReusedInsideOneFileIsHeld() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.invoices(3007, [X12Text.invoice("NF-D7A")])
                + X12Text.invoices(3007, [X12Text.invoice("NF-D7B")]))
        let documents = try appliance.documents(exchange)
        try #require(documents.count == 2)
        #expect(documents[1].state == .held)
        #expect(documents[1].reason?.code == "x12.control-number-reused")
        #expect(try appliance.answers(exchange).count == 1)
    }

    @Test func sameInvoiceUnderANewControlNumberMakesNoSecondBill() throws {
        let appliance = try DrivenAppliance()
        let first = try appliance.receive(X12Text.invoices(3008, [X12Text.invoice("NF-D8")]))
        #expect(first.state == .posted)
        let again = try appliance.receive(X12Text.invoices(3009, [X12Text.invoice("NF-D8")]))
        #expect(again.state == .posted)
        #expect(try appliance.bills().filter { $0 == "NF-D8" }.count == 1)
        // Another amount under the same number is nothing to decide without a person.
        let other = try appliance.receive(
            X12Text.invoices(3010, [X12Text.invoice("NF-D8", quantity: 2)]))
        #expect(other.state == .held)
        #expect(try appliance.bills().filter { $0 == "NF-D8" }.count == 1)
    }

    @Test func fileThatWasHeldUnreadIsReadWhenItComesAgain() throws {
        // The first lay in a folder nobody had a profile for; nothing was ever answered.
        let place = try TestSite()
        let without = try DrivenAppliance(
            place, catalog: try place.catalog(without: northfield))
        let text = X12Text.invoices(3011, [X12Text.invoice("NF-D11")])
        #expect(try without.receive(text).state == .held)
        let with = try DrivenAppliance(place, clock: without.clock)
        let again = try with.receive(text)
        #expect(again.state != .duplicate)
        #expect(try with.answers(again).count == 1)
    }
}

extension DrivenAppliance {
    /// What the partner does with its outbound folder.
    func pickUp(_ folder: String) throws {
        for name in try place.outbound(folder).keys {
            try FileManager.default.removeItem(
                atPath: "\(core.spool.root)/partners/\(folder)/outbound/\(name)")
        }
    }
}
