import Diagnostics

/// IDs the reader and the validator act on, packed by hand: a stored constant would be checked
/// for being initialised at every use.
extension SegmentID {
    /// `ISA`
    static var interchangeHeader: SegmentID { SegmentID(packed: 0x49_5341) }
    /// `IEA`
    static var interchangeTrailer: SegmentID { SegmentID(packed: 0x49_4541) }
    /// `TA1`
    static var interchangeAcknowledgment: SegmentID { SegmentID(packed: 0x54_4131) }
    /// `GS`
    static var groupHeader: SegmentID { SegmentID(packed: 0x4753) }
    /// `GE`
    static var groupTrailer: SegmentID { SegmentID(packed: 0x4745) }
    /// `ST`
    static var setHeader: SegmentID { SegmentID(packed: 0x5354) }
    /// `SE`
    static var setTrailer: SegmentID { SegmentID(packed: 0x5345) }
    /// `HL`
    static var hierarchicalLevel: SegmentID { SegmentID(packed: 0x484C) }
    /// `BSN`
    static var shipNoticeHeader: SegmentID { SegmentID(packed: 0x42_534E) }
    /// `CTT`
    static var totals: SegmentID { SegmentID(packed: 0x43_5454) }
    /// `SAC`
    static var allowance: SegmentID { SegmentID(packed: 0x53_4143) }
    /// `TXI`
    static var tax: SegmentID { SegmentID(packed: 0x54_5849) }
    /// `CTP`
    static var price: SegmentID { SegmentID(packed: 0x43_5450) }
    /// `TDS`
    static var invoiceTotal: SegmentID { SegmentID(packed: 0x54_4453) }
    /// `AMT`
    static var amount: SegmentID { SegmentID(packed: 0x41_4D54) }
    /// `LS`
    static var loopHeader: SegmentID { SegmentID(packed: 0x4C53) }
    /// `LE`
    static var loopTrailer: SegmentID { SegmentID(packed: 0x4C45) }

    /// One of the segments around and between sets, ST and SE included.
    var isEnvelope: Bool {
        switch self {
        case .interchangeHeader, .interchangeTrailer, .interchangeAcknowledgment, .groupHeader,
            .groupTrailer, .setHeader, .setTrailer:
            true
        default: false
        }
    }
}

extension SegmentView {
    /// The segment in the file.
    var fullRange: ByteRange { ByteRange(offset: fileOffset, length: bytes.count) }

    /// An element in the file; where it would stand when the segment is shorter.
    func fileRange(_ elementPosition: Int) -> ByteRange {
        guard let range = range(at: elementPosition) else {
            return ByteRange(offset: fileOffset + bytes.count, length: 0)
        }
        return ByteRange(offset: fileOffset + range.lowerBound, length: range.count)
    }

    /// The element as a whole number; `nil` when it is none of at most 18 digits.
    func number(_ elementPosition: Int) -> Int? {
        guard let range = range(at: elementPosition), (1...18).contains(range.count) else {
            return nil
        }
        if range.count <= 8 {
            let value = PackedValue(
                source, from: start + range.lowerBound, to: start + range.upperBound)
            return value.nonDigits == 0 ? value.number : nil
        }
        let value = bytes.extracting(range)
        var number = 0
        for index in value.indices {
            let digit = value[index] &- 0x30
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}
