internal import Diagnostics
internal import Journal
internal import Logging

/// Raises what a partner owes us and did not send in time: an outbound exchange whose 997 is late is
/// held with the partner's profile limit as the reason.
struct OverdueMonitor {
    let core: ApplianceCore

    func run(at now: Timestamp) throws {
        let overdue = try core.journal.read { try $0.overdue(at: now) }
        guard !overdue.isEmpty else { return }
        try core.journal.commit { transaction in
            for exchange in overdue {
                var late = exchange
                late.dueAt = nil
                late.acknowledgment = "overdue"
                late.reason = HoldReasons.acknowledgmentOverdue("997")
                if late.state == .delivered { late.state = .held }
                try transaction.update(late, from: exchange.state, at: now)
            }
        }
        for exchange in overdue {
            core.logger.warning(
                "acknowledgmentOverdue", metadata: ["exchange": "\(exchange.id)"])
        }
    }
}
