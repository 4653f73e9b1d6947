internal import Diagnostics
internal import Journal
internal import X12

/// What a partner's 997, 999 or TA1 says about something we sent, in words: which segment and which
/// element of it, what the code means, and what stood there.
struct RefusalFindings {
    let schemas: SchemaLibrary
    let document: DocumentRow
    /// What we sent, when it was kept.
    let sent: [UInt8]?
    /// A 999, whose codes are those of 618, 620 and 621.
    let isImplementation: Bool
    /// Whether the partner takes the document all the same.
    let isAccepted: Bool

    private var severity: Severity { isAccepted ? .warning : .error }

    /// Findings of a group's answer that concern the document; empty when there is nothing to say.
    func findings(_ set: AcknowledgedSet?, of group: AcknowledgedGroup) -> [Diagnostic] {
        var findings = group.codes.map { code in
            finding(
                "acknowledgment.group", place(),
                "The group: \(meaning(of: code, in: "716"))", .functionalGroup, code)
        }
        guard let set else { return findings }
        // Code 5 says only that segments follow, which say it themselves.
        for code in set.codes where !(code == "5" || code == "I5") || set.segments.isEmpty {
            findings.append(
                finding(
                    "acknowledgment.set", place(),
                    "The transaction set: \(meaning(of: code, in: isImplementation ? "618" : "718"))",
                    .transactionSet, code))
        }
        let segments = SentSegments.find(
            Set(set.segments.map(\.position)), inSet: document.setControlNumber,
            of: document.groupControlNumber, sent ?? [])
        for segment in set.segments { findings += self.findings(segment, segments) }
        return findings
    }

    private func findings(
        _ segment: AcknowledgedSegment, _ sent: [Int: SentSegments.Segment]
    ) -> [Diagnostic] {
        // A missing segment names the place where it was missed, where another one stands.
        let there = sent[segment.position].flatMap { $0.id == segment.id ? $0 : nil }
        var place = self.place()
        place.segment = segment.id
        place.segmentPosition = segment.position
        let key = segment.contexts.first { !$0.isSituationalTrigger }.map(words) ?? ""
        guard segment.elements.isEmpty else {
            return segment.elements.map { element($0, in: segment, there, place, key) }
        }
        let meaning = meaning(of: segment.code, in: isImplementation ? "620" : "720")
        return [
            finding(
                "acknowledgment.segment", place,
                "\(segment.id), segment \(segment.position)\(key): \(meaning)"
                    + triggers(segment.contexts), .segment, segment.code, range: there?.range)
        ]
    }

    private func element(
        _ element: AcknowledgedElement, in segment: AcknowledgedSegment,
        _ there: SentSegments.Segment?, _ place: DiagnosticPlace, _ key: String
    ) -> Diagnostic {
        var place = place
        place.elementPosition = element.elementPosition
        place.componentPosition = element.componentPosition
        place.repetition = element.repetition
        place.elementReference = element.reference
        let position = element.elementPosition
        let number = position < 10 ? "0\(position)" : "\(position)"
        let label = segment.id + number + (element.componentPosition.map { "-\($0)" } ?? "")
        let sent = there.flatMap { segment in
            segment.elements.indices.contains(position - 1) ? segment.elements[position - 1] : nil
        }
        var message =
            "\(label)\(name(of: element, in: segment.id)), segment \(segment.position)\(key): "
            + meaning(of: element.code, in: isImplementation ? "621" : "723")
            + triggers(element.contexts)
        if let sent, !sent.text.isEmpty { message += "; we sent “\(sent.text)”" }
        if let value = element.value, value != sent?.text { message += "; they read “\(value)”" }
        return finding(
            "acknowledgment.element", place, message, .element, element.code, range: sent?.range,
            found: element.value ?? sent?.text)
    }

    /// ` (Unit or Basis for Measurement Code)`
    private func name(of element: AcknowledgedElement, in segment: String) -> String {
        let definition = schemas.segment(SegmentID(segment), version: document.version)
        guard let uses = definition?.elements,
            uses.indices.contains(element.elementPosition - 1)
        else { return "" }
        let use = uses[element.elementPosition - 1]
        guard let component = element.componentPosition,
            use.components.indices.contains(component - 1)
        else { return " (\(use.name))" }
        return " (\(use.components[component - 1].name))"
    }

    /// `, PO101 3`
    private func words(_ context: AcknowledgedContext) -> String {
        context.keys.map { ", \($0.name)\($0.value.map { " \($0)" } ?? "")" }.joined()
    }

    /// ` (because of PO102 of segment 5)`
    private func triggers(_ contexts: [AcknowledgedContext]) -> String {
        guard let trigger = contexts.first(where: \.isSituationalTrigger),
            let segment = trigger.segment
        else { return "" }
        let element = trigger.elementPosition.map { $0 < 10 ? "0\($0)" : "\($0)" } ?? ""
        let place = trigger.segmentPosition.map { " of segment \($0)" } ?? ""
        return " (because of \(segment)\(element)\(place))"
    }

    private func meaning(of code: String, in list: String) -> String {
        let name = schemas.codes(ofElement: list, version: "005010")?.name(of: code)
        return "\(name ?? "unknown code") (\(list) code \(code))"
    }

    private func place() -> DiagnosticPlace {
        var place = DiagnosticPlace()
        place.groupControlNumber = document.groupControlNumber
        place.transactionSetControlNumber = document.setControlNumber
        return place
    }

    private func finding(
        _ code: String, _ place: DiagnosticPlace, _ message: String,
        _ list: AcknowledgmentCode.List, _ acknowledged: String, range: ByteRange? = nil,
        found: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            DiagnosticCode(code), severity, message + ".", range: range, place: place,
            found: found, responsible: .procurement,
            acknowledgment: AcknowledgmentCode(list, acknowledged))
    }

    /// What a TA1's note code (I18) means.
    static func interchangeNote(_ note: String, _ schemas: SchemaLibrary) -> String {
        let name = schemas.codes(ofElement: "I18", version: "005010")?.name(of: note)
        return "\(name ?? "unknown code") (TA1 note \(note))"
    }
}
