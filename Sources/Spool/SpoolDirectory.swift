import Synchronization

/// Queues of files as folders under one root, and the drop and pick-up folders of the partners:
///
///     arriving incoming active deferred hold corrupt outgoing archive/<day>
///     partners/<partner>/inbound   partners/<partner>/outbound
///
/// The spool holds bytes, the journal holds decisions. It guarantees that a file that counts
/// (anywhere but in `arriving`) is complete and synced, that it is in exactly one queue, and that
/// a move is one rename. It never replaces a file and never decides what a file means. Which queue
/// a file is in after a power failure is only a hint: moves are not synced, the journal says where
/// a file belongs, and recovery (see `Recovery.swift`) puts it there. The two moves that are
/// decisions, into `incoming` and out of `outgoing`, are synced.
///
/// All calls block; any thread may make them. Two may not work on the same file at once.
package final class SpoolDirectory: Sendable {
    package let root: String
    package let fileSystem: any FileSystem
    package let names: SpoolNameGenerator
    /// From how many files on a batch is synced by one call for the whole file system.
    let groupSyncCountMin: Int
    let rootDirectory: OpenDirectory
    private let queues: [Queue: QueueFolder]
    private let archiveDay = Mutex<(day: FileName, folder: QueueFolder)?>(nil)
    /// Copies that could not be taken back after a failed sync; see `removeStrays`.
    let strays = Mutex<Set<SpoolName>>([])

    /// Opens the spool under an existing directory and makes the queues that are not there yet,
    /// readable by the owner and the group only. `groupSyncCountMin` is explained at `publish`.
    package init(
        root: String, fileSystem: any FileSystem, names: SpoolNameGenerator,
        groupSyncCountMin: Int = 8
    ) throws(SpoolError) {
        let rootDirectory = try fileSystem.openRoot(root)
        var queues: [Queue: QueueFolder] = [:]
        var madeAny = try fileSystem.makeDirectory(
            FileName(trusted: "partners"), in: rootDirectory, mode: 0o711)
        for queue in Queue.allCases {
            let made = try fileSystem.makeDirectory(queue.folder, in: rootDirectory, mode: 0o750)
            madeAny = madeAny || made
            queues[queue] = QueueFolder(
                try fileSystem.openDirectory([queue.folder], in: rootDirectory))
        }
        if madeAny { try fileSystem.syncDirectory(rootDirectory) }
        self.root = root
        self.fileSystem = fileSystem
        self.names = names
        self.groupSyncCountMin = groupSyncCountMin
        self.rootDirectory = rootDirectory
        self.queues = queues
    }

    /// Makes a partner's folders that are not there yet. Ownership, set-group-id bits and SFTP
    /// jails are the work of whoever sets up the SFTP server; what is there already is left alone.
    package func preparePartner(_ partner: PartnerFolder) throws(SpoolError) {
        let partners = try fileSystem.openDirectory(
            [FileName(trusted: "partners")], in: rootDirectory)
        if try fileSystem.makeDirectory(partner.folder, in: partners, mode: 0o755) {
            try fileSystem.syncDirectory(partners)
        }
        let own = try fileSystem.openDirectory([partner.folder], in: partners)
        var madeAny = false
        for side in PartnerFolderSide.allCases {
            let made = try fileSystem.makeDirectory(side.folder, in: own, mode: 0o770)
            madeAny = madeAny || made
        }
        if madeAny { try fileSystem.syncDirectory(own) }
    }

    /// The path of a partner's folder, for messages and for watching.
    package func path(of partner: PartnerFolder, _ side: PartnerFolderSide) -> String {
        "\(root)/partners/\(partner)/\(side)"
    }

    /// Keeps every other process from opening the same spool for work, until the value goes.
    /// Throws `locked` when another has it. The kernel drops the lock when the process dies.
    package func lock() throws(SpoolError) -> SpoolLock {
        SpoolLock(file: try fileSystem.lockFile(FileName(trusted: ".lock"), in: rootDirectory))
    }

    package func freeSpace() throws(SpoolError) -> FreeSpace {
        try fileSystem.freeSpace(in: rootDirectory)
    }

    func openPartner(
        _ partner: PartnerFolder, _ side: PartnerFolderSide
    ) throws(SpoolError) -> OpenDirectory {
        try fileSystem.openDirectory(partner.path(side), in: rootDirectory)
    }

    /// The queue's own folder.
    func folder(_ queue: Queue) -> QueueFolder {
        guard let folder = queues[queue] else {
            preconditionFailure("every queue is opened by init")
        }
        return folder
    }

    /// The folder that holds a file of that name. The archive has one folder a day, after the date
    /// in the name, so that no folder grows without end; it is made when it is first needed.
    func folder(_ queue: Queue, of name: SpoolName) throws(SpoolError) -> QueueFolder {
        guard queue == .archive else { return folder(queue) }
        let day = name.archiveFolder
        if let known = archiveDay.withLock({ $0 }), known.day == day { return known.folder }
        let archive = folder(.archive)
        if try fileSystem.makeDirectory(day, in: archive.directory, mode: 0o750) {
            try fileSystem.syncDirectory(archive.directory)
        }
        let opened = QueueFolder(try fileSystem.openDirectory([day], in: archive.directory))
        archiveDay.withLock { $0 = (day, opened) }
        return opened
    }
}

/// Held by the one process that works on a spool.
package struct SpoolLock: ~Copyable, Sendable {
    private let file: OpenFile

    init(file: consuming OpenFile) { self.file = file }
}

/// An open queue folder that several owners share.
final class QueueFolder: Sendable {
    let directory: OpenDirectory

    init(_ directory: consuming OpenDirectory) { self.directory = directory }
}

extension SpoolName {
    /// The date in the name, as in `20261124`.
    var archiveFolder: FileName { FileName(trusted: String(text.prefix(8))) }
}
