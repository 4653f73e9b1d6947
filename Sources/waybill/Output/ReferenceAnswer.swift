internal import Diagnostics
internal import X12

/// What is told about a segment, element, code value or set: facts under labels, then a table.
struct ReferenceAnswer: Encodable {
    /// `segment`, `element`, `value` or `set`.
    let kind: String
    let name: String
    let title: String
    var facts: [Fact] = []
    var rows: [Row] = []

    struct Fact: Encodable {
        let label: String
        let text: String
    }

    struct Row: Encodable {
        let name: String
        let text: String
        let detail: String
    }

    init(kind: String, name: String, title: String) {
        self.kind = kind
        self.name = name
        self.title = title
    }

    mutating func add(_ label: String, _ text: String) {
        facts.append(Fact(label: label, text: text))
    }

    mutating func add(row name: String, _ text: String, _ detail: String = "") {
        rows.append(Row(name: name, text: text, detail: detail))
    }

    func lines(_ layout: TextLayout) -> [String] {
        let headline = title.isEmpty ? "" : "  " + Terminal.printable(title)
        var lines = [layout.styled(name, .strong) + headline]
        for fact in facts {
            lines += layout.entry(fact.label, fact.text, indent: 2, labelWidth: 13)
        }
        guard !rows.isEmpty else { return lines }
        if !facts.isEmpty { lines.append("") }
        let nameWidth = (rows.map { TextLayout.columns($0.name) }.max() ?? 0) + 2
        let detailWidth = (rows.map { TextLayout.columns($0.detail) }.max() ?? 0) + 2
        let hasDetail = detailWidth > 2
        for row in rows {
            let text = hasDetail ? TextLayout.padded(row.detail, detailWidth) + row.text : row.text
            let label = TextLayout.padded(row.name, nameWidth)
            let indent = nameWidth + (hasDetail ? detailWidth : 0)
            let pieces = TextLayout.wrapped(
                Terminal.printable(row.text), max(16, layout.width - 2 - indent))
            lines.append(
                "  " + label + (hasDetail ? String(text.prefix(detailWidth)) : "") + pieces[0])
            lines += pieces.dropFirst().map { String(repeating: " ", count: 2 + indent) + $0 }
        }
        return lines
    }
}
