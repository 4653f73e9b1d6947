import Diagnostics
import X12

/// Same events and findings however the bytes are cut, in order, within the limits.
enum ReaderProperty {
    static func fault(in input: FuzzInput) -> String? {
        let options = options(input.choices)
        var whole = EventOrder(byteCount: input.bytes.count, limits: input.limits)
        read(input, .whole, options, to: &whole)
        whole.close()
        if let fault = whole.fault { return fault }
        var cut = EventOrder(byteCount: input.bytes.count, limits: input.limits)
        read(input, input.chunking, options, to: &cut)
        guard whole.value != cut.value else { return nil }
        var (left, right) = (EventRecorder(), EventRecorder())
        read(input, .whole, options, to: &left)
        read(input, input.chunking, options, to: &right)
        let difference = SplitVerifier.firstDifference(left.lines, right.lines)
        return "\(input.chunking): \(difference ?? "different digests of equal events")"
    }

    static func read<Consumer: InterchangeConsumer & ~Copyable>(
        _ input: FuzzInput, _ chunking: Chunking, _ options: ValidationOptions = .init(),
        to consumer: inout Consumer
    ) {
        var reader = InterchangeReader(
            schemas: FuzzTables.library, limits: input.limits, options: options)
        chunking.forEach(input.bytes) { reader.push($0, to: &consumer) }
        reader.finish(to: &consumer)
    }

    /// The upper bits of the limits' byte turn switches.
    static func options(_ choices: UInt32) -> ValidationOptions {
        var options = ValidationOptions()
        let choice = UInt8(truncatingIfNeeded: choices >> 8)
        if choice & 0x10 != 0 {
            (options.tooLong, options.unknownCode) = (.warning, .warning)
            (options.segmentCountMismatch, options.setCountMismatch) = (.warning, .warning)
        }
        if choice & 0x20 != 0 {
            (options.controlCharacters, options.lineCountMismatch) = (.error, .error)
            (options.duplicateControlNumber, options.conditions) = (.error, .warning)
        }
        if choice & 0xC0 == 0xC0 { options.validatesSets = false }
        return options
    }
}

/// The project's tables, or none when they cannot be read; then the run would prove little, so
/// it stops.
enum FuzzTables {
    static let library: any SchemaProvider = {
        do { return try SchemaLibrary.repository() } catch { fatalError("no tables: \(error)") }
    }()
}
