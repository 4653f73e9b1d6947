import Diagnostics
import Documents
import Mapping
import Testing

@Suite struct ShipNoticeReadingTests {
    private func notice(_ text: String) throws -> DocumentReading {
        let (reading, unplaced) = read(text, with: try ProjectMaps.plan("856"))
        #expect(unplaced.isEmpty)
        return reading
    }

    @Test func shipmentOrderPackagingItem() throws {
        let reading = try notice(
            """
            BSN*00*SH-1*20260310*1405*0001~DTM*011*20260310~HL*1**S~TD5*B*2*NOVF~REF*BM*BL-9~
            HL*2*1*O~PRF*PO-70412***20260302~HL*3*2*P~MAN*GM*00006141411234567890~
            HL*4*3*I~LIN*1*VC*GLV-100*UK*10614141000019~SN1**24*CA~REF*LT*L2209~DTM*036*20280101~
            CTT*4~
            """)
        #expect(reading.diagnostics.isEmpty)
        let document = try #require(reading.document)
        #expect(document.shipDate?.description == "2026-03-10")
        #expect(document.root[group: "carriers"][0].text("identifier") == "NOVF")
        let order = document.root[group: "orders"][0]
        #expect(order.text("number") == "PO-70412")
        let line = order[group: "lines"][0]
        #expect(line.integer("package") == 1)
        #expect(line[group: "lots"][0].text("lot") == "L2209")
        #expect(line[group: "lots"][0].date("expiry")?.description == "2028-01-01")
        #expect(line[group: "references"].isEmpty)
        let package = document.root[group: "packages"][0]
        #expect(package[group: "marks"][0].text("value") == "00006141411234567890")
        #expect(package.text("level") == "P")
    }

    @Test func shipmentOrderItem() throws {
        let document = try #require(
            try notice(
                """
                BSN*00*SH-1*20260310*1405*0004~HL*1**S~HL*2*1*O~PRF*PO-1~HL*3*2*I~LIN*1*VC*A~SN1**2*EA~
                HL*4*2*I~LIN*2*VC*B~SN1**3*EA~HL*5*1*O~PRF*PO-2~HL*6*5*I~LIN*1*VC*C~SN1**4*EA~
                """
            ).document)
        #expect(document.orderNumbers == ["PO-1", "PO-2"])
        #expect(document.root[group: "orders"].map { $0[group: "lines"].count } == [2, 1])
        #expect(document.root[group: "packages"].isEmpty)
    }

    @Test func shipmentPackagingOrderItemWithPallet() throws {
        let document = try #require(
            try notice(
                """
                BSN*00*SH-1*20260310*1405*0003~HL*1**S~HL*2*1*T~MAN*GM*00000000000000000017~
                HL*3*2*P~MAN*CP*1Z999~HL*4*3*O~PRF*PO-1~HL*5*4*I~LIN*1*VC*A~SN1**2*EA~
                """
            ).document)
        let packages = document.root[group: "packages"]
        #expect(packages.map { $0.integer("number") } == [1, 2])
        #expect(packages[1].integer("within") == 1)
        #expect(document.root[group: "orders"][0][group: "lines"][0].integer("package") == 2)
    }

    @Test func levelsFollowTheirParentsInAnyOrder() throws {
        let document = try #require(
            try notice(
                """
                BSN*00*SH-1*20260310*1405*0004~HL*1**S~HL*2*1*O~PRF*PO-1~HL*3*1*O~PRF*PO-2~
                HL*4*2*I~LIN*1*VC*A~SN1**2*EA~HL*5*3*I~LIN*1*VC*B~SN1**3*EA~
                """
            ).document)
        #expect(
            document.root[group: "orders"].map { $0[group: "lines"][0].item("VC") } == ["A", "B"])
    }

    @Test func itemsWithoutAnOrderAreKeptAndHeld() throws {
        let reading = try notice(
            "BSN*00*SH-1*20260310*1405~HL*1**S~HL*2*1*I~LIN*1*VC*A~SN1**2*EA~")
        #expect(reading.isHeld)
        #expect(
            reading.diagnostics.map(\.message).contains(
                "Level 'I' stands under none of the orders."))
        #expect(reading.document?.lineCount == 1)
    }

    @Test func linesMayNameTheirOrderThemselves() throws {
        let reading = try notice(
            """
            BSN*00*SH-1*20260310*1405~HL*1**S~HL*2*1*I~LIN**VC*A~SN1**2*EA~PRF*PO-1~
            HL*3*1*I~LIN**VC*B~SN1**1*EA~PRF*PO-2~HL*4*1*I~LIN**VC*C~SN1**1*EA~PRF*PO-1~
            """)
        #expect(reading.diagnostics.isEmpty)
        let orders = try #require(reading.document).root[group: "orders"]
        #expect(orders.map { $0.text("number") } == ["PO-1", "PO-2"])
        #expect(orders.map { $0[group: "lines"].count } == [2, 1])
    }

    @Test func levelsWithoutParentsStandUnderTheOneBefore() throws {
        let reading = try notice(
            """
            BSN*00*SH-1*20260310*1405*0004~HL*1**S~HL*2**O~PRF*PO-1~HL*3**I~LIN**VC*A~SN1**2*EA~
            HL*4**I~LIN**VC*B~SN1**1*EA~HL*5**O~PRF*PO-2~HL*6**I~LIN**VC*C~SN1**1*EA~
            """)
        #expect(!reading.isHeld)
        #expect(reading.diagnostics.count == 5)
        let orders = try #require(reading.document).root[group: "orders"]
        #expect(orders.map { $0[group: "lines"].count } == [2, 1])
    }

    @Test func anUnknownParentIsAFinding() throws {
        let reading = try notice("BSN*00*SH-1*20260310*1405~HL*1**S~HL*2*9*O~PRF*PO-1~")
        #expect(
            reading.diagnostics.map(\.message)
                == ["HL02 names the level '9', which has not come before."])
    }
}
