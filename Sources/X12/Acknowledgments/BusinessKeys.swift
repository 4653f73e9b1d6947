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
/// The bytes are kept in one buffer that is used again, because every line of every set passes.
struct BusinessKeys {
    private struct Place {
        let segment: SegmentID
        let position: Int
        let name: String
    }

    private var document: Place?
    private var line: Place?
    private var value: [UInt8] = []
    private var current: Place?

    /// A set begins.
    mutating func begin(_ set: String) {
        (document, line) = Self.places[set] ?? (nil, nil)
        current = nil
        value.removeAll(keepingCapacity: true)
    }

    /// A segment of the set.
    mutating func note(_ segment: borrowing SegmentView) {
        if let line, segment.id == line.segment {
            keep(segment, line)
        } else if let document, segment.id == document.segment {
            keep(segment, document)
        } else if segment.id == "CTT" || segment.id == "TDS" || segment.id == "SE" {
            current = nil
        }
    }

    private mutating func keep(_ segment: borrowing SegmentView, _ place: Place) {
        value.removeAll(keepingCapacity: true)
        let element = segment.element(place.position)
        for index in element.indices { value.append(element[index]) }
        current = place
    }

    /// Where the last segment stands, when it has a number.
    var context: AcknowledgedContext? {
        guard let current, !value.isEmpty else { return nil }
        return AcknowledgedContext(name: current.name, value: value.span.x12Text)
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
