package import Partners
import X12

/// Writes a learned profile as YAML with, behind every line, where it was read.
///
///     identities:
///       interchange: {qualifier: "01", id: "084512973"}   # ISA06, [1] byte 0, 3 times
///
/// What is not known stands in a comment that begins with ASK, so that a profile with an open
/// question is either refused by the loader (`vendorCode`) or does less than it could.
package struct LearnedProfileText {
    /// What the person who asks already knows.
    package struct Request: Sendable {
        /// Id of the partner and name of the file.
        package var partner: String
        package var name: String?
        package var vendorCode: String?
        /// Who we are according to `waybill.yaml`, which then need not be repeated.
        package var ours: InterchangeIdentity?
        package var environment: DeploymentEnvironment
        /// Whether `maps/` has a map of this name, such as `x12/810`.
        package var hasMap: @Sendable (String) -> Bool
        /// Maps for an XML root element, such as `xml/meridian-invoice`.
        package var mapsForRoot: @Sendable (String) -> [String]

        package init(
            partner: String, environment: DeploymentEnvironment,
            hasMap: @escaping @Sendable (String) -> Bool,
            mapsForRoot: @escaping @Sendable (String) -> [String]
        ) {
            self.partner = partner
            self.environment = environment
            self.hasMap = hasMap
            self.mapsForRoot = mapsForRoot
        }
    }

    let learned: LearnedProfile
    let request: Request
    private(set) var lines: [String] = []

    package static func render(_ learned: LearnedProfile, _ request: Request) -> String {
        var text = LearnedProfileText(learned: learned, request: request)
        text.writeHead()
        text.writeIdentities()
        text.writeDocuments()
        text.writeX12()
        text.writeAcknowledgments()
        text.writeItems()
        text.writeUnits()
        text.writeCostCentres()
        text.writeCharges()
        text.writeFindings()
        text.line("# Nothing happens without a person until this is changed.")
        text.line(
            learned.kind == .vendor
                ? "policy: {postInvoices: false}" : "policy: {confirmOrders: false}")
        return text.lines.joined(separator: "\n") + "\n"
    }

    // MARK: Lines

    mutating func line(_ text: String = "", from evidence: Evidence? = nil, count: Int = 1) {
        guard let evidence else { return lines.append(text) }
        lines.append("\(text)   # \(cite(evidence, count))")
    }

    /// `IT103, [1] byte 229, 12 times`
    func cite(_ evidence: Evidence, _ count: Int = 1) -> String {
        (evidence.place.isEmpty ? "" : evidence.place + ", ")
            + "[\(evidence.file + 1)] byte \(evidence.offset)"
            + (count > 1 ? ", \(count) times" : "")
    }

    // MARK: Head

    private mutating func writeHead() {
        line("# yaml-language-server: $schema=../docs/partner.schema.json")
        line("#")
        line("# Written by 'waybill partners learn'. Behind each line stands where it was read:")
        for (index, file) in learned.observations.files.enumerated() {
            line("#   [\(index + 1)] \(PartnerProfile.comment(file))")
        }
        line("# ASK marks what documents cannot tell. docs/partners.md explains every key.")
        line()
        line("partner: \(request.partner)")
        if let name = request.name {
            line("name: \(PartnerProfile.quoted(name))")
        } else if let name = learned.name {
            line("name: \(PartnerProfile.quoted(name.value))", from: name.evidence)
        } else {
            line("name: \(PartnerProfile.quoted(request.partner))   # ASK: no document names them")
        }
        line("kind: \(learned.kind.rawValue)")
        writeEnvironment()
        writeVendorCode()
        line()
    }

    private mutating func writeEnvironment() {
        guard let usage = learned.usage else {
            return line("environment: \(request.environment.rawValue)")
        }
        let said =
            switch usage.value {
            case "T": DeploymentEnvironment.test
            case "P": DeploymentEnvironment.production
            default: request.environment
            }
        line("environment: \(said.rawValue)", from: usage.evidence)
        if said != request.environment {
            line(
                "# This appliance is a \(request.environment.rawValue) one: it will hold what they send until both agree."
            )
        }
    }

    private mutating func writeVendorCode() {
        guard learned.kind == .vendor else { return }
        if let code = request.vendorCode {
            line("vendorCode: \(PartnerProfile.quoted(code))")
        } else if let code = learned.identifier(
            roles: ["VN", "SU", "SE", "RI"], qualifiers: ["92"])
        {
            line(
                "vendorCode: \(PartnerProfile.quoted(code.value))   # \(cite(code.evidence)), a number the buyer assigned: check it"
            )
        } else {
            line("# vendorCode: ASK for the vendor's reference in the ERP (res.partner.ref)")
        }
    }

    // MARK: Identities

    private mutating func writeIdentities() {
        guard let theirs = learned.theirs.first else { return }
        line("identities:")
        line(
            "  interchange: {qualifier: \(PartnerProfile.quoted(theirs.value.qualifier)), id: \(PartnerProfile.quoted(theirs.value.id))}",
            from: theirs.evidence, count: theirs.count)
        for other in learned.theirs.dropFirst() {
            line(
                "  # also seen: \(PartnerProfile.comment(other.value.description)), \(cite(other.evidence, other.count))"
            )
        }
        if let ours = learned.ours.first, ours.value != request.ours {
            line(
                "  ours: {qualifier: \(PartnerProfile.quoted(ours.value.qualifier)), id: \(PartnerProfile.quoted(ours.value.id))}",
                from: ours.evidence, count: ours.count)
        }
        writeGroupCodes(theirs.value)
        if theirs.value.qualifier == "01", theirs.value.id.utf8.count == 9 {
            line("  duns: \(PartnerProfile.quoted(theirs.value.id))", from: theirs.evidence)
        }
        if let gln = learned.identifier(roles: Self.partnerRoles, qualifiers: ["UL"]) {
            line("  gln: \(PartnerProfile.quoted(gln.value))", from: gln.evidence)
        }
        if let hin = learned.identifier(roles: Self.partnerRoles, qualifiers: ["21"]) {
            line("  hin: \(PartnerProfile.quoted(hin.value))", from: hin.evidence)
        }
        let accounts = learned.accounts
        if let first = accounts.first {
            line(
                "  accounts: [\(accounts.map { PartnerProfile.quoted($0.value) }.joined(separator: ", "))]",
                from: first.evidence)
        }
        line()
    }

    private static let partnerRoles = ["SE", "SU", "VN", "RI", "SF"]

    private mutating func writeGroupCodes(_ theirs: InterchangeIdentity) {
        var parts: [String] = []
        if let code = learned.groupTheirs, code.value != theirs.id {
            parts.append("theirs: \(PartnerProfile.quoted(code.value))")
        }
        if let code = learned.groupOurs, code.value != learned.ours.first?.value.id {
            parts.append("ours: \(PartnerProfile.quoted(code.value))")
        }
        guard !parts.isEmpty, let evidence = (learned.groupTheirs ?? learned.groupOurs)?.evidence
        else { return }
        line("  group: {\(parts.joined(separator: ", "))}", from: evidence)
    }

    // MARK: Documents

    private mutating func writeDocuments() {
        let xml = learned.observations.xmlFiles
        guard !learned.inbound.isEmpty || !learned.outbound.isEmpty || !xml.isEmpty else { return }
        line("documents:")
        writeFlows("outbound", learned.outbound)
        guard !learned.inbound.isEmpty || !xml.isEmpty else { return line() }
        writeFlows("inbound", learned.inbound, hasMore: !xml.isEmpty)
        var seen: Set<String> = []
        for file in xml where seen.insert("\(file.root) \(file.namespace)").inserted {
            let namespace =
                file.namespace.isEmpty
                ? "" : ", namespace: \(PartnerProfile.quoted(file.namespace))"
            let maps = request.mapsForRoot(file.root)
            let map = maps.first ?? "xml/\(request.partner)-\(file.root.lowercased())"
            let flow = "- {root: \(PartnerProfile.quoted(file.root))\(namespace), map: \(map)}"
            let place = Evidence(file: file.file, offset: 0, segment: .unreadable, position: 0)
            line(
                maps.isEmpty ? "    # \(flow)   ASK: a map has to be written;" : "    \(flow)",
                from: place)
        }
        line()
    }

    private mutating func writeFlows(
        _ direction: String, _ flows: [(flow: LearnedProfile.Flow, evidence: Evidence)],
        hasMore: Bool = false
    ) {
        guard !flows.isEmpty || hasMore else { return }
        line("  \(direction):")
        for (flow, evidence) in flows {
            let map = "x12/\(flow.set)"
            let isUsable = request.hasMap(map) && flow.release.utf8.count == 6
            let text = "- {set: \"\(flow.set)\", release: \"\(flow.release)\", map: \(map)}"
            line(
                isUsable
                    ? "    \(text)" : "    # \(text)   ASK: there is no map or release for it;",
                from: evidence)
        }
    }
}
