/// The body of a 997 or 999. Both have one shape; inside the AK2 loop the 999 says IK for AK:
///
///     AK1                      group answered
///       AK2                    set
///         AK3 (IK3)            segment in error
///             (CTX)            what made the rule apply; the line it stands in
///           AK4 (IK4)          element in error, when AK304 is 8
///             (CTX)
///         AK5 (IK5)            verdict on the set
///     AK9                      verdict on the group
struct AcknowledgmentBody {
    /// From 005010 on: AK103, AK203, repetitions, more codes.
    let isLate: Bool
    /// A 999.
    let isImplementation: Bool
    /// A 999 that follows a guide of its own (ST03). The guides list the names of business keys
    /// that they know, and those of procurement are in none; so only triggers are told then.
    let hasGuide: Bool
    /// What AK404 may be written in.
    let characters: WritableCharacters

    /// AK502 to AK506 and AK905 to AK909.
    private static let codeCountMax = 5
    /// CTX may stand ten times after IK3 and after IK4.
    private static let contextCountMax = 10

    func write(
        _ group: AcknowledgedGroup, to writer: inout InterchangeWriter
    ) throws(WriterError) {
        let version = isLate ? group.version.limited(to: 12) : ""
        // AK102 is mandatory; a group without GS06 is answered under zero.
        let number = group.controlNumber.isEmpty ? "0" : group.controlNumber.limited(to: 9)
        try writer.writeSegment("AK1", [group.functionalID.limited(to: 2), number, version])
        for set in group.sets { try write(set, to: &writer) }
        let counts = [group.claimedCount, group.receivedCount, group.acceptedCount].map {
            // Elements 97, 123 and 2 are at most six digits.
            "\(min($0, 999_999))"
        }
        let codes = CodeOrder.sorted(group.codes, by: CodeOrder.group)
        try writer.writeSegment(
            "AK9", [group.verdict.rawValue] + counts + codes.prefix(Self.codeCountMax))
    }

    private func write(
        _ set: AcknowledgedSet, to writer: inout InterchangeWriter
    ) throws(WriterError) {
        writer.beginSegment("AK2")
        try writer.element(set.set.limited(to: 3))
        try writer.element(set.controlNumber.limited(to: 9))
        if isLate, let reference = set.implementationReference {
            try writer.element(reference.limited(to: 35))
        }
        writer.endSegment()
        if set.codes.isEmpty, set.implementationCodes.isEmpty, set.segments.isEmpty {
            // As nearly always.
            writer.beginSegment(isImplementation ? "IK5" : "AK5")
            try writer.element(set.verdict.rawValue)
            writer.endSegment()
            return
        }
        for segment in set.segments {
            let code =
                isImplementation ? segment.implementationCode ?? segment.code : segment.code
            try writer.writeSegment(
                isImplementation ? "IK3" : "AK3",
                [
                    segment.id.limited(to: 3), position(segment.position),
                    loop(segment.boundedLoop), code,
                ])
            try write(segment.contexts, to: &writer)
            for element in segment.elements where segment.code == "8" {
                try write(element, to: &writer)
                try write(element.contexts, to: &writer)
            }
        }
        try writer.writeSegment(
            isImplementation ? "IK5" : "AK5",
            [set.verdict.rawValue] + codes(of: set).prefix(Self.codeCountMax))
    }

    /// Element 719: six digits, ten from 005010 on.
    private func position(_ position: Int) -> String {
        "\(min(max(1, position), isLate ? 9_999_999_999 : 999_999))"
    }

    /// Element 447: six characters, four from 005010 on.
    private func loop(_ identifier: String?) -> String {
        identifier?.limited(to: isLate ? 4 : 6) ?? ""
    }

    /// Codes of 718 or 618, the most serious first, ending with that segments are in error.
    private func codes(of set: AcknowledgedSet) -> [String] {
        var codes =
            isImplementation && !set.implementationCodes.isEmpty
            ? set.implementationCodes : set.codes
        // Code 18, not of this group, is younger than 004010; there the nearest is 6.
        if !isLate { codes = codes.map { $0 == "18" ? "6" : $0 } }
        let breaches = set.segments.flatMap { segment in
            segment.code == "8" && !segment.elements.isEmpty
                ? segment.elements.map { $0.implementationCode ?? $0.code }
                : [segment.implementationCode ?? segment.code]
        }
        let isOfGuide = { (code: String) in isImplementation && code.hasPrefix("I") }
        if breaches.contains(where: isOfGuide) { codes.append("I5") }
        if breaches.contains(where: { !isOfGuide($0) }) { codes.append("5") }
        return CodeOrder.sorted(codes, by: CodeOrder.set)
    }

