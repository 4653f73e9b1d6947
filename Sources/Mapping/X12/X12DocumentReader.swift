package import Diagnostics
package import Documents
package import X12

/// What reading one transaction set gave.
package struct DocumentReading: Sendable {
    /// `nil` when the document was larger than the limits allow.
    package let document: Document?
    package let diagnostics: [Diagnostic]
    /// What stood around the document in an XML file.
    package let envelope: XMLEnvelope

    package init(
        document: Document?, diagnostics: [Diagnostic], envelope: XMLEnvelope = XMLEnvelope()
    ) {
        self.document = document
        self.diagnostics = diagnostics
        self.envelope = envelope
    }

    /// Whether the document must not be posted as it is.
    package var isHeld: Bool {
        document == nil || diagnostics.contains { $0.severity == .error }
    }
}

/// Fills a canonical document from the segments of one transaction set.
///
/// It is fed each segment with the row the validator gave it, keeps one frame for each open
/// scope, and stores values by field index; per element it makes nothing but the stored value.
/// A value that does not convert is a finding with its place and holds the document; a document
/// past `Limits` is dropped while the rest of its segments go by, so memory stays bounded.
package struct X12DocumentReader {
    let map: CompiledMap
    let limits: Limits
    let component: UInt8?
    /// Open scopes, the document first.
    var frames: [ReaderFrame]
    var diagnostics: [Diagnostic] = []
    var lineCount = 0
    /// The file's release is before 004010: its dates have no century.
    let hasShortDates: Bool
    private var byteCount = 0
    private var isDropped = false
    var hierarchy = HierarchyState()

    /// Charged for each group on top of its text, so that a flood of empty groups is bounded too.
    private static let groupByteCount = 64
    /// Most lists have a few entries: room for them at once instead of growing one by one.
    private static let entryCapacity = 4

    /// - Parameters:
    ///   - map: The map compiled for the set's table.
    ///   - delimiters: Of the interchange; the component separator is needed.
    ///   - limits: Lines and bytes a document may have.
    ///   - version: GS08 of the file. Under releases before 004010 a date is YYMMDD: 70 to 99
    ///     are 19.., 00 to 69 are 20..; a warning says so.
    package init(
        map: CompiledMap, delimiters: Delimiters, limits: Limits, version: String = "004010"
    ) {
        self.map = map
        hasShortDates = (SchemaLibrary.releaseNumber(version) ?? 4010) < 4010
        self.limits = limits
        component = delimiters.component
        frames = [ReaderFrame(scope: 0, group: DocumentGroup(schema: map.document.schema))]
    }

    /// Takes the next segment of the set, ST and SE included.
    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        _ = take(segment, at: place)
    }

    /// What took a segment.
    enum Taken: Equatable {
        /// The rule of this index.
        case rule(Int)
        /// It opened a level of the HL tree.
        case level
        case nothing
    }

    /// Takes the next segment and says what for.
    mutating func take(_ segment: borrowing SegmentView, at place: SegmentPlace) -> Taken {
        guard let row = place.row, !isDropped else { return .nothing }
        closeFrames(before: row, place)
        if let hierarchy = map.hierarchy, row == hierarchy.row {
            beginLevel(segment, place, hierarchy)
            return .level
        }
        for index in map.rowRules[row] where takes(map.rules[index], segment) {
            apply(map.rules[index], segment, place)
            return .rule(index)
        }
        return .nothing
    }

    /// The lines that are complete, taken out; what is still open stays. Empty for a map whose
    /// lines stand below another group of the document.
    mutating func takeLines() -> [DocumentGroup] {
        guard map.lineGroup >= 0, !frames[0].group.groups[map.lineGroup].isEmpty else { return [] }
        let lines = frames[0].group.groups[map.lineGroup]
        frames[0].group.groups[map.lineGroup].removeAll(keepingCapacity: true)
        return lines
    }

    /// Ends the set.
    package mutating func finish() -> DocumentReading {
        guard !isDropped else { return DocumentReading(document: nil, diagnostics: diagnostics) }
        while frames.count > 1 { closeFrame(SegmentPlace(row: nil, segmentPosition: 0)) }
        require(map.scopes[0].required, of: frames[0].group, nil)
        let document = Document(type: map.document, root: frames[0].group)
        return DocumentReading(document: document, diagnostics: diagnostics)
    }

    // MARK: Frames

    /// Closes every scope that does not span `row`, and one that opens there again.
    private mutating func closeFrames(before row: Int, _ place: SegmentPlace) {
        while frames.count > 1 {
            let scope = map.spans[frames[frames.count - 1].scope]
            if scope.firstRow < row, row <= scope.lastRow { return }
            closeFrame(place)
        }
    }

    private mutating func closeFrame(_ place: SegmentPlace) {
        let frame = frames.removeLast()
        let scope = map.spans[frame.scope]
        if scope.isTransparent { return }
        if scope.hasRequired {
            require(map.scopes[frame.scope].required, of: frame.group, frame.place)
        }
        if scope.isLine { countLine() }
        guard frame.level < 0 else { return placeLevel(frame) }
        append((consume frame).finish(), to: scope.parentGroupDepth, scope.groupIndex)
    }

    /// Adds an entry to a nested group of an open frame.
    private mutating func append(
        _ entry: consuming DocumentGroup, to depth: Int, _ index: Int
    ) {
        if frames[depth].group.groups[index].isEmpty {
            frames[depth].group.groups[index].reserveCapacity(Self.entryCapacity)
        }
        frames[depth].group.groups[index].append(entry)
    }

    /// Opens a frame for a scope and charges it to the document.
    mutating func open(_ scope: Int, level: Int = -1, at place: SegmentPlace) {
        charge(Self.groupByteCount)
        frames.append(
            ReaderFrame(
                scope: scope, group: DocumentGroup(schema: map.scopes[scope].group),
                level: level, place: place))
    }

    private mutating func countLine() {
        lineCount += 1
        if lineCount > limits.documentLineCountMax {
            drop("more than \(limits.documentLineCountMax) lines")
        }
    }

    private mutating func charge(_ bytes: Int) {
        byteCount += bytes
        if byteCount > limits.documentByteCountMax {
            drop("more than \(limits.documentByteCountMax) bytes")
        }
    }

    private mutating func drop(_ what: String) {
        guard !isDropped else { return }
        isDropped = true
        diagnostics.append(.documentTooLarge(what))
        // The frames below the innermost stay, empty, so that closing them stays valid.
        for index in frames.indices {
            frames[index].group = DocumentGroup(schema: frames[index].group.schema)
        }
    }

    // MARK: Rules

    /// Whether a rule's scope is open, its conditions hold, and it has not been used up.
    private func takes(_ rule: SegmentRule, _ segment: borrowing SegmentView) -> Bool {
        guard rule.ownerDepth < frames.count, frames[rule.ownerDepth].scope == rule.owner,
            frames[rule.ownerDepth].usedRules & rule.usedBit == 0
        else { return false }
        for index in rule.conditions {
            let condition = map.conditionSpans[index]
            let range = range(segment, condition.position, condition.component)
            guard let key = CodeKey.of(segment.bytes.extracting(range)),
                condition.keys.contains(where: { map.conditionKeys[$0] == key })
            else { return false }
        }
        return true
    }

    private mutating func apply(
        _ rule: SegmentRule, _ segment: borrowing SegmentView, _ place: SegmentPlace
    ) {
        if rule.opens >= 0 {
            open(rule.opens, at: place)
        } else {
            frames[rule.ownerDepth].usedRules |= rule.usedBit
        }
        let depth = rule.targetDepth
        for index in rule.elements {
            let element = map.elements[index]
            let range = range(segment, element.position, element.component)
            guard !range.isEmpty,
                let value = read(element, segment, range, element.position, place)
            else { continue }
            let source = ByteRange(
                offset: segment.fileOffset + range.lowerBound, length: range.count)
            if rule.once >= 0 {
                let nested = frames[depth].group.schema.groups[rule.once]
                if frames[depth].group.groups[rule.once].isEmpty {
                    charge(Self.groupByteCount)
                    append(DocumentGroup(schema: nested), to: depth, rule.once)
                }
                frames[depth].group.groups[rule.once][0].store(value, element.field, source)
            } else {
                frames[depth].group.store(value, element.field, source)
            }
        }
        for index in rule.pairs { applyPairs(map.pairs[index], segment, place, depth) }
    }

    private mutating func applyPairs(
        _ pairs: PairRule, _ segment: borrowing SegmentView, _ place: SegmentPlace, _ depth: Int
    ) {
        var first = pairs.firstPosition
        let last = min(pairs.lastPosition, segment.elementCount)
        while first <= last {
            var entry = DocumentGroup(schema: pairs.group)
            var isEmpty = true
            for index in pairs.elements {
                let element = map.elements[index]
                let range = range(segment, first + element.position, 0)
                guard !range.isEmpty,
                    let value = read(element, segment, range, first + element.position, place)
                else { continue }
                isEmpty = false
                entry.store(
                    value, element.field,
                    ByteRange(offset: segment.fileOffset + range.lowerBound, length: range.count))
            }
            if !isEmpty {
                charge(Self.groupByteCount)
                require(pairs.required, of: entry, place)
                append(consume entry, to: depth, pairs.groupIndex)
            }
            first += pairs.elements.count
        }
    }

    // MARK: Values

    /// The range in the segment's bytes of an element or component; empty when absent.
    private func range(
        _ segment: borrowing SegmentView, _ position: Int, _ component: Int
    ) -> Range<Int> {
        guard let whole = segment.range(at: position) else { return 0..<0 }
        guard component > 0, let separator = self.component else {
            return component > 1 ? 0..<0 : whole
        }
        var start = whole.lowerBound
        var ordinal = 1
        for index in whole where segment.bytes[index] == separator {
            if ordinal == component { return start..<index }
            ordinal += 1
            start = index + 1
        }
        return ordinal == component ? start..<whole.upperBound : 0..<0
    }

    private mutating func read(
        _ element: ElementRule, _ segment: borrowing SegmentView, _ range: Range<Int>,
        _ position: Int, _ place: SegmentPlace
    ) -> DocumentValue? {
        let bytes = segment.bytes.extracting(range)
        charge(range.count)
        guard let value = element.converter.read(bytes) ?? shortDate(element, bytes) else {
            report(
                .valueUnreadable, element.converter.expectation, segment, range, position,
                element.component, place)
            return nil
        }
        guard element.table >= 0 else { return value }
        let code = bytes.x12Text
        guard let word = map.tables[element.table].word(for: code) else {
            report(
                .codeUnknown, "a code of the map's table", segment, range, position,
                element.component, place)
            return nil
        }
        return .text(word)
    }

    /// A date of a release before 004010, whose century has to be taken from a window.
    private mutating func shortDate(
        _ element: ElementRule, _ bytes: Span<UInt8>
    ) -> DocumentValue? {
        guard hasShortDates, element.converter == .date,
            let value = ValueConverter.shortDate.read(bytes)
        else { return nil }
        if !diagnostics.contains(where: { $0.code == .centuryAssumed }) { add(.centuryAssumed) }
        return value
    }
}

/// An open scope and the group it fills.
struct ReaderFrame {
    let scope: Int
    var group: DocumentGroup
    /// Index of the level's node in the HL tree; -1 for any other scope.
    var level = -1
    /// Rules for single segments that have had theirs, by `SegmentRule.usedBit`.
    var usedRules: UInt64 = 0
    /// The segment that opened it.
    var place: SegmentPlace?

    /// The group, moved out.
    consuming func finish() -> DocumentGroup { group }
}
