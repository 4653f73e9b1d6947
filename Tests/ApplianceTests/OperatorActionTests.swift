import Diagnostics
import Journal
import Spool
import Testing

@testable import Appliance

/// What a person may do, when, and what it never does twice.
@Suite struct OperatorActionTests {
    private func target(_ text: String) throws -> OperatorActions.Target {
        try #require(OperatorActions.Target(text))
    }

    @Test(arguments: ["", "x", "1/", "1/0", "1/-2", "1/2/3", "/1"])
    func targetsThatMeanNothingAreRefused(_ text: String) {
        #expect(OperatorActions.Target(text) == nil)
    }

    @Test func releaseOfOneDocumentLeavesItsNeighbours() throws {
        let line = SwitchedTarget.Switch()
        let appliance = try DrivenAppliance(target: { SwitchedTarget($0, line) })
        line.failNext(1, .refused)
        let exchange = try appliance.receive(
            X12Text.invoices(
                1, [X12Text.invoice("NF-O1"), X12Text.invoice("NF-O2", control: "0002")]))
        #expect(exchange.state == .held)
        let held = try appliance.documents(exchange).firstIndex { $0.state == .held }
        let index = try #require(held)
        try appliance.actions.release(try target("\(exchange.id)/\(index + 1)"))
        appliance.runLane(northfield)
        #expect(try appliance.documents(exchange)[index].state == .posted)
        let steps = try appliance.journal.read { try $0.transitions(of: exchange.id) }
        #expect(steps.contains { $0.actor == "os:tester" && $0.to == "posting" })
    }

    @Test func rejectClosesWithThePersonsReason() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.invoices(1, [X12Text.invoice("NF-O3", item: "NF-NOSUCH")]))
        try appliance.actions.reject(try target("\(exchange.id)"), reason: "not ours")
        let rejected = try appliance.exchange(exchange.id)
        #expect(rejected.state == .rejected)
        #expect(try appliance.documents(exchange).first?.reason?.message == "not ours")
        #expect(throws: OperatorActions.Refusal.self) {
            try appliance.actions.release(try target("\(exchange.id)"))
        }
    }

    @Test func rejectedWholeFileIsClosed() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive("nonsense")
        try appliance.actions.reject(try target("\(exchange.id)"), reason: "spam")
        #expect(try appliance.exchange(exchange.id).state == .rejected)
        #expect(try appliance.exchange(exchange.id).reason?.message == "spam")
    }

    @Test func replayGivesNoSecondAnswerAndNoSecondRecord() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(X12Text.invoices(1, [X12Text.invoice("NF-O4")]))
        #expect(exchange.state == .posted)
        for _ in 1...2 {
            try appliance.actions.replay(exchange.id)
            #expect(try appliance.exchange(exchange.id).state == .incoming)
            appliance.runLane(northfield)
            #expect(try appliance.exchange(exchange.id).state == .posted)
        }
        #expect(try appliance.answers(exchange).count == 1)
        #expect(try appliance.place.outbound(northfield).count == 1)
        #expect(try appliance.bills() == ["NF-O4"])
        let document = try #require(try appliance.documents(exchange).first)
        #expect(try appliance.documents(exchange).count == 1)
        #expect(try !appliance.journal.read { try $0.records(ofDocument: document.id) }.isEmpty)
        let name = try #require(SpoolName(exchange.spoolName))
        #expect(try appliance.core.spool.locate(name) == .archive)
    }

    @Test func replayOfADuplicateGivesNothingMore() throws {
        let appliance = try DrivenAppliance()
        let text = X12Text.invoices(1, [X12Text.invoice("NF-O5")])
        _ = try appliance.receive(text)
        let again = try appliance.receive(text)
        try appliance.actions.replay(again.id)
        appliance.runLane(northfield)
        #expect(try appliance.exchange(again.id).state == .duplicate)
        #expect(try appliance.place.outbound(northfield).count == 1)
        #expect(try appliance.bills() == ["NF-O5"])
    }

    @Test func replayAfterTheMapWasAddedFinishesTheDocument() throws {
        let place = try TestSite()
        try place.edit(
            northfield, [("    - {set: \"810\", release: \"004010\", map: x12/810}\n", "")])
        let appliance = try DrivenAppliance(
            place, catalog: try place.site.loader.load(previous: nil).catalog)
        let exchange = try appliance.receive(X12Text.invoices(1, [X12Text.invoice("NF-O6")]))
        #expect(exchange.reason?.code == "map.missing")
        #expect(exchange.acknowledgment == "997 A")
        appliance.core.catalog = try DrivenAppliance().core.catalog
        try appliance.actions.replay(exchange.id)
        appliance.runLane(northfield)
        #expect(try appliance.exchange(exchange.id).state == .posted)
        #expect(try appliance.answers(exchange).count == 1)
    }

    @Test func wrongStatesAreRefused() throws {
        let appliance = try DrivenAppliance()
        let posted = try appliance.receive(X12Text.invoices(1, [X12Text.invoice("NF-O7")]))
        let sent = try #require(try appliance.all(.outbound).first)
        let actions = appliance.actions
        #expect(throws: OperatorActions.Refusal.self) {
            try actions.release(try target("\(posted.id)"))
        }
        #expect(throws: OperatorActions.Refusal.self) {
            try actions.reject(try target("\(posted.id)"), reason: "no")
        }
        #expect(throws: OperatorActions.Refusal.self) { try actions.replay(sent.id) }
        #expect(throws: OperatorActions.Refusal.self) {
            try actions.release(try target("\(sent.id)"))
        }
        #expect(throws: OperatorActions.Refusal.notFound) { try actions.replay(999) }
        #expect(throws: OperatorActions.Refusal.notFound) {
            try actions.release(try target("\(posted.id)/9"))
        }
        try actions.replay(posted.id)
        #expect(throws: OperatorActions.Refusal.self) { try actions.replay(posted.id) }
    }

    @Test func documentOfAHeldInterchangeIsNotReleasedAlone() throws {
        let appliance = try DrivenAppliance()
        _ = try appliance.receive(X12Text.invoices(7, [X12Text.invoice("NF-O8")]))
        let reused = try appliance.receive(X12Text.invoices(7, [X12Text.invoice("NF-O9")]))
        #expect(throws: OperatorActions.Refusal.self) {
            try appliance.actions.release(try target("\(reused.id)/1"))
        }
        #expect(try appliance.bills() == ["NF-O8"])
    }
}
