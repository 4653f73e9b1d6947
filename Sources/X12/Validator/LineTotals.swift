import Diagnostics

/// What the end of a set says of its lines: CTT01 counts them, CTT02 hashes their quantities,
/// TDS01 and AMT*TT add their amounts. Keeps sums only, so its size does not depend on the set's.
///
/// The amounts are checked only where they are plain: every line has a quantity and a price for
/// one of that unit (IT105 and PO105, element 639), every charge its amount. Line charges and
/// line taxes are counted or not, as partners differ; any sum that fits is accepted.
struct LineTotals {
    private enum Kind { case none, order, invoice, shipNotice, other }

    /// The set the lines of which are added, and its segments that have a part in that.
    private var set: String?
    private var concerned = SegmentIDFilter([])
    private var kind = Kind.none
    private var lineID = SegmentID.unreadable
    /// Positions in the line of quantity and price; 0 for none.
    private var quantityPosition = 0
    private var count = 0
    private var itemLevelCount = 0
    private var hash: Int64 = 0
    private var isHashComplete = true
    private var lines = AmountSum()
    private var lineCharges = AmountSum()
    private var lineTaxes = AmountSum()
    private var charges = AmountSum()
    private var taxes = AmountSum()
    private var isPastLines = false
    private var claimed: Claim?

    /// TDS01 or AMT02, kept until the whole set has been seen. The place is put together only when
    /// it is told: nearly every set has a total, and nearly every total fits.
    private struct Claim {
        let finding: X12Finding
        let amount: ScaledDecimal
        let range: ByteRange
        let segmentPosition: Int
        /// As received; without an allocation up to fifteen bytes.
        let text: String

        func place(in set: DiagnosticPlace) -> DiagnosticPlace {
            let isInvoice = finding == .invoiceTotal
            var place = set
            place.segment = isInvoice ? "TDS" : "AMT"
            place.segmentPosition = segmentPosition
            place.elementPosition = isInvoice ? 1 : 2
            place.elementReference = isInvoice ? "610" : "782"
            return place
        }
    }

    mutating func reset(set: String) {
        count = 0
        itemLevelCount = 0
        hash = 0
        isHashComplete = true
        isPastLines = false
        claimed = nil
        lines.reset()
        lineCharges.reset()
        lineTaxes.reset()
        charges.reset()
        taxes.reset()
        guard self.set != set else { return }
        self.set = set
        quantityPosition = 0
        lineID = .unreadable
        switch set {
        case "850", "855": (kind, lineID, quantityPosition) = (.order, "PO1", 2)
        case "810": (kind, lineID, quantityPosition) = (.invoice, "IT1", 2)
        case "856": (kind, lineID, quantityPosition) = (.shipNotice, "SN1", 2)
        case "860", "865": (kind, lineID, quantityPosition) = (.other, "POC", 3)
        case "832", "846": (kind, lineID) = (.other, "LIN")
        default: kind = .none
        }
        concerned = SegmentIDFilter([
            lineID, .hierarchicalLevel, .allowance, .tax, .price, .invoiceTotal, .amount, .totals,
        ])
    }

    /// False for a segment that is neither counted nor added: no line, no level, no amount, no
    /// total.
    @inline(__always)
    func mayConcern(_ id: SegmentID) -> Bool { concerned.mayContain(id) }

    /// Counts one segment of the set, those excepted for which `needsContext`.
    @inline(__always)
    mutating func add(_ segment: borrowing SegmentView) {
        if segment.id == lineID { addLine(segment) }
    }

    /// The segment carries an amount or a total: CTT, SAC, TXI, CTP, TDS, AMT.
    @inline(__always)
    func needsContext(_ id: SegmentID) -> Bool {
        id == .allowance || id == .tax || id == .price || id == .invoiceTotal || id == .amount
            || id == .totals
    }

    private mutating func addLine(_ segment: borrowing SegmentView) {
        // In an 856 the levels count, not the SN1; its quantities make the hash.
        if kind != .shipNotice { count += 1 }
        guard quantityPosition > 0 else { return }
        let quantity = ShortDecimal(segment, quantityPosition)
        if let quantity {
            hash &+= abs(quantity.value)
        } else if !segment.isEmpty(at: quantityPosition) {
            isHashComplete = false
        }
        guard kind == .order || kind == .invoice else { return }
        if let quantity, let price = ShortDecimal(segment, 4),
            Self.isPriceOfOne(segment.element(5))
        {
            lines.add(quantity, times: price)
        } else {
            lines.giveUp()
        }
    }

