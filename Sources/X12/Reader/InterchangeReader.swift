package import Diagnostics

/// Reads a file of interchanges from chunks of bytes and gives its parts, checked, in order.
///
/// Guarantees: the calls and findings are the same however the bytes are cut; every part that
/// began ends; a damaged part costs no neighbour: reading goes on at the next set, group or
/// interchange. Memory does not grow with the file.
///
///     var reader = InterchangeReader(schemas: library)
///     for chunk in file { reader.push(chunk.span, to: &consumer) }
///     reader.finish(to: &consumer)
///
/// One verdict per set: an error rejects it; a breach that is tolerated and has an
/// acknowledgment code accepts it with errors. One per group (AK9):
///
///     R  an error of the group itself (GE missing or disagreeing), or every set rejected
///     P  some sets rejected
///     E  none rejected, some accepted with errors, or a tolerated breach of the group itself
///     A  nothing of the kind
package struct InterchangeReader: ~Copyable {
    private var tokenizer: SegmentTokenizer
    private var machine: EnvelopeMachine

    package init(
        schemas: any SchemaProvider, limits: Limits = Limits(),
        options: ValidationOptions = ValidationOptions()
    ) {
        tokenizer = SegmentTokenizer(limits: limits)
        machine = EnvelopeMachine(schemas: schemas, limits: limits, options: options)
    }

    /// Reads the next bytes of the file.
    package mutating func push<Consumer: InterchangeConsumer & ~Copyable>(
        _ chunk: Span<UInt8>, to consumer: inout Consumer
    ) {
        Self.read(chunk, isEnd: false, &tokenizer, &machine, &consumer)
    }

    /// Says that the file has no more bytes. Call once, last.
    package mutating func finish<Consumer: InterchangeConsumer & ~Copyable>(
        to consumer: inout Consumer
    ) {
        Self.finish(&tokenizer, &machine, to: &consumer)
    }

    static func finish<Consumer: InterchangeConsumer & ~Copyable>(
        _ tokenizer: inout SegmentTokenizer, _ machine: inout EnvelopeMachine,
        to consumer: inout Consumer
    ) {
        let nothing: [UInt8] = []
        read(nothing.span, isEnd: true, &tokenizer, &machine, &consumer)
        machine.finish(at: tokenizer.chunkOffset, to: &consumer)
    }

    /// A static function, so that the segment, which borrows the tokenizer, and the machine that
    /// reads it are two separate things.
    static func read<Consumer: InterchangeConsumer & ~Copyable>(
        _ chunk: Span<UInt8>, isEnd: Bool, _ tokenizer: inout SegmentTokenizer,
        _ machine: inout EnvelopeMachine, _ consumer: inout Consumer
    ) {
        while true {
            var run = tokenizer.run(in: chunk)
            machine.read(&run, to: &consumer)
            tokenizer.resume(at: run.place)
            switch isEnd ? tokenizer.nextAtEnd() : tokenizer.next(in: chunk) {
            case .segment:
                machine.note(tokenizer.lineWrap)
                machine.read(tokenizer.segment(in: chunk), to: &consumer)
            case .interchange:
                machine.use(
                    tokenizer.delimiters, isFragment: tokenizer.isFragment,
                    lineWrap: tokenizer.lineWrap)
            case .finding: machine.tell(tokenizer.finding, to: &consumer)
            case .needsInput: return
            }
        }
    }
}
