/// A value that cannot stand in the file being written: which segment and element, and why.
/// The value itself is not in the error, so that the error may be logged.
package struct WriterError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// A value holds a byte that separates in this interchange. X12 has no escape.
        case delimiterInValue
        /// A value holds a control character.
        case controlCharacter
        /// A value holds a character that is not in the agreed set.
        case outsideCharacterSet
        /// A value does not fit its place in the envelope, whose widths are fixed.
        case wrongLength
        /// The value of a counter or control number is not digits.
        case notDigits
        /// The interchange's version needs a delimiter that was not given, or two are equal.
        case unusableDelimiters
        /// A repetition where the interchange's version has none.
        case repetitionNotSupported
        /// A segment to be copied whose ID is none.
        case segmentID
    }

    package let code: Code
    package let segment: String
    /// 1-based.
    package let elementPosition: Int
    /// 1-based; `nil` outside composites.
    package let componentPosition: Int?
    package let message: String

    init(
        _ code: Code, _ segment: String, _ elementPosition: Int, component: Int? = nil,
        _ message: String
    ) {
        self.code = code
        self.segment = segment
        self.elementPosition = elementPosition
        componentPosition = component
        self.message = message
    }

    /// `REF02: the value holds '*', which separates elements in this interchange`
    package var description: String {
        let element = elementPosition < 10 ? "0\(elementPosition)" : "\(elementPosition)"
        return "\(segment)\(element)\(componentPosition.map { "-\($0)" } ?? ""): \(message)"
    }
}
