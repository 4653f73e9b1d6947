/// A mapping of a configuration file while it is decoded.
///
/// Each accessor asks for one key, records a fault with its place when the value does not fit, and
/// then returns `nil` or a placeholder, so that one pass finds every fault. `decode` throws when
/// there was any; a placeholder therefore never reaches the application. A key nobody asked for is
/// a fault too: a misspelt setting must not be silently ignored.
package final class ConfigurationObject {
    typealias Pair = (key: String, keyMark: ConfigurationNode.Mark, value: ConfigurationNode)

    package let mark: ConfigurationNode.Mark
    package let faults: ConfigurationFaults
    let path: String
    private let pairs: [Pair]
    private var asked: [String] = []
    private let isMapping: Bool

    /// A node that is not a mapping is recorded as a fault and read as an empty one.
    init(_ node: ConfigurationNode, path: String, faults: ConfigurationFaults) {
        mark = node.mark
        self.path = path
        self.faults = faults
        if case .mapping(let pairs) = node.content {
            self.pairs = pairs
            isMapping = true
        } else {
            pairs = []
            isMapping = false
            let what = path.isEmpty ? "the file" : "'\(path)'"
            faults.record(
                at: node.mark, "\(what) must be a block of keys and values, found \(node.kind)")
        }
    }

    /// Decodes a whole file, reporting all its faults together.
    ///
    /// - Parameters:
    ///   - node: The root of the file.
    ///   - file: The name shown in errors.
    ///   - body: Builds the value; returns `nil` only after recording a fault.
    /// - Returns: What `body` built.
    /// - Throws: Every fault of the file, in file order.
    package static func decode<Value>(
        _ node: ConfigurationNode, file: String, _ body: (ConfigurationObject) -> Value?
    ) throws(ConfigurationFailure) -> Value {
        try decode(node, faults: ConfigurationFaults(file: file), body)
    }

    /// As `decode(_:file:_:)`, with faults (and the paths asked for) kept by the caller.
    package static func decode<Value>(
        _ node: ConfigurationNode, faults: ConfigurationFaults,
        _ body: (ConfigurationObject) -> Value?
    ) throws(ConfigurationFailure) -> Value {
        let root = ConfigurationObject(node, path: "", faults: faults)
        let value = body(root)
        root.finish()
        if let failure = faults.failure { throw failure }
        guard let value else { preconditionFailure("a decoder gave up without naming a fault") }
        return value
    }

    /// The value of a key; `nil` when it is absent or null.
    package func node(_ key: String) -> ConfigurationNode? {
        ask(key)
        guard let pair = pairs.first(where: { $0.key == key }) else { return nil }
        if case .null = pair.value.content { return nil }
        return pair.value
    }

    /// Whether the key stands in the file with a value.
    package func has(_ key: String) -> Bool { node(key) != nil }

    /// Where the key's value stands, or the object itself when the key is absent.
    package func mark(of key: String) -> ConfigurationNode.Mark {
        pairs.first { $0.key == key }?.value.mark ?? mark
    }

    /// Records a fault at a key's value.
    package func fault(_ key: String, _ message: String, suggestion: String? = nil) {
        faults.record(at: mark(of: key), message, suggestion: suggestion)
    }

    /// The key's full name as messages show it: `identities.interchange.id`.
    package func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func missing(_ key: String) {
        // A block that is no mapping has been reported already.
        guard isMapping else { return }
        faults.record(at: mark, "'\(name(key))' is missing")
    }

    private func ask(_ key: String) {
        faults.note(path: name(key))
        if !asked.contains(key) { asked.append(key) }
    }

    /// Reports keys that no accessor asked for. Called by `decode`, `object` and `objects`.
    func finish() {
        for pair in pairs where !asked.contains(pair.key) {
            faults.record(
                at: pair.keyMark,
                "unknown key '\(pair.key)'" + (path.isEmpty ? "" : " in '\(path)'"),
                suggestion: NearestName.suggestion(for: pair.key, among: asked))
        }
    }
}

// MARK: - Blocks and lists

extension ConfigurationObject {
    /// The block under a key, decoded by `body`; `nil` when absent.
    package func object<Value>(
        _ key: String, _ body: (ConfigurationObject) -> Value?
    ) -> Value? {
        guard let node = node(key) else { return nil }
        return decodeChild(node, path: name(key), body)
    }

    /// As `object`, where absence is a fault.
    package func requiredObject<Value>(
        _ key: String, _ body: (ConfigurationObject) -> Value?
    ) -> Value? {
        guard has(key) else {
            missing(key)
            return nil
        }
        return object(key, body)
    }

    /// The items of a list; empty when absent. A single value is not taken for a list.
    package func list(_ key: String) -> [ConfigurationNode] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let items) = node.content else {
            fault(
                key, "'\(name(key))' must be a list, found \(node.kind)",
                suggestion: "write it as [a, b] or as lines that start with '- '")
            return []
        }
        return items
    }

    /// A list of blocks, each decoded by `body`.
    package func objects<Value>(
        _ key: String, _ body: (ConfigurationObject) -> Value?
    ) -> [Value] {
        list(key).compactMap { decodeChild($0, path: name(key) + "[]", body) }
    }

    /// A list of texts; empty when absent.
    package func texts(_ key: String) -> [String] {
        list(key).compactMap { text(of: $0, named: "\(name(key))[]") }
    }

    /// A block whose keys are free, such as a code table; in file order, empty when absent.
    package func entries<Value>(
        _ key: String, _ body: (_ key: String, _ value: ConfigurationNode) -> Value?
    ) -> [(key: String, mark: ConfigurationNode.Mark, value: Value)] {
        guard let node = node(key) else { return [] }
        guard case .mapping(let pairs) = node.content else {
            fault(
                key, "'\(name(key))' must be a block of keys and values, found \(node.kind)")
            return []
        }
        return pairs.compactMap { pair in
            body(pair.key, pair.value).map { (pair.key, pair.keyMark, $0) }
        }
    }

    /// A block with free keys and text values, such as `their code: our code`.
    package func table(
        _ key: String
    ) -> [(key: String, mark: ConfigurationNode.Mark, value: String)] {
        entries(key) { name, value in text(of: value, named: "\(self.name(key)).\(name)") }
    }

    /// Decodes a node found by `list` or `entries` as a block of this object's file.
    package func decodeChild<Value>(
        _ node: ConfigurationNode, path: String, _ body: (ConfigurationObject) -> Value?
    ) -> Value? {
        let child = ConfigurationObject(node, path: path, faults: faults)
        defer { child.finish() }
        return body(child)
    }
}

extension ConfigurationNode {
    /// What a message calls the node.
    package var kind: String {
        switch content {
        case .scalar(let text): "'\(text.prefix(40))'"
        case .sequence: "a list"
        case .mapping: "a block of keys and values"
        case .null: "nothing"
        }
    }
}
