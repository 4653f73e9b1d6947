#if arch(x86_64)
    // The compiler's own module of processor instructions: one of them, for which Swift's
    // vectors have no operation (docs/decisions/0007-vectors-and-inlining-in-x12.md).
    import _Builtin_intrinsics.intel
#endif

/// Comparisons of sixteen bytes.
enum VectorMask {
    /// A lane that holds is a byte of ones, one that does not a byte of zeros.
    typealias Lanes = SIMD16<UInt8>

    /// Where two vectors are equal.
    @inline(__always)
    static func equal(_ left: SIMD16<UInt8>, _ right: SIMD16<UInt8>) -> Lanes {
        unsafe unsafeBitCast(left .== right, to: Lanes.self)
    }

    /// Where a byte is below a blank or outside ASCII: as signed bytes, both are below a blank.
    @inline(__always)
    static func isControlOrNotASCII(_ bytes: SIMD16<UInt8>) -> Lanes {
        let signed = unsafe unsafeBitCast(bytes, to: SIMD16<Int8>.self)
        return unsafe unsafeBitCast(signed .< SIMD16<Int8>(repeating: 0x20), to: Lanes.self)
    }

    /// Bit `i` is set when lane `i` holds.
    @inline(__always)
    static func bits(_ lanes: Lanes) -> UInt64 {
        #if arch(x86_64)
            let signed = unsafe unsafeBitCast(lanes, to: SIMD2<Int64>.self)
            return UInt64(truncatingIfNeeded: _mm_movemask_epi8(signed))
        #else
            return portableBits(lanes)
        #endif
    }

    /// The same by multiplication: with one bit left of each byte, the factor moves the bits of
    /// eight bytes into the top one, each to its own place.
    @inline(__always)
    static func portableBits(_ lanes: Lanes) -> UInt64 {
        let halves = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let factor: UInt64 = 0x0102_0408_1020_4080
        return ((halves[0] & ones) &* factor) &>> 56
            | (((halves[1] & ones) &* factor) &>> 56) &<< 8
    }
}

/// What the bytes of a group of 64 are, one bit a byte.
struct ByteGroup {
    static let byteCount = 64

    /// Element separators and segment terminators.
    private(set) var boundaries: UInt64 = 0
    private(set) var terminators: UInt64 = 0
    /// Control characters, bytes outside ASCII, component and repetition separators.
    private(set) var odd: UInt64 = 0

    /// Which bytes to look for, spread over vectors once for many groups.
    struct Pattern {
        let element: SIMD16<UInt8>
        let terminator: SIMD16<UInt8>
        let component: SIMD16<UInt8>
        let repetition: SIMD16<UInt8>

        /// For delimiters of one byte each.
        init(_ delimiters: Delimiters) {
            element = SIMD16(repeating: delimiters.element)
            terminator = SIMD16(repeating: delimiters.segment)
            // A separator the interchange does not have is looked for as another one.
            component = SIMD16(repeating: delimiters.component ?? delimiters.segment)
            repetition = SIMD16(repeating: delimiters.repetition ?? delimiters.segment)
        }
    }

    /// Looks at the 64 bytes at an address, all of which can be read.
    @inline(__always)
    init(at address: UnsafeRawPointer, _ pattern: Pattern) {
        let delete = SIMD16<UInt8>(repeating: 0x7F)
        for quarter in 0..<4 {
            // Invariant: the caller's 64 bytes are four vectors.
            let lanes = unsafe address.loadUnaligned(
                fromByteOffset: quarter &* 16, as: SIMD16<UInt8>.self)
            let ends = VectorMask.equal(lanes, pattern.terminator)
            let separators = VectorMask.equal(lanes, pattern.element)
            let isOdd =
                VectorMask.isControlOrNotASCII(lanes) | VectorMask.equal(lanes, delete)
                | VectorMask.equal(lanes, pattern.component)
                | VectorMask.equal(lanes, pattern.repetition)
            let shift = UInt64(truncatingIfNeeded: quarter &* 16)
            boundaries |= VectorMask.bits(ends | separators) &<< shift
            terminators |= VectorMask.bits(ends) &<< shift
            odd |= VectorMask.bits(isOdd) &<< shift
        }
        odd &= ~boundaries
    }
}
