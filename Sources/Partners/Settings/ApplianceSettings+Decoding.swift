package import Configuration
import Diagnostics

extension ApplianceSettings {
    private enum ERPKind: String, CaseIterable { case ledger }

    /// Reads `waybill.yaml`, naming every fault at once.
    ///
    /// - Parameters:
    ///   - bytes: The whole file; nothing in it means the defaults.
    ///   - file: The name shown in errors.
    /// - Returns: The settings, paths as written.
    /// - Throws: Every fault with its line and column.
    package static func decode(
        _ bytes: [UInt8], file: String
    ) throws(ConfigurationFailure) -> ApplianceSettings {
        try decode(bytes, faults: ConfigurationFaults(file: file))
    }

    /// As `decode(_:file:)`, with faults and asked paths kept by the caller.
    static func decode(
        _ bytes: [UInt8], faults: ConfigurationFaults
    ) throws(ConfigurationFailure) -> ApplianceSettings {
        let node: ConfigurationNode
        do {
            node = try ConfigurationReader.read(bytes, file: faults.file)
        } catch {
            throw ConfigurationFailure(errors: [error])
        }
        if case .null = node.content { return ApplianceSettings() }
        return try ConfigurationObject.decode(node, faults: faults) { decode($0) }
    }

    private static func decode(_ root: ConfigurationObject) -> ApplianceSettings {
        var settings = ApplianceSettings()
        settings.environment = root.choice("environment") ?? settings.environment
        settings.company = root.text("company")
        settings.identity = root.object("identity") { InterchangeIdentity.decode($0) }
        settings.journalPath =
            root.object("journal") { $0.text("path") } ?? settings.journalPath
        root.object("folders") { block in
            settings.mapsPath = block.text("maps") ?? settings.mapsPath
            settings.partnersPath = block.text("partners") ?? settings.partnersPath
        }
        root.object("erp") { block in
            switch block.choice("kind", of: ERPKind.self) {
            case .ledger, nil:
                if let path = block.text("path") { settings.erp = .ledger(path: path) }
            }
        }
        root.object("spool") { block in
            settings.spool.path = block.text("path") ?? settings.spool.path
            settings.spool.settle = block.duration("settle") ?? settings.spool.settle
            settings.spool.rescan = positive(block, "rescan") ?? settings.spool.rescan
        }
        settings.workers = root.integer("workers", in: 1...64) ?? settings.workers
        root.object("orders") { block in
            settings.orderPoll = positive(block, "poll") ?? settings.orderPoll
        }
        root.object("retry") { settings.retry = retry($0) }
        root.object("limits") { settings.limits = limits($0) }
        return settings
    }

    private static func retry(_ block: ConfigurationObject) -> Retry {
        var retry = Retry()
        retry.first = positive(block, "first") ?? retry.first
        retry.longest = positive(block, "longest") ?? retry.longest
        retry.attempts = block.integer("attempts", in: 1...1000) ?? retry.attempts
        if retry.longest < retry.first {
            block.fault(
                block.has("longest") ? "longest" : "first",
                "'retry.longest' is shorter than 'retry.first'")
        }
        return retry
    }

    private static func positive(_ block: ConfigurationObject, _ key: String) -> Duration? {
        guard let duration = block.duration(key) else { return nil }
        if duration == .zero { block.fault(key, "'\(block.name(key))' must be longer than zero") }
        return duration
    }

    private static func limits(_ block: ConfigurationObject) -> Limits {
        var limits = Limits()
        for limit in limitKeys {
            let value =
                limit.isByteCount ? block.byteCount(limit.name) : block.integer(limit.name)
            guard let value else { continue }
            if value < 1 {
                block.fault(limit.name, "'\(block.name(limit.name))' must be at least 1")
            }
            limits[keyPath: limit.field] = value
        }
        return limits
    }

    /// Every bound of `Limits` by the name it has in the file.
    private static var limitKeys:
        [(name: String, isByteCount: Bool, field: WritableKeyPath<Limits, Int>)]
    {
        [
            ("segmentByteCountMax", true, \.segmentByteCountMax),
            ("elementCountMax", false, \.elementCountMax),
            ("diagnosticCountPerSetMax", false, \.diagnosticCountPerSetMax),
            ("diagnosticCountPerFileMax", false, \.diagnosticCountPerFileMax),
            ("documentLineCountMax", false, \.documentLineCountMax),
            ("documentByteCountMax", true, \.documentByteCountMax),
            ("preambleByteCountMax", true, \.preambleByteCountMax),
            ("xmlByteCountMax", true, \.xmlByteCountMax),
            ("xmlDepthMax", false, \.xmlDepthMax),
            ("xmlAttributeCountMax", false, \.xmlAttributeCountMax),
            ("xmlTextByteCountMax", true, \.xmlTextByteCountMax),
        ]
    }
}

extension ConfigurationObject {
    /// The block under a key, for a body that keeps what it reads itself.
    fileprivate func object(_ key: String, _ body: (ConfigurationObject) -> Void) {
        _ = object(key) { block -> Bool? in
            body(block)
            return true
        }
    }
}
