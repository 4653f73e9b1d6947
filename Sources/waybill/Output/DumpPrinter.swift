internal import Diagnostics
internal import Foundation
internal import X12

/// Prints a listing segment by segment, for people or as JSON.
struct DumpPrinter: ListingHandler {
    enum Style { case text, json }

    let style: Style
    let showsOffsets: Bool
    let showsFindings: Bool
    let layout: TextLayout
    private(set) var segmentCount = 0
    /// Lines not yet written, so that a large file takes few calls.
    private let buffer = OutputBuffer()

    init(style: Style, showsOffsets: Bool, showsFindings: Bool, layout: TextLayout) {
        self.style = style
        self.showsOffsets = showsOffsets
        self.showsFindings = showsFindings
        self.layout = layout
    }

    mutating func list(_ entry: ListedSegment) {
        segmentCount += 1
        switch style {
        case .json: buffer.add(DumpJSON.line(entry))
        case .text: listText(entry)
        }
    }

    mutating func setEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {}

    mutating func listLoose(_ findings: [Diagnostic]) {
        guard showsFindings, case .text = style else { return }
        for finding in findings { addFinding(finding, indent: 0) }
    }

    private mutating func listText(_ entry: ListedSegment) {
        let indent = min(entry.depth, 16) * 2
        let isEnvelope = ["ISA", "GS", "ST"].contains(entry.segment.id)
        if isEnvelope, segmentCount > 1 { buffer.add("") }
        buffer.add(heading(entry, indent))
        for row in rows(entry.segment) {
            for line in lines(row, indent + 5) { buffer.add(line) }
        }
        guard showsFindings else { return }
        for finding in entry.findings { addFinding(finding, indent: indent + 5) }
    }

    /// `N1   Party Identification    loop N1`.
    private func heading(_ entry: ListedSegment, _ indent: Int) -> String {
        let id = TextLayout.clipped(Terminal.printable(entry.segment.id), 12)
        var line = String(repeating: " ", count: indent)
        line += layout.styled(TextLayout.padded(id, 5), .strong)
        line += entry.segment.name.isEmpty ? "(not in the segment directory)" : entry.segment.name
        if entry.segment.id == "HL",
            let level = entry.segment.elements.first(where: { $0.position == 3 })?.meaning
        {
            line += ": \(level)"
        }
        if !entry.setName.isEmpty { line += ": \(entry.set) \(entry.setName)" }
        var notes: [String] = []
        if entry.opensLoop, let loop = entry.path.split(separator: "/").last {
            notes.append("loop \(loop)")
        }
        if !entry.isPlaced { notes.append("no place in the set") }
        if showsOffsets { notes.append("byte \(entry.segment.fileOffset)") }
        if !notes.isEmpty {
            line += "  " + layout.styled("[\(notes.joined(separator: ", "))]", .faint)
        }
        return line
    }

    private var nameWidthMax: Int { max(12, min(38, (layout.width - 20) / 2)) }

    /// Elements as columns, padded for this segment alone.
    private func rows(_ segment: DescribedSegment) -> [[String]] {
        var rows = segment.elements.map { element in
            [
                element.label
                    + (element.repetition.map { $0 > 1 ? " (\($0))" : "" } ?? ""),
                TextLayout.clipped(element.name, nameWidthMax),
                MarkedText.visible(shown(element)), Self.short(element.meaning ?? ""),
            ]
        }
        for column in 0..<3 {
            let most = column == 2 ? 24 : nameWidthMax
            let widths = rows.map { TextLayout.columns($0[column]) }.filter { $0 <= most }
            let width = widths.max() ?? 0
            for row in rows.indices where column < 2 || !rows[row][3].isEmpty {
                let missing = width - TextLayout.columns(rows[row][column])
                if missing > 0 { rows[row][column] += String(repeating: " ", count: missing) }
            }
        }
        return rows
    }

    /// Names in the tables may carry a remark about another list, which says nothing here.
    private static func short(_ meaning: String) -> String {
        meaning.range(of: " (No Meaningful").map { String(meaning[..<$0.lowerBound]) } ?? meaning
    }

    /// ISA elements without the blanks that pad them; all blank stays visible.
    private func shown(_ element: DescribedElement) -> String {
        guard element.label.hasPrefix("ISA") else { return element.value }
        return String(element.value.reversed().drop { $0 == " " }.reversed())
    }

    /// An element's line; a value or meaning that does not fit goes on beneath itself.
    private func lines(_ row: [String], _ indent: Int) -> [String] {
        let lead = indent + TextLayout.columns(row[0]) + TextLayout.columns(row[1]) + 4
        let valueColumns = TextLayout.columns(row[2])
        let room = max(24, layout.width - lead)
        var line = String(repeating: " ", count: indent)
        line += layout.styled(row[0], .faint) + "  " + row[1] + "  "
        let under = String(repeating: " ", count: lead)
        if row[3].isEmpty || valueColumns + 12 > room {
            var pieces = TextLayout.wrapped(row[2], room)
            pieces += row[3].isEmpty ? [] : TextLayout.wrapped(row[3], room)
            return [Self.trimmed(line + pieces[0])] + pieces.dropFirst().map { under + $0 }
        }
        let pieces = TextLayout.wrapped(row[3], max(12, room - valueColumns - 2))
        let beside = under + String(repeating: " ", count: valueColumns + 2)
        return [line + row[2] + "  " + layout.styled(pieces[0], .good)]
            + pieces.dropFirst().map { beside + layout.styled($0, .good) }
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    private mutating func addFinding(_ finding: Diagnostic, indent: Int) {
        let severity = finding.severity == .info ? "remark" : finding.severity.rawValue
        for line in layout.entry(
            "! \(severity)", "\(finding.message) (\(finding.code.rawValue))", indent: indent,
            labelWidth: 11)
        {
            buffer.add(line)
        }
    }
}

/// Lines gathered into larger writes; the rest is written when it goes.
final class OutputBuffer {
    private var text = ""
    private static let byteCountMax = 1 << 16

    func add(_ line: String) {
        text += line
        text += "\n"
        if text.utf8.count >= Self.byteCountMax { flush() }
    }

    func flush() {
        guard !text.isEmpty else { return }
        Terminal.write(Array(text.utf8))
        text = ""
    }

    deinit { flush() }
}
