package import Diagnostics

/// When a partner works: what due dates and overdue acknowledgments are counted by.
package struct PartnerCalendar: Hashable, Sendable {
    package enum Weekday: String, Sendable, CaseIterable {
        case mon, tue, wed, thu, fri, sat, sun
    }

    /// A time of day without a date, to the minute.
    package struct TimeOfDay: Hashable, Sendable, CustomStringConvertible {
        package let hour: Int
        package let minute: Int

        /// Reads `15:30`; `nil` for anything but two digits, a colon and two digits in range.
        package init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2,
                parts.allSatisfy({ part in
                    part.utf8.count == 2 && part.utf8.allSatisfy { (48...57).contains($0) }
                }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
            else { return nil }
            self.hour = hour
            self.minute = minute
        }

        package var description: String {
            (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
        }
    }

    /// A name of the time zone database, such as `America/New_York`.
    package var timeZone: String
    package var workdays: Set<Weekday>
    package var holidays: Set<CalendarDate>
    /// Orders after this time count for the next working day.
    package var cutOff: TimeOfDay?

    /// When something due `within` a time after `start` is due, counting working days only: time
    /// that falls on another day does not pass. What starts after the cut-off starts with the next
    /// working day.
    ///
    /// `zoneSeconds` is the partner's offset from UTC, which only the caller can know.
    package func due(after start: Timestamp, within duration: Duration, zoneSeconds: Int)
        -> Timestamp
    {
        let day = Int64(86_400_000)
        let offset = Int64(zoneSeconds) * 1000
        var local = start.milliseconds + offset
        if let cutOff {
            let limit = Int64(cutOff.hour * 60 + cutOff.minute) * 60_000
            if ((local % day) + day) % day >= limit { local = Self.nextMidnight(local, day) }
        }
        let (seconds, attoseconds) = duration.components
        var rest = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        // A calendar without a working day cannot be decoded, so that this ends.
        while true {
            let midnight = Self.nextMidnight(local, day)
            let date = Timestamp(milliseconds: local).date
            if isWorkday(date) {
                if rest <= midnight - local { break }
                rest -= midnight - local
            }
            local = midnight
        }
        return Timestamp(milliseconds: local + rest - offset)
    }

    private static func nextMidnight(_ moment: Int64, _ day: Int64) -> Int64 {
        moment - ((moment % day) + day) % day + day
    }

    /// Whether the partner works on a day.
    package func isWorkday(_ date: CalendarDate) -> Bool {
        // 1970-01-01 was a Thursday, the fourth of the week.
        let index = ((date.daysSinceEpoch + 3) % 7 + 7) % 7
        return workdays.contains(Weekday.allCases[index]) && !holidays.contains(date)
    }
}
