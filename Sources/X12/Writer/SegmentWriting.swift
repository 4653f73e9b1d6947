/// The segment being written. Separators are owed until a value follows, so that those before
/// trailing empty elements and components are never written.
///
///     REF ⋆ ⋆ X        two element separators were owed when `X` came
///     REF ⋆ X          `element()` twice more: owed, and dropped by `endSegment()`
struct SegmentState {
    var isOpen = false
    var id: SegmentID = .unreadable
    /// Offset in `bytes` of the segment's first byte.
    var start = 0
    /// 1-based position of the current element, component and repetition.
    var elementPosition = 0
    var componentPosition = 1
    var owedElements = 0
    var owedRepetitions = 0
    var owedComponents = 0
    var hasValue = false
}

extension Delimiters {
    /// True when the byte separates in an interchange with these delimiters.
    func separate(_ byte: UInt8) -> Bool {
        byte == element || byte == segment || byte == component || byte == repetition
    }
}

extension InterchangeWriter {
    package mutating func beginSegment(_ id: SegmentID) {
        precondition(!segmentState.isOpen, "a segment is open")
        precondition(id != .unreadable, "a segment ID has two or three characters")
        segmentState = SegmentState()
        segmentState.isOpen = true
        segmentState.id = id
        segmentState.start = bytes.count
        for shift in [16, 8, 0] as [UInt32] {
            let byte = UInt8(truncatingIfNeeded: id.packed >> shift)
            if byte != 0 { bytes.append(byte) }
        }
    }

    /// Ends the segment. One without any value is taken back, as X12.6 asks, and does not count.
    /// - Returns: whether the segment was written.
    @discardableResult
    package mutating func endSegment() -> Bool {
        precondition(segmentState.isOpen, "no segment is open")
        segmentState.isOpen = false
        guard segmentState.hasValue else {
            bytes.removeSubrange(segmentState.start...)
            return false
        }
        terminate()
        return true
    }

    /// Moves to the next element and leaves it empty.
    package mutating func element() {
        segmentState.elementPosition += 1
        segmentState.componentPosition = 1
        segmentState.owedElements += 1
        segmentState.owedRepetitions = 0
        segmentState.owedComponents = 0
    }

    /// The next element, or the first component of the next composite.
    package mutating func element(_ value: Span<UInt8>) throws(WriterError) {
        element()
        try append(value)
    }

    package mutating func element(_ value: String) throws(WriterError) {
        element()
        try append(value)
    }

    /// A whole number without leading zeros (N0).
    package mutating func element(_ value: Int) throws(WriterError) {
        element()
        try append("\(value)")
    }

    /// Moves to the next component of the composite and leaves it empty.
    package mutating func component() {
        segmentState.componentPosition += 1
        segmentState.owedComponents += 1
    }

    package mutating func component(_ value: Span<UInt8>) throws(WriterError) {
        component()
        try append(value)
    }

    package mutating func component(_ value: String) throws(WriterError) {
        component()
        try append(value)
    }

    /// Moves to the next repetition of the element (from version 00402 on).
    package mutating func repetition() throws(WriterError) {
        guard delimiters.repetition != nil else {
            throw fault(.repetitionNotSupported, "this version does not repeat elements")
        }
        segmentState.componentPosition = 1
        segmentState.owedRepetitions += 1
        segmentState.owedComponents = 0
    }

    /// The next repetition of a simple element, or the first component of the next one of a
    /// composite.
    package mutating func repetition(_ value: Span<UInt8>) throws(WriterError) {
        try repetition()
        try append(value)
    }

    package mutating func repetition(_ value: String) throws(WriterError) {
        try repetition()
        try append(value)
    }

    /// Copies a segment that was read with other delimiters, composites and repetitions included.
    /// Refuses one whose ID is not two or three letters and digits, which strangers do send.
    package mutating func copySegment(
        _ segment: borrowing SegmentView, from source: Delimiters
    ) throws(WriterError) {
        // -1 is no byte: a delimiter the source does not have.
        let sourceComponent = source.component.map(Int.init) ?? -1
        let sourceRepetition = source.repetition.map(Int.init) ?? -1
        guard Self.isWritable(segment.element(0)) else {
            throw WriterError(
                .segmentID, "", 0, "the segment ID is not two or three letters and digits")
        }
        beginSegment(segment.id)
        for position in 1..<(segment.elementCount + 1) {
            let value = segment.element(position)
            element()
            if position == Self.binaryPosition(segment.id), !value.isEmpty {
                writeOwed()
                // The buffer is the span's own bytes and is copied before the closure returns.
                unsafe value.withUnsafeBufferPointer { bytes in
                    unsafe self.bytes.append(contentsOf: bytes)
                }
                continue
            }
            var start = 0
            for index in value.indices {
                let byte = Int(value[index])
                guard byte == sourceComponent || byte == sourceRepetition else { continue }
                try append(value.extracting(start..<index))
                if byte == sourceComponent { component() } else { try repetition() }
                start = index + 1
            }
            try append(value.extracting(start..<value.count))
        }
        endSegment()
    }

