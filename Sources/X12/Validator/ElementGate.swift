/// A value of up to eight bytes in one integer, the last byte lowest: what one load gives.
struct PackedValue {
    let word: UInt64
    let byteCount: Int

    private init(word: UInt64, byteCount: Int) {
        self.word = word
        self.byteCount = byteCount
    }

    /// The last eight bytes of the value, or all of it with zeros above.
    @inline(__always)
    init(_ source: Span<UInt8>, from start: Int, to end: Int) {
        byteCount = end &- start
        guard end >= 8, end <= source.count else {
            var word: UInt64 = 0
            for offset in start..<end { word = word &<< 8 | UInt64(source[offset]) }
            self.word = word
            return
        }
        // Invariant: the eight bytes before `end` are in the source, as was just checked.
        let loaded = unsafe source.withUnsafeBytes { bytes in
            unsafe bytes.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self)
        }
        let unused = UInt64(truncatingIfNeeded: max(0, 64 &- byteCount &* 8))
        word = byteCount == 0 ? 0 : (UInt64(bigEndian: loaded) &<< unused) &>> unused
    }

    /// The top bit of each of the value's bytes that is no digit.
    @inline(__always)
    var nonDigits: UInt64 {
        let unused = UInt64(truncatingIfNeeded: 64 &- byteCount &* 8)
        let digits = word ^ 0x3030_3030_3030_3030
        // Ten and more carry into the top bit, and no further.
        let high = ((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | digits
        return ((high & 0x8080_8080_8080_8080) &<< unused) &>> unused
    }

    /// The top bit of each byte that is a point.
    @inline(__always)
    var points: UInt64 {
        let differences = word ^ 0x2E2E_2E2E_2E2E_2E2E
        let low = (differences & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
        return ~(low | differences) & 0x8080_8080_8080_8080
    }

    /// The number up to eight digits make, two, four and eight of them at a time. Digits are
    /// known.
    @inline(__always)
    var number: Int {
        let digits = word & 0x0F0F_0F0F_0F0F_0F0F
        let pairMask: UInt64 = 0x00FF_00FF_00FF_00FF
        let pairs = (digits & pairMask) &+ 10 &* ((digits &>> 8) & pairMask)
        let fourMask: UInt64 = 0x0000_FFFF_0000_FFFF
        let fours = (pairs & fourMask) &+ 100 &* ((pairs &>> 16) & fourMask)
        return Int(truncatingIfNeeded: (fours & 0xFFFF_FFFF) &+ 10_000 &* (fours &>> 32))
    }

    /// The value without one of its bytes, counted from the last.
    @inline(__always)
    func withoutByte(_ place: Int) -> PackedValue {
        let below = (UInt64(1) &<< UInt64(truncatingIfNeeded: place &* 8)) &- 1
        return PackedValue(
            word: (word & below) | ((word &>> 8) & ~below), byteCount: byteCount &- 1)
    }

    /// The number two digits make, the lower one so many bytes from the end. Digits are known.
    @inline(__always)
    func pair(_ place: UInt64) -> UInt64 {
        (word &>> (place &* 8 &+ 8) & 0xF) &* 10 &+ (word &>> (place &* 8) & 0xF)
    }
}

/// The rule of one position, narrowed to what decides in a few instructions that a value keeps
/// it. A gate that stays shut decides nothing: `ElementCheck` then looks closely. So a gate may
/// be too strict, and must never be too lax.
struct ElementGate {
    enum Kind: UInt8 {
        /// Text that does not start with a blank.
        case text
        /// Anything of fitting length.
        case free
        /// A code of the list, without padding.
        case code
        /// Digits alone, at most eight.
        case digits
        /// Digits with at most one point, at most eight bytes.
        case decimal
        /// CCYYMMDD up to the 28th, which every month has.
        case date
        /// HHMM
        case time
        /// Composites, and rules of unusual size.
        case shut
    }

    private(set) var kind: Kind
    /// The list's slots in `CodeTables`, less one.
    private(set) var codeMask: UInt16 = 0
    private(set) var lengthMin: UInt16 = 0
    private(set) var lengthMax: UInt32 = 0
    private(set) var codeStart: UInt32 = 0

    init(_ rule: ElementRule, _ codes: CodeTables) {
        kind =
            switch rule.kind {
            case .string: .text
            case .identifier: rule.codes >= 0 ? .code : .free
            case .date: rule.lengthMin <= 8 && rule.lengthMax >= 8 ? .date : .shut
            case .time: rule.lengthMin <= 4 && rule.lengthMax >= 4 ? .time : .shut
            case .decimal: .decimal
            case .implied: .digits
            case .binary: .free
            }
        guard rule.componentCount == 0, let lengthMin = UInt16(exactly: rule.lengthMin),
            let lengthMax = UInt32(exactly: rule.lengthMax)
        else {
            kind = .shut
            return
        }
        self.lengthMin = lengthMin
        self.lengthMax = lengthMax
        guard kind == .code else { return }
        let range = codes.range(of: rule.codes)
        guard let start = UInt32(exactly: range.start), let mask = UInt16(exactly: range.mask)
        else {
            kind = .shut
            return
        }
        codeStart = start
        codeMask = mask
    }

    /// True when the value, which is not empty, surely keeps the rule. It holds neither odd bytes
    /// nor separators.
    @inline(__always)
    func accepts(
        _ source: Span<UInt8>, from start: Int, to end: Int, _ codes: borrowing CodeTables
    ) -> Bool {
        let byteCount = end &- start
        switch kind {
        case .text: return fits(byteCount) && source[start] != 0x20
        case .free: return fits(byteCount)
        case .code:
            guard byteCount <= CodeKey.byteCountMax, fits(byteCount) else { return false }
            let word = PackedValue(source, from: start, to: end).word
            return codes.contains(
                CodeKey.packed(word, byteCount), start: Int(codeStart), mask: Int(codeMask))
        case .digits:
            return byteCount <= 8 && fits(byteCount)
                && PackedValue(source, from: start, to: end).nonDigits == 0
        case .decimal:
            guard byteCount <= 8 else { return false }
            let value = PackedValue(source, from: start, to: end)
            let others = value.nonDigits
            if others == 0 { return fits(byteCount) }
            return others & ~value.points == 0 && others & (others &- 1) == 0 && byteCount > 1
                && fits(byteCount &- 1)
        case .date:
            let value = PackedValue(source, from: start, to: end)
            guard byteCount == 8, value.nonDigits == 0 else { return false }
            return value.pair(2) &- 1 < 12 && value.pair(0) &- 1 < 28
        case .time:
            let value = PackedValue(source, from: start, to: end)
            guard byteCount == 4, value.nonDigits == 0 else { return false }
            return value.pair(2) < 24 && value.pair(0) < 60
        case .shut: return false
        }
    }

    @inline(__always)
    private func fits(_ count: Int) -> Bool {
        count >= Int(lengthMin) && count <= Int(lengthMax)
    }
}
