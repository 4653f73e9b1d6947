import Diagnostics
package import Partners
package import X12

/// What a profile can be written from: conclusions from `PartnerObservations`, each with the place
/// it rests on. What documents cannot tell (the vendor's reference in the ERP, what units mean in
/// the warehouse) is left open; nothing is made up.
package struct LearnedProfile: Sendable {
    /// A value and where it was read.
    package struct Fact<Value: Sendable>: Sendable {
        package let value: Value
        package let evidence: Evidence
        /// How many times the same was seen.
        package let count: Int
    }

    /// A set with its release, exchanged in one direction.
    package struct Flow: Hashable, Sendable {
        package let set: String
        package let release: String
    }

    package let observations: PartnerObservations
    /// Who they are, most frequent first: more than one means that files of several partners
    /// were mixed.
    package private(set) var theirs: [Fact<InterchangeIdentity>] = []
    package private(set) var ours: [Fact<InterchangeIdentity>] = []
    /// GS02 or GS03 of theirs, and ours.
    package private(set) var groupTheirs: Fact<String>?
    package private(set) var groupOurs: Fact<String>?
    package private(set) var kind = PartnerProfile.Kind.vendor
    package private(set) var usage: Fact<String>?
    package private(set) var inbound: [(flow: Flow, evidence: Evidence)] = []
    package private(set) var outbound: [(flow: Flow, evidence: Evidence)] = []
    /// Delimiters of what they send; `nil` when all files are ours.
    package private(set) var delimiters: Fact<Delimiters>?
    package private(set) var hasNewlines = false
    /// ISA14 of what they send asks for a TA1.
    package private(set) var asksForInterchangeAcknowledgment = false
    /// They send 997 or 999.
    package private(set) var acknowledgmentSent: Fact<String>?
    /// The name of the party that is the partner.
    package private(set) var name: Fact<String>?

    /// - Parameters:
    ///   - observations: What the files hold.
    ///   - known: Who we are, from `waybill.yaml`; `nil` when it does not say.
    package init(_ observations: PartnerObservations, ours known: InterchangeIdentity?) {
        self.observations = observations
        for envelope in observations.envelopes { add(envelope, known) }
        theirs.sort { $0.count > $1.count }
        ours.sort { $0.count > $1.count }
        name = partyName()
    }

    // MARK: Envelopes

    private static let orders: Set<String> = ["850", "860"]
    private static let reports: Set<String> = ["997", "999"]

    /// Which side the partner is, by who we are, else by who sends such documents; `nil` when
    /// neither tells.
    private func side(
        _ envelope: PartnerObservations.Envelope, _ known: InterchangeIdentity?
    ) -> PartnerObservations.Side? {
        let header = envelope.header
        if let known {
            if known == Self.sender(header) { return .receiver }
            if known == Self.receiver(header) { return .sender }
        }
        let sets = envelope.sets.map(\.set).filter { !Self.reports.contains($0) }
        guard let first = sets.first else { return nil }
        return Self.orders.contains(first) || first == "820" ? .receiver : .sender
    }

    private static func sender(_ header: InterchangeHeader) -> InterchangeIdentity {
        InterchangeIdentity(qualifier: header.senderQualifier, id: header.senderID)
    }

    private static func receiver(_ header: InterchangeHeader) -> InterchangeIdentity {
        InterchangeIdentity(qualifier: header.receiverQualifier, id: header.receiverID)
    }

    private mutating func add(
        _ envelope: PartnerObservations.Envelope, _ known: InterchangeIdentity?
    ) {
        let header = envelope.header
        guard !header.senderID.isEmpty, let side = side(envelope, known) else { return }
        let isTheirs = side == .sender
        let (sender, receiver) = (Self.sender(header), Self.receiver(header))
        Self.count(isTheirs ? sender : receiver, in: &theirs, envelope, isTheirs ? 6 : 8)
        Self.count(isTheirs ? receiver : sender, in: &ours, envelope, isTheirs ? 8 : 6)
        usage = usage ?? Self.fact(header.usage, envelope, 15)
        addFlows(envelope, isTheirs)
        if let group = envelope.group {
            let codes = [group.senderCode, group.receiverCode]
            groupTheirs = groupTheirs ?? Self.groupFact(codes[isTheirs ? 0 : 1], group, envelope)
            groupOurs = groupOurs ?? Self.groupFact(codes[isTheirs ? 1 : 0], group, envelope)
        }
        guard isTheirs else { return }
        delimiters = delimiters ?? Self.fact(envelope.delimiters, envelope, 1)
        hasNewlines = hasNewlines || envelope.hasNewlines
        if header.wantsInterchangeAcknowledgment { asksForInterchangeAcknowledgment = true }
    }

    private mutating func addFlows(
        _ envelope: PartnerObservations.Envelope, _ isTheirs: Bool
    ) {
        for (set, version) in envelope.sets {
            let place = Evidence(
                file: envelope.file, offset: envelope.group?.fileOffset ?? 0, segment: "GS",
                position: 8)
            if Self.reports.contains(set) {
                if isTheirs {
                    acknowledgmentSent =
                        acknowledgmentSent ?? Fact(value: set, evidence: place, count: 1)
                }
                continue
            }
            let flow = Flow(set: set, release: String(version.prefix(6)))
            if isTheirs {
                if Self.orders.contains(set) { kind = .department }
                if !inbound.contains(where: { $0.flow == flow }) { inbound.append((flow, place)) }
            } else if !outbound.contains(where: { $0.flow == flow }) {
                outbound.append((flow, place))
            }
        }
    }

    private static func fact<Value>(
        _ value: Value, _ envelope: PartnerObservations.Envelope, _ position: Int
    ) -> Fact<Value> {
        Fact(
            value: value,
            evidence: Evidence(
                file: envelope.file, offset: envelope.header.fileOffset,
                segment: "ISA", position: position),
            count: 1)
    }

    private static func groupFact(
        _ code: String, _ group: FunctionalGroupHeader, _ envelope: PartnerObservations.Envelope
    ) -> Fact<String>? {
        guard !code.isEmpty else { return nil }
        return Fact(
            value: code,
            evidence: Evidence(
                file: envelope.file, offset: group.fileOffset, segment: "GS", position: 0),
            count: 1)
    }

    private static func count(
        _ identity: InterchangeIdentity, in list: inout [Fact<InterchangeIdentity>],
        _ envelope: PartnerObservations.Envelope, _ position: Int
    ) {
        guard let index = list.firstIndex(where: { $0.value == identity }) else {
            list.append(fact(identity, envelope, position))
            return
        }
        list[index] = Fact(
            value: identity, evidence: list[index].evidence, count: list[index].count + 1)
    }

    // MARK: The partner among the parties

    /// Roles of element 98 that name whoever sells: seller, supplier, vendor, remit-to, ship-from.
    private static let sellerRoles = ["SE", "SU", "VN", "RI", "SF", "RE"]

    private func partyName() -> Fact<String>? {
        let roles = kind == .vendor ? Self.sellerRoles : ["BY", "ST"]
        for role in roles {
            if let party = observations.partyNames[role] {
                return Fact(value: party.name, evidence: party.evidence, count: 1)
            }
        }
        return nil
    }

    /// N104 of a party with one of the roles, under one of the qualifiers of N103.
    package func identifier(
        roles: [String], qualifiers: [String]
    ) -> (value: String, evidence: Evidence)? {
        for role in roles {
            for entry in observations.partyIdentifiers[role]?.entries ?? [] {
                let parts = entry.value.split(separator: "/", maxSplits: 1)
                if parts.count == 2, qualifiers.contains(String(parts[0])) {
                    return (String(parts[1]), entry.first)
                }
            }
        }
        return nil
    }

    /// Our customer numbers: identifiers of buyer, bill-to and ship-to that the seller assigned
    /// (66 code 91).
    package var accounts: [(value: String, evidence: Evidence)] {
        var seen: Set<String> = []
        return ["BY", "BT", "ST"].flatMap { role in
            (observations.partyIdentifiers[role]?.entries ?? []).compactMap { entry in
                let parts = entry.value.split(separator: "/", maxSplits: 1)
                guard parts.count == 2, parts[0] == "91",
                    seen.insert(String(parts[1])).inserted
                else { return nil }
                return (String(parts[1]), entry.first)
            }
        }
    }
}
