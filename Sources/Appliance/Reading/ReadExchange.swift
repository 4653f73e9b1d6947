internal import Diagnostics
internal import Documents
internal import Journal
internal import Translation
internal import X12

/// One inbound file after reading: everything the journal will hold about it. No row has been
/// written yet; what depends on other rows (duplicates) is decided while it is recorded.
struct ReadExchange {
    /// The row, with its new state where reading alone decides it.
    var exchange: Exchange
    let previousState: ExchangeState
    var interchanges: [ReadInterchange] = []
    /// Documents not yet in the journal; large files hand them over in portions.
    var documents: [ReadDocument] = []
    /// Whether earlier portions are in the journal already.
    var hasRecordedPortions = false
    /// Findings that belong to no document.
    var findings: [Diagnostic] = []
    var acknowledgments: [FunctionalAcknowledgment] = []
    /// Application advice about what we sent.
    var advices: [ReadAdvice] = []
    var interchangeAcknowledgments: [ReceivedInterchangeAcknowledgment] = []
    /// Groups rejected as a whole, by the ordinal of their interchange in the file.
    var rejectedGroups: [Int: Set<Int>] = [:]
    /// When the file is to be read again, after a fault of the disk that may pass.
    var nextAttemptAt: Timestamp?
    /// Set by reading when the whole file is held or refused.
    var reason: HoldReason?

    init(_ exchange: Exchange) {
        self.exchange = exchange
        previousState = exchange.state
    }
}

struct ReadInterchange {
    var ordinal: Int
    var header: InterchangeHeader
    /// SHA-256 of its bytes.
    var fingerprint: String
    var answer: AcknowledgedInterchange
    /// Groups rejected as a whole, by their ordinal in the interchange.
    var rejectedGroups: Set<Int> = []
    /// Why the whole interchange is held; `nil` when it is not.
    var reason: HoldReason?
    /// The TA1 note with which the profile refuses it instead.
    var refusal: String?
}

struct ReadDocument {
    var row: DocumentRow
    var findings: [Diagnostic]
    /// Business numbers it mentions, with their kind.
    var references: [(value: String, kind: String)]
}
