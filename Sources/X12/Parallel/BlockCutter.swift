/// Cuts the bytes of a file into blocks that begin at a transaction set, so that they can be read
/// apart from one another.
///
/// Cuts before an ST that follows an SE: there another set of the same group begins, and the
/// context is the one before. Where the bytes hold no such place, the block is full all the same;
/// then the next one begins anywhere and is only good to be read in turn. A cut is a guess about the
/// bytes before it and no part of the result.
package struct BlockCutter {
    /// Longest SE looked at, terminator and blanks included.
    private static let trailerByteCountMax = 64

    private let byteCount: Int
    /// Bytes not yet given out, and where in the file they stand.
    private var bytes: [UInt8] = []
    private var fileOffset = 0
    /// What is left begins at a set, as far as can be seen.
    private var beginsAtSet = false

    /// `byteCount`: bytes of a block, at least 1.
    package init(byteCount: Int) {
        precondition(byteCount > 0)
        self.byteCount = byteCount
    }

    /// Bytes taken so far.
    package var endOffset: Int { fileOffset + bytes.count }

    /// Takes bytes of a chunk from a position on. True when a block has become full and was put
    /// into `block`; then call again with the same chunk. The context may be a supposed one.
    package mutating func fill<SetReader>(
        from chunk: Span<UInt8>, _ position: inout Int, in context: ReadingContext?,
        _ block: inout FileBlock<SetReader>
    ) -> Bool {
        let end = min(chunk.count, position + byteCount - bytes.count)
        bytes.reserveCapacity(byteCount)
        bytes.append(chunk.extracting(position..<end))
        position = end
        guard bytes.count == byteCount else { return false }
        let cut = context.flatMap { Self.lastCut(in: bytes.span, $0) }
        give(cut ?? byteCount, to: &block)
        beginsAtSet = cut != nil
        return true
    }

    /// Puts what is left at the end of the file into a block; false when nothing is.
    package mutating func finish<SetReader>(_ block: inout FileBlock<SetReader>) -> Bool {
        guard !bytes.isEmpty else { return false }
        give(bytes.count, to: &block)
        beginsAtSet = false
        return true
    }

    /// Gives the bytes up to a cut away and keeps the rest; the buffers take turns.
    private mutating func give<SetReader>(_ cut: Int, to block: inout FileBlock<SetReader>) {
        block.restart(at: fileOffset, beginsAtSet: beginsAtSet)
        swap(&block.bytes, &bytes)
        bytes.removeAll(keepingCapacity: true)
        bytes.append(block.bytes.span.extracting(cut..<block.bytes.count))
        block.bytes.removeLast(block.bytes.count - cut)
        fileOffset += cut
    }

    /// The last place, not the first byte, where an ST follows an SE.
    static func lastCut(in bytes: Span<UInt8>, _ context: ReadingContext) -> Int? {
        var end = bytes.count
        while let offset = lastPair(in: bytes, before: end) {
            if isCut(bytes, at: offset, context.scan) { return offset }
            end = offset
        }
        return nil
    }

    /// The last `ST` that begins before an offset.
    private static func lastPair(in bytes: Span<UInt8>, before end: Int) -> Int? {
        var offset = min(end, bytes.count - 1)
        let first = SIMD16<UInt8>(repeating: UInt8(ascii: "S"))
        let second = SIMD16<UInt8>(repeating: UInt8(ascii: "T"))
        while offset > 0 {
            // Sixteen places at a time while there is none among them.
            if offset >= 16 {
                // Invariant: `offset` is at most `bytes.count - 1`, so both loads end in the bytes.
                let none = unsafe bytes.withUnsafeBytes { source in
                    let left = unsafe source.loadUnaligned(
                        fromByteOffset: offset - 16, as: SIMD16<UInt8>.self)
                    let right = unsafe source.loadUnaligned(
                        fromByteOffset: offset - 15, as: SIMD16<UInt8>.self)
                    return !any((left .== first) .& (right .== second))
                }
                if none {
                    offset -= 16
                    continue
                }
            }
            let stop = max(0, offset - 16)
            while offset > stop {
                offset -= 1
                if bytes[offset] == UInt8(ascii: "S"), bytes[offset + 1] == UInt8(ascii: "T") {
                    return offset
                }
            }
        }
        return nil
    }

    /// Whether `ST` at an offset is a segment and the one before it an SE.
    private static func isCut(
        _ bytes: Span<UInt8>, at offset: Int, _ scan: ScanDelimiters
    ) -> Bool {
        guard scan.elementStands(in: bytes, at: offset + 2) else { return false }
        var end = offset
        while end > 0, scan.isSkippable(bytes[end - 1]) { end -= 1 }
        end -= scan.terminatorByteCount
        guard end > 0, scan.terminatorStands(in: bytes, at: end) else { return false }
        var start = end
        while start > 0, end - start < trailerByteCountMax {
            let before = start - scan.terminatorByteCount
            if before >= 0, scan.terminatorStands(in: bytes, at: before) { break }
            start -= 1
        }
        while start < end, scan.isSkippable(bytes[start]) { start += 1 }
        return start + 2 < end && bytes[start] == UInt8(ascii: "S")
            && bytes[start + 1] == UInt8(ascii: "E")
            && scan.elementStands(in: bytes, at: start + 2)
    }
}

extension ScanDelimiters {
    fileprivate func elementStands(in bytes: Span<UInt8>, at offset: Int) -> Bool {
        Self.stands(element, elementByteCount, in: bytes, at: offset)
    }

    fileprivate func terminatorStands(in bytes: Span<UInt8>, at offset: Int) -> Bool {
        Self.stands(terminator, terminatorByteCount, in: bytes, at: offset)
    }

    private static func stands(
        _ delimiter: UInt32, _ byteCount: Int, in bytes: Span<UInt8>, at offset: Int
    ) -> Bool {
        guard offset + byteCount <= bytes.count else { return false }
        var packed: UInt32 = 0
        for index in offset..<offset + byteCount { packed = packed << 8 | UInt32(bytes[index]) }
        return packed == delimiter
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ span: Span<UInt8>) {
        // The buffer is used inside the call only.
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
