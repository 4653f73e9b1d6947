import Diagnostics
import Documents
import Mapping
import TestSupport
import Testing
import X12

/// What the maps write is clean by our own tables in each release, and is left for the independent
/// readers of `Tests/Judges`, which hold it against theirs.
@Suite struct JudgedDocumentTests {
    @Test func everyCaseIsWrittenCleanInBothReleases() throws {
        let folders = try MapCaseTests.files().filter { $0.hasSuffix("/input.edi") }
        #expect(folders.count >= 8)
        for path in folders {
            for collected in try Self.documents(of: path) {
                let document = try #require(collected.reading.document, "\(path)")
                for release in ["004010", "005010"] {
                    let map = try ProjectMaps.plan(collected.header.set, release)
                    let writing = X12DocumentWriter.write(document, with: map)
                    let name = "\(path) in \(release)"
                    let faults = writing.diagnostics.map(\.message)
                    #expect(faults.isEmpty, "\(name): \(faults)")
                    let written = try JudgedDocument(writing.segments, map)
                    #expect(
                        written.findings.isEmpty, "\(name): \(written.findings.map(\.message))")
                    #expect(written.document == document, "\(name)")
                    try written.keep(as: map)
                }
            }
        }
    }

    private static func documents(of path: String) throws -> [DocumentCollector.Collected] {
        var collector = DocumentCollector(library: try ProjectMaps.library.get())
        var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
        let bytes = try ProjectMaps.bytes(ofMap: path)
        reader.push(bytes.span, to: &collector)
        reader.finish(to: &collector)
        return collector.collected
    }
}
