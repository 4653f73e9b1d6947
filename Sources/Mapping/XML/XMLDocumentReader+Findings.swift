import Diagnostics
import Documents
import XMLStream

// Findings about a document of a partner's.
extension XMLDocumentReader {
    private mutating func add(_ diagnostic: Diagnostic) {
        if diagnostics.count < limits.diagnosticCountPerSetMax { diagnostics.append(diagnostic) }
    }

    mutating func report(
        _ code: DiagnosticCode, _ rule: XMLRule, _ bytes: Span<UInt8>, _ expected: String,
        _ range: ByteRange
    ) {
        var place = DiagnosticPlace()
        place.path = rule.place
        let found = String(bytes.xmlText.prefix(80))
        add(
            Diagnostic(
                code, .error, "\(rule.place) is '\(found)'; expected \(expected).", range: range,
                place: place, expected: expected, found: found))
    }

    mutating func reportRepeated(_ rule: XMLRule, _ range: ByteRange) {
        var place = DiagnosticPlace()
        place.path = rule.place
        add(
            Diagnostic(
                .valueRepeated, .warning,
                "\(rule.place) stands more than once; the first is taken.", range: range,
                place: place))
    }

    mutating func require(_ fields: [Int], of group: DocumentGroup, _ offset: Int?) {
        for index in fields where !group.hasValue(index) {
            let field = group.schema.fields[index]
            add(
                Diagnostic(
                    .requiredMissing, .error,
                    "The \(group.schema.name) entry has no \(field.name): \(field.summary)",
                    range: offset.map { ByteRange(offset: $0, length: 0) },
                    expected: field.summary))
        }
    }
}
