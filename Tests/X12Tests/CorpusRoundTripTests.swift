import Diagnostics
import TestSupport
import Testing
import X12

/// What was read and written again is read the same: segments, elements, components, findings.
@Suite(.enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"))
struct CorpusRoundTripTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    /// Findings about how a file is written, which writing puts right.
    private static let putRight: Set<String> = [
        "x12.trailing-separator", "x12.last-terminator-missing",
        "x12.repetition-separator-missing", "x12.standards-identifier", "x12.iea-group-count",
    ]

    @Test func everyValidFileIsWrittenAsItWasRead() throws {
        let manifest = String(decoding: Corpus.bytes("manifest.tsv"), as: UTF8.self)
        var count = 0
        for line in manifest.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == 10, cells[1].hasPrefix("x12-"), cells[9].hasPrefix("VALID")
            else { continue }
            let file = String(cells[0])
            var first = ContentRecorder()
            read(Corpus.bytes(file), to: &first)
            let written = try #require(write(Corpus.bytes(file), file), "\(file)")
            var second = ContentRecorder()
            read(written, to: &second)
            #expect(first.lines == second.lines, "\(file)")
            #expect(
                first.codes.filter { !Self.putRight.contains($0) }
                    == second.codes.filter { !Self.putRight.contains($0) }, "\(file)")
            count += 1
        }
        #expect(count == 79)
    }

    private func read(_ bytes: [UInt8], to consumer: inout ContentRecorder) {
        var reader = InterchangeReader(schemas: library)
        reader.push(bytes.span, to: &consumer)
        reader.finish(to: &consumer)
    }

    /// Writes with the delimiters of the file's first interchange.
    private func write(_ bytes: [UInt8], _ file: String) -> [UInt8]? {
        var first = ContentRecorder()
        read(bytes, to: &first)
        var options = InterchangeWriter.Options()
        options.delimiters = first.delimiters
        let taken = [first.delimiters.element, first.delimiters.segment]
        options.delimiters.component = first.delimiters.component ?? UInt8(ascii: ":")
        if options.delimiters.repetition == nil {
            options.delimiters.repetition =
                taken.contains(UInt8(ascii: "^")) || options.delimiters.component == 0x5E
                ? 0x1F : UInt8(ascii: "^")
        }
        var consumer = CopyingConsumer(options)
        var reader = InterchangeReader(schemas: library)
        reader.push(bytes.span, to: &consumer)
        reader.finish(to: &consumer)
        if let failure = consumer.failure {
            Issue.record("\(file): \(failure)")
            return nil
        }
        return consumer.writer.takeBytes()
    }
}

/// The contents of a file without anything that depends on delimiters and places.
private struct ContentRecorder: InterchangeConsumer {
    var lines: [String] = []
    var codes: [String] = []
    private(set) var delimiters = Delimiters.usual
    private var current = Delimiters.usual

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        if lines.isEmpty { self.delimiters = delimiters }
        current = delimiters
        lines.append(
            "ISA \(header.senderID) \(header.receiverID) \(header.controlNumber) \(header.version)")
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        lines.append("GS \(header.functionalID) \(header.controlNumber) \(header.version)")
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) { lines.append("ST \(header.set) \(header.controlNumber) \(schema?.release ?? "-")") }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        lines.append("\(place.row ?? -1) \(content(segment))")
    }

    mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {
        lines.append(content(segment))
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        lines.append("SE \(verdict) \(segmentCount)")
    }

    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) { lines.append("GE \(verdict)") }

    mutating func interchangeEnded() { lines.append("IEA") }

    mutating func found(_ diagnostic: Diagnostic) { codes.append(diagnostic.code.rawValue) }

    /// Elements up to the last that holds anything.
    private func content(_ segment: borrowing SegmentView) -> String {
        var elements: [String] = []
        for position in 0...segment.elementCount {
            var text = ""
            for scalar in segment.text(position).unicodeScalars {
                if current.component.map({ Unicode.Scalar($0) }) == scalar {
                    text += "<component>"
                } else if current.repetition.map({ Unicode.Scalar($0) }) == scalar {
                    text += "<repetition>"
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
            // Separators of empty components and repetitions at the end carry nothing.
            while let end = ["<component>", "<repetition>"].first(where: { text.hasSuffix($0) }) {
                text.removeLast(end.count)
            }
            elements.append(text)
        }
        while elements.last == "" { elements.removeLast() }
        return elements.joined(separator: "|")
    }
}
