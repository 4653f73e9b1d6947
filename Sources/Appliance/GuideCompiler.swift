internal import Configuration
internal import Partners
internal import X12

/// Compiles the guides of a profile against the tables of the sets they are for.
struct GuideCompiler {
    let schemas: SchemaLibrary
    /// The profile as errors name it.
    let file: String
    private(set) var guides: [ImplementationGuide] = []
    private(set) var errors: [ConfigurationError] = []

    init(schemas: SchemaLibrary, file: String) {
        self.schemas = schemas
        self.file = file
    }

    mutating func compile(_ flow: DocumentFlow) {
        guard !flow.guide.isEmpty, let set = flow.transactionSet, let release = flow.release,
            let schema = schemas.schema(set: set, version: release)?.schema
        else { return }
        var rules: [GuideRule] = []
        for entry in flow.guide {
            do throws(X12Path.Fault) {
                rules.append(try Self.rule(entry))
            } catch {
                report(entry, error.message)
            }
        }
        guard rules.count == flow.guide.count else { return }
        do throws(GuideFault) {
            guides.append(try ImplementationGuide(schema, rules))
        } catch {
            let nearest = NearestName.suggestion(for: error.unknown, among: error.known)
            report(flow.guide[error.ruleIndex], error.message, suggestion: nearest)
        }
    }

    private mutating func report(
        _ entry: GuideEntry, _ message: String, suggestion: String? = nil
    ) {
        errors.append(
            ConfigurationError(
                file: file, mark: entry.mark, message: message, suggestion: suggestion))
    }

    private static func rule(_ entry: GuideEntry) throws(X12Path.Fault) -> GuideRule {
        var demands: [GuideRule.Demand] = []
        if entry.isRequired { demands.append(.required) }
        if entry.isForbidden { demands.append(.forbidden) }
        if !entry.codes.isEmpty { demands.append(.codes(entry.codes)) }
        if let length = entry.lengthMin { demands.append(.lengthMin(length)) }
        if let length = entry.lengthMax { demands.append(.lengthMax(length)) }
        return GuideRule(
            place: try X12Path(entry.place), text: entry.place, demands: demands,
            rejects: entry.severity == .error, reason: entry.reason)
    }
}
