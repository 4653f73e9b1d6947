internal import Foundation
internal import Partners

/// The sections of a partner's sheet, in the words of a vendor: "you" is the partner.
struct SheetContent {
    let profile: PartnerProfile
    let us: String
    let setName: (String) -> String?

    private var addressing: InterchangeAddressing? { profile.identities.addressing }

    var identities: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "Who is who")
        guard let addressing else { return section }
        section.rows = [
            (
                "You, ISA qualifier and id",
                "\(addressing.theirs.qualifier)  \(addressing.theirs.id)"
            ),
            ("We, ISA qualifier and id", "\(addressing.ours.qualifier)  \(addressing.ours.id)"),
            ("Your code in GS", addressing.groupTheirs), ("Our code in GS", addressing.groupOurs),
        ]
        let accounts = profile.identities.accounts
        if !accounts.isEmpty {
            section.rows.append(("Our customer number", accounts.joined(separator: ", ")))
        }
        return section
    }

    var documents: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "Documents")
        section.rows =
            profile.documents.inbound.map { ("You send", words($0)) }
            + profile.documents.outbound.map { ("You receive", words($0)) }
        return section
    }

    private func words(_ flow: DocumentFlow) -> String {
        switch flow.format {
        case .x12(let set, let release):
            "\(set)" + (setName(set).map { " \($0)" } ?? "") + ", X12 release \(release)"
        case .xml(let root, let namespace):
            "XML with the root element \(root)" + (namespace.map { " in \($0)" } ?? "")
        }
    }

    var envelope: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "How X12 is written")
        guard addressing != nil else { return section }
        let delimiters = profile.x12.delimiters
        section.rows = [
            (
                "What we send",
                "element separator \(name(delimiters.element)), component separator \(name(delimiters.component)), "
                    + "segment terminator \(name(delimiters.segment))"
                    + (profile.x12.newline ? ", a line feed after each segment" : "")
            ),
            ("Characters we send", characters),
            ("What you send", "any delimiters, as your ISA declares them; line ends are optional"),
            (
                "Usage indicator (ISA15)",
                "\(profile.environment.usageIndicator); anything else is held"
            ),
        ]
        return section
    }

    private var characters: String {
        let set =
            switch profile.x12.characterSet {
            case .basic: "upper-case letters, digits and signs (the basic set)"
            case .extended: "those of ASCII (the extended set)"
            case .utf8: "those of ASCII, national letters as UTF-8"
            }
        return set + (profile.x12.unwritable == .replace ? "; others as the nearest one" : "")
    }

    private func name(_ byte: UInt8) -> String {
        if byte == UInt8(ascii: "\n") { return "line feed" }
        guard byte > 0x20, byte < 0x7F else { return "0x" + String(byte, radix: 16) }
        return String(UnicodeScalar(byte))
    }

    var exchange: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "Exchange")
        section.rows = [
            ("Put files into", "partners/\(profile.folder)/inbound"),
            ("Pick up from", "partners/\(profile.folder)/outbound"),
            (
                "While uploading",
                "a name that begins with a dot or ends in .tmp, .part, .partial or .filepart; rename when done"
            ),
            (
                "Received",
                "when the file has gone from inbound; it is then on our disk and need not be sent again"
            ),
        ]
        if let most = profile.limits.fileByteCountMax {
            section.rows.append(("Largest file", "\(most / (1 << 20)) MiB"))
        }
        section.rows.append(
            (
                "The same file twice",
                profile.duplicates == .hold
                    ? "is held until somebody has looked"
                    : "gets the same acknowledgment and is posted once"
            ))
        return section
    }

    var acknowledgments: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "Acknowledgments")
        guard addressing != nil else { return section }
        let rules = profile.acknowledgments
        if !profile.documents.inbound.isEmpty {
            section.rows.append(
                (
                    "We answer you",
                    rules.send == .none
                        ? "with no functional acknowledgment"
                        : "with a \(rules.send.rawValue) for each functional group, within seconds"
                ))
            let interchange =
                switch rules.interchange {
                case .asked: "a TA1 when ISA14 is 1 or the envelope cannot be taken"
                case .always: "a TA1 for every interchange"
                case .never: "a TA1 only when the envelope cannot be taken"
                }
            section.rows.append(("For the interchange", interchange))
            switch rules.application {
            case .none: break
            case .rejections:
                section.rows.append(("What is refused", "is told in an 824, with the reason"))
            case .all:
                section.rows.append(("What is posted or refused", "is told in an 824"))
            }
        }
        if !profile.documents.outbound.isEmpty, rules.expect != .none {
            section.rows.append(
                (
                    "You answer us",
                    "with a \(rules.expect.rawValue) within \(Self.words(rules.dueWithin))"
                ))
        }
        return section
    }

    private static func words(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        let (count, unit) =
            if seconds % 86_400 == 0 {
                (seconds / 86_400, "day")
            } else if seconds % 3600 == 0 {
                (seconds / 3600, "hour")
            } else {
                (max(1, seconds / 60), "minute")
            }
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    var contents: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "What we look for")
        if profile.documents.hasX12 {
            section.rows.append(
                (
                    "Item numbers",
                    "qualifiers \(profile.items.identifiers.joined(separator: ", ")), trusted in this order"
                ))
        }
        let units = Set(profile.units.rows.map(\.theirs)).sorted()
        if !units.isEmpty {
            section.rows.append(("Units we convert", units.joined(separator: ", ")))
        }
        let places = profile.costCentres.places.map(\.description)
        if !places.isEmpty {
            section.rows.append(("Cost centre", places.joined(separator: " or ")))
        }
        if !profile.policy.charges.isEmpty {
            section.rows.append(
                (
                    "Agreed charges (SAC02)",
                    profile.policy.charges.keys.sorted().joined(separator: ", ")
                ))
        }
        return section
    }

    /// What both sides do before they go live, from what the profile exchanges.
    var testPlan: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "Test plan")
        for flow in profile.documents.outbound {
            section.steps.append("We send you \(article(flow)) \(title(flow)).")
            if profile.acknowledgments.expect != .none {
                section.steps.append(
                    "You return a \(profile.acknowledgments.expect.rawValue) that accepts it.")
            }
        }
        for flow in profile.documents.inbound {
            section.steps.append("You send one \(title(flow)) with items and prices as ordered.")
            if flow.transactionSet != nil, profile.acknowledgments.send != .none {
                section.steps.append(
                    "You find our \(profile.acknowledgments.send.rawValue); it must accept the document."
                )
            }
        }
        if let flow = profile.documents.inbound.first {
            section.steps.append(
                "You send the same \(title(flow)) again: "
                    + (profile.duplicates == .hold
                        ? "we hold it and tell you."
                        : "the same answer comes, nothing is booked twice."))
            section.steps.append(
                "You send \(article(flow)) \(title(flow)) with a deliberate mistake: we name it, and the place."
            )
        }
        if !section.steps.isEmpty, profile.environment == .test {
            section.steps.append(
                "Both sides agree on a day; from then on ISA15 is P and real documents flow.")
        }
        return section
    }

    /// `an` before 850 and `Invoice`, else `a`.
    private func article(_ flow: DocumentFlow) -> String {
        title(flow).first.map { "8AEIOU".contains($0) } == true ? "an" : "a"
    }

    private func title(_ flow: DocumentFlow) -> String {
        switch flow.format {
        case .x12(let set, _): set
        case .xml(let root, _): "\(root) file"
        }
    }

    var contacts: PartnerSheet.Section {
        var section = PartnerSheet.Section(heading: "Your contacts, as we have them")
        section.rows = profile.contacts.map { contact in
            (
                contact.role.rawValue,
                ([contact.name] + [contact.email, contact.phone].compactMap(\.self))
                    .joined(separator: ", ")
            )
        }
        return section
    }
}
