package import Diagnostics

/// Decides when a dropped file is complete, from looks at the folder and hints about it.
///
///     hint "renamed into place" ──────────────────────────► complete at the next look
///     first look ──► same inode, size and mtime at a look at least `settle` later ──► complete
///          ▲                                  │
///          └───────── anything differs ───────┘
///
/// A rename is how a careful sender says "finished". Everybody else is believed once the file held
/// still. A wrong guess costs nothing but a finding: the claim compares again, and a file that
/// grew later is a new drop. It holds one entry for each file waiting in a folder.
package struct CompletenessTracker: Sendable {
    private struct Look {
        var identity: DropIdentity
        /// When it was first seen like this.
        var since: Timestamp
    }

    private let settleMilliseconds: Int64
    private var looks: [PartnerFolder: [FileName: Look]] = [:]
    private var renamed: [PartnerFolder: Set<FileName>] = [:]

    /// `settle` is how long a file must hold still.
    package init(settle: Duration) {
        let (seconds, attoseconds) = settle.components
        settleMilliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// A file was renamed to this name (inotify `IN_MOVED_TO`).
    package mutating func noteRenamed(_ name: FileName, in partner: PartnerFolder) {
        renamed[partner, default: []].insert(name)
    }

    /// A file of this name was made or written to (inotify `IN_CREATE`, `IN_CLOSE_WRITE`): an
    /// earlier rename says nothing about it any more.
    package mutating func noteWritten(_ name: FileName, in partner: PartnerFolder) {
        renamed[partner]?.remove(name)
    }

    /// Takes in one look at a partner's folder and returns the candidates that are complete, in
    /// their order. Files that are no longer there are forgotten.
    package mutating func look(
        at candidates: [DropCandidate], in partner: PartnerFolder, now: Timestamp
    ) -> [DropCandidate] {
        let before = looks[partner] ?? [:]
        let renamed = renamed.removeValue(forKey: partner) ?? []
        var current: [FileName: Look] = [:]
        var complete: [DropCandidate] = []
        for candidate in candidates {
            var look = Look(identity: candidate.identity, since: now)
            if renamed.contains(candidate.name) {
                // Believed now and, if the claim fails for another reason, at every later look.
                look.since = Timestamp(milliseconds: now.milliseconds - settleMilliseconds)
            } else if let earlier = before[candidate.name], earlier.identity == look.identity,
                // A clock that was set back must not keep a file waiting until it catches up.
                earlier.since <= now
            {
                look.since = earlier.since
            }
            current[candidate.name] = look
            if now.milliseconds - look.since.milliseconds >= settleMilliseconds {
                complete.append(candidate)
            }
        }
        looks[partner] = current.isEmpty ? nil : current
        return complete
    }

    /// Forgets a partner whose folder is no longer watched.
    package mutating func forget(_ partner: PartnerFolder) {
        looks[partner] = nil
        renamed[partner] = nil
    }

    /// When the first file that is still waiting may be complete; `nil` when none waits. Files
    /// that were complete at the last look do not count.
    package func nextLook(after now: Timestamp) -> Timestamp? {
        var next: Int64?
        for files in looks.values {
            for look in files.values {
                let due = look.since.milliseconds + settleMilliseconds
                if due > now.milliseconds { next = min(next ?? due, due) }
            }
        }
        return next.map(Timestamp.init(milliseconds:))
    }
}
