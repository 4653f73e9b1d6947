/// Why a file of the corpus comes out otherwise than its manifest says. Every file that the
/// manifest calls valid and that has a warning or an error has its reason here.
enum CorpusRemarks {
    static let all: [String: String] = orders.merging(invoices) { first, _ in first }
        .merging(others) { first, _ in first }
        .merging(broken) { first, _ in first }

    private static let noLastTerminator = "The file ends without the terminator of its IEA."
    private static let unsupported =
        "A set without tables: envelope and counts are checked, the contents are not."
    private static let taxCodes =
        "Release 002040 by the tables of 004010, whose TXI04 and TXI05 are shorter; accepted with errors."
    private static let collapsed = "The padding of the ISA is collapsed; read by its separators."

    private static let orders = [
        "x12-850/003-adobe-tlp.edi":
            "AMT*TT holds a count, not the total of the lines. \(noLastTerminator)",
        "x12-850/004-adobe-clp.edi": "ISA06 is one short. AMT*TT holds a count, not the total.",
        "x12-850/009-nodex12-vics-2isa.edi":
            "Both interchanges carry the same ISA13: the second is the first again.",
        "x12-850/012-edinet-issue135.edi":
            "ISA16 is missing and the tilde terminates; the manifest's check took the line feed. One DTM has no terminator, so a PO1 is lost in it and both counts are one short.",
        "x12-850/013-edinet-nbsp-isa.edi":
            "No-break spaces pad the ISA; N402 holds a province in full.",
        "x12-850/020-svennela-gs08-00403.edi":
            "Release 004030 by the tables of 004010, which have no MTX after N9: the MTX is told as part of the loop it has there.",
        "x12-850/025-joeoakes.edi":
            "Beside SE01: an 850 that begins with a BSN instead of its BEG, and PO1 pairs shifted by one.",
        "x12-850/027-peachdirect-pipe.edi": "TD512 BS is not in list 284 of either release.",
        "x12-850/028-peachdirect-guide.edi":
            "ISA16 is empty and the line feed terminates. TD502 01 is not in list 66.",
        "x12-850/032-biztalk-sdk-lf.edi":
            "Dates of six digits under 004010, where element 373 has eight: tolerated.",
        "x12-850/041-edifabric-bom.edi": "GS01 is IN for an 850, as the manifest notes.",
        "x12-850/042-edifabric-dup-interchange.edi":
            "GS01 is IN for an 850. The second interchange is the first again, ISA13 included.",
        "x12-850/044-aafes-5010-fragment.edi":
            "A set of 005010 without envelope: nothing names its release, so 004010 is used, which has no MTX after N9.",
        "x12-850/045-edicat-3040-oneline.edi":
            "Release 003040 by the tables of 004010. BEG05, mandatory in both, is empty, and one SCH lacks a separator, so its date stands in SCH07.",
        "x12-850/048-hospital-bill-only.edi":
            "ISA10 holds a blank; the other elements are stripped of theirs. \(collapsed)",
        "x12-855/002-edifabric.edi": "Beside GE01: GS01 is IN, and N103 01 is not in list 66.",
        "x12-855/004-adobe.edi": noLastTerminator,
        "x12-855/009-nodex12.edi": "REF01 ZZZ is not in list 128; ZZ is.",
        "x12-855/017-dandh-guide.edi":
            "The guide leaves out the values of PO1 and ACK pairs, so that texts stand where qualifiers belong. \(collapsed)",
        "x12-856/001-edifabric.edi": "Beside GE01: GS01 is IN, and a DTM02 is cut to three digits.",
        "x12-856/004-guide-3060.edi":
            "Release 003060 by the tables of 004010: packaging codes of six characters. BSN02, mandatory in both, is empty.",
        "x12-856/006-guide-4.edi": "N402 holds a state in full; element 156 has two characters.",
        "x12-856/010-nodex12-4060.edi":
            "ISA11 is a hyphen, and ISA12 00406 makes it the repetition separator: a REF02 and an N403 with hyphens then repeat. Tolerated.",
        "x12-856/017-peachdirect-pipe.edi": "MAN01 2I is not in list 88 of either release.",
        "x12-856/022-loop-prefixed-segments.edi":
            "Every prefixed ID is told as no segment; the HL that is missing for that reason once.",
    ]

    private static let invoices = [
        "x12-810/001-staedi.edi": "TDS01 is not the sum of the line and the charges.",
        "x12-810/002-staedi-dual-850.edi":
            "The same invoice as 001. In the second group, release 003010 by the tables of 004010, N104 stands without N103.",
        "x12-810/005-multi-4030.edi":
            "ISS stands before TDS; the table of 004010 has it after, and three sources agree.",
        "x12-810/006-walmart.edi":
            "ISS stands before TDS; the table has it after. \(noLastTerminator)",
        "x12-810/016-ediweave-cr-term.edi": taxCodes,
        "x12-810/017-ediweave-repetition.edi":
            "ISA11 is ! under ISA12 00204, which has no repetitions, so that repeated values are one long value. \(taxCodes)",
        "x12-810/018-ediweave-2isa.edi": taxCodes,
        "x12-810/019-ediweave-ta1.edi": "TA101 has five digits instead of nine. " + taxCodes,
        "x12-810/020-ediweave-trailing-blanks.edi": taxCodes,
        "x12-810/022-debatcher-2isa.edi": "TDS01 of one invoice is not the sum of its lines.",
        "x12-810/027-va-prime-vendor-3020.edi":
            "Release 003020 by the tables of 004010: ITD08 is written with a point, and there is no TDS, which 004010 asks for.",
    ]

