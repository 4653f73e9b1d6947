import Configuration
import Documents
import Mapping
import Testing

/// Runs the examples of docs/mapping.md.
@Suite struct DocumentationTests {
    struct Example {
        var map = ""
        var shared: String?
        var format = ""
        var input = ""
        var json = ""
    }

    private static let header = "BEG*00*SA*1**20260301~\n"

    @Test func everyExampleReadsAndWritesWhatThePageShows() throws {
        let examples = try Self.examples()
        #expect(examples.count >= 6)
        for example in examples {
            switch example.format {
            case "x12": try Self.runX12(example)
            case "xml": try Self.runXML(example)
            default: Issue.record("an example in \(example.format)")
            }
        }
    }

    private static func runX12(_ example: Example) throws {
        let map = try compile(orderMap(example.map), shared: example.shared)
        let (reading, unplaced) = read(header + example.input, with: map)
        #expect(unplaced.isEmpty && reading.diagnostics.isEmpty, "\(example.map)")
        let document = try #require(reading.document)
        #expect(shown(document, without: 5) == example.json)
        let writing = X12DocumentWriter.write(document, with: map)
        #expect(writing.segments.map(\.text).joined() == header + example.input)
    }

    private static func runXML(_ example: Example) throws {
        let plan = try XMLMapCompiler.compile(
            try MapParser.parse(try .yaml(example.map), name: "xml/example", file: "example"))
        let reading = XMLDocumentReader.read(Array(example.input.utf8).span, with: plan)
        #expect(reading.diagnostics.isEmpty)
        let document = try #require(reading.document)
        #expect(shown(document, without: 2) == example.json)
        guard plan.writes else { return }
        let writing = XMLDocumentWriter.write(document, with: plan)
        #expect(String(decoding: writing.bytes, as: UTF8.self) == example.input)
    }

    /// The document's JSON without its braces and first members.
    private static func shown(_ document: Document, without count: Int) -> String {
        let text = String(
            decoding: DocumentJSON.render(document, style: .readable), as: UTF8.self)
        let lines = text.split(separator: "\n").dropFirst(count + 1).dropLast()
        return lines.map { $0 + "\n" }.joined()
    }

    @Test func thePagesMapAndOverlayCompile() throws {
        let blocks = try Self.blocks()
        let map = try #require(blocks.first { $0.kind == "yaml" })
        #expect(try errors(in: map.text).isEmpty)
        let overlay = try #require(blocks.first { $0.kind == "yaml overlay" })
        let library = try ProjectMaps.library.get()
        let changes = try MapOverlay.parse(try .yaml(overlay.text), file: "partners/acme.yaml")
        let schema = try ProjectMaps.plan("850").schema
        #expect(try library.plan(for: schema, with: changes) != nil)
    }

    /// YAML blocks with the input and JSON that follow them.
    private static func examples() throws -> [Example] {
        var examples: [Example] = []
        var current = Example()
        var shared: String?
        for block in try blocks() {
            switch block.kind {
            case "yaml shared": shared = block.text
            case "yaml":
                current = Example(map: block.text, shared: shared)
                shared = nil
            case "x12", "xml":
                current.format = block.kind
                current.input = block.text
            case "json":
                current.json = block.text
                examples.append(current)
            default: continue
            }
        }
        return examples
    }

    private static func blocks() throws -> [(kind: String, text: String)] {
        let page = String(decoding: try ProjectMaps.file("docs/mapping.md"), as: UTF8.self)
        var blocks: [(kind: String, text: String)] = []
        var kind: String?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                kind = kind == nil ? String(line.dropFirst(3)) : nil
                if let kind { blocks.append((kind, "")) }
            } else if kind != nil {
                blocks[blocks.count - 1].text += line + "\n"
            }
        }
        return blocks
    }
}
