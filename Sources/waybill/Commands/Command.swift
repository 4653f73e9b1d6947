internal import Appliance
internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Foundation
internal import Glibc
internal import Journal
internal import Partners
internal import Posting
internal import X12

/// What the commands share: the folder they work on, and how failures become messages and codes.
enum Command {
    /// Runs a command's body; every failure ends in a message for people and a documented code.
    static func run(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            let failure = explain(error)
            Terminal.tell("waybill: \(failure.message)")
            throw failure.status.code
        }
    }

    private static func explain(_ error: any Error) -> CommandFailure {
        switch error {
        case let error as CommandFailure: error
        case let error as ApplianceError: CommandFailure(status(error.code), error.message)
        case let error as ConfigurationFailure:
            CommandFailure(
                .badConfiguration, error.errors.map(\.description).joined(separator: "\nwaybill: "))
        case let error as ConfigurationError: CommandFailure(.badConfiguration, error.description)
        case let error as JournalError:
            CommandFailure(error.isRetryable ? .tryLater : .io, error.description)
        case let error as ERPError:
            CommandFailure(error.isRetryable ? .unavailable : .software, error.message)
        case let error as WriterError: CommandFailure(.badDocument, error.description)
        case let error as OperatorActions.Refusal:
            switch error {
            case .notFound: CommandFailure(.notFound, "There is no such exchange or document.")
            case .wrongState(let why): CommandFailure(.usage, "Not possible: \(why).")
            }
        default: CommandFailure(.software, "\(error)")
        }
    }

    private static func status(_ code: ApplianceError.Code) -> ExitStatus {
        switch code {
        case .configuration: .badConfiguration
        case .io: .io
        case .locked: .tryLater
        case .unavailable: .unavailable
        case .software: .software
        }
    }

    /// The journal of an appliance, which a daemon may be writing to at the same time.
    static func journal(_ root: String) throws -> JournalStore {
        let site = try Site(root: root)
        guard FileManager.default.fileExists(atPath: site.settings.journalPath) else {
            throw CommandFailure(
                .notFound,
                "There is no journal yet at \(site.settings.journalPath); start 'waybill serve'.")
        }
        return try site.openJournal()
    }

    /// Carries out an action of a person on each of the named things, and wakes the daemon.
    static func act(
        on ids: [String], root: String, done: String,
        _ action: (OperatorActions, OperatorActions.Target) throws -> Void
    ) throws {
        try run {
            let actions = OperatorActions(
                journal: try journal(root), seams: .system, actor: "os:\(userName)")
            for id in ids {
                guard let target = OperatorActions.Target(id) else {
                    throw CommandFailure(
                        .usage, "'\(id)' is no exchange; write 17, or 17/2 for a document in it.")
                }
                try action(actions, target)
                Terminal.tell("\(id) \(done)")
            }
            try Site(root: root).wakeDaemon()
        }
    }

    private static var userName: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else {
            return String(geteuid())
        }
        return String(cString: name)
    }

    /// The bytes of a file, or of standard input for `-`.
    static func bytes(of file: String) throws -> [UInt8] {
        if file == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(.notFound, "There is no file \(Terminal.printable(file)).")
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.io, "\(Terminal.printable(file)) cannot be read.")
        }
        return Array(data)
    }
}
