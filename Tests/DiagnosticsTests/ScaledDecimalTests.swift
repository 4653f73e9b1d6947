import Diagnostics
import Testing

@Suite struct ScaledDecimalTests {
    @Test(arguments: ["0", "7", "-12.50", "0.05", "-0.3", "123456789012345678901234567890.12"])
    func readsAndWritesTheSameText(_ text: String) throws {
        #expect(try #require(ScaledDecimal(text)).description == text)
    }

    @Test(arguments: ["", "-", ".", "1.2.3", "+1", "1,000", " 1", "1e3", "--1"])
    func refusesWhatIsNoNumber(_ text: String) {
        #expect(ScaledDecimal(text) == nil)
    }

    @Test func equalNumbersAreEqualWhateverTheirScale() throws {
        let long = try #require(ScaledDecimal("1.500"))
        let short = try #require(ScaledDecimal("1.5"))
        #expect(long == short)
        #expect(long.hashValue == short.hashValue)
    }

    @Test func impliedDecimalKeepsExactness() throws {
        #expect(try #require(ScaledDecimal("12.5")).impliedDecimal(digits: 2) == 1250)
        #expect(try #require(ScaledDecimal("12.345")).impliedDecimal(digits: 2) == nil)
    }

    @Test func dividesAndRoundsHalfUp() throws {
        let three = ScaledDecimal(3)
        #expect(ScaledDecimal(10).divided(by: three, scale: 2)?.description == "3.33")
        #expect(ScaledDecimal(20).divided(by: three, scale: 0)?.description == "7")
        #expect(ScaledDecimal(-5).divided(by: ScaledDecimal(2), scale: 0)?.description == "-3")
        #expect(try #require(ScaledDecimal("2.675")).rounded(to: 2).description == "2.68")
    }

    @Test func addsAcrossScales() throws {
        let sum = try #require(ScaledDecimal("0.1")).adding(try #require(ScaledDecimal("0.25")))
        #expect(sum?.description == "0.35")
    }
}

@Suite struct CalendarDateTests {
    @Test func daysRoundTripOverFourCenturies() {
        for day in stride(from: -100_000, through: 100_000, by: 37) {
            #expect(CalendarDate(daysSinceEpoch: day).daysSinceEpoch == day)
        }
    }

    @Test func knowsLeapYears() {
        #expect(CalendarDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CalendarDate(year: 1900, month: 2, day: 29) == nil)
    }

    @Test func timestampIsUTC() {
        let moment = Timestamp(milliseconds: 1_772_000_000_123)
        #expect(moment.description == "2026-02-25T06:13:20.123Z")
        #expect(moment.compactTime == "0613")
    }
}
