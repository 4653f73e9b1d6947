import CLibXML2
import Diagnostics
import Mapping
import XMLStream

/// Vendor XML → canonical document, against libxml2's own SAX2 parser that tells nobody.
enum XMLBenchmark {
    static func run(_ site: Site) throws {
        Report.begin(
            "xml: vendor XML → canonical document, one core, CPU time, medians of 5 in turn")
        let maps = try site.maps(try site.schemas())
        let large = invoice(lineCount: 45_000)
        guard let kind = XMLDocumentKind.recognise(large.span.extracting(first: 4096)),
            let plan = maps.plan(for: kind)
        else { return Report.skip("xml", because: "maps/xml has no map for the Meridian invoice") }
        try measure("one document of 45,000 lines", [large], plan)
        let small = (0..<3000).map { _ in invoice(lineCount: 20) }
        try measure("3,000 documents of 20 lines", small, plan)
    }

    private static func measure(_ name: String, _ files: [[UInt8]], _ plan: XMLPlan) throws {
        let megabytes = files.reduce(0) { $0 + $1.megabytes }
        var read = 0
        let seconds = try inTurn(
            5,
            [
                { for file in files { try bareParse(file) } },
                {
                    for file in files {
                        var reader = XMLEventReader()
                        var nobody = Nobody()
                        _ = reader.push(file.span, into: &nobody)
                        _ = reader.finish(into: &nobody)
                    }
                },
                {
                    read = 0
                    for file in files {
                        let reading = XMLDocumentReader.read(file.span, with: plan)
                        if reading.document != nil { read += 1 }
                    }
                },
            ])
        let rates = seconds.map { megabytes / $0 }
        Report.figure("\(name), \(megabytes.text(1)) MB", "\(read) documents")
        Report.figure("    libxml2 SAX2, empty handlers", "\(rates[0].text(1)) MB/s")
        Report.figure(
            "    XMLEventReader, nobody listening",
            "\(rates[1].text(1)) MB/s  \((rates[1] / rates[0]).text(2)) of libxml2")
        Report.figure(
            "    to a canonical document",
            "\(rates[2].text(1)) MB/s  \((rates[2] / rates[0]).text(2)) of libxml2",
            budget: ("≥ 0.70", rates[2] / rates[0] >= 0.7))
    }

    private struct Nobody: XMLEventHandler {
        mutating func startElement(_ element: borrowing XMLElementView) {}
        mutating func text(_ text: borrowing XMLTextView) {}
        mutating func endElement(_ element: XMLElementEnd) {}
    }

    /// libxml2 alone: pushed in the slices that `XMLEventReader` uses, every callback empty.
    private static func bareParse(_ bytes: [UInt8]) throws {
        var handler = unsafe xmlSAXHandler()
        unsafe handler.initialized = 0xDEED_BEAF  // XML_SAX2_MAGIC, a macro Swift cannot see.
        unsafe handler.startElementNs = { _, _, _, _, _, _, _, _, _ in }
        unsafe handler.endElementNs = { _, _, _, _ in }
        unsafe handler.characters = { _, _, _ in }
        guard let parser = unsafe xmlCreatePushParserCtxt(&handler, nil, nil, 0, nil) else {
            throw Site.Missing(description: "libxml2 gives no parser")
        }
        defer { unsafe xmlFreeParserCtxt(parser) }
        _ = unsafe xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
        bytes.forEachChunk(of: 32 << 10) { chunk in
            unsafe chunk.withUnsafeBufferPointer { chunk in
                // libxml2 copies the bytes before it returns.
                unsafe chunk.withMemoryRebound(to: CChar.self) { characters in
                    _ = unsafe xmlParseChunk(
                        parser, characters.baseAddress, Int32(characters.count), 0)
                }
            }
        }
        guard unsafe xmlParseChunk(parser, nil, 0, 1) == 0 else {
            throw Site.Missing(description: "libxml2 refuses the generated invoice")
        }
    }

    private static func invoice(lineCount: Int) -> [UInt8] {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Invoice xmlns="urn:example:meridian:billing:1" type="invoice">
              <Header>
                <Number>MI-4471</Number>
                <IssueDate>2026-03-06</IssueDate>
                <Order number="PO-70412" date="2026-03-02"/>
              </Header>
              <Party role="seller">
                <Name>Meridian Devices &amp; Implants</Name>
                <ID scheme="GLN">0614141000029</ID>
              </Party>
              <Lines>

            """
        for line in 1...lineCount {
            text += """
                    <Line n="\(line)">
                      <VendorItem>GLV-\(100_000 + line)</VendorItem><BuyerItem>\(440_000 + line)</BuyerItem>
                      <Gtin>10614141000019</Gtin>
                      <Text>Exam glove, nitrile, powder-free, medium</Text>
                      <Qty unit="case">\(line % 90 + 1)</Qty><UnitPrice>12.50</UnitPrice>
                      <CostCentre>1000</CostCentre>
                    </Line>

                """
        }
        text += """
              </Lines>
              <Totals currency="USD"><Payable>623.25</Payable></Totals>
            </Invoice>

            """
        return Array(text.utf8)
    }
}
