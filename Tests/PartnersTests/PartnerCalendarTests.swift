import Diagnostics
import Testing

@testable import Partners

@Suite struct PartnerCalendarTests {
    private func calendar(cutOff: String? = nil, holidays: [String] = []) -> PartnerCalendar {
        PartnerCalendar(
            timeZone: "UTC", workdays: [.mon, .tue, .wed, .thu, .fri],
            holidays: Set(holidays.compactMap { CalendarDate(iso8601: $0) }),
            cutOff: cutOff.flatMap { PartnerCalendar.TimeOfDay($0) })
    }

    /// Milliseconds of a UTC moment.
    private func moment(_ date: String, _ hour: Int) throws -> Timestamp {
        let days = try #require(CalendarDate(iso8601: date)).daysSinceEpoch
        return Timestamp(milliseconds: Int64(days) * 86_400_000 + Int64(hour) * 3_600_000)
    }

    @Test func insideAWorkingDayTimeJustPasses() throws {
        let due = calendar().due(
            after: try moment("2026-11-24", 9), within: .seconds(4 * 3600), zoneSeconds: 0)
        #expect(due == (try moment("2026-11-24", 13)))
    }

    @Test func aWeekendDoesNotCount() throws {
        // 2026-11-27 is a Friday.
        let due = calendar().due(
            after: try moment("2026-11-27", 22), within: .seconds(4 * 3600), zoneSeconds: 0)
        #expect(due == (try moment("2026-11-30", 2)))
    }

    @Test func aHolidayDoesNotCount() throws {
        let due = calendar(holidays: ["2026-11-26"]).due(
            after: try moment("2026-11-25", 23), within: .seconds(2 * 3600), zoneSeconds: 0)
        #expect(due == (try moment("2026-11-27", 1)))
    }

    @Test func afterTheCutOffTheNextWorkingDayBegins() throws {
        let due = calendar(cutOff: "15:00").due(
            after: try moment("2026-11-24", 16), within: .seconds(3600), zoneSeconds: 0)
        #expect(due == (try moment("2026-11-25", 1)))
    }

    @Test func daysAreThePartnersOwn() throws {
        // 01:00 UTC on Saturday is still Friday evening five hours to the west.
        let due = calendar().due(
            after: try moment("2026-11-28", 1), within: .seconds(3600), zoneSeconds: -5 * 3600)
        #expect(due == (try moment("2026-11-28", 2)))
    }
}
