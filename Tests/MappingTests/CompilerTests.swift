import Configuration
import Mapping
import Testing

/// Each fault of a map is refused with its place and, where there is one, a suggestion.
@Suite struct CompilerTests {
    @Test(arguments: [
        (
            "  contract: BGE06",
            "9:13: the 850 of 004010 has no segment 'BGE'; did you mean 'BEG'?"
        ),
        ("  contract: BEG17", "9:13: BEG has 12 elements, no 17"),
        ("  contract: BEG06-1", "9:13: element 6 of BEG has no components"),
        (
            "  contract: PRF01",
            "9:13: the 850 of 004010 has no segment 'PRF'; use one of ADV, AMT, BEG"
        ),
        (
            "  contrct: BEG06",
            "9:3: 'PurchaseOrder' has no field 'contrct'; did you mean 'contract'?"
        ),
        (
            "  contract: BEG03",
            "9:13: two rules for one place: element 3 of BEG is used by number"
        ),
        (
            "  contract: REF",
            "9:13: 'REF' names a segment, not an element; add the element's position, as in REF02"
        ),
        (
            "  contract: ACK01",
            "9:13: the 850 of 004010 has no segment 'ACK'"
        ),
        (
            "  contract: SCH01",
            "9:13: 'SCH' does not stand in the header or summary of the 850; it stands in the"
                + " loop PO1/SCH"
        ),
        (
            "  contract: { at: BEG06, as: dat }",
            "9:30: there is no converter 'dat'; did you mean 'date'?"
        ),
        (
            "  contract: { at: BEG06, as: date }",
            "9:30: 'date' does not make what 'contract' holds (text)"
        ),
        (
            "  contract: { at: BEG06, with: { REF01: CT } }",
            "9:34: a constant goes into the same segment, as in BEG01"
        ),
        (
            "  references: REF02",
            "9:3: 'references' of 'PurchaseOrder' is a group; it needs each:, pairs: or once:"
        ),
        (
            "  refs: { each: REF, fields: { value: REF02 } }",
            "9:3: 'PurchaseOrder' has no group 'refs'"
        ),
        (
            "  references: { each: REF, fields: { qualifier: REF01, value: DTM02 } }",
            "9:63: 'DTM' does not belong to 'REF', which repeats alone and has no segments below"
                + " it"
        ),
        (
            "  references: { each: REF, fields: { value: REF02 } }",
            "9:3: 'references' needs the field 'qualifier' (What kind of number it is, list 128;"
                + " REF01.), which has no place in the map"
        ),
        (
            "  references: { each: REF, fields: { qualifier: REF01, value: REF04 } }",
            "9:63: element 4 of REF has 6 components; name one, as in -1"
        ),
        (
            "  references: { fields: { value: REF02 } }",
            "9:3: 'references' says `fields` but not which segments they come from; add each:"
                + " with a segment, such as each: REF"
        ),
        (
            "  contract: BEG06/REF",
            "9:13: 'BEG06/REF' is no place; write it as BEG03 or REF[01=CT]/02"
        ),
        (
            "  contract: REF[01=LONGCODE]/02",
            "9:13: a condition compares with codes of one to seven characters, as in REF[01=CT]/02"
        ),
        (
            "  references: { each: REF, fields: referense }",
            "9:36: there is no part 'referense'"
        ),
    ])
    func refuses(_ entry: String, _ message: String) throws {
        let found = try errors(in: orderMap(entry))
        let shown = found.map { $0.replacing("maps/x12/sample.yaml:", with: "") }
        #expect(shown.contains { $0.hasPrefix(message) }, "\(shown)")
    }
}
