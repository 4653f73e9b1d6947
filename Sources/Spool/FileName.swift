/// One name in a directory, as the opaque bytes that a file system holds: anything but `/` and
/// NUL, 1–255 bytes, and neither `.` nor `..`. It is never text: vendors send Latin-1, UTF-8 and
/// worse, and two names that print alike must stay two names.
package struct FileName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let byteCountMax = 255

    package let bytes: [UInt8]

    /// `nil` for a name that no file can have or that leads elsewhere.
    package init?(bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= Self.byteCountMax, !bytes.contains(0),
            !bytes.contains(UInt8(ascii: "/")), bytes != Array(".".utf8), bytes != Array("..".utf8)
        else { return nil }
        self.bytes = bytes
    }

    package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

    /// For names the spool itself makes, which are safe by construction.
    init(trusted text: String) {
        guard let name = FileName(text) else {
            preconditionFailure("the spool made a name that is none: \(text)")
        }
        self = name
    }

    package var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

    /// Whether the name ends so, ASCII letters compared without case.
    package func hasSuffix(ignoringCase suffix: String) -> Bool {
        let suffix = Array(suffix.utf8)
        guard bytes.count >= suffix.count else { return false }
        return zip(bytes.suffix(suffix.count), suffix).allSatisfy {
            lowercased($0) == lowercased($1)
        }
    }

    /// Printable ASCII as it is, everything else and the backslash as `\xNN`: safe in a terminal,
    /// a log line and a page, and different for different names.
    package var description: String {
        var text = ""
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            if (0x20...0x7e).contains(byte), byte != UInt8(ascii: "\\") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16)
                text += digits.utf8.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
            }
        }
        return text
    }

    package static func < (left: FileName, right: FileName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
