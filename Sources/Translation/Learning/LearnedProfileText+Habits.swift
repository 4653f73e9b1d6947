import Diagnostics
import Partners
import X12

/// What lines, references and charges of the samples say about a partner's habits.
extension LearnedProfileText {
    mutating func writeX12() {
        guard let delimiters = learned.delimiters else { return }
        let value = delimiters.value
        var parts = ["element: \(Self.delimiter(value.element))"]
        if let component = value.component {
            parts.append("component: \(Self.delimiter(component))")
        }
        if let repetition = value.repetition {
            parts.append("repetition: \(Self.delimiter(repetition))")
        }
        let segment =
            value.segment == UInt8(ascii: "\n") ? "newline" : Self.delimiter(value.segment)
        parts.append("segment: \(segment)")
        line("# What they send is read whatever its delimiters; these are for what we send.")
        line("x12:")
        line("  delimiters: {\(parts.joined(separator: ", "))}", from: delimiters.evidence)
        line("  newline: \(learned.hasNewlines)")
        line()
    }

    private static func delimiter(_ byte: UInt8) -> String {
        guard byte > 0x20, byte < 0x7F else { return "0x" + String(byte, radix: 16) }
        return PartnerProfile.quoted(String(UnicodeScalar(byte)))
    }

    mutating func writeAcknowledgments() {
        guard !learned.inbound.isEmpty || !learned.outbound.isEmpty else { return }
        line("acknowledgments:")
        if !learned.inbound.isEmpty {
            line("  send: 997   # ASK whether they read a 997, a 999 or none")
        }
        if learned.asksForInterchangeAcknowledgment, let place = learned.theirs.first?.evidence {
            line("  interchange: asked   # ISA14 asks for a TA1, [\(place.file + 1)]")
        }
        if !learned.outbound.isEmpty {
            if let sent = learned.acknowledgmentSent {
                line("  expect: \(sent.value)", from: sent.evidence)
            } else {
                line("  expect: 997   # ASK: the samples hold none of theirs")
            }
            line("  dueWithin: 1d")
        }
        line()
    }

    mutating func writeItems() {
        let seen = learned.observations.itemQualifiers.byFrequency
        guard let first = seen.first else { return }
        line("# How they number items on lines, the most frequent first: trusted in this order.")
        line("items:")
        line(
            "  identifiers: [\(seen.map(\.value).joined(separator: ", "))]", from: first.first,
            count: first.count)
        for entry in seen.dropFirst() {
            line("  # \(PartnerProfile.comment(entry.value)): \(cite(entry.first, entry.count))")
        }
        line()
    }

    mutating func writeUnits() {
        let seen = learned.observations.units.byFrequency
        guard !seen.isEmpty else { return }
        line(
            "# Units on their documents. A unit that means another one here needs a row with its factor."
        )
        line("# units:")
        for entry in seen {
            line(
                "#   - {theirs: \(PartnerProfile.comment(entry.value)), ours: \(PartnerProfile.comment(entry.value))}   \(cite(entry.first, entry.count))"
            )
        }
        line()
    }

    /// References that can name a department or cost centre, of list 128: cost allocation,
    /// department, division.
    private static let centres = ["CA", "DP", "19"]

    mutating func writeCostCentres() {
        let references = learned.observations.references.byFrequency
        guard !references.isEmpty else { return }
        line("# References on their documents:")
        for entry in references {
            let example = learned.observations.referenceExamples[entry.value]
            line(
                "#   REF*\(PartnerProfile.comment(entry.value))"
                    + (example.map { " such as \(PartnerProfile.comment(String($0.prefix(40))))" }
                        ?? "")
                    + "   \(cite(entry.first, entry.count))")
        }
        let places = references.filter { Self.centres.contains($0.value) }
        if let first = places.first {
            line("costCentres:")
            line(
                "  places: [\(places.map { "REF*\($0.value)" }.joined(separator: ", "))]",
                from: first.first, count: first.count)
        }
        line()
    }

    mutating func writeCharges() {
        let seen = learned.observations.charges.byFrequency
        guard !seen.isEmpty else { return }
        line(
            "# Charges on their invoices. Those listed under policy.charges are billed without asking:"
        )
        for entry in seen {
            let amount = learned.observations.chargeAmounts[entry.value]
            line(
                "#   - {code: \(PartnerProfile.comment(entry.value))"
                    + (amount.map { ", upTo: \($0)" } ?? "")
                    + "}   \(cite(entry.first, entry.count))")
        }
        line()
    }

    mutating func writeFindings() {
        let short = learned.observations.dateLengths.entries.first { $0.value == "6" }
        let seen = learned.observations.findings.byFrequency
        guard short != nil || !seen.isEmpty else { return }
        line("# What the standard has against the samples ('waybill check' says it in full):")
        for entry in seen {
            line("#   \(entry.value)   \(cite(entry.first, entry.count))")
        }
        if let short {
            line("#   dates of six digits   \(cite(short.first, short.count))")
        }
        line()
    }
}
