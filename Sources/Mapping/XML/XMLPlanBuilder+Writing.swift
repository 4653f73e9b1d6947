import Configuration
import Documents

// What a map needs to write: constants, the order of elements, and who writes which entries.
extension XMLPlanBuilder {
    // MARK: Constants

    /// Compiles a block of `write:`, seen from the element of a scope.
    mutating func compile(_ constants: [MapConstant], scope: Int) {
        for constant in constants {
            guard let path = parse(constant.path), let source = source(constant.value) else {
                continue
            }
            guard path.parentCount == 0 else {
                fail(constant.path.place, "write: goes into the element itself, not above it")
                continue
            }
            let node = descend(path, from: scopes[scope].node, at: constant.path.place)
            occupy(node, path.attribute, constant.path.text, at: constant.path.place)
            if case .fact(let fact) = source {
                nodes[node].facts.append(
                    (path.attribute.map { intern($0.withoutXMLPrefix) } ?? -1, fact))
            }
            elements[node].constants.append(
                XMLConstant(
                    scope: scope, attribute: path.attribute, source: source,
                    place: constant.path.text))
        }
    }

    private mutating func source(_ text: MapText) -> XMLConstant.Source? {
        guard text.text.hasPrefix("$") else { return .text(text.text) }
        let name = String(text.text.dropFirst())
        if let field = map.document.schema.field(name) { return .field(field.index) }
        if let fact = XMLEnvelope.Fact(rawValue: name) { return .fact(fact) }
        if let computed = XMLComputed(rawValue: name) { return .computed(computed) }
        let known =
            XMLEnvelope.Fact.allCases.map(\.rawValue) + XMLComputed.allCases.map(\.rawValue)
        fail(
            text.place,
            "'\(text.text)' is no field of the document, no fact of the envelope and nothing"
                + " that can be computed",
            suggestion: NearestName.suggestion(
                for: name, among: known + map.document.schema.fields.map(\.name)))
        return nil
    }

    // MARK: Values above their entries

    /// Notes that the entries of a scope are gathered by a value of the element above them.
    mutating func gather(_ rule: XMLRule, at node: Int, _ place: MapPlace) {
        // A value of a `.` entry gathers the entries that it belongs to.
        let entry = scopes[rule.scope].isOfSelf ? scopes[rule.scope].parent : rule.scope
        guard entry > 0, nodes[scopes[entry].node].parent == node,
            elements[node].gathers < 0 || elements[node].gathers == entry
        else {
            return fail(
                place, "'\(rule.place)' must stand in the element right above the entry's own")
        }
        elements[node].gathers = entry
        elements[node].gatheredBy.append(rule)
    }

    // MARK: Order

    mutating func outgoing(at top: MapPlace) -> XMLOutgoing {
        for node in nodes.indices {
            elements[node].children = nodes[node].children
            elements[node].holdsValues = holdsValues(node)
        }
        for node in nodes.indices {
            arrange(node)
            putValuesBeforeEntries(node)
            refuseMixture(node)
        }
        for order in map.order where !map.orderIsShared(order) {
            if !elements.contains(where: { $0.name == map.written(order.element.text, rootPrefix) })
            {
                fail(
                    order.element.place, "no rule uses '\(order.element.text)'",
                    suggestion: NearestName.suggestion(
                        for: order.element.text, among: elements.map(\.name)))
            }
        }
        elements[0].fixedAttributes = namespaceDeclarations
        return XMLOutgoing(elements: elements, writers: writers(), prolog: prolog(at: top))
    }

    private func holdsValues(_ node: Int) -> Bool {
        !nodes[node].opens.isEmpty || !nodes[node].text.isEmpty
            || !nodes[node].attributes.isEmpty || nodes[node].children.contains { holdsValues($0) }
    }

