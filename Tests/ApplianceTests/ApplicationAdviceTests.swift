import Diagnostics
import Documents
import Foundation
import Journal
import Spool
import TestSupport
import Testing
import X12

@testable import Appliance

/// Business decisions told by 824, and 824s about what we sent.
@Suite struct ApplicationAdviceTests {
    /// An appliance whose Northfield is told of decisions.
    private func appliance(
        _ application: String = "rejections"
    ) throws -> DrivenAppliance {
        let place = try TestSite()
        try place.edit(
            northfield, [("  send: 997", "  send: 997\n  application: \(application)")])
        return try DrivenAppliance(
            place, catalog: try place.site.loader.load(previous: nil).catalog)
    }

    private func lines(_ exchange: Exchange, of appliance: DrivenAppliance) throws -> [String] {
        let bytes = try #require(
            try appliance.journal.read { try $0.sentBytes(of: exchange.id) })
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Between ST and SE.
    private func body(_ lines: [String]) -> [String] {
        lines.filter { line in
            !["ISA", "GS*", "ST*", "SE*", "GE*", "IEA"].contains(String(line.prefix(3)))
        }
    }

    private func advices(_ exchange: Exchange, of appliance: DrivenAppliance) throws -> [Exchange] {
        try appliance.answers(exchange).filter { $0.contents.hasPrefix("824") }
    }

