import Diagnostics
import Documents
import Ledger
import Posting
import Testing

@Suite struct AcknowledgmentPlanTests {
    private let gloves = LineOf(
        quantity: "40", price: "7.85", items: ["VC": "NF-10422", "BP": "GLV-NIT-M"])

    @Test func acceptedLineWritesPromiseAndVendorNumber() throws {
        let fixture = try PlannerFixture()
        try fixture.post(
            .acknowledgment(line: gloves, quantity: "40", promised: "2026-11-11"))
        let order = try fixture.order("P00101").fields
        #expect(order.text("partner_ref") == "SO-9001")
        #expect(order.boolean("acknowledged"))
        let line = try fixture.line("P00101", 0).fields
        #expect(line.datetime("date_planned")?.date.description == "2026-11-11")
        #expect(line.decimal("product_qty") == ScaledDecimal(40))
    }

    @Test func acknowledgmentWithoutDetailAcceptsTheOrder() throws {
        let fixture = try PlannerFixture()
        try fixture.post(.acknowledgment(type: "AK", line: nil))
        #expect(try fixture.order("P00101").fields.boolean("acknowledged"))
    }

    @Test func changedPriceIsHeldWithAProposalAndPassesInTolerance() throws {
        var fixture = try PlannerFixture()
        var dear = gloves
        dear.price = "8.00"
        let document = Document.acknowledgment(line: dear, status: "IP", quantity: "40")
        guard case .hold(let exceptions, let proposal) = try fixture.plan(document) else {
            Issue.record("posted")
            return
        }
        #expect(exceptions.map(\.code) == [.priceAcknowledged])
        #expect(exceptions[0].owner == .buyer)
        #expect(proposal != nil)
        fixture.context.tolerances.unitPricePercent = ScaledDecimal(2)
        try fixture.post(document)
        #expect(try fixture.line("P00101", 0).fields.decimal("price_unit") == ScaledDecimal(8))
    }

    @Test func changedQuantityIsHeld() throws {
        var fixture = try PlannerFixture()
        let document = Document.acknowledgment(line: gloves, status: "IQ", quantity: "36")
        #expect(try fixture.held(document) == [.quantityAcknowledged])
        fixture.context.tolerances.quantityPercent = ScaledDecimal(10)
        try fixture.post(document)
        #expect(try fixture.line("P00101", 0).fields.decimal("product_qty") == ScaledDecimal(36))
    }

    @Test(arguments: [
        ("IR", PostingException.Code.deliveryRefused), ("R1", .deliveryRefused),
        ("IS", .itemSubstituted), ("IH", .deliveryHeld), ("IB", .deliveryBackordered),
        ("ZZ", .deliveryHeld),
    ])
    func anythingButAcceptanceIsHeld(_ status: String, _ code: PostingException.Code) throws {
        let fixture = try PlannerFixture()
        let document = Document.acknowledgment(line: gloves, status: status, quantity: "40")
        #expect(try fixture.held(document).first == code)
    }

    @Test func backorderWithADayIsARemark() throws {
        var fixture = try PlannerFixture()
        fixture.context.tolerances.lateDays = 7
        let document = Document.acknowledgment(
            line: gloves, status: "IB", quantity: "40", promised: "2026-11-18")
        guard case .post(_, let summary) = try fixture.plan(document) else {
            Issue.record("held")
            return
        }
        #expect(summary.remarks.map(\.code) == [.deliveryBackordered])
    }

