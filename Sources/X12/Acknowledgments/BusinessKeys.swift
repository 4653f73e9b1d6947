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
    private var value = InlineArray<96, UInt8>(repeating: 0)
    private var byteCount = 0
    private var current = Kind.none

    /// A set begins.
    mutating func begin(_ set: String) {
        (document, line) = Self.places[set] ?? (nil, nil)
        documentSegment = document?.segment ?? .unreadable
        lineSegment = line?.segment ?? .unreadable
        current = .none
        byteCount = 0
    }

    /// A segment of the set.
    mutating func note(_ segment: borrowing SegmentView) {
        let id = segment.id
        if id == lineSegment, id != .unreadable {
            keep(segment, line?.position ?? 0)
            current = .line
        } else if id == documentSegment, id != .unreadable {
            keep(segment, document?.position ?? 0)
            current = .document
        } else if id == .totals || id == .invoiceTotal || id == .setTrailer {
            current = .none
        }
    }

    private mutating func keep(_ segment: borrowing SegmentView, _ position: Int) {
        let element = segment.element(position)
        byteCount = element.count <= value.count ? element.count : 0
        for index in 0..<byteCount { value[index] = element[index] }
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
        return AcknowledgedContext(
            name: place.name, value: value.span.extracting(0..<byteCount).x12Text)
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
