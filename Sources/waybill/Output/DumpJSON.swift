internal import Diagnostics
internal import Foundation
internal import X12

/// A listed segment as `waybill dump --json` shows it; the names are part of the interface.
enum DumpJSON {
    private struct View: Encodable {
        let segment: String
        let name: String
        let offset: Int
        let length: Int
        let set: String?
        let setOrdinal: Int?
        let setControlNumber: String?
        let position: Int?
        let path: String
        let depth: Int
        let opensLoop: Bool
        let elements: [Element]
        let findings: [Finding]
    }

    private struct Element: Encodable {
        let label: String
        let position: Int
        let repetition: Int?
        let component: Int?
        let name: String
        let reference: String?
        let type: String?
        let value: String
        let meaning: String?
    }

    private struct Finding: Encodable {
        let code: String
        let severity: String
        let message: String
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    static func line(_ entry: ListedSegment) -> String {
        let isInSet = entry.setOrdinal != nil
        let view = View(
            segment: entry.segment.id, name: entry.segment.name,
            offset: entry.segment.fileOffset, length: entry.segment.byteCount,
            set: isInSet ? entry.set : nil, setOrdinal: entry.setOrdinal,
            setControlNumber: isInSet ? entry.setControlNumber : nil,
            position: entry.segmentPosition, path: entry.path, depth: entry.depth,
            opensLoop: entry.opensLoop,
            elements: entry.segment.elements.map {
                Element(
                    label: $0.label, position: $0.position, repetition: $0.repetition,
                    component: $0.component, name: $0.name, reference: $0.definition?.reference,
                    type: $0.definition?.form, value: $0.value, meaning: $0.meaning)
            },
            findings: entry.findings.map {
                Finding(
                    code: $0.code.rawValue, severity: $0.severity.rawValue, message: $0.message)
            })
        guard let data = try? encoder.encode(view) else { return "{}" }
        return JSONLines.escaped(String(decoding: data, as: UTF8.self))
    }
}
