/// The four delimiters of an interchange (X12.5), learned from its ISA or given by a profile.
package struct Delimiters: Hashable, Sendable {
    /// Data element separator, the byte after `ISA`.
    package var element: UInt8
    /// Component element separator, ISA16; `nil` when the interchange has none.
    package var component: UInt8?
    /// Repetition separator, ISA11 from release 00402 on; `nil` before.
    package var repetition: UInt8?
    /// Segment terminator, the byte after ISA16.
    package var segment: UInt8

    package init(element: UInt8, component: UInt8?, repetition: UInt8?, segment: UInt8) {
        self.element = element
        self.component = component
        self.repetition = repetition
        self.segment = segment
    }

    /// `*`, `>`, none, `~`: what most procurement partners on 4010 use.
    package static let usual = Delimiters(
        element: UInt8(ascii: "*"), component: UInt8(ascii: ">"), repetition: nil,
        segment: UInt8(ascii: "~"))
}

/// A segment ID of two or three bytes packed into an integer, so that comparing costs nothing.
/// IDs of any other length are kept as `.unreadable`; their text is in the segment itself.
public struct SegmentID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// The ID's bytes, last one lowest.
    public let packed: UInt32

    /// What is no ID of two or three bytes.
    public static let unreadable = SegmentID(packed: 0)

    /// The ID's bytes, last one lowest. For constants, which must cost nothing to compare with.
    init(packed: UInt32) { self.packed = packed }

    /// Packs 2 or 3 bytes; anything else is `.unreadable`.
    public init(_ bytes: Span<UInt8>) {
        switch bytes.count {
        case 2: packed = UInt32(bytes[0]) << 8 | UInt32(bytes[1])
        case 3: packed = UInt32(bytes[0]) << 16 | UInt32(bytes[1]) << 8 | UInt32(bytes[2])
        default: packed = 0
        }
    }

    /// Packs the bytes from one offset to another, as above.
    @inlinable @inline(__always)
    init(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
        switch end &- start {
        case 2: packed = UInt32(bytes[start]) << 8 | UInt32(bytes[start &+ 1])
        case 3:
            packed =
                UInt32(bytes[start]) << 16 | UInt32(bytes[start &+ 1]) << 8
                | UInt32(bytes[start &+ 2])
        default: packed = 0
        }
    }

    /// Makes no text, so that comparing with a literal stays as cheap as it looks.
    public init(stringLiteral value: StaticString) {
        var packed: UInt32 = 0
        // The pointer is used inside the call only; a literal of one scalar has no buffer of its
        // own and is made one by the call.
        value.withUTF8Buffer { bytes in
            if (2...3).contains(bytes.count) {
                for index in bytes.indices {
                    packed = packed << 8 | UInt32(unsafe bytes[index])
                }
            }
        }
        self.init(packed: packed)
    }

    /// Packs the UTF-8 of a text of 2 or 3 bytes; anything else is `.unreadable`.
    public init(_ text: String) {
        var value: UInt32 = 0
        for byte in text.utf8 { value = value << 8 | UInt32(byte) }
        packed = (2...3).contains(text.utf8.count) ? value : 0
    }

    /// The ID as text.
    public var description: String {
        var text = ""
        for shift in [16, 8, 0] as [UInt32] {
            let byte = UInt8(truncatingIfNeeded: packed >> shift)
            if byte != 0 { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        }
        return text
    }
}
