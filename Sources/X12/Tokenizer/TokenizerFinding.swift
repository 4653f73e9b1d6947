package import Diagnostics

/// Something wrong with the bytes between or around segments. The reader turns it into a
/// `Diagnostic`; a consumer of the bare tokenizer may do as it likes.
package struct TokenizerFinding: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Bytes before, between or after interchanges that belong to none.
        case strayBytes
        /// Nothing in the file, or in the first `preambleByteCountMax` bytes, starts an
        /// interchange.
        case noInterchange
        /// `ISA` without sixteen elements and a terminator after it.
        case unreadableHeader
        /// The ISA is not 106 bytes wide.
        case headerNotFixedWidth
        /// ISA16 is empty.
        case componentSeparatorMissing
        /// The component separator is a character of several bytes.
        case componentSeparatorWide
        /// The file starts with ST or GS; the delimiters are guessed.
        case envelopeMissing
        /// The file ends without a terminator after its last segment.
        case lastTerminatorMissing
        case segmentTooLong
        case tooManyElements
        /// The file is broken into lines of `count` bytes, also inside elements.
        case linesWrapped
        /// BIN or BDS whose length no terminator follows.
        case binaryLength
    }

    /// An element of the ISA and its width, in characters.
    package struct ElementWidth: Hashable, Sendable {
        package let position: Int
        package let found: Int
        package let expected: Int
    }

    package let kind: Kind
    package let range: ByteRange
    /// Bytes of a segment that is too long, elements of one that has too many; else 0.
    package var count = 0
    /// With `headerNotFixedWidth`, the first element that has not its width.
    package var width: ElementWidth?
}
