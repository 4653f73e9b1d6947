import Diagnostics
import TestSupport
import Testing
import X12

/// CTT02, TDS01 and AMT*TT against the lines.
struct TotalsTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    private func findings(
        _ bytes: [UInt8], _ change: (inout ValidationOptions) -> Void = { _ in }
    ) -> [Diagnostic] {
        var options = ValidationOptions()
        change(&options)
        var reader = InterchangeReader(schemas: library, options: options)
        var recorder = EventRecorder()
        reader.push(bytes.span, to: &recorder)
        reader.finish(to: &recorder)
        return recorder.diagnostics
    }

    /// An invoice of the given lines and summary.
    private func invoice(_ segments: [String]) -> [UInt8] {
        Sample.order { order in
            order =
                [
                    "GS*IN*GLOVESUPPLY*STMARYHOSP*20240601*1200*7*X*004010", "ST*810*0001",
                    "BIG*20240601*INV77",
                ] + segments
                + ["SE*\(segments.count + 3)*0001", "GE*1*7", "IEA*1*000000101"]
        }
    }

    @Test(arguments: [
        // 24 × 18.50
        ["IT1*1*24*BX*18.50", "TDS*44400"],
        // Two lines, exact to the last digit: 0.333 × 3 + 10 × 1.005 = 11.049
        ["IT1*1*3*EA*.333", "IT1*2*10*EA*1.005", "TDS*1105"],
        // The same lines, each rounded to cents: 1.00 + 10.05
        ["IT1*1*3*EA*.335", "IT1*2*3*EA*.335", "TDS*202"],
        // Freight charged and a discount taken off, behind the lines.
        ["IT1*1*2*EA*10", "TDS*2150", "SAC*C*D240***250", "SAC*A*C310***100"],
        // A line's charge counted, and not counted.
        ["IT1*1*2*EA*10", "SAC*C*D240***250", "TDS*2250"],
        ["IT1*1*2*EA*10", "SAC*C*D240***250", "TDS*2000"],
        // Tax.
        ["IT1*1*2*EA*10", "TDS*2120", "TXI*ST*1.20"],
        // A credit writes the amount without its sign.
        ["IT1*1*-2*EA*10", "TDS*2000"],
        // Nothing to compare: no price, a price for a hundred, a charge without amount.
        ["IT1*1*2*EA", "TDS*999"],
        ["IT1*1*200*EA*10*HP", "TDS*2000"],
        ["IT1*1*2*EA*10", "TDS*999", "SAC*C*D240"],
        ["TDS*999"],
    ])
    func invoiceThatAddsUpIsClean(segments: [String]) {
        let found = findings(invoice(segments))
        #expect(found.map(\.code.rawValue).filter { $0 == "x12.tds-total" } == [])
    }

    @Test func invoiceThatDoesNotAddUpIsTold() throws {
        let bytes = invoice(["IT1*1*24*BX*18.50", "TDS*44500", "SAC*C*D240***250"])
        let found = findings(bytes)
        #expect(found.map(\.code.rawValue) == ["x12.tds-total"])
        let finding = try #require(found.first)
        #expect(finding.severity == .warning)
        #expect(finding.acknowledgment == nil)
        #expect(finding.place.segmentPosition == 4)
        #expect(finding.expected == "446.50")
        #expect(finding.found == "44500")
        #expect(
            finding.message == "TDS01 says 445.00; lines, charges and taxes add up to 446.50.")
        let range = try #require(finding.range)
        #expect(Array(bytes[range.offset..<range.end]) == Array("44500".utf8))
    }

    @Test func strictInvoiceTotalRejects() {
        let bytes = invoice(["IT1*1*24*BX*18.50", "TDS*44500"])
        let found = findings(bytes) { $0.invoiceTotalMismatch = .error }
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.acknowledgment == AcknowledgmentCode(.element, "7"))
    }

    @Test(arguments: [("696.60", true), ("696.6", true), ("696.61", false), ("12", false)])
    func orderTotalIsThatOfTheLines(total: String, isFine: Bool) {
        // 24 × 18.50 + 6 × 42.10
        let bytes = Sample.order(inserting: "AMT*TT*\(total)", after: "CTT")
        #expect(findings(bytes).map(\.code.rawValue) == (isFine ? [] : ["x12.amt-total"]))
    }

    @Test(arguments: [("30", true), ("31", false), ("30.0", false)])
    func hashTotalIsComparedWhenAsked(total: String, isFine: Bool) {
        let bytes = Sample.order(replacing: "CTT", with: "CTT*2*\(total)")
        #expect(findings(bytes) == [])
        let found = findings(bytes) { $0.hashTotalMismatch = .warning }
        #expect(found.map(\.code.rawValue) == (isFine ? [] : ["x12.ctt-hash-total"]))
    }

    /// POC03, the quantity of a change's line, as PO102 in an order.
    @Test(arguments: [
        ("860", "PC", "BCH*04*SA*PO1***20240601", "30", true),
        ("860", "PC", "BCH*04*SA*PO1***20240601", "24", false),
        ("865", "CA", "BCA*00*AT*PO1***20240601", "30", true),
        ("865", "CA", "BCA*00*AT*PO1***20240601", "31", false),
    ])
    func hashTotalOfAChangeAddsItsLines(
        set: String, group: String, beginning: String, total: String, isFine: Bool
    ) {
        let bytes = Sample.order { order in
            order = [
                "GS*\(group)*GLOVESUPPLY*STMARYHOSP*20240601*1200*7*X*004010", "ST*\(set)*0001",
                beginning, "POC*1*QI*24*2*BX*18.50*PE*VC*GLV-100", "POC*2*AI*6*0*BX*42.10*PE*VC*M1",
                "CTT*2*\(total)", "SE*6*0001", "GE*1*7", "IEA*1*000000101",
            ]
        }
        #expect(findings(bytes) == [])
        let found = findings(bytes) { $0.hashTotalMismatch = .error }
        #expect(found.map(\.code.rawValue) == (isFine ? [] : ["x12.ctt-hash-total"]))
    }

    /// The standard's own example: 0.18, 1.8 and 18.01 give 18 + 18 + 1801.
    @Test func hashTotalAddsBareDigits() {
        let bytes = invoice([
            "IT1*1*.18*EA*1", "IT1*2*1.8*EA*1", "IT1*3*18.01*EA*1", "TDS*1999", "CTT*3*1837",
        ])
        let found = findings(bytes) { $0.hashTotalMismatch = .error }
        #expect(found.map(\.code.rawValue) == [])
    }
}
