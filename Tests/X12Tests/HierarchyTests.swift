import Diagnostics
import TestSupport
import Testing
import X12

/// HL03 of an 856 against the order of levels that BSN05 names.
struct HierarchyTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    /// The levels as `parent code`, numbered 1, 2, 3 …; an empty parent is the top.
    private func findings(
        _ structure: String, _ levels: [String],
        _ change: (inout ValidationOptions) -> Void = { _ in }
    ) -> [Diagnostic] {
        let notice = Sample.order { segments in
            segments =
                [
                    "GS*SH*GLOVESUPPLY*STMARYHOSP*20240601*1200*7*X*004010", "ST*856*0001",
                    "BSN*00*SH001*20240601*1200" + (structure.isEmpty ? "" : "*" + structure),
                ]
                + levels.enumerated().map { index, level in
                    let parts = level.split(separator: " ", omittingEmptySubsequences: false)
                    return "HL*\(index + 1)*\(parts[0])*\(parts[1])"
                } + [
                    "CTT*\(levels.count)", "SE*\(levels.count + 4)*0001", "GE*1*7",
                    "IEA*1*000000101",
                ]
        }
        var options = ValidationOptions()
        change(&options)
        var reader = InterchangeReader(schemas: library, options: options)
        var recorder = EventRecorder()
        reader.push(notice.span, to: &recorder)
        reader.finish(to: &recorder)
        return recorder.diagnostics
    }

    @Test(arguments: [
        // Shipment, order, packaging, item.
        ("0001", [" S", "1 O", "2 T", "3 P", "4 I"], [Int]()),
        ("0001", [" S", "1 O", "2 I"], []),
        ("0001", [" S", "1 O", "2 I", "3 P"], [4]),
        ("0001", [" S", "1 P", "2 O"], [3]),
        // Shipment, order, item, packaging.
        ("0002", [" S", "1 O", "2 I", "3 P"], []),
        ("0002", [" S", "1 O", "2 P", "3 I"], [4]),
        // Shipment, packaging, order, item.
        ("0003", [" S", "1 P", "2 O", "3 I"], []),
        ("0003", [" S", "1 O", "2 P"], [3]),
        // Shipment, order, item.
        ("0004", [" S", "1 O", "2 I"], []),
        ("0004", [" S", "1 O", "2 P", "3 I"], [3]),
        ("0004", [" S", "1 I", "2 O"], [3]),
        ("0004", [" S", "1 P", "2 O"], [2]),
        // Whatever the structure, a shipment stands under nothing.
        ("0001", [" I", "1 S"], [2]),
        ("", [" I", "1 S"], [2]),
        ("", [" O", "1 I"], []),
        ("", [" S", "1 I", "2 O"], [3]),
        ("", [" S", "1 S"], [2]),
        ("", [" S", "1 O", "2 I", "3 P"], []),
        ("", [" S", "1 P", "2 O", "3 I"], []),
        // Levels of other kinds stand anywhere.
        ("0001", [" S", "1 O", "2 I", "3 F"], []),
        ("0004", [" S", "1 O", "2 K", "3 I"], []),
        // HL02 is optional.
        ("0004", [" S", " O", " I"], []),
        // Mutually defined: nothing to judge by.
        ("ZZZZ", [" I", "1 S"], []),
    ])
    func levelStandsUnderThoseAboveItInTheStructure(
        structure: String, levels: [String], expected: [Int]
    ) {
        let found = findings(structure, levels)
        #expect(Set(found.map(\.code.rawValue)).isSubset(of: ["x12.hl-level"]))
        // ST and BSN come before the first level.
        #expect(found.map { ($0.place.segmentPosition ?? 0) - 2 } == expected)
    }

    @Test func findingSaysWhatStandsUnderWhat() throws {
        let found = findings("0001", [" S", "1 I", "2 O"])
        let finding = try #require(found.first)
        #expect(found.count == 1)
        #expect(finding.severity == .warning)
        #expect(finding.acknowledgment == AcknowledgmentCode(.element, "7"))
        #expect(finding.place.elementPosition == 3)
        #expect(finding.place.elementReference == "735")
        #expect(finding.expected == "shipment, order, packaging, item")
        #expect(finding.found == "O")
        #expect(
            finding.message
                == "HL03 O, an order, stands under an item; BSN05 0001 orders shipment, order, packaging, item."
        )
    }

    @Test func strictProfileRejects() {
        let found = findings("0001", [" S", "1 I", "2 O"]) { $0.levelOrder = .error }
        #expect(found.map(\.severity) == [.error])
    }

    /// Levels that are not numbered in sequence are judged as well.
    @Test(arguments: [
        (["HL*10**S", "HL*20*10*I", "HL*30*20*O"], 1), (["HL*10**S", "HL*20*10*O"], 0),
    ])
    func numbersOutOfSequenceAreJudgedToo(levels: [String], count: Int) {
        let notice = Sample.order { segments in
            segments =
                [
                    "GS*SH*GLOVESUPPLY*STMARYHOSP*20240601*1200*7*X*004010", "ST*856*0001",
                    "BSN*00*SH001*20240601*1200*0004",
                ] + levels + ["SE*\(levels.count + 3)*0001", "GE*1*7", "IEA*1*000000101"]
        }
        let found = SplitVerifier.read(notice, .whole, schemas: library).diagnostics
        #expect(found.map(\.code.rawValue) == Array(repeating: "x12.hl-level", count: count))
    }
}