    private static let others = [
        "x12-997/002-staedi-extra-delim.edi":
            "AK302 and AK304 hold repetitions of texts; the standard gives them one number and one code.",
        "x12-997/005-edifabric.edi": "GS04 has six digits under 004010, as the manifest notes.",
        "x12-997/012-peachdirect-guide.edi": "The middle is left out, AK5 and AK9 with it.",
        "x12-997/018-rex12-4030-composite-ak202.edi":
            "The component separator stands in AK202, as the manifest notes; AK202 is no composite.",
        "x12-999/002-staedi-invalid.edi":
            "Beside SE01: an IK5 before AK1 and another too many, AK101 and IK501 not in their lists.",
        "x12-999/007-wisconsin.edi":
            "AK202 has three characters, element 329 has at least four; CTX06-1 holds a composite's number where element 725 is numeric.",
        "x12-ta1/001-staedi.edi":
            "IEA01 counts the TA1 as a group; some senders do, so it is only told.",
        "x12-ta1/002-sample1.edi":
            "TA101 has four digits instead of nine, TA102 eight instead of six, TA105 is not sent.",
        "x12-ta1/003-jeffn-gt-delim.edi": noLastTerminator,
        "x12-other/001-832-hibcc-1.edi":
            "A DTM stands after TD4, which three sources do not allow.",
        "x12-other/003-832-edinet.edi":
            "CUR stands behind the PID of a line; 832 has it before LIN.",
        "x12-other/007-832-peachdirect.edi":
            "DTM02 is 00000000, which is no day; nothing can be misread from it, so it is tolerated.",
        "x12-other/008-832-peachdirect-guide.edi":
            "The guide leaves out values: PO4 and PID pairs are broken.",
        "x12-other/009-832-edifabric.edi":
            "Beside GE01: GS01 is IN, and DTM05 19 is not in list 1250.",
        "x12-other/011-846-star-term.edi":
            "Two segments have lost their terminators on one line: QTY in a REF, CTT in a QTY.",
        "x12-other/015-820-homedepot.edi": "A guide with words in place of amounts and dates.",
        "x12-other/016-820-safeway.edi":
            "REF01 has a blank before its code, which list 128 does not.",
        "x12-other/019-824-cn.edi": noLastTerminator,
        "x12-other/020-824-edifabric.edi":
            "Beside GE01: GS01 is IN, and TED01 201 is not in list 647.",
        "x12-other/022-860-guide.edi":
            "An N1 has no terminator and runs into the next line; BCH06 holds words.",
        "x12-other/024-860-edihub.edi":
            "PO1 is no segment of an 860, which has POC, so its lines would be lost; BCH06 is empty.",
        "x12-other/025-865-advanceauto.edi":
            "A DTM02 has nine digits; which one is too many cannot be known.",
        "x12-other/026-865-mclane.edi": noLastTerminator,
        "x12-other/027-865-tyco.edi": "Beside IEA02: FOB01 ZZ is not in list 146.",
        "x12-other/028-867-caret-1.edi": unsupported,
        "x12-other/030-852-aftermarket-3030.edi": unsupported,
        "x12-other/031-852-homedepot.edi": unsupported,
        "x12-other/033-857-kroger-credit.edi": unsupported,
        "x12-other/034-861-edifabric.edi": unsupported,
        "x12-other/035-864-as2-headers.edi": unsupported,
        "x12-other/036-875-amasoft-ucs.edi": unsupported,
        "x12-other/037-880-simplot-ucs.edi": unsupported,
        "x12-other/039-940-simplot.edi": unsupported,
        "x12-other/042-945-interamerican.edi": unsupported,
        "x12-other/049-180-lowes-rma.edi": unsupported,
        "x12-other/050-816-steinmart.edi": unsupported,
    ]

    private static let broken = [
        "x12-broken/001-850-as2-mime-wrapped.edi":
            "The MIME parts around the interchange are stray bytes, one finding each side.",
        "x12-broken/002-850-corrupt-st.edi":
            "The segments between the damaged ST and its SE are one finding, the SE another.",
        "x12-broken/004-850-line-wrapped.edi":
            "Line ends after some segments only and an empty line: neither is a fault.",
        "x12-broken/005-850-batched-mixed-group.edi": "Two groups of one interchange: legal.",
        "x12-broken/017-810-multi-invalid-isa.edi":
            "The damaged ISA is a segment outside a set, so its group joins the interchange before. ISA13 comes twice.",
        "x12-broken/018-810-multi-invalid-st.edi":
            "An N1 without terminator swallows a part of the file; two sets have no SE. Release 002040 by the tables of 004010.",
        "x12-broken/019-810-version-from-st.edi":
            "GS08 names no release, ST03 does; the tables of 004010 were used.",
        "x12-broken/022-204-no-st.edi": unsupported,
        "x12-broken/023-204-no-isa.edi":
            "The second IEA has no ISA; the manifest compares it with the first ISA, which its own IEA has ended.",
        "x12-broken/031-811-broken-bar-term.edi":
            "The separators are characters of two bytes and are read as such. \(unsupported)",
        "x12-broken/032-214-ellipsis-term.edi":
            "The terminator is a character of three bytes and is read as such. \(unsupported)",
        "x12-broken/033-210-80char-wrapped.edi":
            "Lines of 80 bytes, also inside the ISA and ST02: read without their ends. \(unsupported)",
        "x12-broken/036-837-lf-indented-header.edi": unsupported,
    ]
}
