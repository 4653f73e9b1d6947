package import Diagnostics
package import Documents

/// What writing a document as XML gave.
package struct XMLWriting: Sendable {
    /// The file, UTF-8.
    package let bytes: [UInt8]
    package let diagnostics: [Diagnostic]

    /// Whether the file must not be sent.
    package var isHeld: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Writes a document as an XML file, element by element from front to back.
///
/// What it writes reads back as the same document. Elements without anything in them are left out;
/// an element that the format demands and the document does not fill is an error, and so is a
/// value that no place can hold; the file must not be sent then. What the map has no place for is
/// left out with a warning.
package struct XMLDocumentWriter {
    package struct Options: Sendable {
        /// Who sends it to whom, where the map has places for it.
        package var envelope = XMLEnvelope()
        /// Write a blank for a character that XML 1.0 cannot hold, with a warning, instead of
        /// refusing the document.
        package var replacesForbidden = false

        package init() {}
    }

    let plan: XMLPlan
    let outgoing: XMLOutgoing
    let options: Options
    let root: DocumentGroup
    var diagnostics: [Diagnostic] = []
    /// The entry of each scope that is being written.
    var entries: [DocumentGroup?]
    /// The entries to write of a scope that is gathered by a value above it.
    private var gathered: [Int: [DocumentGroup]] = [:]
    private var bytes: [UInt8] = []
    /// A start tag lacks its `>`, because it may turn out to be empty.
    private var isTagOpen = false

    private init(plan: XMLPlan, outgoing: XMLOutgoing, options: Options, root: DocumentGroup) {
        self.plan = plan
        self.outgoing = outgoing
        self.options = options
        self.root = root
        entries = Array(repeating: nil, count: plan.scopes.count)
    }

    /// Writes a document.
    ///
    /// - Parameters:
    ///   - document: A document of the map's type.
    ///   - plan: The map; it must write.
    ///   - options: The envelope, and what becomes of forbidden characters.
    /// - Returns: The file, and what could not be written as it is.
    package static func write(
        _ document: Document, with plan: XMLPlan, _ options: Options = Options()
    ) -> XMLWriting {
        precondition(document.type == plan.document, "a map writes its own type of document")
        guard let outgoing = plan.outgoing else {
            preconditionFailure("the map \(plan.name) reads only")
        }
        var writer = XMLDocumentWriter(
            plan: plan, outgoing: outgoing, options: options, root: document.root)
        writer.append(outgoing.prolog)
        writer.checkConstants()
        writer.begin(0, document.root)
        writer.writeElement(0, depth: 0)
        return XMLWriting(bytes: writer.bytes, diagnostics: writer.diagnostics)
    }

    // MARK: Entries

    /// Makes an entry the one that is written, with its `.` entries.
    private mutating func begin(_ scope: Int, _ entry: DocumentGroup?) {
        entries[scope] = entry
        if let entry { reportUncarried(entry, scope) }
        for own in plan.nodes[plan.scopes[scope].node].opens
        where own != scope && plan.scopes[own].isOfSelf && plan.scopes[own].parent == scope {
            let found = assigned(own)
            if found.count > 1 { reportTooMany(found[0], found.count) }
            begin(own, found.first)
        }
    }

    /// The entries that a scope writes, of the entry that is open around it.
    private func assigned(_ scope: Int) -> [DocumentGroup] {
        if let run = gathered[scope] { return run }
        let place = plan.scopes[scope]
        guard let parent = entries[place.parent] else { return [] }
        let all = parent.groups[place.groupIndex]
        let writers = outgoing.writers[place.parent][place.groupIndex]
        if writers.count == 1, place.constants.isEmpty { return all }
        return all.filter { entry in writers.first { plan.scopes[$0].takes(entry) } == scope }
    }

    /// Writes a node as often as it stands; whether it did at all.
    private mutating func writeAll(_ node: Int, depth: Int) -> Bool {
        if outgoing.elements[node].gathers >= 0 { return writeGathered(node, depth: depth) }
        guard let scope = plan.nodes[node].opens.first else {
            guard hasContent(node) else { return false }
            writeElement(node, depth: depth)
            return true
        }
        let found = assigned(scope)
        for (index, entry) in found.enumerated() {
            begin(scope, entry)
            checkNumber(index + 1, entry, scope)
            writeElement(node, depth: depth)
        }
        begin(scope, nil)
        return !found.isEmpty
    }

    /// Writes a node once for each run of entries that have its values in common.
    private mutating func writeGathered(_ node: Int, depth: Int) -> Bool {
        let scope = outgoing.elements[node].gathers
        let found = assigned(scope)
        var start = 0
        while start < found.count {
            let key = values(above: found[start], node)
            var end = start + 1
            while end < found.count, values(above: found[end], node) == key { end += 1 }
            gathered[scope] = Array(found[start..<end])
            begin(scope, found[start])
            writeElement(node, depth: depth)
            gathered[scope] = nil
            start = end
        }
        begin(scope, nil)
        return !found.isEmpty
    }

    /// The values of an entry that stand above it.
    private func values(above entry: DocumentGroup, _ node: Int) -> [DocumentValue?] {
        outgoing.elements[node].gatheredBy.map { rule in
            let scope = plan.scopes[rule.scope]
            guard scope.isOfSelf else { return entry.values[rule.field] }
            return entry.groups[scope.groupIndex].first { scope.takes($0) }?.values[rule.field]
        }
    }

    // MARK: Elements

    private mutating func writeElement(_ node: Int, depth: Int) {
        if isTagOpen { append(">\n") }
        let element = outgoing.elements[node]
        indent(depth)
        append("<\(element.name)\(element.fixedAttributes)")
        writeAttributes(node)
        isTagOpen = true
        if let text = elementText(node) {
            append(">\(XMLText.content(text))</\(element.name)>\n")
            isTagOpen = false
            return
        }
        var written: Set<String> = []
        for child in element.children where writeAll(child, depth: depth + 1) {
            written.insert(outgoing.elements[child].name)
        }
        for child in element.children
        where outgoing.elements[child].isMandatory
            && !written.contains(outgoing.elements[child].name)
        {
            reportMissing(outgoing.elements[child].name, in: element.name)
        }
        if isTagOpen {
            append("/>\n")
            isTagOpen = false
        } else {
            indent(depth)
            append("</\(element.name)>\n")
        }
    }

    private mutating func writeAttributes(_ node: Int) {
        for constant in outgoing.elements[node].constants {
            guard let name = constant.attribute, let text = text(of: constant) else { continue }
            append(" \(name)=\"\(XMLText.attribute(text))\"")
        }
        for index in plan.nodes[node].attributes.indices {
            let (name, rule) = plan.nodes[node].attributes[index]
            guard rule.rank == 0, let text = text(of: rule) else { continue }
            // Without its prefix the name is the map's own but for `xml:lang`.
            let prefix = rule.place.hasSuffix("@xml:\(plan.names[name])") ? "xml:" : ""
            append(" \(prefix)\(plan.names[name])=\"\(XMLText.attribute(text))\"")
        }
    }

    /// The text of an element; `nil` when it has none.
    private mutating func elementText(_ node: Int) -> String? {
        for constant in outgoing.elements[node].constants where constant.attribute == nil {
            return text(of: constant)
        }
        for rule in plan.nodes[node].text where rule.rank == 0 {
            return text(of: rule)
        }
        return nil
    }

    /// Whether a node that no entry opens has anything to be written for. One that holds only
    /// constants has when they are known.
    private func hasContent(_ node: Int) -> Bool {
        let element = outgoing.elements[node]
        guard element.holdsValues else {
            return element.constants.contains { value(of: $0) != nil }
                || element.children.contains { hasContent($0) }
        }
        if let scope = plan.nodes[node].opens.first { return !assigned(scope).isEmpty }
        return plan.nodes[node].text.contains { isWritten($0) }
            || plan.nodes[node].attributes.contains { isWritten($0.rule) }
            || element.children.contains {
                outgoing.elements[$0].holdsValues && hasContent($0)
            }
    }

    // MARK: Bytes

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func indent(_ depth: Int) {
        for _ in 0..<2 * depth { bytes.append(UInt8(ascii: " ")) }
    }
}
