package import Diagnostics

/// What a sender should send instead of what was found, as concretely as the tables allow.
package struct FindingRemedy: Sendable, Hashable {
    /// Name of the element in the dictionary; `nil` when the finding is about no element.
    package var elementName: String?
    /// What to send, in words.
    package var text: String
    /// The segment as it should be, when there is only one way to correct it.
    package var corrected: String?
    /// True for the advice that goes with the code and knows nothing of this document.
    package var isGeneral: Bool

    package init(
        elementName: String? = nil, text: String, corrected: String? = nil, isGeneral: Bool = false
    ) {
        self.elementName = elementName
        self.text = text
        self.corrected = corrected
        self.isGeneral = isGeneral
    }
}

/// Finds remedies for the findings of one transaction set, or of the envelope. Reads the tables
/// only when asked, so that a file without findings costs nothing.
package struct RemedyFinder {
    let library: SchemaLibrary
    /// The set's table; `nil` for the envelope and for sets without one.
    let schema: TransactionSetSchema?
    let release: String

    /// - Parameters:
    ///   - library: The tables.
    ///   - set: ST01; empty for the envelope.
    ///   - version: GS08 or ISA12 as received; what is no release of X12 is read by 004010.
    package init(library: SchemaLibrary, set: String, version: String) {
        self.library = library
        schema =
            set.isEmpty
            ? nil
            : (library.schema(set: set, version: version)
                ?? library.schema(set: set, version: "004010"))?.schema
        release = schema?.release ?? library.tableRelease(of: version) ?? "004010"
    }

    /// The remedy for a finding in a segment; `segment` is `nil` when its bytes are not at hand.
    /// Findings of other targets give `nil`: their words are in their own tables.
    package func remedy(for finding: Diagnostic, in segment: RawSegment?) -> FindingRemedy? {
        guard let kind = X12Finding(rawValue: finding.code.rawValue) else { return nil }
        let target = Target(finding, segment, self)
        var remedy =
            elementRemedy(kind, finding, target) ?? segmentRemedy(kind, finding, segment)
            ?? countRemedy(kind, finding, target)
            ?? FindingRemedy(text: kind.explanation.repair, isGeneral: true)
        remedy.elementName = target.use?.name
        return remedy
    }

    /// The element a finding is about.
    struct Target {
        let segment: RawSegment?
        let position: Int?
        let component: Int?
        let repetition: Int?
        let use: ElementUse?

        init(_ finding: Diagnostic, _ segment: RawSegment?, _ finder: RemedyFinder) {
            self.segment = segment
            position = finding.place.elementPosition
            component = finding.place.componentPosition
            repetition = finding.place.repetition
            let uses = finding.place.segment.flatMap { finder.definition($0)?.elements } ?? []
            var use: ElementUse?
            if let position, position >= 1, position <= uses.count { use = uses[position - 1] }
            if let component, let parts = use?.components, component >= 1,
                component <= parts.count
            {
                use = parts[component - 1]
            }
            self.use = use
        }

        /// The segment with the element replaced.
        func corrected(_ value: String) -> String? {
            guard let segment, let position else { return nil }
            return segment.replacing(
                position, component: component, repetition: repetition, with: value)
        }
    }

    func definition(_ segment: String) -> SegmentDefinition? {
        library.segment(SegmentID(segment), version: release)
    }

    // MARK: Counts and control numbers

    /// Findings whose `expected` is the very value to send.
    private func countRemedy(
        _ kind: X12Finding, _ finding: Diagnostic, _ target: Target
    ) -> FindingRemedy? {
        guard let expected = finding.expected else { return nil }
        let place = finding.place.segment ?? ""
        let label = finding.place.elementPosition.map {
            DescribedSegment.label(place, $0)
        }
        switch kind {
        case .segmentCount, .setCount, .groupCount, .interchangeControlNumber,
            .groupControlNumber, .setControlNumber, .controlNumberPadding, .functionalIDMismatch:
            let value = String(expected.prefix { $0 != " " })
            return FindingRemedy(
                text: "\(value)" + (label.map { " in \($0)" } ?? ""),
                corrected: target.corrected(value))
        case .lineCount:
            let value = String(expected.prefix { $0.isNumber })
            guard !value.isEmpty, value.count == expected.prefix(while: { $0 != " " }).count else {
                return nil
            }
            return FindingRemedy(
                text: "\(value) in CTT01, for \(expected)", corrected: target.corrected(value))
        default: return nil
        }
    }
}

extension DescribedSegment {
    /// `BEG03`: the position with two digits, as the guides print it.
    package static func label(_ segment: String, _ position: Int) -> String {
        SegmentDescriber.label(segment, position)
    }
}

extension SchemaLibrary {
    /// The release whose tables are used for a version; `nil` for one that is none of X12's.
    package func tableRelease(of version: String) -> String? { release(version)?.release }

    /// A data element by its reference number.
    package func element(_ reference: String, version: String) -> ElementDefinition? {
        CodeKey.packed(reference).flatMap { release(version)?.elements[$0] }
    }

    /// The segments of the directory, in order of their IDs.
    package func segments(version: String) -> [SegmentDefinition] {
        (release(version)?.segments.values).map { values in
            values.sorted { $0.id.description < $1.id.description }
        } ?? []
    }
}
