import Testing
import Translation

/// What a file is taken for, from its first bytes.
@Suite struct DocumentFormatTests {
    @Test(arguments: [
        ("ISA*00*", DocumentFormat.x12), ("\r\n ISA|00|", .x12), ("\u{FEFF}ISA*00*", .x12),
        ("MIME-Version: 1.0\r\n\r\nISA~00~", .x12), ("ST*850*0001~", .x12),
        ("<?xml version=\"1.0\"?><a/>", .xml), (" \n<a/>", .xml), ("\u{FEFF}<a/>", .xml),
        ("", .unknown), ("   \n", .unknown), ("ISA", .unknown), ("ISABELLA", .unknown),
        ("STOP", .unknown), ("STATE OF OHIO", .unknown), ("UNB+UNOC:3+A", .unknown),
        ("hello", .unknown),
    ])
    func recognises(_ text: String, _ format: DocumentFormat) {
        #expect(DocumentFormat.recognise(Array(text.utf8).span) == format)
    }

    @Test func recognisesUTF16() {
        let little: [UInt8] = [0xFF, 0xFE] + Array("<a/>".utf8).flatMap { [$0, 0] }
        let big: [UInt8] = [0xFE, 0xFF] + Array("<a/>".utf8).flatMap { [0, $0] }
        #expect(DocumentFormat.recognise(little.span) == .xml)
        #expect(DocumentFormat.recognise(big.span) == .xml)
    }
}
