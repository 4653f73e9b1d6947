import Ledger
import Posting
import Synchronization

/// The ledger behind a line that can be cut: the next calls fail as if the ERP were away, or break
/// off after it did the work.
struct SwitchedTarget: ERPTarget {
    final class Switch: Sendable {
        enum Fault { case none, away, answerLost, refused }
        private let state = Mutex((fault: Fault.none, left: 0, calls: 0))

        func failNext(_ count: Int, _ fault: Fault = .away) {
            state.withLock { $0 = (fault, count, $0.calls) }
        }

        /// How often the ERP was asked to apply something.
        var callCount: Int { state.withLock { $0.calls } }

        fileprivate func next() -> Fault {
            state.withLock { state in
                state.calls += 1
                guard state.left > 0 else { return .none }
                state.left -= 1
                return state.fault
            }
        }
    }

    private let ledger: LedgerStore
    private let line: Switch

    init(_ ledger: LedgerStore, _ line: Switch) {
        self.ledger = ledger
        self.line = line
    }

    var name: String { "ledger behind a switch" }

    func search(
        _ model: String, _ terms: [SearchTerm], fields: [String], limit: Int
    ) throws(ERPError) -> [Record] {
        try ledger.search(model, terms, fields: fields, limit: limit)
    }

    func records(forPosting key: String) throws(ERPError) -> [PostedRecord]? {
        try ledger.records(forPosting: key)
    }

    func apply(_ postings: [PostingRequest]) -> [Result<PostingOutcome, ERPError>] {
        switch line.next() {
        case .none: return ledger.apply(postings)
        case .away: return postings.map { _ in .failure(ERPError(.unavailable, "away")) }
        case .refused: return postings.map { _ in .failure(ERPError(.refused, "not like this")) }
        case .answerLost:
            _ = ledger.apply(postings)
            return postings.map { _ in .failure(ERPError(.unknownOutcome, "no answer")) }
        }
    }
}
