import Diagnostics
import X12

/// What is read and copied with other delimiters says the same and counts right, and copying the
/// copy changes nothing; what is written call by call reads back as it was given.
enum WriterProperty {
    static func fault(in input: FuzzInput) -> String? {
        input.choices & 0x40_0000 == 0 ? copyFault(in: input) : WriterProgram.fault(in: input)
    }

    /// Findings that a file of ours must never give, whatever values it holds.
    private static let banned: Set<String> = [
        "x12.se-segment-count", "x12.ge-set-count", "x12.iea-group-count",
        "x12.se-control-number", "x12.ge-control-number", "x12.iea-control-number",
        "x12.control-number-padding", "x12.se-missing", "x12.ge-missing", "x12.iea-missing",
        "x12.stray-bytes", "x12.segment-outside-set", "x12.no-interchange",
        "x12.isa-unreadable", "x12.isa-not-fixed-width", "x12.last-terminator-missing",
        "x12.segment-too-long", "x12.segment-too-many-elements",
    ]

    static func bannedFinding(in diagnostics: [Diagnostic]) -> String? {
        diagnostics.first { banned.contains($0.code.rawValue) }.map(\.message)
    }

    private static func copyFault(in input: FuzzInput) -> String? {
        let options = options(input.choices)
        var first = CopyRecorder(options)
        var reader = InterchangeReader(schemas: NoSchemas(), limits: input.limits)
        input.chunking.forEach(input.bytes) { reader.push($0, to: &first) }
        reader.finish(to: &first)
        let bytes = first.writer.takeBytes()
        // Nothing was there to be copied.
        guard !bytes.isEmpty else { return nil }
        var second = CopyRecorder(options)
        var again = InterchangeReader(schemas: NoSchemas())
        again.push(bytes.span, to: &second)
        again.finish(to: &second)
        if let finding = bannedFinding(in: second.diagnostics) {
            return "\(finding): \(bytes.span.x12Text)"
        }
        if second.refusedCount > 0 { return "cannot be written again: \(bytes.span.x12Text)" }
        if first.written != second.received { return "says other: \(bytes.span.x12Text)" }
        if second.writer.takeBytes() != bytes { return "copied otherwise: \(bytes.span.x12Text)" }
        return nil
    }

    static func options(_ choices: UInt32) -> InterchangeWriter.Options {
        var options = InterchangeWriter.Options()
        let marks = ["*>^~", "|^~\n", "\u{1D}\u{1F}\u{1E}\u{1C}", "~:!*"]
        let chosen = Array(marks[Int(choices >> 20 & 3)].utf8)
        options.delimiters = Delimiters(
            element: chosen[0], component: chosen[1],
            repetition: choices & 0x80_0000 == 0 ? nil : chosen[2], segment: chosen[3])
        options.newlineAfterSegment = choices & 0x100_0000 != 0
        return options
    }

    /// An ISA of ours; with a repetition separator it is of a later version.
    static func header(_ options: InterchangeWriter.Options) -> InterchangeHeader {
        var header = InterchangeHeader()
        (header.senderQualifier, header.senderID) = ("ZZ", "STMARYHOSP")
        (header.receiverQualifier, header.receiverID) = ("01", "071234565")
        (header.date, header.time) = ("260302", "0915")
        header.version = options.delimiters.repetition == nil ? "00401" : "00501"
        header.controlNumber = "417"
        header.usage = "T"
        return header
    }
}

/// Copies what it is fed, with what was read and what was written beside it.
private struct CopyRecorder: InterchangeConsumer, ~Copyable {
    var writer: InterchangeWriter
    private let options: InterchangeWriter.Options
    /// Segments between ST and SE as read, and those of them that were written.
    private(set) var received: [SegmentParts] = []
    private(set) var written: [SegmentParts] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Segments, sets and groups with a value that cannot be written.
    private(set) var refusedCount = 0
    private var source = Delimiters.usual
    private var isGroupOpen = false
    private var isSetOpen = false

    init(_ options: InterchangeWriter.Options) {
        self.options = options
        writer = InterchangeWriter(options)
    }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        source = delimiters
        do throws(WriterError) {
            try writer.beginInterchange(WriterProperty.header(options))
        } catch { fatalError("our own header is refused: \(error)") }
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        do throws(WriterError) {
            try writer.beginGroup(header)
            isGroupOpen = true
        } catch { refusedCount += 1 }
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        // A set without a name cannot be told from none.
        guard isGroupOpen, !header.set.isEmpty else { return }
        do throws(WriterError) {
            try writer.beginTransactionSet(header)
            isSetOpen = true
        } catch { refusedCount += 1 }
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard isSetOpen, segment.id != "ST", segment.id != "SE" else { return }
        let parts = SegmentParts(segment, source)
        received.append(parts)
        let byteCount = writer.bytes.count
        do throws(WriterError) {
            try writer.copySegment(segment, from: source)
            if writer.bytes.count > byteCount { written.append(parts) }
        } catch {
            refusedCount += 1
            precondition(writer.bytes.count == byteCount, "something of a refused segment stays")
        }
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        guard isSetOpen else { return }
        isSetOpen = false
        do throws(WriterError) { try writer.endTransactionSet() } catch {
            fatalError("our own trailer is refused: \(error)")
        }
    }

    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        guard isGroupOpen else { return }
        isGroupOpen = false
        do throws(WriterError) { try writer.endGroup() } catch {
            fatalError("our own trailer is refused: \(error)")
        }
    }

    mutating func interchangeEnded() {
        do throws(WriterError) { try writer.endInterchange() } catch {
            fatalError("our own trailer is refused: \(error)")
        }
    }

    mutating func found(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
}
