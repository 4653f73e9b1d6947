/// A sender or receiver of interchanges: ISA05 and ISA06, or ISA07 and ISA08.
package struct InterchangeIdentity: Hashable, Sendable, CustomStringConvertible {
    /// Two characters of element I05, such as `01` (DUNS), `20` (HIN) or `ZZ` (agreed).
    package let qualifier: String
    /// One to fifteen characters, without the blanks that fill the ISA.
    package let id: String

    /// Blanks after the texts are dropped, so that an ISA's elements can be given as they stand.
    package init(qualifier: String, id: String) {
        self.qualifier = Self.withoutTrailingBlanks(qualifier)
        self.id = Self.withoutTrailingBlanks(id)
    }

    private static func withoutTrailingBlanks(_ text: String) -> String {
        guard text.utf8.last == UInt8(ascii: " ") else { return text }
        return String(text.reversed().drop { $0 == " " }.reversed())
    }

    /// `01/084512973`
    package var description: String { "\(qualifier)/\(id)" }
}

/// Who is who in an interchange, each side as it calls itself.
package struct InterchangeAddressing: Hashable, Sendable {
    package var theirs: InterchangeIdentity
    package var ours: InterchangeIdentity
    /// GS02 of what they send, GS03 of what we send.
    package var groupTheirs: String
    /// GS03 of what they send, GS02 of what we send.
    package var groupOurs: String
}

/// The numbers a partner goes by.
package struct PartnerIdentities: Hashable, Sendable {
    /// Present for every partner with X12 documents.
    package var addressing: InterchangeAddressing?
    /// Global Location Number, 13 digits.
    package var gln: String?
    /// Health Industry Number, 9 letters and digits.
    package var hin: String?
    /// D-U-N-S number, 9 digits.
    package var duns: String?
    /// Our customer numbers at the partner, the usual one first.
    package var accounts: [String] = []
}
