import Yams

/// Reads YAML bytes to a tree of `ConfigurationNode`.
///
/// Guarantees that every scalar keeps its text (`004010`, `"01"` and `no` are text), that keys
/// stand in file order, and that work and memory are bounded. Refuses what a configuration does
/// not need and an attacker or an accident does: aliases and anchors, tags, several documents,
/// duplicate keys, keys that are not text, anything but UTF-8, and files past the limits below.
package enum ConfigurationReader {
    /// Largest file in bytes.
    package static let byteCountMax = 1 << 20
    /// Deepest nesting of mappings and sequences.
    package static let depthMax = 32
    /// Most nodes, keys not counted.
    package static let nodeCountMax = 100_000

    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: The name shown in errors.
    /// - Returns: The root; `.null` for a file without content.
    /// - Throws: The first fault, with its line and column.
    package static func read(
        _ bytes: [UInt8], file: String
    ) throws(ConfigurationError) -> ConfigurationNode {
        guard bytes.count <= byteCountMax else {
            throw ConfigurationError(
                file: file, mark: nil,
                message: "the file has \(bytes.count) bytes; at most \(byteCountMax) are read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(
                file: file, mark: invalidByteMark(bytes),
                message: "the file is not UTF-8 text", suggestion: "save it as UTF-8")
        }
        try refuseAliases(bytes, file: file)
        return try compose(text, file: file)
    }

    private static func compose(
        _ text: String, file: String
    ) throws(ConfigurationError) -> ConfigurationNode {
        do {
            // Without resolver rules every scalar stays text and no pattern is ever matched.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                return ConfigurationNode(content: .null, mark: .init(line: 1, column: 1))
            }
            var converter = NodeConverter(file: file)
            // The parser owns the anchors that nodes refer to weakly.
            return try withExtendedLifetime(parser) { try converter.convert(root, depth: 0) }
        } catch let error as ConfigurationError {
            throw error
        } catch let error as YamlError {
            throw ConfigurationError(error, file: file)
        } catch {
            throw ConfigurationError(
                file: file, mark: nil, message: "the file is not readable YAML")
        }
    }

    /// Refuses `*name` where `&name` stands in the same file.
    ///
    /// Composing expands aliases and hashes mapping keys, so nested aliases used as keys would take
    /// exponential time before any tree could be inspected. The look is at bytes: text that merely
    /// resembles a pair is refused too, which no profile is expected to hold.
    private static func refuseAliases(
        _ bytes: [UInt8], file: String
    ) throws(ConfigurationError) {
        let anchors = Set(indicators(UInt8(ascii: "&"), in: bytes).map(\.name))
        guard !anchors.isEmpty else { return }
        for alias in indicators(UInt8(ascii: "*"), in: bytes) where anchors.contains(alias.name) {
            throw ConfigurationError(
                file: file, mark: mark(of: alias.offset, in: bytes),
                message: "aliases are not supported",
                suggestion: "write the value out in each place")
        }
    }

    /// Every `&name` or `*name` that starts a word.
    private static func indicators(
        _ indicator: UInt8, in bytes: [UInt8]
    ) -> [(name: ArraySlice<UInt8>, offset: Int)] {
        var found: [(name: ArraySlice<UInt8>, offset: Int)] = []
        for (offset, byte) in bytes.enumerated() where byte == indicator {
            if offset > 0, isWordByte(bytes[offset - 1]) { continue }
            let end = bytes[(offset + 1)...].firstIndex { !isWordByte($0) } ?? bytes.endIndex
            if end > offset + 1 { found.append((bytes[(offset + 1)..<end], offset)) }
        }
        return found
    }

    /// What libyaml takes as part of an anchor's name.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func invalidByteMark(_ bytes: [UInt8]) -> ConfigurationNode.Mark {
        // The longest valid prefix ends where the first repaired character begins.
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            offset += UTF8.width(scalar)
        }
        return mark(of: offset, in: bytes)
    }

    private static func mark(of offset: Int, in bytes: [UInt8]) -> ConfigurationNode.Mark {
        let before = bytes[..<offset]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return ConfigurationNode.Mark(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            // Columns count characters, and continuation bytes start none.
            column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
    }
}

