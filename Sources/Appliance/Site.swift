internal import Configuration
package import Diagnostics
internal import Foundation
package import Journal
package import Ledger
internal import Mapping
package import Partners
package import Posting
internal import Spool

/// An appliance's folder: `waybill.yaml` and the paths it names. What the daemon and every command
/// start from.
package struct Site: Sendable {
    package let root: String
    package let settings: ApplianceSettings

    /// Reads `waybill.yaml` in `root`; without the file the defaults apply, but then `maps/` must
    /// be there, so that a wrong folder is noticed.
    package init(root: String) throws {
        let path = root.hasSuffix("/") ? String(root.dropLast()) : root
        self.root = path
        let file = "\(path)/waybill.yaml"
        let hasFile = FileManager.default.fileExists(atPath: file)
        guard hasFile || FileManager.default.fileExists(atPath: "\(path)/maps") else {
            throw ApplianceError(
                .configuration,
                "\(path) holds neither waybill.yaml nor maps/; name the folder with --root")
        }
        let bytes = hasFile ? try CatalogLoader.read(file) : []
        settings = try ApplianceSettings.decode(bytes, file: "waybill.yaml")
            .resolved(against: path)
    }

    /// For commands that only read maps and profiles: the folder given, or, when that is no
    /// appliance's, the one named by `WAYBILL_ROOT`, or the one the executable was built in.
    package init(forReading root: String) throws {
        let candidates = [
            root, ProcessInfo.processInfo.environment["WAYBILL_ROOT"] ?? root,
            Self.rootAboveExecutable() ?? root,
        ]
        try self.init(root: candidates.first(where: Self.isAppliance) ?? root)
    }

    private static func isAppliance(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/maps/x12")
    }

    private static func rootAboveExecutable() -> String? {
        var path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        while let current = path, let slash = current.lastIndex(of: "/") {
            let parent = String(current[..<slash])
            if isAppliance(parent) { return parent }
            path = parent
        }
        return nil
    }

    /// Makes the folders that the databases and the spool lie in.
    package func makeFolders() throws {
        var folders = [settings.spool.path, Self.folder(of: settings.journalPath)]
        if case .ledger(let path) = settings.erp { folders.append(Self.folder(of: path)) }
        for folder in folders {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw ApplianceError(.io, "\(folder) cannot be made: \(error.localizedDescription)")
            }
        }
    }

    private static func folder(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.joined(separator: "/")
    }

    package func openJournal() throws -> JournalStore {
        try JournalStore(path: settings.journalPath)
    }

    package func openLedger(now: @escaping @Sendable () -> Timestamp) throws -> LedgerStore {
        switch settings.erp {
        case .ledger(let path): try LedgerStore(path: path, now: now)
        }
    }

    /// The ERP that `waybill.yaml` names.
    package func openTarget(now: @escaping @Sendable () -> Timestamp) throws -> any ERPTarget {
        try openLedger(now: now)
    }

    var loader: CatalogLoader {
        CatalogLoader(
            mapsPath: settings.mapsPath, partnersPath: settings.partnersPath, models: .standard,
            ours: settings.identity)
    }

    /// Tells a running daemon that something in the journal changed.
    package func wakeDaemon() {
        let path = "\(settings.spool.path)/.wake"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
}
