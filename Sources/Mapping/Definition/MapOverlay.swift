package import Configuration

/// A partner's changes to a map: single entries replaced, added or removed, the rest untouched.
///
///     fields:
///       contract: REF[01=BC]/02        # replaces the map's entry
///       lines:
///         fields:                      # no `each`: reaches into the map's own `lines`
///           department: REF[01=DP]/02
///     remove: [lines/remarks]
package struct MapOverlay: Sendable {
    let fields: [MapEntry]
    let levels: [(code: String, place: MapPlace, fields: [MapEntry])]
    let removed: [MapText]

    /// Reads an overlay from a block of a partner's profile.
    ///
    /// - Parameters:
    ///   - node: The block.
    ///   - file: The name shown in errors.
    /// - Returns: The changes.
    /// - Throws: Every fault of the block.
    package static func parse(
        _ node: ConfigurationNode, file: String
    ) throws(ConfigurationFailure) -> MapOverlay {
        try ConfigurationObject.decode(node, file: file) { root in
            let scope = MapEntryParser(file: file, parts: [:])
            let levels = root.entries("levels") { code, node in
                root.decodeChild(node, path: "levels.\(code)") { scope.entries($0, "fields") }
            }
            return MapOverlay(
                fields: root.has("fields") ? scope.entries(root, "fields") : [],
                levels: levels.map { ($0.key, scope.place($0.mark), $0.value) },
                removed: root.list("remove").compactMap {
                    scope.scalar($0, in: root, named: "remove[]")
                })
        }
    }

    /// The map with the changes applied.
    ///
    /// - Parameter map: The map the overlay belongs to.
    /// - Returns: A changed copy; entries from here keep their place in the overlay's file.
    /// - Throws: A removal or a level that the map does not have.
    package func applied(to map: MapDefinition) throws(ConfigurationFailure) -> MapDefinition {
        var map = map
        var errors: [ConfigurationError] = []
        for path in removed {
            let names = path.text.split(separator: "/").map(String.init)
            if !Self.remove(names[...], from: &map.fields) {
                errors.append(path.place.error("the map has no entry '\(path.text)' to remove"))
            }
        }
        map.fields = Self.merge(fields, into: map.fields)
        for level in levels {
            guard
                let index = map.hierarchy?.levels.firstIndex(where: { $0.code == level.code })
            else {
                errors.append(level.place.error("the map has no level '\(level.code)'"))
                continue
            }
            if let own = map.hierarchy?.levels[index].fields {
                map.hierarchy?.levels[index].fields = Self.merge(level.fields, into: own)
            }
        }
        if !errors.isEmpty { throw ConfigurationFailure(errors: errors) }
        return map
    }

    private static func merge(_ changes: [MapEntry], into entries: [MapEntry]) -> [MapEntry] {
        var entries = entries
        for change in changes {
            guard let index = entries.firstIndex(where: { $0.name == change.name }) else {
                entries.append(change)
                continue
            }
            guard case .inside(let inner) = change.binding else {
                entries[index] = change
                continue
            }
            switch entries[index].binding {
            case .each(var repeated):
                repeated.fields = merge(inner, into: repeated.fields)
                entries[index].binding = .each(repeated)
            case .once(let fields):
                entries[index].binding = .once(merge(inner, into: fields))
            case .value, .pairs, .inside:
                // Left for the compiler, which says that this entry has no fields to change.
                entries[index] = change
            }
        }
        return entries
    }

    private static func remove(_ path: ArraySlice<String>, from entries: inout [MapEntry]) -> Bool {
        guard let name = path.first,
            let index = entries.firstIndex(where: { $0.name == name })
        else { return false }
        guard path.count > 1 else {
            entries.remove(at: index)
            return true
        }
        switch entries[index].binding {
        case .each(var repeated):
            guard remove(path.dropFirst(), from: &repeated.fields) else { return false }
            entries[index].binding = .each(repeated)
            return true
        case .once(var fields):
            guard remove(path.dropFirst(), from: &fields) else { return false }
            entries[index].binding = .once(fields)
            return true
        case .value, .pairs, .inside: return false
        }
    }
}
