import Diagnostics
import Testing
import XMLStream

/// Files made to break a parser. Each must end in one clear finding, quickly and in little memory.
@Suite struct XMLAttackTests {
    @Test(arguments: [
        (
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "xml.internal-subset-refused"
        ),
        (
            "<!DOCTYPE cXML [<!ENTITY % p SYSTEM 'http://127.0.0.1/p'> %p;]><cXML/>",
            "xml.internal-subset-refused"
        ),
        ("<!DOCTYPE a SYSTEM 'http://127.0.0.1/evil.dtd'><a/>", "xml.document-type-refused"),
        (
            "<!DOCTYPE a PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x.dtd'><a>&nbsp;</a>",
            "xml.document-type-refused"
        ),
        (
            "<!DOCTYPE cXML SYSTEM 'http://127.0.0.1/evil.dtd'><cXML>&xxe;</cXML>",
            "xml.entity-unknown"
        ),
        ("<!doctype cXML><cXML/>", "xml.not-well-formed"),
        ("<a><!DOCTYPE cXML><b/></a>", "xml.not-well-formed"),
        ("<!DOCTYPE cXML><!DOCTYPE cXML><cXML/>", "xml.not-well-formed"),
        ("<a><!ENTITY x 'y'></a>", "xml.not-well-formed"),
        ("<a>&nope;</a>", "xml.entity-unknown"),
        ("<a b='&nope;'/>", "xml.entity-unknown"),
        ("<a>%pe;&#x0;</a>", "xml.not-well-formed"),
        ("<a><b></a>", "xml.not-well-formed"),
        ("<a", "xml.truncated"),
        ("<a><b>text", "xml.truncated"),
        ("<a><![CDATA[x", "xml.truncated"),
        ("<a><!-- x", "xml.truncated"),
        ("<a b='c", "xml.truncated"),
        ("<?xml version='1.0'", "xml.truncated"),
        ("<a/><b/>", "xml.not-well-formed"),
        ("<a/>junk", "xml.not-well-formed"),
        ("<a b='1' b='2'/>", "xml.not-well-formed"),
        ("<p:a/>", "xml.namespace-unknown"),
        (" <?xml version='1.0'?><a/>", "xml.not-well-formed"),
        ("", "xml.empty"),
        ("  \n ", "xml.empty"),
        ("<!-- only -->", "xml.empty"),
        ("ISA*00*          *", "xml.not-xml"),
        ("\0\0\0\0", "xml.not-xml"),
        ("<?xml version='1.0' encoding='UTF-7'?>+ADw-a/+AD4-", "xml.encoding-unsupported"),
        ("+/v8 utf-7 mark", "xml.encoding-unsupported"),
        ("<?xml version='1.0' encoding='EBCDIC-CP-US'?><a/>", "xml.encoding-unsupported"),
        ("<?xml version='1.0' encoding='x\u{0}y'?><a/>", "xml.encoding-unsupported"),
    ])
    func refuses(text: String, code: String) {
        let outcome = XMLOutcome.reading(text)
        #expect(outcome.failure?.code.rawValue == code, "\(outcome.failure?.message ?? "accepted")")
        #expect(outcome.failure?.range != nil)
    }

