import Configuration
import Foundation
import Glibc
import Journal
import Ledger
import Partners
import Spool
import Testing

@testable import Appliance

/// A disk without room, files that cannot be read, and more orders than one look takes.
@Suite(.serialized) struct FullDiskTests {
    @Test func dropsStayWithThePartnerUntilThereIsRoom() throws {
        let disk = FullDisk()
        let appliance = try RunningAppliance(fileSystem: disk)
        try appliance.drop("x", as: "first.edi")
        _ = try appliance.outcome(of: "first.edi")
        disk.fill()
        try appliance.drop(X12Text.invoices(1, [X12Text.invoice("NF-F1")]), as: "a.edi")
        try appliance.drop(X12Text.invoices(2, [X12Text.invoice("NF-F2")]), as: "b.edi")
        #expect(try appliance.received().count == 1)
        #expect(try appliance.place.names(inbound: northfield).sorted() == ["a.edi", "b.edi"])
        disk.empty()
        #expect(try appliance.outcome(of: "a.edi").state == .posted)
        #expect(try appliance.outcome(of: "b.edi").state == .posted)
        appliance.stop()
    }

    @Test func answerThatCannotBeWrittenIsWrittenLaterAndOnce() throws {
        let disk = FullDisk()
        let appliance = try DrivenAppliance(fileSystem: disk)
        try appliance.drop(
            Array(X12Text.invoices(1, [X12Text.invoice("NF-F3")]).utf8), as: "a.edi",
            in: northfield)
        let row = try #require(try appliance.claim(northfield).first)
        disk.fill()
        for _ in 1...3 { appliance.runLane(northfield) }
        #expect(try appliance.exchange(row.id).state == .incoming)
        #expect(try appliance.all(.outbound).isEmpty)
        disk.empty()
        appliance.runLane(northfield)
        #expect(try appliance.exchange(row.id).state == .posted)
        // No control number was used up by the attempts that failed.
        #expect(try appliance.all(.outbound).map(\.controlNumber) == ["000000001"])
        #expect(try appliance.place.outbound(northfield).count == 1)
        #expect(try appliance.bills() == ["NF-F3"])
    }

    @Test func orderThatCannotBeWrittenGoesOutLaterAndOnce() throws {
        let disk = FullDisk()
        let appliance = try DrivenAppliance(fileSystem: disk)
        disk.fill()
        #expect(throws: (any Error).self) { try appliance.issueOrders() }
        #expect(try appliance.all(.outbound).isEmpty)
        disk.empty()
        try appliance.issueOrders()
        #expect(try appliance.all(.outbound).count == 3)
    }

    @Test(.enabled(if: geteuid() != 0, "root reads every file"))
    func fileThatMayNotBeReadStaysAndTheOthersGoOn() throws {
        let appliance = try RunningAppliance()
        try appliance.drop("x", as: "first.edi")
        _ = try appliance.outcome(of: "first.edi")
        let path = "\(appliance.place.spoolPath)/partners/\(northfield)/inbound/.closed"
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, 0)
        try FileManager.default.moveItem(
            atPath: path, toPath: path.replacingOccurrences(of: ".closed", with: "closed"))
        try appliance.drop(X12Text.invoices(1, [X12Text.invoice("NF-F4")]), as: "good.edi")
        #expect(try appliance.outcome(of: "good.edi").state == .posted)
        #expect(try appliance.place.names(inbound: northfield) == ["closed"])
        appliance.stop()
    }

    @Test func everyOrderGoesOutHoweverManyThereAre() throws {
        let appliance = try DrivenAppliance()
        let count = OrderIssuer.orderCountMax + 120
        let orders = (1...count).map {
            "  - {name: Q\($0), vendor: V-NORTHFIELD, date: 2026-11-02, planned: 2026-11-12, "
                + "lines: [{product: GLV-NIT-M, quantity: 1, unit: BX, price: 7.85, "
                + "cost_centre: ED-300}]}"
        }
        let base = String(
            decoding: try CatalogLoader.read(
                "\(appliance.core.settings.mapsPath)/odoo/ledger-seed.yaml"), as: UTF8.self)
        let yaml = base + "\n" + orders.joined(separator: "\n") + "\n"
        let node = try ConfigurationReader.read(Array(yaml.utf8), file: "many.yaml")
        _ = try appliance.ledger.importSeed(try LedgerSeed(node, file: "many.yaml"))
        try appliance.issueOrders()
        let sent = try appliance.all(.outbound).filter { $0.folder == northfield }
        #expect(sent.count == count + 1)
        #expect(Set(sent.map(\.controlNumber)).count == sent.count)
    }
}
