package import Diagnostics
package import Documents
import X12

/// What writing a document gave.
package struct DocumentWriting: Sendable {
    /// The segments between ST and SE.
    package let segments: [OutgoingSegment]
    package let diagnostics: [Diagnostic]

    /// Whether the segments must not be sent.
    package var isHeld: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Writes a document as the segments of one transaction set, ST and SE not included.
///
/// What it writes reads back as the same document. Where that is impossible (a value too long for
/// its element, an entry that would be read into another field, lines that the ship notice's
/// structure cannot hold) an error says so, and the segments must not be sent. What the map has
/// no place for is left out with a warning.
package struct X12DocumentWriter {
    let map: CompiledMap
    var diagnostics: [Diagnostic] = []
    private(set) var segments: [OutgoingSegment] = []
    var levelCount = 0

    private init(map: CompiledMap) { self.map = map }

    /// Writes a document.
    ///
    /// - Parameters:
    ///   - document: A document of the map's type.
    ///   - map: The map, compiled for the release to write.
    /// - Returns: The segments, and what could not be written as it is.
    package static func write(_ document: Document, with map: CompiledMap) -> DocumentWriting {
        precondition(document.type == map.document, "a map writes its own type of document")
        var writer = X12DocumentWriter(map: map)
        writer.reportUncarried(document.root, map.scopes[0])
        writer.writeRoot(document.root)
        return DocumentWriting(segments: writer.segments, diagnostics: writer.diagnostics)
    }

    // MARK: Scopes

    private mutating func writeRoot(_ root: DocumentGroup) {
        var rows = Set(map.scopes[0].rules.map { map.rules[$0].row })
        rows.formUnion(map.counts.map(\.row))
        if let hierarchy = map.hierarchy { rows.insert(hierarchy.row) }
        for row in rows.sorted() {
            if let hierarchy = map.hierarchy, hierarchy.row == row {
                writeHierarchy(root, hierarchy)
                continue
            }
            let rules = map.scopes[0].rules.filter { map.rules[$0].row == row }
            writeRow(rules, of: root, counts: map.counts.filter { $0.row == row }, root)
        }
    }

    /// Writes the rules of a scope for one entry of its group.
    mutating func writeScope(_ scope: Int, _ group: DocumentGroup) {
        let rules = map.scopes[scope].rules
        var start = 0
        while start < rules.count {
            var end = start + 1
            while end < rules.count, map.rules[rules[end]].row == map.rules[rules[start]].row {
                end += 1
            }
            writeRow(Array(rules[start..<end]), of: group, counts: [], group)
            start = end
        }
    }

    /// Writes the rules of one row, special cases first, as they are read.
    private mutating func writeRow(
        _ rules: [Int], of group: DocumentGroup, counts: [CountRule], _ root: DocumentGroup
    ) {
        let before = segments.count
        defer { bound(rules.first.map { map.rules[$0].row }, since: before) }
        var filled: Set<Int> = []
        var unwritten = counts
        for index in rules {
            let rule = map.rules[index]
            guard rule.opens < 0 else {
                let scope = map.scopes[rule.opens]
                for entry in group.groups[scope.groupIndex] {
                    reportUncarried(entry, scope)
                    write(index, entry, counts: [], isEntry: true, among: rules, filled)
                    writeScope(rule.opens, entry)
                }
                continue
            }
            if rule.once >= 0 {
                let entries = group.groups[rule.once]
                if entries.count > 1 { reportTooMany(entries[0], entries.count) }
                guard let entry = entries.first else { continue }
                if write(index, entry, counts: [], isEntry: false, among: rules, filled) {
                    filled.insert(index)
                }
            } else if write(
                index, group, counts: unwritten.map { ($0, root) }, isEntry: false, among: rules,
                filled)
            {
                filled.insert(index)
                unwritten = []
            }
        }
        if let first = unwritten.first {
            var draft = SegmentDraft()
            for count in unwritten { draft.set(count.position, 0, text(of: count, root)) }
            emit(first.row, draft)
        }
    }

    /// Puts LS and LE around what was written of a loop that stands between them.
    private mutating func bound(_ row: Int?, since before: Int) {
        guard segments.count > before, let row, let bounds = map.bounds[row] else { return }
        var draft = SegmentDraft()
        draft.set(1, 0, bounds.loopID)
        emit(bounds.endRow, draft)
        segments.insert(
            OutgoingSegment(
                id: map.schema.rows[bounds.startRow].segment.id, elements: draft.finished),
            at: before)
    }

    private func text(of count: CountRule, _ root: DocumentGroup) -> String {
        switch count.what {
        case .lines: String(root.lineCount)
        case .levels: String(levelCount)
        }
    }

    // MARK: Segments

    /// Writes one rule's segment; false when the group has nothing for it.
    @discardableResult
    private mutating func write(
        _ index: Int, _ group: DocumentGroup, counts: [(CountRule, DocumentGroup)],
        isEntry: Bool, among rules: [Int], _ filled: Set<Int>
    ) -> Bool {
        let rule = map.rules[index]
        var draft = SegmentDraft()
        var hasValue = false
        for place in rule.elements {
            let element = map.elements[place]
            guard let value = group.values[element.field],
                let text = text(of: value, element, element.position, rule.row, group)
            else { continue }
            draft.set(element.position, element.component, text)
            hasValue = true
        }
        for place in rule.pairs {
            if write(map.pairs[place], group, rule.row, into: &draft) { hasValue = true }
        }
        if !hasValue {
            if isEntry { reportEmpty(group, rule) }
            return false
        }
        for place in rule.conditions {
            let condition = map.conditions[place]
            draft.set(condition.position, condition.component, condition.text)
        }
        for place in rule.constants {
            let constant = map.constants[place]
            draft.set(constant.position, constant.component, constant.text)
        }
        for (count, root) in counts { draft.set(count.position, 0, text(of: count, root)) }
        refuseClaimed(index, draft, among: rules, filled)
        emit(rule.row, draft)
        return true
    }

    private mutating func write(
        _ pairs: PairRule, _ group: DocumentGroup, _ row: Int, into draft: inout SegmentDraft
    ) -> Bool {
        let entries = group.groups[pairs.groupIndex]
        let room = (pairs.lastPosition - pairs.firstPosition + 1) / pairs.elements.count
        if entries.count > room {
            add(
                .tooMany,
                "\(group.schema.name) has \(entries.count) \(pairs.group.name); the"
                    + " \(map.schema.rows[row].segment.id) has room for \(room).", row)
        }
        for (ordinal, entry) in entries.prefix(room).enumerated() {
            let start = pairs.firstPosition + ordinal * pairs.elements.count
            for place in pairs.elements {
                let element = map.elements[place]
                guard let value = entry.values[element.field],
                    let text = text(of: value, element, start + element.position, row, entry)
                else { continue }
                draft.set(start + element.position, element.component, text)
            }
        }
        return !entries.isEmpty
    }

    mutating func emit(_ row: Int, _ draft: SegmentDraft) {
        segments.append(
            OutgoingSegment(id: map.schema.rows[row].segment.id, elements: draft.finished))
    }

    /// The element text of a value, padded to the element's minimum; `nil` with a finding when
    /// the element cannot hold it.
    private mutating func text(
        of value: DocumentValue, _ element: ElementRule, _ position: Int, _ row: Int,
        _ group: DocumentGroup
    ) -> String? {
        let use = map.schema.rows[row].segment.elements[position - 1]
        let definition =
            element.component > 0 ? use.components[element.component - 1].element : use.element
        let field = "\(group.schema.name) \(group.schema.fields[element.field].name)"
        guard var text = element.converter.write(value) else {
            add(
                .valueUnwritable,
                "\(field) cannot be written as \(element.converter.expectation).", row, position)
            return nil
        }
        if element.table >= 0 {
            guard let code = map.tables[element.table].code(for: text) else {
                add(
                    .codeUnknown, "\(field) '\(text)' has no code in the map's table.", row,
                    position)
                return nil
            }
            text = code
        }
        let length = definition.type.length(of: text)
        guard length <= definition.lengthMax else {
            add(
                .valueTooLong,
                "\(field) has \(length) characters; the element takes \(definition.lengthMax).",
                row, position)
            return nil
        }
        if length < definition.lengthMin, length > 0 {
            text = definition.type.padded(text, by: definition.lengthMin - length)
        }
        return text
    }

    /// Refuses a segment that an earlier rule would take when it is read back.
    private mutating func refuseClaimed(
        _ index: Int, _ draft: SegmentDraft, among rules: [Int], _ filled: Set<Int>
    ) {
        for earlier in rules.prefix(while: { $0 != index }) {
            let rule = map.rules[earlier]
            guard rule.opens >= 0 || !filled.contains(earlier) else { continue }
            let matches = rule.conditions.allSatisfy { place in
                let condition = map.conditions[place]
                return CodeKey.of(draft.text(condition.position, condition.component))
                    .map(condition.keys.contains) ?? false
            }
            guard matches else { continue }
            let id = map.schema.rows[rule.row].segment.id
            add(
                .claimedElsewhere,
                "This \(id) would be read back into another field of the document, because the"
                    + " map has a place of its own for it.", rule.row)
            return
        }
    }
}

extension DocumentGroup {
    /// Lines below this group, at any depth.
    var lineCount: Int {
        var count = 0
        for (schema, entries) in zip(schema.groups, groups) {
            if schema.name == "lines" { count += entries.count }
            for entry in entries { count += entry.lineCount }
        }
        return count
    }
}

extension ElementType {
    /// The length X12 counts: digits only for numbers, characters for everything else.
    func length(of text: String) -> Int {
        switch self {
        case .decimal, .implied:
            text.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        case .string, .identifier, .date, .time, .binary: text.unicodeScalars.count
        }
    }

    /// The text brought to its minimum length: zeros before digits, blanks after text (X12.6).
    func padded(_ text: String, by count: Int) -> String {
        switch self {
        case .implied:
            text.hasPrefix("-")
                ? "-" + String(repeating: "0", count: count) + text.dropFirst()
                : String(repeating: "0", count: count) + text
        case .string, .identifier: text + String(repeating: " ", count: count)
        case .decimal, .date, .time, .binary: text
        }
    }
}
