import Configuration
import Diagnostics
import Documents
import Mapping
import Testing

@Suite struct XMLMapTests {
    static let map = """
        format: xml
        direction: read
        document: Invoice
        root: Bill
        fields:
          number: No
          date: { at: Date/@on, as: date }
          total: Sum
          lines:
            each: Line
            fields:
              quantity: Qty
              unit: { at: "Qty/@u", codes: { EA: each } }
              items:
                - each: Code[@of=us]
                  with: { qualifier: IN }
                  fields: { value: . }
                - each: Code[@of=you]
                  with: { qualifier: VC }
                  fields: { value: . }
        """

    private func plan(_ text: String) throws -> XMLPlan {
        let node = try ConfigurationReader.read(Array(text.utf8), file: "maps/xml/bill.yaml")
        return try XMLMapCompiler.compile(
            try MapParser.parse(node, name: "xml/bill", file: "maps/xml/bill.yaml"))
    }

    private func read(_ xml: String, limits: Limits = Limits()) throws -> DocumentReading {
        XMLDocumentReader.read(Array(xml.utf8).span, with: try plan(Self.map), limits: limits)
    }

    @Test func readsElementsAttributesAndConditions() throws {
        let reading = try read(
            """
            <Bill><No> B&amp;1 </No><Date on="20260301"/><Other>x</Other><Sum>9.50</Sum>
            <Line><Qty u="each">2</Qty><Code of="you">V1</Code><Code of="us">B1</Code></Line>
            <Line><Qty u="each">3</Qty></Line></Bill>
            """)
        #expect(reading.diagnostics.isEmpty)
        let root = try #require(reading.document).root
        #expect(root.text("number") == "B&1")
        #expect(root.date("date")?.description == "2026-03-01")
        #expect(root[group: "lines"].count == 2)
        #expect(root[group: "lines"][0].item("IN") == "B1")
        #expect(root[group: "lines"][0].item("VC") == "V1")
        #expect(root[group: "lines"][0].text("unit") == "EA")
    }

    @Test func remembersWhereTextStood() throws {
        let xml = "<Bill><No>B-17</No><Date on=\"20260301\"/></Bill>"
        let root = try #require(try read(xml).document).root
        let number = try #require(root.schema.field("number"))
        #expect(root.sources[number.index] == ByteRange(offset: 10, length: 4))
    }

    @Test func findingsNameThePlace() throws {
        let reading = try read(
            """
            <Bill><No>1</No><No>2</No><Sum>9,50</Sum><Line><Qty u="dozen">2</Qty></Line></Bill>
            """)
        #expect(reading.isHeld)
        #expect(
            reading.diagnostics.map(\.message) == [
                "No stands more than once; the first is taken.",
                "Sum is '9,50'; expected a number such as 12.50.",
                "Qty/@u is 'dozen'; expected a code of the map's table.",
                "The Invoice entry has no date: Invoice date; BIG01.",
            ])
    }

    @Test func brokenXMLGivesNoDocument() throws {
        let reading = try read("<Bill><No>1</Bill>")
        #expect(reading.document == nil)
        #expect(reading.isHeld)
    }

    @Test func aDocumentPastTheLineLimitIsDropped() throws {
        var limits = Limits()
        limits.documentLineCountMax = 2
        let lines = String(repeating: "<Line><Qty>1</Qty></Line>", count: 5)
        #expect(try read("<Bill>\(lines)</Bill>", limits: limits).document == nil)
    }

    @Test(arguments: [
        ("number: No", "nmber: No", "6:3: 'Invoice' has no field 'nmber'; did you mean 'number'?"),
        ("number: No", "number: x:No", "6:11: there is no namespace 'x'"),
        ("number: No", "number: No[of=x]", "6:11: 'No[of=x]' is no place"),
        ("as: date }", "as: day }", "7:29: there is no converter 'day' to date"),
        ("Code[@of=you]", "Code[@of=us]", "two rules for one place: 'Code[@of=us]' repeats"),
        ("{ qualifier: VC }", "{ colour: VC }", "'items' has no text 'colour'"),
    ])
    func refuses(_ text: String, _ replacement: String, _ message: String) throws {
        do {
            _ = try plan(Self.map.replacing(text, with: replacement))
            Issue.record("compiled")
        } catch let failure as ConfigurationFailure {
            #expect(failure.errors.contains { $0.description.contains(message) }, "\(failure)")
        }
    }
}
