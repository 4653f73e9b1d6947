internal import X12

/// Reads one file on the cores there are: cuts it into blocks, has them read ahead by the pool, and
/// takes them in their order. The consumer is called on the thread that pushes, in the order of the
/// file, and sees what it would see from `InterchangeReader`.
///
/// Holds at most `windowCount` blocks, whatever the size of the file. While the block whose turn it
/// is is still being read, the pushing thread reads another one.
final class BlockPipeline<Consumer: MergingConsumer> {
    /// A block in the pool's hands.
    ///
    /// Unchecked: as for `ReadingTask`.
    private final class Task: ReadingTask, @unchecked Sendable {
        var block: FileBlock<Consumer.SetReader>
        var context: ReadingContext?

        init(_ settings: BlockReading, _ sets: Consumer.SetReader) {
            block = FileBlock(settings, sets: sets)
        }

        override func run() {
            guard let context else { return }
            block.readAhead(in: context)
        }
    }

    /// Bytes of a block: work enough to be worth handing over, little enough to keep several.
    static var usualBlockByteCount: Int { 256 << 10 }

    var consumer: Consumer
    private let pool: ReadingPool
    private let settings: BlockReading
    private let sets: Consumer.SetReader
    private let windowCount: Int
    private var cutter: BlockCutter
    private var assembler: BlockAssembler<Consumer>
    /// In the order of the file.
    private var waiting: [Task] = []
    private var free: [Task] = []

    /// `sets` is a set reader in the state from which each block's own starts; `blockByteCount` is
    /// other than usual in tests.
    init(
        _ settings: BlockReading, sets: Consumer.SetReader, consumer: Consumer,
        pool: ReadingPool = .shared, blockByteCount: Int = BlockPipeline.usualBlockByteCount
    ) {
        self.settings = settings
        self.sets = sets
        self.consumer = consumer
        self.pool = pool
        windowCount = 2 * (pool.helperCount + 1)
        cutter = BlockCutter(byteCount: blockByteCount)
        assembler = BlockAssembler(settings)
    }

    /// Blocks that were still to be read when the file was given up are not.
    deinit {
        for task in waiting { _ = pool.claim(task) }
    }

    /// Sets that other threads, or this one before their turn, have read.
    var takenSetCount: Int { assembler.takenSetCount }

    func push(_ chunk: Span<UInt8>) {
        var position = 0
        while true {
            let task = free.popLast() ?? Task(settings, sets)
            guard cutter.fill(from: chunk, &position, in: assembler.context, &task.block) else {
                free.append(task)
                return
            }
            enqueue(task)
        }
    }

    /// The end of the file.
    func finish() {
        let task = free.popLast() ?? Task(settings, sets)
        if cutter.finish(&task.block) { enqueue(task) }
        while !waiting.isEmpty { takeFirst() }
        assembler.finish(to: &consumer)
    }

    private func enqueue(_ task: Task) {
        task.context = task.block.beginsAtSet ? assembler.context : nil
        waiting.append(task)
        if task.context != nil { pool.add(task) }
        while let first = waiting.first, waiting.count >= windowCount || isReady(first) {
            takeFirst()
        }
    }

    /// The block can be taken without waiting, or nothing is gained by waiting.
    private func isReady(_ task: Task) -> Bool { task.context == nil || pool.isDone(task) }

    private func takeFirst() {
        let first = waiting[0]
        while !isReady(first), !pool.claim(first) {
            if let other = waiting.dropFirst().first(where: { $0.context != nil && pool.claim($0) })
            {
                pool.run(other)
            } else {
                pool.wait(for: first)
            }
        }
        waiting.removeFirst()
        assembler.take(&first.block, to: &consumer)
        pool.recycle(first)
        free.append(first)
    }
}
