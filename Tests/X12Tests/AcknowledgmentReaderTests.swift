import Diagnostics
import TestSupport
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
        // Both say the same here; as read there is one list.
        expected.sets[1].implementationCodes = []
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

    private func read(
        _ text: String, repetition: Character? = "^", component: Character = ":"
    ) throws -> AcknowledgedGroup {
        var reader = AcknowledgmentReader()
        var feed = SegmentFeed()
        feed.delimiters.repetition = repetition?.asciiValue
        feed.delimiters.component = component.asciiValue
        reader.interchangeBegan(InterchangeHeader(), delimiters: feed.delimiters)
        feed.feed(text, to: &reader)
        return try #require(reader.takeFinished().first).group
    }

    @Test func contextsBelongToWhatStandsBeforeThem() throws {
        let group = try read(
            "ST*999*0001~AK1*PO*417*005010~AK2*850*0001~IK3*PO1*9*L1*8~CTX*PO101:3~"
                + "IK4*3:1:2*355*I6*XX~CTX*SITUATIONAL TRIGGER^OTHER:V*PO1*9*L1*2:1*380~"
                + "IK4*4*212*2~IK3*REF*12**I6~CTX*BEG03:P00042~IK5*R*I5*5~AK9*R*1*1*0~SE*12*0001~")
        let segments = try #require(group.sets.first).segments
        #expect(segments.map(\.id) == ["PO1", "REF"] && segments.map(\.code) == ["8", "I6"])
        #expect(segments[0].boundedLoop == "L1")
        #expect(segments[0].contexts == [AcknowledgedContext(name: "PO101", value: "3")])
        #expect(segments[1].contexts == [AcknowledgedContext(name: "BEG03", value: "P00042")])
        let element = segments[0].elements[0]
        #expect(element.elementPosition == 3 && element.componentPosition == 1)
        #expect(element.repetition == 2 && element.code == "I6" && element.value == "XX")
        let trigger = try #require(element.contexts.first)
        #expect(trigger.isSituationalTrigger && trigger.segment == "PO1")
        #expect(trigger.keys[1] == AcknowledgedContext.Key(name: "OTHER", value: "V"))
        #expect(trigger.segmentPosition == 9 && trigger.boundedLoop == "L1")
        #expect(trigger.elementPosition == 2 && trigger.componentPosition == 1)
        #expect(trigger.reference == "380" && segments[0].elements[1].contexts.isEmpty)
        #expect(group.sets[0].codes == ["I5", "5"])
    }

    @Test func whatFollowsADroppedSegmentIsDropped() throws {
        var limits = AcknowledgmentBuilder.Limits()
        limits.segmentCountPerSetMax = 1
        var reader = AcknowledgmentReader(limits: limits)
        SegmentFeed().feed(
            "ST*997*0001~AK1*PO*417~AK2*850*0001~AK3*BEG*2**8~AK4*1*353*7~AK3*REF*3**8~"
                + "AK4*2*127*5~CTX*A~AK5*R*5~AK9*R*1*1*0~SE*9*0001~", to: &reader)
        let set = try #require(reader.takeFinished().first?.group.sets.first)
        #expect(set.segments.map(\.id) == ["BEG"])
        #expect(set.segments[0].elements.map(\.elementPosition) == [1])
    }

    @Test func severalGroupsGiveSeveralAnswers() throws {
        var reader = AcknowledgmentReader()
        SegmentFeed().feed(
            "ISA*00**00**ZZ*A*ZZ*B*260302*0915*U*00401*000000001*0*T*>~GS*FA*A*B*20260302*0915*1*X*004010~"
                + "ST*997*0001~AK1*PO*17~AK9*A*1*1*1~SE*4*0001~"
                + "ST*997*0002~AK1*PO*18~AK2*850*0001~AK5*R*5~AK9*R*1*1*0~SE*6*0002~GE*2*1~"
                + "GS*FA*A*B*20260302*0915*2*X*004010~ST*997*0001~AK1*PO*19~AK9*E*1*1*1~SE*4*0001~"
                + "GE*1*2~IEA*2*000000001~", to: &reader)
        let answers = reader.takeFinished()
        #expect(answers.map(\.group.controlNumber) == ["17", "18", "19"])
        #expect(answers.map(\.carrier.controlNumber) == ["1", "1", "2"])
        #expect(answers.map(\.group.verdict) == [.accepted, .rejected, .acceptedWithErrors])
    }

    /// Files by other authors: what each says, as far as a settlement needs it.
    @Test(
        .enabled(if: RepositoryRoot.corpus != nil, "no corpus beside the repository"),
        arguments: [
            ("x12-997/008-edihub-reject.edi", "PO 1 R; 850/0001 R BEG@2:8[3:1]"),
            ("x12-997/018-rex12-4030-composite-ak202.edi", "PO 142 A; 850/01>42 A"),
            (
                "x12-997/002-staedi-extra-delim.edi",
                "HC 000001 R; 837/0021 R NM1@0:AK304-R1^AK304-R2^AK304-R3[8:7]"
            ),
            (
                "x12-999/001-staedi.edi",
                "HC 17456 P; 837/0001 A; 837/0002 R CLM@22:8{CLM01=123456789}[2:1];"
                    + " 837/0003 R REF@57:3{!CLM@43/5-3}{CLM01=987654321}"
            ),
            ("x12-999/004-imsweb-rejected.edi", "HC 28 R; 837/0028 R NM@17:1"),
            ("x12-ta1/007-telecom-997-with-ta1-0x05.edi", "IN 19369 A"),
        ])
    func corpusFileIsRead(file: String, expected: String) throws {
        var reader = AcknowledgmentReader()
        var interchanges = InterchangeReader(schemas: try SchemaLibrary.repository())
        interchanges.push(Corpus.bytes(file).span, to: &reader)
        interchanges.finish(to: &reader)
        let group = try #require(reader.takeFinished().first).group
        #expect(outline(group) == expected)
    }

    private func outline(_ group: AcknowledgedGroup) -> String {
        let sets = group.sets.map { set in
            "\(set.set)/\(set.controlNumber) \(set.verdict.rawValue)"
                + set.segments.map { " " + outline($0) }.joined()
        }
        let head = "\(group.functionalID) \(group.controlNumber) \(group.verdict.rawValue)"
        return ([head] + sets).joined(separator: "; ")
    }

    private func outline(_ segment: AcknowledgedSegment) -> String {
        let contexts = segment.contexts.map { context in
            if context.isSituationalTrigger {
                let place = "\(context.elementPosition ?? 0)-\(context.componentPosition ?? 0)"
                return "{!\(context.segment ?? "")@\(context.segmentPosition ?? 0)/\(place)}"
            }
            return "{\(context.keys[0].name)=\(context.keys[0].value ?? "")}"
        }
        let elements = segment.elements.map { "[\($0.elementPosition):\($0.code)]" }
        return "\(segment.id)@\(segment.position):\(segment.code)"
            + (contexts + elements).joined()
    }
}
