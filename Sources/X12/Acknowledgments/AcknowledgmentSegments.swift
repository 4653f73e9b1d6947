/// The body of a 997 or 999. Both have one shape; inside the AK2 loop the 999 says IK for AK:
///
///     AK1                      group answered
///       AK2                    set
///         AK3 (IK3)            segment in error
///           AK4 (IK4)          element in error, when AK304 is 8
///         AK5 (IK5)            verdict on the set
///     AK9                      verdict on the group
extension InterchangeWriter {
    /// AK502 to AK506 and AK905 to AK909.
    private static let codeCountMax = 5

    mutating func writeAcknowledgment(
        of group: AcknowledgedGroup, isLate: Bool, isImplementation: Bool
    ) throws(WriterError) {
        let version = isLate ? group.version.limited(to: 12) : ""
        // AK102 is mandatory; a group without GS06 is answered under zero.
        let number = group.controlNumber.isEmpty ? "0" : group.controlNumber.limited(to: 9)
        try writeSegment("AK1", [group.functionalID.limited(to: 2), number, version])
        for set in group.sets {
            try write(set, isLate: isLate, isImplementation: isImplementation)
        }
        let counts = [group.claimedCount, group.receivedCount, group.acceptedCount].map {
            // Elements 97, 123 and 2 are at most six digits.
            "\(min($0, 999_999))"
        }
        try writeSegment(
            "AK9", [group.verdict.rawValue] + counts + group.codes.prefix(Self.codeCountMax))
    }

    private mutating func write(
        _ set: AcknowledgedSet, isLate: Bool, isImplementation: Bool
    ) throws(WriterError) {
        let reference = isLate ? set.implementationReference?.limited(to: 35) : nil
        try writeSegment(
            "AK2", [set.set.limited(to: 3), set.controlNumber.limited(to: 9), reference ?? ""])
        for segment in set.segments {
            let loop = segment.boundedLoop?.limited(to: 6) ?? ""
            try writeSegment(
                isImplementation ? "IK3" : "AK3",
                [segment.id.limited(to: 3), "\(max(1, segment.position))", loop, segment.code])
            for element in segment.elements where segment.code == "8" {
                beginSegment(isImplementation ? "IK4" : "AK4")
                try writeElements(of: element, isLate: isLate)
                endSegment()
            }
        }
        var codes = set.codes.filter { $0 != "5" }.map { isLate || $0 != "18" ? $0 : "6" }
        // 718 code 5: segments in error. Codes about the set as a whole weigh more.
        if !set.segments.isEmpty || set.codes.contains("5") { codes.append("5") }
        try writeSegment(
            isImplementation ? "IK5" : "AK5",
            [set.verdict.rawValue] + codes.prefix(Self.codeCountMax))
    }

    private mutating func writeElements(
        of element: AcknowledgedElement, isLate: Bool
    ) throws(WriterError) {
        try self.element(max(1, element.elementPosition))
        if let position = element.componentPosition { try component("\(position)") }
        if isLate, let repetition = element.repetition {
            if element.componentPosition == nil { component() }
            try component("\(repetition)")
        }
        // AK402 is a number, so the reference of a composite or an envelope element has no place.
        try self.element(element.reference.flatMap(Int.init).map(String.init) ?? "")
        try self.element(Self.elementCode(element.code, isLate: isLate))
        if let value = element.value, canWrite(value) { try self.element(value) }
    }

    /// Codes 12 and 13, too many repetitions or components, are younger than 004010; there the
    /// nearest is 3, too many elements.
    private static func elementCode(_ code: String, isLate: Bool) -> String {
        !isLate && (code == "12" || code == "13") ? "3" : code
    }

    private func canWrite(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !delimiters.separate($0) }
    }
}

extension String {
    /// At most so many characters, as X12 counts them.
    fileprivate func limited(to count: Int) -> String {
        unicodeScalars.count <= count ? self : String(unicodeScalars.prefix(count))
    }
}
