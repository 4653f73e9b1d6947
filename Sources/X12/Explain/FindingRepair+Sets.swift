/// Repairs inside transaction sets.
extension FindingRepair {
    static let set: [X12Finding: FindingRepair] = [
        .setHeaderMissing: FindingRepair(
            "Write the ST, or remove the SE.", wrong: "GS*PO*...~ SE*1*0001~",
            right: "GS*PO*...~ ST*850*0001~ ... SE*12*0001~"),
        .setTrailerMissing: FindingRepair(
            "End the set with SE; when the file was cut off, send it again.",
            wrong: "CTT*2~ GE*1*7~", right: "CTT*2~ SE*12*0001~ GE*1*7~"),
        .setControlNumber: FindingRepair(
            "Repeat ST02 in SE02.", wrong: "ST*850*0001~ ... SE*12*0002~",
            right: "ST*850*0001~ ... SE*12*0001~"),
        .setControlNumberSyntax: FindingRepair(
            "Write four to nine digits into ST02.", wrong: "ST*850*1~", right: "ST*850*0001~"),
        .setControlNumberDuplicate: FindingRepair(
            "Count ST02 up in the group.", wrong: "ST*850*0001~ ... ST*850*0001~",
            right: "ST*850*0001~ ... ST*850*0002~"),
        .segmentCount: FindingRepair(
            "Count the segments from ST to SE, both included, after the set is complete. When the "
                + "count is right at your side, segments were lost on the way.",
            wrong: "ST, BIG, IT1, TDS, SE*6*0001~", right: "ST, BIG, IT1, TDS, SE*5*0001~"),
        .setUnknown: FindingRepair(
            "Send one of the sets agreed with the partner, or ask the appliance's side to add its "
                + "table under maps/x12.",
            wrong: "ST*204*0001~", right: "ST*850*0001~"),
        .setIdentifierMissing: FindingRepair(
            "Write the three digits of the set into ST01.", wrong: "ST**0001~",
            right: "ST*850*0001~"),
        .controlNumberPadding: FindingRepair(
            "Write the number in the trailer with the same leading zeros as in the header.",
            wrong: "ST*850*0001~ ... SE*12*1~", right: "ST*850*0001~ ... SE*12*0001~"),
        .hashTotal: FindingRepair(
            "Add the quantities of the lines into CTT02, or leave CTT02 out.",
            wrong: "PO1*1*10 ... PO1*2*5 ... CTT*2*10~",
            right: "PO1*1*10 ... PO1*2*5 ... CTT*2*15~"),
        .invoiceTotal: FindingRepair(
            "Make TDS01 the sum of lines, charges and taxes, with two implied decimals.",
            wrong: "IT1*1*10*EA*5~ TDS*5100~", right: "IT1*1*10*EA*5~ TDS*5000~"),
        .orderTotal: FindingRepair(
            "Make AMT02 after CTT the sum of the lines, or leave the AMT out.",
            wrong: "PO1*1*10*EA*5~ AMT*TT*51~", right: "PO1*1*10*EA*5~ AMT*TT*50~"),
        .lineCount: FindingRepair(
            "Count the lines of the set in CTT01: PO1, IT1, POC, LIN or HL as the set has them.",
            wrong: "PO1 ... PO1 ... CTT*3~", right: "PO1 ... PO1 ... CTT*2~"),
    ]