    /// Brings the children of a node into the order of the format, as far as the map says it.
    private mutating func arrange(_ node: Int) {
        let name = elements[node].name
        guard
            let order = map.order.first(where: { map.written($0.element.text, rootPrefix) == name })
        else { return }
        let known = order.children.map {
            map.written($0.text.droppingSuffix("!"), rootPrefix)
        }
        for child in nodes[node].children where !known.contains(elements[child].name) {
            fail(
                marks[child], "'\(elements[child].name)' does not stand in '\(name)'",
                suggestion: NearestName.suggestion(for: elements[child].name, among: known))
        }
        let ranked = nodes[node].children.map { child in
            (child: child, place: known.firstIndex(of: elements[child].name) ?? known.count)
        }
        elements[node].children = ranked.sorted { left, right in
            (left.place, left.child) < (right.place, right.child)
        }.map(\.child)
        for (name, text) in zip(known, order.children) where text.text.hasSuffix("!") {
            let children = nodes[node].children.filter { elements[$0].name == name }
            for child in children { elements[child].isMandatory = true }
            if children.isEmpty {
                fail(
                    marks[node],
                    "'\(name)' must stand in '\(elements[node].name)' and no rule writes it",
                    suggestion: "bind a field to it, or name it under write:")
            }
        }
    }

    /// A value above entries is read only when it stands before them.
    private mutating func putValuesBeforeEntries(_ node: Int) {
        guard elements[node].gathers >= 0 else { return }
        let entry = scopes[elements[node].gathers].node
        let above = elements[node].children.filter { $0 != entry && holdsCarried($0) }
        let children = elements[node].children
        guard let place = children.firstIndex(of: entry),
            children[place...].contains(where: { above.contains($0) })
        else { return }
        if map.order.contains(where: { isOrder($0, of: node) }) {
            fail(
                marks[entry],
                "'\(elements[entry].name)' stands before a value that its entries share")
        }
        elements[node].children =
            children.filter { $0 != entry && !above.contains($0) }
            .prefix(place) + above + [entry]
            + children.dropFirst(place + 1).filter { !above.contains($0) }
    }

    private func holdsCarried(_ node: Int) -> Bool {
        (nodes[node].text + nodes[node].attributes.map(\.rule)).contains { $0.carried >= 0 }
            || nodes[node].children.contains { holdsCarried($0) }
    }

    private func isOrder(_ order: MapOrder, of node: Int) -> Bool {
        map.written(order.element.text, rootPrefix) == elements[node].name
    }

    /// Text between elements is not read, so it must not be written.
    private mutating func refuseMixture(_ node: Int) {
        guard !nodes[node].children.isEmpty,
            nodes[node].text.contains(where: { $0.rank == 0 })
                || elements[node].constants.contains(where: { $0.attribute == nil })
        else { return }
        fail(
            marks[node], "'\(elements[node].name)' holds text and elements; it can hold one only",
            suggestion: "leave one out, or say direction: read")
    }

    // MARK: Whole document

    private var namespaceDeclarations: String {
        map.namespaces.map { prefix, uri in
            let name = prefix == rootPrefix ? "xmlns" : "xmlns:\(prefix)"
            return " \(name)=\"\(XMLText.attribute(uri.text))\""
        }.joined()
    }

    private mutating func prolog(at top: MapPlace) -> String {
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        guard let doctype = map.doctype else { return declaration }
        if names[nodes[0].name] != "cXML" {
            fail(
                doctype.place, "only cXML files have a document type",
                suggestion: "leave it out: a file with another one is refused when it is read")
        }
        if doctype.text.contains("\"") || doctype.text.contains("'") {
            fail(doctype.place, "a system identifier holds no quotation marks")
        }
        return declaration + "<!DOCTYPE \(names[nodes[0].name]) SYSTEM \"\(doctype.text)\">\n"
    }

    private func writers() -> [[[Int]]] {
        scopes.indices.map { parent in
            scopes[parent].group.groups.map { group in
                scopes.indices.filter { scope in
                    scope > 0 && scopes[scope].parent == parent
                        && scopes[scope].groupIndex == group.index
                }.sorted { left, right in
                    let counts = [left, right].map { scopes[$0].constants.count }
                    return counts[0] == counts[1] ? left < right : counts[0] > counts[1]
                }
            }
        }
    }
}

extension MapDefinition {
    /// The name under which an element is written: without the root's prefix.
    func written(_ name: String, _ rootPrefix: String?) -> String {
        guard let rootPrefix, name.hasPrefix("\(rootPrefix):") else { return name }
        return String(name.dropFirst(rootPrefix.count + 1))
    }

    /// Whether an order comes from a shared file, which knows more elements than one map uses.
    func orderIsShared(_ order: MapOrder) -> Bool { order.element.place.file != file }
}

extension String {
    fileprivate func droppingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
