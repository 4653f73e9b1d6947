internal import Diagnostics
internal import Spool

/// What the intake thread remembers between two looks.
struct IntakeState {
    var tracker: CompletenessTracker
    var watches: [String: WatchID] = [:]
    var folders: [WatchID: PartnerFolder] = [:]
    var configuration: Set<WatchID> = []
    /// The spool's own folder, where the command line touches `.wake`.
    var root: WatchID?
    var unwatched: Set<String> = []
    /// When a folder is to be looked at.
    var due: [PartnerFolder: Timestamp] = [:]
    var nextRescan = Timestamp.zero
    /// Refusals that were logged, so that each is told once.
    var reported: Set<DropRefusal> = []

    init(settle: Duration) { tracker = CompletenessTracker(settle: settle) }

    /// Milliseconds until something is due.
    func pause(now: Timestamp) -> Int {
        let next = min(nextRescan, due.values.min() ?? nextRescan)
        return Int(max(0, min(next.milliseconds - now.milliseconds, 1000)))
    }

    mutating func takeDue(now: Timestamp) -> [PartnerFolder] {
        let ready = due.filter { $0.value <= now }.map(\.key).sorted()
        for folder in ready { due[folder] = nil }
        return ready
    }

    /// Whether an event is about profiles or maps; a touched `.wake` makes a rescan due instead.
    mutating func isConfiguration(_ watch: WatchID, _ name: FileName) -> Bool {
        if watch == root {
            if name.description == ".wake" { nextRescan = .zero }
            return false
        }
        return configuration.contains(watch) && !name.isHidden
            && name.hasSuffix(ignoringCase: ".yaml")
    }

    mutating func forget(_ watch: WatchID) {
        guard let folder = folders.removeValue(forKey: watch) else {
            configuration.remove(watch)
            return
        }
        watches[folder.name] = nil
        due[folder] = nil
        tracker.forget(folder)
    }
}
