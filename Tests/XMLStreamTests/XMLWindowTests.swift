import Diagnostics
import TestSupport
import Testing
import XMLStream

/// The reader parses in windows of 32 KiB; nothing may tell where one ended.
@Suite struct XMLWindowTests {
    /// Markup of every kind, long and short, so that windows end inside each.
    private static let pieces = [
        "<Line n='1'>text</Line>", "<b/>", "<!-- a <tag> & - \">\" -->",
        "<![CDATA[ <x> ]] > ' ]]>", "<?note <here> ?>", "\r\n  ", "&amp;&#x41;é€😀]] ",
        "<c a='1 > 2' b=\"'>'\"/>", "<p:d xmlns:p='urn:p' p:q='&lt;'>]]</p:d >",
    ]

    private func document(_ generator: inout SeededGenerator, pieceCount: Int) -> String {
        var text = "<?xml version='1.0'?>\n<!DOCTYPE cXML SYSTEM 'x.dtd'>\n<cXML>"
        for _ in 0..<pieceCount {
            let piece = Self.pieces[Int.random(in: Self.pieces.indices, using: &generator)]
            switch Int.random(in: 0..<1000, using: &generator) {
            case 0: text += String(repeating: "long text & ".filter { $0 != "&" }, count: 5000)
            case 1: text += "<e v='\(String(repeating: "a > b ", count: 9000))'/>"
            case 2: text += "<!--\(String(repeating: "word <a ", count: 7000))-->"
            case 3: text += "<![CDATA[\(String(repeating: "x]y", count: 20_000))]]>"
            default: text += piece
            }
        }
        return text + "</cXML>\n<!-- end -->\n"
    }

    @Test func sameEventsHoweverCut() {
        var generator = SeededGenerator.ofRun()
        let bytes = Array(document(&generator, pieceCount: 6000).utf8)
        let whole = XMLOutcome.reading(bytes)
        #expect(
            whole.failure == nil, "\(whole.failure?.message ?? "") \(SeededGenerator.seedOfRun)")
        for step in [1009, 32 << 10, 40_000, 100_003] {
            let cuts = Array(stride(from: step, to: bytes.count, by: step))
            #expect(XMLOutcome.reading(bytes, cuts: cuts) == whole, "\(step)")
        }
    }

    /// A whole document reads the same whatever the size of a window.
    @Test func sameEventsWhateverTheWindow() {
        var generator = SeededGenerator.ofRun()
        let long = document(&generator, pieceCount: 300)
        for text in Self.pieces.map({ "<cXML>\($0)</cXML>" }) + [long] {
            let bytes = Array(text.utf8)
            let whole = XMLOutcome.reading(bytes)
            #expect(whole.failure == nil, "\(text.prefix(80))")
            for size in [1, 2, 3, 7, 16, 61, 500] where size > 3 || bytes.count < 200 {
                let outcome = XMLOutcome.reading(bytes, windowByteCount: size)
                #expect(outcome == whole, "\(size) \(text.prefix(80))")
            }
        }
    }

    /// Damaged documents, in windows so small that each is cut many times: never a trap, the same
    /// verdict however cut.
    @Test func damagedDocumentsReadTheSame() {
        var generator = SeededGenerator.ofRun()
        let marks = Array("<>!?-[]/=\"'& ;x:\r\n".utf8) + [0, 0x80, 0xC3, 0xFF]
        for round in 0..<2000 {
            var bytes = Array("<cXML>".utf8)
            for _ in 0..<4 {
                bytes += Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
            }
            bytes += Array("</cXML>".utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(marks.randomElement(using: &generator) ?? 0, at: place)
                default: bytes[place] = marks.randomElement(using: &generator) ?? 0
                }
            }
            var limits = Limits()
            if round % 4 == 0 { limits.xmlTextByteCountMax = 24 }
            if round % 4 == 1 { (limits.xmlDepthMax, limits.xmlAttributeCountMax) = (2, 2) }
            let size = [5, 16, 48, 32 << 10][round % 16 / 4]
            let whole = XMLOutcome.reading(bytes, limits: limits, windowByteCount: size)
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            for cuts in [[cut], Array(0..<bytes.count)] {
                let outcome = XMLOutcome.reading(
                    bytes, cuts: cuts, limits: limits, windowByteCount: size)
                #expect(
                    outcome == whole,
                    "\(size) \(bytes.span.xmlText) \(bytes) seed \(SeededGenerator.seedOfRun)")
            }
        }
    }

    /// The offsets do not hang on where windows end either: each start tag begins with `<`, each
    /// end follows `>`.
    @Test func offsetsPointIntoTheFile() {
        var generator = SeededGenerator.ofRun()
        let bytes = Array(document(&generator, pieceCount: 3000).utf8)
        var places = Places(file: bytes)
        var reader = XMLEventReader()
        _ = reader.push(bytes.span, into: &places)
        let isWhole = reader.finish(into: &places)
        #expect(isWhole)
        #expect(places.startCount > 500)
        #expect(places.mistakes == 0, "seed \(SeededGenerator.seedOfRun)")
    }

    /// Findings, too: a fault at any distance from a window's end reads the same.
    @Test func sameFindingsHoweverCut() {
        let faults = [
            "<a", "<a b='", "<![CDATA[x", "<!-- x", "<?p x", "<a></b>", "<a b='<'/>", "&nope;",
            "<!DOCTYPE cXML>", "<a b='1' b='2'/>", "]]>", "<!", "<", "<a\u{1}/>", "</cXML", "",
        ]
        for fault in faults {
            for filler in [3, 32 << 10, (32 << 10) - 12, 70_000] {
                let text = "<cXML>\(String(repeating: "x\n", count: filler / 2))\(fault)"
                let bytes = Array(text.utf8)
                let whole = XMLOutcome.reading(bytes)
                #expect(whole.failure != nil)
                for cuts in [
                    [1], [bytes.count - 1], Array(stride(from: 5, to: bytes.count, by: 4099)),
                ] {
                    #expect(XMLOutcome.reading(bytes, cuts: cuts) == whole, "\(fault) \(filler)")
                }
            }
        }
    }

    /// Files without an end: what is held back stays within a few windows of the limit.
    @Test(arguments: [
        ("<!--", "- x <a> "), ("<cXML><!--", "- x <a> "), ("<cXML><![CDATA[", "]] <a> "),
        ("<cXML>", "text "), ("<cXML>", "]"), ("<cXML ", "a "), ("<cXML a='", "> x "),
        ("<cXML a='", "<> x "), ("<?xml ", "x "), ("<!DOCTYPE cXML SYSTEM '", "x > "), (" ", " \n"),
        ("<cXML>", "<b c='d'>e</b>"), ("<cXML/>", "  "), ("<cXML></cXML", "   "),
    ])
    func holdsBackLittle(start: String, repeated: String) {
        var limits = Limits()
        limits.xmlTextByteCountMax = 200_000
        let chunk = Array(String(repeating: repeated, count: 50_000 / repeated.utf8.count).utf8)
        var trace = Ignorer()
        var reader = XMLEventReader(limits: limits)
        var goesOn = reader.push(Array(start.utf8).span, into: &trace)
        var most = 0
        for _ in 0..<40 where goesOn {
            goesOn = reader.push(chunk.span, into: &trace)
            most = max(most, reader.heldByteCount)
        }
        #expect(most <= 2 * limits.xmlTextByteCountMax + (64 << 10))
        _ = reader.finish(into: &trace)
        #expect((reader.failure == nil) == (start == "<cXML/>"), "\(start)")
    }

    @Test func textNobodyWantsIsNotGathered() {
        var handler = Chosen()
        var reader = XMLEventReader()
        let bytes = Array("<a>no<b>yes &amp; yes</b>no<c>no</c></a>".utf8)
        _ = reader.push(bytes.span, into: &handler)
        let isWhole = reader.finish(into: &handler)
        #expect(isWhole)
        #expect(handler.texts == ["yes & yes"])
    }
}

private struct Places: XMLEventHandler {
    let file: [UInt8]
    var startCount = 0
    var mistakes = 0

    mutating func startElement(_ element: borrowing XMLElementView) {
        startCount += 1
        if file[element.offset] != UInt8(ascii: "<") { mistakes += 1 }
    }

    mutating func text(_ text: borrowing XMLTextView) {
        if text.offset >= text.endOffset || text.endOffset > file.count { mistakes += 1 }
    }

    mutating func endElement(_ element: XMLElementEnd) {
        if file[element.endOffset - 1] != UInt8(ascii: ">") { mistakes += 1 }
    }
}

private struct Ignorer: XMLEventHandler {
    mutating func startElement(_ element: borrowing XMLElementView) {}
    mutating func text(_ text: borrowing XMLTextView) {}
    mutating func endElement(_ element: XMLElementEnd) {}
}

private struct Chosen: XMLEventHandler {
    var wantsText = false
    var texts: [String] = []

    mutating func startElement(_ element: borrowing XMLElementView) {
        wantsText = element.localName.equals("b")
    }
    mutating func text(_ text: borrowing XMLTextView) { texts.append(text.bytes.xmlText) }
    mutating func endElement(_ element: XMLElementEnd) { wantsText = false }
}
