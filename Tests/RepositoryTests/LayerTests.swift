import Foundation
import TestSupport
import Testing

/// The house rules that no compiler checks, read from the sources themselves.
@Suite struct LayerTests {
    /// What each target may import of ours and of others; STYLE-level rules live here as data.
    /// Foundation is listed where a target may use it.
    static let allowed: [String: Set<String>] = [
        "Diagnostics": [],
        "X12": ["Diagnostics", "Synchronization", "_Builtin_intrinsics"],
        "XMLStream": ["Diagnostics", "CLibXML2", "CInterop", "Synchronization"],
        "Documents": ["Diagnostics"],
        "Configuration": ["Diagnostics", "Yams"],
        "Mapping": ["Diagnostics", "X12", "XMLStream", "Documents", "Configuration"],
        "Partners": ["Diagnostics", "Configuration"],
        "Posting": ["Diagnostics", "Documents", "Configuration", "Partners"],
        "Translation": [
            "Diagnostics", "X12", "XMLStream", "Documents", "Mapping", "Partners", "Posting",
        ],
        "Sealing": ["CLibCrypto"],
        "Spool": ["Diagnostics", "Sealing", "CLinux", "Glibc", "Synchronization"],
        "Journal": ["Diagnostics", "GRDB", "Foundation", "Synchronization"],
        "Ledger": [
            "Diagnostics", "Configuration", "Posting", "GRDB", "Foundation", "Synchronization",
        ],
        "Appliance": [
            "Diagnostics", "X12", "XMLStream", "Documents", "Configuration", "Mapping", "Partners",
            "Posting", "Translation", "Sealing", "Spool", "Journal", "Ledger", "Logging",
            "Foundation", "Glibc", "Synchronization",
        ],
        "waybill": [
            "Diagnostics", "X12", "XMLStream", "Documents", "Configuration", "Mapping", "Partners",
            "Posting", "Translation", "Sealing", "Spool", "Journal", "Ledger", "Appliance",
            "ArgumentParser", "Logging", "Dispatch", "Foundation", "Glibc", "Synchronization",
        ],
    ]

    static let sources = SourceTree(under: "Sources")

    @Test(arguments: allowed.keys.sorted())
    func importsPointDownTheLayersOnly(_ target: String) throws {
        let files = Self.sources.files.filter { $0.path.hasPrefix("Sources/\(target)/") }
        #expect(!files.isEmpty, "no sources for \(target)")
        let allowed = try #require(Self.allowed[target])
        for file in files {
            for name in file.imports where !allowed.contains(name) {
                Issue.record("\(file.path) imports \(name), which \(target) may not")
            }
        }
    }

    @Test func everySwiftTargetIsInTheTable() {
        let targets = Set(Self.sources.files.compactMap { $0.path.split(separator: "/")[safe: 1] })
        for target in targets {
            #expect(Self.allowed[String(target)] != nil, "\(target) is in no layer")
        }
    }

    @Test func filesStayReadable() {
        for file in Self.sources.files + SourceTree(under: "Tests").files {
            #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func nothingIsForcedAndNothingIsLeftForLater() {
        // Split, so that this file does not find itself.
        let banned = ["try" + "!", "as" + "! ", "FIX" + "ME", "XX" + "X:", "fatal" + "Error("]
        for file in Self.sources.files {
            for (number, line) in file.lines.enumerated() {
                for word in banned where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1) holds \(word)")
                }
            }
        }
    }

    @Test func uncheckedSendableSaysWhyItHolds() {
        for file in Self.sources.files {
            for (number, line) in file.lines.enumerated()
            where line.contains("@unchecked " + "Sendable") {
                let above = file.lines[max(0, number - 6)..<number].joined(separator: " ")
                #expect(
                    above.contains("Unchecked:"),
                    "\(file.path):\(number + 1) needs a comment that begins 'Unchecked:'")
            }
        }
    }

    @Test func noTargetOrFileIsADrawerForOddments() {
        for file in Self.sources.files {
            for word in ["Utils", "Common", "Helper", "Misc"] {
                #expect(!file.path.contains(word), "\(file.path)")
            }
        }
    }

    @Test(arguments: [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs/architecture.md",
        "docs/operating.md", "docs/mapping.md", "docs/partners.md", "docs/benchmarks.md",
        "scripts/run", "scripts/test", ".ci/run", "waybill.yaml", "spool/README.md",
    ])
    func theTopLevelIsComplete(_ path: String) {
        #expect(FileManager.default.fileExists(atPath: "\(RepositoryRoot.path)/\(path)"))
    }

    /// A type that has its module's name makes everything else in the module unreachable by a
    /// qualified name.
    @Test func noTypeIsNamedLikeItsModule() {
        for file in Self.sources.files {
            let module = String(file.path.split(separator: "/")[1])
            for line in file.lines {
                let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
                for (kind, name) in zip(words, words.dropFirst())
                where ["struct", "class", "enum", "actor", "protocol"].contains(kind) {
                    #expect(name != module, "\(file.path)")
                }
            }
        }
    }

    static let commands: Set<String> = [
        "serve", "check", "explain", "dump", "diff", "acknowledge", "translate", "partners", "maps",
        "ledger", "overview",
        "status", "exchanges", "show", "trace", "held", "replay",
    ]

    /// Every command that a page, a message or a script tells a person to use is there.
    @Test func noTextNamesACommandThatIsNotThere() throws {
        let pattern = try NSRegularExpression(pattern: "[`'\"]waybill ([a-z]+)")
        for file in TextFile.all {
            let range = NSRange(file.text.startIndex..., in: file.text)
            for match in pattern.matches(in: file.text, range: range) {
                guard let found = Range(match.range(at: 1), in: file.text) else { continue }
                let command = String(file.text[found])
                #expect(Self.commands.contains(command), "\(file.path) names waybill \(command)")
            }
        }
    }
}
