import Diagnostics
import Spool
import Testing

@Suite("Names")
struct NameTests {
    @Test("A file name is any bytes that cannot lead elsewhere")
    func fileNames() {
        for bad in ["", ".", "..", "a/b", "/", "a\0b", String(repeating: "x", count: 256)] {
            #expect(FileName(bad) == nil)
        }
        for good in ["a", "...", "-rf", " ", "a\nb", "ü", String(repeating: "x", count: 255)] {
            #expect(FileName(good) != nil)
        }
        #expect(FileName(bytes: [0xff, 0xfe]) != nil)
    }

    @Test(
        "A name prints without a control byte, and no two print alike",
        arguments: [
            ("po 1.edi", "po 1.edi"), ("a\u{1b}[2Jb", "a\\x1b[2Jb"), ("a\\x0a", "a\\x5cx0a"),
            ("\u{202e}ide", "\\xe2\\x80\\xaeide"), ("\n", "\\x0a"),
        ])
    func escapes(name: String, printed: String) {
        #expect(FileName(name)?.description == printed)
    }

    @Test("A partner folder follows the rule for profile names")
    func partnerFolders() {
        for bad in ["", "A", "a_b", "a/b", "..", "ä", "a b", String(repeating: "a", count: 65)] {
            #expect(PartnerFolder(bad) == nil)
        }
        #expect(PartnerFolder(String(repeating: "a", count: 64))?.name.count == 64)
    }

    @Test("A spool name reads back as it prints, and only so")
    func spoolNames() throws {
        let partner = try #require(PartnerFolder("acme-medical"))
        let name = SpoolNameGenerator.counting().next(for: partner)
        #expect(SpoolName(name.text) == name)
        #expect(SpoolName(name.text)?.partner == partner)
        for bad in [
            "", "x", name.text + "/", name.text.uppercased(), String(name.text.dropFirst()),
            String(name.text.dropLast("acme-medical".count)), "." + name.text,
            name.text.replacing("-", with: "_"),
        ] {
            #expect(SpoolName(bad) == nil, "\(bad)")
        }
    }

    @Test("Names rise although the clock stands still, jumps back or is outrun")
    func order() throws {
        let partner = try #require(PartnerFolder("acme-medical"))
        let clock = SteppingClock([5000, 5000, 4000, 4000, 6000])
        let generator = SpoolNameGenerator(
            now: { clock.next() }, random: { 0xffff_ffff })
        let names = (0..<70_000).map { _ in generator.next(for: partner) }
        #expect(zip(names, names.dropFirst()).allSatisfy { $0 < $1 })
    }
}

private final class SteppingClock: Sendable {
    private let values: [Int64]
    private let index = Counter()

    init(_ values: [Int64]) { self.values = values }

    func next() -> Timestamp {
        Timestamp(milliseconds: values[min(index.next(), values.count - 1)])
    }
}
