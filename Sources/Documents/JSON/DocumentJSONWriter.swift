import Diagnostics

/// Canonical JSON of a document.
///
/// Keys stand in schema order after `document`, the type; fields without a value and groups
/// without entries are left out; decimals are strings, so that no reader makes a binary float of
/// them; dates are `YYYY-MM-DD`. Equal documents with equal scales give equal bytes.
package enum DocumentJSON {
    package enum Style: Sendable {
        /// One line, for storage.
        case compact
        /// Two blanks of indentation, for people and cases; ends with a newline.
        case readable
    }

    /// The document as UTF-8.
    package static func render(_ document: Document, style: Style = .compact) -> [UInt8] {
        var output = JSONOutput(style: style)
        output.open(UInt8(ascii: "{"))
        output.key(Array("\"document\"".utf8))
        output.string(document.type.rawValue)
        output.members(of: document.root)
        output.close(UInt8(ascii: "}"))
        if style == .readable { output.bytes.append(UInt8(ascii: "\n")) }
        return output.bytes
    }
}

private struct JSONOutput {
    let style: DocumentJSON.Style
    var bytes: [UInt8] = []
    private var depth = 0
    /// Nothing stands between the last bracket and here.
    private var isFirst = true

    init(style: DocumentJSON.Style) { self.style = style }

    mutating func members(of group: DocumentGroup) {
        let schema = group.schema
        for index in group.slots.indices {
            guard let value = group.slots[index].value else { continue }
            key(schema.fieldKeys[index])
            self.value(value)
        }
        for index in group.groups.indices where !group.groups[index].isEmpty {
            key(schema.groups[index].key)
            open(UInt8(ascii: "["))
            for entry in group.groups[index] {
                separate()
                open(UInt8(ascii: "{"))
                members(of: entry)
                close(UInt8(ascii: "}"))
            }
            close(UInt8(ascii: "]"))
        }
    }

    private mutating func value(_ value: DocumentValue) {
        switch value {
        case .text(let text): string(text)
        case .decimal(let number): string(number.description)
        case .integer(let number): bytes += String(number).utf8
        case .date(let day): string(day.description)
        case .time(let time): string(time)
        case .boolean(let flag): bytes += (flag ? "true" : "false").utf8
        }
    }

    /// Takes a key with its quotes.
    mutating func key(_ name: [UInt8]) {
        separate()
        bytes.append(contentsOf: name)
        bytes.append(UInt8(ascii: ":"))
        if style == .readable { bytes.append(UInt8(ascii: " ")) }
    }

    mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        depth += 1
        isFirst = true
    }

    mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst { breakLine() }
        bytes.append(bracket)
        isFirst = false
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        breakLine()
    }

    private mutating func breakLine() {
        guard style == .readable else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes += "  ".utf8 }
    }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let needsEscape = text.utf8.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
        if needsEscape { escape(text) } else { bytes.append(contentsOf: text.utf8) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0..<0x20:
                bytes += "\\u00".utf8
                bytes.append(Self.hexadecimal(byte >> 4))
                bytes.append(Self.hexadecimal(byte & 15))
            default: bytes.append(byte)
            }
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
