/// Properties of the engine that hold for any bytes whatsoever. The fuzzers of `Tests/Fuzz` look
/// for bytes that break one; ordinary tests replay what they found and bytes of their own.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// The tokenizer agrees with a slow one and with itself however cut, and drops no byte.
    case tokenizer
    /// Reader and validator give the same events and findings however cut, in the order promised.
    case reader
    /// Reading in blocks, some ahead of their turn, gives what reading serially gives.
    case blocks
    /// Whatever comes in, the TA1, 997 or 999 written for it reads back clean and says the same.
    case acknowledgment
    /// What is written, by calls or by copying, reads back as it was given.
    case writer

    /// What is wrong, in a sentence; `nil` when the property holds. Traps are faults too.
    package func fault(in input: [UInt8]) -> String? {
        let input = FuzzInput(input.span)
        return switch self {
        case .tokenizer: TokenizerProperty.fault(in: input)
        case .reader: ReaderProperty.fault(in: input)
        case .blocks: BlockProperty.fault(in: input)
        case .acknowledgment: AcknowledgmentProperty.fault(in: input)
        case .writer: WriterProperty.fault(in: input)
        }
    }

    /// What a fuzzer calls. Stops the process when the property does not hold.
    package func run(_ start: UnsafePointer<UInt8>?, _ byteCount: Int) {
        let input = Array(UnsafeBufferPointer(start: start, count: byteCount))
        if let fault = fault(in: input) { fatalError("\(rawValue): \(fault)") }
    }
}
