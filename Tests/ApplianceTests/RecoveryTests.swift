import Documents
import Foundation
import Journal
import Partners
import Sealing
import Spool
import Testing

@testable import Appliance

/// Death between any two steps: what a next start finds, and that it ends with one of everything.
@Suite struct RecoveryTests {
    private let text = X12Text.invoices(4001, [X12Text.invoice("NF-C1")])

    /// Starts again on what the dead one left, works until nothing is left to do, and counts.
    private func expectOneOfEverything(
        _ dead: DrivenAppliance, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Recovery.Report {
        let next = try DrivenAppliance(dead.place, clock: dead.clock)
        let report = try Recovery(core: next.core).run()
        if try !next.place.names(inbound: northfield).isEmpty { try next.claim(northfield) }
        next.runLane(northfield)
        let received = try next.all(.inbound)
        #expect(received.map(\.state) == [.posted], sourceLocation: sourceLocation)
        #expect(try next.bills() == ["NF-C1"], sourceLocation: sourceLocation)
        #expect(
            try next.all(.outbound).map(\.state) == [.delivered], sourceLocation: sourceLocation)
        #expect(try next.place.outbound(northfield).count == 1, sourceLocation: sourceLocation)
        #expect(try next.place.names(inbound: northfield).isEmpty, sourceLocation: sourceLocation)
        for queue in [Queue.incoming, .active, .deferred, .hold, .corrupt, .outgoing] {
            #expect(
                try next.core.spool.names(in: queue).isEmpty, "\(queue)",
                sourceLocation: sourceLocation)
        }
        // A further start has nothing to do.
        #expect(try Recovery(core: next.core).run().isClean, sourceLocation: sourceLocation)
        return report
    }

    @Test func betweenCopyAndRow() throws {
        let appliance = try DrivenAppliance()
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        let folder = try #require(PartnerFolder(northfield))
        let candidates = try appliance.core.spool.scanInbound(folder, countMax: 10).candidates
        _ = try appliance.core.spool.claim(candidates)
        #expect(try expectOneOfEverything(appliance).discardedCount == 1)
    }

    @Test func betweenRowAndRemovalOfTheDrop() throws {
        let appliance = try DrivenAppliance()
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        try appliance.claim(northfield, removesDrops: false)
        #expect(try expectOneOfEverything(appliance).removedDropCount == 1)
    }

    @Test func copyWhoseDropIsGoneIsAdopted() throws {
        let appliance = try DrivenAppliance()
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        let folder = try #require(PartnerFolder(northfield))
        let candidates = try appliance.core.spool.scanInbound(folder, countMax: 10).candidates
        _ = try appliance.core.spool.claim(candidates)
        try FileManager.default.removeItem(
            atPath: "\(appliance.place.spoolPath)/partners/\(northfield)/inbound/a.edi")
        #expect(try expectOneOfEverything(appliance).adoptedCount == 1)
    }

    @Test func whileReading() throws {
        let appliance = try DrivenAppliance()
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        let row = try #require(try appliance.claim(northfield).first)
        let name = try #require(SpoolName(row.spoolName))
        try appliance.core.spool.move(name, from: .incoming, to: .active)
        #expect(try expectOneOfEverything(appliance).movedCount == 1)
    }

    @Test func failedTurnIsTakenUpWithoutARestart() throws {
        let appliance = try DrivenAppliance()
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        let row = try #require(try appliance.claim(northfield).first)
        let name = try #require(SpoolName(row.spoolName))
        try appliance.core.spool.move(name, from: .incoming, to: .active)
        appliance.runLane(northfield)
        #expect(try appliance.exchange(row.id).state == .posted)
    }

    @Test func betweenAnswerAndCommit() throws {
        let appliance = try DrivenAppliance()
        let folder = try #require(PartnerFolder(northfield))
        let orphan = OutgoingFile(
            name: appliance.core.spool.names.next(for: folder), bytes: Array("ISA".utf8))
        try appliance.core.spool.writeOutgoing([orphan])
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        try appliance.claim(northfield)
        #expect(try expectOneOfEverything(appliance).discardedCount == 1)
    }

    @Test func betweenCommitAndDelivery() throws {
        let appliance = try DrivenAppliance()
        let outbound = "\(appliance.place.spoolPath)/partners/\(northfield)/outbound"
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        let row = try #require(try appliance.claim(northfield).first)
        try FileManager.default.moveItem(atPath: outbound, toPath: outbound + ".away")
        appliance.runLane(northfield)
        #expect(try appliance.exchange(row.id).state == .posted)
        #expect(try appliance.all(.outbound).map(\.state) == [.outgoing])
        try FileManager.default.moveItem(atPath: outbound + ".away", toPath: outbound)
        _ = try expectOneOfEverything(appliance)
    }

    @Test func betweenDeliveryAndItsRecord() throws {
        let appliance = try DrivenAppliance()
        _ = try appliance.receive(text)
        let answer = try #require(try appliance.all(.outbound).first)
        let now = appliance.clock.now
        try appliance.journal.commit { transaction in
            var undone = answer
            undone.state = .outgoing
            undone.queue = "outgoing"
            undone.delivery = "outgoing"
            try transaction.update(undone, from: .delivered, at: now)
        }
        _ = try expectOneOfEverything(appliance)
    }

    @Test func betweenCommitAndArchive() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(text)
        let name = try #require(SpoolName(exchange.spoolName))
        try appliance.core.spool.move(name, from: .archive, to: .active)
        #expect(try expectOneOfEverything(appliance).movedCount == 1)
    }

    @Test func halfWayThroughThePortionsOfALargeFile() throws {
        let appliance = try DrivenAppliance()
        let sets = (1...1200).map {
            X12Text.invoice("NF-H\($0)", control: X12Text.padded("\($0)", 4))
        }
        try appliance.drop(
            Array(X12Text.invoices(4002, sets).utf8), as: "large.edi", in: northfield)
        let row = try #require(try appliance.claim(northfield).first)
        let name = try #require(SpoolName(row.spoolName))
        struct Death: Error {}
        let reader = ExchangeReader(
            spool: appliance.core.spool, catalog: appliance.core.catalog,
            settings: appliance.core.settings, now: appliance.clock.now)
        #expect(throws: Death.self) {
            _ = try reader.read(row, name: name, in: .incoming) { portion in
                let documents = portion.documents
                try appliance.journal.commit { transaction in
                    try ExchangeRecorder.recordPortion(documents, of: row.id, in: transaction)
                }
                throw Death()
            }
        }
        // Nothing of a file whose end was not seen is posted.
        #expect(try !appliance.documents(row).isEmpty)
        #expect(
            try appliance.journal.read {
                try $0.documentsToPost(partner: northfield, at: appliance.clock.now, limit: 10)
            }.isEmpty)
        let next = try DrivenAppliance(appliance.place, clock: appliance.clock)
        _ = try Recovery(core: next.core).run()
        next.runLane(northfield)
        #expect(try next.documents(row).count == 1200)
        #expect(try Set(next.documents(row).map(\.state)).isDisjoint(with: [.posting]))
        #expect(try next.answers(row).count == 1)
        let bills = try next.bills()
        #expect(bills.count == Set(bills).count)
    }

    @Test func fileThatIsNowhereIsHeldAndNamed() throws {
        let appliance = try DrivenAppliance()
        try appliance.drop(Array(text.utf8), as: "a.edi", in: northfield)
        let row = try #require(try appliance.claim(northfield).first)
        try FileManager.default.removeItem(
            atPath: "\(appliance.place.spoolPath)/incoming/\(row.spoolName)")
        let report = try Recovery(core: appliance.core).run()
        #expect(report.lostCount == 1)
        let lost = try appliance.exchange(row.id)
        #expect(lost.state == .held)
        #expect(lost.reason?.code == "spool.lost")
    }

    @Test func fileWithoutRowOutsideIncomingIsLeftForAPerson() throws {
        let appliance = try DrivenAppliance()
        let folder = try #require(PartnerFolder(northfield))
        let name = appliance.core.spool.names.next(for: folder)
        try Data("x".utf8).write(
            to: URL(fileURLWithPath: "\(appliance.place.spoolPath)/hold/\(name.text)"))
        #expect(try Recovery(core: appliance.core).run().strangerCount == 1)
        #expect(try appliance.core.spool.exists(name, in: .hold))
    }
}
