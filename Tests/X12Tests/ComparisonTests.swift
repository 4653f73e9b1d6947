import Diagnostics
import TestSupport
import Testing
import X12

/// Two files by what they say.
@Suite struct ComparisonTests {
    private let library: SchemaLibrary
    init() throws { library = try SchemaLibrary.repository() }

    private static let order = [
        "ST*850*0001", "BEG*00*SA*P1**20261120", "REF*DP*092", "REF*IA*77", "N1*ST*HOSPITAL",
        "N3*1 MAIN STREET", "N1*BT*ACCOUNTS", "PO1*1*10*EA*1.50**VC*A", "PO1*2*5*EA*2**VC*B",
        "CTT*2",
    ]

    private static func file(
        _ segments: [String], separator: String = "*", end: String = "~", number: Int = 1
    ) -> [UInt8] {
        let control = "00000000\(number)"
        var text =
            "ISA*00*          *00*          *01*A              *ZZ*B              *261125*1016"
            + "*U*00401*\(control)*0*T*>~GS*PO*A*B*20261125*1016*\(number)*X*004010~"
        text +=
            (segments + ["SE*\(segments.count + 1)*0001", "GE*1*\(number)", "IEA*1*\(control)"])
            .map { $0 + "~" }.joined()
        return Array(
            text.replacing("*", with: separator).replacing("~", with: end).utf8)
    }

    private func differences(
        _ left: [UInt8], _ right: [UInt8], envelope: Bool = false,
        segmentCountMax: Int = SetTree.segmentCountMax
    ) -> [SetDifference] {
        SetPairing.pairs(index(left), index(right)).flatMap { pair -> [SetDifference] in
            guard let one = pair.left, let other = pair.right else { return [] }
            return SetComparison.differences(
                tree(one, left, segmentCountMax), tree(other, right, segmentCountMax),
                comparesEnvelope: envelope)
        }
    }

    private func index(_ bytes: [UInt8]) -> [IndexedSet] {
        var reader = InterchangeReader(schemas: NoSchemas())
        var indexer = SetIndexer()
        reader.push(bytes.span, to: &indexer)
        reader.finish(to: &indexer)
        return indexer.sets
    }

    private func tree(_ set: IndexedSet, _ bytes: [UInt8], _ most: Int) -> SetTree {
        var reading = SetReading(
            set, schemas: library, limits: Limits(), segmentCountMax: most)
        reading.push(bytes.span.extracting(set.range.offset..<min(bytes.count, set.range.end)))
        return reading.finish()
    }

    @Test func formDoesNotCount() {
        let left = Self.file(Self.order)
        var segments = Self.order
        segments[7] = "PO1*1*10.0*EA*1.5**VC*A"
        segments[1] += "***"
        segments.swapAt(2, 3)
        let right = Self.file(segments, separator: "|", end: "\n", number: 2)
        #expect(differences(left, right) == [])
        #expect(!differences(left, right, envelope: true).isEmpty)
    }

    @Test(arguments: [
        (7, "PO1*1*12*EA*1.50**VC*A", ["PO102 10 12"]),
        (1, "BEG*00*BK*P1**20261121", ["BEG02 SA BK", "BEG05 20261120 20261121"]),
        (4, "N1*ST*HOSPITAL*92*7", ["N103 - 92", "N104 - 7"]),
        (8, "PO1*3*5*EA*2**VC*B", ["PO1 2, 5 -", "PO1 - 3, 5"]),
    ])
    func whatChangedIsNamed(_ place: Int, _ segment: String, _ expected: [String]) {
        var segments = Self.order
        segments[place] = segment
        let found = differences(Self.file(Self.order), Self.file(segments)).map { difference in
            func short(_ text: String?) -> String {
                (text ?? "-").split(separator: ", ").prefix(2).joined(separator: ", ")
                    .replacing(" (Each)", with: "")
            }
            return "\(difference.label) \(short(difference.left)) \(short(difference.right))"
        }
        #expect(found == expected)
    }

    @Test func aSegmentPutInShiftsNothing() {
        var segments = Self.order
        segments.insert("REF*CT*C-1", at: 2)
        segments.insert("PID*F****NEW TEXT", at: 9)
        let found = differences(Self.file(Self.order), Self.file(segments))
        #expect(found.map(\.kind) == [.added, .added])
        #expect(found.map(\.label).sorted() == ["PID", "REF"])
        #expect(found.first { $0.label == "PID" }?.path == ["PO1 line 1"])
    }

    @Test func linesWithoutNumbersAreAligned() {
        let lines = { (items: [String]) in
            ["ST*850*0001", "BEG*00*SA*P1**20261120"] + items.map { "PO1**1*EA*5**VC*\($0)" }
        }
        let found = differences(
            Self.file(lines(["A", "B", "C", "D"])), Self.file(lines(["A", "C", "X", "D"])))
        #expect(found.count == 2)
        #expect(found.map(\.kind) == [.removed, .added])
    }

    @Test func setsArePairedByTheirNumber() {
        func set(_ number: String) -> [String] {
            ["ST*850*0001", "BEG*00*SA*\(number)**20261120", "PO1*1*1*EA*5", "SE*4*0001"]
        }
        func orders(_ numbers: [String]) -> [UInt8] {
            Self.file(Array(numbers.map(set).joined().dropLast()))
        }
        let pairs = SetPairing.pairs(
            index(orders(["P1", "P2", "P3"])), index(orders(["P3", "P1", "P9"])))
        let names = pairs.map { "\($0.left?.number ?? "-") \($0.right?.number ?? "-")" }
        #expect(names == ["P1 P1", "P2 -", "P3 P3", "- P9"])
    }

    /// Past the limit a set is only said to be the same or not.
    @Test func enormousSetsAreCompared() {
        let count = 60
        var segments = ["ST*850*0001", "BEG*00*SA*P1**20261120"]
        for line in 1...count { segments.append("PO1*\(line)*1*EA*5") }
        let left = Self.file(segments)
        segments[count] = "PO1*\(count - 1)*2*EA*5"
        let right = Self.file(segments)
        #expect(differences(left, left, segmentCountMax: 50).isEmpty)
        let found = differences(left, right, segmentCountMax: 50)
        #expect(found.count == 1)
        #expect(found.first?.name.contains("first 50") == true)
    }

    @Test func everyCorpusFileSaysTheSameAsItself() {
        let folders = Corpus.folders.filter { $0.hasPrefix("x12-") }
        if folders.isEmpty { print("skipped: no corpus beside the repository") }
        for file in Corpus.files(in: folders) {
            let bytes = Corpus.bytes(file)
            #expect(differences(bytes, bytes, envelope: true) == [], "\(file)")
        }
    }
}