    @Test func latePromiseIsHeld() throws {
        let fixture = try PlannerFixture()
        #expect(
            try fixture.held(
                .acknowledgment(line: gloves, quantity: "40", promised: "2026-11-20"))
                == [.deliveryDate])
    }

    @Test func everyChangeIsHeldWhereABuyerAccepts() throws {
        var fixture = try PlannerFixture()
        fixture.context.policy.acceptsAcknowledgments = false
        #expect(
            try fixture.held(
                .acknowledgment(line: gloves, quantity: "40", promised: "2026-11-11"))
                == [.deliveryDate])
        #expect(try fixture.held(.acknowledgment(line: gloves, quantity: "40")) == [])
    }

    @Test func rejectedOrderIsHeld() throws {
        let fixture = try PlannerFixture()
        #expect(try fixture.held(.acknowledgment(type: "RJ", line: nil)) == [.deliveryRefused])
    }

    @Test func lockedOrderIsHeld() throws {
        let fixture = try PlannerFixture()
        try fixture.lock("P00101")
        #expect(
            try fixture.held(.acknowledgment(line: gloves, quantity: "40"))
                == [.referenceOrderClosed])
    }

    @Test func sameInterchangeAgainDoesNothing() throws {
        let fixture = try PlannerFixture()
        let document = Document.acknowledgment(line: gloves, quantity: "40", promised: "2026-11-11")
        let first = try fixture.post(document)
        #expect(try fixture.post(document) == first)
    }
}

@Suite struct ShipNoticePlanTests {
    private let gloves = LineOf(quantity: "30", items: ["VC": "NF-10422"])
    private let screws = LineOf(quantity: "2", unit: "EA", items: ["VC": "OL-HS65-090"])

    private func moves(_ fixture: PlannerFixture) throws -> [Record] {
        try fixture.ledger.list("stock.move")
    }

    @Test func preparesTheReceiptAndLeavesItOpen() throws {
        let fixture = try PlannerFixture()
        var document = Document.shipNotice([(gloves, [])])
        document.root.append("references", ["qualifier": "CN", "value": "1Z-TEST-77"])
        try fixture.post(document)
        let move = try moves(fixture)[0].fields
        #expect(move.boolean("picked"))
        #expect(move.decimal("quantity") == ScaledDecimal(30))
        let picking = try fixture.ledger.list("stock.picking")[0].fields
        #expect(picking.text("state") == "assigned")
        #expect(picking.text("carrier_tracking_ref") == "1Z-TEST-77")
    }

    @Test func secondNoticeAddsAndTheSameAgainDoesNot() throws {
        let fixture = try PlannerFixture()
        let first = Document.shipNotice(number: "A", [(gloves, [])])
        try fixture.post(first)
        try fixture.post(first)
        var rest = gloves
        rest.quantity = "10"
        try fixture.post(.shipNotice(number: "B", [(rest, [])]))
        #expect(try moves(fixture)[0].fields.decimal("quantity") == ScaledDecimal(40))
        #expect(try fixture.held(.shipNotice(number: "C", [(rest, [])])) == [.quantityReceived])
    }

