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
}
