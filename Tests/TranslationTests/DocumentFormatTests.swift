import Testing
import Translation

@Suite struct DocumentFormatTests {
    @Test(arguments: [
        ("ISA*00*", DocumentFormat.x12), ("\u{FEFF}\n  ISA*00*", .x12),
        ("Content-Type: application/edi-x12\r\n\r\nISA|00|", .x12), ("ST*850*0001~", .x12),
        ("<Invoice/>", .xml), ("\u{FEFF}<?xml version='1.0'?>", .xml),
        ("", .unknown), ("   \n", .unknown), ("hello", .unknown), ("ISABEL writes", .unknown),
        ("STATE OF OHIO", .unknown), ("UNB+UNOA:1+", .unknown),
    ])
    func isToldFromTheFirstBytes(_ text: String, _ expected: DocumentFormat) {
        #expect(DocumentFormat.recognise(Array(text.utf8).span) == expected)
    }

    @Test func utf16XMLIsXML() {
        let bytes: [UInt8] = [0xFF, 0xFE] + "<a/>".utf8.flatMap { [$0, 0] }
        #expect(DocumentFormat.recognise(bytes.span) == .xml)
    }
}
