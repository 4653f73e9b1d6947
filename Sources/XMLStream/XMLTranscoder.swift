/// Turns the bytes of a file into UTF-8 and remembers which byte came from where.
struct XMLTranscoder {
    let encoding: XMLEncoding
    /// A character cut by the end of a chunk.
    private var carried: [UInt8] = []

    init(encoding: XMLEncoding) {
        self.encoding = encoding
    }

    /// Whether the file ended inside a character.
    var isInsideCharacter: Bool { !carried.isEmpty }

    /// Appends the chunk to `output`.
    ///
    /// - Returns: The index in `chunk` of a byte that has no meaning in the encoding; what came
    ///   before it was appended.
    mutating func append(
        _ chunk: Span<UInt8>, to output: inout [UInt8], offsets: inout SourceOffsets
    ) -> Int? {
        switch encoding {
        case .utf8:
            output.reserveCapacity(output.count + chunk.count)
            unsafe chunk.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
            offsets.note(utf8: 1, source: 1, count: chunk.count)
            return nil
        case .latin1, .windows1252:
            return appendSingleBytes(chunk, to: &output, offsets: &offsets)
        case .utf16LittleEndian, .utf16BigEndian:
            return appendUTF16(chunk, to: &output, offsets: &offsets)
        }
    }

    private func appendSingleBytes(
        _ chunk: Span<UInt8>, to output: inout [UInt8], offsets: inout SourceOffsets
    ) -> Int? {
        for index in chunk.indices {
            let byte = chunk[index]
            var scalar = UInt32(byte)
            if encoding == .windows1252, (0x80...0x9F).contains(byte) {
                scalar = UInt32(Self.windows1252[Int(byte) - 0x80])
                if scalar == 0 { return index }
            }
            offsets.note(utf8: Self.append(scalar, to: &output), source: 1, count: 1)
        }
        return nil
    }

    private mutating func appendUTF16(
        _ chunk: Span<UInt8>, to output: inout [UInt8], offsets: inout SourceOffsets
    ) -> Int? {
        for index in chunk.indices {
            carried.append(chunk[index])
            guard carried.count & 1 == 0 else { continue }
            let unit = unit(at: carried.count - 2)
            if carried.count == 2 {
                if unit & 0xFC00 == 0xD800 { continue }
                if unit & 0xFC00 == 0xDC00 { return index }
                offsets.note(
                    utf8: Self.append(UInt32(unit), to: &output), source: 2, count: 1)
            } else {
                guard unit & 0xFC00 == 0xDC00 else { return index }
                let high = UInt32(self.unit(at: 0) & 0x3FF)
                let scalar = 0x10000 + (high << 10 | UInt32(unit & 0x3FF))
                offsets.note(utf8: Self.append(scalar, to: &output), source: 4, count: 1)
            }
            carried.removeAll(keepingCapacity: true)
        }
        return nil
    }

    private func unit(at index: Int) -> UInt16 {
        let (first, second) = (UInt16(carried[index]), UInt16(carried[index + 1]))
        return encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second
    }

    /// - Returns: How many bytes it took.
    private static func append(_ scalar: UInt32, to output: inout [UInt8]) -> Int {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case 0..<0x80:
            output.append(UInt8(scalar))
            return 1
        case 0x80..<0x800:
            output.append(UInt8(0xC0 | scalar >> 6))
            output.append(continuation(0))
            return 2
        case 0x800..<0x10000:
            output.append(UInt8(0xE0 | scalar >> 12))
            output.append(continuation(6))
            output.append(continuation(0))
            return 3
        default:
            output.append(UInt8(0xF0 | scalar >> 18))
            output.append(continuation(12))
            output.append(continuation(6))
            output.append(continuation(0))
            return 4
        }
    }

    /// Windows-1252 0x80...0x9F as Unicode; 0 where the code page has nothing.
    private static let windows1252: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
}

/// Maps offsets in the UTF-8 text back to offsets in the file. Questions ascend, but for short steps
/// back; what lies far behind them is forgotten.
struct SourceOffsets {
    /// Characters in a row that have the same number of bytes on both sides.
    private struct Run {
        var utf8: Int
        var source: Int
        var utf8Step: Int
        var sourceStep: Int
    }

    private var runs: [Run] = []
    /// The run that answered last.
    private var first = 0
    /// One run, byte for byte: the usual case, a UTF-8 file.
    private var isShift = false
    private var shift = 0
    private var utf8End = 0
    private(set) var sourceEnd: Int

    init(startingAt source: Int = 0) {
        sourceEnd = source
    }

    /// Notes `count` characters of so many bytes each.
    mutating func note(utf8: Int, source: Int, count: Int) {
        if runs.last.map({ $0.utf8Step == utf8 && $0.sourceStep == source }) != true {
            runs.append(
                Run(utf8: utf8End, source: sourceEnd, utf8Step: utf8, sourceStep: source))
            isShift = runs.count == 1 && utf8 == 1 && source == 1
            shift = sourceEnd - utf8End
        }
        utf8End += utf8 * count
        sourceEnd += source * count
    }

    /// The offset in the file of a byte of the text.
    @inline(__always)
    mutating func source(of utf8: Int) -> Int {
        isShift ? utf8 + shift : sourceByRun(of: utf8)
    }

    private mutating func sourceByRun(of utf8: Int) -> Int {
        while first + 1 < runs.count, runs[first + 1].utf8 <= utf8 { first += 1 }
        while first > 0, runs[first].utf8 > utf8 { first -= 1 }
        if first > 4096 {
            runs.removeSubrange(..<(first - 1024))
            first = 1024
        }
        guard first < runs.count else { return sourceEnd }
        let run = runs[first]
        return run.source + (utf8 - run.utf8) / run.utf8Step * run.sourceStep
    }
}
