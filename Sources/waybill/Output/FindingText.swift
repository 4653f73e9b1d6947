internal import Diagnostics
internal import X12

/// A finding as `--json` shows it; the names are part of the interface.
struct FindingView: Encodable {
    let explained: ExplainedFinding
    private var finding: Diagnostic { explained.finding }

    init(_ explained: ExplainedFinding) { self.explained = explained }

    private enum Key: String, CodingKey {
        case code, severity, message, offset, length, segment, segmentPosition, elementPosition
        case componentPosition, repetition, elementReference, path, expected, found, responsible
        case interchangeControlNumber, groupControlNumber, transactionSetControlNumber
        case acknowledgmentList, acknowledgmentCode
        case set, release, elementName, segmentText, rule, remedy, corrected
    }

    /// Everything is written, `null` where it does not apply.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(finding.code.rawValue, forKey: .code)
        try container.encode(finding.severity.rawValue, forKey: .severity)
        try container.encode(finding.message, forKey: .message)
        try container.encode(finding.range?.offset, forKey: .offset)
        try container.encode(finding.range?.length, forKey: .length)
        let place = finding.place
        try container.encode(place.segment, forKey: .segment)
        try container.encode(place.segmentPosition, forKey: .segmentPosition)
        try container.encode(place.elementPosition, forKey: .elementPosition)
        try container.encode(place.componentPosition, forKey: .componentPosition)
        try container.encode(place.repetition, forKey: .repetition)
        try container.encode(place.elementReference, forKey: .elementReference)
        try container.encode(place.path, forKey: .path)
        try container.encode(finding.expected, forKey: .expected)
        try container.encode(finding.found, forKey: .found)
        try container.encode(finding.responsible.rawValue, forKey: .responsible)
        try container.encode(place.interchangeControlNumber, forKey: .interchangeControlNumber)
        try container.encode(place.groupControlNumber, forKey: .groupControlNumber)
        try container.encode(
            place.transactionSetControlNumber, forKey: .transactionSetControlNumber)
        try container.encode(finding.acknowledgment?.list.rawValue, forKey: .acknowledgmentList)
        try container.encode(finding.acknowledgment?.code, forKey: .acknowledgmentCode)
        try encodeExplanation(&container)
    }

    private func encodeExplanation(_ container: inout KeyedEncodingContainer<Key>) throws {
        try container.encode(Self.filled(explained.set), forKey: .set)
        try container.encode(Self.filled(explained.release), forKey: .release)
        try container.encode(explained.remedy?.elementName, forKey: .elementName)
        try container.encode(segmentText, forKey: .segmentText)
        try container.encode(explained.rule, forKey: .rule)
        try container.encode(explained.remedy?.text, forKey: .remedy)
        try container.encode(explained.remedy?.corrected, forKey: .corrected)
    }

    private static func filled(_ text: String) -> String? { text.isEmpty ? nil : text }

    /// The segment or line, at most its first 4096 bytes.
    private var segmentText: String? {
        guard let bytes = explained.segment?.bytes ?? explained.line?.bytes else { return nil }
        return bytes.span.extracting(first: min(bytes.count, 4096)).x12Text
    }
}

/// A finding in words.
enum FindingText {
    static func lines(_ finding: Diagnostic, file: String) -> [String] {
        var head = "\(finding.severity.rawValue): \(finding.message)"
        let place = Self.place(finding.place)
        if !place.isEmpty { head += "  [\(place)]" }
        var lines = [Terminal.printable(head)]
        var details: [String] = []
        if let expected = finding.expected { details.append("expected \(expected)") }
        if let found = finding.found { details.append("found '\(found)'") }
        if let range = finding.range { details.append("byte \(range.offset)") }
        details.append(finding.code.rawValue)
        lines.append("    " + Terminal.printable(details.joined(separator: "; ")))
        return lines
    }

    /// `set 0001, segment 5 IT1, element 3`.
    private static func place(_ place: DiagnosticPlace) -> String {
        var parts: [String] = []
        if let number = place.transactionSetControlNumber { parts.append("set \(number)") }
        if let segment = place.segment {
            parts.append(
                "segment " + (place.segmentPosition.map { "\($0) " } ?? "") + segment)
        }
        if let element = place.elementPosition {
            parts.append("element \(element)" + (place.componentPosition.map { "-\($0)" } ?? ""))
        }
        if place.segment == nil, let path = place.path { parts.append(path) }
        return parts.joined(separator: ", ")
    }
}
