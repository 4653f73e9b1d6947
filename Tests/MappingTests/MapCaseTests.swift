import Documents
import Glibc
import Mapping
import TestSupport
import Testing
import X12

/// Runs the cases beside the maps. `RECORD_SNAPSHOTS=1` rewrites what they expect, and fails.
@Suite struct MapCaseTests {
    @Test func everyMapPassesItsCases() throws {
        let paths = try Self.files()
        let library = try ProjectMaps.library.get()
        let outcomes = MapCase.runAll(
            paths, library: library, schemas: try SchemaLibrary.repository(),
            read: ProjectMaps.bytes(ofMap:))
        #expect(outcomes.count >= 2 * library.entries.count)
        if getenv("RECORD_SNAPSHOTS") != nil {
            for outcome in outcomes { try Self.record(outcome) }
        }
        for outcome in outcomes {
            #expect(outcome.failures.isEmpty, "\(outcome.name): \(outcome.failures)")
        }
        for entry in library.entries {
            #expect(outcomes.count { $0.map == entry.name } >= 2, "\(entry.name) needs two cases")
        }
    }

    @Test func aMapWithoutACaseFails() throws {
        let outcomes = MapCase.runAll(
            [], library: try ProjectMaps.library.get(), schemas: try SchemaLibrary.repository(),
            read: ProjectMaps.bytes(ofMap:))
        #expect(outcomes.first?.failures.first?.hasPrefix("the map has no case") == true)
    }

    @Test func aDifferenceIsNamed() throws {
        let paths = try Self.files()
        let outcomes = MapCase.runAll(
            paths, library: try ProjectMaps.library.get(),
            schemas: try SchemaLibrary.repository()
        ) { path in
            let bytes = try ProjectMaps.bytes(ofMap: path)
            guard path == "x12/cases/850/stock-order/expected.json" else { return bytes }
            return Array("{\n".utf8) + bytes.dropFirst(20)
        }
        let failed = outcomes.filter { !$0.failures.isEmpty }
        #expect(failed.map(\.name) == ["x12/cases/850/stock-order"])
        #expect(failed[0].failures[0].hasPrefix("expected.json line 2: expected "))
    }

    /// Files below `maps/*/cases`, relative to `maps/`.
    static func files() throws -> [String] {
        var files: [String] = []
        for format in ["x12", "xml"] {
            let base = "\(format)/cases"
            for map in try ProjectMaps.names(in: "maps/\(base)") {
                for name in try ProjectMaps.names(in: "maps/\(base)/\(map)") {
                    let folder = "\(base)/\(map)/\(name)"
                    files += try ProjectMaps.names(in: "maps/\(folder)").map { "\(folder)/\($0)" }
                }
            }
        }
        return files
    }

    private static func record(_ outcome: MapCase.Outcome) throws {
        for (name, bytes) in outcome.found {
            let path = "\(RepositoryRoot.path)/maps/\(outcome.name)/\(name)"
            guard let file = fopen(path, "wb") else { throw ProjectMaps.Missing(what: path) }
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }
        Issue.record("recorded \(outcome.name)")
    }
}
