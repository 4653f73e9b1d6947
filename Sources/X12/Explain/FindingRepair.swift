package import Diagnostics

/// How a finding is usually repaired, with a small example where a segment can show it. Summary,
/// rule, severity and acknowledgment code are in `X12Finding.rule`; this is the part that only
/// `waybill explain` needs.
struct FindingRepair {
    let text: String
    let example: FindingExplanation.Example?

    init(_ text: String, wrong: String? = nil, right: String? = nil) {
        self.text = text
        example = wrong.flatMap { wrong in
            right.map { FindingExplanation.Example(wrong: wrong, right: $0) }
        }
    }

    static let all: [X12Finding: FindingRepair] =
        bytes
        .merging(interchange) { first, _ in first }.merging(group) { first, _ in first }
        .merging(set) { first, _ in first }.merging(segments) { first, _ in first }
        .merging(elements) { first, _ in first }

    private static let bytes: [X12Finding: FindingRepair] = [
        .noInterchange: FindingRepair(
            "Send the interchange itself, beginning with ISA: not a print of it, a mail text or an "
                + "archive that holds it.",
            wrong: "PURCHASE ORDER 4711 ...",
            right: "ISA*00*          *00*          *01*084512973      *ZZ* ... ~"),
        .strayBytes: FindingRepair(
            "Remove what stands between or after the interchanges: mail signatures, padding, end "
                + "marks of the transport.",
            wrong: "IEA*1*000000042~<Ctrl-Z>", right: "IEA*1*000000042~"),
        .headerUnreadable: FindingRepair(
            "Write all sixteen elements of the ISA, each padded to its width, with the same "
                + "separator between them.",
            wrong: "ISA*00**00**ZZ*SENDER~",
            right: "ISA*00*          *00*          *ZZ*SENDER         * ... *0*P*>~"),
        .headerNotFixedWidth: FindingRepair(
            "Pad every element of the ISA with blanks on the right, ISA06 and ISA08 to fifteen.",
            wrong: "ISA*00**00**ZZ*SENDER*ZZ*RECEIVER*...",
            right: "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *..."),
        .componentSeparatorMissing: FindingRepair(
            "Put the component separator into ISA16, also when no composite is used.",
            wrong: "...*000000042*0*P*~", right: "...*000000042*0*P*>~"),
        .componentSeparatorWide: FindingRepair(
            "Choose a separator of one byte, such as > or :.",
            wrong: "...*0*P*§~", right: "...*0*P*>~"),
        .lastTerminatorMissing: FindingRepair(
            "End the IEA with the segment terminator as well; a file that was cut off looks the "
                + "same.",
            wrong: "IEA*1*000000042", right: "IEA*1*000000042~"),
        .linesWrapped: FindingRepair(
            "Send the file without line breaks every 80 bytes, or break lines after terminators "
                + "only: transfer it as binary.",
            wrong: "...*NORTHFIELD ME<LF>DICAL~", right: "...*NORTHFIELD MEDICAL~"),
        .binaryLength: FindingRepair(
            "Write the number of bytes of the binary element into the element before it.",
            wrong: "BIN*9*ABCDE~", right: "BIN*5*ABCDE~"),
        .segmentOversize: FindingRepair(
            "Look for a terminator that was lost on the way, or for a character set conversion "
                + "that changed it; the limit is limits.segmentByteCountMax in waybill.yaml."),
        .segmentElementCount: FindingRepair(
            "Look for a lost terminator; the limit is limits.elementCountMax in waybill.yaml."),
        .moreFindings: FindingRepair(
            "Repair what is listed and check again: the rest is usually of the same kind."),
    ]

