import Diagnostics
import TestSupport
import Testing
import X12

/// Documents by other authors. Without the corpus these tests report that they skip.
struct CorpusTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    private static let all = Corpus.files(in: Corpus.folders)

    @Test(.enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"))
    func everyFileReadsTheSameHoweverCut() {
        for file in Self.all {
            let bytes = Corpus.bytes(file)
            let difference = SplitVerifier.difference(bytes, splitMax: 250, seeds: 1..<3) {
                SplitVerifier.read($0, $1, schemas: library).lines
            }
            #expect(difference == nil, "\(file)")
        }
    }

    @Test(.enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"))
    func tokenizerAgreesWithSlowOne() {
        var compared = 0
        for file in Self.all {
            let bytes = Corpus.bytes(file)
            guard let slow = SlowTokenizer.tokenize(bytes) else { continue }
            let fast = SplitVerifier.tokenize(bytes, .whole).filter { $0.hasPrefix("@") }
            #expect(fast == slow, "\(file)")
            compared += 1
        }
        #expect(compared > 60)
    }

    @Test(.enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"))
    func noiseIsNoInterchange() {
        for file in Corpus.files(in: ["noise", "cxml", "ubl", "xml-vendor"]) {
            let found = SplitVerifier.read(Corpus.bytes(file), .whole, schemas: library)
            #expect(found.diagnostics.map(\.code.rawValue) == ["x12.no-interchange"], "\(file)")
        }
    }

    /// The fault each manifest note describes, by the finding that must name it.
    @Test(
        .enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"),
        arguments: BrokenDocument.all)
    func brokenDocumentHasItsFinding(document: BrokenDocument) {
        let found = SplitVerifier.read(Corpus.bytes(document.file), .whole, schemas: library)
        let codes = Set(found.diagnostics.map(\.code.rawValue))
        for code in document.codes {
            #expect(codes.contains(code), "\(document.file): \(codes.sorted())")
        }
    }
}
