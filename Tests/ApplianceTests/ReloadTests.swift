import Foundation
import Journal
import Testing

@testable import Appliance

/// Profiles and maps take effect when they are saved; broken ones never do.
@Suite(.serialized) struct ReloadTests {
    private func take(_ place: TestSite, _ partner: String) throws -> String {
        let path = "\(place.root)/partners/\(partner).yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try FileManager.default.removeItem(atPath: path)
        return text
    }

    @Test func addedProfileTakesEffectWhileRunning() throws {
        let place = try TestSite()
        let profile = try take(place, northfield)
        let appliance = try RunningAppliance(place)
        try FileManager.default.createDirectory(
            atPath: "\(place.spoolPath)/partners/\(northfield)/inbound",
            withIntermediateDirectories: true)
        try appliance.drop(X12Text.invoices(1, [X12Text.invoice("NF-R1")]), as: "early.edi")
        let early = try appliance.outcome(of: "early.edi")
        #expect(early.state == .held)
        #expect(early.reason?.code == "partner.unknown")

        try place.write(profile, to: "\(place.root)/partners/\(northfield).yaml")
        // Its orders were confirmed long before; they go out now.
        try appliance.wait("the order of the new partner") {
            try appliance.sent().contains { $0.folder == northfield && $0.contents == "850" }
        }
        try OperatorActions(journal: appliance.journal, seams: .system, actor: "os:tester")
            .release(try #require(OperatorActions.Target(String(early.id))))
        place.site.wakeDaemon()
        try appliance.wait("the released file") {
            try appliance.received().first?.state == .posted
        }
        appliance.stop()
    }

    @Test func brokenProfileLeavesTheLastGoodOneInForce() throws {
        let place = try TestSite()
        let appliance = try RunningAppliance(place)
        try appliance.drop(X12Text.invoices(1, [X12Text.invoice("NF-R2")]), as: "one.edi")
        let good = try appliance.outcome(of: "one.edi")
        try place.edit(northfield, [("kind: vendor", "kind: [nonsense")])
        // Another profile's change shows that the broken one was looked at.
        try place.edit(cedarbrook, [("environment: test", "environment: test\nfolder: cedar")])
        try appliance.wait("the reload") {
            FileManager.default.fileExists(
                atPath: "\(place.spoolPath)/partners/cedar/inbound")
        }
        try appliance.drop(X12Text.invoices(2, [X12Text.invoice("NF-R3")]), as: "two.edi")
        let after = try appliance.outcome(of: "two.edi")
        #expect(after.state == .posted)
        #expect(after.profileVersion == good.profileVersion)
        appliance.stop()
    }

    @Test func removedProfileHoldsWhatComes() throws {
        let place = try TestSite()
        let appliance = try RunningAppliance(place)
        try appliance.drop(X12Text.invoices(1, [X12Text.invoice("NF-R4")]), as: "one.edi")
        #expect(try appliance.outcome(of: "one.edi").state == .posted)
        _ = try take(place, northfield)
        var number = 10
        try appliance.wait("the removal") {
            number += 1
            try appliance.drop(
                X12Text.invoices(number, [X12Text.invoice("NF-R4-\(number)")]),
                as: "n\(number).edi")
            return try appliance.outcome(of: "n\(number).edi").reason?.code == "partner.unknown"
        }
        appliance.stop()
    }

    @Test func brokenMapLeavesTheOldOnesInForce() throws {
        let place = try TestSite(copiesMaps: true)
        let appliance = try RunningAppliance(place)
        try place.write("map: [", to: "\(place.root)/maps/x12/810.yaml")
        try appliance.drop(X12Text.invoices(1, [X12Text.invoice("NF-R5")]), as: "one.edi")
        #expect(try appliance.outcome(of: "one.edi").state == .posted)
        appliance.stop()
    }

    @Test func documentsOfARemovedPartnerAreHeldNotForgotten() throws {
        let place = try TestSite()
        let down = SwitchedTarget.Switch()
        let first = try DrivenAppliance(place, target: { SwitchedTarget($0, down) })
        down.failNext(1)
        let exchange = try first.receive(X12Text.invoices(1, [X12Text.invoice("NF-R6")]))
        #expect(exchange.state == .posting)
        first.core.catalog = try place.catalog(without: northfield)
        first.clock.advance(seconds: 60)
        first.runLane(northfield)
        let held = try first.exchange(exchange.id)
        #expect(held.state == .held)
        #expect(held.reason?.code == "partner.unknown")
    }
}
