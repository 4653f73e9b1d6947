/// What makes two looks at a path see the same dropped file: inode and device say which file it
/// is, size and modification time that nobody wrote to it since. The journal keeps it with the
/// row, so that a drop whose removal was lost is recognised instead of claimed again.
package struct DropIdentity: Hashable, Sendable, Codable {
    package let device: UInt64
    package let inode: UInt64
    /// In bytes.
    package let size: Int64
    /// Nanoseconds since 1970, UTC.
    package let modified: Int64

    package init(device: UInt64, inode: UInt64, size: Int64, modified: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
    }

    init(_ status: FileStatus) {
        self.init(
            device: status.device, inode: status.inode, size: status.size,
            modified: status.modified)
    }
}

/// A regular file in a partner's inbound folder, as one look saw it.
package struct DropCandidate: Hashable, Sendable {
    package let partner: PartnerFolder
    /// The vendor's name for it: metadata, never a path.
    package let name: FileName
    package let identity: DropIdentity

    package init(partner: PartnerFolder, name: FileName, identity: DropIdentity) {
        self.partner = partner
        self.name = name
        self.identity = identity
    }
}

/// Something in an inbound folder that the spool will not open. It stays where it is, for the
/// partner and the operator to see.
package struct DropRefusal: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        /// Could point anywhere.
        case symbolicLink = "symbolic-link"
        /// FIFO, socket or device.
        case notRegularFile = "not-regular-file"
        /// A second name for the bytes exists, perhaps of a file that is not the partner's own.
        case hardLinked = "hard-linked"
        /// Not owned by the partner's account.
        case foreignOwner = "foreign-owner"
    }

    package let partner: PartnerFolder
    package let name: FileName
    package let reason: Reason
}

/// One look at an inbound folder.
package struct InboundScan: Sendable {
    /// In the order of their names.
    package var candidates: [DropCandidate] = []
    package var refusals: [DropRefusal] = []
    /// The folder held more than the limit; the rest shows once these are gone.
    package var isTruncated = false
}

extension SpoolDirectory {
    /// Suffixes that uploading programs give to files they have not finished.
    package static let unfinishedSuffixes = [".tmp", ".part", ".partial", ".filepart"]

    /// Looks at a partner's inbound folder without opening any file. Hidden files, unfinished
    /// suffixes and folders are passed over.
    ///
    /// `owner` is the account the partner's files must belong to, when it is known. `countMax`
    /// bounds candidates and refusals together, so that a million files in one folder cost the
    /// neighbours nothing.
    package func scanInbound(
        _ partner: PartnerFolder, owner: UInt32? = nil, countMax: Int = 10_000
    ) throws(SpoolError) -> InboundScan {
        let inbound = try openPartner(partner, .inbound)
        var scan = InboundScan()
        try fileSystem.list(inbound) { name throws(SpoolError) in
            guard !name.isHidden, !isUnfinished(name) else { return true }
            guard scan.candidates.count + scan.refusals.count < countMax else {
                scan.isTruncated = true
                return false
            }
            guard let status = try status(ofDrop: name, in: inbound) else { return true }
            if status.kind == .directory { return true }
            if let reason = status.refusal(owner: owner) {
                scan.refusals.append(DropRefusal(partner: partner, name: name, reason: reason))
            } else {
                scan.candidates.append(
                    DropCandidate(partner: partner, name: name, identity: DropIdentity(status)))
            }
            return true
        }
        scan.candidates.sort { $0.name < $1.name }
        scan.refusals.sort { $0.name < $1.name }
        return scan
    }

    /// `nil` when the file is no longer there, which between two looks is nobody's fault.
    func status(
        ofDrop name: FileName, in inbound: borrowing OpenDirectory
    ) throws(SpoolError) -> FileStatus? {
        do throws(SpoolError) {
            return try fileSystem.status(of: name, in: inbound)
        } catch  where error.code == .notFound {
            return nil
        }
    }
}

private func isUnfinished(_ name: FileName) -> Bool {
    SpoolDirectory.unfinishedSuffixes.contains { name.hasSuffix(ignoringCase: $0) }
}

extension FileStatus {
    /// Why the spool will not open a file like this; `nil` when it will.
    func refusal(owner expected: UInt32?) -> DropRefusal.Reason? {
        switch kind {
        case .symbolicLink: .symbolicLink
        case .special, .directory: .notRegularFile
        case .file:
            if linkCount != 1 {
                .hardLinked
            } else if let expected, owner != expected {
                .foreignOwner
            } else {
                nil
            }
        }
    }
}
