import Diagnostics

/// ISA, GS and ST.
extension EnvelopeMachine {
    mutating func readInterchangeHeader<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        closeInterchange(at: segment.fileOffset, &consumer)
        let header = EnvelopeCheck.interchangeHeader(segment)
        beginInterchange(header, &consumer)
        for breach in EnvelopeCheck.breaches(segment, header) {
            var place = findings.place
            place.segment = "ISA"
            place.elementPosition = breach.position
            let label = "ISA" + (breach.position < 10 ? "0" : "") + "\(breach.position)"
            let found = segment.text(breach.position)
            findings.add(
                .interchangeHeaderValue, in: .interchange,
                range: segment.fileRange(breach.position), place: place,
                detail: FindingCollector.Detail(
                    acknowledgment: AcknowledgmentCode(.interchange, breach.note),
                    expected: breach.expected, found: found),
                message: "\(label) should be \(breach.expected); found \u{201C}\(found)\u{201D}.")
        }
        checkStandard(header, segment)
        checkDuplicate(header, segment)
    }

    /// ISA11, which ISA12 gives its meaning.
    private mutating func checkStandard(
        _ header: InterchangeHeader, _ segment: borrowing SegmentView
    ) {
        guard EnvelopeCheck.isDigits(header.version) else { return }
        let found = segment.text(11)
        if header.version >= "00402", delimiters.repetition == nil {
            add(
                .repetitionSeparatorMissing, in: .interchange, segment, 11,
                "a separator, such as ^",
                "ISA11 is \u{201C}\(found)\u{201D}, no repetition separator, under ISA12 \(header.version).",
                reference: "I65")
        } else if header.version < "00402", found != "U" {
            add(
                .standardsIdentifier, in: .interchange, segment, 11, "U",
                "ISA11 is \u{201C}\(found)\u{201D} under ISA12 \(header.version), which has no repetition separator.",
                reference: "I10")
        }
    }

    /// ISA13, which names the interchange between sender and receiver.
    private mutating func checkDuplicate(
        _ header: InterchangeHeader, _ segment: borrowing SegmentView
    ) {
        let number = header.controlNumber
        guard !number.isEmpty, !interchangeControlNumbers.insert(header) else { return }
        add(
            .interchangeControlNumberDuplicate, in: .interchange, segment, 13, "a new number",
            "ISA13 \(number) is used twice between \(header.senderID) and \(header.receiverID) in this file.",
            reference: "I12")
    }

    private mutating func beginInterchange<Consumer: InterchangeConsumer & ~Copyable>(
        _ header: InterchangeHeader, _ consumer: inout Consumer
    ) {
        interchange = header
        groupCount = 0
        acknowledgmentCount = 0
        groupControlNumbers.removeAll()
        findings.place = DiagnosticPlace()
        findings.place.interchangeControlNumber =
            header.controlNumber.isEmpty ? nil : header.controlNumber
        consumer.interchangeBegan(header, delimiters: delimiters)
    }

    mutating func readGroupHeader<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        closeGroup(at: segment.fileOffset, &consumer)
        requireInterchange(segment, &consumer)
        groupCount += 1
        let header = EnvelopeCheck.groupHeader(segment)
        beginGroup(header, &consumer)
        checkGroup(header, segment)
    }

    private mutating func beginGroup<Consumer: InterchangeConsumer & ~Copyable>(
        _ header: FunctionalGroupHeader, _ consumer: inout Consumer
    ) {
        group = header
        groupTally = GroupTally()
        setControlNumbers.removeAll()
        findings.beginGroup()
        findings.place.groupControlNumber =
            header.controlNumber.isEmpty ? nil : header.controlNumber
        consumer.groupBegan(header)
    }

    private mutating func checkGroup(
        _ header: FunctionalGroupHeader, _ segment: borrowing SegmentView
    ) {
        let number = header.controlNumber
        if !EnvelopeCheck.isDigits(number) || number.utf8.count > 9 {
            add(
                .groupControlNumberSyntax, in: .group, segment, 6, "one to nine digits",
                "GS06 is no control number: \u{201C}\(number)\u{201D}.", reference: "28")
        } else if !groupControlNumbers.insert(number) {
            add(
                .groupControlNumberDuplicate, in: .group, segment, 6, "a new number",
                "GS06 \(number) is used twice in the interchange.", reference: "28")
        }
        if !EnvelopeCheck.hasRealDate(header) {
            add(
                .groupDate, in: .group, segment, 4, "CCYYMMDD and HHMM",
                "GS04 \u{201C}\(header.date)\u{201D} and GS05 \u{201C}\(header.time)\u{201D} are no date and time of eight and four or more digits.",
                reference: "373")
        }
    }

    mutating func readSetHeader<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        openSet(segment, &consumer)
        let place = validate(segment)
        flush(&consumer)
        consumer.segment(segment, at: place)
    }

    /// All that an ST does but the check of its own elements.
    mutating func openSet<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        closeSet(at: segment.fileOffset, &consumer)
        requireGroup(segment, &consumer)
        groupTally.setCount += 1
        let header = EnvelopeCheck.setHeader(segment, ordinal: groupTally.setCount)
        set = header
        let schema = beginWalk(of: header)
        findings.place.transactionSetControlNumber =
            header.controlNumber.isEmpty ? nil : header.controlNumber
        if options.validatesSets { checkTable(schema, of: header, segment) }
        consumer.transactionSetBegan(header, schema: schema)
        checkSet(header, schema, segment)
    }

    /// Makes ready to walk a set through the table for ST01 under GS08, and gives the table. A
    /// matter of the set and of what the envelope says about releases, whatever else came before.
    mutating func beginWalk(of header: TransactionSetHeader) -> TransactionSetSchema? {
        segmentCount = 1
        findings.beginSet()
        guard options.validatesSets else {
            validator.begin(nil, acceptsShortDates: false)
            return nil
        }
        let (version, source) = release(of: header)
        let isOwn = source == .group
        if lastLookup?.set != header.set || lastLookup?.version != version
            || lastLookup?.isOwn != isOwn
        {
            // Releases before the oldest table, and what is no release, are read by 004010.
            let exact = schemas.schema(set: header.set, version: version)
            let match = exact ?? schemas.schema(set: header.set, version: "004010")
            lastLookup = (
                header.set, version, isOwn, match?.schema, isOwn && exact?.isExact ?? false
            )
        }
        let schema = lastLookup?.schema
        findings.isApproximate = schema != nil && lastLookup?.isExact == false
        validator.begin(
            schema,
            acceptsShortDates: lastLookup?.isExact == false && (group?.version ?? "") < "004010",
            guide: options.guide(for: schema))
        return schema
    }

    /// Tells what is unusual about the table.
    private mutating func checkTable(
        _ schema: TransactionSetSchema?, of header: TransactionSetHeader,
        _ segment: borrowing SegmentView
    ) {
        guard let schema else { return reportNoTable(header, segment) }
        // Told once per group: the version is the group's.
        guard findings.isApproximate, header.ordinal == 1 else { return }
        let (version, source) = release(of: header)
        reportApproximation(version, source, schema, segment)
    }

    private enum ReleaseSource { case group, set, interchange }

    /// GS08; where it names no release, ST03 or ISA12, which some senders use instead.
    private func release(
        of header: TransactionSetHeader
    ) -> (version: String, source: ReleaseSource) {
        let version = group?.version ?? ""
        if groupNamesRelease { return (version, .group) }
        if let reference = header.implementationReference,
            SchemaLibrary.releaseNumber(reference) != nil
        {
            return (reference, .set)
        }
        if let controls = interchange?.version, SchemaLibrary.releaseNumber(controls) != nil {
            return (controls, .interchange)
        }
        return (version, .group)
    }

    private mutating func reportApproximation(
        _ version: String, _ source: ReleaseSource, _ schema: TransactionSetSchema,
        _ segment: borrowing SegmentView
    ) {
        let stated = group?.version ?? ""
        var place = findings.place
        place.segment = "ST"
        place.segmentPosition = segmentCount
        let reason =
            switch source {
            case .group where stated.isEmpty: "No GS08 names a release"
            case .group: "There are no tables for release \u{201C}\(stated)\u{201D}"
            case .set: "GS08 \u{201C}\(stated)\u{201D} names no release; ST03 names \(version)"
            case .interchange:
                "GS08 \u{201C}\(stated)\u{201D} names no release; ISA12 is \(version)"
            }
        findings.add(
            .releaseApproximated, in: .set, range: segment.fileRange(1), place: place,
            detail: FindingCollector.Detail(
                expected: "GS08 of 004010 or 005010", found: stated),
            message: "\(reason); the tables of \(schema.release) were used.")
    }

    private mutating func reportNoTable(
        _ header: TransactionSetHeader, _ segment: borrowing SegmentView
    ) {
        if header.set.utf8.count == 3, EnvelopeCheck.isDigits(header.set) {
            add(
                .setUnknown, in: .set, segment, 1, "a set with tables",
                "Transaction set \(header.set) is not supported.", reference: "143")
        } else {
            add(
                .setIdentifierMissing, in: .set, segment, 1, "three digits",
                "ST01 is no transaction set: \u{201C}\(header.set)\u{201D}.",
                reference: "143")
        }
    }

    private mutating func checkSet(
        _ header: TransactionSetHeader, _ schema: TransactionSetSchema?,
        _ segment: borrowing SegmentView
    ) {
        if !(4...9).contains(header.controlNumber.utf8.count), schema == nil {
            add(
                .setControlNumberSyntax, in: .set, segment, 2, "four to nine characters",
                "ST02 is no control number: \u{201C}\(header.controlNumber)\u{201D}.",
                reference: "329")
        }
        if !header.controlNumber.isEmpty, !setControlNumbers.insert(header.controlNumber) {
            add(
                .setControlNumberDuplicate, in: .set, segment, 2, "a new number",
                "ST02 \(header.controlNumber) is used twice in the group.", reference: "329")
        }
        if let schema, let group, !isFragment, group.functionalID != schema.functionalID {
            add(
                .functionalIDMismatch, in: .set, segment, 1, schema.functionalID,
                "GS01 is \u{201C}\(group.functionalID)\u{201D}; for set \(schema.set) it should be \(schema.functionalID).",
                reference: "479")
        }
    }

    /// A finding about one element of an envelope segment.
    mutating func add(
        _ finding: X12Finding, in scope: FindingCollector.Scope,
        _ segment: borrowing SegmentView, _ position: Int, _ expected: String,
        _ message: String, reference: String?
    ) {
        var place = findings.place
        place.segment = segment.text(0)
        place.elementPosition = position
        place.elementReference = reference
        if scope == .set { place.segmentPosition = segmentCount }
        findings.add(
            finding, in: scope, range: segment.fileRange(position), place: place,
            detail: FindingCollector.Detail(expected: expected, found: segment.text(position)),
            message: message)
    }

    // MARK: Missing headers

    private mutating func requireInterchange<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        guard interchange == nil else { return }
        beginInterchange(InterchangeHeader(), &consumer)
        // The tokenizer has already told that a fragment has no envelope.
        guard !isFragment else { return }
        findings.add(
            .interchangeHeaderMissing, in: .interchange, range: segment.fullRange,
            message: "\(segment.text(0)) stands outside an interchange: the ISA is missing.")
    }

    private mutating func requireGroup<Consumer: InterchangeConsumer & ~Copyable>(
        _ segment: borrowing SegmentView, _ consumer: inout Consumer
    ) {
        // A group is only ever open in an interchange.
        guard !isInGroup else { return }
        requireInterchange(segment, &consumer)
        groupCount += 1
        beginGroup(FunctionalGroupHeader(), &consumer)
        guard !isFragment else { return }
        findings.add(
            .groupHeaderMissing, in: .group, range: segment.fullRange,
            message: "\(segment.text(0)) stands outside a group: the GS is missing.")
    }
}
