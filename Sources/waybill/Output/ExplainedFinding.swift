internal import Appliance
internal import Diagnostics
internal import Translation
internal import X12

/// A finding with what a person needs to act on it: the segment it stands in, the rule, and what
/// to send instead.
struct ExplainedFinding {
    let finding: Diagnostic
    /// ST01 and release; empty outside sets and for XML.
    var set = ""
    var setName = ""
    var release = ""
    /// The segment; `nil` when its bytes are not at hand, or the document is XML.
    var segment: RawSegment?
    /// The line of an XML file.
    var line: PlaceFinder.Part?
    var rule: String?
    var remedy: FindingRemedy?
}

/// Explains findings part by part as a file is read. Loads and looks up nothing until there is a
/// finding.
struct FindingExplainer {
    private let tables: SchemaLibrary
    private var places: PlaceFinder
    /// Offsets of the interchanges met so far, the latest last; older ones are forgotten.
    private var interchanges: [Int] = []
    private static let rememberedMax = 64

    init(tables: SchemaLibrary, source: SourceBytes) {
        self.tables = tables
        places = PlaceFinder(source: source)
    }

    /// The findings of a part of an X12 file, in the order of their places.
    mutating func explain(_ part: DocumentWorkbench.Reading) -> [ExplainedFinding] {
        for set in part.sets { remember(set.interchange.fileOffset) }
        for interchange in part.interchanges { remember(interchange.header.fileOffset) }
        var found = part.diagnostics.map { (finding: $0, set: TranslatedSet?.none) }
        for set in part.sets { found += set.diagnostics.map { ($0, set) } }
        let sorted = found.enumerated().sorted { left, right in
            let first = left.element.finding.range?.offset ?? 0
            let second = right.element.finding.range?.offset ?? 0
            return first == second ? left.offset < right.offset : first < second
        }
        return sorted.map { explain($0.element.finding, in: $0.element.set) }
    }

    private mutating func remember(_ offset: Int) {
        guard interchanges.last != offset else { return }
        interchanges.append(offset)
        if interchanges.count > Self.rememberedMax { interchanges.removeFirst() }
    }

    private mutating func explain(
        _ finding: Diagnostic, in set: TranslatedSet?
    ) -> ExplainedFinding {
        var explained = ExplainedFinding(finding: finding)
        let version = set?.group.version ?? ""
        if let set, let schema = schema(set) {
            explained.set = set.header.set
            explained.setName = schema.name
            explained.release = schema.release
        }
        var isWhole = false
        if let range = finding.range {
            let start =
                set?.interchange.fileOffset ?? interchanges.last { $0 <= range.offset } ?? 0
            if let (segment, whole) = places.segment(at: range, interchange: start) {
                explained.segment = segment
                isWhole = whole
            }
        }
        explained.rule = ExplanationCatalogue.explanation(of: finding.code.rawValue)?.rule
        explained.remedy =
            RemedyFinder(library: tables, set: set?.header.set ?? "", version: version)
            .remedy(for: finding, in: isWhole ? explained.segment : nil)
            ?? Self.general(finding)
        return explained
    }

    private func schema(_ set: TranslatedSet) -> TransactionSetSchema? {
        (tables.schema(set: set.header.set, version: set.group.version)
            ?? tables.schema(set: set.header.set, version: "004010"))?.schema
    }

    /// A finding of an XML file with its line.
    func explain(xml finding: Diagnostic) -> ExplainedFinding {
        var explained = ExplainedFinding(finding: finding)
        if let range = finding.range {
            let line = places.line(at: range.offset)
            if !line.bytes.isEmpty { explained.line = line }
        }
        explained.rule = ExplanationCatalogue.explanation(of: finding.code.rawValue)?.rule
        explained.remedy = Self.general(finding)
        return explained
    }

    private static func general(_ finding: Diagnostic) -> FindingRemedy? {
        ExplanationCatalogue.explanation(of: finding.code.rawValue)
            .map { FindingRemedy(text: $0.repair, isGeneral: true) }
    }
}
