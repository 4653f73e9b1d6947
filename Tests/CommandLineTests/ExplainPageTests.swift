import Foundation
import TestSupport
import Testing

/// `docs/explain.md` shows what the commands print: every block that begins with `$ waybill` is
/// run in the repository and compared. `RECORD_SNAPSHOTS=1` rewrites the page and fails.
@Suite struct ExplainPageTests {
    @Test func thePageShowsWhatTheCommandsPrint() throws {
        let path = "\(RepositoryRoot.path)/docs/explain.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        var blocks = page.components(separatedBy: "```")
        var count = 0
        for index in blocks.indices where blocks[index].hasPrefix("\n$ waybill ") {
            count += 1
            let line = blocks[index].split(separator: "\n")[0]
            let words = line.split(separator: " ").dropFirst(2).map(String.init)
            let result = try Command.run(
                words, in: RepositoryRoot.path, environment: ["COLUMNS=100"])
            #expect(result.status == 0 || result.status == 65 || result.status == 1, "\(line)")
            let shown = "\n\(line)\n\(result.output)"
            if shown != blocks[index] {
                Issue.record("\(line): docs/explain.md shows something else")
                blocks[index] = shown
            }
        }
        #expect(count >= 3)
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try Data(blocks.joined(separator: "```").utf8).write(to: URL(fileURLWithPath: path))
        }
    }
}
