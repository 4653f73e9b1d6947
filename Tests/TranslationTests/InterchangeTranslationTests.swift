import Diagnostics
import TestSupport
import Testing
import Translation
import X12

/// One pass over a file gives sets, groups, interchanges and answers, however the bytes arrive.
@Suite struct InterchangeTranslationTests {
    static let text =
        "ISA*00*          *00*          *01*084512973      *ZZ*STMARYSHOSP    *261125*1015*U*00401"
        + "*000000001*0*T*>~GS*IN*A*B*20261125*1015*1*X*004010~"
        + "ST*810*0001~BIG*20261125*A1~IT1*1*1*EA*1**VC*X~TDS*100~CTT*1~SE*6*0001~"
        + "ST*810*0002~BIG*20261125*A2~IT1*1*1*EA*1**VC*X~TDS*100~CTT*1~SE*9*0002~"
        + "GE*2*1~TA1*000000417*261125*1015*R*024~IEA*1*000000001~"

    private struct Outcome: Equatable {
        var sets: [String] = []
        var groups: [String] = []
        var interchanges: [Int] = []
        var ta1: [String] = []
        var findings: [String] = []
    }

    private func translate(_ bytes: [UInt8], chunk: Int) throws -> Outcome {
        var translation = InterchangeTranslation(
            TranslationSettings(
                schemas: try SchemaLibrary.repository(), options: ValidationOptions(),
                limits: Limits(), map: { _ in nil }))
        var outcome = Outcome()
        func take() {
            for set in translation.translated.takeSets() {
                outcome.sets.append(
                    "\(set.ordinal) \(set.header.controlNumber) \(set.verdict.rawValue) "
                        + set.discriminator)
                outcome.findings += set.diagnostics.map(\.code.rawValue)
            }
            outcome.groups += translation.translated.takeGroups().map(\.verdict.rawValue)
            outcome.interchanges += translation.translated.takeInterchanges().map(\.setCount)
            outcome.ta1 += translation.translated.takeInterchangeAcknowledgments().map {
                "\($0.interchangeOrdinal) \($0.controlNumber) \($0.verdict) \($0.note)"
            }
            outcome.findings += translation.translated.takeDiagnostics().map(\.code.rawValue)
        }
        var start = 0
        while start < bytes.count {
            let part = Array(bytes[start..<min(bytes.count, start + chunk)])
            translation.push(part.span)
            take()
            start += chunk
        }
        translation.finish()
        take()
        return outcome
    }

    @Test func givesEverythingOnce() throws {
        let outcome = try translate(Array(Self.text.utf8), chunk: 1 << 20)
        #expect(outcome.sets == ["1 0001 A 000000001-1-0001", "2 0002 R 000000001-1-0002"])
        #expect(outcome.groups == ["P"])
        #expect(outcome.interchanges == [2])
        #expect(outcome.ta1 == ["1 000000417 R 024"])
    }

    @Test func chunksChangeNothing() throws {
        let bytes = Array(Self.text.utf8)
        let whole = try translate(bytes, chunk: bytes.count)
        for chunk in [1, 2, 3, 7, 64, 105, 106, 107] {
            #expect(try translate(bytes, chunk: chunk) == whole, "\(chunk)")
        }
    }

    @Test func aFileCutAnywhereStillEndsItsParts() throws {
        let bytes = Array(Self.text.utf8)
        for end in stride(from: 110, to: bytes.count, by: 7) {
            let outcome = try translate(Array(bytes[..<end]), chunk: 50)
            #expect(outcome.interchanges.count == 1, "\(end)")
            #expect(!outcome.findings.isEmpty, "\(end)")
        }
    }
}
