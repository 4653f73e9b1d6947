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
        output.document(document)
        return output.finish()
    }
}

/// The keys of a group as canonical JSON has them, in one run of bytes: `,"number":,"date":`.
struct DocumentJSONKeys: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each field's key stands in `bytes`.
    private(set) var fields: [Range<Int>] = []
    private(set) var groups: [Range<Int>] = []

    init(fields: [DocumentField], groups: [DocumentGroupSchema]) {
        self.fields = fields.map { add($0.name) }
        self.groups = groups.map { add($0.name) }
    }

    private mutating func add(_ name: String) -> Range<Int> {
        let start = bytes.count
        bytes += ",\"\(name)\":".utf8
        return start..<bytes.count
    }
}

private struct JSONOutput {
    private let style: DocumentJSON.Style
    private var buffer = JSONBuffer()
    private var depth = 0
    /// Nothing stands between the last bracket and here.
    private var isFirst = true

    init(style: DocumentJSON.Style) { self.style = style }

    consuming func finish() -> [UInt8] { buffer.finish() }

    mutating func document(_ document: borrowing Document) {
        open(UInt8(ascii: "{"))
        let key = Array(",\"document\":".utf8)
        self.key(key.span)
        buffer.append(quoted: document.type.rawValue)
        members(of: document.root)
        close(UInt8(ascii: "}"))
        if style == .readable { buffer.append(UInt8(ascii: "\n")) }
    }

    // Slots and entries are read through spans, where they are borrowed: iterating the arrays
    // would retain and release what each holds.
    private mutating func members(of group: borrowing DocumentGroup) {
        let schema = group.schema
        let names = schema.keys.bytes
        let slots = group.slots.span
        for index in slots.indices {
            key(names.span.extracting(schema.keys.fields[Int(slots[index].field)]))
            buffer.append(slots[index].value)
        }
        let lists = group.groups.span
        for index in lists.indices where !lists[index].isEmpty {
            key(names.span.extracting(schema.keys.groups[index]))
            open(UInt8(ascii: "["))
            let entries = lists[index].span
            for entry in entries.indices {
                separate()
                open(UInt8(ascii: "{"))
                members(of: entries[entry])
                close(UInt8(ascii: "}"))
            }
            close(UInt8(ascii: "]"))
        }
    }

    /// Takes a key with the comma before it and the colon behind.
    private mutating func key(_ key: Span<UInt8>) {
        guard style == .readable else {
            buffer.append(isFirst ? key.extracting(droppingFirst: 1) : key)
            isFirst = false
            return
        }
        separate()
        buffer.append(key.extracting(droppingFirst: 1))
        buffer.append(UInt8(ascii: " "))
    }

    private mutating func open(_ bracket: UInt8) {
        buffer.append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst { breakLine() }
        buffer.append(bracket)
        isFirst = false
    }

    private mutating func separate() {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        breakLine()
    }

    private mutating func breakLine() {
        guard style == .readable else { return }
        buffer.append(UInt8(ascii: "\n"))
        for _ in 0..<2 * depth { buffer.append(UInt8(ascii: " ")) }
    }
}
