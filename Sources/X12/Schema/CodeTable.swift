/// Reads `codes.tsv`, by far the largest table (25,000 rows), in one pass that makes no text: the
/// names stay where they are and each list refers to the shared bytes.
///
///     98 ⇥ ST ⇥ Ship To ⏎        the rows of one element stand together
///     98 ⇥ SU ⇥ Supplier ⏎
struct CodeTable {
    private let file: String
    private let bytes: [UInt8]
    private let bodyOffset: Int
    private var found: [UInt64: CodeList] = [:]
    private var entries: [CodeList.Entry] = []

    init(file: String, read: (String) throws -> [UInt8]) throws(SchemaError) {
        let table = try TableReader(file: file, columns: ["element", "code", "name"], read: read)
        self.file = file
        bytes = table.bytes
        bodyOffset = table.next
    }

    /// The lists by packed reference number, none yet marked as external.
    consuming func lists() throws(SchemaError) -> [UInt64: CodeList] {
        let bytes = bytes
        let span = bytes.span
        var offset = bodyOffset
        var line = 1
        var element: UInt64 = 0
        var elementCell = 0..<0
        while offset < span.count {
            line += 1
            let row = offset
            let key = Self.packedCell(span, &offset)
            let cell = row..<max(row, offset - 1)
            let code = Self.packedCell(span, &offset)
            let name = offset
            let end = TableReader.breakOffset(in: span, from: offset)
            guard key != 0, code != 0, end < span.count, span[end] == UInt8(ascii: "\n") else {
                throw SchemaError(
                    .malformedRow, file: file, line: line,
                    "expected element, code and name, none over \(CodeKey.byteCountMax) bytes")
            }
            if key != element {
                try close(element, elementCell, beforeLine: line)
                element = key
                elementCell = cell
            }
            entries.append(CodeList.Entry(key: code, nameOffset: UInt32(name)))
            offset = end + 1
        }
        try close(element, elementCell, beforeLine: line + 1)
        return found
    }

    /// Packs the cell at the offset and moves past its tab; 0 when it does not fit or no tab ends it.
    @inline(__always)
    private static func packedCell(_ span: Span<UInt8>, _ offset: inout Int) -> UInt64 {
        var key: UInt64 = 0
        var index = offset
        while index < span.count, index - offset <= CodeKey.byteCountMax {
            let byte = span[index]
            index += 1
            if byte == UInt8(ascii: "\t") {
                let count = index - offset - 1
                offset = index
                return key | UInt64(count + 1) << UInt64(count * 8)
            }
            key = key << 8 | UInt64(byte)
        }
        return 0
    }

    /// Makes the list of the rows gathered since the last call.
    private mutating func close(
        _ element: UInt64, _ cell: Range<Int>, beforeLine line: Int
    ) throws(SchemaError) {
        guard !entries.isEmpty else { return }
        let list = CodeList(
            reference: bytes.span.extracting(cell).x12Text, isExternal: false,
            entries: entries.span, text: bytes)
        guard list.count == entries.count, found.updateValue(list, forKey: element) == nil else {
            throw SchemaError(
                .duplicate, file: file, line: line - 1,
                "above, a code of element \(list.reference) stands twice, or its rows apart")
        }
        entries.removeAll(keepingCapacity: true)
    }
}
