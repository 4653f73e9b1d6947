import Configuration
import Diagnostics
import Documents
import Mapping
import Testing

/// What cannot be written so that it reads back the same is refused.
@Suite struct WritingTests {
    private func write(
        _ set: String, _ fill: (inout DocumentGroup) -> Void
    ) throws -> DocumentWriting {
        let map = try ProjectMaps.plan(set)
        var document = Document(map.document)
        fill(&document.root)
        return X12DocumentWriter.write(document, with: map)
    }

    private func order(_ fill: (inout DocumentGroup) -> Void) throws -> DocumentWriting {
        try write("850") { root in
            root["purpose"] = .text("00")
            root["kind"] = .text("SA")
            root["number"] = .text("PO-1")
            root["date"] = CalendarDate(year: 2026, month: 3, day: 1).map { .date($0) }
            fill(&root)
        }
    }

    @Test func writesTheSmallestOrder() throws {
        let writing = try order { _ in }
        #expect(writing.diagnostics.isEmpty)
        #expect(
            writing.segments.map(\.text).joined() == "BEG*00*SA*PO-1**20260301~\nCTT*0~\n")
    }

    @Test func aValueTooLongIsRefused() throws {
        let writing = try order { $0["number"] = .text(String(repeating: "9", count: 23)) }
        #expect(writing.isHeld)
        #expect(
            writing.diagnostics.map(\.message)
                == ["PurchaseOrder number has 23 characters; the element takes 22."])
    }

    @Test func aThirdDecimalIsRefusedWhereTwoAreImplied() throws {
        let writing = try write("810") { root in
            root["total"] = ScaledDecimal("1.005").map { .decimal($0) }
        }
        #expect(
            writing.diagnostics.map(\.message) == [
                "Invoice total cannot be written as digits with 2 implied decimals."
            ])
    }

    @Test func whatWouldBeReadElsewhereIsRefused() throws {
        let writing = try write("856") { root in
            var line = DocumentGroup(
                schema: root.schema.group("orders")?.group("lines") ?? root.schema)
            var date = DocumentGroup(schema: line.schema.group("dates") ?? root.schema)
            date["qualifier"] = .text("036")
            date["date"] = CalendarDate(year: 2028, month: 1, day: 1).map { .date($0) }
            line[group: "dates"] = [date]
            var order = DocumentGroup(schema: root.schema.group("orders") ?? root.schema)
            order[group: "lines"] = [line]
            root[group: "orders"] = [order]
        }
        #expect(
            writing.diagnostics.map(\.message) == [
                "This DTM would be read back into another field of the document, because the map"
                    + " has a place of its own for it."
            ])
    }

    @Test func moreItemsThanTheSegmentHoldsAreRefused() throws {
        let writing = try order { root in
            var line = DocumentGroup(schema: root.schema.group("lines") ?? root.schema)
            line[group: "items"] = (1...11).map { number in
                var item = DocumentGroup(schema: line.schema.group("items") ?? root.schema)
                item["qualifier"] = .text("VC")
                item["value"] = .text("\(number)")
                return item
            }
            root[group: "lines"] = [line]
        }
        #expect(
            writing.diagnostics.map(\.message) == ["lines has 11 items; the PO1 has room for 10."])
    }

    @Test func whatTheMapHasNoPlaceForIsNamed() throws {
        let map = try compile(orderMap(""))
        var document = Document(.purchaseOrder)
        document.root["currency"] = .text("USD")
        let writing = X12DocumentWriter.write(document, with: map)
        #expect(!writing.isHeld)
        #expect(
            writing.diagnostics.map(\.message)
                == ["PurchaseOrder currency is not sent: the map has no place for it."])
    }

    /// In structure 0001 packages stand under orders, so a pallet holds those of one order only.
    @Test func aPalletOfTwoOrdersUnderOrdersIsRefused() throws {
        let writing = try write("856") { root in
            root["structure"] = .text("0001")
            root[group: "packages"] = (1...2).map { number in
                var package = DocumentGroup(schema: root.schema.group("packages") ?? root.schema)
                package["number"] = .integer(number)
                package["level"] = .text(number == 1 ? "T" : "P")
                package["within"] = number == 1 ? nil : .integer(1)
                return package
            }
            root[group: "orders"] = (1...2).map { number in
                var order = DocumentGroup(schema: root.schema.group("orders") ?? root.schema)
                order["number"] = .text("PO-\(number)")
                var line = DocumentGroup(schema: order.schema.group("lines") ?? root.schema)
                line["package"] = .integer(number)
                order[group: "lines"] = [line]
                return order
            }
        }
        #expect(writing.isHeld)
        #expect(
            writing.diagnostics.map(\.message)
                == ["The ship notice has lines of several orders in one package."])
    }

    @Test(arguments: [
        ("0004", [1, 1], "has packages, which its structure has no level for"),
        ("0003", [1, 2], "has an order in several packages, which stand above the orders"),
        ("0001", [3, 1], "names package 3, but there are 2"),
    ])
    func aStructureThatCannotHoldThePackagesIsRefused(
        _ structure: String, _ places: [Int], _ reason: String
    ) throws {
        let writing = try write("856") { root in
            root["structure"] = .text(structure)
            root[group: "packages"] = (1...2).map { number in
                var package = DocumentGroup(schema: root.schema.group("packages") ?? root.schema)
                package["number"] = .integer(number)
                package["level"] = .text("P")
                return package
            }
            var order = DocumentGroup(schema: root.schema.group("orders") ?? root.schema)
            order[group: "lines"] = places.map { place in
                var line = DocumentGroup(schema: order.schema.group("lines") ?? root.schema)
                line["package"] = .integer(place)
                return line
            }
            root[group: "orders"] = [order]
        }
        #expect(writing.isHeld)
        #expect(writing.diagnostics.map(\.message) == ["The ship notice \(reason)."])
    }
}

extension ConfigurationNode {
    /// A tree from text.
    static func yaml(_ text: String) throws -> ConfigurationNode {
        try ConfigurationReader.read(Array(text.utf8), file: "sample.yaml")
    }
}