    /// Element 639: the price is for one of the unit ordered. Others are for a hundred, a dozen, a
    /// pound: what the quantity is multiplied by is then not in the line.
    private static func isPriceOfOne(_ basis: Span<UInt8>) -> Bool {
        guard basis.count == 2 else { return basis.isEmpty }
        switch UInt16(basis[0]) << 8 | UInt16(basis[1]) {
        // PE UM CA CT CP FX LE NT QE QT RE RS ST TE WE
        case 0x5045, 0x554D, 0x4341, 0x4354, 0x4350, 0x4658, 0x4C45, 0x4E54, 0x5145, 0x5154,
            0x5245, 0x5253, 0x5354, 0x5445, 0x5745:
            return true
        default: return false
        }
    }

    /// SAC, TXI, CTP, TDS, AMT.
    @inline(never)
    mutating func addAmount(
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context
    ) {
        guard kind == .order || kind == .invoice else { return }
        switch segment.id {
        case .allowance: addCharge(segment)
        case .tax:
            guard !segment.isEmpty(at: 2) else { return }
            let amount = ShortDecimal(segment, 2)
            if isInLines {
                Self.add(amount, sign: 1, to: &lineTaxes)
            } else {
                Self.add(amount, sign: 1, to: &taxes)
            }
        // CTP06 changes the price of the line by CTP07.
        case .price: if !segment.isEmpty(at: 6) { lines.giveUp() }
        case .invoiceTotal where kind == .invoice:
            isPastLines = true
            claim(.invoiceTotal, segment, 1, impliedPlaces: 2, context)
        case .amount where kind == .order && isPastLines:
            let qualifier = segment.element(1)
            guard qualifier.count == 2, qualifier[0] == UInt8(ascii: "T"),
                qualifier[1] == UInt8(ascii: "T")
            else { return }
            claim(.orderTotal, segment, 2, impliedPlaces: 0, context)
        default: return
        }
    }

    /// SAC01 A is taken off, C is added; the others move no money here.
    private mutating func addCharge(_ segment: borrowing SegmentView) {
        let indicator = segment.element(1)
        guard indicator.count == 1 else { return }
        let sign: Int64
        switch indicator[0] {
        case UInt8(ascii: "A"): sign = -1
        case UInt8(ascii: "C"): sign = 1
        default: return
        }
        let amount = ShortDecimal(segment, 5, impliedPlaces: 2)
        if isInLines {
            Self.add(amount, sign: sign, to: &lineCharges)
        } else {
            Self.add(amount, sign: sign, to: &charges)
        }
    }

    /// Before the lines and after them stand the charges of the whole set.
    private var isInLines: Bool { count > 0 && !isPastLines }

    private static func add(_ amount: ShortDecimal?, sign: Int64, to sum: inout AmountSum) {
        if let amount { sum.add(amount, sign: sign) } else { sum.giveUp() }
    }

    private mutating func claim(
        _ finding: X12Finding, _ segment: borrowing SegmentView, _ position: Int,
        impliedPlaces: Int, _ context: TransactionSetValidator.Context
    ) {
        guard
            let amount = ShortDecimal(segment, position, impliedPlaces: impliedPlaces),
            let value = ScaledDecimal(coefficient: Int128(amount.value), scale: amount.scale)
        else { return }
        claimed = Claim(
            finding: finding, amount: value, range: segment.fileRange(position),
            segmentPosition: context.segmentPosition, text: segment.text(position))
    }
}

// MARK: - What the trailers say

extension LineTotals {
    /// In an 856: every level, and the item levels apart.
    mutating func countLevel(_ segment: borrowing SegmentView) {
        guard kind == .shipNotice else { return }
        count += 1
        let code = segment.element(3)
        if code.count == 1, code[0] == UInt8(ascii: "I") { itemLevelCount += 1 }
    }

