package import Configuration
import Diagnostics
import Documents

extension PostingMap {
    /// Decodes a map and checks every name in it.
    ///
    /// - Parameters:
    ///   - node: The root of the file.
    ///   - file: The name shown in errors.
    ///   - catalog: The models and fields of the target.
    /// - Throws: Every fault of the file, with line and column and the nearest known name.
    package init(_ node: ConfigurationNode, file: String, catalog: ModelCatalog)
        throws(ConfigurationFailure)
    {
        self = try ConfigurationObject.decode(node, file: file) { root in
            guard let type = root.requiredChoice("document", of: DocumentType.self) else {
                return nil
            }
            return PostingMapReader(type: type, catalog: catalog).read(root)
        }
    }
}

/// One run over a map file.
private final class PostingMapReader {
    private let type: DocumentType
    private let catalog: ModelCatalog
    private var siteFields: [String: [ModelField]] = [:]

    init(type: DocumentType, catalog: ModelCatalog) {
        self.type = type
        self.catalog = catalog
    }

    private enum FieldType: String, CaseIterable {
        case text, boolean, integer, decimal, date, datetime

        var kind: FieldKind {
            switch self {
            case .text: .text
            case .boolean: .boolean
            case .integer: .integer
            case .decimal: .decimal
            case .date: .date
            case .datetime: .datetime
            }
        }
    }

    private enum Lookup: String, CaseIterable { case costCentre = "cost_centre" }

    func read(_ root: ConfigurationObject) -> PostingMap {
        let shape = PostingMapShape.shape(of: type)
        var sections: [String: PostingMap.Section] = [:]
        for part in shape.parts {
            let entries = root.entries(part.name) { field, node in
                self.entry(field, node, part, root)
            }
            sections[part.name] = PostingMap.Section(
                model: part.model, entries: entries.map(\.value))
        }
        var outbound: [String: [PostingMap.OutboundEntry]] = [:]
        if !shape.outbound.isEmpty {
            _ = root.object("outbound") { object -> Bool? in
                for part in shape.outbound {
                    outbound[part.name] = object.entries(part.name) { path, node in
                        self.outboundEntry(path, node, part, object)
                    }.map(\.value)
                }
                return true
            }
        }
        return PostingMap(
            document: type, sections: sections, outbound: outbound, siteFields: siteFields)
    }

    // MARK: Fields

    private func field(
        _ name: String, type: FieldType?, _ part: PostingMapShape.Part,
        _ mark: ConfigurationNode.Mark, _ object: ConfigurationObject
    ) -> ModelField? {
        let model = catalog.model(part.model)
        if let known = model?.field(name)
            ?? siteFields[part.model]?.first(where: {
                $0.name == name
            })
        {
            return known
        }
        guard name.hasPrefix("x_"), let type else {
            let names = model?.fields.map(\.name) ?? []
            object.faults.record(
                at: mark, "\(part.model) has no field '\(name)'",
                suggestion: name.hasPrefix("x_")
                    ? "say its type, as in {from: …, type: text}"
                    : NearestName.suggestion(for: name, among: names))
            return nil
        }
        let field = ModelField(name, type.kind)
        siteFields[part.model, default: []].append(field)
        return field
    }

    private func entry(
        _ name: String, _ node: ConfigurationNode, _ part: PostingMapShape.Part,
        _ root: ConfigurationObject
    ) -> PostingMap.Entry? {
        if case .scalar(let text) = node.content {
            guard let field = field(name, type: nil, part, node.mark, root),
                let source = source(text, field, hasWords: false, part, node.mark, root)
            else { return nil }
            return PostingMap.Entry(
                field: field, source: source, isCostCentre: false, words: nil)
        }
        return root.decodeChild(node, path: "\(part.name).\(name)") { object in
            let type = object.choice("type", of: FieldType.self)
            let isCostCentre = object.choice("lookup", of: Lookup.self) != nil
            let table = object.table("words")
            let words = object.has("words") ? table.map { ($0.key, $0.value) } : nil
            let constant = object.text("value")
            let from = constant == nil ? object.requiredText("from") : ""
            guard let field = self.field(name, type: type, part, node.mark, object) else {
                return nil
            }
            let source: PostingMap.Source? =
                if let constant { .constant(constant) } else {
                    self.source(
                        from, field, hasWords: words != nil || isCostCentre, part,
                        object.mark(of: "from"), object)
                }
            guard let source else { return nil }
            return PostingMap.Entry(
                field: field, source: source, isCostCentre: isCostCentre,
                words: words.map { Dictionary($0) { first, _ in first } })
        }
    }

    // MARK: Sources

    private func source(
        _ text: String, _ field: ModelField, hasWords: Bool, _ part: PostingMapShape.Part,
        _ mark: ConfigurationNode.Mark, _ object: ConfigurationObject
    ) -> PostingMap.Source? {
        if text.first == "$" {
            let name = String(text.dropFirst())
            guard part.planned.contains(name) else {
                object.faults.record(
                    at: mark, "'\(text)' is nothing the planner finds for '\(part.name)'",
                    suggestion: NearestName.suggestion(for: name, among: part.planned))
                return nil
            }
            return .planned(name)
        }
        guard let (path, source) = path(text, part, mark, object) else { return nil }
        guard hasWords || Self.fits(source.type, field.kind) else {
            object.faults.record(
                at: mark,
                "'\(text)' is \(source.type.rawValue), '\(field.name)' takes \(field.kind.summary)")
            return nil
        }
        return .path(path)
    }

    private func path(
        _ text: String, _ part: PostingMapShape.Part, _ mark: ConfigurationNode.Mark,
        _ object: ConfigurationObject
    ) -> (DocumentPath, DocumentField)? {
        guard let path = DocumentPath(text) else {
            object.faults.record(
                at: mark, "'\(text)' is no place in a document",
                suggestion: "write it as number or dates[qualifier=002].date")
            return nil
        }
        var schema = type.schema
        for name in part.groups { schema = schema.group(name) ?? schema }
        switch path.check(schema, root: type.schema) {
        case .field(let field): return (path, field)
        case .unknown(let name, let among):
            object.faults.record(
                at: mark, "\(type.rawValue) has no '\(name)' there",
                suggestion: NearestName.suggestion(for: name, among: among))
            return nil
        }
    }

    private static func fits(_ type: DocumentFieldType, _ kind: FieldKind) -> Bool {
        switch (type, kind) {
        case (.text, .text), (.time, .text), (.decimal, .decimal), (.integer, .decimal),
            (.integer, .integer), (.date, .date), (.date, .datetime), (.boolean, .boolean),
            (.text, .selection):
            true
        default: false
        }
    }

    private func outboundEntry(
        _ text: String, _ node: ConfigurationNode, _ part: PostingMapShape.Part,
        _ object: ConfigurationObject
    ) -> PostingMap.OutboundEntry? {
        guard let name = object.text(of: node, named: text),
            let field = field(name, type: nil, part, node.mark, object),
            let (path, target) = path(text, part, node.mark, object)
        else { return nil }
        guard Self.fits(target.type, field.kind) else {
            object.faults.record(
                at: node.mark,
                "'\(name)' is \(field.kind.summary), '\(text)' takes \(target.type.rawValue)")
            return nil
        }
        return PostingMap.OutboundEntry(path: path, field: field, target: target)
    }
}
