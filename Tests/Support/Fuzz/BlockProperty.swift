import Diagnostics
import X12

/// Reading in blocks, some of them ahead of their turn, gives what reading serially gives.
enum BlockProperty {
    static func fault(in input: FuzzInput) -> String? {
        let cut = Int(input.choices >> 16)
        var reading = BlockwiseReading<EventRecorder>(
            BlockReading(
                schemas: FuzzTables.library, limits: input.limits,
                options: ReaderProperty.options(input.choices)),
            blockByteCount: 1 + cut % 400)
        reading.windowCount = 1 + cut % 4
        reading.aheadPercent = 80
        reading.rashPercent = 40
        reading.seed = UInt64(cut)
        return reading.difference(input.bytes)
    }
}