    static let segments: [X12Finding: FindingRepair] = [
        .segmentUnknown: FindingRepair(
            "Look for a misspelt ID, or a terminator inside data that cut a segment in two.",
            wrong: "NM*ST*GENERAL HOSPITAL~", right: "N1*ST*GENERAL HOSPITAL~"),
        .segmentNotInSet: FindingRepair(
            "Leave the segment out, or use the one that the set has for the fact.",
            wrong: "ST*810 ... PO1*1*2*EA*5~", right: "ST*810 ... IT1*1*2*EA*5~"),
        .segmentOutOfOrder: FindingRepair(
            "Move the segment to where the set's table has it; header segments come before the "
                + "first line, and a loop begins with its first segment.",
            wrong: "PO1*1*2*EA*5~ REF*DP*092~", right: "REF*DP*092~ PO1*1*2*EA*5~"),
        .segmentMissing: FindingRepair(
            "Write the segment named, with its mandatory elements.",
            wrong: "ST*810*0001~ IT1*1*...~", right: "ST*810*0001~ BIG*20261120*INV-1~ IT1*1*...~"
        ),
        .loopStartMissing: FindingRepair(
            "Write the segment that opens the loop before the others of it.",
            wrong: "N3*1 MAIN STREET~", right: "N1*ST*GENERAL HOSPITAL~ N3*1 MAIN STREET~"),
        .loopTrailerUnexpected: FindingRepair(
            "Remove the LE, or write the LS that opens the bounded loop.",
            wrong: "LE*100~", right: "LS*100~ ... LE*100~"),
        .loopIdentifier: FindingRepair(
            "Repeat LS01 in LE01.", wrong: "LS*100~ ... LE*200~", right: "LS*100~ ... LE*100~"),
        .terminatorLost: FindingRepair(
            "Write the terminator between the two segments.",
            wrong: "REF*DP*092N1*ST*GENERAL HOSPITAL~",
            right: "REF*DP*092~N1*ST*GENERAL HOSPITAL~"),
        .segmentTooOften: FindingRepair(
            "Send the segment as often as the set allows; put the rest where it repeats.",
            wrong: "CUR*BY*USD~ CUR*BY*USD~", right: "CUR*BY*USD~"),
        .loopTooOften: FindingRepair(
            "Split the document, or leave out the surplus turns of the loop.",
            wrong: "N1*ST ... 201 times", right: "N1*ST ... at most 200 times"),
        .segmentEmpty: FindingRepair(
            "Do not send segments without data.", wrong: "REF~", right: "(nothing)"),
        .trailingSeparator: FindingRepair(
            "Harmless; stop the segment after its last element with a value.",
            wrong: "N1*ST*GENERAL HOSPITAL**~", right: "N1*ST*GENERAL HOSPITAL~"),
        .hierarchyDuplicate: FindingRepair(
            "Count HL01 up through the set, 1 for the first level.",
            wrong: "HL*1**S~ HL*1*1*O~", right: "HL*1**S~ HL*2*1*O~"),
        .hierarchyParent: FindingRepair(
            "Write the HL01 of the level above into HL02, and send that level first.",
            wrong: "HL*1**S~ HL*2*9*O~", right: "HL*1**S~ HL*2*1*O~"),
        .hierarchyLevel: FindingRepair(
            "Put the level under one that the structure code of BSN05 has above it, or send the "
                + "code of the structure used.",
            wrong: "BSN*...*0001~ HL*1**S~ HL*2*1*I~ HL*3*2*O~",
            right: "BSN*...*0001~ HL*1**S~ HL*2*1*O~ HL*3*2*I~"),
        .hierarchyChildren: FindingRepair(
            "Write 1 into HL04 of levels with levels below and 0 into the others, or leave HL04 "
                + "out.",
            wrong: "HL*1**S*0~ HL*2*1*O~", right: "HL*1**S*1~ HL*2*1*O~"),
        .hierarchyUnchecked: FindingRepair("Number the levels 1, 2, 3 in the order they come."),
    ]

    static let elements: [X12Finding: FindingRepair] = [
        .elementMissing: FindingRepair(
            "Send a value for the element named.", wrong: "BIG**INV-1~",
            right: "BIG*20261120*INV-1~"),
        .elementConditionallyMissing: FindingRepair(
            "Send the element that is missing, or leave out the one that calls for it: a "
                + "qualifier goes with its value.",
            wrong: "PO1*1*2*EA*5**VC~", right: "PO1*1*2*EA*5**VC*NF-10422~"),
        .elementExcluded: FindingRepair(
            "Send only one of the elements named.", wrong: "(both elements filled)",
            right: "(one of them empty)"),
        .elementsTooMany: FindingRepair(
            "Leave out what stands past the last element, or move it to the element that is meant; "
                + "a separator inside data shifts everything after it.",
            wrong: "REF*DP*092*TEXT**MORE~", right: "REF*DP*092*TEXT~"),
        .componentsTooMany: FindingRepair(
            "Leave out the surplus components; a component separator inside data looks the same.",
            wrong: "SLN*1**I*2*EA>1>1>1>1>1 ... (16 components)",
            right: "SLN*1**I*2*EA>1>1"),
        .repetitionsTooMany: FindingRepair(
            "Send as many repetitions as the element allows, or repeat the segment."),
        .elementTooShort: FindingRepair(
            "Pad numbers with leading zeros to the least length; send codes in full.",
            wrong: "GS*PO*S*R*...~", right: "GS*PO*SU*RE*...~"),
        .elementTooLong: FindingRepair(
            "Shorten the value, or split text over several segments; units and other codes must "
                + "be those of the list.",
            wrong: "IT1*1*40*BXX*7.85~", right: "IT1*1*40*BX*7.85~"),
        .elementCharacter: FindingRepair(
            "Remove control characters and line breaks from the data before writing it.",
            wrong: "N1*ST*GENERAL<LF>HOSPITAL~", right: "N1*ST*GENERAL HOSPITAL~"),
        .elementNumber: FindingRepair(
            "Send plain digits: no thousands separator, currency sign or unit; no decimal point "
                + "where decimals are implied (N2: 471.00 is 47100).",
            wrong: "TDS*471.00~", right: "TDS*47100~"),
        .elementCode: FindingRepair(
            "Send a code of the element's list; waybill explain BEG02 shows one. Lower case does "
                + "not match.",
            wrong: "IT1*1*40*BOX*7.85~", right: "IT1*1*40*BX*7.85~"),
        .elementDate: FindingRepair(
            "Send a day of the calendar as CCYYMMDD.", wrong: "BIG*20261131*INV-1~",
            right: "BIG*20261130*INV-1~"),
        .elementTime: FindingRepair(
            "Send HHMM or HHMMSS on the 24-hour clock.", wrong: "DTM*011*20261120*2460~",
            right: "DTM*011*20261120*2359~"),
        .elementBlank: FindingRepair(
            "Leave the element empty instead of filling it with blanks.",
            wrong: "N1*ST*   ~", right: "N1*ST*GENERAL HOSPITAL~"),
        .separatorInElement: FindingRepair(
            "Replace the character in the data, or choose separators that the data never hold.",
            wrong: "N1*ST*WARD>3~  (with > as component separator)", right: "N1*ST*WARD 3~"),
    ]
}
