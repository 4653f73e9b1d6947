import Diagnostics
import Testing
import X12

struct AcknowledgmentReaderTests {
    /// What is written about a group is what is read from it.
    @Test(
        arguments: ["004010", "005010"],
        [
            AcknowledgmentRenderer.Options.Kind.functional,
            .implementation,
        ])
    func readingGivesWhatWasWritten(
        version: String, kind: AcknowledgmentRenderer.Options.Kind
    ) throws {
        var inbound = InboundStream(version: version == "004010" ? "00401" : "00501")
        inbound.group("PO", "417", version: version, verdict: .partiallyAccepted) {
            $0.set("0001", of: "850")
            $0.set("0002", of: "850", .rejected) {
                $0.found(.transactionSet, "4")
                $0.found(.segment, "2", "NTE", 4)
                $0.found(.element, "7", "PO1", 6, element: 3, reference: "355", value: "XX")
                $0.found(
                    .element, "7", "REF", 7, element: 4, component: 1, reference: "128",
                    value: "QQ")
            }
        }
        var copy = inbound
        var expected = try #require(try copy.ended().groups.first)
        if version == "004010" { expected.version = "" }
        expected.sets[1].codes.append("5")
        var options = AcknowledgmentRenderer.Options()
        options.kind = kind
        let bytes = try #require(try inbound.answer(options)).bytes
        var reader = AcknowledgmentReader()
        var feed = SegmentFeed()
        if version == "005010" { feed.delimiters.repetition = UInt8(ascii: "^") }
        feed.feed(String(decoding: bytes, as: UTF8.self), to: &reader)
        let read = try #require(reader.takeFinished().first)
        #expect(read.group == expected)
        #expect(read.carrier.functionalID == "FA" && read.carrier.controlNumber == "12")
        #expect(read.transactionSet.controlNumber == "0007" && !read.isUnusable)
    }

    @Test func acknowledgmentWithoutGroupVerdictIsUnusable() throws {
        var reader = AcknowledgmentReader()
        SegmentFeed().feed("ST*997*1~AK1*PO*417~AK2*850*1~AK5*A~SE*5*1~", to: &reader)
        #expect(try #require(reader.takeFinished().first).isUnusable)
    }

    @Test func rejectedAcknowledgmentIsUnusable() throws {
        var reader = AcknowledgmentReader()
        SegmentFeed(verdict: .rejected).feed(
            "ST*997*1~AK1*PO*417~AK9*A*1*1*1~SE*4*1~", to: &reader)
        #expect(try #require(reader.takeFinished().first).isUnusable)
    }

    @Test func securityVerdictsReject() throws {
        var reader = AcknowledgmentReader()
        SegmentFeed().feed(
            "ST*997*1~AK1*PO*417~AK2*850*9~AK5*M*13~AK9*W*1*1*0~SE*6*1~", to: &reader)
        let group = try #require(reader.takeFinished().first).group
        #expect(group.verdict == .rejected && group.sets.first?.verdict == .rejected)
        #expect(group.sets.first?.codes == ["13"])
    }

    @Test func otherSetsArePassedOver() {
        var reader = AcknowledgmentReader()
        SegmentFeed().feed("ST*850*1~BEG*00~SE*3*1~", to: &reader)
        #expect(reader.takeFinished().isEmpty)
    }
}
