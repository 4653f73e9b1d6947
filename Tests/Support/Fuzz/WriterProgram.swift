import Diagnostics
import X12

/// A sequence of calls of the writer, one byte an instruction, beside a model of what they mean.
///
///     0      an empty element           4   an empty repetition
///     1 2    an element with a value    5   end of the segment
///     3      a component with a value   6   end of the set
///     7      an empty component
struct WriterProgram: ~Copyable {
    private var writer: InterchangeWriter
    private let delimiters: Delimiters
    private let code: [UInt8]
    private var position = 0
    private var isSegmentOpen = false
    private var setCount = 0
    private var current: [SegmentParts.Element] = []
    private var currentID: [UInt8] = []
    private var expected: [SegmentParts] = []

    private static let ids: [SegmentID] = ["BEG", "N1", "PO1", "REF", "ZZ", "IT1", "HL", "A1B"]
    /// What values are made of: plain bytes, and some that may separate or are refused.
    private static let bytes = Array("AZ09 .-éx^:>|!~*\n".utf8)

    static func fault(in input: FuzzInput) -> String? {
        var program = WriterProgram(
            WriterProperty.options(input.choices), code: Array(input.bytes.prefix(400)))
        do throws(WriterError) { try program.run() } catch {
            return "our own envelope is refused: \(error)"
        }
        return program.difference()
    }

    private init(_ options: InterchangeWriter.Options, code: [UInt8]) {
        writer = InterchangeWriter(options)
        delimiters = options.delimiters
        self.code = code
    }

    private mutating func run() throws(WriterError) {
        try writer.beginInterchange(WriterProperty.header(writer.options))
        var group = FunctionalGroupHeader()
        (group.functionalID, group.senderCode, group.receiverCode) = ("PO", "A", "B")
        (group.date, group.time) = ("20260302", "0915")
        (group.controlNumber, group.version) = ("7", "004010")
        try writer.beginGroup(group)
        try beginSet()
        while position < code.count {
            let instruction = code[position]
            position += 1
            do throws(WriterError) { try perform(instruction) } catch {
                // Nothing of the segment stays; writing goes on with the next.
                isSegmentOpen = false
            }
            if instruction & 7 == 6, !isSegmentOpen {
                try writer.endTransactionSet()
                try beginSet()
            }
        }
        endSegment()
        try writer.endTransactionSet()
        try writer.endGroup()
        try writer.endInterchange()
    }

    private mutating func beginSet() throws(WriterError) {
        setCount += 1
        var header = TransactionSetHeader()
        header.set = "850"
        header.controlNumber = "\(1000 + setCount)"
        try writer.beginTransactionSet(header)
    }

    private mutating func perform(_ instruction: UInt8) throws(WriterError) {
        switch instruction & 7 {
        case 5, 6: endSegment()
        case 0:
            beginSegment()
            writer.element()
            current.append([[[]]])
        case 1, 2: try writeElement(value(instruction))
        case 3 where isSegmentOpen && !current.isEmpty:
            let value = value(instruction)
            try writer.component(value.span)
            append(value)
        case 4 where isSegmentOpen && !current.isEmpty && delimiters.repetition != nil:
            try writer.repetition()
            current[current.count - 1].append([[]])
        case 7 where isSegmentOpen && !current.isEmpty:
            writer.component()
            append([])
        default: break
        }
    }

    private mutating func writeElement(_ value: [UInt8]) throws(WriterError) {
        beginSegment()
        try writer.element(value.span)
        current.append([[value]])
    }

    private mutating func append(_ component: [UInt8]) {
        let element = current.count - 1
        current[element][current[element].count - 1].append(component)
    }

    private mutating func beginSegment() {
        guard !isSegmentOpen else { return }
        let id = Self.ids[position % Self.ids.count]
        writer.beginSegment(id)
        isSegmentOpen = true
        current = []
        currentID = Array("\(id)".utf8)
    }

    private mutating func endSegment() {
        guard isSegmentOpen else { return }
        isSegmentOpen = false
        let parts = SegmentParts(id: currentID, elements: current)
        let isWritten = writer.endSegment()
        precondition(
            isWritten == !parts.elements.isEmpty, "a segment is written when it has values")
        if isWritten { expected.append(parts) }
    }

    private mutating func value(_ instruction: UInt8) -> [UInt8] {
        var value: [UInt8] = []
        for _ in 0..<(instruction >> 3 & 7) where position < code.count {
            value.append(Self.bytes[Int(code[position]) % Self.bytes.count])
            position += 1
        }
        return value
    }

    private consuming func difference() -> String? {
        let bytes = writer.takeBytes()
        var list = SegmentList()
        var reader = InterchangeReader(schemas: NoSchemas())
        reader.push(bytes.span, to: &list)
        reader.finish(to: &list)
        if let finding = WriterProperty.bannedFinding(in: list.diagnostics) {
            return "\(finding): \(bytes.span.x12Text)"
        }
        if list.setCount != setCount { return "\(list.setCount) sets: \(bytes.span.x12Text)" }
        if list.segments != expected { return "reads otherwise: \(bytes.span.x12Text)" }
        return nil
    }
}

/// The segments between ST and SE.
private struct SegmentList: InterchangeConsumer {
    private(set) var segments: [SegmentParts] = []
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var setCount = 0
    private var delimiters = Delimiters.usual

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        self.delimiters = delimiters
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {}

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) { setCount += 1 }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard segment.id != "ST", segment.id != "SE" else { return }
        segments.append(SegmentParts(segment, delimiters))
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {}
    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {}
    mutating func interchangeEnded() {}
    mutating func found(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
}
