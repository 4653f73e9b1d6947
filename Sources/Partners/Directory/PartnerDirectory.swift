package import Configuration

/// A file of the profiles' folder as it was found.
package struct ProfileFile: Sendable {
    package enum Content: Sendable {
        case bytes([UInt8])
        /// As `bytes`, read beforehand: with thousands of files, on several threads.
        case read(ProfileReading)
        /// The file is the one given at the last load; what was found then still holds.
        case unchanged
        /// The file is there and could not be read, for this reason.
        case unreadable(String)
    }

    /// The name inside the folder: `acme.yaml`.
    package var name: String
    package var content: Content

    package init(name: String, content: Content) {
        self.name = name
        self.content = content
    }

    /// Whether a file of the folder is meant as a profile. `.yml` is taken in order to be refused
    /// with a reason; hidden files, notes and folders are nobody's business.
    package static func isProfile(_ name: String) -> Bool {
        !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
    }
}

/// What one profile's bytes say, without regard to other profiles. Reading depends on nothing but
/// its arguments, so files may be read side by side.
package struct ProfileReading: Sendable {
    let result: Result<DecodedProfile, ConfigurationFailure>

    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: The name shown in errors: `partners/acme.yaml`.
    ///   - ours: Who we are where the profile does not say.
    package init(_ bytes: [UInt8], file: String, ours: InterchangeIdentity?) {
        do {
            result = .success(
                try DecodedProfile.read(
                    bytes, faults: ConfigurationFaults(file: file), ours: ours))
        } catch {
            result = .failure(error)
        }
    }
}

/// The profiles in force.
///
/// A value: loading gives a new directory and leaves the old one to whoever is using it. Guarantees
/// that ids, folders and interchange senders are each one partner's. A broken file leaves the
/// partner's last good version in force; a file that is gone takes the partner with it.
package struct PartnerDirectory: Sendable {
    /// A file and why it is not, or no longer as it stands, in force.
    package struct Refusal: Hashable, Sendable {
        package let file: String
        /// Never empty.
        package let errors: [ConfigurationError]
    }

    /// What is known of one file.
    struct Entry: Sendable {
        /// What the file as it stands says; `nil` when it is broken.
        var candidate: DecodedProfile?
        /// What is in force, from the file as it stands or an earlier version of it.
        var inForce: DecodedProfile?
        /// Faults of the file itself.
        var faults: [ConfigurationError]
        /// Conflicts with other files, found anew at every load.
        var conflicts: [ConfigurationError] = []
    }

    /// By file name.
    let entries: [String: Entry]
    private let fileByID: [String: String]
    private let fileByFolder: [String: String]
    private let fileBySender: [InterchangeIdentity: String]

    /// A directory without partners.
    package init() { self.init(entries: [:]) }

    init(entries: [String: Entry]) {
        self.entries = entries
        var byID: [String: String] = [:]
        var byFolder: [String: String] = [:]
        var bySender: [InterchangeIdentity: String] = [:]
        for (file, entry) in entries {
            guard let profile = entry.inForce?.profile else { continue }
            byID[profile.id] = file
            byFolder[profile.folder] = file
            if let sender = profile.identities.addressing?.theirs { bySender[sender] = file }
        }
        fileByID = byID
        fileByFolder = byFolder
        fileBySender = bySender
    }

    private func profile(file: String?) -> PartnerProfile? {
        file.flatMap { entries[$0]?.inForce?.profile }
    }

    /// The profile of a partner.
    package subscript(id: String) -> PartnerProfile? { profile(file: fileByID[id]) }

    /// The partner whose folder under `spool/partners/` this is.
    package func partner(folder: String) -> PartnerProfile? {
        profile(file: fileByFolder[folder])
    }

    /// The partner who sends as this identity (ISA05 and ISA06).
    package func partner(sender: InterchangeIdentity) -> PartnerProfile? {
        profile(file: fileBySender[sender])
    }

    /// Every profile in force, by id.
    package var profiles: [PartnerProfile] {
        entries.values.compactMap(\.inForce?.profile).sorted { $0.id < $1.id }
    }

    package var count: Int { fileByID.count }

    /// Every file with something wrong, by name. The partner may still be in force as it was: ask
    /// for it by id.
    package var refused: [Refusal] {
        entries.compactMap { file, entry in
            let errors = entry.faults + entry.conflicts
            return errors.isEmpty ? nil : Refusal(file: file, errors: errors)
        }.sorted { $0.file < $1.file }
    }
}
