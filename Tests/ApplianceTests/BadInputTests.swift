import Diagnostics
import Foundation
import Journal
import Spool
import Testing

@testable import Appliance

/// What partners get wrong: each fault is a finding or a held exchange with a reason and a next
/// step, and the good file behind it goes through.
@Suite struct BadInputTests {
    /// Held, with everything a person needs.
    private func expectHeld(
        _ exchange: Exchange, _ code: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(exchange.state == .held, sourceLocation: sourceLocation)
        #expect(exchange.reason?.code == code, sourceLocation: sourceLocation)
        #expect(exchange.reason?.owner.isEmpty == false, sourceLocation: sourceLocation)
        #expect(exchange.reason?.nextStep.isEmpty == false, sourceLocation: sourceLocation)
    }

    @Test func emptyFileIsHeldAndNamed() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive("", as: "nothing.edi")
        expectHeld(exchange, "file.empty")
        #expect(try appliance.findings(exchange).map(\.code.rawValue) == ["file.empty"])
        #expect(try appliance.receive(sample: "\(northfield)/4-invoice-810.edi").state != .incoming)
    }

    @Test(arguments: ["hello, world\n", "%PDF-1.7\n%\u{e9}\n", "UNB+UNOC:3+A+B+261125:1015+1'"])
    func unknownFileIsHeld(_ text: String) throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(text)
        expectHeld(exchange, "file.unrecognised")
        #expect(exchange.queue == "corrupt")
        #expect(try appliance.core.spool.names(in: .corrupt).map(\.text) == [exchange.spoolName])
    }

    @Test func folderWithoutProfileIsHeldUntilThereIsOne() throws {
        let appliance = try DrivenAppliance()
        let text = X12Text.invoices(2001, [X12Text.invoice("NF-1")])
        expectHeld(try appliance.receive(text, in: "who-is-this"), "partner.unknown")
        #expect(try appliance.all(.outbound).isEmpty)
    }

    @Test func envelopeOfAnotherPartnerIsHeldAndNotAnswered() throws {
        let appliance = try DrivenAppliance()
        let text = X12Text.interchange(
            2002, sender: ("ZZ", "SOMEBODYELSE"),
            [X12Text.Group(sets: [X12Text.invoice("NF-2")])])
        let exchange = try appliance.receive(text)
        expectHeld(exchange, "partner.envelope-disagrees")
        #expect(try appliance.answers(exchange).isEmpty)
        #expect(try appliance.bills().isEmpty)
    }

    @Test func productionInterchangeNeverReachesTheTestAppliance() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.invoices(2003, [X12Text.invoice("NF-3")], usage: "P"))
        expectHeld(exchange, "environment.disagrees")
        // Whatever a person does about it, nothing of it is posted.
        try appliance.act(on: exchange.id) { try $0.release($1) }
        appliance.runLane(northfield)
        expectHeld(try appliance.exchange(exchange.id), "environment.disagrees")
        #expect(try appliance.bills().isEmpty)
    }

    @Test func truncatedInterchangeIsRejectedWithoutPosting() throws {
        let appliance = try DrivenAppliance()
        let whole = X12Text.invoices(2004, [X12Text.invoice("NF-4")])
        for (index, marker) in ["SE*", "GE*", "TDS*", "GS*"].enumerated() {
            let cut = whole.range(of: marker).map { String(whole[..<$0.lowerBound]) } ?? ""
            let exchange = try appliance.receive(cut, as: "cut-\(index).edi")
            #expect(exchange.state == .rejected || exchange.state == .held, "\(marker)")
            #expect(exchange.reason != nil, "\(marker)")
            #expect(try !appliance.findings(exchange).isEmpty, "\(marker)")
        }
        #expect(try appliance.bills().isEmpty)
    }

    @Test func wrongSegmentCountIsRejectedInTheAcknowledgment() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.invoices(2005, [X12Text.invoice("NF-5", seCount: 99)]))
        #expect(exchange.state == .rejected)
        #expect(exchange.acknowledgment == "997 R")
        let answer = try #require(try appliance.place.outbound(northfield).first?.value)
        #expect(String(decoding: answer, as: UTF8.self).contains("AK5*R*4"))
    }

    @Test func groupRejectedAtItsEndPostsNoneOfItsSets() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.interchange(
                2006,
                [
                    X12Text.Group(
                        control: "77", sets: [X12Text.invoice("NF-6")], trailerControl: "78")
                ]))
        #expect(exchange.state == .rejected)
        #expect(try appliance.documents(exchange).map(\.state) == [.rejected])
        #expect(exchange.reason?.code == "x12.group-rejected")
        #expect(try appliance.bills().isEmpty)
    }

    @Test func interchangeRejectedByTA1PostsNothing() throws {
        let appliance = try DrivenAppliance()
        // Its groups are whole, but IEA never came: note 023 rejects the interchange.
        let text = X12Text.invoices(2007, [X12Text.invoice("NF-7")])
            .replacingOccurrences(of: "IEA*1*000002007~\n", with: "")
        let exchange = try appliance.receive(text)
        #expect(exchange.state == .rejected)
        #expect(exchange.reason?.code == "x12.interchange-rejected")
        let answers = try appliance.answers(exchange)
        #expect(answers.map(\.contents) == ["TA1"])
        #expect(try appliance.bills().isEmpty)
    }

    @Test func badNeighboursDoNotBlockGoodOnes() throws {
        let appliance = try DrivenAppliance()
        let good = X12Text.invoice("NF-8A")
        let bad = X12Text.invoice("NF-8B", control: "0002", seCount: 3)
        let text =
            X12Text.interchange(
                2008,
                [
                    X12Text.Group(control: "1", sets: [good, bad]),
                    X12Text.Group(
                        control: "2", sets: [X12Text.invoice("NF-8C")], trailerControl: "9"),
                    X12Text.Group(control: "3", sets: [X12Text.invoice("NF-8D")]),
                ])
            + X12Text.interchange(
                2009, sender: ("ZZ", "SOMEBODYELSE"),
                [X12Text.Group(sets: [X12Text.invoice("NF-8E")])])
            + X12Text.invoices(2010, [X12Text.invoice("NF-8F")])
        let exchange = try appliance.receive(text)
        // Held beats posted: one interchange waits for a person.
        expectHeld(exchange, "partner.envelope-disagrees")
        let outcomes = try appliance.documents(exchange).map {
            "\($0.reference) \($0.state.rawValue)"
        }
        #expect(
            outcomes == [
                "NF-8A posted", " rejected", "NF-8C rejected", "NF-8D posted", "NF-8E held",
                "NF-8F posted",
            ])
        #expect(try appliance.answers(exchange).count == 2)
        #expect(try appliance.bills() == ["NF-8A", "NF-8D", "NF-8F"])
    }

    @Test func unknownItemHoldsTheDocumentAlone() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.invoices(
                2011,
                [
                    X12Text.invoice("NF-9A", item: "NF-NOSUCH"),
                    X12Text.invoice("NF-9B", control: "0002", order: "P00101"),
                ]))
        expectHeld(exchange, try #require(exchange.reason?.code))
        let documents = try appliance.documents(exchange)
        try #require(documents.count == 2)
        #expect(documents[0].state == .held)
        #expect(documents[0].reason?.code.contains("item") == true)
        #expect(exchange.acknowledgment == "997 A")
    }

    @Test func unknownUnitHoldsAndIsNotGuessed() throws {
        let appliance = try DrivenAppliance()
        let exchange = try appliance.receive(
            X12Text.invoices(2012, [X12Text.invoice("NF-10", unit: "PL")]))
        expectHeld(exchange, try #require(exchange.reason?.code))
        #expect(try appliance.documents(exchange).first?.reason?.code.contains("unit") == true)
    }

    @Test func setWithoutMapIsHeldButAcknowledged() throws {
        let appliance = try DrivenAppliance()
        let text = X12Text.interchange(
            2013,
            [
                X12Text.Group(
                    id: "PO",
                    sets: [
                        X12Text.set(
                            "850",
                            ["BEG*00*SA*X-1**20261125", "PO1*1*1*EA*1**VC*NF-10422", "CTT*1"])
                    ])
            ])
        let exchange = try appliance.receive(text)
        expectHeld(exchange, "map.missing")
        #expect(try appliance.answers(exchange).count == 1)
    }

    @Test func reusedControlNumberIsHeldAndTakenAsNewWhenReleased() throws {
        let appliance = try DrivenAppliance()
        let first = try appliance.receive(X12Text.invoices(2014, [X12Text.invoice("NF-11A")]))
        let second = try appliance.receive(X12Text.invoices(2014, [X12Text.invoice("NF-11B")]))
        expectHeld(second, "x12.control-number-reused")
        #expect(try appliance.answers(first).count == 1)
        #expect(try appliance.answers(second).isEmpty)

        try appliance.act(on: second.id) { try $0.release($1) }
        appliance.runLane(northfield)
        let released = try appliance.exchange(second.id)
        #expect(released.state != .incoming)
        #expect(released.reason?.code != "x12.control-number-reused")
        // Taken as new, it is answered like new.
        #expect(try appliance.answers(second).map(\.contents) == ["997"])
    }

    @Test func profileWhoseIDsCannotBeAnsweredIsRefused() throws {
        // Their ID would hold the component separator that we write with.
        let place = try TestSite()
        try place.edit(northfield, [("\"084512973\"}", "\"08451>973\"}")])
        let (catalog, refusals) = try place.site.loader.load(previous: nil)
        #expect(refusals.map(\.file) == ["partners/northfield-medical.yaml"])
        #expect(catalog.partner(id: northfield) == nil)
    }

    @Test func answerRepeatsNoDelimiterOfOurs() throws {
        let appliance = try DrivenAppliance()
        // Their delimiters allow a set control number that holds ours.
        let text = X12Text.invoices(2015, [X12Text.invoice("NF-12", control: "0~*1")])
            .replacingOccurrences(of: "0~*1", with: "\u{1}")
            .replacingOccurrences(of: "~", with: "'").replacingOccurrences(of: "*", with: "|")
            .replacingOccurrences(of: "\u{1}", with: "0~*1")
        let exchange = try appliance.receive(text)
        #expect(!exchange.state.isUnderWay)
        let answer = try #require(try appliance.place.outbound(northfield).first?.value)
        #expect(!String(decoding: answer, as: UTF8.self).contains("0~*1"))
        #expect(
            try appliance.receive(X12Text.invoices(2016, [X12Text.invoice("NF-13")])).state
                == .posted)
    }

    @Test func nothingFromOutsideLeavesAFileInWork() throws {
        let appliance = try DrivenAppliance()
        for (index, text) in ["", "x", "ISA*", "<", "<a>", X12Text.isa("000000001")].enumerated() {
            let exchange = try appliance.receive(text, as: "f\(index)")
            #expect([.held, .rejected].contains(exchange.state), "\(text.prefix(5))")
        }
        for queue in [Queue.arriving, .incoming, .active, .outgoing] where queue != .arriving {
            #expect(try appliance.core.spool.names(in: queue).isEmpty)
        }
    }
}
