import Diagnostics
import Documents
import Mapping
import TestSupport
import Testing
import X12

/// `waybill maps coverage`: what no rule reads.
@Suite struct CoverageTests {
    /// Reads interchanges by the project's maps.
    private static func coverage(of files: [(name: String, bytes: [UInt8])]) throws -> MapCoverage {
        let library = try ProjectMaps.library.get()
        var coverage = MapCoverage { library.plan(for: $0) }
        for (name, bytes) in files {
            coverage.file = name
            var reader = InterchangeReader(schemas: try SchemaLibrary.repository())
            reader.push(bytes.span, to: &coverage)
            reader.finish(to: &coverage)
        }
        return coverage
    }

    /// Segments of an 850 after its BEG, in an interchange.
    private static func order(_ segments: String) throws -> [UInt8] {
        let count = segments.split(separator: "~").count
        let text = """
            ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*0000*U\
            *00401*000000001*0*T*>~GS*PO*SENDER*RECEIVER*20260101*0000*1*X*004010~\
            ST*850*0001~BEG*00*SA*PO-1**20260301~\(segments)SE*\(count + 3)*0001~GE*1*1~\
            IEA*1*000000001~
            """
        return Array(text.utf8)
    }

    @Test func everythingReadLeavesNothing() throws {
        let bytes = try Self.order("REF*CT*C-1~PO1*1*2*EA*3**VC*A~MEA**WT*4*LB~CTT*1~")
        let coverage = try Self.coverage(of: [("order.edi", bytes)])
        #expect(coverage.unread.isEmpty, "\(coverage.unread)")
        let counts = try #require(coverage.counts["850"])
        #expect(counts.elements == 16 && counts.unread == 0)
    }

    @Test func placesAreCountedWithTheFirst() throws {
        let first = try Self.order("CUR*SE*USD~PO1*1*2*EA~TC2*H*4015~CTT*1*7~")
        let second = try Self.order("CTT*0*9~")
        let coverage = try Self.coverage(of: [("a.edi", first), ("b.edi", second)])
        let found = coverage.unread.map { "\($0.place) \($0.count) \($0.file)" }
        // CUR01 is written BY; another word in its place is lost.
        #expect(found == ["CUR01 1 a.edi", "PO1/TC2 1 a.edi", "CTT02 2 a.edi"])
        let offset = try #require(coverage.unread.last?.offset)
        #expect(first[offset] == UInt8(ascii: "7"))
        #expect(coverage.unread[1].name == "Commodity")
    }

    @Test func aSetWithoutAMapIsNamed() throws {
        let bytes = Array(
            String(decoding: try Self.order("CTT*0~"), as: UTF8.self)
                .replacing("ST*850", with: "ST*997").utf8)
        let coverage = try Self.coverage(of: [("a.edi", bytes)])
        #expect(coverage.unmapped == ["997"])
        #expect(coverage.counts.isEmpty)
    }

    /// What valid corpus files carry in places no rule reads is listed in docs/mapping.md, with the
    /// reason, and nothing else is.
    @Test(.enabled(if: RepositoryRoot.corpus != nil, "the corpus is not there"))
    func whatTheCorpusHasUnreadIsJustified() throws {
        let corpus = try #require(RepositoryRoot.corpus)
        let folders = ["x12-850/", "x12-855/", "x12-856/", "x12-810/", "x12-other/"]
        var files: [(name: String, bytes: [UInt8])] = []
        for (file, notes) in try CorpusTests.manifest(corpus)
        where folders.contains(where: file.hasPrefix) && notes.hasPrefix("VALID") {
            files.append((file, try ProjectMaps.file("\(corpus)/\(file)")))
        }
        let coverage = try Self.coverage(of: files)
        let page = String(decoding: try ProjectMaps.file("docs/mapping.md"), as: UTF8.self)
        let section = try #require(
            page.components(between: "## What no rule reads", and: "\n## "))
        for place in coverage.unread {
            #expect(
                section.contains("`\(place.set) \(place.place)`"),
                "\(place.set) \(place.place) \(place.name) ×\(place.count) \(place.file)@\(place.offset)"
            )
        }
        for (set, counts) in coverage.counts.sorted(by: { $0.key < $1.key }) {
            print("corpus coverage \(set): \(counts.elements) values, \(counts.unread) not read")
        }
    }
}

extension String {
    /// The text after a heading up to the next mark.
    fileprivate func components(between start: String, and end: String) -> Substring? {
        guard let first = firstRange(of: start)?.upperBound else { return nil }
        let rest = self[first...]
        return rest.firstRange(of: end).map { rest[..<$0.lowerBound] } ?? rest
    }
}
