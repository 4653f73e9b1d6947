import Diagnostics
import Documents
import Ledger
import Posting
import Testing

@Suite struct InvoicePlanTests {
    private let gloves = LineOf(
        quantity: "40", price: "7.85", items: ["VC": "NF-10422", "UK": "00614141104222"])

    private func received() throws -> PlannerFixture {
        var fixture = try PlannerFixture()
        fixture.context.policy.validatesReceipts = true
        fixture.context.policy.postsInvoices = true
        try fixture.post(.shipNotice([(gloves, [])]))
        return fixture
    }

    @Test func matchedInvoiceIsPostedOnItsOrderLine() throws {
        let fixture = try received()
        let records = try fixture.post(.invoice("INV-100", total: "314.00", [gloves]))
        #expect(records.map(\.name) == ["BILL/2026/11/0001"])
        let bill = try #require(try fixture.ledger.list("account.move").first).fields
        #expect(bill.text("state") == "posted")
        #expect(bill.text("ref") == "INV-100")
        #expect(bill.text("invoice_origin") == "P00101")
        #expect(bill.decimal("amount_total") == ScaledDecimal(314))
        let line = try #require(try fixture.ledger.list("account.move.line").first).fields
        let ordered = try fixture.line("P00101", 0)
        #expect(line.reference("purchase_line_id") == ordered.id)
        #expect(line["analytic_distribution"] == ordered.fields["analytic_distribution"])
        #expect(ordered.fields.decimal("qty_invoiced") == ScaledDecimal(40))
    }

    @Test func sameInvoiceAgainDoesNothing() throws {
        let fixture = try received()
        let document = Document.invoice("INV-100", total: "314.00", [gloves])
        let first = try fixture.post(document)
        let second = try fixture.post(document)
        #expect(first == second)
        #expect(try fixture.ledger.list("account.move").count == 1)
    }

