import Configuration
import Diagnostics
import Documents
import Mapping
import Testing

/// XML maps write as well as read.
@Suite struct XMLWritingTests {
    static let map = """
        format: xml
        document: Invoice
        root: b:Bill
        namespaces: { b: "urn:example:bill", x: "urn:example:extra" }
        with: { action: F }
        write:
          b:Version: "2"
          b:Head/b:From/@id: $fromIdentity
          b:Totals/b:Lines: $lineCount
        order:
          b:Bill: [b:Version!, b:Head, b:No!, b:When!, b:Sold, b:Totals]
        fields:
          number: b:No
          date: { at: b:When, as: date-time }
          currency: b:Totals/@currency
          kind: { at: b:No/@kind, codes: { DI: [invoice, inv], CR: credit }, default: DI }
          purpose: { at: b:No/@why, codes: { "00": new }, unlisted: keep }
          freightPayment: { at: b:No/@freight, codes: { CC: collect }, unlisted: omit }
          originalInvoice: [b:Totals/b:Of, b:Totals/x:Of]
          lines:
            each: b:Sold/b:Line
            fields:
              number: "@n"
              quantity: b:Qty
              price: b:Price
              references:
                - { each: ., with: { qualifier: PO }, fields: { value: ../b:Info/@order } }
                - { each: "b:Ref[@of=dept]", with: { qualifier: DP }, fields: { value: . } }
                - { each: b:Ref, fields: { qualifier: "@of", value: . } }
            write: { b:Amount: $lineAmount }
        """

    static func plan(_ text: String) throws -> XMLPlan {
        let file = "maps/xml/bill.yaml"
        return try XMLMapCompiler.compile(
            try MapParser.parse(
                try ConfigurationReader.read(Array(text.utf8), file: file), name: "xml/bill",
                file: file))
    }

    private func read(_ xml: String) throws -> DocumentReading {
        XMLDocumentReader.read(Array(xml.utf8).span, with: try Self.plan(Self.map))
    }

    static let file = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Bill xmlns="urn:example:bill" xmlns:x="urn:example:extra">
          <Version>2</Version>
          <Head>
            <From id="us&amp;co"/>
          </Head>
          <No kind="credit">B &lt; 1</No>
          <When>2026-03-01T12:00:00+00:00</When>
          <Sold>
            <Info order="PO-1"/>
            <Line n="1">
              <Amount>25.00</Amount>
              <Qty>2</Qty>
              <Price>12.5</Price>
              <Ref of="dept">4100</Ref>
              <Ref of="CT">N-1</Ref>
            </Line>
            <Line n="2"/>
          </Sold>
          <Sold>
            <Info order="PO-2"/>
            <Line n="3"/>
          </Sold>
          <Totals currency="USD">
            <Lines>3</Lines>
          </Totals>
        </Bill>

