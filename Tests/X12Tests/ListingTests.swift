import Diagnostics
import TestSupport
import Testing
import X12

/// Every segment of a file, in its place and in words.
@Suite struct ListingTests {
    private let library: SchemaLibrary
    init() throws { library = try SchemaLibrary.repository() }

    private static let notice = """
        ISA*00*          *00*          *01*084512973      *ZZ*STMARYSHOSP    *261124*0820*^*00501\
        *000000007*0*T*>~GS*SH*A1*B1*20261124*0820*7*X*005010~ST*856*0001~
        BSN*00*SN-1*20261124*0820~HL*1**S~N1*ST*HOSPITAL~HL*2*1*O~PRF*P1~HL*3*2*I~
        SN1**2*EA~SLN*1**I*2*EA>1>2~HL*4*2*I~SN1**1*EA~CTT*4~SE*13*0001~GE*1*7~IEA*1*000000007~
        """

    @Test func levelsAreIndentedByTheirTree() {
        let entries = Listed.read(Array(Self.notice.utf8), library).entries
        let levels = entries.filter { $0.segment.id == "HL" }.map(\.depth)
        #expect(levels == [1, 2, 3, 3])
        let parties = entries.filter { $0.segment.id == "N1" }
        #expect(parties.map(\.path) == ["HL/N1"])
        #expect(parties.map(\.opensLoop) == [true])
        #expect(parties.map(\.depth) == [2])
    }

    @Test func compositesAreShownByComponent() throws {
        let entries = Listed.read(Array(Self.notice.utf8), library).entries
        let detail = try #require(entries.first { $0.segment.id == "SLN" }).segment
        let labels = detail.elements.map(\.label)
        #expect(labels == ["SLN01", "SLN03", "SLN04", "SLN05-1", "SLN05-2", "SLN05-3"])
        #expect(detail.value(5, component: 1) == "EA")
        #expect(detail.elements[3].meaning == "Each")
    }

    /// The envelope is on the list, once each and in order.
    @Test func nothingOfTheFileIsLeftOut() {
        let ids = Listed.read(Array(Self.notice.utf8), library).entries.map(\.segment.id)
        #expect(
            ids == [
                "ISA", "GS", "ST", "BSN", "HL", "N1", "HL", "PRF", "HL", "SN1", "SLN", "HL",
                "SN1", "CTT", "SE", "GE", "IEA",
            ])
    }

    @Test(arguments: [1, 7, 64])
    func theListIsTheSameHoweverTheBytesAreCut(_ chunk: Int) {
        let bytes = Array(Self.notice.replacing("SN1**1*EA", with: "SN1**x*EA").utf8)
        let whole = Listed.read(bytes, library)
        let cut = Listed.read(bytes, library, chunk: chunk)
        #expect(!whole.findings.isEmpty)
        #expect(cut.findings == whole.findings)
        #expect(cut.entries.map(\.segment.fileOffset) == whole.entries.map(\.segment.fileOffset))
        #expect(cut.entries.map(\.depth) == whole.entries.map(\.depth))
    }

    @Test func aFindingStandsWithItsSegment() throws {
        let bytes = Array(Self.notice.replacing("SN1**1*EA", with: "SN1**x*EA").utf8)
        let entries = Listed.read(bytes, library).entries
        let found = entries.filter { entry in
            entry.findings.contains { $0.code == X12Finding.elementNumber.code }
        }
        #expect(found.map(\.segment.id) == ["SN1"])
    }

    @Test func oneSetCanBePickedOut() {
        var reader = InterchangeReader(schemas: library)
        var listing = InterchangeListing(
            schemas: library, showsEnvelope: false, handler: Listed(),
            shows: { $0 == 2 && $1 == "856" })
        let set = "ST*856*0001~BSN*00*SN-1*20261124*0820~HL*1**S~SE*4*0001~"
        let text = Self.notice.replacing("GE*1*7~", with: set + "GE*2*7~")
        let bytes = Array(text.utf8)
        reader.push(bytes.span, to: &listing)
        reader.finish(to: &listing)
        listing.finish()
        #expect(listing.handler.entries.map(\.segment.id) == ["ST", "BSN", "HL", "SE"])
    }

    /// Whatever a file holds, its segments come out in the order of the file.
    @Test func everyCorpusFileIsListed() {
        let folders = Corpus.folders.filter { $0.hasPrefix("x12-") || $0 == "noise" }
        if folders.isEmpty { print("skipped: no corpus beside the repository") }
        for file in Corpus.files(in: folders) {
            let entries = Listed.read(Corpus.bytes(file), library).entries
            let offsets = entries.map(\.segment.fileOffset)
            #expect(offsets == offsets.sorted(), "\(file)")
        }
    }
}
