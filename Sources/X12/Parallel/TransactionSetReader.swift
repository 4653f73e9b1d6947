/// What is known of a transaction set when its ST has been read, without anything that stands
/// before its group.
package struct TransactionSetOpening: Sendable {
    /// ST01.
    package let set: String
    /// GS01 of the group; empty without one.
    package let functionalID: String
    /// GS08 of the group; empty without one.
    package let version: String
    /// The table used; `nil` when no release has the set.
    package let schema: TransactionSetSchema?
    package let delimiters: Delimiters

    package init(
        set: String, functionalID: String, version: String, schema: TransactionSetSchema?,
        delimiters: Delimiters
    ) {
        self.set = set
        self.functionalID = functionalID
        self.version = version
        self.schema = schema
        self.delimiters = delimiters
    }
}

/// The part of a consumer's work that needs one transaction set and nothing around it, so that
/// several sets may be worked on at a time.
///
/// Order of calls: begin, read…, finish. What was begun is finished, also when the set turns out
/// not to be clean; the output is then dropped.
package protocol TransactionSetReader {
    /// What becomes of a set.
    associatedtype Output: Sendable

    mutating func begin(_ opening: TransactionSetOpening)
    /// Takes the next segment, ST and SE included, after its elements were checked. True when the
    /// consumer itself needs to see the segment.
    mutating func read(_ segment: borrowing SegmentView, at place: SegmentPlace) -> Bool
    mutating func finish() -> Output
}

/// A consumer that can do without the segments of sets that a `TransactionSetReader` has read.
///
/// While `takesSets` is true it gets every call in the order of the file and with the same
/// arguments as from `InterchangeReader`, but of the segments in a set only ST, SE and those that
/// the set reader asked for, and before the last of them the set reader's output. Such a set has
/// no findings but those of its ST. Otherwise it gets everything, as from `InterchangeReader`.
package protocol MergingConsumer: InterchangeConsumer, ~Copyable {
    associatedtype SetReader: TransactionSetReader

    /// Set between transaction sets only.
    var takesSets: Bool { get set }
    /// What the set reader made of the open set.
    mutating func setRead(_ output: SetReader.Output)
}
