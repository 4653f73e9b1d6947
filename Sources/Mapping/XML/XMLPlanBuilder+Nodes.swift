import Configuration
import Documents

/// A place of a plan: a node, and the attribute or `nil` for its text.
struct XMLPlaceKey: Hashable {
    let node: Int
    let attribute: String?
}

// Nodes of the tree, and what occupies them.
extension XMLPlanBuilder {
    mutating func parse(_ text: MapText) -> XMLPath? {
        do throws(XMLPath.Fault) {
            return try XMLPath(text.text)
        } catch {
            fail(text.place, error.message)
            return nil
        }
    }

    /// The node of a path, made with those above it when they are new.
    mutating func descend(_ path: XMLPath, from node: Int, at place: MapPlace) -> Int {
        var current = node
        for step in path.steps {
            let namespace = namespace(of: step, at: place)
            let name = intern(step.name)
            let condition = step.attribute.map { intern($0.withoutXMLPrefix) } ?? -1
            let known = nodes[current].children.first { child in
                nodes[child].name == name && nodes[child].namespace == namespace
                    && nodes[child].conditionName == condition
                    && nodes[child].conditionValue == Array(step.value.utf8)
            }
            current = known ?? addNode(step, parent: current, at: place)
        }
        return current
    }

    @discardableResult
    mutating func addNode(_ step: XMLPath.Step, parent: Int, at place: MapPlace) -> Int {
        let condition = step.attribute.map { intern($0.withoutXMLPrefix) } ?? -1
        nodes.append(
            XMLNode(
                name: intern(step.name), namespace: namespace(of: step, at: place),
                conditionName: condition, conditionValue: Array(step.value.utf8), parent: parent))
        var element = XMLOutgoingElement(name: writtenName(of: step, isRoot: parent < 0))
        if let attribute = step.attribute {
            element.fixedAttributes = " \(attribute)=\"\(XMLText.attribute(step.value))\""
        }
        elements.append(element)
        marks.append(place)
        let node = nodes.count - 1
        if parent >= 0 { nodes[parent].children.append(node) }
        if let attribute = step.attribute {
            used[XMLPlaceKey(node: node, attribute: attribute)] = "the condition \(step.value)"
        }
        return node
    }

    /// The root's namespace is the default one of what is written.
    private func writtenName(of step: XMLPath.Step, isRoot: Bool) -> String {
        guard let prefix = step.prefix, !isRoot, prefix != rootPrefix else { return step.name }
        return "\(prefix):\(step.name)"
    }

    /// Prefix of the root in the map.
    var rootPrefix: String? {
        guard let text = map.root?.text, let colon = text.firstIndex(of: ":"),
            !text[..<colon].contains("/")
        else { return nil }
        return String(text[..<colon])
    }

    private mutating func namespace(of step: XMLPath.Step, at place: MapPlace) -> Int {
        guard let prefix = step.prefix else { return -1 }
        guard let known = map.namespaces.first(where: { $0.prefix == prefix }) else {
            let message = "there is no namespace '\(prefix)'"
            if !errors.contains(where: { $0.message == message && $0.mark == place.mark }) {
                fail(
                    place, message,
                    suggestion: NearestName.suggestion(
                        for: prefix, among: map.namespaces.map(\.prefix)))
            }
            return -1
        }
        if let index = namespaces.firstIndex(of: known.uri.text) { return index }
        namespaces.append(known.uri.text)
        return namespaces.count - 1
    }

    mutating func intern(_ name: String) -> Int {
        if let index = names.firstIndex(of: name) { return index }
        names.append(name)
        return names.count - 1
    }

    /// Notes what is written to a place; two would write over each other.
    mutating func occupy(
        _ node: Int, _ attribute: String?, _ what: String, at place: MapPlace
    ) {
        let other = used.updateValue(what, forKey: XMLPlaceKey(node: node, attribute: attribute))
        guard writes, let other else { return }
        fail(
            place, "two rules for one place: '\(what)' is used by \(other) already",
            suggestion: "leave one out, or say direction: read")
    }

    // MARK: Finishing

    /// Works out what needs the whole tree: which scopes close first, and which elements go
    /// before others of the same name.
    mutating func finishNodes() {
        for index in nodes.indices {
            let opens = nodes[index].opens
            nodes[index].opens = opens.sorted { scopes[$0].depth < scopes[$1].depth }
            nodes[index].closes = opens.sorted { left, right in
                scopes[left].depth == scopes[right].depth
                    ? left < right : scopes[left].depth > scopes[right].depth
            }
            nodes[index].specials = specials(of: index)
        }
    }

    private func specials(of index: Int) -> [Int] {
        let node = nodes[index]
        guard node.parent >= 0, node.conditionName < 0 else { return [] }
        return nodes[node.parent].children.filter { other in
            nodes[other].conditionName >= 0 && nodes[other].name == node.name
                && (nodes[other].namespace == node.namespace || node.namespace < 0)
                && nodes[other].opens.contains { special in
                    node.opens.contains { general in
                        scopes[special].parent == scopes[general].parent
                            && scopes[special].groupIndex == scopes[general].groupIndex
                    }
                }
        }
    }
}
