import Documents
import Foundation
import Journal
import Ledger
import Testing

@testable import Appliance

/// From requisition to invoice through the running daemon, and everything once more.
@Suite(.serialized) struct WholeLoopTests {
    /// The samples in the order in which the parties would send them.
    static let samples = [
        "\(northfield)/2-acknowledgment-855.edi", "\(northfield)/3-ship-notice-856.edi",
        "\(northfield)/4-invoice-810.edi", "\(northfield)/5-broken-invoice-810.edi",
        "\(ortholine)/2-acknowledgment-855.edi", "\(ortholine)/3-ship-notice-856.edi",
        "\(ortholine)/4-invoice-price-differs-810.edi", "\(apex)/3-ship-notice-lots-856.edi",
        "\(apex)/4-invoice-810.edi", "\(apex)/5-unknown-item-810.edi",
    ]

    private func name(_ sample: String) -> String { String(sample.split(separator: "/")[1]) }

    @Test func requisitionToInvoiceOnceAndOnlyOnce() throws {
        let place = try TestSite()
        try runLoop(place)
        // And nothing by starting again.
        let second = try RunningAppliance(place)
        try second.drop(
            X12Text.invoices(9001, [X12Text.invoice("NF-LAST")]), as: "last.edi")
        _ = try second.outcome(of: "last.edi")
        #expect(try second.sent().filter { $0.contents == "850" }.count == 4)
        second.stop()
    }

    private func runLoop(_ place: TestSite) throws {
        let appliance = try RunningAppliance(place)
        // The seed's confirmed orders of the three X12 vendors go out by themselves.
        try appliance.wait("orders of the seed") {
            try appliance.sent().filter { $0.contents == "850" && $0.state == .delivered }.count
                == 3
        }
        try appliance.drop(sample: "\(surgery)/1-requisition-850.edi")
        #expect(try appliance.outcome(of: "1-requisition-850.edi").state == .posted)
        try appliance.wait("the department's order") {
            try appliance.sent().filter { $0.contents == "850" && $0.state == .delivered }.count
                == 4
        }
        for sample in Self.samples {
            try appliance.drop(sample: sample)
            let exchange = try appliance.outcome(of: name(sample))
            #expect(!exchange.state.isUnderWay, "\(sample)")
            #expect(exchange.reason != nil || exchange.state == .posted, "\(sample)")
        }
        try checkRecords(appliance)
        let before = try snapshot(appliance)

        // Everything again: duplicates all, and not a record more.
        let samples = ["\(surgery)/1-requisition-850.edi"] + Self.samples
        for (index, sample) in samples.enumerated() {
            let parts = sample.split(separator: "/").map(String.init)
            try appliance.drop(
                try TestSite.sample(sample), as: "again-\(index).edi", in: parts[0])
            // Ortholine's profile wants a person to look at what comes twice.
            let expected: ExchangeState = parts[0] == "ortholine-devices" ? .held : .duplicate
            #expect(try appliance.outcome(of: "again-\(index).edi").state == expected)
        }
        #expect(try snapshot(appliance) == before)
        appliance.stop()
    }

    private func checkRecords(_ appliance: RunningAppliance) throws {
        #expect(try appliance.ledger.values("purchase.order", "name").contains("P00105"))
        let bills = try appliance.ledger.values("account.move", "ref")
        #expect(bills.contains("APX-INV-118204"))
        // Its freight is within what the profile agrees.
        #expect(bills.contains("NF-INV-55021"))
        #expect(!bills.contains("NF-INV-55022"))
        #expect(Set(bills).count == bills.count)
        // Each order went out once, each received interchange was answered once.
        let files = try appliance.place.outbound(northfield).keys
        #expect(files.filter { $0.hasPrefix("850_P00101") }.count == 1)
        #expect(files.filter { $0.hasPrefix("850_P00105") }.count == 1)
        #expect(files.filter { $0.hasPrefix("997_") }.count == 4)
        let controls = try appliance.sent().map { "\($0.folder) \($0.controlNumber)" }
        #expect(Set(controls).count == controls.count)
    }

    /// How much of everything there is.
    private func snapshot(_ appliance: RunningAppliance) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for model in ["purchase.order", "account.move", "stock.picking", "stock.move"] {
            counts[model] = try appliance.ledger.list(model, limit: 100_000).count
        }
        for folder in [northfield, ortholine, apex, surgery] {
            counts[folder] = try appliance.place.outbound(folder).count
        }
        return counts
    }

    @Test func wrongFilesDoNotStopTheDaemon() throws {
        let appliance = try RunningAppliance()
        try appliance.drop("", as: "empty.edi")
        try appliance.drop("what?", as: "text.edi")
        try appliance.drop(String(repeating: "ISA", count: 50_000), as: "isa.edi")
        try appliance.drop("<Invoice><a>", as: "cut.xml", in: cedarbrook)
        for name in ["empty.edi", "text.edi", "isa.edi", "cut.xml"] {
            let exchange = try appliance.outcome(of: name)
            #expect(exchange.state == .held || exchange.state == .rejected, "\(name)")
            #expect(exchange.reason?.nextStep.isEmpty == false, "\(name)")
        }
        try appliance.drop(X12Text.invoices(9100, [X12Text.invoice("NF-OK")]), as: "good.edi")
        #expect(try appliance.outcome(of: "good.edi").state == .posted)
        appliance.stop()
    }

    @Test func aFileStillBeingWrittenIsTakenWhole() throws {
        let appliance = try RunningAppliance()
        let text = X12Text.invoices(9200, [X12Text.invoice("NF-SLOW")])
        try appliance.drop("x", as: "first.edi")
        _ = try appliance.outcome(of: "first.edi")
        let path = "\(appliance.place.spoolPath)/partners/\(northfield)/inbound/s.edi"
        try Data(text.utf8.prefix(100)).write(to: URL(fileURLWithPath: path))
        // Replaced before it held still, then once more, by a whole new file under its name.
        try Data(text.utf8.prefix(200)).write(to: URL(fileURLWithPath: path))
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        _ = try appliance.outcome(of: "s.edi")
        try appliance.wait("the whole invoice") {
            try appliance.received().contains { $0.fileName == "s.edi" && $0.state == .posted }
        }
        #expect(
            try appliance.ledger.values("account.move", "ref").filter { $0 == "NF-SLOW" }.count
                == 1)
        appliance.stop()
    }
}
