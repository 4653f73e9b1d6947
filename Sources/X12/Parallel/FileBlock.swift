package import Diagnostics

/// How blocks are read: the same as for `InterchangeReader`.
package struct BlockReading: Sendable {
    package let schemas: any SchemaProvider
    package let limits: Limits
    package let options: ValidationOptions

    package init(
        schemas: any SchemaProvider, limits: Limits = Limits(),
        options: ValidationOptions = ValidationOptions()
    ) {
        self.schemas = schemas
        self.limits = limits
        self.options = options
    }
}

/// A block of a file, and what reading it ahead of its turn gave. Used again and again: its
/// buffers are kept.
///
///     cutter fills ──► readAhead, on any thread ──► assembler takes, in turn ──► cutter fills …
package struct FileBlock<SetReader: TransactionSetReader>: ~Copyable {
    package internal(set) var bytes: [UInt8] = []
    /// Where the block stands in the file.
    package private(set) var fileOffset = 0
    /// The block seems to begin at a transaction set, so that reading it ahead may be of use.
    package private(set) var beginsAtSet = false
    private(set) var wasReadAhead = false
    private(set) var record = BlockRecord()
    /// One for each clean set of the record.
    var outputs: [SetReader.Output] = []
    private var reader: BlockReader<SetReader>

    package init(_ settings: BlockReading, sets: SetReader) {
        reader = BlockReader(settings, sets: sets)
    }

    var byteCount: Int { bytes.count }

    mutating func restart(at fileOffset: Int, beginsAtSet: Bool) {
        self.fileOffset = fileOffset
        self.beginsAtSet = beginsAtSet
        wasReadAhead = false
        record.removeAll()
        outputs.removeAll(keepingCapacity: true)
    }

    /// Reads the block although those in front of it may not have been read yet, supposing the
    /// context they lead to. A wrong supposition costs time only.
    package mutating func readAhead(in context: ReadingContext) {
        wasReadAhead = true
        let whole = bytes
        reader.read(whole.span, at: fileOffset, in: context, into: &record, &outputs)
    }
}
