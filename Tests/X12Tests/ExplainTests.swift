import Diagnostics
import TestSupport
import Testing
import X12

/// Values in words, near codes, and what a sender should send instead.
@Suite struct ExplainTests {
    private let library: SchemaLibrary
    init() throws { library = try SchemaLibrary.repository() }

    @Test(arguments: [
        ("373", "20261130", "2026-11-30, Mon"), ("373", "20261131", nil),
        ("337", "1016", "10:16"), ("337", "101659", "10:16:59"), ("337", "2460", nil),
        ("610", "47100", "471.00"), ("610", "5", "0.05"), ("610", "-120", "-1.20"),
        ("355", "BX", "Box"), ("355", "??", nil), ("324", "P00101", nil),
    ])
    func valuesAreReadable(_ reference: String, _ value: String, _ expected: String?) throws {
        let element = try #require(library.element(reference, version: "004010"))
        #expect(ElementMeaning.text(of: value, element) == expected)
    }

    @Test(arguments: [
        ("BXX", "BX"), ("EACH", "EA"), ("BOX", "BX"), ("ea", "EA"), ("CASE", "CA"),
        ("POUND", "LB"),
    ])
    func theCodeMeantIsFirst(_ wrong: String, _ right: String) throws {
        let codes = try #require(library.codes(ofElement: "355", version: "004010"))
        #expect(codes.nearest(to: wrong).first?.code == right)
    }

    @Test func nothingIsNearNonsense() throws {
        let codes = try #require(library.codes(ofElement: "353", version: "004010"))
        #expect(codes.nearest(to: "??").isEmpty)
        #expect(codes.nearest(to: "").isEmpty)
    }

    @Test func everyCodeOfAListIsListed() throws {
        let codes = try #require(library.codes(ofElement: "355", version: "005010"))
        let all = codes.all
        #expect(all.count == codes.count)
        #expect(all.allSatisfy { codes.name(of: $0.code) == $0.name })
    }

    /// Each wrong segment of an 810, the finding it gives, and the segment to send instead.
    @Test(arguments: [
        ("BIG*20261131*INV-1", "x12.element-date", "BIG*20261130*INV-1"),
        ("BIG*11302026*INV-1", "x12.element-date", "BIG*20261130*INV-1"),
        ("BIG*20263011*INV-1", "x12.element-date", "BIG*20261130*INV-1"),
        ("IT1*1*40*BXX*7.85", "x12.element-too-long", "IT1*1*40*BX*7.85"),
        ("IT1*1*40*bx*7.85", "x12.element-code", "IT1*1*40*BX*7.85"),
        ("IT1*1*1,000*EA*7.85", "x12.element-number", "IT1*1*1000*EA*7.85"),
        ("IT1*1*$7,5*EA*7.85", "x12.element-number", "IT1*1*7.5*EA*7.85"),
        ("TDS*471.00", "x12.element-number", "TDS*47100"),
        ("N1*ST*WARD>3", "x12.separator-in-element", "N1*ST*WARD 3"),
        ("REF*DP*092***", "x12.trailing-separator", "REF*DP*092"),
        ("SE*9*0001", "x12.se-segment-count", "SE*6*0001"),
        ("SE*6*0002", "x12.se-control-number", "SE*6*0001"),
    ])
    func theCorrectedSegmentIsShown(_ wrong: String, _ code: String, _ right: String) throws {
        let found = Self.findings(in: wrong, library).first { $0.code.rawValue == code }
        let finding = try #require(found, "\(wrong) gives no \(code)")
        let segment = RawSegment(bytes: Array(wrong.utf8), delimiters: .usual, fileOffset: 0)
        let finder = RemedyFinder(library: library, set: "810", version: "004010")
        #expect(finder.remedy(for: finding, in: segment)?.corrected == right)
    }

    @Test(arguments: [
        ("BIG**INV-1", "x12.element-missing", "BIG01 Date (DT 8/8)"),
        ("IT1*1*20*BX*7.85**VC", "x12.element-conditionally-missing", "IT107"),
        ("NM*ST*X", "x12.segment-unknown", "N1 ("),
        ("PO1*1*2*EA*5", "x12.segment-not-in-set", "850"),
        ("CUR*BY*USD", "x12.segment-out-of-order", "after"),
    ])
    func theRemedyNamesWhatToSend(_ wrong: String, _ code: String, _ words: String) throws {
        let found = Self.findings(in: wrong, library).first { $0.code.rawValue == code }
        let finding = try #require(found, "\(wrong) gives no \(code)")
        let segment = RawSegment(bytes: Array(wrong.utf8), delimiters: .usual, fileOffset: 0)
        let finder = RemedyFinder(library: library, set: "810", version: "004010")
        let text = finder.remedy(for: finding, in: segment)?.text ?? ""
        #expect(text.contains(words), "\(text)")
    }

    @Test func everyFindingIsExplained() {
        for finding in X12Finding.allCases {
            let entry = finding.explanation
            #expect(!entry.repair.isEmpty, "FindingRepair has no entry for \(finding.rawValue)")
            #expect(entry.example.map { $0.wrong != $0.right } ?? true, "\(finding.rawValue)")
        }
    }

    /// An 810 in which one segment takes the place of its like, or is added at the end.
    private static func findings(in segment: String, _ library: SchemaLibrary) -> [Diagnostic] {
        var segments = [
            "ST*810*0001", "BIG*20261120*INV-1", "REF*DP*092", "IT1*1*40*BX*7.85", "TDS*31400",
            "SE*6*0001",
        ]
        let id = segment.prefix { $0 != "*" }
        if let place = segments.firstIndex(where: { $0.hasPrefix("\(id)*") }) {
            segments[place] = segment
        } else if id == "N1" {
            segments.insert(segment, at: 3)
            segments[segments.count - 1] = "SE*7*0001"
        } else {
            segments.insert(segment, at: segments.count - 1)
        }
        let header =
            "ISA*00*          *00*          *01*084512973      *ZZ*STMARYSHOSP    *261125*1016"
            + "*U*00401*000001207*0*T*>~GS*IN*A1*B1*20261125*1016*1*X*004010~"
        let text = header + segments.map { $0 + "~" }.joined() + "GE*1*1~IEA*1*000001207~"
        return Listed.read(Array(text.utf8), library).findings
    }
}

/// What a listing gives of some bytes.
struct Listed: ListingHandler {
    var entries: [ListedSegment] = []
    var loose: [Diagnostic] = []
    var findings: [Diagnostic] { entries.flatMap(\.findings) + loose }

    mutating func list(_ entry: ListedSegment) { entries.append(entry) }
    mutating func setEnded(_ verdict: TransactionSetVerdict, segmentCount: Int) {}
    mutating func listLoose(_ findings: [Diagnostic]) { loose += findings }

    static func read(
        _ bytes: [UInt8], _ library: SchemaLibrary, chunk: Int = .max
    ) -> Listed {
        var reader = InterchangeReader(schemas: library)
        var listing = InterchangeListing(schemas: library, handler: Listed())
        var offset = 0
        while offset < bytes.count {
            let end = min(bytes.count, chunk == .max ? bytes.count : offset + chunk)
            reader.push(bytes.span.extracting(offset..<end), to: &listing)
            offset = end
        }
        reader.finish(to: &listing)
        listing.finish()
        return listing.handler
    }
}
