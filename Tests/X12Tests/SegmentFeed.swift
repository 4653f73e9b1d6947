import Diagnostics
import X12

/// Feeds the segments of well-formed text to a consumer without checking anything, so that
/// consumers are tested apart from reader and validator.
struct SegmentFeed {
    var delimiters = Delimiters.usual
    /// Verdict given to every set and group.
    var verdict = TransactionSetVerdict.accepted

    func feed(_ text: String, to consumer: inout some InterchangeConsumer & ~Copyable) {
        var ordinal = 0
        var set = 0
        for line in text.utf8.split(separator: delimiters.segment) {
            let bytes = Array(line.drop { $0 == UInt8(ascii: "\n") })
            guard !bytes.isEmpty else { continue }
            let ends =
                bytes.indices.filter { bytes[$0] == delimiters.element }.map(UInt32.init)
                + [UInt32(bytes.count)]
            let view = SegmentView(bytes: bytes.span, ends: ends.span, fileOffset: 0)
            ordinal += 1
            switch view.id {
            case "ISA": consumer.interchangeBegan(Self.interchange(view), delimiters: delimiters)
            case "GS":
                consumer.groupBegan(Self.group(view))
                set = 0
            case "ST":
                ordinal = 1
                set += 1
                consumer.transactionSetBegan(Self.transactionSet(view, ordinal: set), schema: nil)
                consumer.segment(view, at: SegmentPlace(row: nil, segmentPosition: 1))
            case "SE":
                consumer.segment(view, at: SegmentPlace(row: nil, segmentPosition: ordinal))
                consumer.transactionSetEnded(verdict, segmentCount: ordinal)
            case "GE": consumer.groupEnded(.accepted)
            case "IEA": consumer.interchangeEnded()
            default:
                consumer.segment(view, at: SegmentPlace(row: nil, segmentPosition: ordinal))
            }
        }
    }

    private static func interchange(_ isa: borrowing SegmentView) -> InterchangeHeader {
        var header = InterchangeHeader()
        header.senderQualifier = trimmed(isa.text(5))
        header.senderID = trimmed(isa.text(6))
        header.receiverQualifier = trimmed(isa.text(7))
        header.receiverID = trimmed(isa.text(8))
        header.date = isa.text(9)
        header.time = isa.text(10)
        header.version = isa.text(12)
        header.controlNumber = isa.text(13)
        header.wantsInterchangeAcknowledgment = isa.text(14) == "1"
        header.usage = isa.text(15)
        return header
    }

    private static func group(_ gs: borrowing SegmentView) -> FunctionalGroupHeader {
        var header = FunctionalGroupHeader()
        header.functionalID = gs.text(1)
        header.senderCode = gs.text(2)
        header.receiverCode = gs.text(3)
        header.date = gs.text(4)
        header.time = gs.text(5)
        header.controlNumber = gs.text(6)
        header.version = gs.text(8)
        return header
    }

    private static func transactionSet(
        _ st: borrowing SegmentView, ordinal: Int
    ) -> TransactionSetHeader {
        var header = TransactionSetHeader()
        header.set = st.text(1)
        header.controlNumber = st.text(2)
        header.implementationReference = st.isEmpty(at: 3) ? nil : st.text(3)
        header.ordinal = ordinal
        return header
    }

    private static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}

/// Writes again what it is fed: with it, writing after reading must give the same bytes.
struct CopyingConsumer: InterchangeConsumer, ~Copyable {
    var writer: InterchangeWriter
    private(set) var failure: WriterError?
    private var source = Delimiters.usual

    init(_ options: InterchangeWriter.Options) { writer = InterchangeWriter(options) }

    mutating func interchangeBegan(_ header: InterchangeHeader, delimiters: Delimiters) {
        source = delimiters
        keep { (writer) throws(WriterError) in try writer.beginInterchange(header) }
    }

    mutating func groupBegan(_ header: FunctionalGroupHeader) {
        keep { (writer) throws(WriterError) in try writer.beginGroup(header) }
    }

    mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        keep { (writer) throws(WriterError) in try writer.beginTransactionSet(header) }
    }

    mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        guard segment.id != "ST", segment.id != "SE" else { return }
        do throws(WriterError) {
            try writer.copySegment(segment, from: source)
        } catch {
            failure = error
        }
    }

    mutating func interchangeAcknowledgment(_ segment: borrowing SegmentView) {
        do throws(WriterError) {
            try writer.copySegment(segment, from: source)
        } catch {
            failure = error
        }
    }

    mutating func transactionSetEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {
        keep { (writer) throws(WriterError) in try writer.endTransactionSet() }
    }

    mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        keep { (writer) throws(WriterError) in try writer.endGroup() }
    }

    mutating func interchangeEnded() {
        keep { (writer) throws(WriterError) in try writer.endInterchange() }
    }

    mutating func found(_ diagnostic: Diagnostic) {}

    private mutating func keep(_ write: (inout InterchangeWriter) throws(WriterError) -> Void) {
        do throws(WriterError) {
            try write(&writer)
        } catch {
            failure = error
        }
    }
}
