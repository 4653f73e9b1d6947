import Diagnostics

/// Remedies for values.
extension RemedyFinder {
    func elementRemedy(
        _ kind: X12Finding, _ finding: Diagnostic, _ target: Target
    ) -> FindingRemedy? {
        let found = finding.found ?? ""
        switch kind {
        case .elementDate: return dateRemedy(found, target)
        case .elementTime: return timeRemedy(found, target)
        case .elementNumber: return numberRemedy(found, target)
        case .elementCode: return codeRemedy(found, target)
        case .elementTooLong: return tooLongRemedy(found, target)
        case .elementTooShort: return tooShortRemedy(found, target)
        case .elementMissing, .elementConditionallyMissing:
            return missingRemedy(finding, target)
        case .elementExcluded:
            return FindingRemedy(
                text: "only one of them: \(finding.expected ?? "the other one left empty")")
        case .elementCharacter:
            let clean = found.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
            let value = String(String.UnicodeScalarView(clean))
            return FindingRemedy(
                text: "the text without control characters", corrected: target.corrected(value))
        case .elementBlank:
            return FindingRemedy(
                text: "a value, or nothing at all between the separators",
                corrected: target.use?.requirement == .mandatory ? nil : target.corrected(""))
        case .separatorInElement: return separatorRemedy(found, target)
        default: return nil
        }
    }

    private func dateRemedy(_ found: String, _ target: Target) -> FindingRemedy {
        let isShort = target.use.map { $0.element.lengthMax == 6 } ?? false
        func written(_ date: CalendarDate) -> String {
            isShort ? String(date.compact.dropFirst(2)) : date.compact
        }
        let digits = found.filter(\.isASCII).filter(\.isNumber)
        if digits == found, let (date, why) = Self.likelyDate(digits) {
            return FindingRemedy(
                text: "\(written(date)), \(why)", corrected: target.corrected(written(date)))
        }
        if digits != found, let date = ElementMeaning.date(digits) ?? Self.american(digits) {
            return FindingRemedy(
                text: "\(written(date)): digits only, year first",
                corrected: target.corrected(written(date)))
        }
        if digits.allSatisfy({ $0 == "0" }), target.use?.requirement != .mandatory {
            return FindingRemedy(
                text: "nothing when there is no date", corrected: target.corrected(""))
        }
        return FindingRemedy(
            text: isShort
                ? "a day of the calendar as YYMMDD, such as 261130"
                : "a day of the calendar as CCYYMMDD, such as 20261130")
    }

    /// What the digits of a date that is none were probably meant to say.
    private static func likelyDate(_ digits: String) -> (CalendarDate, String)? {
        if digits.count == 6, let date = ElementMeaning.date(digits) {
            return (date, "the same day with its century")
        }
        guard digits.count == 8, let year = Int(digits.prefix(4)),
            let month = Int(digits.dropFirst(4).prefix(2)), let day = Int(digits.suffix(2))
        else { return nil }
        if (1...12).contains(month), day > 28, (1900...2199).contains(year) {
            let last = CalendarDate.dayCount(year: year, month: month)
            return CalendarDate(year: year, month: month, day: last).map {
                ($0, "the last day of that month, if that was meant")
            }
        }
        if month > 12, let date = CalendarDate(year: year, month: day, day: month) {
            return (date, "with the month before the day")
        }
        return american(digits).map { ($0, "with the year first") }
    }

    /// MMDDCCYY.
    private static func american(_ digits: String) -> CalendarDate? {
        guard digits.count == 8, let month = Int(digits.prefix(2)),
            let day = Int(digits.dropFirst(2).prefix(2)), let year = Int(digits.suffix(4)),
            (1900...2199).contains(year)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    private func timeRemedy(_ found: String, _ target: Target) -> FindingRemedy {
        let digits = found.filter { $0.isASCII && $0.isNumber }
        let padded = digits.count == 3 || digits.count == 5 ? "0" + digits : digits
        let isTime = ElementMeaning.time(padded) != nil
        if isTime, padded != found {
            return FindingRemedy(
                text: "\(padded): digits only, the hour with two",
                corrected: target.corrected(padded))
        }
        if digits.hasPrefix("24"), digits == found {
            return FindingRemedy(text: "0000 of the next day, or 2359: hours run from 00 to 23")
        }
        return FindingRemedy(text: "HHMM on the 24-hour clock, such as 0930 or 1745")
    }

    private func numberRemedy(_ found: String, _ target: Target) -> FindingRemedy {
        guard let use = target.use, let number = Self.plainNumber(found) else {
            return FindingRemedy(text: "digits, such as 12 or 7.85, and nothing else")
        }
        if case .implied(let places) = use.element.type {
            guard let digits = number.impliedDecimal(digits: places) else {
                return FindingRemedy(text: "at most \(places) decimals, written without a point")
            }
            return FindingRemedy(
                text: "\(digits): the last \(places) digits are the decimals, no point is written",
                corrected: target.corrected("\(digits)"))
        }
        return FindingRemedy(
            text: "\(number): digits, one point, a leading minus, and nothing else",
            corrected: target.corrected("\(number)"))
    }

    /// The number meant by one with currency signs, blanks, a plus, thousands separators or a
    /// decimal comma; `nil` where that would be guessing.
    private static func plainNumber(_ text: String) -> ScaledDecimal? {
        let bare = text.filter { !" +$\u{20AC}\u{A3}'".contains($0) }
        let parts = bare.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return ScaledDecimal(bare) }
        let whole = parts.joined()
        let isGrouped = parts.dropFirst().allSatisfy {
            $0.prefix { $0 != "." }.count == 3
        }
        if isGrouped { return ScaledDecimal(whole) }
        return parts.count == 2 && !bare.contains(".")
            ? ScaledDecimal(parts.joined(separator: ".")) : nil
    }

