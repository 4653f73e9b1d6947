import Configuration
import Diagnostics

extension PostingPolicy {
    static func decode(
        _ root: ConfigurationObject, kind: PartnerProfile.Kind?
    ) -> PostingPolicy {
        root.object("policy") { block in
            let policy = PostingPolicy(
                confirmOrders: block.boolean("confirmOrders") ?? false,
                acceptAcknowledgments: block.boolean("acceptAcknowledgments") ?? false,
                postInvoices: block.boolean("postInvoices") ?? false,
                validateReceipts: block.boolean("validateReceipts") ?? false,
                billBeforeReceipt: block.boolean("billBeforeReceipt") ?? false,
                charges: charges(block),
                billTaxes: block.boolean("billTaxes") ?? false)
            if policy.confirmOrders, kind == .vendor {
                block.fault(
                    "confirmOrders",
                    "'policy.confirmOrders' is for departments, which send us orders",
                    suggestion: "remove it")
            }
            return policy
        } ?? PostingPolicy()
    }

    /// Each code once, with the amount that needs no question.
    private static func charges(_ block: ConfigurationObject) -> [String: ScaledDecimal?] {
        var charges: [String: ScaledDecimal?] = [:]
        let entries = block.objects("charges") { entry -> (String, ScaledDecimal?)? in
            let code = entry.requiredText("code")
            let limit = entry.decimal("upTo")
            if let limit, limit.isNegative {
                entry.fault("upTo", "'\(entry.name("upTo"))' is \(limit); it cannot be negative")
            }
            return (code, limit)
        }
        for (code, limit) in entries {
            if charges[code] != nil {
                block.fault("charges", "charge '\(code)' is listed twice", suggestion: "keep one")
            }
            charges[code] = .some(limit)
        }
        return charges
    }
}

extension MatchTolerances {
    static func decode(_ root: ConfigurationObject) -> MatchTolerances {
        root.object("tolerances") { block in
            MatchTolerances(
                pricePercent: amount(block, "pricePercent", atMost: ScaledDecimal(100)),
                priceAmount: amount(block, "priceAmount"),
                quantityPercent: amount(block, "quantityPercent", atMost: ScaledDecimal(100)),
                totalAmount: amount(block, "totalAmount"))
        } ?? MatchTolerances()
    }

    private static func amount(
        _ block: ConfigurationObject, _ key: String, atMost limit: ScaledDecimal? = nil
    ) -> ScaledDecimal {
        guard let amount = block.decimal(key) else { return .zero }
        if amount.isNegative {
            block.fault(key, "'\(block.name(key))' is \(amount); it cannot be negative")
        } else if let limit, amount > limit {
            block.fault(key, "'\(block.name(key))' is \(amount); it cannot exceed \(limit) percent")
        }
        return amount
    }
}

extension PartnerContact {
    static func decode(_ block: ConfigurationObject) -> PartnerContact? {
        let contact = PartnerContact(
            role: block.requiredChoice("role") ?? .edi, name: block.requiredText("name"),
            email: block.text("email"), phone: block.text("phone"))
        if let email = contact.email, !isAddress(email) {
            block.fault("email", "'\(email)' is no e-mail address")
        }
        if contact.email == nil, contact.phone == nil {
            block.fault("email", "a contact needs an 'email' or a 'phone'")
        }
        return contact
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
            && text.utf8.allSatisfy { $0 > 32 && $0 != 127 }
    }
}

extension PartnerCalendar {
    static func decode(_ block: ConfigurationObject) -> PartnerCalendar? {
        let zone = block.requiredText("timeZone")
        if !zone.isEmpty, zone != "UTC", !isZone(zone) {
            block.fault(
                "timeZone", "'calendar.timeZone' is '\(zone)', which is no time zone",
                suggestion: "write an area and a city, such as America/New_York")
        }
        let workdays = Set(block.choices("workdays", of: Weekday.self))
        if block.has("workdays"), workdays.isEmpty {
            block.fault(
                "workdays", "'calendar.workdays' is empty; nothing would ever be due",
                suggestion: "write the days they work, as in [mon, tue, wed, thu, fri]")
        }
        return PartnerCalendar(
            timeZone: zone,
            workdays: block.has("workdays") ? workdays : [.mon, .tue, .wed, .thu, .fri],
            holidays: holidays(block), cutOff: cutOff(block))
    }

    private static func holidays(_ block: ConfigurationObject) -> Set<CalendarDate> {
        var dates: Set<CalendarDate> = []
        for node in block.list("holidays") {
            guard let text = block.text(of: node, named: "calendar.holidays[]") else { continue }
            if let date = CalendarDate(iso8601: text) {
                dates.insert(date)
            } else {
                block.faults.record(
                    at: node.mark, "'\(text)' is no date", suggestion: "write it as 2026-12-25")
            }
        }
        return dates
    }

    private static func cutOff(_ block: ConfigurationObject) -> TimeOfDay? {
        guard let text = block.text("cutOff") else { return nil }
        if let time = TimeOfDay(text) { return time }
        block.fault(
            "cutOff", "'calendar.cutOff' is '\(text)', which is no time of day",
            suggestion: "write it as 15:30")
        return nil
    }

    private static func isZone(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return (2...3).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        (65...90).contains(byte) || (97...122).contains(byte)
                            || (48...57).contains(byte) || byte == UInt8(ascii: "_")
                            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
                    }
            }
    }
}
