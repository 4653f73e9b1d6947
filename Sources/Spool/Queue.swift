/// A queue is a folder under the spool's root; the name of the one is the name of the other, in
/// the journal, on the console and on the command line.
package enum Queue: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// Files being written. Nothing here counts; it is swept at every start.
    case arriving
    /// Received, synced and hashed; not yet recognised.
    case incoming
    /// Being translated.
    case active
    /// Waiting for a time to try again.
    case deferred
    /// Waiting for a person.
    case hold
    /// Cannot be read or understood at all; kept as evidence.
    case corrupt
    /// Written for a partner, not yet in the partner's folder.
    case outgoing
    /// Done.
    case archive

    package var description: String { rawValue }
    var folder: FileName { FileName(trusted: rawValue) }
}

/// The two folders of a partner, named as seen from the appliance.
package enum PartnerFolderSide: String, Hashable, Sendable, CaseIterable {
    /// Where the partner drops files.
    case inbound
    /// Where the partner picks files up.
    case outbound

    var folder: FileName { FileName(trusted: rawValue) }
}

/// The name of a partner's folder below `partners/`: 1–64 of `a`–`z`, `0`–`9` and `-`, as profile
/// names are. Safe as a path, in a spool name and on a terminal.
package struct PartnerFolder: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let name: String

    /// `nil` for a name that breaks the rule.
    package init?(_ name: String) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed) else {
            return nil
        }
        self.name = name
    }

    package var description: String { name }
    var folder: FileName { FileName(trusted: name) }

    func path(_ side: PartnerFolderSide) -> [FileName] {
        [FileName(trusted: "partners"), folder, side.folder]
    }

    package static func < (left: PartnerFolder, right: PartnerFolder) -> Bool {
        left.name < right.name
    }
}

private func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"):
        true
    default: false
    }
}