    private func codeRemedy(_ found: String, _ target: Target) -> FindingRemedy? {
        guard let element = target.use?.element, let codes = element.codes else { return nil }
        let near = codes.nearest(to: found)
        if near.isEmpty {
            let choices = codes.count <= 6 ? codes.all : Array(codes.all.prefix(3))
            let list = choices.map(Self.words).joined(separator: ", ")
            return FindingRemedy(
                text: codes.count <= 6
                    ? "one of \(list)"
                    : "one of the \(codes.count) codes of list \(element.reference), such as \(list)"
            )
        }
        let isSure = near[0].code.uppercased() == found.uppercased().filter { $0 != " " }
        return FindingRemedy(
            text: near.prefix(isSure ? 1 : 3).map(Self.words).joined(separator: ", or "),
            corrected: near.count == 1 || isSure ? target.corrected(near[0].code) : nil)
    }

    static func words(_ code: NamedCode) -> String {
        code.name.isEmpty ? code.code : "\(code.code) (\(code.name))"
    }

    private func tooLongRemedy(_ found: String, _ target: Target) -> FindingRemedy? {
        guard let element = target.use?.element else { return nil }
        if element.codes != nil, let remedy = codeRemedy(found, target) { return remedy }
        switch element.type {
        case .decimal, .implied:
            guard let number = ScaledDecimal(found), !isClipped(found) else { return nil }
            let short = "\(number.reduced)"
            let digits = short.filter(\.isNumber).count
            guard digits <= element.lengthMax else {
                return FindingRemedy(text: "a number of at most \(element.lengthMax) digits")
            }
            return FindingRemedy(
                text: "\(short), the same number in fewer digits",
                corrected: target.corrected(short))
        case .date: return dateRemedy(found, target)
        default:
            guard !isClipped(found) else {
                return FindingRemedy(text: "at most \(element.lengthMax) characters")
            }
            let short = String(found.prefix(element.lengthMax))
            return FindingRemedy(
                text: "the first \(element.lengthMax) characters; the rest in another segment",
                corrected: target.corrected(short))
        }
    }

    /// A finding quotes long values in part only.
    private func isClipped(_ found: String) -> Bool { found.hasSuffix("\u{2026}") }

    private func tooShortRemedy(_ found: String, _ target: Target) -> FindingRemedy? {
        guard let element = target.use?.element else { return nil }
        if element.codes != nil, let remedy = codeRemedy(found, target) { return remedy }
        let missing = element.lengthMin - found.count
        if missing > 0, !found.isEmpty, found.allSatisfy(\.isNumber), element.lengthMin < 20 {
            let padded = String(repeating: "0", count: missing) + found
            return FindingRemedy(
                text: "\(padded), filled with zeros on the left",
                corrected: target.corrected(padded))
        }
        return FindingRemedy(text: "at least \(element.lengthMin) characters")
    }

    private func separatorRemedy(_ found: String, _ target: Target) -> FindingRemedy {
        let marks = [target.segment?.delimiters.component, target.segment?.delimiters.repetition]
        var value = found
        for mark in marks.compactMap({ $0 }) {
            value = value.replacing(Character(Unicode.Scalar(mark)), with: " ")
        }
        return FindingRemedy(
            text: "the value without the separator, or other separators in the ISA",
            corrected: target.corrected(value))
    }
}

extension String {
    fileprivate func replacing(_ old: Character, with new: Character) -> String {
        String(map { $0 == old ? new : $0 })
    }
}
