import Diagnostics
import Testing
import X12

struct AcknowledgmentLimitTests {
    @Test func tooManyCleanSetsAreOnlyCounted() throws {
        var limits = AcknowledgmentBuilder.Limits()
        limits.listedSetCountMax = 10
        var inbound = InboundStream(limits: limits)
        inbound.group(verdict: .partiallyAccepted) {
            for number in 1...1000 {
                $0.set("\(1000 + number)", number % 300 == 0 ? .rejected : .accepted) {
                    if number % 300 == 0 { $0.found(.segment, "3", "BIG", 2) }
                }
            }
        }
        let group = try #require(try inbound.ended().groups.first)
        #expect(group.sets.map(\.controlNumber) == ["1300", "1600", "1900"])
        #expect(group.receivedCount == 1000 && group.acceptedCount == 997)
        #expect(group.unlistedCount == 0)
    }

    @Test func uncleanSetsBeyondTheLimitAreCounted() throws {
        var limits = AcknowledgmentBuilder.Limits()
        limits.uncleanSetCountMax = 5
        limits.listedSetCountMax = 5
        var inbound = InboundStream(limits: limits)
        inbound.group(verdict: .rejected) {
            for number in 1...20 { $0.set("\(number)", .rejected) }
        }
        let group = try #require(try inbound.ended().groups.first)
        #expect(group.sets.count == 5 && group.unlistedCount == 15)
        #expect(group.receivedCount == 20 && group.acceptedCount == 0)
    }

    @Test func errorsBeyondTheLimitsAreDropped() throws {
        var limits = AcknowledgmentBuilder.Limits()
        limits.segmentCountPerSetMax = 3
        limits.segmentCountMax = 5
        var inbound = InboundStream(limits: limits)
        inbound.group(verdict: .rejected) {
            for number in 1...3 {
                $0.set("\(number)", .rejected) {
                    for position in 2...9 { $0.found(.segment, "2", "NTE", position) }
                    for _ in 0..<200 { $0.found(.element, "7", "NTE", 2, element: 1) }
                }
            }
        }
        let sets = try #require(try inbound.ended().groups.first).sets
        #expect(sets.map(\.segments.count) == [3, 2, 0])
        #expect(sets.flatMap(\.segments).allSatisfy { $0.elements.count <= 99 })
    }

    @Test func cleanSetsCanBeLeftOut() throws {
        var limits = AcknowledgmentBuilder.Limits()
        limits.listsCleanSets = false
        var inbound = InboundStream(limits: limits)
        inbound.group(verdict: .accepted) {
            $0.set("0001")
            $0.set("0002")
        }
        #expect(
            try inbound.body()
                == "ST*997*0007~\nAK1*IN*905~\nAK9*A*2*2*2~\nSE*4*0007~")
    }

    @Test func groupsBeyondTheLimitAreCounted() throws {
        var limits = AcknowledgmentBuilder.Limits()
        limits.groupCountMax = 2
        var inbound = InboundStream(limits: limits)
        for number in 1...5 {
            inbound.group("IN", "\(number)", verdict: .accepted) { $0.set("0001") }
        }
        let interchange = try inbound.ended()
        #expect(interchange.groups.count == 2 && interchange.unansweredGroupCount == 3)
    }
}

struct InterchangeAcknowledgmentTests {
    private func lines(_ inbound: inout InboundStream) throws -> [String] {
        let bytes = try inbound.answer()?.bytes ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func askedForOneIsGiven() throws {
        var inbound = InboundStream(wantsTA1: true)
        inbound.group(verdict: .accepted) { $0.set("0001") }
        let lines = try lines(&inbound)
        #expect(lines[1] == "TA1*000000905*260302*0915*A*000~")
        #expect(lines[2].hasPrefix("GS*FA"))
        #expect(lines.last == "IEA*1*000000031~")
    }

    @Test func rejectedInterchangeGetsTheTA1Alone() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .accepted) { $0.set("0001") }
        inbound.found(.interchange, "009", severity: .warning)
        inbound.found(.interchange, "023")
        let lines = try lines(&inbound)
        #expect(
            lines.dropFirst() == [
                "TA1*000000905*260302*0915*R*023~", "IEA*0*000000031~",
            ])
    }

    @Test func notedInterchangeKeepsItsGroups() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .accepted) { $0.set("0001") }
        inbound.found(.interchange, "021", severity: .warning)
        let lines = try lines(&inbound)
        #expect(lines[1] == "TA1*000000905*260302*0915*E*021~")
        #expect(lines.contains("AK9*A*1*1*1~"))
    }

    @Test func unsupportedVersionIsReportedAs017() throws {
        var inbound = InboundStream()
        inbound.found(.interchange, "003")
        let answer = try #require(try inbound.answer())
        #expect(answer.interchangeAcknowledgment == .init(verdict: .rejected, note: "017"))
    }

    @Test func toleratedFaultRejectsNothing() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .accepted) { $0.set("0001") }
        inbound.found(.interchange, "027", severity: .warning)
        let lines = try lines(&inbound)
        #expect(lines[1] == "TA1*000000905*260302*0915*E*027~")
        #expect(lines.contains("AK9*A*1*1*1~"))
    }

    @Test(arguments: ["001", "006", "009", "021", "025"])
    func severityOfAFaultDecidesWhatItsNoteDoes(note: String) throws {
        for (severity, verdict): (Severity, InterchangeAcknowledgment.Verdict) in [
            (.warning, .acceptedWithErrors), (.error, .rejected),
        ] {
            var inbound = InboundStream()
            inbound.found(.interchange, note, severity: severity)
            let interchange = try inbound.ended()
            #expect(interchange.interchangeAcknowledgment() == .init(verdict: verdict, note: note))
        }
    }

    @Test func emptyInterchangeIsNotAnswered() throws {
        // It may hold nothing but TA1s, and a TA1 is never answered by one.
        var inbound = InboundStream(wantsTA1: true)
        #expect(try inbound.answer() == nil)
    }
}
