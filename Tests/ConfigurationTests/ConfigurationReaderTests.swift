import Configuration
import Testing

@Suite struct ConfigurationReaderTests {
    private func error(_ text: String) -> ConfigurationError? {
        error(bytes: Array(text.utf8))
    }

    private func error(bytes: [UInt8]) -> ConfigurationError? {
        do throws(ConfigurationError) {
            _ = try ConfigurationReader.read(bytes, file: "t.yaml")
            return nil
        } catch {
            return error
        }
    }

    @Test func keepsTextAndMarks() throws {
        let node = try ConfigurationReader.read(
            Array("a: 004010\nb:\n  - \"01\"\n  - no\n  - ~\n".utf8), file: "t.yaml")
        guard case .mapping(let pairs) = node.content, pairs.count == 2,
            case .scalar("004010") = pairs[0].value.content,
            case .sequence(let items) = pairs[1].value.content, items.count == 3,
            case .scalar("01") = items[0].content, case .scalar("no") = items[1].content,
            case .null = items[2].content
        else {
            Issue.record("unexpected tree \(node)")
            return
        }
        #expect(pairs[0].value.mark == .init(line: 1, column: 4))
        #expect(pairs[1].keyMark == .init(line: 2, column: 1))
        #expect(items[1].mark == .init(line: 4, column: 5))
    }

    @Test func emptyFileIsNull() throws {
        for text in ["", "# only a comment\n"] {
            guard case .null = try ConfigurationReader.read(Array(text.utf8), file: "t").content
            else {
                Issue.record("'\(text)' is not null")
                continue
            }
        }
    }

    @Test func quotedNullIsText() throws {
        let node = try ConfigurationReader.read(Array("'~'".utf8), file: "t.yaml")
        guard case .scalar("~") = node.content else {
            Issue.record("\(node)")
            return
        }
    }

    @Test(arguments: [
        ("a: &x 1\n", "t.yaml:1:4: anchors are not supported"),
        (
            "a: &x 1\nb: *x\n",
            "t.yaml:2:4: aliases are not supported; write the value out in each place"
        ),
        ("a: !secret 1\n", "t.yaml:1:4: the tag '!secret' is not supported"),
        ("a: !!int 1\n", "t.yaml:1:4: the tag 'tag:yaml.org,2002:int' is not supported"),
        ("a: 1\nb: 2\na: 3\n", "the key 'a' stands twice in the same place; keep one of them"),
        ("a: 1\n\"a\": 3\n", "the key 'a' stands twice in the same place; keep one of them"),
        ("a: 1\n---\nb: 2\n", "but found another document"),
        ("[a]: 1\n", "t.yaml:1:1: a key must be plain text"),
        ("a: [1\n", "not valid YAML"),
        ("a:\n\t- 1\n", "indent with spaces"),
        ("a: \u{1}\n", "not readable as text"),
    ])
    func refuses(text: String, message: String) {
        #expect(
            error(text)?.description.contains(message) == true,
            "\(error(text)?.description ?? "accepted")")
    }

    @Test func refusesOtherEncodings() {
        #expect(
            error(bytes: Array("a: b\né: ".utf8) + [0xE9, 0x0A])?.description
                == "t.yaml:2:4: the file is not UTF-8 text; save it as UTF-8")
        #expect(error(bytes: [0xFF, 0xFE, 0x61, 0x00]) != nil)
    }

    @Test func crossesEachLimit() {
        #expect(error(bytes: Array(repeating: 0x23, count: 1 << 20)) == nil)
        #expect(
            error(bytes: Array(repeating: 0x23, count: 1 << 20 + 1))?.message.contains("1048577")
                == true)
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(error(nested(33)) == nil)
        #expect(error(nested(34))?.message.contains("32 levels") == true)
        // Far past libyaml's own limit, which must answer before the stack ends.
        #expect(error(nested(400_000)) != nil)
        let many = "[" + String(repeating: "1,", count: 100_000) + "]"
        #expect(error(many)?.message.contains("more than 100000") == true)
    }

    @Test func refusesAliasBombsAtOnce() {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for level in 1...9 {
            let aliases = String(repeating: "*a\(level - 1),", count: 9)
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        // As a key, the bomb would be hashed while it is composed.
        text += "? *a9\n: 1\n"
        let start = ContinuousClock.now
        #expect(error(text)?.message == "aliases are not supported")
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test func starsAndAmpersandsInTextAreNotAliases() {
        #expect(error("element: \"*\"\nname: Smith & Sons * Co\nnote: R&D *important*\n") == nil)
    }
}
