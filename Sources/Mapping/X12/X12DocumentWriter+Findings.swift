import Diagnostics
import Documents
import X12

extension DiagnosticCode {
    /// A value its element cannot express, such as three decimals where two are implied.
    static let valueUnwritable = DiagnosticCode("map.value-unwritable")
    static let valueTooLong = DiagnosticCode("map.value-too-long")
    /// More entries than the format has room for.
    static let tooMany = DiagnosticCode("map.too-many-entries")
    /// An entry without anything to write.
    static let entryEmpty = DiagnosticCode("map.entry-empty")
    /// A segment that would be read back into another field.
    static let claimedElsewhere = DiagnosticCode("map.claimed-elsewhere")
    /// A value the map has no place for.
    static let notCarried = DiagnosticCode("map.not-carried")
    /// Packages and lines that the ship notice's structure cannot hold.
    static let structureUnsuitable = DiagnosticCode("map.structure-unsuitable")
}

// Findings about a document of ours: procurement must act, not the partner.
extension X12DocumentWriter {
    mutating func add(
        _ code: DiagnosticCode, _ message: String, _ row: Int? = nil, _ position: Int? = nil,
        severity: Severity = .error
    ) {
        var place = DiagnosticPlace()
        place.segment = row.map { "\(map.schema.rows[$0].segment.id)" }
        place.elementPosition = position
        place.segmentPosition = segments.count + 2
        diagnostics.append(
            Diagnostic(code, severity, message, place: place, responsible: .procurement))
    }

    /// Says what the map has no place for, each field once per document.
    mutating func reportUncarried(_ group: DocumentGroup, _ scope: MapScope) {
        for field in scope.unboundFields where group.values[field] != nil {
            reportUncarried("\(group.schema.name) \(group.schema.fields[field].name)")
        }
        for nested in scope.unboundGroups where !group.groups[nested].isEmpty {
            reportUncarried("\(group.schema.name) \(group.schema.groups[nested].name)")
        }
    }

    private mutating func reportUncarried(_ what: String) {
        let message = "\(what) is not sent: the map has no place for it."
        if diagnostics.contains(where: { $0.message == message }) { return }
        add(.notCarried, message, severity: .warning)
    }

    mutating func reportTooMany(_ entry: DocumentGroup, _ count: Int) {
        add(
            .tooMany,
            "There are \(count) \(entry.schema.name) where the format has room for one; send each"
                + " on a line of its own.")
    }

    mutating func reportEmpty(_ entry: DocumentGroup, _ rule: SegmentRule) {
        add(
            .entryEmpty,
            "An entry of \(entry.schema.name) has nothing that can be written.", rule.row)
    }
}