    @Test func saysWhere() {
        let outcome = XMLOutcome.reading("<Order>\n  <Line>\n    <Qty>1</Qyt>\n  </Line>\n</Order>")
        #expect(
            outcome.failure?.message
                == "this is not well-formed XML: Opening and ending tag mismatch: Qty line 3 and Qyt (line 3, byte 33)"
        )
        #expect(outcome.failure?.place.path == "Order/Line/Qty")
        #expect(outcome.failure?.range?.offset == 33)
        let cut = XMLOutcome.reading("<Order>\n  <Line>\n")
        #expect(
            cut.failure?.message
                == "the file ends inside the element 'Order/Line' (line 3, byte 17)")
    }

    @Test func invalidBytes() {
        let head = Array("<a>ok".utf8)
        let utf8 = XMLOutcome.reading(head + [0xE9] + Array("</a>".utf8))
        #expect(utf8.failure?.code == .xmlEncodingInvalid)
        let declaration = Array("<?xml version='1.0' encoding='cp1252'?><a>".utf8)
        let windows = XMLOutcome.reading(declaration + [0x81] + Array("</a>".utf8))
        #expect(windows.failure?.code == .xmlEncodingInvalid)
        #expect(windows.failure?.range?.offset == declaration.count)
        let surrogate = XMLOutcome.reading([0xFE, 0xFF, 0, 0x3C, 0, 0x61, 0, 0x3E, 0xDC, 0x00])
        #expect(surrogate.failure?.code == .xmlEncodingInvalid)
        let half = XMLOutcome.reading([0xFE, 0xFF, 0, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E, 0])
        #expect(half.failure?.code == .xmlTruncated)
    }

    @Test func billionLaughs() {
        var text = "<!DOCTYPE lolz [<!ENTITY lol 'lol'>"
        for level in 1...9 {
            text += "<!ENTITY lol\(level) '\(String(repeating: "&lol\(level - 1);", count: 10))'>"
        }
        let outcome = XMLOutcome.reading(text + "]><lolz>&lol9;</lolz>")
        #expect(outcome.failure?.code == .xmlInternalSubsetRefused)
        #expect(outcome.lines.isEmpty)
    }

    @Test func quadraticBlowUp() {
        let value = String(repeating: "a", count: 100_000)
        let uses = String(repeating: "&a;", count: 100_000)
        let outcome = XMLOutcome.reading("<!DOCTYPE a [<!ENTITY a '\(value)'>]><a>\(uses)</a>")
        #expect(outcome.failure?.code == .xmlInternalSubsetRefused)
    }

    @Test func deepNesting() {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(XMLOutcome.reading(nested(64)).failure == nil)
        let outcome = XMLOutcome.reading(nested(65))
        #expect(outcome.failure?.code == .xmlTooDeep)
        #expect(outcome.failure?.range?.offset == 64 * 3)
        #expect(XMLOutcome.reading(nested(300_000)).failure?.code == .xmlTooDeep)
    }

    @Test func millionAttributes() {
        func element(_ count: Int) -> String {
            "<a" + (0..<count).map { " a\($0)=''" }.joined() + "/>"
        }
        #expect(XMLOutcome.reading(element(256)).failure == nil)
        #expect(XMLOutcome.reading(element(257)).failure?.code == .xmlTooManyAttributes)
        let bytes = Array(element(1_000_000).utf8)
        #expect(XMLOutcome.reading(bytes).failure?.code == .xmlTooManyAttributes)
        let cuts = Array(stride(from: 1, to: 5000, by: 7))
        #expect(XMLOutcome.reading(bytes, cuts: cuts).failure?.code == .xmlTooManyAttributes)
    }

    @Test func floodsOfNames() {
        let elements = (0..<17_000).map { "<n\($0)/>" }.joined()
        #expect(XMLOutcome.reading("<a>\(elements)</a>").failure?.code == .xmlTooManyNames)
        let declarations = (0..<200).map { " xmlns:p\($0)='u\($0)'" }.joined()
        let nested = "<a\(declarations)><b\(declarations)/></a>"
        #expect(XMLOutcome.reading(nested).failure?.code == .xmlTooManyNamespaces)
        let siblings = "<r><a\(declarations)/><b\(declarations)/></r>"
        #expect(XMLOutcome.reading(siblings).failure == nil)
    }

    @Test func hugeTexts() {
        var limits = Limits()
        limits.xmlTextByteCountMax = 100_000
        let long = String(repeating: "x", count: 100_001)
        func code(_ text: String) -> DiagnosticCode? {
            XMLOutcome.reading(text, limits: limits).failure?.code
        }
        #expect(code("<a>\(long.dropLast())</a>") == nil)
        #expect(code("<a>\(long)</a>") == .xmlTextTooLong)
        #expect(
            code("<a><![CDATA[\(long.dropLast(50_000))]]>\(long.dropLast(50_000))</a>")
                == .xmlTextTooLong)
        #expect(code("<a b='\(long)'/>") == .xmlMarkupTooLong)
        #expect(code("<a><!--\(long)--></a>") == .xmlMarkupTooLong)
        #expect(code("<a>\(String(repeating: "]", count: 300_000))") == .xmlTextTooLong)
        let closing = String(repeating: ">", count: 300_000)
        #expect(code("<a b='\(closing)'/>") == .xmlMarkupTooLong)
    }

    @Test func hugeFile() {
        var limits = Limits()
        limits.xmlByteCountMax = 1000
        let text = "<a>" + String(repeating: "<b/>", count: 1000)
        let outcome = XMLOutcome.reading(text, limits: limits)
        #expect(outcome.failure?.code == .xmlTooLarge)
    }

    /// No prefix and no single damaged byte of a document may trap, hang or go without a verdict.
    @Test func damagedDocuments() {
        let document = Array(
            "<?xml version='1.0'?><!DOCTYPE cXML SYSTEM 'u'><cXML a='1'><b x:c='&lt;' xmlns:x='u'>t<![CDATA[<]]><!--c--></b></cXML>"
                .utf8)
        #expect(XMLOutcome.reading(document).failure == nil)
        for count in 0..<document.count {
            #expect(XMLOutcome.reading(Array(document.prefix(count))).failure != nil, "\(count)")
        }
        for index in document.indices {
            for byte: UInt8 in [0, 0x3C, 0x3E, 0x26, 0x22, 0x27, 0x5B, 0x80, 0xFF] {
                var damaged = document
                damaged[index] = byte
                let whole = XMLOutcome.reading(damaged)
                #expect(XMLOutcome.reading(damaged, cuts: [index, index + 1]) == whole)
            }
        }
    }
}
