import Diagnostics
import Testing
import X12

struct FunctionalAcknowledgmentTests {
    @Test func acceptedGroupIsAnsweredInFull() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .accepted) {
            $0.set("0001")
            $0.set("0002")
        }
        let answer = try #require(try inbound.answer())
        #expect(
            String(decoding: answer.bytes, as: UTF8.self) == """
                ISA*00*          *00*          *ZZ*STCLAREHOSP    *01*071234565      *260302*0917\
                *U*00401*000000031*0*P*>~
                GS*FA*STCLAREHOSP*071234565*20260302*0917*12*X*004010~
                ST*997*0007~
                AK1*IN*905~
                AK2*810*0001~
                AK5*A~
                AK2*810*0002~
                AK5*A~
                AK9*A*2*2*2~
                SE*8*0007~
                GE*1*12~
                IEA*1*000000031~

                """)
        #expect(answer.groupCount == 1 && answer.transactionSetCount == 1)
        #expect(answer.interchangeAcknowledgment == nil)
    }

    @Test func errorsOfOneSegmentShareItsLoop() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .partiallyAccepted) {
            $0.set("0001", .acceptedWithErrors) {
                $0.found(
                    .element, "7", "IT1", 7, severity: .warning, element: 3, reference: "355",
                    value: "XX")
                $0.found(
                    .element, "5", "IT1", 7, severity: .warning, element: 7, reference: "234",
                    value: "GLV-0440-NITRILE")
            }
            $0.set("0002")
            $0.set("0003", .rejected) {
                $0.found(.segment, "3", "BIG", 2)
                $0.found(.transactionSet, "4")
            }
        }
        #expect(
            try inbound.body() == """
                ST*997*0007~
                AK1*IN*905~
                AK2*810*0001~
                AK3*IT1*7**8~
                AK4*3*355*7*XX~
                AK4*7*234*5*GLV-0440-NITRILE~
                AK5*E*5~
                AK2*810*0002~
                AK5*A~
                AK2*810*0003~
                AK3*BIG*2**3~
                AK5*R*4*5~
                AK9*P*3*3*2~
                SE*14*0007~
                """)
    }

    @Test func segmentErrorsStandBeforeElementErrorsAndInOrder() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .rejected) {
            $0.set("0001", .rejected) {
                $0.found(.element, "1", "N1", 9, element: 1, reference: "98")
                $0.found(.segment, "5", "N1", 9)
                $0.found(.segment, "2", "ZZZ", 4)
                $0.found(.segment, "3", "TDS", 9)
                $0.found(.element, "2", "N1", 9, element: 4, reference: "67")
            }
        }
        #expect(
            try inbound.body() == """
                ST*997*0007~
                AK1*IN*905~
                AK2*810*0001~
                AK3*ZZZ*4**2~
                AK3*N1*9**5~
                AK3*TDS*9**3~
                AK3*N1*9**8~
                AK4*1*98*1~
                AK4*4*67*2~
                AK5*R*5~
                AK9*R*1*1*0~
                SE*12*0007~
                """)
    }

    @Test func valueIsCopiedOnlyWhereItMay() throws {
        var inbound = InboundStream()
        let long = String(repeating: "x", count: 120)
        inbound.group(verdict: .rejected) {
            $0.set("0001", .rejected) {
                $0.found(.element, "6", "PID", 5, element: 5, reference: "352", value: "a\u{7}b")
                $0.found(.element, "1", "PID", 5, element: 1, reference: "349", value: "?")
                $0.found(.element, "5", "PID", 5, element: 5, reference: "352", value: long)
                $0.found(.element, "7", "PID", 5, element: 2, reference: "750", value: "A*B")
                $0.found(
                    .element, "7", "PID", 5, element: 4, component: 2, repetition: 3,
                    reference: "C001", value: "Q")
            }
        }
        let lines = try inbound.body().split(separator: "\n").filter { $0.hasPrefix("AK4") }
        #expect(
            lines == [
                "AK4*5*352*6~", "AK4*1*349*1~", "AK4*5*352*5*\(long.prefix(99))~",
                "AK4*2*750*7~", "AK4*4>2**7*Q~",
            ])
    }

    @Test func laterReleaseSaysMore() throws {
        var inbound = InboundStream(version: "00501")
        inbound.group(version: "005010", verdict: .partiallyAccepted) {
            $0.set("0001", reference: "HOSP-1", .rejected) {
                $0.found(
                    .element, "12", "CTX", 3, element: 1, repetition: 4, reference: "9999",
                    value: "Q")
                $0.found(.element, "13", "CTX", 3, element: 1, component: 2)
                $0.found(.transactionSet, "18")
            }
            $0.set("0002")
        }
        #expect(
            try inbound.body() == """
                ST*997*0007~
                AK1*IN*905*005010~
                AK2*810*0001*HOSP-1~
                AK3*CTX*3**8~
                AK4*1>>4*9999*12*Q~
                AK4*1>2**13~
                AK5*R*18*5~
                AK2*810*0002~
                AK5*A~
                AK9*P*2*2*1~
                SE*11*0007~
                """)
    }

    @Test func olderReleaseGetsTheCodesItKnows() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .rejected) {
            $0.set("0001", reference: "HOSP-1", .rejected) {
                $0.found(.element, "13", "REF", 3, element: 4, component: 7, repetition: 1)
                $0.found(.transactionSet, "18")
            }
        }
        let body = try inbound.body()
        #expect(body.contains("AK2*810*0001~\nAK3*REF*3**8~\nAK4*4>7**3~\nAK5*R*6*5~"))
    }

    @Test func rejectedGroupAcceptsNothing() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .rejected) {
            $0.set("0001")
            $0.set("0002", .acceptedWithErrors) {
                $0.found(.element, "4", "BIG", 2, element: 2, value: "1")
            }
            $0.found(.functionalGroup, "5", value: "3")
            $0.found(.functionalGroup, "4")
        }
        #expect(
            try inbound.body() == """
                ST*997*0007~
                AK1*IN*905~
                AK2*810*0002~
                AK3*BIG*2**8~
                AK4*2**4*1~
                AK5*R*5~
                AK9*R*3*2*0*4*5~
                SE*8*0007~
                """)
    }

    @Test func groupErrorAloneKeepsTheSetsAccepted() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .acceptedWithErrors) {
            $0.set("0001")
            $0.found(.functionalGroup, "5", severity: .warning, value: "2")
        }
        #expect(try inbound.body().contains("AK2*810*0001~\nAK5*A~\nAK9*E*2*1*1*5~"))
    }

    @Test func acceptedSetListsNothing() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .accepted) {
            $0.set("0001") {
                $0.found(.segment, "2", "NTE", 4, severity: .warning)
                $0.found(.element, "7", "N1", 5, severity: .info, element: 1)
            }
        }
        #expect(try inbound.body().contains("AK2*810*0001~\nAK5*A~\nAK9*A*1*1*1~"))
    }

    @Test func boundedLoopIsNamed() throws {
        var inbound = InboundStream()
        inbound.group("PO", verdict: .rejected) {
            $0.set("0001", of: "850", .rejected) { inbound in
                SegmentFeed().feed("LS*LDT~", to: &inbound.builder)
                inbound.found(.segment, "6", "QTX", 9)
                SegmentFeed().feed("LE*LDT~", to: &inbound.builder)
                inbound.found(.segment, "6", "QTY", 12)
            }
        }
        #expect(try inbound.body().contains("AK3*QTX*9*LDT*6~\nAK3*QTY*12**6~"))
    }

    @Test func eachGroupHasItsOwnSet() throws {
        var inbound = InboundStream()
        inbound.group("IN", "1", verdict: .accepted) { $0.set("0001") }
        inbound.group("FA", "2", verdict: .accepted) { $0.set("0001", of: "997") }
        inbound.group("SH", "3", version: "004010VICS", verdict: .accepted) {
            $0.set("0001", of: "856")
        }
        inbound.group("PR", "4", version: "005010", verdict: .accepted) {
            $0.set("0001", of: "855")
        }
        let answer = try #require(try inbound.answer())
        let lines = String(decoding: answer.bytes, as: UTF8.self).split(separator: "\n")
        let outline = lines.filter { ["GS*", "ST*", "AK1"].contains(String($0.prefix(3))) }
        #expect(
            outline.map(String.init) == [
                "GS*FA*STCLAREHOSP*071234565*20260302*0917*12*X*004010~",
                "ST*997*0007~", "AK1*IN*1~", "ST*997*0008~", "AK1*SH*3~",
                "GS*FA*STCLAREHOSP*071234565*20260302*0917*13*X*005010~",
                "ST*997*0009~", "AK1*PR*4*005010~",
            ])
        #expect(answer.groupCount == 2 && answer.transactionSetCount == 3)
    }

    @Test func functionalAcknowledgmentsAreNeverAnswered() throws {
        var inbound = InboundStream()
        inbound.group("FA", verdict: .rejected) { $0.set("0001", of: "997", .rejected) }
        #expect(try inbound.answer() == nil)
    }

    @Test func implementationAcknowledgmentSaysIK() throws {
        var inbound = InboundStream(version: "00501")
        inbound.group("IN", "1", version: "005010", verdict: .rejected) {
            $0.set("0001", .rejected) {
                $0.found(.element, "7", "IT1", 7, element: 3, reference: "355", value: "XX")
            }
        }
        var options = AcknowledgmentRenderer.Options()
        options.kind = .implementation
        #expect(
            try inbound.body(options) == """
                ST*999*0007~
                AK1*IN*1*005010~
                AK2*810*0001~
                IK3*IT1*7**8~
                IK4*3*355*7*XX~
                IK5*R*5~
                AK9*R*1*1*0~
                SE*8*0007~
                """)
    }

    @Test func rendersAgainstForeignDelimiters() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .rejected) {
            $0.set("00*1", .rejected) { $0.found(.segment, "1", "A~BCD", 3) }
        }
        #expect(try inbound.body().contains("AK2*810*00.1~\nAK3*A.B*3**1~\nAK5*R*5~"))
    }

    @Test func whatCannotBeNamedIsOnlyCounted() throws {
        var inbound = InboundStream()
        inbound.group("IN", "", verdict: .rejected) {
            $0.set("", .rejected) { $0.found(.transactionSet, "7") }
            $0.set("0002", of: "", .rejected) { $0.found(.transactionSet, "6") }
            $0.set("0003", .rejected) { $0.found(.segment, "8", nil, 4) }
        }
        inbound.group("", "2", verdict: .rejected) { $0.set("0001", .rejected) }
        #expect(
            try inbound.body() == """
                ST*997*0007~
                AK1*IN*0~
                AK2*810*0003~
                AK5*R*5~
                AK9*R*3*3*0~
                SE*6*0007~
                """)
    }

    /// AK502 to AK506 hold five codes: the most serious ones, whatever the order they were found in.
    @Test func fiveCodesMostSeriousFirst() throws {
        var inbound = InboundStream()
        inbound.group(verdict: .rejected) {
            $0.set("0001", .rejected) {
                $0.found(.segment, "2", "NTE", 4)
                for code in ["23", "4", "7", "3", "2", "1"] { $0.found(.transactionSet, code) }
            }
            for code in ["19", "5", "4", "6", "3", "1"] { $0.found(.functionalGroup, code) }
        }
        let body = try inbound.body()
        #expect(body.contains("AK5*R*7*1*2*3*4~") && body.contains("AK9*R*1*1*0*1*6*3*4*5~"))
    }

    /// Elements 719, 722, 447 and 725 have greatest lengths of their own in each release.
    @Test func placesStayWithinTheirElements() throws {
        func answer(_ version: String) throws -> String {
            var inbound = InboundStream(version: version == "005010" ? "00501" : "00401")
            // pyx12 gives element 447 four characters in every release.
            inbound.isJudged = false
            inbound.group(version: version, verdict: .rejected) {
                $0.set("0001", .rejected) { inbound in
                    SegmentFeed().feed("LS*LONGER~", to: &inbound.builder)
                    inbound.found(
                        .element, "7", "QTY", 2_000_000, element: 120, component: 101,
                        reference: "C001")
                }
            }
            return try inbound.body()
        }
        #expect(try answer("004010").contains("AK3*QTY*999999*LONGER*8~\nAK4*99>99**7~"))
        #expect(try answer("005010").contains("AK3*QTY*2000000*LONG*8~\nAK4*99>99**7~"))
    }

    /// A guide's breach has a code of its own in a 999, and the nearest of the 997's in a 997.
    @Test(arguments: [AcknowledgmentRenderer.Options.Kind.functional, .implementation])
    func guideBreachesHaveTheirCodes(kind: AcknowledgmentRenderer.Options.Kind) throws {
        var inbound = InboundStream(version: "00501")
        inbound.group("PO", version: "005010", verdict: .rejected) {
            $0.set("0001", of: "850", .rejected) {
                $0.found(.segment, "2", "NTE", 4, implementation: "I4")
                $0.found(
                    .element, "7", "PO1", 6, element: 3, reference: "355", value: "GS",
                    implementation: "I6")
                $0.found(.transactionSet, "1", implementation: "I6")
            }
        }
        var options = AcknowledgmentRenderer.Options()
        options.kind = kind
        let body = try inbound.body(options)
        switch kind {
        case .functional:
            #expect(body.contains("AK3*NTE*4**2~\nAK3*PO1*6**8~\nAK4*3*355*7*GS~\nAK5*R*1*5~"))
        case .implementation:
            #expect(
                body.contains("IK3*NTE*4**I4~\nIK3*PO1*6**8~\nIK4*3*355*I6*GS~\nIK5*R*I6*I5~"))
        }
    }

    @Test func triggerIsNamedInThe999Alone() throws {
        func answer(_ kind: AcknowledgmentRenderer.Options.Kind) throws -> String {
            var inbound = InboundStream(version: "00501")
            inbound.group("PO", version: "005010", verdict: .rejected) {
                $0.set("0001", of: "850", .rejected) {
                    var trigger = DiagnosticPlace()
                    trigger.segment = "PO1"
                    trigger.segmentPosition = 6
                    trigger.elementPosition = 2
                    trigger.elementReference = "380"
                    $0.found(
                        .element, "2", "PO1", 6, element: 3, reference: "355", trigger: trigger)
                }
            }
            var options = AcknowledgmentRenderer.Options()
            options.kind = kind
            return try inbound.body(options)
        }
        #expect(
            try answer(.implementation).contains(
                "IK4*3*355*2~\nCTX*SITUATIONAL TRIGGER*PO1*6**2*380~\nIK5*R*5~"))
        #expect(try answer(.functional).contains("AK4*3*355*2~\nAK5*R*5~"))
    }

    /// The line a segment stands in; a missing one is missed in the line that just ended.
    @Test func businessKeysAreNamedInThe999() throws {
        var inbound = InboundStream(version: "00501")
        inbound.group("PO", version: "005010", verdict: .rejected) {
            $0.set("0001", of: "850", .rejected) { inbound in
                inbound.segment("BEG*00*SA*P00042-REORDER**20260302", 2) {
                    $0.found(.element, "7", "BEG", 2, element: 2, reference: "92", value: "SA")
                }
                inbound.segment("PO1*1*24*XX*41.5", 3) {
                    $0.found(.element, "7", "PO1", 3, element: 3, reference: "355", value: "XX")
                }
                inbound.segment("PO1*2*24*CA*41.5", 4) { $0.found(.segment, "3", "PID", 4) }
                inbound.segment("QQQ*1", 5) { $0.found(.segment, "1", "QQQ", 5) }
                inbound.segment("CTT*9", 6) {
                    $0.found(.element, "7", "CTT", 6, element: 1, reference: "354", value: "9")
                }
            }
        }
        var options = AcknowledgmentRenderer.Options()
        options.kind = .implementation
        var ofAGuide = inbound
        ofAGuide.isJudged = false
        let lines = try inbound.body(options).split(separator: "\n").filter {
            $0.hasPrefix("IK3") || $0.hasPrefix("CTX")
        }
        #expect(
            lines == [
                "IK3*BEG*2**8~", "CTX*BEG03>P00042-REORDER~", "IK3*PO1*3**8~", "CTX*PO101>1~",
                "IK3*PID*4**3~", "CTX*PO101>1~", "IK3*QQQ*5**1~", "CTX*PO101>2~", "IK3*CTT*6**8~",
            ])
        // A guide's own list of names has none of these.
        options.implementationReference = "005010X231A1"
        #expect(try !ofAGuide.body(options).contains("CTX"))
    }

    /// AK404 keeps within the set of the answer; what has no equal there is left out.
    @Test(arguments: [
        (X12CharacterSet.utf8, "Crème*", nil), (.utf8, "Crème 5%", "Crème 5%"),
        (.extended, "Crème 5%", "Creme 5%"), (.basic, "Crème", "CREME"), (.basic, "5%", nil),
        (.extended, "\u{4E2D}", nil),
    ])
    func copyKeepsWithinTheCharacterSet(
        set: X12CharacterSet, value: String, copy: String?
    ) throws {
        var inbound = InboundStream()
        inbound.group(verdict: .rejected) {
            $0.set("0001", .rejected) {
                $0.found(.element, "5", "PID", 5, element: 5, reference: "352", value: value)
            }
        }
        inbound.characterSet = set
        // pyx12 reads ASCII only.
        inbound.isJudged = set != .utf8
        let line = copy.map { "AK4*5*352*5*\($0)~" } ?? "AK4*5*352*5~"
        #expect(try inbound.body().contains(line))
    }
}
