package import Diagnostics
import Documents
package import XMLStream

/// Fills a canonical document from the events of one XML document.
///
/// Elements and attributes the map does not know are passed over. Of a place that stands more
/// often than the map expects the first value counts, and a warning says so. Values that do not
/// convert, and documents past `Limits`, are treated as `X12DocumentReader` treats them.
package struct XMLDocumentReader: XMLEventHandler {
    private struct Frame {
        let scope: Int
        var group: DocumentGroup
    }

    /// What an open element matched.
    private struct Level {
        /// Range of `matched` that belongs to it.
        let start: Int
        /// It has a rule for its text.
        let wantsText: Bool
    }

    private let plan: XMLPlan
    private let limits: Limits
    private var frames: [Frame]
    private var levels: [Level] = []
    /// Nodes matched by the open elements, outermost first.
    private var matched: [Int] = []
    private var text: [UInt8] = []
    private var textRange = ByteRange(offset: 0, length: 0)
    /// Our index of the reader's name numbers: name, namespace; -2 for not looked up.
    private var knownNames: [(name: Int, namespace: Int)] = []
    private var diagnostics: [Diagnostic] = []
    private var lineCount = 0
    private var byteCount = 0
    private var isDropped = false

    package init(plan: XMLPlan, limits: Limits = Limits()) {
        self.plan = plan
        self.limits = limits
        frames = [Frame(scope: 0, group: DocumentGroup(schema: plan.document.schema))]
    }

    /// Reads a whole file.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - plan: The map.
    ///   - limits: Bounds of file and document.
    /// - Returns: The document, and what is wrong with it.
    package static func read(
        _ bytes: Span<UInt8>, with plan: XMLPlan, limits: Limits = Limits()
    ) -> DocumentReading {
        var handler = XMLDocumentReader(plan: plan, limits: limits)
        var reader = XMLEventReader(limits: limits)
        _ = reader.push(bytes, into: &handler)
        _ = reader.finish(into: &handler)
        return handler.finish(failure: reader.failure)
    }

    package var wantsMore: Bool { !isDropped }
    package var wantsText: Bool { levels.last?.wantsText == true }

    /// The document, once the last event has come.
    ///
    /// - Parameter failure: What ended the reading of the XML, if anything did.
    /// - Returns: The document, and what is wrong with it; no document after a failure.
    package mutating func finish(failure: Diagnostic?) -> DocumentReading {
        if let failure {
            return DocumentReading(document: nil, diagnostics: diagnostics + [failure])
        }
        guard !isDropped else { return DocumentReading(document: nil, diagnostics: diagnostics) }
        require(plan.scopes[0].required, of: frames[0].group, nil)
        return DocumentReading(
            document: Document(type: plan.document, root: frames[0].group),
            diagnostics: diagnostics)
    }

    // MARK: Events

    package mutating func startElement(_ element: borrowing XMLElementView) {
        let start = matched.count
        let name = known(element.nameID, element.localName, element.namespaceURI)
        if name.name >= 0 {
            if levels.isEmpty {
                if matches(0, name, element) { matched.append(0) }
            } else {
                for parent in (levels.last?.start ?? 0)..<start {
                    for child in plan.nodes[matched[parent]].children
                    where matches(child, name, element) {
                        matched.append(child)
                    }
                }
            }
        }
        var wantsText = false
        for index in start..<matched.count {
            let node = plan.nodes[matched[index]]
            if node.opens >= 0 { open(node.opens) }
            if !node.text.isEmpty { wantsText = true }
            for (attribute, rule) in node.attributes {
                for place in 0..<element.attributes.count
                where attributeName(element, place) == attribute {
                    let value = element.attributes.value(at: place)
                    store(
                        value, rule,
                        ByteRange(offset: element.offset, length: 0))
                }
            }
        }
        levels.append(Level(start: start, wantsText: wantsText))
        text.removeAll(keepingCapacity: true)
    }

    package mutating func text(_ text: borrowing XMLTextView) {
        guard levels.last?.wantsText == true else { return }
        if self.text.isEmpty {
            textRange = ByteRange(offset: text.offset, length: text.endOffset - text.offset)
        } else {
            textRange.length = text.endOffset - textRange.offset
        }
        for index in text.bytes.indices { self.text.append(text.bytes[index]) }
    }

    package mutating func endElement(_ element: XMLElementEnd) {
        guard let level = levels.popLast() else { return }
        if level.wantsText {
            let bytes = text
            for index in level.start..<matched.count {
                for rule in plan.nodes[matched[index]].text {
                    store(bytes.span, rule, textRange)
                }
            }
        }
        text.removeAll(keepingCapacity: true)
        for index in (level.start..<matched.count).reversed()
        where plan.nodes[matched[index]].opens >= 0 {
            close(at: element.endOffset)
        }
        matched.removeLast(matched.count - level.start)
    }

    // MARK: Names

    private mutating func known(
        _ nameID: Int, _ localName: Span<UInt8>, _ namespace: Span<UInt8>
    ) -> (name: Int, namespace: Int) {
        while knownNames.count <= nameID { knownNames.append((-2, -1)) }
        if knownNames[nameID].name == -2 {
            knownNames[nameID] = (
                plan.names.firstIndex { localName.equals($0) } ?? -1,
                plan.namespaces.firstIndex { namespace.equals($0) } ?? -1
            )
        }
        return knownNames[nameID]
    }

    private mutating func attributeName(
        _ element: borrowing XMLElementView, _ index: Int
    ) -> Int {
        known(
            element.attributes.nameID(at: index), element.attributes.localName(at: index),
            element.attributes.namespaceURI(at: index)
        ).name
    }

    private mutating func matches(
        _ index: Int, _ name: (name: Int, namespace: Int), _ element: borrowing XMLElementView
    ) -> Bool {
        let node = plan.nodes[index]
        guard node.name == name.name, node.namespace < 0 || node.namespace == name.namespace else {
            return false
        }
        guard node.conditionName >= 0 else { return true }
        for place in 0..<element.attributes.count
        where attributeName(element, place) == node.conditionName {
            let value = element.attributes.value(at: place)
            return value.count == node.conditionValue.count
                && value.indices.allSatisfy { value[$0] == node.conditionValue[$0] }
        }
        return false
    }

    // MARK: Frames and values

    private mutating func open(_ scope: Int) {
        charge(64)
        var group = DocumentGroup(schema: plan.scopes[scope].group)
        for (field, value) in plan.scopes[scope].constants { group.values[field] = value }
        frames.append(Frame(scope: scope, group: group))
    }

    private mutating func close(at offset: Int) {
        guard frames.count > 1, let frame = frames.popLast() else { return }
        let scope = plan.scopes[frame.scope]
        require(scope.required, of: frame.group, offset)
        if scope.isLine {
            lineCount += 1
            if lineCount > limits.documentLineCountMax {
                drop("more than \(limits.documentLineCountMax) lines")
            }
        }
        frames[scope.depth - 1].group.groups[scope.groupIndex].append(frame.group)
    }

    private mutating func store(_ bytes: Span<UInt8>, _ rule: XMLRule, _ range: ByteRange) {
        let trimmed = bytes.extracting(bytes.trimmedRange)
        guard !trimmed.isEmpty else { return }
        charge(trimmed.count)
        guard var value = rule.converter.read(trimmed) else {
            return report(.valueUnreadable, rule, trimmed, rule.converter.expectation, range)
        }
        if rule.table >= 0 {
            guard let word = plan.tables[rule.table].word(for: trimmed.xmlText) else {
                return report(.codeUnknown, rule, trimmed, "a code of the map's table", range)
            }
            value = .text(word)
        }
        if rule.once < 0 {
            if frames[rule.depth].group.values[rule.field] == nil {
                frames[rule.depth].group.store(value, rule.field, range)
            } else {
                reportRepeated(rule, range)
            }
            return
        }
        if frames[rule.depth].group.groups[rule.once].isEmpty {
            let schema = frames[rule.depth].group.schema.groups[rule.once]
            frames[rule.depth].group.groups[rule.once].append(DocumentGroup(schema: schema))
        }
        frames[rule.depth].group.groups[rule.once][0].store(value, rule.field, range)
    }

    private mutating func charge(_ bytes: Int) {
        byteCount += bytes
        if byteCount > limits.documentByteCountMax {
            drop("more than \(limits.documentByteCountMax) bytes")
        }
    }

    private mutating func drop(_ what: String) {
        guard !isDropped else { return }
        isDropped = true
        diagnostics.append(.documentTooLarge(what))
    }

    // MARK: Findings

    private mutating func add(_ diagnostic: Diagnostic) {
        if diagnostics.count < limits.diagnosticCountPerSetMax { diagnostics.append(diagnostic) }
    }

    private mutating func report(
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

    private mutating func reportRepeated(_ rule: XMLRule, _ range: ByteRange) {
        var place = DiagnosticPlace()
        place.path = rule.place
        add(
            Diagnostic(
                .valueRepeated, .warning,
                "\(rule.place) stands more than once; the first is taken.", range: range,
                place: place))
    }

    private mutating func require(_ fields: [Int], of group: DocumentGroup, _ offset: Int?) {
        for index in fields where group.values[index] == nil {
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

extension Span<UInt8> {
    /// The range without XML white space at both ends.
    fileprivate var trimmedRange: Range<Int> {
        var start = 0
        var end = count
        while start < end, Self.isBlank(self[start]) { start += 1 }
        while end > start, Self.isBlank(self[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
