import Diagnostics
import Documents

extension DiagnosticCode {
    /// A character that XML 1.0 cannot hold.
    static let xmlUnwritable = DiagnosticCode("xml.unwritable")
    /// An element that the format demands, and nothing to put into it.
    static let placeEmpty = DiagnosticCode("map.place-empty")
}

// Findings about a document of ours: procurement must act, not the partner.
extension XMLDocumentWriter {
    /// Adds a finding, once.
    mutating func add(
        _ code: DiagnosticCode, _ message: String, _ path: String? = nil,
        severity: Severity = .error
    ) {
        if diagnostics.contains(where: { $0.message == message }) { return }
        var place = DiagnosticPlace()
        place.path = path
        diagnostics.append(
            Diagnostic(code, severity, message, place: place, responsible: .procurement))
    }

    /// Says what the map has no place for.
    mutating func reportUncarried(_ entry: DocumentGroup, _ scope: Int) {
        let place = plan.scopes[scope]
        for field in place.unboundFields where entry.hasValue(field) {
            reportUncarried("\(place.group.name) \(place.group.fields[field].name)")
        }
        for group in place.unboundGroups where !entry.groups[group].isEmpty {
            reportUncarried("\(place.group.name) \(place.group.groups[group].name)")
        }
        for (group, writers) in outgoing.writers[scope].enumerated() where !writers.isEmpty {
            for nested in entry.groups[group]
            where !writers.contains(where: { plan.scopes[$0].takes(nested) }) {
                reportUncarried("\(nested.schema.name) \(firstText(of: nested))")
            }
        }
    }

    mutating func reportUncarried(_ what: String) {
        add(
            .notCarried, "\(what) is not sent: the map has no place for it.", severity: .warning)
    }

    private func firstText(of entry: DocumentGroup) -> String {
        for value in entry.values {
            if case .text(let text) = value { return text }
        }
        return "entry"
    }

    mutating func reportTooMany(_ entry: DocumentGroup, _ count: Int) {
        add(
            .tooMany,
            "There are \(count) \(entry.schema.name) where the format has room for one; send each"
                + " in a document or on a line of its own.")
    }

    mutating func reportMissing(_ name: String, in parent: String) {
        add(.placeEmpty, "\(name) must stand in \(parent), and the document has nothing for it.")
    }

    /// Fields of the document that the map reads as constants must be those.
    mutating func checkConstants() {
        let scope = plan.scopes[0]
        for (field, value) in scope.constants where root.values[field] != value {
            let name = scope.group.fields[field].name
            add(
                .valueUnwritable,
                "A document of this format always has the \(name) that the map says; this one"
                    + " has another.")
        }
    }

    /// Entries are read back with their ordinals.
    mutating func checkNumber(_ ordinal: Int, _ entry: DocumentGroup, _ scope: Int) {
        let field = plan.scopes[scope].number
        guard field >= 0, entry.values[field] != .integer(ordinal) else { return }
        add(
            .structureUnsuitable,
            "\(entry.schema.name) number \(ordinal) has another number in the document.")
    }
}
