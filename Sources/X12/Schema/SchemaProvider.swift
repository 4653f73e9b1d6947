/// Where the reader gets tables from. `SchemaLibrary` is the one with the shipped tables; tests
/// and partner guides bring others.
package protocol SchemaProvider: Sendable {
    /// The table for ST01 and GS08 as received. `isExact` is false when the nearest release
    /// stands in; `nil` when no table has the set.
    func schema(
        set: String, version: String
    ) -> (schema: TransactionSetSchema, isExact: Bool)?

    /// The segment directory's entry; `nil` for an ID that is none.
    func segment(_ id: SegmentID, version: String) -> SegmentDefinition?
}

extension SchemaLibrary: SchemaProvider {}

/// No tables: envelopes and counts are checked, contents are not.
package struct NoSchemas: SchemaProvider {
    package init() {}

    package func schema(
        set: String, version: String
    ) -> (schema: TransactionSetSchema, isExact: Bool)? { nil }

    package func segment(_ id: SegmentID, version: String) -> SegmentDefinition? { nil }
}
