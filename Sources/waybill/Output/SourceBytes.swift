internal import Diagnostics
internal import Foundation
internal import Glibc
internal import X12

/// The bytes of an input by place, after they were read in chunks: a file is asked again, what
/// came through a pipe is kept in a file without a name while it passes. Memory stays that of one
/// segment whatever the input's size.
final class SourceBytes {
    private var descriptor: Int32
    private let ownsDescriptor: Bool
    /// Offset in the descriptor of the input's first byte.
    private let base: Int
    private let isCopying: Bool

    /// A named file, or standard input for `-`. What cannot be read again gives no bytes.
    init(_ name: String, keepsPipe: Bool = true) {
        guard name == "-" else {
            descriptor = open(name, O_RDONLY | O_CLOEXEC)
            (ownsDescriptor, base, isCopying) = (true, 0, false)
            return
        }
        let position = lseek(STDIN_FILENO, 0, SEEK_CUR)
        if position >= 0 {
            descriptor = STDIN_FILENO
            (ownsDescriptor, base, isCopying) = (false, Int(position), false)
        } else if !keepsPipe {
            (descriptor, ownsDescriptor, base, isCopying) = (-1, false, 0, false)
        } else {
            let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
            var path = Array("\(folder)/waybill-XXXXXX".utf8CString)
            descriptor = mkstemp(&path)
            if descriptor >= 0 { unlink(path) }
            (ownsDescriptor, base, isCopying) = (true, 0, true)
        }
    }

    deinit { if ownsDescriptor, descriptor >= 0 { close(descriptor) } }

    /// Keeps a chunk of a pipe. A full disk costs the view of the segments, not the findings.
    func append(_ chunk: [UInt8]) {
        guard isCopying, descriptor >= 0 else { return }
        var rest = chunk[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                close(descriptor)
                descriptor = -1
                return
            }
            rest = rest.dropFirst(count)
        }
    }

    /// The bytes of a range, fewer at the end of the input.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        guard descriptor >= 0, !range.isEmpty, range.lowerBound >= 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            count = 0
            while count < range.count {
                let got = pread(
                    descriptor, buffer.baseAddress?.advanced(by: count), range.count - count,
                    off_t(base + range.lowerBound + count))
                if got < 0, errno == EINTR { continue }
                if got <= 0 { return }
                count += got
            }
        }
    }
}

/// Finds the segment, or the line, around a place in the input.
struct PlaceFinder {
    let source: SourceBytes
    /// How far is looked to each side; what is longer is shown in part.
    private static let reach = 64 << 10
    private var known: (offset: Int, delimiters: Delimiters)?

    init(source: SourceBytes) { self.source = source }

    /// A part of the input and whether it is complete.
    struct Part {
        let start: Int
        let bytes: [UInt8]
        let isWhole: Bool
    }

    /// The segment that a range lies in, of the interchange whose ISA stands at an offset.
    mutating func segment(at range: ByteRange, interchange: Int) -> (RawSegment, isWhole: Bool)? {
        guard let delimiters = delimiters(interchange) else { return nil }
        var part = part(at: range.offset) { $0 == delimiters.segment }
        let blanks = part.bytes.prefix {
            $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09
        }.count
        if blanks > 0 {
            part = Part(
                start: part.start + blanks, bytes: Array(part.bytes.dropFirst(blanks)),
                isWhole: part.isWhole)
        }
        guard !part.bytes.isEmpty else { return nil }
        return (
            RawSegment(bytes: part.bytes, delimiters: delimiters, fileOffset: part.start),
            part.isWhole
        )
    }

    /// The line of text around an offset; at the end of the file its last line.
    func line(at offset: Int) -> Part {
        let before = source.bytes(max(0, offset - 64)..<offset)
        let isEnd = source.bytes(offset..<offset + 1).isEmpty
        let breaks = isEnd ? before.reversed().prefix { $0 == 0x0A || $0 == 0x0D }.count : 0
        return part(at: offset - breaks) { $0 == 0x0A || $0 == 0x0D }
    }

    private func part(at offset: Int, _ ends: (UInt8) -> Bool) -> Part {
        let from = max(0, offset - Self.reach)
        let before = source.bytes(from..<offset)
        let after = source.bytes(offset..<offset + Self.reach)
        let start = before.lastIndex(where: ends).map { $0 + 1 }
        let end = after.firstIndex(where: ends)
        let isWhole = (start != nil || from == 0) && (end != nil || after.count < Self.reach)
        return Part(
            start: from + (start ?? 0),
            bytes: Array(before[(start ?? 0)...] + after[..<(end ?? after.count)]),
            isWhole: isWhole)
    }

    /// What the tokenizer learns from the interchange at an offset.
    private mutating func delimiters(_ offset: Int) -> Delimiters? {
        if let known, known.offset == offset { return known.delimiters }
        var tokenizer = SegmentTokenizer()
        var probe = DelimiterProbe()
        let bytes = source.bytes(offset..<offset + Self.reach)
        tokenizer.push(bytes.span, to: &probe)
        tokenizer.finish(to: &probe)
        guard let found = probe.delimiters else { return nil }
        known = (offset, found)
        return found
    }

    private struct DelimiterProbe: SegmentSink {
        var delimiters: Delimiters?

        mutating func delimitersChanged(to delimiters: Delimiters, isFragment: Bool) {
            if self.delimiters == nil { self.delimiters = delimiters }
        }
        mutating func segment(_ segment: borrowing SegmentView) {}
        mutating func found(_ finding: TokenizerFinding) {}
    }
}
