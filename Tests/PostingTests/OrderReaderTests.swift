import Configuration
import Diagnostics
import Documents
import Posting
import Testing

@Suite struct OrderReaderTests {
    @Test func readsConfirmedOrdersAsDocuments() throws {
        let fixture = try PlannerFixture()
        let reader = OrderReader(
            reader: fixture.ledger, map: try PlannerFixture.map(.purchaseOrder),
            context: fixture.context)
        let orders = try reader.confirmedOrders()
        #expect(orders.map(\.name) == ["P00101", "P00102", "P00103", "P00104"])
        #expect(orders.map(\.vendorReference).first == "V-NORTHFIELD")
        let root = orders[0].document.root
        #expect(root.text("number") == "P00101")
        #expect(root.text("currency") == "USD")
        #expect(root.date("date")?.description == "2026-11-02")
        #expect(root[group: "dates"].first?.date("date")?.description == "2026-11-12")
        let lines = root[group: "lines"]
        #expect(lines.map { $0.text("number") } == ["1", "2", "3", "4"])
        #expect(lines[0].decimal("quantity") == ScaledDecimal(40))
        #expect(lines[0].decimal("price") == ScaledDecimal("7.85"))
        #expect(lines[0].text("unit") == "BX")
        let items = lines[0][group: "items"].map {
            "\($0.text("qualifier") ?? "") \($0.text("value") ?? "")"
        }
        #expect(items == ["VC NF-10422", "UK 00614141104222", "IN GLV-NIT-M"])
        #expect(lines[0][group: "references"].first?.text("value") == "ED-300")
        let drug = orders[2].document.root[group: "lines"][0][group: "items"]
        #expect(drug.map { $0.text("qualifier") } == ["VC", "ND", "UK", "IN"])
    }

    @Test func readsOnlyWhatIsAskedFor() throws {
        var fixture = try PlannerFixture()
        fixture.context.units.general["BOX"] = .init(unit: "BX")
        let reader = OrderReader(
            reader: fixture.ledger, map: try PlannerFixture.map(.purchaseOrder),
            context: fixture.context)
        #expect(try reader.confirmedOrders(vendor: "V-APEX").map(\.name) == ["P00103"])
        let later = Timestamp(milliseconds: 1_795_000_001_000)
        #expect(try reader.confirmedOrders(since: later).isEmpty)
        let gloves = try reader.confirmedOrders(vendor: "V-NORTHFIELD")[0]
        #expect(gloves.document.root[group: "lines"][0].text("unit") == "BOX")
    }
}

@Suite struct PostingMapTests {
    private func errors(_ text: String) -> String {
        do {
            let node = try ConfigurationReader.read(Array(text.utf8), file: "m.yaml")
            _ = try PostingMap(node, file: "m.yaml", catalog: .standard)
            return ""
        } catch { return "\(error)" }
    }

    @Test(arguments: [
        DocumentType.purchaseOrder, .purchaseOrderAcknowledgment, .shipNotice, .invoice,
    ])
    func mapsOfTheRepositoryAreSound(_ type: DocumentType) throws {
        #expect(try PlannerFixture.map(type).document == type)
    }

    @Test func unknownNamesAreFaultsWithLineAndSuggestion() {
        let text = """
            document: Invoice
            bill:
              reff: number
              ref: nummber
              invoice_date: number
              partner_id: $vendr
              narration: "notes[about=X].value"
            """
        let found = errors(text)
        #expect(found.contains("m.yaml:3:9: account.move has no field 'reff'; did you mean 'ref'?"))
        #expect(
            found.contains("m.yaml:4:8: Invoice has no 'nummber' there; did you mean 'number'?"))
        #expect(found.contains("'number' is text, 'invoice_date' takes a date"))
        #expect(found.contains("'$vendr' is nothing the planner finds for 'bill'"))
        #expect(found.contains("Invoice has no 'about' there"))
    }

    @Test func siteFieldNeedsItsType() throws {
        #expect(
            errors("document: Invoice\nbill:\n  x_department: number\n")
                .contains("say its type, as in {from: …, type: text}"))
        let text = "document: Invoice\nbill:\n  x_department: {from: number, type: text}\n"
        let node = try ConfigurationReader.read(Array(text.utf8), file: "m.yaml")
        let map = try PostingMap(node, file: "m.yaml", catalog: .standard)
        #expect(map.siteFields["account.move"]?.map(\.name) == ["x_department"])
    }
}
