import Diagnostics

/// A value, its field, and where it came from, in 32 bytes: documents of a file stand beside each
/// other until they are taken, and what does not fit the caches costs most.
struct DocumentSlot: Sendable {
    /// As `DocumentValue`, with the decimals of every day in 64 bits.
    private enum Content: Sendable {
        case text(String)
        case time(String)
        case decimal(coefficient: Int64, scale: UInt8)
        indirect case wideDecimal(ScaledDecimal)
        case integer(Int)
        case date(year: Int16, month: UInt8, day: UInt8)
        case boolean(Bool)

        init(_ value: consuming DocumentValue) {
            switch consume value {
            case .text(let text): self = .text(text)
            case .time(let time): self = .time(time)
            case .decimal(let number):
                if let coefficient = Int64(exactly: number.coefficient) {
                    self = .decimal(
                        coefficient: coefficient, scale: UInt8(truncatingIfNeeded: number.scale))
                } else {
                    self = .wideDecimal(number)
                }
            case .integer(let number): self = .integer(number)
            case .date(let day):
                // A calendar date has a year of 0 to 9999.
                self = .date(
                    year: Int16(truncatingIfNeeded: day.year),
                    month: UInt8(truncatingIfNeeded: day.month),
                    day: UInt8(truncatingIfNeeded: day.day))
            case .boolean(let flag): self = .boolean(flag)
            }
        }
    }

    private let content: Content
    /// A schema has a few dozen fields.
    let field: UInt16
    /// -1 without a source. `Limits` keep elements and texts far below 2 GiB.
    private let length: Int32
    private let offset: Int

    init(value: consuming DocumentValue, field: Int, source: ByteRange?) {
        content = Content(value)
        self.field = UInt16(truncatingIfNeeded: field)
        offset = source?.offset ?? 0
        length = source.map { Int32(clamping: $0.length) } ?? -1
    }

    var value: DocumentValue {
        switch content {
        case .text(let text): .text(text)
        case .time(let time): .time(time)
        case .decimal(let coefficient, let scale): Self.decimal(coefficient, scale)
        case .wideDecimal(let number): .decimal(number)
        case .integer(let number): .integer(number)
        case .date(let year, let month, let day): Self.date(year, month, day)
        case .boolean(let flag): .boolean(flag)
        }
    }

    // What was stored was a value, so putting it together again cannot fail.

    private static func decimal(_ coefficient: Int64, _ scale: UInt8) -> DocumentValue {
        guard
            let number = ScaledDecimal(coefficient: Int128(coefficient), scale: Int(scale))
        else { preconditionFailure("a stored decimal has a scale of 0 to 30") }
        return .decimal(number)
    }

    private static func date(_ year: Int16, _ month: UInt8, _ day: UInt8) -> DocumentValue {
        guard let date = CalendarDate(year: Int(year), month: Int(month), day: Int(day)) else {
            preconditionFailure("a stored date is a day of the calendar")
        }
        return .date(date)
    }

    var source: ByteRange? {
        length < 0 ? nil : ByteRange(offset: offset, length: Int(length))
    }
}

extension [DocumentSlot] {
    /// Where a field's slot stands, or where it would have to. Values mostly come in the order of
    /// their fields, so the search starts at the end.
    func place(of field: Int) -> (index: Int, isTaken: Bool) {
        var index = count
        while index > 0, self[index - 1].field > field { index -= 1 }
        guard index > 0, self[index - 1].field == field else { return (index, false) }
        return (index - 1, true)
    }

    mutating func put(_ slot: consuming DocumentSlot) {
        // The usual case: the field after the last.
        if last.map({ $0.field < slot.field }) ?? true { return append(slot) }
        let place = place(of: Int(slot.field))
        if place.isTaken {
            self[place.index] = slot
        } else {
            insert(slot, at: place.index)
        }
    }
}
