import Diagnostics

/// SE, GE and IEA, and their absence.
extension EnvelopeMachine {
    mutating func readSetTrailer<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        guard let header = set else {
            findings.add(
                .setHeaderMissing, in: group == nil ? .interchange : .group,
                range: segment.fullRange, message: "SE has no ST before it.")
            return
        }
        segmentCount += 1
        let place = validate(segment)
        checkSetTrailer(segment, of: header)
        flush(&consumer)
        consumer.segment(segment, at: place)
        endSet(&consumer)
    }

    /// SE01 and SE02 against what was counted and what ST said.
    mutating func checkSetTrailer(
        _ segment: borrowing SegmentView, of header: TransactionSetHeader
    ) {
        if segment.number(1) != segmentCount {
            add(
                .segmentCount, in: .set, segment, 1, "\(segmentCount)",
                "SE01 says \(segment.text(1)) segments, counted \(segmentCount).",
                reference: "96")
        }
        compare(
            header.controlNumber, segment, otherwise: .setControlNumber, in: .set,
            names: ("ST02", "SE02"), reference: "329")
    }

    mutating func readGroupTrailer<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        closeSet(at: segment.fileOffset, &consumer)
        guard let header = group else {
            findings.add(
                .groupTrailerUnexpected, in: .interchange, range: segment.fullRange,
                message: "GE has no GS before it.")
            return
        }
        if segment.number(1) != groupTally.setCount {
            add(
                .setCount, in: .group, segment, 1, "\(groupTally.setCount)",
                "GE01 says \(segment.text(1)) transaction sets, counted \(groupTally.setCount).",
                reference: "97")
        }
        compare(
            header.controlNumber, segment, otherwise: .groupControlNumber, in: .group,
            names: ("GS06", "GE02"), reference: "28")
        endGroup(at: segment.fileOffset, &consumer)
    }

    mutating func readInterchangeTrailer<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        closeGroup(at: segment.fileOffset, &consumer)
        guard let header = interchange else {
            findings.add(
                .interchangeTrailerUnexpected, in: .interchange, range: segment.fullRange,
                message: "IEA has no ISA before it.")
            return
        }
        let claimed = segment.number(1)
        // An interchange of TA1s alone counts no group; some senders write 1.
        let isAcknowledgmentOnly = groupCount == 0 && acknowledgmentCount > 0 && claimed == 1
        if claimed != groupCount, !isAcknowledgmentOnly {
            add(
                .groupCount, in: .interchange, segment, 1, "\(groupCount)",
                "IEA01 says \(segment.text(1)) groups, counted \(groupCount).", reference: "I16")
        } else if isAcknowledgmentOnly {
            findings.add(
                .groupCount, in: .interchange, range: segment.fileRange(1),
                detail: FindingCollector.Detail(expected: "0", found: "1"), severity: .info,
                message: "IEA01 says 1 group; the interchange holds acknowledgments (TA1) only.")
        }
        compare(
            header.controlNumber, segment, otherwise: .interchangeControlNumber,
            in: .interchange, names: ("ISA13", "IEA02"), reference: "I12")
        endInterchange(&consumer)
    }

    private mutating func compare(
        _ number: String, _ segment: borrowing SegmentView, otherwise finding: X12Finding,
        in scope: FindingCollector.Scope, names: (header: String, trailer: String),
        reference: String
    ) {
        let trailer = EnvelopeCheck.trimmed(segment, 2)
        switch EnvelopeCheck.agreement(number, trailer) {
        case .same: break
        case .paddedOtherwise where options.controlNumberPadding == .warning:
            add(
                .controlNumberPadding, in: scope, segment, 2, number,
                "\(names.trailer) writes \(trailer) where \(names.header) writes \(number).",
                reference: reference)
        case .paddedOtherwise, .different:
            add(
                finding, in: scope, segment, 2, number,
                "\(names.trailer) is \u{201C}\(trailer)\u{201D}; \(names.header) is \u{201C}\(number)\u{201D}.",
                reference: reference)
        }
    }

    // MARK: Parts that end

    mutating func endSet<Consumer: InterchangeConsumer & ~Copyable>(
        _ consumer: inout Consumer
    ) {
        findings.endSet()
        let verdict = findings.setVerdict
        switch verdict {
        case .accepted: break
        case .acceptedWithErrors: groupTally.notedCount += 1
        case .rejected: groupTally.rejectedCount += 1
        }
        flush(&consumer)
        consumer.transactionSetEnded(verdict, segmentCount: segmentCount)
        set = nil
        findings.place.transactionSetControlNumber = nil
    }

    private mutating func endGroup<Consumer: InterchangeConsumer & ~Copyable>(
        at offset: Int, _ consumer: inout Consumer
    ) {
        if groupTally.setCount == 0 {
            findings.add(
                .groupEmpty, in: .group, range: ByteRange(offset: offset, length: 0),
                message: "The group holds no transaction set.")
        }
        flush(&consumer)
        consumer.groupEnded(groupVerdict)
        group = nil
        findings.place.groupControlNumber = nil
    }

    private var groupVerdict: FunctionalGroupVerdict {
        let tally = groupTally
        if findings.groupHasError { return .rejected }
        if tally.rejectedCount > 0 {
            return tally.rejectedCount == tally.setCount ? .rejected : .partiallyAccepted
        }
        return tally.notedCount > 0 || findings.groupHasNotedError
            ? .acceptedWithErrors : .accepted
    }

    private mutating func endInterchange<Consumer: InterchangeConsumer & ~Copyable>(
        _ consumer: inout Consumer
    ) {
        flush(&consumer)
        consumer.interchangeEnded()
        interchange = nil
        findings.place = DiagnosticPlace()
    }

    // MARK: Parts cut off

    mutating func closeSet<Consumer: InterchangeConsumer & ~Copyable>(
        at offset: Int, _ consumer: inout Consumer
    ) {
        guard let header = set else { return }
        var place = findings.place
        place.segment = "SE"
        findings.add(
            .setTrailerMissing, in: .set, range: ByteRange(offset: offset, length: 0),
            place: place,
            detail: FindingCollector.Detail(expected: "SE", found: nil),
            message:
                "Transaction set \(header.set) \(header.controlNumber) has no SE; it has \(segmentCount) segments so far."
        )
        endSet(&consumer)
    }

    mutating func closeGroup<Consumer: InterchangeConsumer & ~Copyable>(
        at offset: Int, _ consumer: inout Consumer
    ) {
        closeSet(at: offset, &consumer)
        guard let header = group else { return }
        if !(isFragment && header.functionalID.isEmpty) {
            findings.add(
                .groupTrailerMissing, in: .group, range: ByteRange(offset: offset, length: 0),
                detail: FindingCollector.Detail(expected: "GE", found: nil),
                message: "Group \(header.controlNumber) has no GE.")
        }
        endGroup(at: offset, &consumer)
    }

    mutating func closeInterchange<Consumer: InterchangeConsumer & ~Copyable>(
        at offset: Int, _ consumer: inout Consumer
    ) {
        closeGroup(at: offset, &consumer)
        guard let header = interchange else { return }
        if !(isFragment && header.controlNumber.isEmpty) {
            findings.add(
                .interchangeTrailerMissing, in: .interchange,
                range: ByteRange(offset: offset, length: 0),
                detail: FindingCollector.Detail(expected: "IEA", found: nil),
                message: "Interchange \(header.controlNumber) has no IEA.")
        }
        endInterchange(&consumer)
    }

    private static func widthMessage(_ finding: TokenizerFinding) -> String {
        guard let width = finding.width else {
            return
                "The ISA is \(finding.count) bytes long instead of 106: an element is missing, or padded with characters of several bytes."
        }
        let label = (width.position < 10 ? "ISA0" : "ISA") + "\(width.position)"
        return
            "\(label) is \(width.found) characters wide instead of \(width.expected); the ISA is \(finding.count) bytes long, 106 with its terminator are right."
    }

    /// Turns what the tokenizer found into a finding.
    mutating func tell<Consumer: InterchangeConsumer & ~Copyable>(
        _ finding: TokenizerFinding, to consumer: inout Consumer
    ) {
        // What is too long is counted from its own start, without line ends; the rest as it lies.
        switch finding.kind {
        case .segmentTooLong, .tooManyElements: findings.segmentOffset = finding.range.offset
        default: findings.segmentOffset = .max
        }
        let (kind, message): (X12Finding, String) =
            switch finding.kind {
            case .strayBytes:
                (.strayBytes, "\(finding.range.length) bytes belong to no interchange.")
            case .noInterchange: (.noInterchange, "The file holds no X12 interchange.")
            case .unreadableHeader:
                (.headerUnreadable, "An ISA has not sixteen elements and a terminator.")
            case .headerNotFixedWidth:
                (.headerNotFixedWidth, Self.widthMessage(finding))
            case .componentSeparatorMissing:
                (.componentSeparatorMissing, "ISA16 names no component separator.")
            case .componentSeparatorWide:
                (
                    .componentSeparatorWide,
                    "ISA16 is a character of several bytes; composites are read in one piece."
                )
            case .envelopeMissing:
                (.envelopeMissing, "The file starts without an ISA; its delimiters are guessed.")
            case .lastTerminatorMissing:
                (.lastTerminatorMissing, "The last segment of the file has no terminator.")
            case .segmentTooLong:
                (.segmentOversize, "A segment of \(finding.count) bytes passes the limit.")
            case .linesWrapped:
                (
                    .linesWrapped,
                    "The file is broken into lines of \(finding.count) bytes, also inside elements; the line ends are left out."
                )
            case .binaryLength:
                (
                    .binaryLength,
                    "A binary segment does not end where its length says; it is read up to the next terminator."
                )
            case .tooManyElements:
                (.segmentElementCount, "A segment of \(finding.count) elements passes the limit.")
            }
        var scope = FindingCollector.Scope.interchange
        var place = findings.place
        if kind == .segmentOversize || kind == .segmentElementCount {
            scope = set != nil ? .set : group != nil ? .group : .interchange
            if set != nil {
                segmentCount += 1
                place.segmentPosition = segmentCount
            }
        }
        findings.add(kind, in: scope, range: finding.range, place: place, message: message)
        flush(&consumer)
    }
}