/// Turns composed nodes to ours, refusing what a configuration may not hold.
private struct NodeConverter {
    let file: String
    var nodeCount = 0

    mutating func convert(
        _ node: Node, depth: Int
    ) throws(ConfigurationError) -> ConfigurationNode {
        let mark = mark(of: node)
        try check(node, at: mark, depth: depth)
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && Self.nulls.contains(scalar.string)
            return ConfigurationNode(
                content: isNull ? .null : .scalar(scalar.string), mark: mark)
        case .sequence(let sequence):
            var items: [ConfigurationNode] = []
            items.reserveCapacity(sequence.count)
            for item in sequence {
                items.append(try convert(item, depth: depth + 1))
            }
            return ConfigurationNode(content: .sequence(items), mark: mark)
        case .mapping(let mapping):
            return ConfigurationNode(
                content: .mapping(try pairs(of: mapping, depth: depth)), mark: mark)
        case .alias:
            throw ConfigurationError(file: file, mark: mark, message: "aliases are not supported")
        }
    }

    private mutating func pairs(
        of mapping: Node.Mapping, depth: Int
    ) throws(ConfigurationError) -> [(
        key: String, keyMark: ConfigurationNode.Mark, value: ConfigurationNode
    )] {
        var pairs: [(key: String, keyMark: ConfigurationNode.Mark, value: ConfigurationNode)] = []
        pairs.reserveCapacity(mapping.count)
        for (key, value) in mapping {
            let keyMark = mark(of: key)
            guard case .scalar(let scalar) = key else {
                throw ConfigurationError(
                    file: file, mark: keyMark, message: "a key must be plain text")
            }
            try check(key, at: keyMark, depth: depth)
            pairs.append((scalar.string, keyMark, try convert(value, depth: depth + 1)))
        }
        return pairs
    }

    private mutating func check(
        _ node: Node, at mark: ConfigurationNode.Mark, depth: Int
    ) throws(ConfigurationError) {
        nodeCount += 1
        var message: String?
        if nodeCount > ConfigurationReader.nodeCountMax {
            message = "the file has more than \(ConfigurationReader.nodeCountMax) values"
        } else if depth > ConfigurationReader.depthMax {
            message = "values are nested deeper than \(ConfigurationReader.depthMax) levels"
        } else if node.anchor != nil {
            message = "anchors are not supported"
        } else if !Self.tags.contains(node.tag.description) {
            message = "the tag '\(node.tag.description)' is not supported"
        }
        if let message { throw ConfigurationError(file: file, mark: mark, message: message) }
    }

    private func mark(of node: Node) -> ConfigurationNode.Mark {
        ConfigurationNode.Mark(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]
    /// No tag, the tag of quoted text, and the tags the composer gives to untagged nodes.
    private static let tags: Set<String> = [
        "", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map",
    ]
}

extension ConfigurationError {
    fileprivate init(_ error: YamlError, file: String) {
        let message: String
        var mark: ConfigurationNode.Mark?
        var suggestion: String?
        switch error {
        case .scanner(let context, let problem, let place, _),
            .parser(let context, let problem, let place, _),
            .composer(let context, let problem, let place, _):
            mark = ConfigurationNode.Mark(line: place.line, column: place.column)
            message = "not valid YAML: " + (context.map { "\($0.text), " } ?? "") + problem
            if problem.contains("cannot start any token") {
                suggestion = "indent with spaces and put quotes around special characters"
            }
        case .reader(let problem, _, _, _):
            message = "not readable as text: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            mark = ConfigurationNode.Mark(line: context.mark.line, column: context.mark.column)
            let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            message = "the key \(keys) stands twice in the same place"
            suggestion = "keep one of them"
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            message = "the file could not be read as YAML"
        }
        self.init(file: file, mark: mark, message: message, suggestion: suggestion)
    }
}
