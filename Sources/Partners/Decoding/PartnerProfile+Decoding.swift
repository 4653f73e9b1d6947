package import Configuration

extension PartnerProfile {
    /// Reads a profile, naming every fault of the file at once.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: The name shown in errors; its base name must be the partner's id.
    ///   - ours: Who we are where the profile does not say, from `waybill.yaml`.
    /// - Returns: A profile that is whole and consistent.
    /// - Throws: Every fault with its line and column.
    package static func decode(
        _ bytes: [UInt8], file: String, ours: InterchangeIdentity? = nil
    ) throws(ConfigurationFailure) -> PartnerProfile {
        try DecodedProfile.read(bytes, faults: ConfigurationFaults(file: file), ours: ours).profile
    }
}

/// A profile with the places that a conflict with another profile is reported at.
struct DecodedProfile: Sendable {
    let profile: PartnerProfile
    let folderMark: ConfigurationNode.Mark
    let senderMark: ConfigurationNode.Mark

    /// As `PartnerProfile.decode`, with faults and asked paths kept by the caller.
    static func read(
        _ bytes: [UInt8], faults: ConfigurationFaults, ours: InterchangeIdentity?
    ) throws(ConfigurationFailure) -> DecodedProfile {
        if let error = SecretScan.privateKey(in: bytes, file: faults.file) {
            throw ConfigurationFailure(errors: [error])
        }
        let node: ConfigurationNode
        do {
            node = try ConfigurationReader.read(bytes, file: faults.file)
        } catch {
            throw ConfigurationFailure(errors: [error])
        }
        return try ConfigurationObject.decode(node, faults: faults) { root in
            decode(root, ours: ours)
        }
    }

    private static func decode(
        _ root: ConfigurationObject, ours: InterchangeIdentity?
    ) -> DecodedProfile {
        let id = partnerID(root)
        let kind = root.requiredChoice("kind", of: PartnerProfile.Kind.self)
        let documents = DocumentFlows.decode(root, kind: kind)
        let x12 = root.object("x12") { X12Writing.decode($0) } ?? X12Writing()
        let identities = PartnerIdentities.decode(
            root, isX12: documents.hasX12, delimiters: x12.delimiters, ours: ours)
        let profile = PartnerProfile(
            id: id,
            name: root.requiredText("name"),
            kind: kind ?? .vendor,
            environment: root.requiredChoice("environment") ?? .test,
            vendorCode: vendorCode(root, kind: kind),
            folder: folderName(root) ?? id,
            identities: identities.value,
            documents: documents,
            x12: x12,
            acknowledgments: AcknowledgmentRules.decode(root, documents: documents),
            items: ItemRules.decode(root),
            units: UnitTable.decode(root),
            costCentres: CostCentreRules.decode(root),
            tolerances: MatchTolerances.decode(root),
            policy: PostingPolicy.decode(root, kind: kind),
            contacts: root.objects("contacts") { PartnerContact.decode($0) },
            calendar: root.object("calendar") { PartnerCalendar.decode($0) },
            credentials: credentials(root),
            limits: intake(root),
            duplicates: root.choice("duplicates") ?? .answerAgain)
        return DecodedProfile(
            profile: profile, folderMark: root.mark(of: root.has("folder") ? "folder" : "partner"),
            senderMark: identities.senderMark)
    }

    private static func partnerID(_ root: ConfigurationObject) -> String {
        let id = root.requiredText("partner")
        guard !id.isEmpty else { return id }
        guard PartnerProfile.isID(id) else {
            root.fault(
                "partner", "'partner' is '\(id.prefix(80))', which is no partner id",
                suggestion: "use at most 64 of a-z, 0-9 and -, beginning with a letter or digit")
            return id
        }
        let expected = baseName(root.faults.file)
        if id != expected {
            root.fault(
                "partner", "'partner' is '\(id)', but the file is called \(expected).yaml",
                suggestion: "call the file \(id).yaml or write 'partner: \(expected)'")
        }
        return id
    }

    private static func folderName(_ root: ConfigurationObject) -> String? {
        guard let folder = root.text("folder") else { return nil }
        if !PartnerProfile.isID(folder) {
            root.fault(
                "folder", "'folder' is '\(folder.prefix(80))', which is no folder name",
                suggestion: "use at most 64 of a-z, 0-9 and -, beginning with a letter or digit")
        }
        return folder
    }

    private static func vendorCode(
        _ root: ConfigurationObject, kind: PartnerProfile.Kind?
    ) -> String? {
        let code = root.text("vendorCode")
        switch kind {
        case .vendor where !root.has("vendorCode"):
            root.fault(
                "vendorCode", "'vendorCode' is missing",
                suggestion: "write the vendor's reference in the ERP")
        case .department where code != nil:
            root.fault("vendorCode", "a department has no 'vendorCode'", suggestion: "remove it")
        case .vendor, .department, nil: break
        }
        return code
    }

    /// The value is never shown: it may be the secret itself.
    private static func credentials(
        _ root: ConfigurationObject
    ) -> [String: CredentialReference] {
        var references: [String: CredentialReference] = [:]
        for entry in root.table("credentials") {
            guard let reference = CredentialReference(entry.value) else {
                root.faults.record(
                    at: entry.mark,
                    "'credentials.\(entry.key)' must name where the secret lies and never hold it",
                    suggestion: "write env:NAME, file:/PATH or credential:NAME")
                continue
            }
            references[entry.key] = reference
        }
        return references
    }

    private static func intake(_ root: ConfigurationObject) -> PartnerProfile.Intake {
        root.object("limits") { block in
            let bytes = block.byteCount("fileBytes")
            if bytes == 0 { block.fault("fileBytes", "'limits.fileBytes' must be at least 1") }
            return PartnerProfile.Intake(
                fileByteCountMax: bytes,
                fileCountMax: block.integer("files", in: 1...1_000_000))
        } ?? PartnerProfile.Intake()
    }

    /// `partners/acme.yaml` is `acme`.
    static func baseName(_ file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
    }
}

/// Looks for the one secret that people paste into configuration files by the page.
private enum SecretScan {
    private static let words = Array("PRIVATE KEY-----".utf8)

    static func privateKey(in bytes: [UInt8], file: String) -> ConfigurationError? {
        guard bytes.count >= words.count else { return nil }
        for offset in 0...(bytes.count - words.count)
        where bytes[offset] == words[0] && bytes[offset..<offset + words.count].elementsEqual(words)
        {
            let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
            return ConfigurationError(
                file: file, mark: ConfigurationNode.Mark(line: line, column: 1),
                message: "the file holds a private key",
                suggestion: "remove it, replace the key, and name its place under 'credentials'")
        }
        return nil
    }
}
