import Glibc

/// What the machine can do with a buffer, measured in the same run as what Waybill does with it.
enum PhysicalLimits {
    /// Copies the buffer.
    static func copy(_ bytes: [UInt8], to target: inout [UInt8]) {
        let count = bytes.count
        unsafe target.withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in
                guard let to = target.baseAddress, let from = source.baseAddress else { return }
                unsafe memcpy(to, from, count)
            }
        }
        keep(target.count)
    }

    /// Writes the offset of every delimiter into a ring, eight bytes at a time in one register.
    ///
    /// A byte that equals the delimiter becomes zero by exclusive or; subtracting one from each
    /// byte then borrows into the top bit of exactly those, which are visited by counting zeros.
    static func swarIndex(_ bytes: [UInt8], into ring: inout [UInt32]) -> Int {
        precondition(ring.count == 1 << 16, "the ring is masked by its size")
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let element = ones &* UInt64(UInt8(ascii: "*"))
        let terminator = ones &* UInt64(UInt8(ascii: "~"))
        var count = 0
        unsafe ring.withUnsafeMutableBufferPointer { ring in
            unsafe bytes.withUnsafeBytes { source in
                var offset = 0
                while offset &+ 8 <= source.count {
                    let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    let left = word ^ element
                    let right = word ^ terminator
                    var marks =
                        ((left &- ones) & ~left | (right &- ones) & ~right) & tops
                    while marks != 0 {
                        unsafe ring[count & 0xFFFF] = UInt32(
                            truncatingIfNeeded: offset &+ (marks.trailingZeroBitCount &>> 3))
                        count &+= 1
                        marks &= marks &- 1
                    }
                    offset &+= 8
                }
                while offset < source.count {
                    let byte = unsafe source[offset]
                    if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "~") {
                        unsafe ring[count & 0xFFFF] = UInt32(truncatingIfNeeded: offset)
                        count &+= 1
                    }
                    offset &+= 1
                }
            }
        }
        return count
    }

    /// The same, byte by byte with a branch: what a plain loop costs.
    static func byteScan(_ bytes: [UInt8], into ring: inout [UInt32]) -> Int {
        precondition(ring.count == 1 << 16, "the ring is masked by its size")
        var count = 0
        unsafe ring.withUnsafeMutableBufferPointer { ring in
            unsafe bytes.withUnsafeBufferPointer { source in
                for offset in source.indices {
                    let byte = unsafe source[offset]
                    if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "~") {
                        unsafe ring[count & 0xFFFF] = UInt32(truncatingIfNeeded: offset)
                        count &+= 1
                    }
                }
            }
        }
        return count
    }
}
