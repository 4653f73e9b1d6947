import Foundation
import Journal
import Testing

@testable import Appliance

/// One interchange with more sets than a portion holds: posted once each, or not at all.
@Suite struct LargeFileTests {
    /// Invoices over a service of order P00104 would need Cedarbrook's XML; gloves are enough: the
    /// first 40 boxes fit the order, the rest are held as more than was ordered.
    private func sets(_ count: Int) -> [String] {
        (1...count).map {
            X12Text.invoice("NF-L\($0)", control: X12Text.padded("\($0)", 4))
        }
    }

    @Test func everySetReachesOneFinalStateOnce() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(X12Text.invoices(5001, sets(1500)))
        let documents = try appliance.documents(exchange)
        #expect(documents.count == 1500)
        #expect(documents.filter { $0.state == .posted }.count == 40)
        #expect(documents.filter { $0.state == .held }.count == 1460)
        #expect(exchange.state == .held)
        #expect(exchange.contents == "810 ×1500")
        #expect(exchange.acknowledgment == "997 A")
        #expect(try appliance.answers(exchange).count == 1)
        #expect(try appliance.bills().count == 40)

        let again = try appliance.receive(X12Text.invoices(5001, sets(1500)))
        #expect(again.state == .duplicate)
        #expect(try appliance.bills().count == 40)
        #expect(try appliance.place.outbound(northfield).count == 1)
    }

    @Test func groupRejectedAtItsEndPostsNone() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.interchange(
                5002, [X12Text.Group(control: "1", sets: sets(1500), trailerControl: "2")]))
        #expect(exchange.state == .rejected)
        #expect(exchange.reason?.code == "x12.group-rejected")
        let documents = try appliance.documents(exchange)
        #expect(documents.count == 1500)
        #expect(documents.allSatisfy { $0.state == .rejected })
        #expect(try appliance.bills().isEmpty)
    }

    @Test func interchangeThatNeverEndsPostsNone() throws {
        let appliance = try DrivenAppliance()
        let text = X12Text.invoices(5003, sets(1100))
            .replacingOccurrences(of: "IEA*1*000005003~\n", with: "")
        let exchange = try appliance.receive(text)
        #expect(exchange.state == .rejected)
        #expect(exchange.reason?.code == "x12.interchange-rejected")
        #expect(try appliance.documents(exchange).allSatisfy { $0.state == .rejected })
        #expect(try appliance.bills().isEmpty)
    }
}
