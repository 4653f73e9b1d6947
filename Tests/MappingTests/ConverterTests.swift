import Diagnostics
import Documents
import Mapping
import Testing

/// Converters that a map names with `as:`, both ways.
@Suite struct ConverterTests {
    /// A map with one field of an N9 group under test; `notes subject` is N903, free text.
    private func roundTrip(
        _ entry: String, _ segment: String, field: String
    ) throws -> (value: DocumentValue?, written: String?) {
        let map = try compile(orderMap(entry))
        let (reading, _) = read("BEG*00*SA*1**20260301~\(segment)~", with: map)
        let document = try #require(reading.document)
        let writing = X12DocumentWriter.write(document, with: map)
        return (document.root[field], writing.segments.dropFirst().first?.text)
    }

    @Test func codesGoBothWays() throws {
        let result = try roundTrip(
            "  currency: { at: CUR02, with: { CUR01: BY }, codes: { USD: US, EUR: EU } }",
            "CUR*SE*EU", field: "currency")
        #expect(result.value == .text("EUR"))
        #expect(result.written == "CUR*BY*EU ~\n")
    }

    @Test func anUnknownCodeHolds() throws {
        let map = try compile(
            orderMap("  currency: { at: CUR02, codes: { USD: US } }"))
        let (reading, _) = read("BEG*00*SA*1**20260301~CUR*BY*XX~", with: map)
        #expect(reading.isHeld)
        #expect(
            reading.diagnostics.map(\.message)
                == ["CUR02 is 'XX'; expected a code of the map's table."])
    }

    @Test func aDateWithoutCenturyNeedsToBeAskedFor() throws {
        let text = "BEG*00*SA*1**970523~"
        let plain = try compile(orderMap(""))
        #expect(read(text, with: plain).reading.isHeld)
        let asked = try compile(
            orderMap("").replacing("date: BEG05", with: "date: { at: BEG05, as: short-date }"))
        let document = try #require(read(text, with: asked).reading.document)
        #expect(document.root.date("date")?.description == "1997-05-23")
    }

    @Test func timesKeepTheirPrecision() throws {
        let map = try compile(
            orderMap(
                "  dates: { each: DTM, fields: { qualifier: DTM01, date: DTM02, time: DTM03 } }"))
        for (sent, kept) in [("1405", "14:05"), ("140559", "14:05:59"), ("1405591", "14:05:59.1")] {
            let (reading, _) = read(
                "BEG*00*SA*1**20260301~DTM*002*20260301*\(sent)~", with: map)
            let document = try #require(reading.document)
            #expect(document.root[group: "dates"][0]["time"] == .time(kept))
            let writing = X12DocumentWriter.write(document, with: map)
            #expect(writing.segments.last?.text == "DTM*002*20260301*\(sent)~\n")
        }
        let (late, _) = read("BEG*00*SA*1**20260301~DTM*002*20260301*2460~", with: map)
        #expect(late.isHeld)
    }

    @Test func firstOfSeveralCodesIsWritten() throws {
        let result = try roundTrip(
            "  contract: REF[01=CT|BC]/02", "REF*BC*C-9", field: "contract")
        #expect(result.value == .text("C-9"))
        #expect(result.written == "REF*CT*C-9~\n")
    }

    @Test func componentsAreReadAndWritten() throws {
        let result = try roundTrip(
            "  contract: { at: REF04-2, with: { REF01: CT, REF04-1: CT } }", "REF*ZZ***CT>C-9",
            field: "contract")
        #expect(result.value == .text("C-9"))
        #expect(result.written == "REF*CT***CT>C-9~\n")
    }
}
