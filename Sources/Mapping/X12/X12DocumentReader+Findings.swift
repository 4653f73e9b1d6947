import Diagnostics
import Documents
import X12

extension DiagnosticCode {
    /// An element that is no value of its field's type.
    static let valueUnreadable = DiagnosticCode("map.value-unreadable")
    /// A code the map's table does not have.
    static let codeUnknown = DiagnosticCode("map.code-unknown")
    /// A field the document cannot do without.
    static let requiredMissing = DiagnosticCode("map.required-missing")
    /// A place that holds one value and stands more than once.
    static let valueRepeated = DiagnosticCode("map.value-repeated")
    /// Dates of a release before 004010 were read by the century window.
    static let centuryAssumed = DiagnosticCode("map.century-assumed")
    static let documentTooLarge = DiagnosticCode("map.document-too-large")
    /// An HL level whose parent, code or place in the tree the map cannot follow.
    static let levelUnknown = DiagnosticCode("map.level-unknown")
    static let levelParentUnknown = DiagnosticCode("map.level-parent-unknown")
    static let levelParentImplied = DiagnosticCode("map.level-parent-implied")
    static let levelMisplaced = DiagnosticCode("map.level-misplaced")
}

extension Diagnostic {
    static let centuryAssumed = Diagnostic(
        .centuryAssumed, .warning,
        "Dates have no century, as before release 004010; 70 to 99 are read as 19.., 00 to 69 as"
            + " 20..",
        expected: "a day as CCYYMMDD")

    /// A document past a limit, which `what` names, as in `more than 50000 lines`.
    static func documentTooLarge(_ what: String) -> Diagnostic {
        Diagnostic(
            .documentTooLarge, .error,
            "The document has \(what), which is the limit; it is held and not translated.",
            expected: "at most \(what.dropFirst("more than ".count))", responsible: .operator)
    }
}

extension X12DocumentReader {
    /// Longest part of a value that a finding quotes.
    private static let quotedCharacterMax = 80

    mutating func add(_ diagnostic: Diagnostic) {
        guard diagnostics.count < limits.diagnosticCountPerSetMax else { return }
        diagnostics.append(diagnostic)
    }

    /// Reports an element that could not be read.
    mutating func report(
        _ code: DiagnosticCode, _ expected: String, _ segment: borrowing SegmentView,
        _ range: Range<Int>, _ position: Int, _ component: Int, _ place: SegmentPlace
    ) {
        guard diagnostics.count < limits.diagnosticCountPerSetMax else { return }
        let found = String(
            segment.bytes.extracting(range).x12Text.prefix(Self.quotedCharacterMax))
        let name =
            "\(segment.id)\(position < 10 ? "0" : "")\(position)"
            + (component > 0 ? "-\(component)" : "")
        var spot = DiagnosticPlace()
        spot.segment = "\(segment.id)"
        spot.segmentPosition = place.segmentPosition
        spot.elementPosition = position
        spot.componentPosition = component > 0 ? component : nil
        add(
            Diagnostic(
                code, .error, "\(name) is '\(found)'; expected \(expected).",
                range: ByteRange(
                    offset: segment.fileOffset + range.lowerBound, length: range.count),
                place: spot, expected: expected, found: found))
    }

    /// Reports required fields without a value.
    mutating func require(_ fields: [Int], of group: DocumentGroup, _ place: SegmentPlace?) {
        for index in fields where !group.hasValue(index) {
            let field = group.schema.fields[index]
            var spot = DiagnosticPlace()
            if let row = place?.row {
                spot.segment = "\(map.schema.rows[row].segment.id)"
                spot.segmentPosition = place?.segmentPosition
            }
            add(
                Diagnostic(
                    .requiredMissing, .error,
                    "The \(group.schema.name) entry has no \(field.name): \(field.summary)",
                    place: spot, expected: field.summary))
        }
    }
}
