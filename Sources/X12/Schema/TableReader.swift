/// Reads one tab-separated table row by row, straight from its bytes: UTF-8, LF, a header line,
/// no quoting, an empty cell meaning "none".
///
///     element ⇥ type ⇥ length_min ⏎      header, must be exactly `columns`
///     353     ⇥ ID   ⇥ 2          ⏎      row: `ends` holds the offset just past each cell
///
/// Refuses a header that differs and a row with another number of cells. Text is made only for
/// the cells that are asked for.
struct TableReader: ~Copyable {
    static let columnCountMax = 8

    let file: String
    let bytes: [UInt8]
    /// 1-based line of the current row.
    private(set) var line = 0
    private let columnCount: Int
    private var rowStart = 0
    /// Offset of the row after the current one.
    private(set) var next = 0
    private var ends = InlineArray<8, Int>(repeating: 0)

    init(file: String, bytes: [UInt8], columns: [String]) throws(SchemaError) {
        precondition(columns.count <= Self.columnCountMax, "no table has that many columns")
        self.file = file
        self.bytes = bytes
        columnCount = columns.count
        guard try readRow(), columns.indices.allSatisfy({ text($0) == columns[$0] }) else {
            throw SchemaError(
                .wrongHeader, file: file, line: 1,
                "the header line should be: \(columns.joined(separator: " "))")
        }
    }

    /// Reads the file through `read`, whose failure becomes a `SchemaError`.
    init(
        file: String, columns: [String], read: (String) throws -> [UInt8]
    ) throws(SchemaError) {
        let bytes: [UInt8]
        do {
            bytes = try read(file)
        } catch {
            throw SchemaError(.unreadableFile, file: file, line: nil, "cannot be read: \(error)")
        }
        try self.init(file: file, bytes: bytes, columns: columns)
    }

    /// Moves to the next row; false at the end.
    mutating func readRow() throws(SchemaError) -> Bool {
        let bytes = bytes
        let span = bytes.span
        guard next < span.count else { return false }
        line += 1
        rowStart = next
        var cellCount = 0
        var index = Self.breakOffset(in: span, from: next)
        while index < span.count, span[index] == UInt8(ascii: "\t") {
            guard cellCount < columnCount - 1 else { throw malformed("too many cells") }
            ends[cellCount] = index
            cellCount += 1
            index = Self.breakOffset(in: span, from: index + 1)
        }
        guard index < span.count else { throw malformed("the last line has no newline") }
        ends[cellCount] = index
        next = index + 1
        guard cellCount == columnCount - 1 else {
            throw malformed("found \(cellCount + 1) cells, expected \(columnCount)")
        }
        return true
    }

    /// Offset of the next tab or newline, or the count. Eight bytes at a time: code names are most
    /// of the tables' bytes, and loading them must not show on the command line.
    static func breakOffset(in span: Span<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let tabs = ones &* UInt64(UInt8(ascii: "\t"))
        let newlines = ones &* UInt64(UInt8(ascii: "\n"))
        var index = start
        while index + 8 <= span.count {
            // The load stays inside the span by the loop's condition; any bit pattern is a UInt64.
            let loaded = unsafe span.bytes.unsafeLoadUnaligned(
                fromByteOffset: index, as: UInt64.self)
            let tab = UInt64(littleEndian: loaded) ^ tabs
            let newline = UInt64(littleEndian: loaded) ^ newlines
            let hits = ((tab &- ones) & ~tab | (newline &- ones) & ~newline) & highs
            if hits != 0 { return index + hits.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < span.count, span[index] != UInt8(ascii: "\t"),
            span[index] != UInt8(ascii: "\n")
        { index += 1 }
        return index
    }

    @inline(__always)
    func range(_ column: Int) -> Range<Int> {
        (column == 0 ? rowStart : ends[column - 1] + 1)..<ends[column]
    }

    func isEmpty(_ column: Int) -> Bool { range(column).isEmpty }

    func text(_ column: Int) -> String { bytes.span.extracting(range(column)).x12Text }

    /// True when the cell holds the same bytes as the same file's bytes at `other`.
    func equals(_ column: Int, _ other: Range<Int>) -> Bool {
        let cell = range(column)
        guard cell.count == other.count else { return false }
        for offset in 0..<cell.count
        where bytes[cell.lowerBound + offset] != bytes[other.lowerBound + offset] { return false }
        return true
    }

    /// The cell packed by `CodeKey`; every ID and reference number fits.
    func key(_ column: Int) throws(SchemaError) -> UInt64 {
        guard let key = CodeKey.packed(bytes.span.extracting(range(column))) else {
            throw malformed("'\(text(column))' is longer than \(CodeKey.byteCountMax) bytes")
        }
        return key
    }

    /// A count of at least one; `>1` is `Int.max`, no limit.
    func count(_ column: Int) throws(SchemaError) -> Int {
        let cell = range(column)
        if cell.count == 2, bytes[cell.lowerBound] == UInt8(ascii: ">") { return Int.max }
        var value = 0
        for index in cell {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9, value < 1_000_000_000 else {
                throw malformed("'\(text(column))' is not a number")
            }
            value = value * 10 + Int(digit)
        }
        guard value > 0 else { throw malformed("'\(text(column))' is not a number above zero") }
        return value
    }

    /// M, O or X.
    func requirement(_ column: Int) throws(SchemaError) -> Requirement {
        let cell = range(column)
        switch cell.count == 1 ? bytes[cell.lowerBound] : 0 {
        case UInt8(ascii: "M"): return .mandatory
        case UInt8(ascii: "O"): return .optional
        case UInt8(ascii: "X"): return .conditional
        default: throw malformed("'\(text(column))' is not a requirement: M, O or X")
        }
    }

    /// Y or empty.
    func flag(_ column: Int) throws(SchemaError) -> Bool {
        let cell = range(column)
        if cell.isEmpty { return false }
        guard cell.count == 1, bytes[cell.lowerBound] == UInt8(ascii: "Y") else {
            throw malformed("'\(text(column))' should be Y or empty")
        }
        return true
    }

    func malformed(_ message: String) -> SchemaError { error(.malformedRow, message) }

    func error(_ code: SchemaError.Code, _ message: String) -> SchemaError {
        SchemaError(code, file: file, line: line, message)
    }
}
