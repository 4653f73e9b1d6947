internal import Foundation
internal import Glibc

/// Standard output and standard error: results on the first, everything else on the second.
enum Terminal {
    static let isOutputTerminal = isatty(STDOUT_FILENO) == 1
    static let isErrorTerminal = isatty(STDERR_FILENO) == 1

    /// Writes a line of results. Ends the process quietly when the reader has gone (`| head`).
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes bytes of results as they are.
    static func write(_ bytes: [UInt8]) { write(bytes[...], to: STDOUT_FILENO) }

    /// Writes a message for the person, not for the pipe.
    static func tell(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Shows progress in place; nothing when standard error is no terminal.
    static func progress(_ text: String) {
        guard isErrorTerminal else { return }
        write("\r\u{1B}[K" + text, to: STDERR_FILENO)
    }

    static func endProgress() { progress("") }

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8)[...], to: descriptor)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { exit(errno == EPIPE ? 0 : ExitStatus.io.rawValue) }
            rest = rest.dropFirst(count)
        }
    }

    /// Text from outside made safe to show: control and format characters become visible escapes,
    /// so that a vendor's file can neither move the cursor nor reverse the reading direction.
    static func printable(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator:
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

/// Columns padded to their widest cell. Rows longer than the terminal are not cut: nothing that
/// matters may be hidden.
struct TextTable {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: String...) { self.headings = headings }

    mutating func add(_ cells: String...) { rows.append(cells.map(Terminal.printable)) }

    var isEmpty: Bool { rows.isEmpty }

    var lines: [String] {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 {
                    line += String(repeating: " ", count: widths[column] - cell.count + 2)
                }
            }
            return line
        }
    }

    func print() { for line in lines { Terminal.print(line) } }
}

/// One JSON object per line.
enum JSONLines {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    static func print(_ value: some Encodable) throws {
        Terminal.print(escaped(String(decoding: try encoder.encode(value), as: UTF8.self)))
    }

    /// JSON whose strings hold no invisible character: those that turn the reading direction or
    /// hide text are written as `\\u` escapes, which mean the same.
    static func escaped(_ json: String) -> String {
        var shown = ""
        for scalar in json.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .format, .privateUse, .lineSeparator, .paragraphSeparator, .surrogate:
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                    let digits = String(unit, radix: 16)
                    shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            case .control where scalar.value >= 0x7F:
                shown += "\\u00" + String(scalar.value, radix: 16)
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
