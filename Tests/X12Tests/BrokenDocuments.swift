import Testing

/// What the manifest of the corpus says is wrong with a file, as the findings that name it. An
/// empty list marks files that are unusual but readable: nothing is wrong by the standard's own
/// rules, or the tokenizer copes (a terminator of several bytes).
struct BrokenDocument: Sendable, CustomTestStringConvertible {
    let file: String
    let codes: [String]

    init(_ file: String, _ codes: [String]) {
        self.file = file
        self.codes = codes
    }

    var testDescription: String { file }

    static let all = [
        BrokenDocument("x12-850/004-adobe-clp.edi", ["x12.isa-not-fixed-width"]),
        BrokenDocument("x12-850/012-edinet-issue135.edi", ["x12.component-separator-missing"]),
        BrokenDocument(
            "x12-850/013-edinet-nbsp-isa.edi",
            ["x12.iea-control-number", "x12.isa-not-fixed-width"]),
        BrokenDocument(
            "x12-850/020-svennela-gs08-00403.edi",
            ["x12.ge-set-count", "x12.se-segment-count"]),
        BrokenDocument("x12-850/025-joeoakes.edi", ["x12.se-segment-count"]),
        BrokenDocument("x12-850/026-genformai.edi", ["x12.se-segment-count"]),
        BrokenDocument(
            "x12-850/028-peachdirect-guide.edi",
            ["x12.ge-set-count", "x12.isa-not-fixed-width"]),
        BrokenDocument(
            "x12-850/029-mptech-walmart.edi",
            ["x12.isa-not-fixed-width", "x12.se-segment-count"]),
        BrokenDocument("x12-850/043-napa-5010-guide.edi", ["x12.isa-not-fixed-width"]),
        BrokenDocument("x12-850/044-aafes-5010-fragment.edi", ["x12.envelope-missing"]),
        BrokenDocument(
            "x12-850/048-hospital-bill-only.edi",
            ["x12.isa-not-fixed-width", "x12.se-segment-count"]),
        BrokenDocument("x12-855/002-edifabric.edi", ["x12.ge-set-count"]),
        BrokenDocument(
            "x12-855/017-dandh-guide.edi",
            ["x12.isa-not-fixed-width", "x12.se-segment-count"]),
        BrokenDocument("x12-855/018-medline-busse-nel-fragment.edi", ["x12.envelope-missing"]),
        BrokenDocument("x12-856/001-edifabric.edi", ["x12.ge-set-count"]),
        BrokenDocument("x12-856/005-ellipsis-terminator.edi", []),
        BrokenDocument(
            "x12-856/018-peachdirect-guide.edi",
            ["x12.ge-control-number", "x12.iea-control-number", "x12.isa-not-fixed-width"]),
        BrokenDocument("x12-856/021-fisher-guide.edi", ["x12.isa-not-fixed-width"]),
        BrokenDocument("x12-856/022-loop-prefixed-segments.edi", ["x12.segment-unknown"]),
        BrokenDocument("x12-810/010-edinet-810a.edi", ["x12.isa-not-fixed-width"]),
        BrokenDocument(
            "x12-810/027-va-prime-vendor-3020.edi",
            ["x12.isa-not-fixed-width", "x12.se-segment-count"]),
        BrokenDocument(
            "x12-997/011-peachdirect-long.edi",
            ["x12.ge-control-number", "x12.iea-control-number"]),
        BrokenDocument(
            "x12-997/012-peachdirect-guide.edi",
            ["x12.ge-control-number", "x12.iea-control-number", "x12.se-segment-count"]),
        BrokenDocument("x12-997/014-boomi-guide-two-st.edi", ["x12.envelope-missing"]),
        BrokenDocument("x12-999/002-staedi-invalid.edi", ["x12.se-segment-count"]),
        BrokenDocument("x12-999/003-imsweb-accepted.edi", ["x12.iea-control-number"]),
        BrokenDocument("x12-ta1/001-staedi.edi", ["x12.iea-group-count"]),
        BrokenDocument(
            "x12-other/003-832-edinet.edi",
            ["x12.isa-not-fixed-width", "x12.se-segment-count"]),
        BrokenDocument(
            "x12-other/008-832-peachdirect-guide.edi",
            [
                "x12.ge-control-number", "x12.iea-control-number", "x12.isa-not-fixed-width",
                "x12.se-control-number",
            ]),
        BrokenDocument("x12-other/009-832-edifabric.edi", ["x12.ge-set-count"]),
        BrokenDocument("x12-other/015-820-homedepot.edi", ["x12.ge-control-number"]),
        BrokenDocument("x12-other/020-824-edifabric.edi", ["x12.ge-set-count"]),
        BrokenDocument(
            "x12-other/022-860-guide.edi",
            ["x12.isa-not-fixed-width", "x12.se-segment-count"]),
        BrokenDocument("x12-other/027-865-tyco.edi", ["x12.iea-control-number"]),
        BrokenDocument("x12-other/031-852-homedepot.edi", ["x12.iea-control-number"]),
        BrokenDocument("x12-other/034-861-edifabric.edi", ["x12.ge-set-count"]),
        BrokenDocument("x12-other/035-864-as2-headers.edi", ["x12.stray-bytes"]),
        BrokenDocument(
            "x12-other/039-940-simplot.edi",
            ["x12.ge-control-number", "x12.iea-control-number"]),
        BrokenDocument("x12-other/042-945-interamerican.edi", ["x12.ge-control-number"]),
        BrokenDocument("x12-other/049-180-lowes-rma.edi", ["x12.isa-not-fixed-width"]),
        BrokenDocument("x12-other/050-816-steinmart.edi", ["x12.iea-control-number"]),
        BrokenDocument(
            "x12-other/052-846-tilde-element-question-term.edi",
            ["x12.se-segment-count"]),
        BrokenDocument(
            "x12-broken/001-850-as2-mime-wrapped.edi",
            ["x12.iea-control-number", "x12.isa-not-fixed-width", "x12.stray-bytes"]),
        BrokenDocument(
            "x12-broken/002-850-corrupt-st.edi",
            ["x12.ge-set-count", "x12.segment-outside-set", "x12.st-missing"]),
        BrokenDocument("x12-broken/003-850-no-envelopes.edi", ["x12.envelope-missing"]),
        BrokenDocument("x12-broken/004-850-line-wrapped.edi", []),
        BrokenDocument("x12-broken/005-850-batched-mixed-group.edi", []),
        BrokenDocument("x12-broken/014-810-invalid-trailers.edi", ["x12.stray-bytes"]),
        BrokenDocument("x12-broken/015-810-missing-ge.edi", ["x12.ge-missing"]),
        BrokenDocument("x12-broken/016-810-missing-iea.edi", ["x12.iea-missing"]),
        BrokenDocument(
            "x12-broken/017-810-multi-invalid-isa.edi",
            ["x12.iea-group-count", "x12.segment-outside-set"]),
        BrokenDocument(
            "x12-broken/018-810-multi-invalid-st.edi",
            ["x12.ge-set-count", "x12.se-missing", "x12.se-segment-count"]),
        BrokenDocument("x12-broken/019-810-version-from-st.edi", ["x12.release-approximated"]),
        BrokenDocument(
            "x12-broken/020-997-invalid.edi",
            ["x12.element-number", "x12.element-too-long"]),
        BrokenDocument("x12-broken/021-997-invalid-ge.edi", ["x12.ge-control-number"]),
        BrokenDocument("x12-broken/022-204-no-st.edi", ["x12.st-missing"]),
        BrokenDocument("x12-broken/023-204-no-isa.edi", ["x12.iea-unexpected"]),
        BrokenDocument(
            "x12-broken/024-isa-trimmed.edi",
            ["x12.iea-missing", "x12.isa-not-fixed-width"]),
        BrokenDocument("x12-broken/025-no-gs.edi", ["x12.ge-unexpected", "x12.iea-group-count"]),
        BrokenDocument("x12-broken/031-811-broken-bar-term.edi", ["x12.component-separator-wide"]),
        BrokenDocument("x12-broken/032-214-ellipsis-term.edi", ["x12.set-unknown"]),
        BrokenDocument("x12-broken/033-210-80char-wrapped.edi", ["x12.lines-wrapped"]),
        BrokenDocument("x12-broken/035-810-iea01-says-1-of-2-groups.edi", ["x12.iea-group-count"]),
        BrokenDocument("x12-broken/036-837-lf-indented-header.edi", ["x12.se-segment-count"]),
        BrokenDocument(
            "x12-broken/037-gs-padded-ids-header-only.edi",
            ["x12.ge-missing", "x12.iea-missing"]),
    ]
}
