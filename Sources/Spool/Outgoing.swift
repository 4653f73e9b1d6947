/// A file for a partner, complete in memory.
package struct OutgoingFile: Sendable {
    /// From `SpoolDirectory.names`, which also says which partner it is for.
    package let name: SpoolName
    package let bytes: [UInt8]

    package init(name: SpoolName, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// Writes one file for a partner piece by piece. It counts once `SpoolDirectory.finish` took it;
/// a writer that just goes out of scope removes what it wrote.
package struct OutgoingWriter: ~Copyable {
    fileprivate let arriving: ArrivingFile
    private let spool: SpoolDirectory

    fileprivate init(_ arriving: ArrivingFile, spool: SpoolDirectory) {
        self.arriving = arriving
        self.spool = spool
    }

    // A finished file has left `arriving`, so that there is nothing to remove.
    deinit { spool.abandon(arriving.name) }

    package var name: SpoolName { arriving.name }

    package func write(_ bytes: Span<UInt8>) throws(SpoolError) {
        try spool.fileSystem.writeAll(bytes, to: arriving.file)
    }
}

/// A request to put a file into its partner's outbound folder.
package struct Delivery: Hashable, Sendable {
    package let name: SpoolName
    /// What the partner shall see.
    package let finalName: FileName

    package init(name: SpoolName, finalName: FileName) {
        self.name = name
        self.finalName = finalName
    }
}

package enum DeliveryResult: Hashable, Sendable {
    /// In the outbound folder for good, under this name.
    case delivered(FileName)
    /// Not in `outgoing`. A file leaves `outgoing` only by delivery, so an earlier attempt
    /// delivered it; that, too, is on stable storage now.
    case deliveredBefore
    /// Still in `outgoing`, or, when a sync failed, perhaps not: ask again.
    case failed(SpoolError)
}

extension SpoolDirectory {
    // Readable by others, because a rename keeps the daemon's group and the partner is not in it.
    // `outgoing` and the outbound folders are closed to everybody else.
    private static let outgoingMode: UInt32 = 0o644

    /// Writes files into `outgoing`, with one directory sync for all. Afterwards the caller commits
    /// their rows, and only then delivers them. On an error none of them is there.
    package func writeOutgoing(_ files: [OutgoingFile]) throws(SpoolError) {
        var written: [ArrivingFile] = []
        do throws(SpoolError) {
            for file in files {
                let arriving = try createArriving(file.name, mode: Self.outgoingMode)
                written.append(arriving)
                try fileSystem.writeAll(file.bytes.span, to: arriving.file)
            }
        } catch {
            for file in written { abandon(file.name) }
            throw error
        }
        try publishOutgoing(written)
    }

    /// Begins a file too large to be kept in memory.
    package func beginOutgoing(_ name: SpoolName) throws(SpoolError) -> OutgoingWriter {
        OutgoingWriter(try createArriving(name, mode: Self.outgoingMode), spool: self)
    }

    /// Moves a written file into `outgoing`, synced.
    package func finish(_ writer: consuming OutgoingWriter) throws(SpoolError) {
        try publishOutgoing([writer.arriving])
    }

    private func publishOutgoing(_ files: [ArrivingFile]) throws(SpoolError) {
        let failures = publish(files, into: .outgoing)
        guard let failure = failures.lazy.compactMap(\.self).first else { return }
        for (file, failure) in zip(files, failures) where failure == nil {
            takeBack(file.name, from: .outgoing)
        }
        throw failure
    }

    /// Removes a file from `outgoing` whose row was never committed.
    package func discardOutgoing(_ name: SpoolName) { takeBack(name, from: .outgoing) }

    /// Puts files into their partners' outbound folders, each by exactly one rename, and syncs
    /// each folder once. A name that is taken there gets `~1`, `~2`, … before its last dot.
    ///
    /// A partner sees a file before the sync; if the power fails in between and the partner was
    /// that quick, the file is delivered once more. Its control number tells.
    /// - Returns: one result for each request, in their order.
    package func deliver(_ deliveries: [Delivery]) -> [DeliveryResult] {
        var results: [DeliveryResult] = deliveries.map { _ in .deliveredBefore }
        for (_, indices) in Dictionary(
            grouping: deliveries.indices, by: { deliveries[$0].name.partner })
        {
            do throws(SpoolError) {
                guard let partner = indices.first.map({ deliveries[$0].name.partner }) else {
                    continue
                }
                let outbound = try openPartner(partner, .outbound)
                for index in indices {
                    results[index] = deliver(deliveries[index], into: outbound)
                }
                // The new place first: even if renames were two steps to the disk, a file would
                // never be in neither.
                try fileSystem.syncDirectory(outbound)
            } catch {
                for index in indices { results[index] = .failed(error) }
            }
        }
        do throws(SpoolError) {
            try fileSystem.syncDirectory(folder(.outgoing).directory)
        } catch {
            return results.map { _ in .failed(error) }
        }
        return results
    }

    private func deliver(
        _ delivery: Delivery, into outbound: borrowing OpenDirectory
    ) -> DeliveryResult {
        do throws(SpoolError) {
            return .delivered(
                try renameNumbered(
                    delivery.name.fileName, from: folder(.outgoing).directory, to: outbound,
                    as: delivery.finalName))
        } catch  where error.code == .notFound {
            return .deliveredBefore
        } catch {
            return .failed(error)
        }
    }
}