    @Test func validatesWhereThePolicySaysSo() throws {
        var fixture = try PlannerFixture()
        fixture.context.policy.validatesReceipts = true
        try fixture.post(.shipNotice([(gloves, [])]))
        #expect(
            try fixture.line("P00101", 0).fields.decimal("qty_received") == ScaledDecimal(30))
        #expect(try fixture.order("P00101").fields.references("picking_ids").count == 2)
    }

    @Test func serialsAreCounted() throws {
        var fixture = try PlannerFixture(partner: "ortholine-devices", vendor: "V-ORTHOLINE")
        fixture.context.policy.validatesReceipts = true
        let one = [["serial": DocumentValue.text("HS-0001")]]
        #expect(
            try fixture.held(.shipNotice(order: "P00102", [(screws, one)])) == [.referenceLot])
        let two = one + [["serial": .text("HS-0002")]]
        try fixture.post(.shipNotice(order: "P00102", [(screws, two)]))
        #expect(
            try fixture.ledger.list("stock.lot").map { $0.fields.text("name") }
                == ["HS-0001", "HS-0002"])
    }

    @Test func drugsNeedLotAndExpiry() throws {
        var fixture = try PlannerFixture(partner: "apex-pharma", vendor: "V-APEX")
        fixture.context.policy.validatesReceipts = true
        let drug = LineOf(quantity: "20", unit: "PK", items: ["ND": "99999041210"])
        func held(_ lots: [[String: DocumentValue]]) throws -> [PostingException.Code] {
            try fixture.held(.shipNotice(order: "P00103", [(drug, lots)]))
        }
        #expect(try held([]) == [.referenceLot])
        #expect(try held([["lot": "L1"]]) == [.referenceLot])
        #expect(try held([["lot": "L1", "expiry": day("2026-01-31")]]) == [.referenceLot])
        let good: [String: DocumentValue] = ["lot": "L1", "expiry": day("2028-01-31")]
        try fixture.post(.shipNotice(order: "P00103", [(drug, [good])]))
        let lot = try #require(try fixture.ledger.list("stock.lot").first).fields
        #expect(lot.text("name") == "L1")
        #expect(lot.datetime("expiration_date")?.date.description == "2028-01-31")
    }

    @Test func packagesAreMadeOnceAndNamedByTheirSSCC() throws {
        let fixture = try PlannerFixture()
        var document = Document.shipNotice([(gloves, [])])
        document.root.append("packages", ["number": .integer(1), "level": "P"])
        let index = try #require(document.root.schema.group("packages")).index
        document.root.groups[index][0].append(
            "marks", ["qualifier": "GM", "value": "006141410000000018"])
        let orders = try #require(document.root.schema.group("orders"))
        let lines = try #require(orders.group("lines")).index
        document.root.groups[orders.index][0].groups[lines][0]["package"] = .integer(1)
        try fixture.post(document)
        let package = try #require(try fixture.ledger.list("stock.package").first)
        #expect(package.fields.text("name") == "006141410000000018")
        let detail = try #require(try fixture.ledger.list("stock.move.line").first).fields
        #expect(detail.reference("result_package_id") == package.id)
        #expect(detail.decimal("quantity") == ScaledDecimal(30))
    }

    @Test func unknownLineAndCancellationAreHeld() throws {
        let fixture = try PlannerFixture()
        let masks = LineOf(number: "9", quantity: "5", items: ["VC": "NF-40015"])
        #expect(try fixture.held(.shipNotice([(masks, [])])) == [.notOnOrder])
        var document = Document.shipNotice([(gloves, [])])
        document.root["purpose"] = "01"
        #expect(try fixture.held(document) == [.unsupported])
    }
}

@Suite struct PurchaseOrderPlanTests {
    private func document(_ lines: [LineOf], vendor: String? = "V-NORTHFIELD") throws -> Document {
        var document = Document(.purchaseOrder)
        document.root["purpose"] = "00"
        document.root["kind"] = "SA"
        document.root["number"] = "REQ-77"
        document.root["date"] = day("2026-11-18")
        if let vendor {
            document.root.append(
                "parties", ["role": "SE", "qualifier": "92", "identifier": .text(vendor)])
        }
        let schema = try #require(document.root.schema.group("lines"))
        document.root[group: "lines"] = lines.map { $0.group(schema) }
        return document
    }

    private func department() throws -> PlannerFixture {
        var fixture = try PlannerFixture(partner: "surgery", vendor: nil)
        fixture.context.kind = .department
        return fixture
    }

    private let gloves = LineOf(quantity: "5", items: ["IN": "GLV-NIT-L"])

    @Test func becomesADraftOrderAtTheVendorsPrice() throws {
        let fixture = try department()
        #expect(try fixture.post(try document([gloves])).map(\.name) == ["P00105"])
        let order = try fixture.order("P00105").fields
        #expect(order.text("state") == "draft")
        #expect(order.text("origin") == "REQ-77")
        #expect(order.decimal("amount_total") == ScaledDecimal("39.25"))
    }

    @Test func isConfirmedWhereThePolicySaysSo() throws {
        var fixture = try department()
        fixture.context.policy.confirmsOrders = true
        try fixture.post(try document([gloves]))
        #expect(try fixture.order("P00105").fields.text("state") == "purchase")
    }

    @Test func vendorFollowsFromTheItems() throws {
        let fixture = try department()
        try fixture.post(try document([gloves], vendor: nil))
        let mixed = LineOf(quantity: "1", unit: "EA", items: ["IN": "SHC-5QT"])
        var two = try document([gloves, mixed], vendor: nil)
        two.root["number"] = "REQ-78"
        #expect(try fixture.held(two) == [.referenceParty])
    }

