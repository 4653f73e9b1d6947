import Diagnostics

/// Makes one file of blocks again: gives a consumer what `InterchangeReader` would give it,
/// whatever the blocks are and whichever of them were read ahead.
///
/// It is the serial reader, with one short cut. Where it stands before a set that was read ahead
/// and found clean, and the context is the one the set was read in, it does not read the set: ST
/// and SE go through the envelope's state machine as ever, which counts them, knows their control
/// numbers and judges them, and the segments between are taken as read. All else (envelopes, sets
/// with findings, damage, a set that was read in another context) it reads itself. So there is one
/// implementation of what a file means, and what was read ahead can be late or useless but never
/// wrong:
///
/// - A set begins between two segments and outside another set; from there the tokenizer gives the
///   same segments whatever came before, for the same delimiters.
/// - What the validator and the set reader make of these segments follows from them and the
///   context. With nothing found there is nothing that a count or limit of the file could change.
///
///     var cutter = BlockCutter(byteCount: 256 << 10)
///     … fill blocks, and hand them to other threads for `readAhead` in the `context` …
///     assembler.take(&block, to: &consumer)         // in the order of the file
///     assembler.finish(to: &consumer)
package struct BlockAssembler<Consumer: MergingConsumer & ~Copyable>: ~Copyable {
    private var tokenizer: SegmentTokenizer
    private var machine: EnvelopeMachine
    private var lastContext: ReadingContext?
    private var usefulness = Usefulness()
    /// Blocks that were read ahead.
    package private(set) var aheadCount = 0
    /// Sets that were taken from blocks read ahead.
    package private(set) var takenSetCount = 0

    package init(_ settings: BlockReading) {
        tokenizer = SegmentTokenizer(limits: settings.limits)
        machine = EnvelopeMachine(
            schemas: settings.schemas, limits: settings.limits, options: settings.options)
    }

    /// What the next blocks probably begin in. `nil` as long as no set has been met, in a file
    /// broken into lines, and for a while when reading ahead was of little use: most sets of the
    /// file have findings, or its context keeps changing.
    package var context: ReadingContext? {
        usefulness.isExpected && tokenizer.lineWrap == nil ? lastContext : nil
    }

    /// Takes the next block of the file.
    package mutating func take(
        _ block: inout FileBlock<Consumer.SetReader>, to consumer: inout Consumer
    ) {
        var position = 0
        var takenByteCount = 0
        block.outputs.reverse()
        for set in block.record.sets {
            guard let output = block.outputs.popLast() else { break }
            read(block.bytes.span.extracting(position..<set.start), to: &consumer)
            position = set.start
            guard tokenizer.isBetweenSegments, machine.isBetweenSets,
                ReadingContext(machine, tokenizer.scan) == block.record.contexts[set.context]
            else { continue }
            machine.take(set, of: block.record, output, &consumer)
            tokenizer.skip(set.end - set.start)
            position = set.end
            takenByteCount += set.end - set.start
            takenSetCount += 1
        }
        read(block.bytes.span.extracting(droppingFirst: position), to: &consumer)
        if machine.group != nil { lastContext = ReadingContext(machine, tokenizer.scan) }
        guard block.wasReadAhead else { return usefulness.noteTurn() }
        aheadCount += 1
        usefulness.note(isUseful: takenByteCount * 2 >= block.byteCount)
    }

    /// The end of the file, after the last block.
    package mutating func finish(to consumer: inout Consumer) {
        InterchangeReader.finish(&tokenizer, &machine, to: &consumer)
    }

    private mutating func read(_ bytes: Span<UInt8>, to consumer: inout Consumer) {
        guard !bytes.isEmpty else { return }
        InterchangeReader.read(bytes, isEnd: false, &tokenizer, &machine, &consumer)
    }
}

extension EnvelopeMachine {
    /// Takes a clean set as read.
    fileprivate mutating func take<Consumer: MergingConsumer & ~Copyable>(
        _ set: BlockRecord.CleanSet, of record: borrowing BlockRecord,
        _ output: Consumer.SetReader.Output, _ consumer: inout Consumer
    ) {
        consumer.takesSets = true
        openSet(record.segment(set.firstCopy), &consumer)
        flush(&consumer)
        for index in set.firstCopy..<set.copyEnd - 1 {
            consumer.segment(record.segment(index), at: record.place(ofCopy: index))
        }
        consumer.setRead(output)
        segmentCount = set.segmentCount
        let last = set.copyEnd - 1
        consumer.segment(record.segment(last), at: record.place(ofCopy: last))
        endSet(&consumer)
        consumer.takesSets = false
    }
}

/// Whether reading ahead pays. When less than half of a block was of use, some blocks are read in
/// turn before it is tried again: more of them each time, up to a bound.
private struct Usefulness {
    private static let pauseMax = 64
    private var pause = 2
    private var leftCount = 0

    var isExpected: Bool { leftCount == 0 }

    /// A block was read in turn.
    mutating func noteTurn() { leftCount = max(0, leftCount - 1) }

    /// A block was read ahead.
    mutating func note(isUseful: Bool) {
        pause = isUseful ? 2 : min(Self.pauseMax, pause * 2)
        if !isUseful { leftCount = pause }
    }
}
