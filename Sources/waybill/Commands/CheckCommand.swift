internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Foundation
internal import Partners
internal import Translation

/// `waybill check`: what is wrong with a file.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with a document, and where.",
        discussion: """
            Without --partner X12 is held against the standard alone. Exit code 0 when nothing is
            an error, else 65.

            EXAMPLES
              waybill check invoice.edi
              waybill check invoice.edi --partner northfield-medical
              cat order.edi | waybill check - --json | jq .code
            """)

    @OptionGroup var options: RootOptions
    @Option(help: "Apply this partner's maps, tolerances and identities.") var partner: String?
    @Argument(help: "A file, or - for standard input.") var file: String

    func run() throws {
        try Command.run {
            var input = try InputFile(file)
            let bench = try DocumentWorkbench(
                site: try Site(forReading: options.root),
                scope: partner == nil && input.format == .x12 ? .standard : .everything)
            try Command.require(partner, in: bench)
            var tally = Tally()
            try findings(of: &input, bench) { findings in
                for finding in findings { try show(finding, &tally) }
            }
            if !options.json { Terminal.tell(tally.summary(file)) }
            if tally.counts[.error] != nil { throw ExitStatus.badDocument.code }
        }
    }

    private func show(_ finding: Diagnostic, _ tally: inout Tally) throws {
        tally.counts[finding.severity, default: 0] += 1
        if options.json {
            try JSONLines.print(FindingView(finding))
        } else {
            for line in FindingText.lines(finding, file: file) { Terminal.print(line) }
        }
    }

    /// How many findings of each weight there were.
    private struct Tally {
        var counts: [Severity: Int] = [:]

        func summary(_ file: String) -> String {
            let name = Terminal.printable(file)
            let parts = [Severity.error, .warning, .info].compactMap { severity -> String? in
                guard let count = counts[severity] else { return nil }
                let word = severity == .info ? "remark" : severity.rawValue
                return "\(count) \(word)\(count == 1 ? "" : "s")"
            }
            return parts.isEmpty
                ? "\(name): nothing to say against it"
                : "\(name): " + parts.joined(separator: ", ")
        }
    }

    /// Hands over all findings of a file, whatever it is, in the order in which they are known.
    private func findings(
        of input: inout InputFile, _ bench: DocumentWorkbench,
        _ show: ([Diagnostic]) throws -> Void
    ) throws {
        switch input.format {
        case .x12:
            try bench.readX12(partner: partner) {
                try input.next(&$0)
            } _: { part in
                try show(part.allDiagnostics)
            }
        case .xml: try show(bench.readXML(partner: partner) { try input.next(&$0) }.diagnostics)
        case .unknown:
            try show([
                Diagnostic(
                    DiagnosticCode(input.isEmpty ? "file.empty" : "file.unrecognised"), .error,
                    input.isEmpty
                        ? "The file is empty."
                        : "The file is neither an X12 interchange nor an XML document.",
                    range: ByteRange(offset: 0, length: 0),
                    expected: "ISA or an XML root element")
            ])
        }
    }
}

extension Command {
    /// Ends with a clear message when a partner is named that is not in force.
    static func require(_ partner: String?, in bench: DocumentWorkbench) throws {
        guard let partner, bench.profile(partner) == nil else { return }
        let broken = bench.refusals.first { $0.file.hasSuffix("/\(partner).yaml") }
        if let broken {
            throw CommandFailure(
                .badConfiguration, broken.errors.map(\.description).joined(separator: "\n"))
        }
        let known = bench.profiles.map(\.id).sorted().joined(separator: ", ")
        throw CommandFailure(
            .notFound, "There is no partner '\(Terminal.printable(partner))'; there are: \(known).")
    }
}

/// A finding as `--json` shows it; the names are part of the interface.
struct FindingView: Encodable {
    let finding: Diagnostic

    init(_ finding: Diagnostic) { self.finding = finding }

    private enum Key: String, CodingKey {
        case code, severity, message, offset, length, segment, segmentPosition, elementPosition
        case componentPosition, repetition, elementReference, path, expected, found, responsible
        case interchangeControlNumber, groupControlNumber, transactionSetControlNumber
        case acknowledgmentList, acknowledgmentCode
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
