/// X12 written by hand, for tests that need a certain fault at a certain place. All of it is
/// invented; by default it comes from Northfield Medical.
enum X12Text {
    struct Group {
        var id = "IN"
        var control = "1"
        var version = "004010"
        var sender = "084512973"
        var receiver = "STMARYSHOSP"
        /// Whole sets, ST and SE included.
        var sets: [String]
        /// GE01; the true count when `nil`.
        var count: Int?
        /// GE02; GS06 when `nil`.
        var trailerControl: String?

        var text: String {
            "GS*\(id)*\(sender)*\(receiver)*20261125*1015*\(control)*X*\(version)~\n"
                + sets.joined() + "GE*\(count ?? sets.count)*\(trailerControl ?? control)~\n"
        }
    }

    static func interchange(
        _ control: Int, usage: String = "T", sender: (String, String) = ("01", "084512973"),
        wantsTA1: Bool = false, _ groups: [Group]
    ) -> String {
        let number = padded(String(control), 9)
        return isa(number, usage, sender, wantsTA1) + groups.map(\.text).joined()
            + "IEA*\(groups.count)*\(number)~\n"
    }

    static func isa(
        _ number: String, _ usage: String = "T",
        _ sender: (String, String) = ("01", "084512973"), _ wantsTA1: Bool = false
    ) -> String {
        let id = sender.1 + String(repeating: " ", count: 15 - sender.1.count)
        return "ISA*00*          *00*          *\(sender.0)*\(id)*ZZ*STMARYSHOSP    *261125*1015*U*"
            + "00401*\(number)*\(wantsTA1 ? 1 : 0)*\(usage)*>~\n"
    }

    /// A set with ST and SE around the segments given, its count right unless said otherwise.
    static func set(
        _ code: String, control: String = "0001", count: Int? = nil, _ segments: [String]
    ) -> String {
        "ST*\(code)*\(control)~\n" + segments.map { $0 + "~\n" }.joined()
            + "SE*\(count ?? segments.count + 2)*\(control)~\n"
    }

    /// An invoice over gloves of order P00101 at the agreed price.
    static func invoice(
        _ number: String, control: String = "0001", order: String = "P00101", quantity: Int = 1,
        unit: String = "BX", item: String = "NF-10422", seCount: Int? = nil
    ) -> String {
        let cents = quantity * 785
        return set(
            "810", control: control, count: seCount,
            [
                "BIG*20261125*\(number)*20261102*\(order)***DI",
                "IT1*1*\(quantity)*\(unit)*7.85**VC*\(item)", "TDS*\(cents)", "CTT*1",
            ])
    }

    /// One interchange with one group of invoices.
    static func invoices(_ control: Int, _ sets: [String], usage: String = "T") -> String {
        interchange(
            control, usage: usage, [Group(control: String(control), sets: sets)])
    }

    /// A 997 that answers one group of ours.
    static func acknowledgment(
        _ control: Int, of group: String, functionalID: String = "PO", verdict: String = "A"
    ) -> String {
        let accepted = verdict == "A" ? 1 : 0
        return interchange(
            control,
            [
                Group(
                    id: "FA", control: String(control),
                    sets: [
                        set(
                            "997",
                            [
                                "AK1*\(functionalID)*\(group)", "AK2*850*0001",
                                "AK5*\(verdict)\(verdict == "A" ? "" : "*5")",
                                "AK9*\(verdict)*1*1*\(accepted)",
                            ])
                    ])
            ])
    }

    static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
