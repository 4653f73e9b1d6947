import X12

/// The tokenizer as one would explain it: the whole file at hand, one byte after the other, no
/// buffers. Only for files whose interchanges have an ISA of 106 bytes and nothing but blanks
/// around them; gives `nil` for others.
///
/// Each line is a segment as `EventRecorder.describe` writes it.
package enum SlowTokenizer {
    package static func tokenize(_ bytes: [UInt8]) -> [String]? {
        var lines: [String] = []
        var offset = 0
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        while true {
            while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 }
            guard offset < bytes.count else { return lines }
            guard offset + 106 <= bytes.count,
                Array(bytes[offset..<offset + 3]) == Array("ISA".utf8)
            else { return nil }
            let separator = bytes[offset + 3]
            let terminator = bytes[offset + 105]
            for place in [6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103]
            where bytes[offset + place] != separator { return nil }
            let component = bytes[offset + 104]
            guard separator < 0x80, terminator < 0x80, component < 0x80, terminator != 0x20,
                terminator != separator, component != UInt8(ascii: "~"),
                !isLetterOrDigit(terminator), !isLetterOrDigit(separator)
            else { return nil }
            var isOpen = true
            while isOpen {
                var elements: [[UInt8]] = [[]]
                var start: Int?
                var isTerminated = false
                while offset < bytes.count, !isTerminated {
                    let byte = bytes[offset]
                    if byte == terminator {
                        isTerminated = true
                    } else if start != nil || !isBlank(byte) || byte == separator {
                        if start == nil { start = offset }
                        if byte == separator {
                            elements.append([])
                        } else {
                            elements[elements.count - 1].append(byte)
                        }
                    }
                    offset += 1
                }
                guard isTerminated else { return start == nil ? lines : nil }
                guard let start else { continue }
                let id = String(decoding: elements[0], as: UTF8.self)
                if id == "ISA", !lines.isEmpty, lines.last?.contains("[IEA]") == false,
                    elements.count != 17
                {
                    return nil
                }
                lines.append(
                    "@\(start)"
                        + elements.map { " [\($0.span.x12Text)]" }.joined())
                isOpen = id != "IEA"
            }
            // Between interchanges, terminators count as blanks.
            while offset < bytes.count, isBlank(bytes[offset]) || bytes[offset] == terminator {
                offset += 1
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }
}
