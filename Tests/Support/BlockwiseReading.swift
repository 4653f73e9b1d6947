package import X12

/// Asks to see every segment, so that a merged reading can be compared with a serial one call by
/// call.
package struct EverySegment: TransactionSetReader {
    private var count = 0

    package init() {}

    package mutating func begin(_ opening: TransactionSetOpening) { count = 0 }

    package mutating func read(
        _ segment: borrowing SegmentView, at place: SegmentPlace
    ) -> Bool {
        count += 1
        return true
    }

    /// How many segments the set had.
    package mutating func finish() -> Int { count }
}

extension EventRecorder: MergingConsumer {
    package typealias SetReader = EverySegment

    package mutating func setRead(_ segmentCount: Int) { setReadCounts.append(segmentCount) }

    // A set reader that asks for every segment leaves nothing out.
    package var takesSets: Bool {
        get { false }
        set {}
    }
}

/// Reads a file block by block on one thread, in an order that threads might have taken: some
/// blocks are read ahead of those before them, some in their turn, chance decides.
package struct BlockwiseReading<Consumer: MergingConsumer> {
    package var settings: BlockReading
    package var blockByteCount: Int
    /// Blocks cut before the first of them is taken.
    package var windowCount = 3
    /// Share of the blocks, in percent, that are read ahead where that seems worthwhile.
    package var aheadPercent = 100
    /// Share of the blocks, in percent, that are read ahead although nothing speaks for it.
    package var rashPercent = 0
    package var seed: UInt64 = 1
    /// Supposed of every block instead of what the assembler supposes.
    package var supposed: ReadingContext?

    package init(_ settings: BlockReading, blockByteCount: Int) {
        self.settings = settings
        self.blockByteCount = blockByteCount
    }

    /// How many blocks there were, how many were read ahead, and how many sets were taken from them.
    package struct Tally {
        package var blockCount = 0
        package var aheadCount = 0
        package var takenSetCount = 0
    }

    /// A class, because a block cannot be an element of an array.
    private final class Slot {
        var block: FileBlock<Consumer.SetReader>
        init(_ settings: BlockReading, _ sets: Consumer.SetReader) {
            block = FileBlock(settings, sets: sets)
        }
    }

    package func read(
        _ bytes: [UInt8], sets: Consumer.SetReader, to consumer: inout Consumer
    ) -> Tally {
        var generator = SeededGenerator(seed: seed)
        var cutter = BlockCutter(byteCount: blockByteCount)
        var assembler = BlockAssembler<Consumer>(settings)
        var waiting: [Slot] = []
        var free: [Slot] = []
        var tally = Tally()
        var position = 0
        var isAtEnd = false
        while !isAtEnd {
            let slot = free.popLast() ?? Slot(settings, sets)
            isAtEnd = !cutter.fill(
                from: bytes.span, &position, in: assembler.context, &slot.block)
            guard !isAtEnd || cutter.finish(&slot.block) else { break }
            tally.blockCount += 1
            if let context = supposed ?? assembler.context {
                let percent = slot.block.beginsAtSet ? aheadPercent : rashPercent
                if Int.random(in: 0..<100, using: &generator) < percent {
                    slot.block.readAhead(in: context)
                }
            }
            waiting.append(slot)
            guard waiting.count >= windowCount else { continue }
            let first = waiting.removeFirst()
            assembler.take(&first.block, to: &consumer)
            free.append(first)
        }
        for slot in waiting { assembler.take(&slot.block, to: &consumer) }
        assembler.finish(to: &consumer)
        tally.aheadCount = assembler.aheadCount
        tally.takenSetCount = assembler.takenSetCount
        return tally
    }
}

extension BlockwiseReading where Consumer == EventRecorder {
    /// The calls and findings of reading in blocks.
    package func read(_ bytes: [UInt8]) -> (recorder: EventRecorder, tally: Tally) {
        var recorder = EventRecorder()
        let tally = read(bytes, sets: EverySegment(), to: &recorder)
        return (recorder, tally)
    }

    /// A sentence for the first difference from reading serially, or `nil`.
    package func difference(_ bytes: [UInt8]) -> String? {
        var reader = InterchangeReader(
            schemas: settings.schemas, limits: settings.limits, options: settings.options)
        var expected = EventRecorder()
        reader.push(bytes.span, to: &expected)
        reader.finish(to: &expected)
        let actual = read(bytes).recorder
        let how = "blocks of \(blockByteCount), window \(windowCount), seed \(seed)"
        guard actual.lines == expected.lines else {
            let same = zip(actual.lines, expected.lines).prefix { $0 == $1 }.count
            let left = same < expected.lines.count ? expected.lines[same] : "nothing"
            let right = same < actual.lines.count ? actual.lines[same] : "nothing"
            return "\(how): call \(same): expected \(left), got \(right)"
        }
        return nil
    }
}
