import Diagnostics
import Glibc
import TestSupport
import Testing
import X12

/// `docs/x12-corpus.md` says, for every X12 file of the corpus, what was found in it.
/// `RECORD_SNAPSHOTS=1` rewrites it, and fails.
@Suite(.enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"))
struct CorpusResultTests {
    private let results: [CorpusResult]

    init() throws { results = CorpusResult.all(schemas: try .repository()) }

    @Test func documentedResultsAreTheOnesFound() throws {
        let path = "\(RepositoryRoot.path)/docs/x12-corpus.md"
        let text = CorpusResult.page(results)
        if getenv("RECORD_SNAPSHOTS") != nil {
            let file = try #require(fopen(path, "wb"))
            fputs(text, file)
            fclose(file)
            Issue.record("docs/x12-corpus.md was recorded; run again without RECORD_SNAPSHOTS")
            return
        }
        var recorded: [UInt8] = []
        let file = try #require(fopen(path, "rb"), "docs/x12-corpus.md")
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            recorded.append(contentsOf: buffer[..<count])
        }
        fclose(file)
        let lines = String(decoding: recorded, as: UTF8.self).split(separator: "\n")
        let expected = text.split(separator: "\n")
        for (line, other) in zip(lines, expected) { #expect(line == other) }
        #expect(lines.count == expected.count)
    }

    /// A file called valid is clean, or the page says which rule it breaks.
    @Test func validFilesAreCleanOrExplained() {
        for result in results where result.standing == "VALID" && result.hasBreach {
            #expect(CorpusRemarks.all[result.file] != nil, "\(result.file): \(result.findings)")
        }
    }

    /// A file called broken has a finding, or the page says why not.
    @Test func brokenFilesHaveFindingsOrAreExplained() {
        for result in results where result.standing != "VALID" && !result.hasBreach {
            #expect(
                CorpusRemarks.all[result.file] != nil || result.isUnusualOnly, "\(result.file)")
        }
    }

    @Test func everyRemarkHasItsFile() {
        let files = Set(results.map(\.file))
        #expect(results.count == 144)
        for file in CorpusRemarks.all.keys { #expect(files.contains(file), "\(file)") }
    }
}

/// What the manifest says of a file and what was found in it.
struct CorpusResult {
    let file: String
    /// `VALID`, `BROKEN` or `BROKEN?`, the manifest's own words.
    let standing: String
    let findings: String
    let verdicts: String
    let hasBreach: Bool

    /// Files that are unusual but readable, as `BrokenDocument` lists them.
    var isUnusualOnly: Bool {
        BrokenDocument.all.contains { $0.file == file && $0.codes.isEmpty }
    }

    static func all(schemas: SchemaLibrary) -> [CorpusResult] {
        let manifest = String(decoding: Corpus.bytes("manifest.tsv"), as: UTF8.self)
        return manifest.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == 10, cells[1].hasPrefix("x12-") else { return nil }
            let standing = cells[9].prefix { $0 != ";" }
            return CorpusResult(
                file: String(cells[0]), standing: String(standing),
                read: SplitVerifier.read(
                    Corpus.bytes(String(cells[0])), .whole, schemas: schemas))
        }
    }

    private init(file: String, standing: String, read: EventRecorder) {
        self.file = file
        self.standing = standing
        var counts: [(code: String, severity: Severity, count: Int)] = []
        for found in read.diagnostics {
            let code = found.code.rawValue
            if let index = counts.firstIndex(where: {
                $0.code == code && $0.severity == found.severity
            }) {
                counts[index].count += 1
            } else {
                counts.append((code, found.severity, 1))
            }
        }
        let sorted = counts.sorted { ($1.severity, $0.code) < ($0.severity, $1.code) }
        findings = sorted.map { entry in
            let name = entry.code.hasPrefix("x12.") ? String(entry.code.dropFirst(4)) : entry.code
            let text = entry.count > 1 ? "\(name) ×\(entry.count)" : name
            return switch entry.severity {
            case .error: "**\(text)**"
            case .warning: text
            case .info: "(\(text))"
            }
        }.joined(separator: ", ")
        hasBreach = read.diagnostics.contains { $0.severity != .info }
        var runs: [(verdict: String, count: Int)] = []
        for verdict in read.setVerdicts.map(\.rawValue) {
            if runs.last?.verdict == verdict {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((verdict, 1))
            }
        }
        verdicts = runs.map { $0.count > 1 ? "\($0.verdict)×\($0.count)" : $0.verdict }
            .joined(separator: " ")
    }

    static func page(_ results: [CorpusResult]) -> String {
        var text = """
            # What is found in the corpus

            The corpus holds X12 files by other authors. This table says, for each, what its manifest
            says, what Waybill finds, and how each transaction set comes out (A accepted, E accepted
            with errors, R rejected; nothing where a file holds no set). `CorpusResultTests` compares
            it with what is found; `RECORD_SNAPSHOTS=1` writes it anew.

            Findings are written without their prefix `x12.`: **errors** are bold, warnings plain,
            (information) in brackets. A remark says why a file called valid is not clean, and what
            else there is to a broken one.


            """
        let clean = results.filter { $0.standing == "VALID" && !$0.hasBreach }.count
        let valid = results.filter { $0.standing == "VALID" }.count
        text +=
            "Of \(results.count) files the manifest calls \(valid) valid; \(clean) of those are clean.\n"
        var folder = ""
        for result in results {
            let parts = result.file.split(separator: "/")
            if parts[0] != folder {
                folder = String(parts[0])
                text += "\n## \(folder)\n\n"
                text += "| File | Manifest | Found | Sets | Remark |\n|---|---|---|---|---|\n"
            }
            let remark = CorpusRemarks.all[result.file] ?? ""
            text +=
                "| \(parts[1]) | \(result.standing) | \(result.findings.isEmpty ? "nothing" : result.findings) | \(result.verdicts) | \(remark) |\n"
        }
        return text
    }
}
