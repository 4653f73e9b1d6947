import Diagnostics
import Documents
import Foundation
import Journal
import Testing

@testable import Appliance

/// What partners say about what we sent: matched by control numbers, held when refused or late.
@Suite struct SettlementTests {
    /// An appliance whose order P00101 lies in Northfield's folder, and that order's exchange.
    private func issued() throws -> (DrivenAppliance, Exchange, DocumentRow) {
        let appliance = try DrivenAppliance()
        try appliance.issueOrders()
        let order = try #require(try appliance.all(.outbound).first { $0.folder == northfield })
        return (appliance, order, try #require(try appliance.documents(order).first))
    }

    @Test func ordersGoOutOnceEach() throws {
        let (appliance, order, document) = try issued()
        #expect(order.state == .delivered)
        #expect(order.acknowledgment == "awaited")
        #expect(document.reference == "P00101")
        let count = try appliance.all(.outbound).count
        try appliance.issueOrders()
        try appliance.issueOrders(since: appliance.clock.now)
        #expect(try appliance.all(.outbound).count == count)
    }

    @Test func accepting997Settles() throws {
        let (appliance, order, document) = try issued()
        let answer = try appliance.receive(
            X12Text.acknowledgment(6001, of: document.groupControlNumber))
        #expect(answer.state == .settled)
        #expect(try appliance.answers(answer).isEmpty, "an acknowledgment is never acknowledged")
        let settled = try appliance.exchange(order.id)
        #expect(settled.acknowledgment == "accepted")
        #expect(settled.state == .delivered)
        #expect(settled.dueAt == nil)
        #expect(try appliance.documents(order).first?.acknowledgment == "accepted")
    }

    @Test func rejecting997HoldsTheOrderUntilAPersonClosesIt() throws {
        let (appliance, order, document) = try issued()
        _ = try appliance.receive(
            X12Text.acknowledgment(6002, of: document.groupControlNumber, verdict: "R"))
        let refused = try appliance.exchange(order.id)
        #expect(refused.state == .held)
        #expect(refused.acknowledgment == "rejected")
        #expect(refused.reason?.code == "acknowledgment.rejected")
        #expect(try appliance.documents(order).first?.state == .held)

        #expect(throws: OperatorActions.Refusal.self) {
            try appliance.act(on: order.id) { try $0.release($1) }
        }
        try appliance.act(on: order.id) { try $0.reject($1, reason: "ordered by telephone") }
        #expect(try appliance.exchange(order.id).state == .rejected)
    }

    @Test func acknowledgmentOfNothingWeSentIsHeld() throws {
        let (appliance, order, _) = try issued()
        let answer = try appliance.receive(X12Text.acknowledgment(6003, of: "987654"))
        #expect(answer.state == .held)
        #expect(answer.reason?.code == "acknowledgment.unmatched")
        #expect(try appliance.exchange(order.id).acknowledgment == "awaited")
    }

    @Test func groupOfAnotherKindIsNotSettledByItsNumberAlone() throws {
        let (appliance, order, document) = try issued()
        let answer = try appliance.receive(
            X12Text.acknowledgment(
                6004, of: document.groupControlNumber, functionalID: "IN"))
        #expect(answer.state == .held)
        #expect(try appliance.exchange(order.id).acknowledgment == "awaited")
    }

    @Test func overdueAcknowledgmentIsRaisedOnceAndClearedByTheAnswer() throws {
        let (appliance, order, document) = try issued()
        try OverdueMonitor(core: appliance.core).run(at: appliance.clock.now)
        #expect(try appliance.exchange(order.id).state == .delivered)
        appliance.clock.advance(seconds: 4 * 3600 + 1)
        for _ in 1...2 { try OverdueMonitor(core: appliance.core).run(at: appliance.clock.now) }
        let late = try appliance.exchange(order.id)
        #expect(late.state == .held)
        #expect(late.acknowledgment == "overdue")
        #expect(late.reason?.code == "acknowledgment.overdue")
        let steps = try appliance.journal.read { try $0.transitions(of: order.id) }
        #expect(steps.filter { $0.to == "held" }.count == 1)

        _ = try appliance.receive(
            X12Text.acknowledgment(6005, of: document.groupControlNumber))
        let settled = try appliance.exchange(order.id)
        #expect(settled.state == .delivered)
        #expect(settled.reason == nil)
    }

    @Test func overdueOrderCanBeClosedByAPerson() throws {
        let (appliance, order, _) = try issued()
        appliance.clock.advance(seconds: 24 * 3600)
        try OverdueMonitor(core: appliance.core).run(at: appliance.clock.now)
        try appliance.act(on: order.id) { try $0.reject($1, reason: "they never got it") }
        #expect(try appliance.exchange(order.id).state == .rejected)
    }

    /// A TA1 about an interchange of ours.
    private func ta1(_ control: Int, about number: String, _ verdict: String) -> String {
        let own = X12Text.padded(String(control), 9)
        let note = verdict == "R" ? "024" : "000"
        return X12Text.isa(own) + "TA1*\(number)*261125*1015*\(verdict)*\(note)~\nIEA*0*\(own)~\n"
    }

    @Test func rejectingTA1HoldsTheOrder() throws {
        let (appliance, order, _) = try issued()
        let answer = try appliance.receive(ta1(6006, about: order.controlNumber, "R"))
        #expect(answer.state == .settled)
        #expect(answer.contents == "TA1")
        let refused = try appliance.exchange(order.id)
        #expect(refused.state == .held)
        #expect(refused.acknowledgment == "rejected")
        #expect(refused.reason?.message.contains("024") == true)
        #expect(try appliance.answers(answer).isEmpty)
    }

    @Test func acceptingTA1StillAwaitsThe997() throws {
        let (appliance, order, _) = try issued()
        #expect(
            try appliance.receive(ta1(6007, about: order.controlNumber, "A")).state == .settled)
        #expect(try appliance.exchange(order.id).acknowledgment == "awaited")
    }

    @Test func ta1AboutNothingOfOursIsHeld() throws {
        let (appliance, _, _) = try issued()
        let answer = try appliance.receive(ta1(6008, about: "000777777", "R"))
        #expect(answer.state == .held)
        #expect(answer.reason?.code == "acknowledgment.unmatched")
    }
}