    /// The element of type B, whose length the element before it gives: nothing in it separates.
    private static func binaryPosition(_ id: SegmentID) -> Int? {
        switch id {
        case "BIN": 2
        case "BDS": 3
        default: nil
        }
    }

    /// Two or three letters and digits, none of which separates.
    private static func isWritable(_ id: Span<UInt8>) -> Bool {
        for index in id.indices where !id[index].isX12Alphanumeric { return false }
        return id.count == 2 || id.count == 3
    }

    private mutating func append(_ value: String) throws(WriterError) {
        let utf8 = value.utf8Span
        try append(utf8.span)
    }

    /// Writes the owed separators and the value; an empty one leaves them owed.
    private mutating func append(_ value: Span<UInt8>) throws(WriterError) {
        precondition(segmentState.elementPosition > 0, "a value stands in an element")
        guard !value.isEmpty else { return }
        writeOwed()
        if isPlain(value) {
            // The buffer is the span's own bytes and is copied before the closure returns.
            unsafe value.withUnsafeBufferPointer { bytes in
                unsafe self.bytes.append(contentsOf: bytes)
            }
        } else {
            try appendWithPolicy(value)
        }
    }

    /// True when every byte may stand in a value.
    private func isPlain(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where characters.isForbidden[Int(value[index])] {
            return false
        }
        return true
    }

    /// Character by character, because one outside ASCII has several bytes and one substitute.
    private mutating func appendWithPolicy(_ value: Span<UInt8>) throws(WriterError) {
        for scalar in value.x12Text.unicodeScalars {
            if characters.holds(scalar) {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                continue
            }
            guard case .replace(let filler) = options.values else { throw refusal(of: scalar) }
            let substitute = characters.substitute(for: scalar, filler: filler)
            bytes.append(substitute)
            note(scalar, writtenAs: substitute)
        }
    }

    private mutating func note(_ scalar: Unicode.Scalar, writtenAs substitute: UInt8) {
        substitutionCount += 1
        guard substitutions.count < Self.substitutionCountMax else { return }
        let component = segmentState.componentPosition > 1 ? segmentState.componentPosition : nil
        substitutions.append(
            WriterSubstitution(
                segment: "\(segmentState.id)", segmentPosition: segmentCount + 1,
                elementPosition: segmentState.elementPosition, componentPosition: component,
                character: scalar, written: Unicode.Scalar(substitute)))
    }

    private mutating func writeOwed() {
        for _ in 0..<segmentState.owedElements { bytes.append(delimiters.element) }
        if let repetition = delimiters.repetition {
            for _ in 0..<segmentState.owedRepetitions { bytes.append(repetition) }
        }
        if let component = delimiters.component {
            for _ in 0..<segmentState.owedComponents { bytes.append(component) }
        }
        segmentState.owedElements = 0
        segmentState.owedRepetitions = 0
        segmentState.owedComponents = 0
        segmentState.hasValue = true
    }

    private mutating func refusal(of scalar: Unicode.Scalar) -> WriterError {
        guard let byte = UInt8(exactly: scalar.value), byte < 0x80 else {
            return refusal(outside: scalar)
        }
        guard delimiters.separate(byte) else {
            guard byte < 0x20 || byte == 0x7F else { return refusal(outside: scalar) }
            return fault(.controlCharacter, "the value holds the control character \(byte)")
        }
        let role =
            switch byte {
            case delimiters.element: "separates elements"
            case delimiters.segment: "ends segments"
            case delimiters.component: "separates components"
            default: "separates repetitions"
            }
        return fault(
            .delimiterInValue,
            "the value holds '\(Unicode.Scalar(byte))', which \(role) in this interchange")
    }

    private mutating func refusal(outside scalar: Unicode.Scalar) -> WriterError {
        fault(
            .outsideCharacterSet,
            "the value holds '\(scalar)', which is not in the \(options.characterSet.rawValue)"
                + " character set")
    }

    /// Takes the open segment back and says why.
    private mutating func fault(_ code: WriterError.Code, _ message: String) -> WriterError {
        bytes.removeSubrange(segmentState.start...)
        segmentState.isOpen = false
        let component = segmentState.componentPosition > 1 ? segmentState.componentPosition : nil
        return WriterError(
            code, "\(segmentState.id)", segmentState.elementPosition, component: component, message)
    }
}
