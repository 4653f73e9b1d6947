package import Diagnostics

/// Receives what the tokenizer finds, in file order. A view is valid only during the call.
package protocol SegmentSink: ~Copyable {
    /// A new interchange begins; its ISA follows as the next segment. `isFragment` when the file
    /// has no ISA and the delimiters are guessed.
    mutating func delimitersChanged(to delimiters: Delimiters, isFragment: Bool)
    mutating func segment(_ segment: borrowing SegmentView)
    mutating func found(_ finding: TokenizerFinding)
}

/// Cuts bytes into segments and elements, whatever the chunks they come in.
///
/// Finds the ISA after a byte order mark, blanks or mail headers, learns the delimiters from it
/// (again for every interchange), and skips blanks and newlines before segments and doubled
/// terminators. A segment that lies wholly in a chunk is handed out in place; one that straddles
/// chunks is put together in a buffer of at most `Limits.segmentByteCountMax` bytes. What is too
/// long becomes a finding, and reading goes on after the next terminator.
///
/// Does not know envelopes beyond finding where one ends (IEA), and never fails.
///
///     state       leaves to
///     preamble    header (ISA), fragment (ST or GS first), ignoring (limit passed)
///     header      body (delimiters learned), preamble (not an ISA after all)
///     fragment    body, preamble
///     body        header (ISA), binary (BIN, BDS), between (after IEA)
///     binary      body
///     wrapped     as body, for a file broken into lines
///     between     header (ISA), body (a segment), preamble (anything else)
package struct SegmentTokenizer: ~Copyable {
    package enum Step: Sendable {
        /// `segment(in:)` gives it, until the next call of `next`.
        case segment
        /// `delimiters` and `isFragment` have changed.
        case interchange
        /// `finding` tells.
        case finding
        /// The chunk is used up. From `nextAtEnd`: the file is.
        case needsInput
    }

    enum State { case preamble, header, fragment, body, wrapped, binary, between, ignoring }
    enum RunResult { case step(Step), exhausted, restart }

    /// A view of the segment just found, as places in its source and in the index.
    struct Found {
        enum Source { case chunk, replay, carry }
        var source = Source.chunk
        var start = 0
        var end = 0
        var firstBoundary = 0
        var terminator = 0
        var fileOffset = 0
    }

    package private(set) var delimiters = Delimiters.usual
    package private(set) var isFragment = false
    package var finding: TokenizerFinding {
        findings.first
            ?? TokenizerFinding(kind: .noInterchange, range: ByteRange(offset: 0, length: 0))
    }

    let limits: Limits
    var state = State.preamble
    var scan = ScanDelimiters(element: 0x2A, terminator: 0x7E)
    var index: DelimiterIndex
    var found = Found()
    /// Findings not yet handed out; the first is the current one while `isFindingOut`.
    var findings: [TokenizerFinding] = []
    private var isFindingOut = false
    private var isInterchangeDue = false
    private var isHeaderSegmentDue = false

    /// Offset in the file of the current chunk, and what is used of it.
    private(set) var chunkOffset = 0
    private var chunkPosition = 0
    /// Bytes looked at that turned out to be something else and are read again before the chunk.
    private var replay: [UInt8] = []
    private var replayPosition = 0
    private var replayOffset = 0
    /// Bytes to be read again before the rest of the source that is being read.
    var prefix: [UInt8] = []
    var prefixOffset = 0

    /// An unfinished segment, the first bytes after an IEA, or a header being learned.
    var carry: [UInt8] = []
    var carryOffset = 0
    private var isCarryHandedOut = false
    /// Bytes of a segment that outgrew the carry buffer; 0 when none did.
    var oversizeByteCount = 0
    /// The segment that outgrew the carry buffer began like an IEA.
    var isOversizeEnd = false
    /// The last bytes of the unfinished segment, packed, to recognise a terminator in pieces.
    var recent: UInt32 = 0
    /// How the interchange is broken into lines; `nil` when it is not.
    package internal(set) var lineWrap: LineWrap?
    /// The binary segment being collected, and where one was found to be none.
    var binary = BinarySegment(separatorCount: 2)
    var plainOffset = -1
    /// How many bytes of a header make the next attempt worthwhile.
    var headerByteCountNeeded = 0

    /// Preamble: the last eight bytes, the first byte that is no blank, and where looking began.
    var preambleRecent: UInt64 = 0
    var strayOffset: Int?
    var preambleOffset = 0
    /// No interchange was found yet.
    var isFirst = true

    package init(limits: Limits = Limits()) {
        self.init(limits: limits, index: DelimiterIndex(elementCountMax: limits.elementCountMax))
    }

    private init(limits: Limits, index: DelimiterIndex) {
        self.limits = limits
        self.index = index
    }

    /// Starts anew at an offset of a file, between two segments of an interchange.
    mutating func restart(at fileOffset: Int, in context: ReadingContext) {
        index.reset(at: 0)
        self = SegmentTokenizer(limits: limits, index: index)
        state = .body
        isFirst = false
        delimiters = context.delimiters
        scan = context.scan
        chunkOffset = fileOffset
    }

    /// Passes over bytes that need not be read, between two segments and two chunks.
    mutating func skip(_ byteCount: Int) {
        precondition(isBetweenSegments && chunkPosition == 0, "bytes of a segment were skipped")
        chunkOffset += byteCount
    }

    /// Reads the whole chunk.
    package mutating func push(
        _ chunk: Span<UInt8>, to sink: inout some (SegmentSink & ~Copyable)
    ) {
        while true {
            var run = run(in: chunk)
            while let segment = run.next() { sink.segment(segment) }
            resume(at: run.place)
            switch next(in: chunk) {
            case .segment: sink.segment(segment(in: chunk))
            case .interchange: sink.delimitersChanged(to: delimiters, isFragment: isFragment)
            case .finding: sink.found(finding)
            case .needsInput: return
            }
        }
    }

    /// Says that no more bytes come.
    package mutating func finish(to sink: inout some (SegmentSink & ~Copyable)) {
        let nothing: [UInt8] = []
        while true {
            switch nextAtEnd() {
            case .segment: sink.segment(segment(in: nothing.span))
            case .interchange: sink.delimitersChanged(to: delimiters, isFragment: isFragment)
            case .finding: sink.found(finding)
            case .needsInput: return
            }
        }
    }

    /// The segments of the chunk that can be handed out without further ado; often none, which
    /// `next(in:)` then changes. Between the run and `resume(at:)` nothing else may be called.
    @_lifetime(borrow self, copy chunk)
    package func run(in chunk: Span<UInt8>) -> SegmentRun {
        let isReady =
            state == .body && replay.isEmpty && findings.isEmpty && !isCarryHandedOut
            && carry.isEmpty && oversizeByteCount == 0
        return SegmentRun(
            chunk, index, isEmpty: !isReady, from: chunkPosition,
            SegmentRun.Frame(
                scan: scan, segmentByteCountMax: limits.segmentByteCountMax,
                elementCountMax: limits.elementCountMax, chunkOffset: chunkOffset,
                oddStart: index.oddStart))
    }

    /// Goes on after what a run has handed out.
    package mutating func resume(at place: SegmentRun.Place) {
        chunkPosition = place.position
        index.advance(to: place)
    }

    /// The next thing in the chunk. Call with the same chunk until `.needsInput`, then with the
    /// next one. A chunk is at most 4 GiB.
    package mutating func next(in chunk: Span<UInt8>) -> Step {
        precondition(chunk.count <= Int(UInt32.max), "a chunk is at most 4 GiB")
        while true {
            if let step = nextDue() { return step }
            if let result = runReplay() {
                if case .step(let step) = result { return step }
                continue
            }
            var position = chunkPosition
            found.source = .chunk
            let result = run(chunk, at: chunkOffset, &position)
            chunkPosition = position
            switch result {
            case .step(let step): return step
            case .restart: takePrefix()
            case .exhausted:
                chunkOffset += chunk.count
                chunkPosition = 0
                index.reset(at: 0)
                return .needsInput
            }
        }
    }

    /// The same for the end of the file, after the last chunk.
    package mutating func nextAtEnd() -> Step {
        while true {
            if let step = nextDue() { return step }
            if let result = runReplay() {
                if case .step(let step) = result { return step }
                continue
            }
            guard let step = closeState() else { return .needsInput }
            if case .step(let step) = step { return step }
            takePrefix()
        }
    }

    /// The segment the last `.segment` step found.
    @_lifetime(borrow self, copy chunk)
    @inline(__always)
    package func segment(in chunk: Span<UInt8>) -> SegmentView {
        let source =
            switch found.source {
            case .chunk: chunk
            case .replay: replay.span
            case .carry: carry.span
            }
        return SegmentView(
            source: source, start: found.start, end: found.end,
            boundaries: index.boundaries.span.extracting(found.firstBoundary...found.terminator),
            separatorByteCount: scan.elementByteCount, fileOffset: found.fileOffset,
            isPlain: false)
    }

    /// What earlier work left to hand out.
    private mutating func nextDue() -> Step? {
        if isFindingOut {
            isFindingOut = false
            findings.removeFirst()
        }
        if isCarryHandedOut {
            isCarryHandedOut = false
            carry.removeAll(keepingCapacity: true)
            index.reset(at: 0)
        }
        if !findings.isEmpty {
            isFindingOut = true
            return .finding
        }
        if isInterchangeDue {
            isInterchangeDue = false
            return .interchange
        }
        if isHeaderSegmentDue {
            isHeaderSegmentDue = false
            return handOutCarry()
        }
        return nil
    }

    /// Reads bytes that are to be read again, when there are any.
    private mutating func runReplay() -> RunResult? {
        guard !replay.isEmpty else { return nil }
        var buffer: [UInt8] = []
        swap(&buffer, &replay)
        var position = replayPosition
        found.source = .replay
        let result = run(buffer.span, at: replayOffset, &position)
        swap(&buffer, &replay)
        replayPosition = position
        switch result {
        case .step: break
        case .restart: takePrefix()
        case .exhausted:
            replay.removeAll(keepingCapacity: true)
            replayPosition = 0
            index.reset(at: 0)
        }
        return result
    }

    /// Puts the prefix before what is left of the replay.
    private mutating func takePrefix() {
        if prefix.isEmpty {
            index.reset(at: replayPosition < replay.count ? replayPosition : chunkPosition)
            return
        }
        index.reset(at: 0)
        prefix.append(contentsOf: replay[replayPosition...])
        replay.removeAll(keepingCapacity: true)
        swap(&prefix, &replay)
        replayPosition = 0
        replayOffset = prefixOffset
    }

    private mutating func run(
        _ bytes: Span<UInt8>, at base: Int, _ position: inout Int
    ) -> RunResult {
        while true {
            let result: RunResult? =
                switch state {
                case .preamble: seekHeader(bytes, at: base, &position)
                case .header, .fragment: collectHeader(bytes, at: base, &position)
                case .body: nextInBody(bytes, at: base, &position)
                case .wrapped: nextWrapped(bytes, at: base, &position)
                case .binary: collectBinary(bytes, at: base, &position)
                case .between: lookBetween(bytes, at: base, &position)
                case .ignoring: .exhausted
                }
            if let result { return result }
        }
    }

    // MARK: Shared by the states

    /// The carry buffer as a segment; the caller has seen to it that it holds one. Past
    /// `headByteCount` nothing separates.
    mutating func handOutCarry(headByteCount: Int? = nil) -> Step {
        var bytes: [UInt8] = []
        swap(&bytes, &carry)
        if let headByteCount {
            index.indexSegment(bytes.span.extracting(0..<headByteCount), scan)
            index.extendLast(to: bytes.count)
        } else {
            index.indexSegment(bytes.span, scan)
        }
        let count = index.boundaryCount - 1 + index.droppedCount
        let isEnd = isEnd(bytes.span, 0, bytes.count)
        let byteCount = bytes.count
        swap(&bytes, &carry)
        isCarryHandedOut = true
        if isEnd, state == .body || state == .wrapped { state = .between }
        guard count <= limits.elementCountMax else {
            return report(.tooManyElements, offset: carryOffset, length: byteCount, count: count)
        }
        found = Found(
            source: .carry, start: 0, end: byteCount, firstBoundary: 0,
            terminator: index.boundaryCount - 1, fileOffset: carryOffset)
        return .segment
    }

    /// Queues a finding and says that one is to be handed out.
    mutating func report(
        _ kind: TokenizerFinding.Kind, offset: Int, length: Int, count: Int = 0
    ) -> Step {
        findings.append(
            TokenizerFinding(
                kind: kind, range: ByteRange(offset: offset, length: length), count: count))
        guard !isFindingOut else { return .finding }
        isFindingOut = true
        return .finding
    }

    /// Starts an interchange, or a fragment without one, from the header in the carry buffer.
    mutating func begin(_ header: LearnedHeader, isFragment: Bool) {
        delimiters = header.delimiters
        scan = header.scan
        self.isFragment = isFragment
        isFirst = false
        isInterchangeDue = true
        isHeaderSegmentDue = !isFragment
        lineWrap = header.lineWrap
        lineWrap?.start = carryOffset
        state = bodyState
        prefix.removeAll(keepingCapacity: true)
        prefix.append(contentsOf: carry[header.byteCount...])
        prefixOffset = carryOffset + header.byteCount
        let range: ByteRange
        if header.lineWrap == nil {
            carry.removeLast(carry.count - header.isaByteCount)
            range = ByteRange(offset: carryOffset, length: header.isaByteCount)
        } else {
            carry.removeLast(carry.count - header.byteCount)
            carry.removeAll { $0 == 0x0A || $0 == 0x0D }
            carry.removeLast(carry.count - header.isaByteCount)
            range = ByteRange(offset: carryOffset, length: header.byteCount - 1)
        }
        var notes: [TokenizerFinding.Kind] = []
        if header.lineWrap != nil { notes.append(.linesWrapped) }
        if isFragment { notes.append(.envelopeMissing) }
        if !header.isFixedWidth { notes.append(.headerNotFixedWidth) }
        if header.lacksComponentSeparator { notes.append(.componentSeparatorMissing) }
        if header.hasWideComponentSeparator { notes.append(.componentSeparatorWide) }
        for note in notes {
            findings.append(
                TokenizerFinding(
                    kind: note, range: range,
                    count: header.lineWrap?.width ?? header.byteCount,
                    width: note == .headerNotFixedWidth ? header.wrongWidth : nil))
        }
    }

    /// The segment from `start` to `end` is an IEA.
    func isEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        end - start >= 3 && bytes[start] == UInt8(ascii: "I")
            && bytes[start + 1] == UInt8(ascii: "E") && bytes[start + 2] == UInt8(ascii: "A")
            && (end - start == 3 || bytes[start + 3] == delimiters.element)
    }

    /// `ISA` and a byte that may be a separator, all of which must be there.
    static func isHeader(_ bytes: Span<UInt8>, at start: Int) -> Bool {
        bytes[start] == UInt8(ascii: "I") && bytes[start + 1] == UInt8(ascii: "S")
            && bytes[start + 2] == UInt8(ascii: "A") && mayDelimit(bytes[start + 3])
    }

    static func mayDelimit(_ byte: UInt8) -> Bool {
        !byte.isX12Alphanumeric && byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0
    }

    func isSkippable(_ byte: UInt8) -> Bool { scan.isSkippable(byte) }
}