        """

    @Test func writesWhatItReads() throws {
        let reading = try read(Self.file)
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.envelope[.fromIdentity] == "us&co")
        let document = try #require(reading.document)
        let lines = document.root[group: "lines"]
        #expect(lines.map { $0.reference("PO") } == ["PO-1", "PO-1", "PO-2"])
        #expect(lines[0].reference("DP") == "4100")
        #expect(lines[0].reference("CT") == "N-1")
        var options = XMLDocumentWriter.Options()
        options.envelope = reading.envelope
        let writing = XMLDocumentWriter.write(document, with: try Self.plan(Self.map), options)
        #expect(writing.diagnostics.isEmpty)
        #expect(String(decoding: writing.bytes, as: UTF8.self) == Self.file)
    }

    @Test func theFirstPlaceWithAValueCounts() throws {
        let file = { (first: String) in
            Self.file.replacing("<Lines>3</Lines>", with: "<x:Of>later</x:Of>\(first)")
        }
        #expect(try read(file("")).document?.root.text("originalInvoice") == "later")
        let both = try read(file("<Of>first</Of>"))
        #expect(both.document?.root.text("originalInvoice") == "first")
        #expect(both.diagnostics.isEmpty)
    }

    @Test func whatTheStandardDefinesIsFilledIn() throws {
        let reading = try read(Self.file.replacing(" kind=\"credit\"", with: ""))
        #expect(reading.document?.root.text("kind") == "DI")
    }

    @Test func whatCannotBeSentIsSaid() throws {
        var document = try #require(try read(Self.file).document)
        document.root["action"] = .text("O")
        document.root["number"] = .text("A\u{1}B")
        document.root["date"] = nil
        document.root["purpose"] = .text("new")
        document.root["freightPayment"] = .text("PP")
        document.root["total"] = .decimal(ScaledDecimal(5))
        let writing = XMLDocumentWriter.write(document, with: try Self.plan(Self.map))
        #expect(writing.isHeld)
        #expect(
            writing.diagnostics.map(\.message) == [
                "A document of this format always has the action that the map says; this one has"
                    + " another.",
                "Invoice total is not sent: the map has no place for it.",
                "b:No/@why has no code for 'new' of Invoice purpose.",
                "Invoice freightPayment PP is not sent: the map has no place for it.",
                "b:No holds the character U+0001, which XML 1.0 cannot.",
                "When must stand in Bill, and the document has nothing for it.",
            ])
    }

    @Test func aForbiddenCharacterMayBecomeABlank() throws {
        var document = try #require(try read(Self.file).document)
        document.root["number"] = .text("A\u{B}B")
        var options = XMLDocumentWriter.Options()
        options.replacesForbidden = true
        let writing = XMLDocumentWriter.write(document, with: try Self.plan(Self.map), options)
        #expect(!writing.isHeld)
        #expect(writing.diagnostics.map(\.code.rawValue) == ["xml.unwritable"])
        #expect(String(decoding: writing.bytes, as: UTF8.self).contains(">A B</No>"))
    }

    @Test(arguments: [
        ("number: b:No\n", "nmber: b:No\n", "'Invoice' has no field 'nmber'; did you mean"),
        (
            "b:Version!, ", "b:Vrsion, ",
            "'Version' does not stand in 'Bill'; did you mean 'Vrsion'?"
        ),
        ("b:Totals]", "b:Totals, b:Sum!]", "'Sum' must stand in 'Bill' and no rule writes it"),
        ("b:Version: ", "b:No: ", "two rules for one place: 'b:No' is used by b:No already"),
        ("CR: credit", "CR: inv", "'inv' stands for DI and CR, and is read as DI"),
        ("$lineAmount", "$lineAmout", "'$lineAmout' is no field of the document"),
        ("qualifier: DP", "qualifier: PO", "'references' with qualifier PO are written by"),
        ("b:When, as: date-time", "b:When, as: dat-time", "did you mean 'date-time'?"),
        ("../b:Info", "../../b:Info", "must stand in the element right above"),
        ("\"@n\"", ".", "'Line' holds text and elements"),
    ])
    func refuses(_ text: String, _ replacement: String, _ message: String) throws {
        do {
            _ = try Self.plan(Self.map.replacing(text, with: replacement))
            Issue.record("compiled")
        } catch let failure as ConfigurationFailure {
            let error = failure.errors.first { $0.description.contains(message) }
            #expect(error?.mark != nil, "\(failure)")
        }
    }

    @Test func theDocumentTypeIsThatOfCXMLOnly() throws {
        let text = """
            format: xml
            document: ApplicationAdvice
            root: cXML/Response
            doctype: http://xml.cxml.org/schemas/cXML/1.2.050/cXML.dtd
            write: { "@payloadID": $payloadID, "@xml:lang": en }
            fields:
              purpose: Response/Status/@code
              number: Response/Status/@text
              date: Response/@date
            """
        let plan = try Self.plan(text)
        #expect(plan.kind == "cXML/Response")
        var document = Document(.applicationAdvice)
        document.root["purpose"] = .text("200")
        document.root["number"] = .text("OK")
        document.root["date"] = .date(CalendarDate(daysSinceEpoch: 20_000))
        var options = XMLDocumentWriter.Options()
        options.envelope[.payloadID] = "7@waybill.example"
        let written = XMLDocumentWriter.write(document, with: plan, options)
        #expect(
            String(decoding: written.bytes, as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.050/cXML.dtd">
                <cXML payloadID="7@waybill.example" xml:lang="en">
                  <Response date="2024-10-04">
                    <Status code="200" text="OK"/>
                  </Response>
                </cXML>

                """)
        let reading = XMLDocumentReader.read(written.bytes.span, with: plan)
        #expect(reading.document == document)
        #expect(reading.envelope[.payloadID] == "7@waybill.example")
        let kind = XMLDocumentKind.recognise(written.bytes.span)
        #expect(kind?.path == "cXML/Response" && kind?.name == "Response")
        #expect(kind?.paths.contains(plan.kind) == true)
        do {
            _ = try Self.plan(text.replacing("root: cXML/Response", with: "root: Answer"))
            Issue.record("compiled")
        } catch let failure as ConfigurationFailure {
            #expect(failure.errors.map(\.message) == ["only cXML files have a document type"])
        }
    }

    /// `read(write(document)) == document` for every map that writes.
    @Test func whatIsWrittenReadsBack() throws {
        let maps = try ProjectMaps.library.get().entries.compactMap(\.xmlPlan)
        let plans = maps + [try Self.plan(Self.map)]
        #expect(plans.filter(\.writes).count >= 4)
        var options = XMLDocumentWriter.Options()
        options.envelope = .ofCases
        for plan in plans where plan.writes {
            for seed in UInt64(1)...60 {
                var generator = try #require(XMLDocumentGenerator(plan: plan, seed: seed))
                let document = generator.document()
                let writing = XMLDocumentWriter.write(document, with: plan, options)
                let text = String(decoding: writing.bytes, as: UTF8.self)
                let findings = writing.diagnostics.map(\.message)
                try #require(findings.isEmpty, "\(plan.name) \(seed): \(findings)\n\(text)")
                let reading = XMLDocumentReader.read(writing.bytes.span, with: plan)
                let told = reading.diagnostics.map(\.message)
                try #require(told.isEmpty, "\(plan.name) \(seed): \(told)\n\(text)")
                try #require(reading.document == document, "\(plan.name) \(seed)\n\(text)")
            }
        }
    }
}
