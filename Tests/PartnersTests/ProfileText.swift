import Configuration
import Partners

/// Profiles to start from, and what comes of them.
enum ProfileText {
    /// The least a vendor needs.
    static let vendor = """
        partner: acme
        name: Acme
        kind: vendor
        environment: test
        vendorCode: V-ACME
        identities:
          interchange: {qualifier: ZZ, id: ACME}
          ours: {qualifier: ZZ, id: US}
        documents:
          outbound:
            - {set: "850", release: "004010", map: x12/850}
        """

    /// Every key there is.
    static let full = """
        partner: acme
        name: Acme
        kind: vendor
        environment: production
        vendorCode: V-ACME
        folder: acme-drop
        identities:
          interchange: {qualifier: ZZ, id: ACME}
          ours: {qualifier: ZZ, id: US}
          group: {theirs: ACME-EDI, ours: US-EDI}
          gln: "0614141000036"
          hin: 7AP4X2000
          duns: "084512973"
          accounts: ["1", "2"]
        documents:
          inbound:
            - set: "855"
              release: "005010"
              map: x12/855
              overlay: {remove: [notes]}
              guide: [{at: BAK03, required: true, codes: [A], lengthMin: 1, severity: warning, reason: R}]
            - {root: Invoice, namespace: "urn:acme", map: xml/acme-invoice}
          outbound:
            - {set: "850", release: "005010", map: x12/850}
        x12:
          delimiters: {element: "|", component: ":", repetition: "0x1F", segment: newline}
          newline: false
          characterSet: basic
          unwritable: replace
          tolerate: [tooLong]
          strict: [lineCountMismatch]
        acknowledgments: {send: 999, list: errors, application: all, interchange: always, refuse: [sender, duplicate], expect: 997, dueWithin: 90m}
        items:
          identifiers: [UK, VC]
          crossReferences: [{theirs: A-1, ours: GLV}]
        units: [{theirs: CT, ours: BX, factor: 24/2, item: A-1}]
        costCentres:
          places: [N1*ST]
          table: {SURG: OR-100}
        tolerances: {pricePercent: 1, priceAmount: 0.05, quantityPercent: 2, totalAmount: 0.10}
        policy:
          confirmOrders: false
          acceptAcknowledgments: true
          postInvoices: true
          validateReceipts: true
          billBeforeReceipt: true
          charges: [{code: D240, upTo: 25}, {code: C310}]
          billTaxes: true
        contacts: [{role: edi, name: Desk, email: edi@acme.example, phone: "1"}]
        calendar: {timeZone: UTC, workdays: [mon], holidays: [2026-12-25], cutOff: "15:30"}
        credentials: {sftp: env:ACME_SFTP}
        limits: {fileBytes: 1MiB, files: 10}
        duplicates: answer-again
        """

    /// What is wrong with a profile in `acme.yaml`; empty when nothing is.
    static func errors(_ text: String, ours: InterchangeIdentity? = nil) -> String {
        do {
            _ = try PartnerProfile.decode(Array(text.utf8), file: "acme.yaml", ours: ours)
            return ""
        } catch {
            return error.description
        }
    }
}