    /// CTT01 and CTT02.
    mutating func checkCounts(
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context,
        _ findings: inout FindingCollector
    ) {
        isPastLines = true
        guard kind != .none else { return }
        checkHash(segment, context, &findings)
        guard let claimed = segment.number(1) else { return }
        let isShipNotice = kind == .shipNotice
        guard claimed != count, !isShipNotice || claimed != itemLevelCount else { return }
        var place = findings.place
        place.segment = "CTT"
        place.segmentPosition = context.segmentPosition
        place.elementPosition = 1
        place.elementReference = "354"
        let expected =
            isShipNotice
            ? "\(count) levels or \(itemLevelCount) items" : "\(count) \(lineID) segments"
        findings.add(
            .lineCount, in: .set, range: segment.fileRange(1), place: place,
            detail: FindingCollector.Detail(expected: expected, found: "\(claimed)"),
            message: "CTT01 says \(claimed) lines; the set has \(expected).")
    }

    /// The bare digits of both are compared, of the sum the last ten (element 347).
    private func checkHash(
        _ segment: borrowing SegmentView, _ context: TransactionSetValidator.Context,
        _ findings: inout FindingCollector
    ) {
        guard findings.options.comparedHashTotal != nil, isHashComplete, quantityPosition > 0,
            let claimed = ShortDecimal(segment, 2)
        else { return }
        let expected = hash % 10_000_000_000
        guard abs(claimed.value) != expected else { return }
        var place = findings.place
        place.segment = "CTT"
        place.segmentPosition = context.segmentPosition
        place.elementPosition = 2
        place.elementReference = "347"
        findings.add(
            .hashTotal, in: .set, range: segment.fileRange(2), place: place,
            detail: FindingCollector.Detail(
                expected: "\(expected)", found: segment.text(2)),
            message:
                "CTT02 says \(segment.text(2)); the digits of the quantities add up to \(expected)."
        )
    }

    /// At the SE, when all charges and taxes have been seen.
    @inline(never)
    mutating func finish(_ findings: inout FindingCollector) {
        guard let claimed, !lines.isEmpty else { return }
        let parts = Parts(
            lines: lines.exact, linesOfCents: lines.ofCents, lineCharges: lineCharges.exact,
            lineTaxes: lineTaxes.exact, charges: charges.exact, taxes: taxes.exact)
        var expected: ScaledDecimal?
        // Sixteen sums are possible; the likeliest, and nearly always the last one looked at, is
        // the first: all of the lines' amounts, and for an invoice the set's own.
        for choice in 0..<16 as Range<UInt8> {
            guard let sum = parts.sum(choice, isOrder: claimed.finding == .orderTotal) else {
                continue
            }
            if sum.magnitude == claimed.amount.magnitude { return }
            expected = expected ?? sum
        }
        guard let expected else { return }
        let isInvoice = claimed.finding == .invoiceTotal
        findings.add(
            claimed.finding, in: .set, range: claimed.range,
            place: claimed.place(in: findings.place),
            detail: FindingCollector.Detail(expected: "\(expected)", found: claimed.text),
            message: isInvoice
                ? "TDS01 says \(claimed.amount); lines, charges and taxes add up to \(expected)."
                : "AMT02 says \(claimed.amount); the lines add up to \(expected).")
    }

    /// What a total may be made of; `nil` where something could not be added up.
    private struct Parts {
        let lines: ScaledDecimal?
        let linesOfCents: ScaledDecimal?
        let lineCharges: ScaledDecimal?
        let lineTaxes: ScaledDecimal?
        let charges: ScaledDecimal?
        let taxes: ScaledDecimal?

        /// One of the sums, to cents. Bits of the choice, from the lowest: the set's charges and
        /// taxes are counted otherwise than usual (an order's not, an invoice's always), line
        /// taxes are left out, line charges are left out, each line is rounded to cents.
        func sum(_ choice: UInt8, isOrder: Bool) -> ScaledDecimal? {
            if !isOrder, choice & 1 != 0 { return nil }
            var total = choice & 8 == 0 ? lines : linesOfCents
            if choice & 4 == 0 { add(lineCharges, to: &total) }
            if choice & 2 == 0 { add(lineTaxes, to: &total) }
            if !isOrder || choice & 1 != 0 {
                add(charges, to: &total)
                add(taxes, to: &total)
            }
            return total?.rounded(to: 2)
        }

        private func add(_ part: ScaledDecimal?, to total: inout ScaledDecimal?) {
            guard let part else { return total = nil }
            if !part.isZero { total = total?.adding(part) }
        }
    }
}
