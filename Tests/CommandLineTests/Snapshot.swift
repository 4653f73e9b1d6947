import Foundation
import TestSupport
import Testing

/// Compares what a command said with what was recorded; `RECORD_SNAPSHOTS=1` rewrites and fails.
enum Snapshot {
    /// `hidden` are words that differ from run to run, with what stands for them.
    static func expect(
        _ result: Command, _ name: String, hidden: [(String, String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var text = "exit \(result.status)\n--- stdout\n\(result.output)--- stderr\n\(result.error)"
        for (word, name) in hidden { text = text.replacingOccurrences(of: word, with: name) }
        let folder = "\(RepositoryRoot.path)/Tests/CommandLineTests/Snapshots"
        let path = "\(folder)/\(name).txt"
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            Issue.record("recorded \(name)", sourceLocation: sourceLocation)
            return
        }
        let recorded = try? String(contentsOfFile: path, encoding: .utf8)
        #expect(text == recorded, "\(name).txt differs", sourceLocation: sourceLocation)
    }
}
