import Glibc

/// Prints figures as they come, one a line.
enum Report {
    /// A heading.
    static func begin(_ title: String) { print("\n\(title)") }

    /// - Parameters:
    ///   - name: What was measured, on what.
    ///   - value: With its unit.
    ///   - budget: What DESIGN asks for, and whether the value keeps it.
    static func figure(
        _ name: String, _ value: String, budget: (text: String, isMet: Bool)? = nil
    ) {
        var line = "  " + pad(name, 46) + value
        if let budget {
            line = pad(line, 92) + " budget \(budget.text): \(budget.isMet ? "met" : "MISSED")"
        }
        print(line)
        fflush(nil)
    }

    static func skip(_ what: String, because reason: String) {
        print("  skipped \(what): \(reason)")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

extension Double {
    /// With so many places after the point.
    func text(_ places: Int = 0) -> String {
        guard isFinite else { return "?" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let number = Int64((magnitude * scale).rounded())
        let whole = String(number / Int64(scale))
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        let sign = self < 0 && number != 0 ? "-" : ""
        guard places > 0 else { return sign + grouped }
        let digits = String(number % Int64(scale))
        return sign + grouped + "."
            + String(repeating: "0", count: places - digits.count) + digits
    }
}
