package import Diagnostics

/// Gathers, from the validated stream, what the acknowledgments of each interchange will say.
///
/// Guarantees: counts are exact whatever the size of the file; sets are listed in the order
/// received, segments in the order of the set; a set found clean lists no segment; an FA group is
/// never answered. Memory is bounded by `Limits`: a group with more sets than may be listed lists
/// only those with errors. Rendering comes after the end, because GE may decide the group.
package struct AcknowledgmentBuilder: InterchangeConsumer {
    /// Bounds on what is listed one by one.
    package struct Limits: Hashable, Sendable {
        /// Groups of an interchange that are answered.
        package var groupCountMax = 10_000
        /// Sets listed in a group; beyond it only those with errors are.
        package var listedSetCountMax = 10_000
        /// Sets with errors listed in a group; beyond it they are only counted.
        package var uncleanSetCountMax = 50_000
        /// Segments in error listed in a set.
        package var segmentCountPerSetMax = 100
        /// Segments in error listed in an interchange.
        package var segmentCountMax = 20_000
        /// False lists only the sets with errors.
        package var listsCleanSets = true

        package init() {}
    }

    /// AK4 may stand 99 times in an AK3 loop.
    static let elementCountMax = 99
    private static let functionalAcknowledgmentID = "FA"

    private let limits: Limits
    private var finished: [AcknowledgedInterchange] = []
    private var interchange: AcknowledgedInterchange?
    private var group: AcknowledgedGroup?
    private var set: AcknowledgedSet?
    private var segmentCount = 0
    private var listsCleanSets = true
    /// GE01 of the open group, when it was found wrong.
    private var claimedCount: Int?
    /// The LS loop that is open, by its identifier.
    private var boundedLoop: String?
    private var keys = BusinessKeys()
    /// Position of the segment of the open set that was listed last; 0 when none was.
    private var listedPosition = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// The interchanges that have ended since the last call.
    package mutating func takeFinished() -> [AcknowledgedInterchange] {
        let taken = finished
        finished = []
        return taken
    }

    package mutating func interchangeBegan(
        _ header: InterchangeHeader, delimiters: Delimiters
    ) {
        interchange = AcknowledgedInterchange(header: header)
        segmentCount = 0
    }

    package mutating func groupBegan(_ header: FunctionalGroupHeader) {
        claimedCount = nil
        listsCleanSets = limits.listsCleanSets
        // Without GS01 there is nothing that AK1 could name; the TA1 tells of such a group.
        let isAnswered =
            header.functionalID != Self.functionalAcknowledgmentID && !header.functionalID.isEmpty
            && interchange?.groups.count ?? 0 < limits.groupCountMax
        guard isAnswered else {
            interchange?.unansweredGroupCount += 1
            group = nil
            return
        }
        var group = AcknowledgedGroup()
        group.functionalID = header.functionalID
        group.controlNumber = header.controlNumber
        group.version = header.version
        self.group = group
    }

    package mutating func transactionSetBegan(
        _ header: TransactionSetHeader, schema: TransactionSetSchema?
    ) {
        boundedLoop = nil
        listedPosition = 0
        keys.begin(header.set)
        guard group != nil else { return }
        var set = AcknowledgedSet()
        set.set = header.set
        set.controlNumber = header.controlNumber
        set.implementationReference = header.implementationReference
        self.set = set
    }

    package mutating func segment(_ segment: borrowing SegmentView, at place: SegmentPlace) {
        // Of nearly every segment there is nothing to keep.
        guard keys.mayNote(segment.id) || listedPosition == place.segmentPosition else { return }
        note(segment, at: place.segmentPosition)
    }

    @inline(never)
    private mutating func note(_ segment: borrowing SegmentView, at position: Int) {
        if segment.id == .loopHeader {
            boundedLoop = segment.text(1)
        } else if segment.id == .loopTrailer {
            boundedLoop = nil
        }
        // What was found about a segment comes before the segment itself. A missing one is missed
        // in the line that ends here, any other stands in the line the segment belongs to.
        let isListed = listedPosition == position
        if isListed { addKeys(to: position, missing: true) }
        keys.note(segment)
        if isListed { addKeys(to: position, missing: false) }
    }

    private mutating func addKeys(to position: Int, missing: Bool) {
        guard let segments = set?.segments, let key = keys.context else { return }
        for index in segments.indices.reversed() {
            guard segments[index].position == position else { return }
            guard (segments[index].code == "3") == missing else { continue }
            set?.segments[index].contexts.append(key)
        }
    }

    package mutating func transactionSetEnded(
        _ verdict: TransactionSetVerdict, segmentCount: Int
    ) {
        guard var set = set.take(), group != nil else { return }
        set.verdict = verdict
        group?.receivedCount += 1
        if verdict != .rejected { group?.acceptedCount += 1 }
        if verdict == .accepted, !(set.segments.isEmpty && set.codes.isEmpty) {
            // What was noted without cost to the set is not reported: AK5 A stands alone.
            self.segmentCount -= set.segments.count
            set.segments = []
            set.codes = []
            set.implementationCodes = []
        }
        list(set)
    }

    package mutating func groupEnded(_ verdict: FunctionalGroupVerdict) {
        guard var group = group.take() else { return }
        group.verdict = verdict
        group.claimedCount = claimedCount ?? group.receivedCount
        if verdict == .rejected {
            // The group falls as a whole (README section 6: AK904 is then 0).
            group.acceptedCount = 0
            group.sets.removeAll { $0.verdict == .accepted }
            for index in group.sets.indices { group.sets[index].verdict = .rejected }
        }
        interchange?.groups.append(group)
    }

    package mutating func interchangeEnded() {
        if let interchange = interchange.take() { finished.append(interchange) }
    }

    package mutating func found(_ diagnostic: Diagnostic) {
        guard diagnostic.severity != .info, let acknowledgment = diagnostic.acknowledgment else {
            return
        }
        switch acknowledgment.list {
        case .interchange: noteInterchange(diagnostic, acknowledgment.code)
        case .functionalGroup: foundInGroup(diagnostic, acknowledgment.code)
        case .transactionSet:
            set?.codes.appendOnce(acknowledgment.code)
            set?.implementationCodes.appendOnce(
                acknowledgment.implementation ?? acknowledgment.code)
        case .segment: foundInSegment(diagnostic, acknowledgment)
        case .element: foundInElement(diagnostic, acknowledgment)
        }
    }

    private mutating func list(_ set: AcknowledgedSet) {
        let isClean = set.verdict == .accepted
        if isClean, !listsCleanSets { return }
        let listedCount = group?.sets.count ?? 0
        if listedCount >= limits.listedSetCountMax, listsCleanSets {
            listsCleanSets = false
            group?.sets.removeAll { $0.verdict == .accepted }
            if isClean { return }
        }
        // AK2 cannot name a set without ST01 or ST02.
        let isNamed = !set.set.isEmpty && !set.controlNumber.isEmpty
        if !isNamed || group?.sets.count ?? 0 >= limits.uncleanSetCountMax {
            group?.unlistedCount += 1
            segmentCount -= set.segments.count
        } else {
            group?.sets.append(set)
        }
    }

    private mutating func noteInterchange(_ diagnostic: Diagnostic, _ code: String) {
        let note = InterchangeNote(code: code, isTolerated: diagnostic.severity == .warning)
        // The list I18 bounds the array.
        if interchange?.notes.contains(note) == false { interchange?.notes.append(note) }
    }

    private mutating func foundInGroup(_ diagnostic: Diagnostic, _ code: String) {
        group?.codes.appendOnce(code)
        // Code 5, the count of sets: what the sender claimed is what was found in GE01.
        if code == "5", let found = diagnostic.found, let count = Int(found) {
            claimedCount = count
        }
    }

    private mutating func foundInSegment(_ diagnostic: Diagnostic, _ code: AcknowledgmentCode) {
        guard set != nil else { return }
        guard let index = segmentIndex(diagnostic, code) else {
            noteUnlisted()
            return
        }
        if let trigger = diagnostic.trigger {
            set?.segments[index].contexts.append(AcknowledgedContext(trigger: trigger))
        }
    }

    /// Segments in error that cannot be listed: AK5 still says that there are some.
    private mutating func noteUnlisted() {
        set?.codes.appendOnce("5")
        set?.implementationCodes.appendOnce("5")
    }

    private mutating func foundInElement(_ diagnostic: Diagnostic, _ code: AcknowledgmentCode) {
        guard set != nil else { return }
        guard let index = segmentIndex(diagnostic, AcknowledgmentCode(.segment, "8")) else {
            noteUnlisted()
            return
        }
        guard set?.segments[index].elements.count ?? 0 < Self.elementCountMax else { return }
        var element = AcknowledgedElement()
        element.elementPosition = diagnostic.place.elementPosition ?? 0
        element.componentPosition = diagnostic.place.componentPosition
        element.repetition = diagnostic.place.repetition
        element.reference = diagnostic.place.elementReference
        element.code = code.code
        element.implementationCode = code.implementation
        element.value = Self.copied(diagnostic.found, code: code.code)
        if let trigger = diagnostic.trigger {
            element.contexts = [AcknowledgedContext(trigger: trigger)]
        }
        set?.segments[index].elements.append(element)
    }

    /// The entry for the diagnostic's segment and code, made when it is not there yet: in the order
    /// of the set, and code 8 after the others of its segment. `nil` beyond the limits, and for a
    /// segment without an ID, which AK301 needs.
    private mutating func segmentIndex(
        _ diagnostic: Diagnostic, _ code: AcknowledgmentCode
    ) -> Int? {
        guard let listed = set?.segments, let id = diagnostic.place.segment, !id.isEmpty else {
            return nil
        }
        let position = diagnostic.place.segmentPosition ?? 0
        var index = listed.count
        while index > 0, listed[index - 1].position >= position {
            let other = listed[index - 1]
            if other.position == position, other.id == id, other.code == code.code,
                other.implementationCode == code.implementation
            {
                return index - 1
            }
            // Only a later segment, or the code 8 of this one, gives way.
            guard other.position > position || (other.code == "8" && code.code != "8") else {
                break
            }
            index -= 1
        }
        guard listed.count < limits.segmentCountPerSetMax, segmentCount < limits.segmentCountMax
        else { return nil }
        var segment = AcknowledgedSegment()
        segment.id = id
        segment.position = position
        segment.boundedLoop = boundedLoop
        segment.code = code.code
        segment.implementationCode = code.implementation
        set?.segments.insert(segment, at: index)
        segmentCount += 1
        listedPosition = max(listedPosition, position)
        return index
    }

    /// What AK404 may hold of a value: nothing when it is missing or has an invalid character
    /// (723 codes 1, 2, 6), else at most 99 characters.
    private static func copied(_ value: String?, code: String) -> String? {
        guard var value, !value.isEmpty, !["1", "2", "6"].contains(code) else { return nil }
        // A finding shortens a long value and says so with an ellipsis, which was not received.
        if value.count > ElementFinding.foundCountMax, value.last == "…" { value.removeLast() }
        return String(value.unicodeScalars.prefix(99))
    }
}

extension AcknowledgedContext {
    /// The situational trigger at a place.
    init(trigger place: DiagnosticPlace) {
        keys = [Key(name: Self.situationalTrigger)]
        segment = place.segment
        segmentPosition = place.segmentPosition
        elementPosition = place.elementPosition
        componentPosition = place.componentPosition
        repetition = place.repetition
        reference = place.elementReference
    }
}

extension [String] {
    /// Appends a code unless it is there; the X12 code lists keep the array short.
    fileprivate mutating func appendOnce(_ code: String) {
        if !contains(code) { append(code) }
    }
}
