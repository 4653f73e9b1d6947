/// What became of a drop whose copy is ours and whose row is committed.
package enum DropRemoval: Hashable, Sendable {
    case removed
    /// Somebody, perhaps an earlier attempt of ours, removed it before.
    case alreadyGone
    /// Another file has its name, or it was written to since: that is a new drop, left to the next
    /// scan.
    case replaced
}

extension SpoolDirectory {
    // Hidden, so that no scan takes it for a drop; the spool name behind it leads to the row.
    private static let setAsidePrefix = ".waybill-"
    // How many files of one name may wait in a partner's folder.
    private static let sameNameCountMax = 99

    /// Removes a drop that was claimed and whose row is committed, if it still is the same file.
    ///
    /// A vendor may put a new file in its place at any moment, so the drop is first set aside by a
    /// rename to a hidden name, which nobody else uses, and compared there. Between comparing by
    /// path and removing by path a new file could be lost. Not synced: a drop that comes back
    /// after a power failure is recognised by its identity.
    package func removeDrop(
        _ drop: DropCandidate, claimedAs name: SpoolName
    ) throws(SpoolError) -> DropRemoval {
        let inbound = try openPartner(drop.partner, .inbound)
        let aside = setAsideName(name)
        // An earlier attempt may have stopped half-way.
        if let settled = try settleSetAside(aside, as: drop.identity, name, in: inbound) {
            return settled
        }
        guard let status = try status(ofDrop: drop.name, in: inbound) else { return .alreadyGone }
        guard DropIdentity(status) == drop.identity else { return .replaced }
        do throws(SpoolError) {
            try fileSystem.rename(drop.name, from: inbound, to: inbound, as: aside)
        } catch  where error.code == .notFound {
            return .alreadyGone
        }
        return try settleSetAside(aside, as: drop.identity, name, in: inbound) ?? .alreadyGone
    }

    /// Finishes every removal that a crash interrupted; part of recovery. `identity` tells the
    /// drop's identity from a file's row, `nil` when it has no row.
    package func settleSetAsideDrops(
        of partner: PartnerFolder, identity: (SpoolName) -> DropIdentity?
    ) throws(SpoolError) {
        let inbound = try openPartner(partner, .inbound)
        var found: [SpoolName] = []
        let prefix = Array(Self.setAsidePrefix.utf8)
        try fileSystem.list(inbound) { entry throws(SpoolError) in
            if entry.bytes.starts(with: prefix),
                let text = String(validating: entry.bytes.dropFirst(prefix.count), as: UTF8.self),
                let name = SpoolName(text)
            {
                found.append(name)
            }
            return true
        }
        for name in found {
            _ = try settleSetAside(setAsideName(name), as: identity(name), name, in: inbound)
        }
    }

    private func setAsideName(_ name: SpoolName) -> FileName {
        FileName(trusted: Self.setAsidePrefix + name.text)
    }

    /// Removes a set-aside file that is the claimed one; any other is a new drop that slipped in,
    /// and comes back under a name that every scan sees. `nil` when there is no such file.
    private func settleSetAside(
        _ aside: FileName, as identity: DropIdentity?, _ name: SpoolName,
        in inbound: borrowing OpenDirectory
    ) throws(SpoolError) -> DropRemoval? {
        guard let status = try status(ofDrop: aside, in: inbound) else { return nil }
        if DropIdentity(status) == identity {
            try fileSystem.remove(aside, in: inbound)
            return .removed
        }
        // Its own name may be taken by now; a spool name is free, unless somebody plays games.
        _ = try renameNumbered(aside, from: inbound, to: inbound, as: name.fileName)
        return .replaced
    }

    /// Renames to a name or, if it is taken, to the first of `name~1`, `name~2`, … that is free.
    func renameNumbered(
        _ name: FileName, from: borrowing OpenDirectory,
        to: borrowing OpenDirectory, as wanted: FileName
    ) throws(SpoolError) -> FileName {
        for number in 0...Self.sameNameCountMax {
            guard let newName = wanted.numbered(number) else { break }
            do throws(SpoolError) {
                try fileSystem.rename(name, from: from, to: to, as: newName)
                return newName
            } catch  where error.code == .alreadyExists {
                continue
            }
        }
        throw SpoolError(.alreadyExists, operation: "rename", path: to.path(of: wanted))
    }
}

extension FileName {
    /// `order.edi`, `order~1.edi`, `order~2.edi`, …; `nil` when that grows too long for a name.
    func numbered(_ number: Int) -> FileName? {
        if number == 0 { return self }
        let suffix = Array("~\(number)".utf8)
        let dot = bytes.lastIndex(of: UInt8(ascii: ".")) ?? bytes.endIndex
        let stem = dot == bytes.startIndex ? bytes.endIndex : dot
        return FileName(bytes: Array(bytes[..<stem]) + suffix + Array(bytes[stem...]))
    }
}
