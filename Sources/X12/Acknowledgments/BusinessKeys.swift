import Diagnostics

/// The number by which people know where in a set they are: that of the line, and before the first
/// line that of the document. A 999 gives it in a CTX after IK3.
///
/// | Set | Document | Line |
/// |---|---|---|
/// | 850 | BEG03 | PO101 |
/// | 855 | BAK03 | PO101 |
/// | 810 | BIG02 | IT101 |
/// | 856 | BSN02 | HL01 |
/// | 860 | BCH03 | POC01 |
/// | 865 | BCA03 | POC01 |
/// | 832 | BCT02 | LIN01 |
/// | 846 | BIA03 | LIN01 |
/// | 824 | BGN02 | OTI03 |
/// | 820 | TRN02 | ENT01 |
///
/// The bytes are copied in place, because every line of every set passes. A number of more bytes
/// than the place has, which no table allows, is not given.
struct BusinessKeys {
    private struct Place {
        let segment: SegmentID
        let position: Int
        let name: String
    }

    private enum Kind { case none, document, line }

    private var document: Place?
    private var line: Place?
    /// The segments of the two, for a comparison that costs nothing; `unreadable` for none.
    private var documentSegment = SegmentID.unreadable
    private var lineSegment = SegmentID.unreadable
    /// The set begun last, whose places are looked up.
    private var set: String?
    /// The number kept: up to eight bytes packed, longer ones in `longValue`.
    private var value: UInt64 = 0
    private var longValue = InlineArray<96, UInt8>(repeating: 0)
    private var byteCount = 0
    private var current = Kind.none
    /// The segments that mean something here, and LS and LE, which the builder asks for with them.
    private var noted = SegmentIDFilter([])

    /// A set begins.
    mutating func begin(_ set: String) {
        current = .none
        byteCount = 0
        guard self.set != set else { return }
        self.set = set
        (document, line) = Self.places[set] ?? (nil, nil)
        documentSegment = document?.segment ?? .unreadable
        lineSegment = line?.segment ?? .unreadable
        noted = SegmentIDFilter([
            documentSegment, lineSegment, .totals, .invoiceTotal, .setTrailer, .loopHeader,
            .loopTrailer,
        ])
    }

    /// False for a segment that is none of those `note` acts on, nor LS or LE.
    @inline(__always)
    func mayNote(_ id: SegmentID) -> Bool { noted.mayContain(id) }

    /// A segment of the set.
    mutating func note(_ segment: borrowing SegmentView) {
        let id = segment.id
        if id == lineSegment {
            guard id != .unreadable else { return }
            keep(segment, line?.position ?? 0)
            current = .line
        } else if id == documentSegment {
            keep(segment, document?.position ?? 0)
            current = .document
        } else if id == .totals || id == .invoiceTotal || id == .setTrailer {
            current = .none
        }
    }

    private mutating func keep(_ segment: borrowing SegmentView, _ position: Int) {
        let range = segment.range(at: position) ?? 0..<0
        byteCount = range.count
        guard range.count <= 8 else { return keepLong(segment.element(position)) }
        let start = segment.start
        value =
            PackedValue(
                segment.source, from: start &+ range.lowerBound, to: start &+ range.upperBound
            ).word
    }

    @inline(never)
    private mutating func keepLong(_ element: Span<UInt8>) {
        byteCount = element.count <= longValue.count ? element.count : 0
        for index in 0..<byteCount { longValue[index] = element[index] }
    }

    private var text: String {
        guard byteCount <= 8 else {
            return longValue.span.extracting(0..<byteCount).x12Text
        }
        let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
        return Array(bytes.reversed()).span.x12Text
    }

    /// Where the last segment stands, when it has a number.
    var context: AcknowledgedContext? {
        let place =
            switch current {
            case .none: nil as Place?
            case .document: document
            case .line: line
            }
        guard let place, byteCount > 0 else { return nil }
        return AcknowledgedContext(name: place.name, value: text)
    }

    private static func place(_ name: String) -> Place? {
        guard let position = Int(name.suffix(2)) else { return nil }
        return Place(
            segment: SegmentID(String(name.dropLast(2))), position: position, name: name)
    }

    private static let places: [String: (Place?, Place?)] = [
        "850": (place("BEG03"), place("PO101")),
        "855": (place("BAK03"), place("PO101")),
        "810": (place("BIG02"), place("IT101")),
        "856": (place("BSN02"), place("HL01")),
        "860": (place("BCH03"), place("POC01")),
        "865": (place("BCA03"), place("POC01")),
        "832": (place("BCT02"), place("LIN01")),
        "846": (place("BIA03"), place("LIN01")),
        "824": (place("BGN02"), place("OTI03")),
        "820": (place("TRN02"), place("ENT01")),
    ]
}