    @Test func unknownsAreHeldTogether() throws {
        let fixture = try department()
        var unit = gloves
        unit.unit = "ZZ"
        let item = LineOf(number: "2", quantity: "1", items: ["IN": "NO-SUCH"])
        let family = LineOf(number: "3", quantity: "1", unit: "BT", items: ["IN": "GLV-NIT-M"])
        #expect(
            try fixture.held(try document([unit, item, family]))
                == [.unitUnknown, .itemUnknown, .unitDiffers])
        #expect(
            try fixture.held(try document([gloves], vendor: "V-NOBODY")) == [.referenceParty])
    }

    @Test func aPriceIsNeverGuessed() throws {
        let fixture = try department()
        let foreign = LineOf(quantity: "1", unit: "EA", items: ["IN": "SHC-5QT"])
        #expect(try fixture.held(try document([foreign])) == [.priceUnknown])
    }

    @Test func departmentsCostCentreIsTranslated() throws {
        var fixture = try department()
        fixture.context.costCentres["SURG"] = "OR-100"
        var order = try document([gloves])
        let lines = try #require(order.root.schema.group("lines")).index
        order.root.groups[lines][0].append(
            "references", ["qualifier": "DP", "value": "NOWHERE"])
        #expect(try fixture.held(order) == [.referenceCostCentre])
        let references = try #require(order.root.schema.group("lines")?.group("references")).index
        order.root.groups[lines][0].groups[references][0]["value"] = "SURG"
        try fixture.post(order)
        let line = try fixture.line("P00105", 0).fields
        #expect(
            line["analytic_distribution"] == .object(["1": .decimal(ScaledDecimal(100))]))
    }

    @Test func vendorsDoNotSendOrders() throws {
        let fixture = try PlannerFixture()
        #expect(try fixture.held(try document([gloves])) == [.unsupported])
    }
}

/// One order's whole way, as the vendor's documents tell it.
@Suite struct OrderChainTests {
    @Test func requisitionToPostedBill() throws {
        var surgery = try PlannerFixture(partner: "stmarys-surgery", vendor: nil)
        surgery.context.kind = .department
        surgery.context.policy.confirmsOrders = true
        var requisition = Document(.purchaseOrder)
        requisition.root["purpose"] = "00"
        requisition.root["number"] = "R-26-0417"
        requisition.root["date"] = day("2026-11-23")
        requisition.root.append("parties", ["role": "SE", "identifier": "V-NORTHFIELD"])
        let schema = try #require(requisition.root.schema.group("lines"))
        let gloves = LineOf(quantity: "10", price: "7.85", items: ["IN": "GLV-NIT-M"])
        let sets = LineOf(
            number: "3", quantity: "24", unit: "EA", price: "3.95", items: ["IN": "IVS-PRIM"])
        requisition.root[group: "lines"] = [gloves, sets].map { $0.group(schema) }
        #expect(try surgery.post(requisition).map(\.name) == ["P00105"])

        var vendor = surgery
        vendor.context = PostingContext(partner: "northfield-medical")
        vendor.context.vendorReference = "V-NORTHFIELD"
        vendor.context.policy.validatesReceipts = true
        vendor.context.policy.postsInvoices = true
        vendor.context.policy.charges["D240"] = .accept
        let lot: [String: DocumentValue] = ["lot": "IV26K018", "expiry": day("2029-04-30")]
        try vendor.post(.shipNotice(order: "P00105", [(gloves, []), (sets, [lot])]))
        #expect(try vendor.order("P00105").fields.text("receipt_status") == "full")

        var invoice = Document.invoice(
            "NF-INV-55021", order: "P00105", total: "184.80", [gloves, sets])
        invoice.root.append(
            "charges", ["indicator": "C", "code": "D240", "amount": decimal("11.50")])
        #expect(try vendor.post(invoice).map(\.name) == ["BILL/2026/11/0001"])
        let order = try vendor.order("P00105").fields
        #expect(order.text("invoice_status") == "invoiced")
        #expect(order.decimal("amount_total") == ScaledDecimal("173.30"))
    }
}
