import Diagnostics
import Journal
import Testing

@testable import Appliance

/// An ERP that is away: tried again with growing pauses, in the partner's order, without stopping
/// anybody else.
@Suite struct PostingRetryTests {
    private func invoice(_ number: Int) -> String {
        X12Text.invoices(number, [X12Text.invoice("NF-P\(number)")])
    }

    @Test func acknowledgmentDoesNotWaitForTheERP() throws {
        let line = SwitchedTarget.Switch()
        let appliance = try DrivenAppliance(target: { SwitchedTarget($0, line) })
        line.failNext(1)
        let exchange = try appliance.receive(invoice(1))
        #expect(exchange.state == .posting)
        #expect(try appliance.place.outbound(northfield).count == 1)
        #expect(try appliance.bills().isEmpty)
        let document = try #require(try appliance.documents(exchange).first)
        #expect(document.attempts == 1)
        #expect(document.reason?.code == "erp.unavailable")
        #expect(try #require(document.nextAttemptAt) > appliance.clock.now)
    }

    @Test func laterDocumentsOfTheLaneWaitAndOtherLanesDoNot() throws {
        let line = SwitchedTarget.Switch()
        let appliance = try DrivenAppliance(target: { SwitchedTarget($0, line) })
        line.failNext(1)
        let first = try appliance.receive(invoice(1), as: "1.edi")
        let second = try appliance.receive(invoice(2), as: "2.edi")
        #expect(second.state == .posting)
        #expect(try appliance.documents(second).first?.attempts == 0)
        let other = try appliance.receive(sample: "\(ortholine)/2-acknowledgment-855.edi")
        #expect(other.state != .posting)

        appliance.clock.advance(seconds: 5)
        appliance.runLane(northfield)
        #expect(try appliance.exchange(first.id).state == .posted)
        #expect(try appliance.exchange(second.id).state == .posted)
        #expect(try appliance.bills() == ["NF-P1", "NF-P2"])
    }

    @Test func pausesGrowUntilItIsGivenUpAndAReleaseStartsAgain() throws {
        let line = SwitchedTarget.Switch()
        let appliance = try DrivenAppliance(
            try TestSite(settings: "retry: {first: 1s, longest: 1m, attempts: 4}"),
            target: { SwitchedTarget($0, line) })
        line.failNext(1000)
        let exchange = try appliance.receive(invoice(1))
        var pauses: [Int64] = []
        while let document = try appliance.documents(exchange).first,
            let next = document.nextAttemptAt
        {
            pauses.append(next.milliseconds - appliance.clock.now.milliseconds)
            appliance.clock.advance(seconds: Double(pauses.last ?? 0) / 1000 + 0.001)
            appliance.runLane(northfield)
        }
        #expect(pauses.count == 3)
        #expect(pauses == pauses.sorted())
        let dead = try appliance.exchange(exchange.id)
        #expect(dead.state == .dead)
        #expect(dead.reason?.code == "erp.given-up")

        line.failNext(0)
        try appliance.act(on: exchange.id) { try $0.release($1) }
        appliance.runLane(northfield)
        #expect(try appliance.exchange(exchange.id).state == .posted)
        #expect(try appliance.exchange(exchange.id).reason == nil)
        #expect(try appliance.bills() == ["NF-P1"])
        #expect(try appliance.answers(exchange).count == 1)
    }

    @Test func lostAnswerPostsOnce() throws {
        let line = SwitchedTarget.Switch()
        let appliance = try DrivenAppliance(target: { SwitchedTarget($0, line) })
        line.failNext(1, .answerLost)
        let exchange = try appliance.receive(invoice(1))
        #expect(exchange.state == .posting)
        appliance.clock.advance(seconds: 5)
        appliance.runLane(northfield)
        #expect(try appliance.exchange(exchange.id).state == .posted)
        #expect(try appliance.bills() == ["NF-P1"])
        let records = try appliance.documents(exchange).flatMap { row in
            try appliance.journal.read { try $0.records(ofDocument: row.id) }
        }
        #expect(!records.isEmpty)
    }

    @Test func refusalHoldsAtOnceAndTheNextGoesOn() throws {
        let line = SwitchedTarget.Switch()
        let appliance = try DrivenAppliance(target: { SwitchedTarget($0, line) })
        line.failNext(1, .refused)
        let exchange = try appliance.receive(invoice(1))
        #expect(exchange.state == .held)
        #expect(exchange.reason?.code == "erp.refused")
        #expect(try appliance.receive(invoice(2)).state == .posted)
    }

    @Test func daemonTriesAgainByItself() throws {
        let line = SwitchedTarget.Switch()
        line.failNext(2)
        let appliance = try RunningAppliance(target: { SwitchedTarget($0, line) })
        try appliance.drop(invoice(1), as: "one.edi")
        #expect(try appliance.outcome(of: "one.edi").state == .posted)
        #expect(line.callCount >= 3)
        appliance.stop()
    }
}
