import Diagnostics
import Foundation
import TestSupport
import Testing
import XMLStream

/// Real documents by other authors, and things that are no XML at all.
@Suite struct XMLCorpusTests {
    private static let folders = ["cxml", "ubl", "xml-vendor", "noise", "x12-broken", "x12-810"]

    private func files(in folder: String) throws -> [(name: String, bytes: [UInt8])] {
        guard let corpus = RepositoryRoot.corpus else { return [] }
        let path = "\(corpus)/\(folder)"
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { name in
            (name, [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))))
        }
    }

    @Test(
        .enabled(if: RepositoryRoot.corpus != nil, "the corpus is not beside the repository"),
        arguments: folders)
    func endsInDocumentOrFinding(folder: String) throws {
        for (name, bytes) in try files(in: folder) {
            let whole = XMLOutcome.reading(bytes)
            let cuts = Array(stride(from: 1, to: bytes.count, by: 61))
            #expect(XMLOutcome.reading(bytes, cuts: cuts) == whole, "\(name)")
            if name == "013-order-1.1-sgml.xml" {
                #expect(whole.failure?.code == .xmlInternalSubsetRefused)
            } else if name.hasSuffix(".xml") {
                #expect(whole.failure == nil, "\(name): \(whole.failure?.message ?? "")")
                #expect(bytes.withRoot != nil, "\(name)")
            } else {
                #expect(whole.failure != nil, "\(name)")
            }
        }
    }

    /// Offsets point at what they say: the tag's `<`, the `>` of its end, and plain text.
    @Test(
        .enabled(if: RepositoryRoot.corpus != nil, "the corpus is not beside the repository"),
        arguments: ["cxml", "ubl", "xml-vendor"])
    func offsetsPointIntoTheFile(folder: String) throws {
        for (name, bytes) in try files(in: folder) {
            var checker = OffsetChecker(file: bytes)
            var reader = XMLEventReader()
            _ = reader.push(bytes.span, into: &checker)
            _ = reader.finish(into: &checker)
            #expect(checker.mistakes == 0, "\(name)")
            #expect(checker.eventCount > 0 || reader.failure != nil, "\(name)")
        }
    }
}

extension [UInt8] {
    fileprivate var withRoot: XMLRoot? { XMLRoot.recognise(span) }
}

private struct OffsetChecker: XMLEventHandler {
    let file: [UInt8]
    var mistakes = 0
    var eventCount = 0

    mutating func startElement(_ element: borrowing XMLElementView) {
        eventCount += 1
        if file[element.offset] != UInt8(ascii: "<") { mistakes += 1 }
    }

    mutating func text(_ text: borrowing XMLTextView) {
        eventCount += 1
        // Text without references, CDATA or comments stands in the file as it was delivered.
        guard text.endOffset - text.offset == text.bytes.count else { return }
        for index in text.bytes.indices where text.bytes[index] != file[text.offset + index] {
            mistakes += 1
        }
    }

    mutating func endElement(_ element: XMLElementEnd) {
        eventCount += 1
        // In little-endian UTF-16 a zero byte follows the `>`.
        let last = element.endOffset - (file[element.endOffset - 1] == 0 ? 2 : 1)
        if file[last] != UInt8(ascii: ">") { mistakes += 1 }
    }
}
