package import Diagnostics
import Documents
package import XMLStream

/// Fills a canonical document from the events of one XML document.
///
/// Elements and attributes the map does not know are passed over. Of a place that stands more
/// often than the map expects the first value counts, and a warning says so. Values that do not
/// convert, and documents past `Limits`, are treated as `X12DocumentReader` treats them.
package struct XMLDocumentReader: XMLEventHandler {
    /// What an open element matched.
    private struct Level {
        /// Range of `matched` that belongs to it.
        let start: Int
        /// Something wants its text.
        let wantsText: Bool
    }

    let plan: XMLPlan
    let limits: Limits
    /// The entry of each scope that is open. A scope is open at most once at a time, because the
    /// map's elements are a tree.
    var entries: [DocumentGroup]
    /// Whether the entry of a scope has got anything.
    private var isFilled: [Bool]
    private var levels: [Level] = []
    /// Nodes matched by the open elements, outermost first.
    private var matched: [Int] = []
    private var text: [UInt8] = []
    private var textRange = ByteRange(offset: 0, length: 0)
    /// Our index of the reader's name numbers: name, namespace; -2 for not looked up.
    private var knownNames: [(name: Int, namespace: Int)] = []
    /// Fields of open scopes that hold the value of a place after the first.
    private var secondChoices: [(scope: Int, field: Int, rank: Int)] = []
    private var carried: [(value: DocumentValue, range: ByteRange)?]
    private var envelope = XMLEnvelope()
    var diagnostics: [Diagnostic] = []
    private var lineCount = 0
    private var byteCount = 0
    private var isDropped = false

    package init(plan: XMLPlan, limits: Limits = Limits()) {
        self.plan = plan
        self.limits = limits
        entries = plan.scopes.map { DocumentGroup(schema: $0.group) }
        for (field, value) in plan.scopes[0].constants { entries[0].values[field] = value }
        isFilled = Array(repeating: false, count: plan.scopes.count)
        carried = Array(repeating: nil, count: plan.carriedCount)
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
        guard failure == nil, !isDropped else {
            return DocumentReading(
                document: nil, diagnostics: diagnostics + (failure.map { [$0] } ?? []),
                envelope: envelope)
        }
        complete(0)
        require(plan.scopes[0].required, of: entries[0], nil)
        return DocumentReading(
            document: Document(type: plan.document, root: entries[0]),
            diagnostics: diagnostics, envelope: envelope)
    }

    // MARK: Events

    package mutating func startElement(_ element: borrowing XMLElementView) {
        let start = matched.count
        let name = known(element.nameID, element.localName, element.namespaceURI)
        if name.name >= 0 { match(element, name) }
        var wantsText = false
        for index in start..<matched.count {
            let node = matched[index]
            for scope in plan.nodes[node].opens { open(scope) }
            if !plan.nodes[node].text.isEmpty { wantsText = true }
            if !plan.nodes[node].attributes.isEmpty { readAttributes(of: element, node) }
            if !plan.nodes[node].facts.isEmpty {
                wantsText = readFacts(of: element, node) || wantsText
            }
        }
        levels.append(Level(start: start, wantsText: wantsText))
        text.removeAll(keepingCapacity: true)
    }

    /// Adds the nodes that an element matches.
    private mutating func match(
        _ element: borrowing XMLElementView, _ name: (name: Int, namespace: Int)
    ) {
        let start = matched.count
        guard let level = levels.last else {
            if matches(0, name, element) { matched.append(0) }
            return
        }
        for parent in level.start..<start {
            for child in plan.nodes[matched[parent]].children
            where matches(child, name, element) { matched.append(child) }
        }
        guard matched.count > start + 1 else { return }
        let found = matched[start...]
        let general = found.filter { node in
            plan.nodes[node].specials.contains { found.contains($0) }
        }
        if !general.isEmpty { matched[start...].removeAll { general.contains($0) } }
    }

    private mutating func readAttributes(of element: borrowing XMLElementView, _ node: Int) {
        for index in plan.nodes[node].attributes.indices {
            let name = plan.nodes[node].attributes[index].name
            for place in 0..<element.attributes.count
            where attributeName(element, place) == name {
                store(
                    element.attributes.value(at: place), plan.nodes[node].attributes[index].rule,
                    ByteRange(offset: element.offset, length: 0))
            }
        }
    }

    /// Keeps the facts among the attributes; whether the text is one, too.
    private mutating func readFacts(of element: borrowing XMLElementView, _ node: Int) -> Bool {
        var wantsText = false
        for index in plan.nodes[node].facts.indices {
            let (attribute, fact) = plan.nodes[node].facts[index]
            if attribute < 0 {
                wantsText = true
                continue
            }
            for place in 0..<element.attributes.count
            where attributeName(element, place) == attribute {
                keep(fact, element.attributes.value(at: place))
            }
        }
        return wantsText
    }

    private mutating func keep(_ fact: XMLEnvelope.Fact, _ bytes: Span<UInt8>) {
        let trimmed = bytes.extracting(bytes.trimmedRange)
        guard !trimmed.isEmpty, envelope[fact] == nil else { return }
        charge(trimmed.count)
        envelope[fact] = trimmed.xmlText
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
                let node = matched[index]
                for place in plan.nodes[node].text.indices {
                    store(bytes.span, plan.nodes[node].text[place], textRange)
                }
                for (attribute, fact) in plan.nodes[node].facts where attribute < 0 {
                    keep(fact, bytes.span)
                }
            }
        }
        text.removeAll(keepingCapacity: true)
        for index in (level.start..<matched.count).reversed() {
            let node = matched[index]
            for scope in plan.nodes[node].closes { close(scope, at: element.endOffset) }
            for place in plan.nodes[node].carried { carried[place] = nil }
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
        guard plan.nodes[index].name == name.name,
            plan.nodes[index].namespace < 0 || plan.nodes[index].namespace == name.namespace
        else { return false }
        let condition = plan.nodes[index].conditionName
        guard condition >= 0 else { return true }
        for place in 0..<element.attributes.count
        where attributeName(element, place) == condition {
            let value = element.attributes.value(at: place)
            let wanted = plan.nodes[index].conditionValue
            return value.count == wanted.count
                && value.indices.allSatisfy { value[$0] == wanted[$0] }
        }
        return false
    }

    // MARK: Entries and values

    private mutating func open(_ scope: Int) {
        guard scope > 0 else { return }
        charge(64)
        entries[scope] = DocumentGroup(schema: plan.scopes[scope].group)
        isFilled[scope] = !plan.scopes[scope].isOfSelf
        for (field, value) in plan.scopes[scope].constants { entries[scope].values[field] = value }
        if !secondChoices.isEmpty { secondChoices.removeAll { $0.scope == scope } }
        for rule in plan.scopes[scope].carried {
            guard let (value, range) = carried[rule.carried] else { continue }
            put(value, rule, range)
        }
    }

    private mutating func close(_ scope: Int, at offset: Int) {
        guard scope > 0, isFilled[scope] else { return }
        let parent = plan.scopes[scope].parent
        let group = plan.scopes[scope].groupIndex
        complete(scope)
        if plan.scopes[scope].number >= 0 {
            entries[scope].values[plan.scopes[scope].number] = .integer(
                entries[parent].groups[group].count + 1)
        }
        require(plan.scopes[scope].required, of: entries[scope], offset)
        if plan.scopes[scope].isLine {
            lineCount += 1
            if lineCount > limits.documentLineCountMax {
                drop("more than \(limits.documentLineCountMax) lines")
            }
        }
        isFilled[parent] = true
        entries[parent].groups[group].append(entries[scope])
    }

    /// Gives an entry what the standard says of fields that did not come.
    private mutating func complete(_ scope: Int) {
        for (field, value) in plan.scopes[scope].defaults where !entries[scope].hasValue(field) {
            entries[scope].values[field] = value
        }
    }

    private mutating func store(_ bytes: Span<UInt8>, _ rule: XMLRule, _ range: ByteRange) {
        let trimmed = bytes.extracting(bytes.trimmedRange)
        guard !trimmed.isEmpty else { return }
        charge(trimmed.count)
        guard var value = rule.converter.read(trimmed) else {
            return report(.valueUnreadable, rule, trimmed, rule.converter.expectation, range)
        }
        if rule.table >= 0 {
            let code = value.code ?? trimmed.xmlText
            guard let word = plan.tables[rule.table].word(for: code, rule.unlisted) else {
                return report(.codeUnknown, rule, trimmed, "a code of the map's table", range)
            }
            value = .text(word)
        }
        if rule.carried >= 0 {
            carried[rule.carried] = (value, range)
        } else {
            put(value, rule, range)
        }
    }

    private mutating func put(_ value: DocumentValue, _ rule: XMLRule, _ range: ByteRange) {
        if entries[rule.scope].hasValue(rule.field), !replaces(rule, range) { return }
        isFilled[rule.scope] = true
        entries[rule.scope].store(value, rule.field, range)
        if rule.rank > 0 { secondChoices.append((rule.scope, rule.field, rule.rank)) }
    }

    /// Whether a value goes before the one the field has, which then came from a later choice.
    private mutating func replaces(_ rule: XMLRule, _ range: ByteRange) -> Bool {
        let taken = secondChoices.firstIndex { $0.scope == rule.scope && $0.field == rule.field }
        let rank = taken.map { secondChoices[$0].rank } ?? 0
        if rule.rank < rank, let taken {
            secondChoices.remove(at: taken)
            return true
        }
        if !rule.hasAlternatives { reportRepeated(rule, range) }
        return false
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
}

extension DocumentValue {
    /// The number of a code that is one, as `1` for `1.00`.
    fileprivate var code: String? {
        guard case .decimal(let number) = self else { return nil }
        return number.reduced.description
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
