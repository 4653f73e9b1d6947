/// Plans copied for one reader, so that it shares nothing with readers on other threads that is
/// counted or locked for every segment. Keeps those of the tables it met last.
struct OwnPlans {
    private static let countMax = 8
    private var plans: [(schema: TransactionSetSchema, plan: ValidationPlan)] = []

    mutating func plan(of schema: TransactionSetSchema) -> ValidationPlan {
        if let known = plans.first(where: { $0.schema === schema }) { return known.plan }
        if plans.count == Self.countMax { plans.removeFirst() }
        let plan = ValidationPlan(copying: schema.plan)
        plans.append((schema, plan))
        return plan
    }
}

/// Tables through an object of one reader's own, for the same reason.
final class OwnSchemas: SchemaProvider {
    private let tables: any SchemaProvider

    init(_ tables: any SchemaProvider) { self.tables = tables }

    func schema(
        set: String, version: String
    ) -> (schema: TransactionSetSchema, isExact: Bool)? {
        tables.schema(set: set, version: version)
    }

    func segment(_ id: SegmentID, version: String) -> SegmentDefinition? {
        tables.segment(id, version: version)
    }
}
