import Configuration

extension PartnerDirectory {
    /// The directory that follows from the files of the profiles' folder.
    ///
    /// - Parameters:
    ///   - files: Every profile there is, in any order; what is not in it is gone.
    ///   - folder: What file names are shown under in errors.
    ///   - previous: The directory in force, which keeps the last good versions.
    ///   - ours: Who we are where a profile does not say.
    /// - Returns: The new directory; `refused` says what was not taken over.
    package static func load(
        files: [ProfileFile], folder: String = "partners",
        previous: PartnerDirectory = PartnerDirectory(), ours: InterchangeIdentity? = nil
    ) -> PartnerDirectory {
        var entries: [String: Entry] = [:]
        entries.reserveCapacity(files.count)
        for file in files {
            entries[file.name] = entry(
                of: file, shown: "\(folder)/\(file.name)", previous: previous.entries[file.name],
                ours: ours)
        }
        var resolution = ConflictResolution(
            entries: entries, previous: previous.entries, folder: folder)
        resolution.run()
        return PartnerDirectory(entries: resolution.entries)
    }

    private static func entry(
        of file: ProfileFile, shown: String, previous: Entry?, ours: InterchangeIdentity?
    ) -> Entry {
        guard !file.name.hasSuffix(".yml") else {
            let error = ConfigurationError(
                file: shown, mark: nil, message: "a profile's name ends with .yaml",
                suggestion: "call the file \(file.name.dropLast(4)).yaml")
            return Entry(candidate: nil, inForce: nil, faults: [error])
        }
        switch file.content {
        case .unchanged:
            guard let previous else {
                preconditionFailure("\(shown) cannot be unchanged: it was not there before")
            }
            return Entry(
                candidate: previous.candidate, inForce: previous.inForce, faults: previous.faults)
        case .unreadable(let reason):
            let error = ConfigurationError(
                file: shown, mark: nil, message: "the file cannot be read: \(reason)")
            return Entry(candidate: nil, inForce: previous?.inForce, faults: [error])
        case .bytes(let bytes):
            return entry(of: ProfileReading(bytes, file: shown, ours: ours), previous: previous)
        case .read(let reading): return entry(of: reading, previous: previous)
        }
    }

    private static func entry(of reading: ProfileReading, previous: Entry?) -> Entry {
        switch reading.result {
        case .success(let decoded):
            Entry(candidate: decoded, inForce: previous?.inForce, faults: [])
        case .failure(let failure):
            Entry(candidate: nil, inForce: previous?.inForce, faults: failure.errors)
        }
    }
}

/// Decides which version of each profile is in force when files claim the same folder or sender.
///
/// Who held the claim before keeps it and the newcomer is refused. Where nobody held it, all who
/// claim it are refused: documents that are held can be released, documents booked for the wrong
/// vendor cannot be taken back. Whoever is refused falls back to the last good version, which may
/// in turn be in somebody's way; since the previous directory was free of conflicts and every
/// round refuses somebody, this ends.
private struct ConflictResolution {
    private enum Claim: Hashable, Comparable {
        case folder(String)
        case sender(qualifier: String, id: String)
    }

    var entries: [String: PartnerDirectory.Entry]
    let previous: [String: PartnerDirectory.Entry]
    let folder: String

    mutating func run() {
        for (file, entry) in entries {
            if let candidate = entry.candidate { entries[file]?.inForce = candidate }
        }
        while true {
            let disputed = claims().filter { $0.value.count > 1 }
            if disputed.isEmpty { return }
            for (claim, files) in disputed.sorted(by: { $0.key < $1.key }) {
                let holder = files.first { file in holds(file, claim) }
                for file in files where file != holder { refuse(file, claim, among: files) }
            }
        }
    }

    private func claims() -> [Claim: [String]] {
        var claims: [Claim: [String]] = [:]
        claims.reserveCapacity(entries.count * 2)
        for (file, entry) in entries {
            guard let decoded = entry.inForce else { continue }
            for claim in Self.claims(of: decoded) { claims[claim, default: []].append(file) }
        }
        return claims
    }

    private static func claims(of decoded: DecodedProfile) -> [Claim] {
        let folder = Claim.folder(decoded.profile.folder)
        guard let sender = decoded.profile.identities.addressing?.theirs else { return [folder] }
        return [folder, .sender(qualifier: sender.qualifier, id: sender.id)]
    }

    /// Whether the file's profile was in force with this claim before.
    private func holds(_ file: String, _ claim: Claim) -> Bool {
        previous[file]?.inForce.map { Self.claims(of: $0).contains(claim) } ?? false
    }

    private mutating func refuse(_ file: String, _ claim: Claim, among files: [String]) {
        // What was in force before holds its claims, so only a file as it stands is ever refused.
        guard let refused = entries[file]?.candidate else { return }
        let others = files.filter { $0 != file }.sorted().map { "\(folder)/\($0)" }
            .joined(separator: " and ")
        let (mark, message, suggestion) =
            switch claim {
            case .folder(let name):
                (
                    refused.folderMark, "the folder '\(name)' is also that of \(others)",
                    "write another 'folder' in one of them"
                )
            case .sender(let qualifier, let id):
                (
                    refused.senderMark,
                    "the interchange sender \(qualifier)/\(id) is also that of \(others)",
                    "correct 'identities.interchange' in one of them"
                )
            }
        entries[file]?.conflicts.append(
            ConfigurationError(
                file: "\(folder)/\(file)", mark: mark, message: message, suggestion: suggestion))
        entries[file]?.inForce = previous[file]?.inForce
    }
}