    @Test func sameNumberWithOtherContentIsHeld() throws {
        let fixture = try received()
        try fixture.post(.invoice("INV-100", total: "314.00", [gloves]))
        var fewer = gloves
        fewer.quantity = "10"
        #expect(
            try fixture.held(.invoice("INV-100", total: "78.50", [fewer])) == [.duplicateInvoice])
        #expect(
            try fixture.held(.invoice("inv100", total: "78.50", [fewer])) == [.duplicateInvoice])
    }

    @Test func goodsNotYetReceivedWaitAsADraft() throws {
        var fixture = try PlannerFixture()
        fixture.context.policy.postsInvoices = true
        let document = Document.invoice("INV-1", total: "314.00", [gloves])
        guard case .post(_, let summary) = try fixture.plan(document) else {
            Issue.record("held")
            return
        }
        #expect(summary.text.contains("waits for the receipt"))
        #expect(summary.remarks.map(\.code) == [.quantityInvoiced])
        try fixture.post(document)
        #expect(try fixture.ledger.list("account.move")[0].fields.text("state") == "draft")
    }

    @Test func overchargeIsHeldWithEvidenceAndProposal() throws {
        let fixture = try received()
        var dear = gloves
        dear.price = "8.10"
        let plan = try fixture.plan(.invoice("INV-1", total: "324.00", [dear]))
        guard case .hold(let exceptions, let proposal) = plan else {
            Issue.record("posted")
            return
        }
        #expect(exceptions.map(\.code) == [.priceInvoiced])
        #expect(exceptions[0].code.kind == .price)
        #expect(exceptions[0].expected == "7.85")
        #expect(exceptions[0].found == "8.1")
        #expect(exceptions[0].owner == .accountsPayable)
        #expect(exceptions[0].message == "line 1: ordered at 7.85, invoiced at 8.1")
        let accepted = try fixture.ledger.apply([try #require(proposal)])[0].get()
        guard case .applied = accepted else {
            Issue.record("not applied")
            return
        }
        #expect(
            try fixture.ledger.list("account.move")[0].fields.decimal("amount_total")
                == ScaledDecimal(324))
    }

    @Test func overchargeWithinToleranceIsARemark() throws {
        var fixture = try received()
        fixture.context.tolerances.unitPriceAmount = try #require(ScaledDecimal("0.25"))
        var dear = gloves
        dear.price = "8.10"
        guard case .post(_, let summary) = try fixture.plan(.invoice("I", total: "324.00", [dear]))
        else {
            Issue.record("held")
            return
        }
        #expect(summary.remarks.map(\.code) == [.priceInvoiced])
    }

    @Test func twoPriceLimitsHoldTogetherUnlessEitherSuffices() throws {
        var fixture = try received()
        fixture.context.tolerances.unitPriceAmount = try #require(ScaledDecimal("0.25"))
        fixture.context.tolerances.unitPricePercent = ScaledDecimal(1)
        var dear = gloves
        dear.price = "8.10"
        let document = Document.invoice("I", total: "324.00", [dear])
        #expect(try fixture.held(document) == [.priceInvoiced])
        fixture.context.tolerances.eitherUnitPriceSuffices = true
        #expect(try fixture.held(document) == [])
    }

    @Test func goodsMayBeBilledBeforeTheyComeWhereThePolicySaysSo() throws {
        var fixture = try PlannerFixture()
        fixture.context.policy.postsInvoices = true
        fixture.context.policy.billsBeforeReceipt = true
        try fixture.post(.invoice("INV-1", total: "314.00", [gloves]))
        #expect(try fixture.ledger.list("account.move")[0].fields.text("state") == "posted")
    }

    @Test func priceOfAnotherPackIsAUnitQuestion() throws {
        let fixture = try received()
        var pack = gloves
        pack.price = "78.50"
        #expect(try fixture.held(.invoice("I", total: "3140.00", [pack])) == [.unitDiffers])
    }

    @Test func eachesAreConvertedByTheUnitFamily() throws {
        let fixture = try received()
        let eaches = LineOf(
            quantity: "4000", unit: "EA", price: "0.0785", items: ["VC": "NF-10422"])
        try fixture.post(.invoice("I", total: "314.00", [eaches]))
        #expect(
            try fixture.line("P00101", 0).fields.decimal("qty_invoiced") == ScaledDecimal(40))
    }

    @Test func moreThanOrderedIsHeld() throws {
        let fixture = try received()
        var more = gloves
        more.quantity = "41"
        #expect(try fixture.held(.invoice("I", total: "321.85", [more])) == [.quantityInvoiced])
    }

    @Test func earlierBillsCount() throws {
        let fixture = try received()
        var half = gloves
        half.quantity = "25"
        try fixture.post(.invoice("A", total: "196.25", [half]))
        #expect(try fixture.held(.invoice("B", total: "196.25", [half])) == [.quantityInvoiced])
    }

    @Test(arguments: ["P00999", "P00102", nil])
    func unknownOrderIsHeld(_ order: String?) throws {
        let fixture = try received()
        let document = Document.invoice("I", order: order, total: "314.00", [gloves])
        #expect(try fixture.held(document) == [.referenceOrder])
    }

    @Test func unknownAndForeignItemsAreHeld() throws {
        let fixture = try received()
        var line = gloves
        line.items = ["VC": "NF-99999"]
        #expect(try fixture.held(.invoice("I", total: "314.00", [line])) == [.itemUnknown])
        line.items = ["VC": "NF-10423"]
        line.number = "9"
        #expect(try fixture.held(.invoice("I", total: "314.00", [line])) == [.quantityInvoiced])
        line.items = ["VC": "NF-40015"]
        #expect(try fixture.held(.invoice("I", total: "314.00", [line])) == [.notOnOrder])
        line.number = "1"
        #expect(try fixture.held(.invoice("I", total: "314.00", [line])) == [.itemDiffers])
        line.items = ["VC": "NF-10422", "UK": "00614141104598"]
        #expect(try fixture.held(.invoice("I", total: "314.00", [line])) == [.itemDiffers])
    }

    @Test func unknownUnitIsHeldAndATableEntryReleasesIt() throws {
        var fixture = try received()
        var line = gloves
        line.unit = "CT"
        line.quantity = "4"
        line.price = "78.50"
        let document = Document.invoice("I", total: "314.00", [line])
        #expect(try fixture.held(document) == [.unitUnknown])
        fixture.context.units.byItem["GLV-NIT-M"] = ["CT": .init(unit: "BX", numerator: 10)]
        try fixture.post(document)
        let bill = try #require(try fixture.ledger.list("account.move.line").first).fields
        #expect(bill.decimal("quantity") == ScaledDecimal(40))
        #expect(bill.decimal("price_unit") == ScaledDecimal("7.85"))
    }

    @Test func chargesFollowThePolicy() throws {
        var fixture = try received()
        var document = Document.invoice("I", total: "326.50", [gloves])
        document.root.append(
            "charges",
            [
                "indicator": "C", "code": "D240", "amount": decimal("12.50"),
                "description": "Freight",
            ])
        #expect(try fixture.held(document) == [.charge])
        fixture.context.policy.charges["D240"] = .upTo(try #require(ScaledDecimal("10")))
        #expect(try fixture.held(document) == [.charge])
        fixture.context.policy.charges["D240"] = .upTo(try #require(ScaledDecimal("15")))
        try fixture.post(document)
        let lines = try fixture.ledger.list("account.move.line")
        #expect(lines.map { $0.fields.text("name") }.last == "Freight")
        #expect(
            try fixture.ledger.list("account.move")[0].fields.decimal("amount_total")
                == ScaledDecimal("326.50"))
    }

    @Test func allowancesReduceAndTaxesOfAnExemptBuyerAreHeld() throws {
        var fixture = try received()
        var document = Document.invoice("I", total: "324.00", [gloves])
        document.root.append(
            "charges", ["indicator": "A", "code": "C310", "amount": decimal("10.00")])
        document.root.append("taxes", ["type": "ST", "amount": decimal("20.00")])
        #expect(try fixture.held(document) == [.tax])
        fixture.context.policy.taxes = .asLine
        try fixture.post(document)
        #expect(
            try fixture.ledger.list("account.move")[0].fields.decimal("amount_total")
                == ScaledDecimal(324))
    }

    @Test func aDocumentThatDoesNotAddUpIsHeld() throws {
        let fixture = try received()
        #expect(try fixture.held(.invoice("I", total: "315.00", [gloves])) == [.total])
        #expect(try fixture.held(.invoice("I", total: "-314.00", [gloves])) == [.total])
    }

    @Test func roundingOfLongPricesIsALineOfItsOwn() throws {
        let fixture = try received()
        // 333 × 0.0785 is 26.1405; the vendor, with more digits than he wrote, has 26.15.
        let line = LineOf(quantity: "333", unit: "EA", price: "0.0785", items: ["VC": "NF-10422"])
        try fixture.post(.invoice("I", total: "26.15", [line]))
        let names = try fixture.ledger.list("account.move.line").map { $0.fields.text("name") }
        #expect(names.last == "Rounding")
    }

    @Test func creditNamesItsInvoiceAndReducesWhatIsBilled() throws {
        let fixture = try received()
        try fixture.post(.invoice("INV-1", total: "314.00", [gloves]))
        var back = gloves
        back.quantity = "5"
        var credit = Document.invoice("CR-1", total: "39.25", kind: "CR", [back])
        credit.root["originalInvoice"] = "INV-404"
        #expect(try fixture.held(credit) == [.referenceOrder])
        credit.root["originalInvoice"] = "INV-1"
        #expect(try fixture.post(credit).map(\.name) == ["RBILL/2026/11/0001"])
        #expect(
            try fixture.line("P00101", 0).fields.decimal("qty_invoiced") == ScaledDecimal(35))
    }

    @Test func priceCreditLeavesTheQuantityBilled() throws {
        let fixture = try received()
        try fixture.post(.invoice("INV-1", total: "314.00", [gloves]))
        var less = gloves
        less.price = "0.25"
        try fixture.post(.invoice("CR-2", total: "10.00", kind: "CR", [less]))
        #expect(
            try fixture.line("P00101", 0).fields.decimal("qty_invoiced") == ScaledDecimal(40))
    }

    @Test func billsForLockedOrdersAreTaken() throws {
        let fixture = try received()
        try fixture.lock("P00101")
        #expect(try fixture.post(.invoice("I", total: "314.00", [gloves])).count == 1)
    }

    @Test func profileWithoutVendorIsHeld() throws {
        let fixture = try PlannerFixture(vendor: nil)
        #expect(
            try fixture.held(.invoice("I", total: "314.00", [gloves])) == [.referenceParty])
    }
}
