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

    /// Some systems drop the zeros that fill ISA13.
    @Test func ta1WithoutLeadingZerosIsMatched() throws {
        let (appliance, order, _) = try issued()
        let bare = String(order.controlNumber.drop { $0 == "0" })
        #expect(bare != order.controlNumber)
        #expect(try appliance.receive(ta1(6011, about: bare, "R")).state == .settled)
        #expect(try appliance.exchange(order.id).state == .held)
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

    /// What is refused is said in words beside what was sent: segment, element, code, value.
    @Test func refusedElementIsNamedInWords() throws {
        let (appliance, order, document) = try issued()
        let bytes = try #require(
            try appliance.journal.read { try $0.sentBytes(of: order.id) })
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let first = try #require(lines.firstIndex { $0.hasPrefix("ST*") })
        let line = try #require(lines.firstIndex { $0.hasPrefix("PO1*") })
        let position = line - first + 1
        let unit = String(lines[line].split(separator: "*", omittingEmptySubsequences: false)[3])
        let answer = try appliance.receive(
            X12Text.interchange(
                6101,
                [
                    X12Text.Group(
                        id: "FA", control: "6101",
                        sets: [
                            X12Text.set(
                                "997",
                                [
                                    "AK1*PO*\(document.groupControlNumber)", "AK2*850*0001",
                                    "AK3*PO1*\(position)**8", "AK4*3*355*7*\(unit)",
                                    "AK3*N1*90**5", "AK5*R*5", "AK9*R*1*1*0",
                                ])
                        ])
                ]))
        #expect(answer.state == .settled)
        let refused = try appliance.exchange(order.id)
        let words =
            "PO103 (Unit or Basis for Measurement Code), segment \(position): Invalid code value"
            + " (723 code 7); we sent “\(unit)”."
        #expect(
            refused.reason?.message == "The partner rejected 850 P00101: \(words) (and 1 more)")
        let findings = try appliance.findings(order)
        #expect(
            findings.map(\.code.rawValue) == ["acknowledgment.element", "acknowledgment.segment"])
        #expect(findings[0].message == words)
        #expect(findings[1].message == "N1, segment 90: Segment Exceeds Maximum Use (720 code 5).")
        // The range is that of what we sent.
        let range = try #require(findings[0].range)
        #expect(String(decoding: bytes[range.offset..<range.end], as: UTF8.self) == unit)
        #expect(findings[0].acknowledgment == AcknowledgmentCode(.element, "7"))
        // The answer is found by the order it is about.
        let traced = try appliance.journal.read { try $0.references(to: "P00101") }
        #expect(traced.contains { $0.exchangeID == answer.id })
        let events = try appliance.journal.read { try $0.events(subject: "PO/P00101") }
        #expect(events.contains { $0.type == "exception.raised" })
        // Its own correction later takes it.
        _ = try appliance.receive(X12Text.acknowledgment(6102, of: document.groupControlNumber))
        #expect(try appliance.exchange(order.id).state == .delivered)
        #expect(try appliance.documents(order).first?.state == .sent)
        #expect(try appliance.findings(order).isEmpty)
    }

    @Test func acknowledgmentFromAnotherSenderSettlesNothing() throws {
        let (appliance, order, document) = try issued()
        let text = X12Text.acknowledgment(6103, of: document.groupControlNumber, verdict: "R")
            .replacingOccurrences(of: "*01*084512973      *", with: "*01*999999999      *")
        #expect(try appliance.receive(text).state == .held)
        #expect(try appliance.exchange(order.id).acknowledgment == "awaited")
    }

    @Test func noteOfATA1IsKeptInWords() throws {
        let (appliance, order, _) = try issued()
        _ = try appliance.receive(ta1(6104, about: order.controlNumber, "R"))
        let finding = try #require(try appliance.findings(order).first)
        #expect(
            finding.message
                == "The interchange: Invalid Interchange Content (e.g., Invalid GS Segment) (TA1 note 024)."
        )
    }

    @Test func personsDecisionStandsAgainstALateAnswer() throws {
        let (appliance, order, document) = try issued()
        appliance.clock.advance(seconds: 24 * 3600)
        try OverdueMonitor(core: appliance.core).run(at: appliance.clock.now)
        try appliance.act(on: order.id) { try $0.reject($1, reason: "ordered by telephone") }
        _ = try appliance.receive(X12Text.acknowledgment(6105, of: document.groupControlNumber))
        #expect(try appliance.exchange(order.id).state == .rejected)
        #expect(try appliance.exchange(order.id).acknowledgment == "accepted")
    }
}
