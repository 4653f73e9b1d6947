import Diagnostics
import Foundation
import Journal
import Ledger
import TestSupport
import Testing
import X12

@testable import Appliance

/// Documents by other authors, through everything that reads: nothing traps, nothing hangs, and each
/// ends in one state.
@Suite struct CorpusTests {
    static let files: [String] = {
        guard let corpus = RepositoryRoot.corpus else { return [] }
        let names = FileManager.default.enumerator(atPath: corpus)
        var files: [String] = []
        while let name = names?.nextObject() as? String {
            if name.hasSuffix(".edi") || name.hasSuffix(".xml") { files.append(name) }
        }
        return files.sorted()
    }()

    static func bytes(_ file: String) throws -> [UInt8] {
        try CatalogLoader.read("\(RepositoryRoot.corpus ?? "")/\(file)")
    }

    @Test(
        .enabled(if: RepositoryRoot.corpus != nil, "the corpus is not beside the repository"),
        .timeLimit(.minutes(2)))
    func checkAndTranslateTakeEveryFile() throws {
        let place = try TestSite()
        let bench = try DocumentWorkbench(site: place.site)
        #expect(Self.files.count > 100)
        for file in Self.files {
            let bytes = try Self.bytes(file)
            for partner in [nil, northfield, cedarbrook] {
                let counts = try [bytes.count, 1].filter { $0 > 1 || bytes.count < 4000 }.map {
                    try findingCount(bytes, chunk: $0, partner, bench)
                }
                #expect(Set(counts).count == 1, "\(file): chunks change what is found")
            }
        }
    }

    /// Findings of a file read in chunks of a size; answers are rendered as well.
    private func findingCount(
        _ bytes: [UInt8], chunk: Int, _ partner: String?, _ bench: DocumentWorkbench
    ) throws -> Int {
        var rest = bytes[...]
        let next: (inout [UInt8]) -> Bool = { buffer in
            buffer = Array(rest.prefix(chunk))
            rest = rest.dropFirst(chunk)
            return !buffer.isEmpty
        }
        // The root of an XML file is recognised in its first chunk, which a file always fills.
        guard bytes.first(where: { $0 > 32 && $0 < 128 }) != UInt8(ascii: "<") else {
            var all = [bytes]
            return try bench.readXML(partner: partner) { buffer in
                buffer = all.popLast() ?? []
                return !buffer.isEmpty
            }.diagnostics.count
        }
        let reading = try bench.readX12(partner: partner, next)
        for kind in [nil, .functional, .implementation]
            as [AcknowledgmentRenderer.Options.Kind?]
        {
            do {
                _ = try bench.acknowledge(
                    reading, partner: partner, kind: kind, onlyEnvelope: false,
                    now: Timestamp(milliseconds: 1_795_500_000_000))
            } catch is WriterError {
                // An ID of the envelope holds one of our delimiters; the daemon holds such a file.
            }
        }
        return reading.allDiagnostics.count
    }

    @Test(
        .enabled(if: RepositoryRoot.corpus != nil, "the corpus is not beside the repository"),
        .timeLimit(.minutes(3)))
    func daemonBringsEveryFileToOneState() throws {
        let appliance = try RunningAppliance()
        let names = Self.files.map { $0.replacingOccurrences(of: "/", with: "_") }
        for (file, name) in zip(Self.files, names) {
            try appliance.drop(
                try Self.bytes(file), as: name, in: file.hasSuffix(".xml") ? cedarbrook : northfield
            )
        }
        try appliance.wait("the end of the corpus", seconds: 120) {
            let rows = try appliance.received()
            return rows.count == names.count && rows.allSatisfy { !$0.state.isUnderWay }
        }
        for row in try appliance.received() {
            #expect(
                row.state == .posted || row.state == .settled || row.reason != nil,
                "\(row.fileName) is \(row.state) without a reason")
            #expect(
                row.state != .held || row.reason?.nextStep.isEmpty == false, "\(row.fileName)")
        }
        // None of it is from our partners: nothing is answered, nothing reaches the ERP.
        #expect(try appliance.sent().allSatisfy { $0.contents == "850" })
        #expect(try appliance.ledger.list("account.move", limit: 10).isEmpty)
        appliance.stop()
    }
}
