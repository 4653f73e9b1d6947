internal import Foundation
internal import Partners

/// A partner as `--json` shows it.
struct PartnerView: Encodable {
    struct Identity: Encodable {
        let qualifier: String
        let id: String

        init(_ identity: InterchangeIdentity) {
            qualifier = identity.qualifier
            id = identity.id
        }
    }

    struct Flow: Encodable {
        let document: String
        let map: String

        init(_ flow: DocumentFlow) {
            document = flow.title
            map = flow.map
        }
    }

    let partner: String
    let name: String
    let kind: String
    let environment: String
    let vendorCode: String?
    let folder: String
    let interchange: Identity?
    let ours: Identity?
    let groupTheirs: String?
    let groupOurs: String?
    let inbound: [Flow]
    let outbound: [Flow]
    let acknowledgmentSent: String
    let acknowledgmentExpected: String

    init(_ profile: PartnerProfile) {
        partner = profile.id
        name = profile.name
        kind = profile.kind.rawValue
        environment = profile.environment.rawValue
        vendorCode = profile.vendorCode
        folder = profile.folder
        let addressing = profile.identities.addressing
        interchange = addressing.map { Identity($0.theirs) }
        ours = addressing.map { Identity($0.ours) }
        groupTheirs = addressing?.groupTheirs
        groupOurs = addressing?.groupOurs
        inbound = profile.documents.inbound.map(Flow.init)
        outbound = profile.documents.outbound.map(Flow.init)
        acknowledgmentSent = profile.acknowledgments.send.rawValue
        acknowledgmentExpected = profile.acknowledgments.expect.rawValue
    }

    func print() {
        let rows: [(String, String)] = [
            ("partner", partner), ("name", name), ("kind", kind), ("environment", environment),
            ("vendor code", vendorCode ?? ""),
            ("drops into", "spool/partners/\(folder)/inbound"),
            ("picks up from", "spool/partners/\(folder)/outbound"),
            ("sends as", interchange.map { "\($0.qualifier)/\($0.id)" } ?? ""),
            ("knows us as", ours.map { "\($0.qualifier)/\($0.id)" } ?? ""),
            (
                "group codes",
                [groupTheirs, groupOurs].compactMap(\.self).joined(separator: " and ")
            ),
            ("sends", Self.list(inbound)), ("receives", Self.list(outbound)),
            ("answered by", acknowledgmentSent), ("answers with", acknowledgmentExpected),
        ]
        for (name, value) in rows where !value.isEmpty {
            Terminal.print(
                name.padding(toLength: 15, withPad: " ", startingAt: 0)
                    + Terminal.printable(value))
        }
    }

    private static func list(_ flows: [Flow]) -> String {
        flows.map { "\($0.document) (maps/\($0.map).yaml)" }.joined(separator: ", ")
    }
}

/// The profile `waybill partners new` writes.
struct ProfileTemplate {
    let partner: String
    let name: String
    let vendorCode: String
    let qualifier: String
    let id: String
    let release: String
    let environment: String

    /// The text, values quoted so that nothing in them is taken for YAML.
    var text: String {
        """
        # yaml-language-server: $schema=../docs/partner.schema.json
        #
        # \(PartnerProfile.comment(name)): written by 'waybill partners new'. docs/partners.md explains every key.

        partner: \(partner)
        name: \(PartnerProfile.quoted(name))
        kind: vendor
        environment: \(environment)
        vendorCode: \(PartnerProfile.quoted(vendorCode))      # the vendor's reference in the ERP

        # How they address interchanges to us: ISA05 and ISA06. Who we are comes from waybill.yaml.
        identities:
          interchange: {qualifier: \(PartnerProfile.quoted(qualifier)), id: \(PartnerProfile.quoted(id))}

        # What is exchanged. Take away what this vendor does not send.
        documents:
          outbound:
            - {set: "850", release: "\(release)", map: x12/850}
          inbound:
            - {set: "855", release: "\(release)", map: x12/855}
            - {set: "856", release: "\(release)", map: x12/856}
            - {set: "810", release: "\(release)", map: x12/810}

        acknowledgments:
          send: 997
          expect: 997
          dueWithin: 1d

        # Which item numbers on a line are trusted, best first.
        items:
          identifiers: [VC, VN, UK, IN, BP]

        # Nothing happens without a person until this is changed.
        policy:
          postInvoices: false
          validateReceipts: false

        """
    }
}
