import Diagnostics
import Testing
import XMLStream

@Suite struct XMLEventReaderTests {
    @Test func deliversElementsAttributesAndText() {
        let outcome = XMLOutcome.reading(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <i:Invoice xmlns:i="urn:inv" number="4711" i:currency='USD'>
              <Total unit="a&amp;b">12.50</Total><Empty/>
            </i:Invoice>
            """)
        #expect(outcome.failure == nil)
        #expect(
            outcome.lines == [
                "<{urn:inv}Invoice number=4711 {urn:inv}currency=USD @39 d1",
                "'\\n  ' @99-102",
                "<Total unit=a&b @102 d2",
                "'12.50' @124-129",
                "> #3 @137",
                "<Empty @137 d2",
                "> #5 @145",
                "'\\n' @145-146",
                "> #0 @158",
            ])
    }

    @Test func joinsTextAcrossCommentsAndReferences() {
        let outcome = XMLOutcome.reading(
            "<a>x &lt;<!-- no -->y<![CDATA[<&]]>z&#65;<?pi q?>\r\nw</a>")
        #expect(outcome.lines[1].hasPrefix("'x <y<&zA\\nw'"))
        #expect(outcome.lines.count == 3)
        #expect(outcome.failure == nil)
    }

    @Test func sameEventsHoweverCut() {
        let samples = [
            "<?xml version='1.0'?><!-- c --><a b='x>y' c=\"'\">t&amp;&#x41;é<b/><![CDATA[]]]>]]></a> ",
            "<a>\r\n]]&gt;\r\n<!--->--><?p ?></a>",
            "<!DOCTYPE cXML SYSTEM 'http://e/x.dtd'><cXML x='>'>é&lt;</cXML>",
            "<a>broken <b></a>", "<a b=1/>", "<a>&nope;</a>", "<a/><b/>", "<a>]]></a>",
            "<!DOCTYPE cXML [<!ENTITY a 'b'>]><cXML/>", "<a><!DOCTYPE cXML><b/></a>",
        ]
        for sample in samples {
            let bytes = Array(sample.utf8)
            let whole = XMLOutcome.reading(bytes)
            #expect(XMLOutcome.reading(bytes, cuts: Array(0..<bytes.count)) == whole, "\(sample)")
            for cut in 0...bytes.count {
                #expect(XMLOutcome.reading(bytes, cuts: [cut]) == whole, "\(sample) at \(cut)")
            }
        }
    }

    @Test func longTextIsOneEvent() {
        let text = String(repeating: "äb]\r\n&amp; ", count: 20_000)
        let bytes = Array("<a>\(text)</a>".utf8)
        let whole = XMLOutcome.reading(bytes)
        #expect(whole.failure == nil)
        #expect(whole.lines.count == 3)
        let cuts = Array(stride(from: 7, to: bytes.count, by: 977))
        #expect(XMLOutcome.reading(bytes, cuts: cuts) == whole)
    }

    private func utf16LittleEndian(_ text: String) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    }

    @Test func sameEventsInEveryEncoding() {
        let body = "<a b='ü€'>Müller &amp; Söhne – ½ €</a>"
        let plain = XMLOutcome.reading(Array(body.utf8), showsOffsets: false)
        func check(_ bytes: [UInt8], _ what: String) {
            for cuts in [[], Array(0..<bytes.count)] {
                let outcome = XMLOutcome.reading(bytes, cuts: cuts, showsOffsets: false)
                #expect(outcome.lines == plain.lines, "\(what)")
                #expect(outcome.failure == nil, "\(what)")
            }
        }
        check([0xEF, 0xBB, 0xBF] + Array(body.utf8), "UTF-8 with mark")
        let little = utf16LittleEndian(body)
        let big = body.utf16.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        check([0xFF, 0xFE] + little, "UTF-16LE")
        check([0xFE, 0xFF] + big, "UTF-16BE")
        check(little, "UTF-16LE without mark")
        check(big, "UTF-16BE without mark")
        let table: [Unicode.Scalar: UInt8] = ["€": 0x80, "–": 0x96]
        let declaration = Array("<?xml version='1.0' encoding='windows-1252'?>".utf8)
        check(
            declaration + body.unicodeScalars.map { table[$0] ?? UInt8($0.value) },
            "Windows-1252")
    }

    @Test func offsetsAreThoseOfTheFile() {
        let text = "<a>é€😀<b/></a>"
        let bytes = [0xFF, 0xFE] + utf16LittleEndian(text)
        #expect(
            XMLOutcome.reading(bytes).lines == [
                "<a @2 d1", "'é€😀' @8-16", "<b @16 d2", "> #1 @24", "> #0 @32",
            ])
        let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9, 0xE9]
        let outcome = XMLOutcome.reading(latin + Array("<b/></a>".utf8))
        #expect(outcome.lines[2] == "<b @48 d2")
        #expect(outcome.lines[1] == "'éé' @46-48")
    }

    @Test func numbersNamesOnce() {
        struct Names: XMLEventHandler {
            var seen: [Int] = []
            mutating func startElement(_ element: borrowing XMLElementView) {
                seen.append(element.nameID)
                if element.attributes.count > 0 { seen.append(element.attributes.nameID(at: 0)) }
            }
            mutating func text(_ text: borrowing XMLTextView) {}
            mutating func endElement(_ element: XMLElementEnd) {}
        }
        var names = Names()
        var reader = XMLEventReader()
        let bytes = Array("<a><b c=''/><x:b xmlns:x='u'/><b/><c/></a>".utf8)
        _ = reader.push(bytes.span, into: &names)
        let isWhole = reader.finish(into: &names)
        #expect(isWhole)
        #expect(names.seen == [0, 1, 2, 3, 1, 2])
    }

    @Test func stopsWhenTheHandlerHasSeenEnough() {
        func root(_ text: String) -> XMLRoot? {
            let bytes = Array(text.utf8)
            return XMLRoot.recognise(bytes.span)
        }
        #expect(
            root("<cXML><Header/><broken") == XMLRoot(localName: "cXML", namespaceURI: ""))
        #expect(
            root("<u:Invoice xmlns:u='urn:x'>")
                == XMLRoot(localName: "Invoice", namespaceURI: "urn:x"))
        #expect(root("ISA*00*") == nil)
        #expect(root("<Invo") == nil)
        #expect(root("") == nil)
    }

    @Test func recognisesTheDocumentTypeOfCXML() {
        let declaration =
            "<!DOCTYPE cXML SYSTEM \"http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd\">"
        let outcome = XMLOutcome.reading("<?xml version='1.0'?>\n\(declaration)\n<cXML/>")
        #expect(outcome.failure == nil)
        #expect(outcome.documentType == declaration)
        #expect(
            outcome.lines == [
                "<cXML @\(22 + declaration.utf8.count + 1) d1",
                "> #0 @\(22 + declaration.utf8.count + 8)",
            ])
    }

    @Test func declaredUTF16InUTF8BytesIsAWarning() {
        let outcome = XMLOutcome.reading("<?xml version='1.0' encoding='utf-16'?><a/>")
        #expect(outcome.failure == nil)
        #expect(outcome.warnings.map(\.code) == [.xmlEncodingMismatch])
    }
}
