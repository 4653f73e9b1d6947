/// Writes interchanges: the reader's events in reverse. Counts segments, sets and groups itself and
/// writes the trailers; pads the ISA to its fixed widths; leaves out trailing empty elements and
/// segments without any. Refuses or replaces a character that would separate or is not in the
/// agreed set (`ValuePolicy`), and tells of each one it replaced (`substitutions`). The envelope's
/// own codes are never changed: partners match by them.
///
///     beginInterchange · beginGroup · beginTransactionSet
///         beginSegment("PO1") · element("1") · element() · element("EA") · endSegment()
///     endTransactionSet · endGroup · endInterchange
///
/// Calls out of this order are our own fault and trap. Nothing is allocated per segment once
/// `bytes` has its capacity. After a `WriterError` nothing of the segment stays, and writing can
/// go on with the next.
package struct InterchangeWriter: ~Copyable {
    /// What to do with a character that cannot stand in a value.
    package enum ValuePolicy: Hashable, Sendable {
        /// Throw a `WriterError`.
        case refuse
        /// Write the nearest character of the set, and this byte, such as a blank, for a delimiter
        /// or control character. The table is that of `WritableCharacters`.
        case replace(with: UInt8)
    }

    /// Substitutions kept one by one; the others are counted.
    package static let substitutionCountMax = 100

    package struct Options: Hashable, Sendable {
        package var delimiters = Delimiters.usual
        /// A line feed after each terminator, for people who look at files.
        package var newlineAfterSegment = false
        package var characterSet = X12CharacterSet.utf8
        package var values = ValuePolicy.refuse

        package init() {}
    }

    private enum State { case outside, interchange, group, transactionSet }

    package let options: Options
    /// What has been written and not taken yet.
    package internal(set) var bytes: [UInt8] = []
    /// Delimiters in force: without a repetition separator before version 00402.
    var delimiters: Delimiters
    /// What may stand in a value, and in a value of the envelope.
    private(set) var characters: WritableCharacters
    private var envelopeCharacters: WritableCharacters
    /// Characters that were written as others since the start, the first of them.
    package internal(set) var substitutions: [WriterSubstitution] = []
    /// How many there were.
    package internal(set) var substitutionCount = 0
    var segmentState = SegmentState()

    private var state = State.outside
    private var interchangeControlNumber = ""
    private var groupControlNumber = ""
    private var setControlNumber = ""
    private var groupCount = 0
    private var setCount = 0
    /// Segments of the open set, ST included.
    package private(set) var segmentCount = 0

    package init(_ options: Options) {
        self.options = options
        delimiters = options.delimiters
        characters = WritableCharacters(options.characterSet, delimiters: options.delimiters)
        envelopeCharacters = WritableCharacters(.utf8, delimiters: options.delimiters)
    }

    /// Hands over what has been written so far; to be called between segments.
    package mutating func takeBytes() -> [UInt8] {
        precondition(!segmentState.isOpen, "bytes are taken between segments")
        let taken = bytes
        bytes = []
        return taken
    }

    /// Exchanges what has been written for the other's storage, whose contents are dropped; to be
    /// called between segments. With two buffers in turn, writing a file piece by piece allocates
    /// nothing once both have grown, where `takeBytes` starts with an empty one each time.
    package mutating func exchangeBytes(with other: inout [UInt8]) {
        precondition(!segmentState.isOpen, "bytes are taken between segments")
        other.removeAll(keepingCapacity: true)
        swap(&bytes, &other)
    }

    /// Writes the ISA. ISA01 to ISA04 say that there is no authorization or security
    /// information; ISA11 follows ISA12, which is five digits.
    package mutating func beginInterchange(_ header: InterchangeHeader) throws(WriterError) {
        precondition(state == .outside, "an interchange is open")
        try learnDelimiters(version: header.version)
        var isa = InterchangeHeaderLine(delimiters: delimiters)
        try isa.add("00", width: 2)
        try isa.add("", width: 10)
        try isa.add("00", width: 2)
        try isa.add("", width: 10)
        try isa.add(header.senderQualifier, width: 2)
        try isa.add(header.senderID, width: 15)
        try isa.add(header.receiverQualifier, width: 2)
        try isa.add(header.receiverID, width: 15)
        try isa.addDigits(header.date, width: 6)
        try isa.addDigits(header.time, width: 4)
        isa.addByte(delimiters.repetition ?? UInt8(ascii: "U"))
        try isa.addDigits(header.version, width: 5)
        let padding = String(repeating: "0", count: max(0, 9 - header.controlNumber.utf8.count))
        interchangeControlNumber = padding + header.controlNumber
        try isa.addDigits(interchangeControlNumber, width: 9)
        isa.addByte(UInt8(ascii: header.wantsInterchangeAcknowledgment ? "1" : "0"))
        try isa.add(header.usage, width: 1)
        isa.addByte(delimiters.component ?? UInt8(ascii: ":"))
        bytes.append(contentsOf: isa.bytes)
        terminate()
        state = .interchange
        groupCount = 0
    }

    /// Writes the GS; GS07 is X.
    package mutating func beginGroup(_ header: FunctionalGroupHeader) throws(WriterError) {
        precondition(state == .interchange, "a group stands in an interchange")
        try writeEnvelope(
            "GS",
            [
                header.functionalID, header.senderCode, header.receiverCode, header.date,
                header.time, header.controlNumber, "X", header.version,
            ])
        groupControlNumber = header.controlNumber
        state = .group
        groupCount += 1
        setCount = 0
    }

    package mutating func beginTransactionSet(
        _ header: TransactionSetHeader
    ) throws(WriterError) {
        precondition(state == .group, "a transaction set stands in a group")
        segmentCount = 0
        try writeEnvelope(
            "ST", [header.set, header.controlNumber, header.implementationReference ?? ""])
        setControlNumber = header.controlNumber
        state = .transactionSet
        setCount += 1
    }

    /// Writes the SE with the count of segments, itself included.
    package mutating func endTransactionSet() throws(WriterError) {
        precondition(state == .transactionSet, "no transaction set is open")
        try writeEnvelope("SE", ["\(segmentCount + 1)", setControlNumber])
        state = .group
    }

    /// Writes the GE with the count of sets.
    package mutating func endGroup() throws(WriterError) {
        precondition(state == .group, "no group is open")
        try writeEnvelope("GE", ["\(setCount)", groupControlNumber])
        state = .interchange
    }

    /// Writes the IEA with the count of groups.
    package mutating func endInterchange() throws(WriterError) {
        precondition(state == .interchange, "no interchange is open")
        try writeEnvelope("IEA", ["\(groupCount)", interchangeControlNumber])
        state = .outside
    }

    /// Writes a whole segment of simple elements; for envelopes, acknowledgments and tests.
    package mutating func writeSegment(
        _ id: SegmentID, _ elements: [String]
    ) throws(WriterError) {
        beginSegment(id)
        for element in elements { try self.element(element) }
        endSegment()
    }

    /// A segment whose values are codes that both sides match by: they stand as they are.
    private mutating func writeEnvelope(
        _ id: SegmentID, _ elements: [String]
    ) throws(WriterError) {
        swap(&characters, &envelopeCharacters)
        defer { swap(&characters, &envelopeCharacters) }
        try writeSegment(id, elements)
    }

    /// Ends the current segment's bytes.
    mutating func terminate() {
        bytes.append(delimiters.segment)
        if options.newlineAfterSegment { bytes.append(UInt8(ascii: "\n")) }
        segmentCount += 1
    }

    private mutating func learnDelimiters(version: String) throws(WriterError) {
        delimiters = options.delimiters
        // Versions are five digits, so text order is their order (X12.5: ISA11 from 00402 on).
        let repeats = version >= "00402"
        if !repeats { delimiters.repetition = nil }
        let given = [
            delimiters.element, delimiters.segment, delimiters.component, delimiters.repetition,
        ].compactMap(\.self)
        guard Set(given).count == given.count, delimiters.component != nil,
            !repeats || delimiters.repetition != nil
        else {
            throw WriterError(
                .unusableDelimiters, "ISA", repeats ? 11 : 16,
                "version \(version) needs \(repeats ? 4 : 3) delimiters, all different")
        }
        if case .replace(let byte) = options.values, delimiters.separate(byte) {
            throw WriterError(
                .unusableDelimiters, "ISA", 16, "the replacement character is itself a delimiter")
        }
        characters = WritableCharacters(options.characterSet, delimiters: delimiters)
        envelopeCharacters = WritableCharacters(.utf8, delimiters: delimiters)
    }
}