    @Test func refusedInvoiceIsToldOnce() throws {
        let appliance = try appliance()
        let exchange = try appliance.receive(
            X12Text.invoices(8001, [X12Text.invoice("NF-A1", item: "NF-NOSUCH")]))
        #expect(exchange.state == .held)
        try appliance.act(on: exchange.id) { try $0.reject($1, reason: "We never ordered this.") }
        for _ in 1...3 { appliance.runLane(northfield) }
        let advice = try #require(try advices(exchange, of: appliance).first)
        #expect(try advices(exchange, of: appliance).count == 1)
        #expect(advice.state == .delivered && advice.acknowledgment == "awaited")
        #expect(try appliance.exchange(exchange.id).state == .rejected)
        let lines = try lines(advice, of: appliance)
        #expect(lines[0].contains("*ZZ*STMARYSHOSP    *01*084512973      *"))
        #expect(lines[1].hasPrefix("GS*AG*STMARYSHOSP*084512973*"))
        let body = body(lines)
        let number = Int(advice.controlNumber) ?? 0
        #expect(body[0].hasPrefix("BGN*11*\(number)-1*"))
        #expect(
            body.dropFirst().prefix(4) == [
                "OTI*TR*IV*NF-A1*084512973*STMARYSHOSP***8001*0001*810*004010~",
                "REF*PO*P00101~", "AMT*TT*7.85~", "TED*Q*We never ordered this.~",
            ])
        #expect(body.contains { $0.hasPrefix("OTI*IR*LI*1*") }, "\(body)")
        #expect(body.contains { $0.hasPrefix("TED*Q*line 1: ") }, "\(body)")
        try expectClean(lines.joined(separator: "\n"))
        // It can be found by the invoice and by the order.
        for number in ["NF-A1", "P00101"] {
            let found = try appliance.journal.read { try $0.references(to: number) }
            #expect(found.contains { $0.exchangeID == advice.id }, "\(number)")
        }
    }

    /// What we write must be clean by our own tables.
    private func expectClean(
        _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let workbench = try DocumentWorkbench(site: try TestSite().site, scope: .standard)
        var bytes: [UInt8]? = Array(text.utf8)
        let reading = try workbench.readX12(partner: nil) { chunk in
            defer { bytes = nil }
            chunk = bytes ?? []
            return bytes != nil
        }
        let faults = reading.allDiagnostics.filter { $0.severity > .info }
        #expect(faults.map(\.message) == [], "\(text)", sourceLocation: sourceLocation)
    }

    @Test func partnersWithoutItAreNotTold() throws {
        let appliance = try appliance("none")
        let exchange = try appliance.receive(
            X12Text.invoices(8002, [X12Text.invoice("NF-A2", item: "NF-NOSUCH")]))
        try appliance.act(on: exchange.id) { try $0.reject($1, reason: "no") }
        appliance.runLane(northfield)
        #expect(try advices(exchange, of: appliance).isEmpty)
        let document = try #require(try appliance.documents(exchange).first)
        let decided = try appliance.journal.read { try $0.advice(ofDocument: document.id) }
        #expect(decided.map(\.state) == [.omitted])
        #expect(try !appliance.journal.read { try $0.foldersWithWork() }.contains(northfield))
    }

    @Test func takenDocumentsAreToldWhenTheProfileAsks() throws {
        let appliance = try appliance("all")
        let exchange = try appliance.receive(
            X12Text.invoices(
                8003, [X12Text.invoice("NF-A3"), X12Text.invoice("NF-A4", control: "0002")]))
        let states = try appliance.documents(exchange).map(\.state)
        let advice = try advices(exchange, of: appliance)
        let results = try advice.flatMap { try lines($0, of: appliance) }.filter {
            $0.hasPrefix("OTI")
        }
        #expect(results.count == states.count { $0 == .posted })
        #expect(results.allSatisfy { $0.hasPrefix("OTI*TA*IV*NF-A") })
        #expect(!results.isEmpty)
        // A refusal is told, too; what was told stays told.
        for _ in 1...2 {
            try appliance.actions.replay(exchange.id)
            appliance.runLane(northfield)
        }
        #expect(try advices(exchange, of: appliance) == advice)
    }

    /// What a document was held for is no longer said once it is posted: it was taken as it is.
    @Test func whatIsRepairedIsNotTold() throws {
        let appliance = try appliance("all")
        let exchange = try appliance.receive(
            X12Text.invoices(8012, [X12Text.invoice("NF-A9", item: "NF-NEW")]))
        #expect(exchange.state == .held)
        #expect(!(try appliance.findings(exchange).isEmpty))
        let place = appliance.place
        try place.edit(
            northfield,
            [("  crossReferences:", "  crossReferences:\n    - {theirs: NF-NEW, ours: GLV-NIT-M}")])
        appliance.core.catalog = try place.site.loader.load(previous: nil).catalog
        try appliance.act(on: exchange.id) { try $0.release($1) }
        appliance.runLane(northfield)
        #expect(try appliance.exchange(exchange.id).state == .posted)
        #expect(try appliance.findings(exchange).isEmpty)
        let advice = try #require(try advices(exchange, of: appliance).first)
        let results = try lines(advice, of: appliance).filter { $0.hasPrefix("OTI") }
        #expect(results.map { String($0.prefix(12)) } == ["OTI*TA*IV*NF"])
    }

    @Test func decisionsAboutOneFileShareAnInterchange() throws {
        let appliance = try appliance()
        let sets = (1...3).map {
            X12Text.invoice("NF-B\($0)", control: "000\($0)", item: "NF-NOSUCH")
        }
        let exchange = try appliance.receive(X12Text.invoices(8004, sets))
        try appliance.act(on: exchange.id) { try $0.reject($1, reason: "not ours") }
        appliance.runLane(northfield)
        let advices = try advices(exchange, of: appliance)
        #expect(advices.map(\.contents) == ["824 ×3"])
        let sent = try appliance.documents(try #require(advices.first))
        #expect(sent.map(\.setControlNumber) == ["0001", "0002", "0003"])
        #expect(sent.map(\.reference) == ["NF-B1", "NF-B2", "NF-B3"])
    }

    @Test func whatWasNeverAcknowledgedIsNotAdvised() throws {
        let appliance = try appliance()
        _ = try appliance.receive(X12Text.invoices(8005, [X12Text.invoice("NF-A5")]))
        let reused = try appliance.receive(X12Text.invoices(8005, [X12Text.invoice("NF-A6")]))
        #expect(reused.reason?.code == "x12.control-number-reused")
        let unmatched = try appliance.receive(X12Text.acknowledgment(8006, of: "987654"))
        for exchange in [reused, unmatched] {
            try appliance.act(on: exchange.id) { try $0.reject($1, reason: "a mistake") }
        }
        appliance.runLane(northfield)
        #expect(try appliance.all(.outbound).allSatisfy { !$0.contents.hasPrefix("824") })
    }

    @Test func longWordsGoOnInNotes() throws {
        let appliance = try appliance()
        let exchange = try appliance.receive(
            X12Text.invoices(8007, [X12Text.invoice("NF-A7", item: "NF-NOSUCH")]))
        let words = String(repeating: "Crème*brûlée ", count: 20)
        try appliance.act(on: exchange.id) { try $0.reject($1, reason: words) }
        appliance.runLane(northfield)
        let advice = try #require(try advices(exchange, of: appliance).first)
        let lines = try lines(advice, of: appliance)
        let ted = try #require(lines.first { $0.hasPrefix("TED") })
        #expect(ted.hasPrefix("TED*Q*Creme brulee Creme brulee"))
        #expect(lines.contains { $0.hasPrefix("NTE**Creme brulee") })
        try expectClean(lines.joined(separator: "\n"))
        // What was replaced is said.
        #expect(advice.validation == "warnings")
        #expect(try appliance.findings(advice).contains { $0.code.rawValue == "x12.substituted" })
    }

    @Test func aRefused997OfOurAdviceHoldsIt() throws {
        let appliance = try appliance()
        let exchange = try appliance.receive(
            X12Text.invoices(8008, [X12Text.invoice("NF-A8", item: "NF-NOSUCH")]))
        try appliance.act(on: exchange.id) { try $0.reject($1, reason: "no") }
        appliance.runLane(northfield)
        let advice = try #require(try advices(exchange, of: appliance).first)
        let sent = try #require(try appliance.documents(advice).first)
        _ = try appliance.receive(
            X12Text.acknowledgment(
                8009, of: sent.groupControlNumber, functionalID: "AG", verdict: "R"))
        #expect(try appliance.exchange(advice.id).state == .held)
    }

    // MARK: Inbound

    private func advice(_ control: Int, _ segments: [String]) -> String {
        X12Text.interchange(
            control,
            [
                X12Text.Group(
                    id: "AG", control: String(control),
                    sets: [X12Text.set("824", ["BGN*11*\(control)*20261125*1015"] + segments)])
            ])
    }

    private func issued() throws -> (DrivenAppliance, Exchange, DocumentRow) {
        let appliance = try DrivenAppliance()
        try appliance.issueOrders()
        let order = try #require(try appliance.all(.outbound).first { $0.folder == northfield })
        return (appliance, order, try #require(try appliance.documents(order).first))
    }

    @Test func refusalOfTheOrderHoldsItInWords() throws {
        let (appliance, order, document) = try issued()
        let answer = try appliance.receive(
            advice(
                8101,
                [
                    "OTI*TR*PO*P00101*****\(document.groupControlNumber)*0001*850",
                    "TED*UNP*Contract price expired*PO1*7*4*212*7.85*8.10",
                ]))
        #expect(answer.state == .settled && answer.acknowledgment == "997 A")
        let refused = try appliance.exchange(order.id)
        #expect(refused.state == .held && refused.acknowledgment == "rejected")
        #expect(refused.reason?.code == "application.rejected")
        #expect(
            try appliance.findings(order).map(\.message) == [
                "Transaction Set Reject (OTI01 TR): Invalid Unit Price (647 code UNP), PO104 of segment"
                    + " 7, “Contract price expired”; they read “7.85”; they use “8.10”."
            ])
        let traced = try appliance.journal.read { try $0.references(to: "P00101") }
        #expect(traced.contains { $0.exchangeID == answer.id })
        let events = try appliance.journal.read { try $0.events(subject: "PO/P00101") }
        #expect(events.contains { $0.type == "exception.raised" })
    }

    /// A 997 that comes after the 824 says that the syntax was right, and takes back nothing.
    @Test func a997AfterTheRefusalDoesNotUndoIt() throws {
        let (appliance, order, document) = try issued()
        _ = try appliance.receive(advice(8104, ["OTI*TR*PO*P00101"]))
        _ = try appliance.receive(X12Text.acknowledgment(8105, of: document.groupControlNumber))
        let sent = try appliance.exchange(order.id)
        #expect(sent.state == .held && sent.dueAt == nil)
        #expect(sent.reason?.code == "application.rejected")
        #expect(try appliance.documents(order).first?.state == .held)
    }

    /// The other way round the refusal holds what the 997 had taken.
    @Test func a997BeforeTheRefusalDoesNotPreventIt() throws {
        let (appliance, order, document) = try issued()
        _ = try appliance.receive(X12Text.acknowledgment(8106, of: document.groupControlNumber))
        _ = try appliance.receive(advice(8107, ["OTI*TR*PO*P00101"]))
        #expect(try appliance.exchange(order.id).reason?.code == "application.rejected")
    }

    /// By the order's number, by control numbers, item by item; accepted or held.
    @Test(arguments: [
        (["OTI*TA*PO*P00101"], "awaited", 1),
        (["OTI*TE*PO*P00101", "TED*Q*New box"], "awaited", 1),
        (["OTI*TP*PO*P00101", "OTI*IR*LI*1", "TED*Q*Item ended"], "rejected", 2),
        (["OTI*TC*PO*P00101", "TED*DTE*Later"], "rejected", 1),
    ])
    func resultDecides(segments: [String], acknowledgment: String, count: Int) throws {
        let (appliance, order, _) = try issued()
        #expect(try appliance.receive(advice(8102, segments)).state == .settled)
        let sent = try appliance.exchange(order.id)
        #expect(sent.acknowledgment == acknowledgment)
        #expect((sent.state == .held) == (acknowledgment == "rejected"))
        #expect(try appliance.findings(order).count == count)
    }

    @Test(arguments: [
        ["OTI*TR*PO*P99999"], ["OTI*TR*IV*P00101"], ["OTI*TR*PO*P00101*****987654*0001*850"],
        ["OTI*IR*LI*1"],
    ])
    func adviceAboutNothingOfOursIsHeld(segments: [String]) throws {
        let (appliance, order, _) = try issued()
        let answer = try appliance.receive(advice(8103, segments))
        #expect(answer.state == .held)
        #expect(answer.reason?.code == "application.unmatched")
        #expect(try appliance.exchange(order.id).acknowledgment == "awaited")
        // Closing it tells nobody: an 824 is not answered by one.
        try appliance.act(on: answer.id) { try $0.reject($1, reason: "asked by phone") }
        appliance.runLane(northfield)
        #expect(try appliance.answers(answer).map(\.contents) == ["997"])
    }

    @Test func codesOfTheTableAreInTheList() throws {
        let schemas = try SchemaLibrary.repository()
        for (release, code) in ApplicationErrorCodes.all {
            let list = try #require(schemas.codes(ofElement: "647", version: release))
            #expect(list.name(of: code) != nil, "\(code) in \(release)")
        }
    }

    // MARK: Death

    /// Dies between the person's decision, the written file, its row and its delivery; the next
    /// start tells it once, with the next control number.
    @Test(arguments: ["decided", "written", "committed", "delivered"])
    func adviceIsWrittenOnceWhereverItDies(step: String) throws {
        let dead = try appliance()
        let exchange = try dead.receive(
            X12Text.invoices(8201, [X12Text.invoice("NF-D1", item: "NF-NOSUCH")]))
        let before = try #require(try dead.all(.outbound).map(\.controlNumber).max())
        try dead.act(on: exchange.id) { try $0.reject($1, reason: "no such item") }
        let outbound = "\(dead.place.spoolPath)/partners/\(northfield)/outbound"
        switch step {
        case "written":
            let folder = try #require(PartnerFolder(northfield))
            try dead.core.spool.writeOutgoing([
                OutgoingFile(
                    name: dead.core.spool.names.next(for: folder), bytes: Array("ISA".utf8))
            ])
        case "committed":
            try FileManager.default.moveItem(atPath: outbound, toPath: outbound + ".away")
            dead.runLane(northfield)
            try FileManager.default.moveItem(atPath: outbound + ".away", toPath: outbound)
        case "delivered":
            dead.runLane(northfield)
            let advice = try #require(try advices(exchange, of: dead).first)
            let now = dead.clock.now
            try dead.journal.commit { transaction in
                var undone = advice
                undone.state = .outgoing
                undone.queue = "outgoing"
                try transaction.update(undone, from: .delivered, at: now)
            }
        default: break
        }
        let next = try DrivenAppliance(
            dead.place, catalog: dead.core.catalog, clock: dead.clock)
        let report = try Recovery(core: next.core).run()
        #expect(report.discardedCount == (step == "written" ? 1 : 0))
        for _ in 1...2 { next.runLane(northfield) }
        let advices = try advices(exchange, of: next)
        #expect(advices.map(\.state) == [.delivered])
        #expect(Int(try #require(advices.first).controlNumber) == (Int(before) ?? 0) + 1)
        #expect(try next.place.outbound(northfield).count { $0.key.hasPrefix("824_") } == 1)
        #expect(try next.core.spool.names(in: .outgoing).isEmpty)
        #expect(try Recovery(core: next.core).run().isClean)
    }

    /// The disk fails while the advice is written: nothing stays, no number is used, and the next
    /// turn tells it.
    @Test func failedWriteIsTakenBack() throws {
        let place = try TestSite()
        try place.edit(northfield, [("  send: 997", "  send: 997\n  application: rejections")])
        let disk = FullDisk()
        let appliance = try DrivenAppliance(
            place, catalog: try place.site.loader.load(previous: nil).catalog, fileSystem: disk)
        let exchange = try appliance.receive(
            X12Text.invoices(8202, [X12Text.invoice("NF-D2", item: "NF-NOSUCH")]))
        let before = try #require(try appliance.all(.outbound).map(\.controlNumber).max())
        try appliance.act(on: exchange.id) { try $0.reject($1, reason: "no") }
        disk.fill()
        _ = LaneWorker(core: appliance.core).run(folder: northfield)
        #expect(try advices(exchange, of: appliance).isEmpty)
        #expect(try appliance.core.spool.names(in: .outgoing).isEmpty)
        disk.empty()
        appliance.runLane(northfield)
        let advice = try #require(try advices(exchange, of: appliance).first)
        #expect(Int(advice.controlNumber) == (Int(before) ?? 0) + 1)
    }
}
