import Diagnostics

/// Why bytes are not the canonical JSON of a document.
package struct DocumentJSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 0-based offset of the byte where it went wrong.
    package let offset: Int
    package let message: String

    package var description: String { "\(message) at byte \(offset)" }
}

extension DocumentJSON {
    /// Reads what `render` wrote, in any key order and with any blanks between. A key the schema
    /// does not have, or a value of another type, is refused: a stored document is ours.
    package static func read(_ bytes: [UInt8]) throws(DocumentJSONError) -> Document {
        var input = JSONInput(bytes: bytes)
        return try input.document()
    }
}

/// A recursive reader that the schema steers; it nests no deeper than schemas do.
private struct JSONInput {
    let bytes: [UInt8]
    private var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private func fault(_ message: String) -> DocumentJSONError {
        DocumentJSONError(offset: offset, message: message)
    }

    mutating func document() throws(DocumentJSONError) -> Document {
        try expect(UInt8(ascii: "{"))
        guard try string() == "document" else { throw fault("the key 'document' must come first") }
        try expect(UInt8(ascii: ":"))
        let name = try string()
        guard let type = DocumentType(rawValue: name) else {
            throw fault("'\(name)' is no document type")
        }
        let more = try separator(before: UInt8(ascii: "}"))
        let root = try members(of: type.schema, isMore: more)
        skipBlanks()
        guard offset == bytes.count else { throw fault("text after the document") }
        return Document(type: type, root: root)
    }

    /// The members of an object up to and with its closing bracket.
    private mutating func members(
        of schema: DocumentGroupSchema, isMore: Bool
    ) throws(DocumentJSONError) -> DocumentGroup {
        var group = DocumentGroup(schema: schema)
        var more = isMore
        while more {
            let name = try string()
            try expect(UInt8(ascii: ":"))
            if let field = schema.field(name) {
                group.values[field.index] = try value(field.type)
            } else if let nested = schema.group(name) {
                group.groups[nested.index] = try entries(of: nested)
            } else {
                throw fault("'\(schema.name)' has no field or group '\(name)'")
            }
            more = try separator(before: UInt8(ascii: "}"))
        }
        return group
    }

    private mutating func entries(
        of schema: DocumentGroupSchema
    ) throws(DocumentJSONError) -> [DocumentGroup] {
        try expect(UInt8(ascii: "["))
        var entries: [DocumentGroup] = []
        if peek() == UInt8(ascii: "]") {
            offset += 1
            return entries
        }
        var more = true
        while more {
            try expect(UInt8(ascii: "{"))
            let isEmpty = peek() == UInt8(ascii: "}")
            if isEmpty { offset += 1 }
            entries.append(try members(of: schema, isMore: !isEmpty))
            more = try separator(before: UInt8(ascii: "]"))
        }
        return entries
    }

    private mutating func value(
        _ type: DocumentFieldType
    ) throws(DocumentJSONError) -> DocumentValue {
        switch type {
        case .text: return .text(try string())
        case .time: return .time(try string())
        case .decimal:
            guard let number = ScaledDecimal(try string()) else {
                throw fault("a decimal is a string of digits with a point")
            }
            return .decimal(number)
        case .date:
            guard let day = CalendarDate(iso8601: try string()) else {
                throw fault("a date is YYYY-MM-DD")
            }
            return .date(day)
        case .integer:
            guard let number = Int(try word()) else { throw fault("expected a whole number") }
            return .integer(number)
        case .boolean:
            switch try word() {
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default: throw fault("expected true or false")
            }
        }
    }

    // MARK: Tokens

    private mutating func skipBlanks() {
        while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func peek() -> UInt8? {
        skipBlanks()
        return offset < bytes.count ? bytes[offset] : nil
    }

    private mutating func expect(_ byte: UInt8) throws(DocumentJSONError) {
        guard peek() == byte else { throw fault("expected '\(Unicode.Scalar(byte))'") }
        offset += 1
    }

    /// Whether a comma follows; else the closing bracket must, and both are passed.
    private mutating func separator(before end: UInt8) throws(DocumentJSONError) -> Bool {
        switch peek() {
        case UInt8(ascii: ","):
            offset += 1
            return true
        case end:
            offset += 1
            return false
        default: throw fault("expected ',' or '\(Unicode.Scalar(end))'")
        }
    }

    /// A bare number or word.
    private mutating func word() throws(DocumentJSONError) -> String {
        skipBlanks()
        let start = offset
        while offset < bytes.count, ![0x2C, 0x5D, 0x7D, 0x20, 0x0A].contains(bytes[offset]) {
            offset += 1
        }
        return try text(bytes[start..<offset])
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(DocumentJSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw fault("not UTF-8") }
        return text
    }

    private mutating func string() throws(DocumentJSONError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            if bytes[offset] == UInt8(ascii: "\\") { return try escapedString(from: start) }
            offset += 1
        }
        guard offset < bytes.count else { throw fault("the text has no end") }
        offset += 1
        return try text(bytes[start..<offset - 1])
    }

    private mutating func escapedString(from start: Int) throws(DocumentJSONError) -> String {
        var content = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "\"") { return try text(content[...]) }
            guard byte == UInt8(ascii: "\\") else {
                content.append(byte)
                continue
            }
            content += try escape().utf8
        }
        throw fault("the text has no end")
    }

    /// What stands after a backslash.
    private mutating func escape() throws(DocumentJSONError) -> String {
        guard offset < bytes.count else { throw fault("the text has no end") }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return String(Unicode.Scalar(byte))
        case UInt8(ascii: "u"): return String(try scalar())
        default: throw fault("unknown escape")
        }
    }

    private mutating func scalar() throws(DocumentJSONError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate pair.
        guard first < 0xDC00, offset + 2 <= bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        else { throw fault("half a surrogate pair") }
        offset += 2
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) - 0xDC00)
        else { throw fault("half a surrogate pair") }
        return scalar
    }

    private mutating func codeUnit() throws(DocumentJSONError) -> UInt16 {
        guard offset + 4 <= bytes.count,
            let value = UInt16(try text(bytes[offset..<offset + 4]), radix: 16)
        else { throw fault("an escape needs four hexadecimal digits") }
        offset += 4
        return value
    }
}