/// The ISA while it is put together: every element at its fixed width.
private struct InterchangeHeaderLine {
    private(set) var bytes = Array("ISA".utf8)
    private var position = 0
    private let delimiters: Delimiters

    init(delimiters: Delimiters) { self.delimiters = delimiters }

    /// Adds text, blanks following up to the width.
    mutating func add(_ text: String, width: Int) throws(WriterError) {
        addSeparator()
        guard text.utf8.count <= width else {
            throw WriterError(
                .wrongLength, "ISA", position, "the value is longer than \(width) characters")
        }
        for byte in text.utf8 {
            guard !delimiters.separate(byte), byte >= 0x20, byte < 0x7F else {
                throw WriterError(
                    .delimiterInValue, "ISA", position,
                    "the value holds a delimiter or a character that is not plain text")
            }
        }
        bytes.append(contentsOf: text.utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: width - text.utf8.count))
    }

    /// Adds exactly so many digits.
    mutating func addDigits(_ text: String, width: Int) throws(WriterError) {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text.utf8.count == width
        else {
            throw WriterError(
                .notDigits, "ISA", position + 1, "the value should be \(width) digits")
        }
        try add(text, width: width)
    }

    mutating func addByte(_ byte: UInt8) {
        addSeparator()
        bytes.append(byte)
    }

    private mutating func addSeparator() {
        bytes.append(delimiters.element)
        position += 1
    }
}