    private static let interchange: [X12Finding: FindingRepair] = [
        .envelopeMissing: FindingRepair(
            "Wrap the transaction sets: ISA, GS, ST ... SE, GE, IEA.",
            wrong: "ST*850*0001~ ... SE*12*0001~",
            right: "ISA*...~ GS*PO*...~ ST*850*0001~ ... SE*12*0001~ GE*1*1~ IEA*1*000000042~"),
        .interchangeHeaderMissing: FindingRepair(
            "Write an ISA before the first GS of every interchange.",
            wrong: "IEA*1*000000041~ GS*PO*...~",
            right: "IEA*1*000000041~ ISA*...~ GS*PO*...~"),
        .interchangeTrailerMissing: FindingRepair(
            "End the interchange with IEA; when the file was cut off, send it again.",
            wrong: "GE*1*1~", right: "GE*1*1~ IEA*1*000000042~"),
        .interchangeTrailerUnexpected: FindingRepair(
            "Remove the second IEA, or write the ISA that belongs to it.",
            wrong: "IEA*1*000000042~ IEA*1*000000042~", right: "IEA*1*000000042~"),
        .interchangeControlNumber: FindingRepair(
            "Repeat ISA13 in IEA02, all nine digits.",
            wrong: "ISA*...*000000042*...~ ... IEA*1*000000041~",
            right: "ISA*...*000000042*...~ ... IEA*1*000000042~"),
        .interchangeControlNumberDuplicate: FindingRepair(
            "Count ISA13 up for every interchange.",
            wrong: "ISA*...*000000042*... ISA*...*000000042*...",
            right: "ISA*...*000000042*... ISA*...*000000043*..."),
        .standardsIdentifier: FindingRepair(
            "Write U into ISA11 before version 00402.", wrong: "...*1016*^*00401*...",
            right: "...*1016*U*00401*..."),
        .groupCount: FindingRepair(
            "Count the GS segments of the interchange in IEA01.",
            wrong: "GS ... GE, GS ... GE, IEA*1*000000042~",
            right: "GS ... GE, GS ... GE, IEA*2*000000042~"),
        .interchangeHeaderValue: FindingRepair(
            "Correct the element named; dates in ISA09 are YYMMDD, times in ISA10 HHMM, ISA13 has "
                + "nine digits, ISA15 is P or T.",
            wrong: "...*20261125*1016*U*00401*42*0*PROD*>~",
            right: "...*261125*1016*U*00401*000000042*0*P*>~"),
        .repetitionSeparatorMissing: FindingRepair(
            "Write a separator, usually ^, into ISA11 from version 00402 on.",
            wrong: "...*261125*1016*U*00501*...", right: "...*261125*1016*^*00501*..."),
        .interchangeAcknowledgmentValue: FindingRepair(
            "Repeat ISA13, ISA09 and ISA10 of the interchange answered, and give verdict and note.",
            wrong: "TA1*42*20261125*1016*A~", right: "TA1*000000042*261125*1016*A*000~"),
        .segmentOutside: FindingRepair(
            "Put the segment between ST and SE, or remove it; often an SE came too early.",
            wrong: "SE*6*0001~ REF*DP*092~ GE*1*1~", right: "REF*DP*092~ SE*7*0001~ GE*1*1~"),
    ]

    private static let group: [X12Finding: FindingRepair] = [
        .groupHeaderMissing: FindingRepair(
            "Write a GS before the first ST.",
            wrong: "ISA*...~ ST*850*0001~", right: "ISA*...~ GS*PO*...~ ST*850*0001~"),
        .groupTrailerMissing: FindingRepair(
            "End the group with GE; when the file was cut off, send it again.",
            wrong: "SE*12*0001~ IEA*1*000000042~",
            right: "SE*12*0001~ GE*1*1~ IEA*1*000000042~"),
        .groupTrailerUnexpected: FindingRepair(
            "Remove the GE, or write the GS that belongs to it.",
            wrong: "GE*1*1~ GE*1*1~", right: "GE*1*1~"),
        .groupControlNumber: FindingRepair(
            "Repeat GS06 in GE02.", wrong: "GS*PO*...*7*X*004010~ ... GE*1*8~",
            right: "GS*PO*...*7*X*004010~ ... GE*1*7~"),
        .groupControlNumberSyntax: FindingRepair(
            "Number the groups with one to nine digits.",
            wrong: "GS*PO*...*A7*X*004010~", right: "GS*PO*...*7*X*004010~"),
        .groupControlNumberDuplicate: FindingRepair(
            "Count GS06 up for every group.", wrong: "GS ... *7*X ... GS ... *7*X",
            right: "GS ... *7*X ... GS ... *8*X"),
        .setCount: FindingRepair(
            "Count the ST segments of the group in GE01. When sets are really missing, find them "
                + "before sending again.",
            wrong: "ST ... SE, ST ... SE, GE*3*7~", right: "ST ... SE, ST ... SE, GE*2*7~"),
        .groupDate: FindingRepair(
            "Write GS04 as CCYYMMDD and GS05 as HHMM.",
            wrong: "GS*PO*A*B*261125*1016*7*X*004010~",
            right: "GS*PO*A*B*20261125*1016*7*X*004010~"),
        .groupEmpty: FindingRepair(
            "Do not send groups without transaction sets.",
            wrong: "GS*PO*...~ GE*0*7~", right: "(nothing)"),
        .functionalIDMismatch: FindingRepair(
            "Write the functional identifier that goes with the set: PO for 850, PR for 855, SH "
                + "for 856, IN for 810.",
            wrong: "GS*PO*...~ ST*810*0001~", right: "GS*IN*...~ ST*810*0001~"),
        .releaseApproximated: FindingRepair(
            "Nothing to repair. What differs between the releases may be reported although it is "
                + "right; agree on 004010 or 005010 with the partner to be sure."),
    ]
}

extension X12Finding {
    /// All that can be told about the code.
    package var explanation: FindingExplanation {
        let rule = self.rule
        let repair = FindingRepair.all[self]
        return FindingExplanation(
            code, rule.severity, summary: rule.summary, rule: rule.rule,
            repair: repair?.text ?? "",
            owner: rule.severity == .info
                ? ResponsibleParty.nobody.rawValue : ResponsibleParty.partner.rawValue,
            acknowledgment: rule.acknowledgment, example: repair?.example)
    }
}
