/// A fault in the data files under `maps/x12/`: which file, which line, what is wrong. Not a
/// finding about a document: the installation is damaged or a table was edited wrongly.
package struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The file could not be read at all.
        case unreadableFile
        /// The header line is not the one expected.
        case wrongHeader
        /// A row has the wrong number of cells, or a cell does not hold what its column asks for.
        case malformedRow
        /// A row names an element, composite, segment or set that no table defines.
        case unknownReference
        /// The same key stands twice.
        case duplicate
        /// Positions have a gap, or a loop lacks the row that opens it.
        case brokenStructure
    }

    package let code: Code
    /// Path relative to `maps/x12`.
    package let file: String
    /// 1-based; `nil` when the fault is the file as a whole.
    package let line: Int?
    package let message: String

    package init(_ code: Code, file: String, line: Int?, _ message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.message = message
    }

    /// `004010/elements.tsv:12: length 'x' is not a number`
    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message)"
    }
}
