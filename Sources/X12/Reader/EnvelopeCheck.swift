import Diagnostics

/// Reads ISA, GS and ST, and finds what is wrong with them. Knows nothing of what came before.
enum EnvelopeCheck {
    static func interchangeHeader(_ segment: borrowing SegmentView) -> InterchangeHeader {
        var header = InterchangeHeader()
        header.senderQualifier = trimmed(segment, 5)
        header.senderID = trimmed(segment, 6)
        header.receiverQualifier = trimmed(segment, 7)
        header.receiverID = trimmed(segment, 8)
        header.date = trimmed(segment, 9)
        header.time = trimmed(segment, 10)
        header.version = trimmed(segment, 12)
        header.controlNumber = trimmed(segment, 13)
        header.wantsInterchangeAcknowledgment = trimmed(segment, 14) == "1"
        header.usage = trimmed(segment, 15)
        header.fileOffset = segment.fileOffset
        return header
    }

    static func groupHeader(_ segment: borrowing SegmentView) -> FunctionalGroupHeader {
        var header = FunctionalGroupHeader()
        header.functionalID = trimmed(segment, 1)
        header.senderCode = trimmed(segment, 2)
        header.receiverCode = trimmed(segment, 3)
        header.date = trimmed(segment, 4)
        header.time = trimmed(segment, 5)
        header.controlNumber = trimmed(segment, 6)
        header.version = trimmed(segment, 8)
        header.fileOffset = segment.fileOffset
        return header
    }

    static func setHeader(
        _ segment: borrowing SegmentView, ordinal: Int
    ) -> TransactionSetHeader {
        var header = TransactionSetHeader()
        header.set = trimmed(segment, 1)
        header.controlNumber = trimmed(segment, 2)
        if !segment.isEmpty(at: 3) { header.implementationReference = trimmed(segment, 3) }
        header.ordinal = ordinal
        header.fileOffset = segment.fileOffset
        return header
    }

    /// The element without blanks and no-break spaces around it; the fixed widths of the ISA are
    /// padded with either.
    static func trimmed(_ segment: borrowing SegmentView, _ position: Int) -> String {
        let value = segment.element(position)
        var start = 0
        var end = value.count
        while start < end, isBlank(value[start]) { start += 1 }
        while end > start, isBlank(value[end - 1]) { end -= 1 }
        let text = value.extracting(start..<end).x12Text
        // A no-break space is one byte in Latin-1 and two in UTF-8: text tells them apart.
        guard start < end, value[start] >= 0x80 || value[end - 1] >= 0x80 else { return text }
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first == " " || first == "\u{A0}" { scalars.removeFirst() }
        while let last = scalars.last, last == " " || last == "\u{A0}" { scalars.removeLast() }
        return String(scalars)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// What an ISA element must hold, with the TA105 note for it.
    struct HeaderBreach {
        let position: Int
        let note: String
        let expected: String
    }

    static func breaches(
        _ segment: borrowing SegmentView, _ header: InterchangeHeader
    ) -> [HeaderBreach] {
        var breaches: [HeaderBreach] = []
        func check(_ isFine: Bool, _ position: Int, _ note: String, _ expected: String) {
            if !isFine {
                breaches.append(
                    HeaderBreach(position: position, note: note, expected: expected))
            }
        }
        check(isQualifier(segment, 1), 1, "010", "a qualifier of two digits, such as 00")
        check(isQualifier(segment, 3), 3, "012", "a qualifier of two digits, such as 00")
        check(header.senderQualifier.utf8.count == 2, 5, "005", "a qualifier of two characters")
        check(!header.senderID.isEmpty, 6, "006", "the sender's ID")
        check(header.receiverQualifier.utf8.count == 2, 7, "007", "a qualifier of two characters")
        check(!header.receiverID.isEmpty, 8, "008", "the receiver's ID")
        check(holds(header.date, of: 6, ElementCheck.isDate), 9, "014", "a day as YYMMDD")
        check(holds(header.time, of: 4, ElementCheck.isTime), 10, "015", "a time as HHMM")
        check(holds(header.version, of: 5, isDigits), 12, "017", "five digits, such as 00401")
        check(holds(header.controlNumber, of: 9, isDigits), 13, "018", "nine digits")
        let wants = trimmed(segment, 14)
        check(wants == "0" || wants == "1", 14, "019", "0 or 1")
        check(["P", "T", "I"].contains(header.usage), 15, "020", "P, T or I")
        return breaches
    }

    /// ISA01 and ISA03: the lists I01 and I03 have two digits.
    private static func isQualifier(_ segment: borrowing SegmentView, _ position: Int) -> Bool {
        let value = segment.element(position)
        return value.count == 2 && isDigits(value)
    }

    private static func holds(
        _ text: String, of byteCount: Int, _ test: (Span<UInt8>) -> Bool
    ) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == byteCount && test(bytes.span)
    }

    static func isDigits(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where value[index] &- 0x30 > 9 { return false }
        return !value.isEmpty
    }

    static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// GS04 and GS05: a day of eight digits (six before 004010), a time of four to eight.
    static func hasRealDate(_ header: FunctionalGroupHeader) -> Bool {
        let date = Array(header.date.utf8)
        let time = Array(header.time.utf8)
        let isEarly = header.version < "004"
        return ElementCheck.isDate(date.span) && (date.count == 8 || isEarly)
            && ElementCheck.isTime(time.span)
    }

    /// How a trailer repeats a control number.
    enum Agreement { case same, paddedOtherwise, different }

    static func agreement(_ header: String, _ trailer: String) -> Agreement {
        if header == trailer { return .same }
        let left = header.utf8.drop { $0 == 0x30 }
        let right = trailer.utf8.drop { $0 == 0x30 }
        return left.elementsEqual(right) && isDigits(header) && isDigits(trailer)
            ? .paddedOtherwise : .different
    }
}