    // MARK: Elements

    private func write(
        _ element: AcknowledgedElement, to writer: inout InterchangeWriter
    ) throws(WriterError) {
        writer.beginSegment(isImplementation ? "IK4" : "AK4")
        try write(
            element.elementPosition, element.componentPosition, element.repetition, to: &writer)
        try writer.element(reference(element.reference))
        try writer.element(code(of: element))
        if let value = element.value.flatMap(characters.reduced) { try writer.element(value) }
        writer.endSegment()
    }

    /// C030: element position, component position and, from 005010 on, repetition.
    private func write(
        _ position: Int, _ component: Int?, _ repetition: Int?, to writer: inout InterchangeWriter
    ) throws(WriterError) {
        try writer.element(min(max(1, position), 99))
        if let component { try writer.component("\(min(component, 99))") }
        if isLate, let repetition {
            if component == nil { writer.component() }
            try writer.component("\(min(repetition, 9999))")
        }
    }

    /// Element 725 is a number of four digits, so the reference of a composite or of an envelope
    /// element has no place.
    private func reference(_ reference: String?) -> String {
        reference.flatMap(Int.init).map(String.init)?.limited(to: 4) ?? ""
    }

    /// Codes 12 and 13, too many repetitions or components, are younger than 004010; there the
    /// nearest is 3, too many elements.
    private func code(of element: AcknowledgedElement) -> String {
        if isImplementation, let code = element.implementationCode { return code }
        return !isLate && (element.code == "12" || element.code == "13") ? "3" : element.code
    }

    // MARK: Contexts

    private func write(
        _ contexts: [AcknowledgedContext], to writer: inout InterchangeWriter
    ) throws(WriterError) {
        guard isImplementation else { return }
        let told = contexts.filter { !hasGuide || $0.isSituationalTrigger }
        for context in told.prefix(Self.contextCountMax) { try write(context, to: &writer) }
    }

    private func write(
        _ context: AcknowledgedContext, to writer: inout InterchangeWriter
    ) throws(WriterError) {
        guard let key = context.keys.first else { return }
        writer.beginSegment("CTX")
        try writer.element(key.name.limited(to: 35))
        if let value = key.value.flatMap(characters.reduced) {
            try writer.component(value.limited(to: 35))
        }
        try writer.element(context.segment?.limited(to: 3) ?? "")
        try writer.element(context.segmentPosition.map(position) ?? "")
        try writer.element(loop(context.boundedLoop))
        if let element = context.elementPosition {
            try write(element, context.componentPosition, context.repetition, to: &writer)
        } else {
            writer.element()
        }
        try writer.element(reference(context.reference))
        writer.endSegment()
    }
}

/// The most serious first, because five codes are all that fits: what cannot be told apart, then
/// what is not taken, then what was lost on the way, then what is wrong inside.
enum CodeOrder {
    /// Elements 718 and 618.
    static let set = [
        "6", "7", "1", "18", "I6", "19", "2", "3", "4", "23", "I5", "5",
    ]
    /// Element 716.
    static let group = ["1", "2", "6", "3", "4", "5", "19"]

    /// Each code once; those that are in no order keep theirs, before the last of the order.
    static func sorted(_ codes: [String], by order: [String]) -> [String] {
        var seen: Set<String> = []
        let once = codes.filter { seen.insert($0).inserted }
        let rank = { (code: String) in order.firstIndex(of: code) ?? order.count - 2 }
        return once.enumerated().sorted { left, right in
            let (first, second) = (rank(left.element), rank(right.element))
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }
}

extension String {
    /// At most so many characters, as X12 counts them.
    fileprivate func limited(to count: Int) -> String {
        // There are no more characters than bytes.
        utf8.count <= count || unicodeScalars.count <= count
            ? self : String(unicodeScalars.prefix(count))
    }
}
