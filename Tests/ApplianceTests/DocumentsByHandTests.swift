import Diagnostics
import Foundation
import Journal
import Testing

@testable import Appliance

/// Documents that no planner posts: acknowledged, translated, kept, and held for their owner.
@Suite struct DocumentsByHandTests {
    @Test(arguments: [
        (
            "832", "SC", "item-master",
            ["BCT*PC*NOVA-7", "LIN*1*VC*NF-10422", "CTP**CON*7.85*1*BX", "CTT*1"]
        ),
        (
            "846", "IB", "buyer",
            ["BIA*00*DD*INV-1*20261125", "LIN*1*VC*NF-10422", "QTY*33*40*BX", "CTT*1"]
        ),
        (
            "865", "CA", "buyer",
            [
                "BCA*00*AC*P00101**1*20261102***SO-1*20261125", "POC*1*QD*5*5*BX*7.85**VC*NF-10422",
                "CTT*1",
            ]
        ),
        (
            "820", "RA", "accounts-payable",
            [
                "BPR*I*100*C*CHK************20261125", "TRN*1*PAY-1", "ENT*1",
                "RMR*IV*INV-1**100*100",
            ]
        ),
    ])
    func whatHasNoPlannerIsHeldForItsOwner(
        _ set: String, _ functionalID: String, _ owner: String, _ segments: [String]
    ) throws {
        let place = try TestSite()
        let line = "    - {set: \"810\", release: \"004010\", map: x12/810}"
        try place.edit(
            northfield,
            [(line, "\(line)\n    - {set: \"\(set)\", release: \"004010\", map: x12/\(set)}")])
        let appliance = try DrivenAppliance(
            place, catalog: try place.site.loader.load(previous: nil).catalog)
        let exchange = try appliance.receive(
            X12Text.interchange(
                2101, [X12Text.Group(id: functionalID, sets: [X12Text.set(set, segments)])]))
        #expect(exchange.state == .held)
        #expect(exchange.acknowledgment == "997 A")
        let document = try #require(try appliance.documents(exchange).first)
        #expect(document.state == .held)
        #expect(document.reason?.code == "other.no-posting")
        #expect(document.reason?.owner == owner)
        #expect(document.reason?.nextStep.contains("waybill held reject ID") == true)
        #expect(document.payload?.isEmpty == false)
        // Let go, it is held again: nothing is posted by chance.
        try appliance.act(on: exchange.id) { try $0.release($1) }
        appliance.runLane(northfield)
        #expect(try appliance.exchange(exchange.id).state == .held)
        try appliance.act(on: exchange.id) { try $0.reject($1, reason: "taken over by hand") }
        #expect(try appliance.exchange(exchange.id).state == .rejected)
    }
}
