import Foundation
import Glibc
import TestSupport
import Testing

/// The built `waybill`, run as a process with pipes: what a script sees of it.
struct Command {
    var status: Int32
    var output: String
    var error: String

    /// The executable lies beside the test bundle.
    static let path: String = {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/") + "/waybill"
    }()

    /// Runs to the end. `root` is the working folder.
    static func run(
        _ arguments: [String], in root: String, input: [UInt8]? = nil,
        environment: [String] = ["COLUMNS=80"]
    ) throws -> Command {
        let started = try Started(arguments, in: root, input: input, environment: environment)
        return started.finish()
    }

    /// A process whose output goes to files, so that none can fill a pipe and block.
    final class Started {
        private let folder = TemporaryDirectory()
        private var identifier: pid_t = 0
        private var status: Int32?

        init(
            _ arguments: [String], in root: String, input: [UInt8]? = nil,
            environment: [String] = []
        ) throws {
            try #require(
                FileManager.default.isExecutableFile(atPath: Command.path),
                "\(Command.path) is not built")
            try Data(input ?? []).write(to: URL(fileURLWithPath: "\(folder.path)/in"))
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "\(folder.path)/in", O_RDONLY, 0)
            for (number, name) in [(Int32(1), "out"), (2, "err")] {
                posix_spawn_file_actions_addopen(
                    &actions, number, "\(folder.path)/\(name)", O_WRONLY | O_CREAT, 0o600)
            }
            // The test runner's threads block signals, which children would inherit.
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            var none = sigset_t()
            sigemptyset(&none)
            posix_spawnattr_setsigmask(&attributes, &none)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
            // `env -C` changes the folder; posix_spawn's own way is hidden from Swift.
            var words =
                (["env", "-C", root] + environment + [Command.path] + arguments).map { strdup($0) }
                + [nil]
            defer { for word in words { free(word) } }
            let code = posix_spawn(
                &identifier, "/usr/bin/env", &actions, &attributes, &words, environ)
            try #require(code == 0, "posix_spawn failed with \(code)")
        }

        func terminate() { if status == nil { kill(identifier, SIGTERM) } }

        /// Waits for the end and reads what was written; after a minute the process is killed.
        func finish() -> Command {
            let deadline = Date().addingTimeInterval(60)
            while status == nil {
                var word: Int32 = 0
                if waitpid(identifier, &word, WNOHANG) == identifier {
                    status = word & 0x7F == 0 ? (word >> 8) & 0xFF : -(word & 0x7F)
                } else {
                    if Date() > deadline { kill(identifier, SIGKILL) }
                    usleep(2000)
                }
            }
            let output = bytes("out")
            return Command(
                status: status ?? -1, output: String(decoding: output, as: UTF8.self),
                error: String(decoding: bytes("err"), as: UTF8.self))
        }

        func hasSaid(_ text: String) -> Bool {
            String(decoding: bytes("err"), as: UTF8.self).contains(text)
        }

        private func bytes(_ name: String) -> [UInt8] {
            Array(FileManager.default.contents(atPath: "\(folder.path)/\(name)") ?? Data())
        }
    }

    /// The objects of `--json`, one a line.
    func objects() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }
}

/// An appliance's folder as the repository ships it, spool and databases of its own.
struct CommandSite {
    let directory = TemporaryDirectory()
    var root: String { directory.path }

    init(seeded: Bool = false) throws {
        for name in ["maps", "partners", "waybill.yaml"] {
            try FileManager.default.copyItem(
                atPath: "\(RepositoryRoot.path)/\(name)", toPath: "\(root)/\(name)")
        }
        if seeded {
            let result = try run("ledger", "import", "maps/odoo/ledger-seed.yaml")
            try #require(result.status == 0, "\(result.error)")
        }
    }

    func run(_ arguments: String..., input: [UInt8]? = nil) throws -> Command {
        try Command.run(arguments, in: root, input: input)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(root)/\(name)"))
    }

    /// Runs the daemon, waits for `isDone`, and stops it as a service manager does.
    func serve(until isDone: () throws -> Bool) throws {
        let daemon = try Command.Started(["serve"], in: root)
        defer {
            daemon.terminate()
            _ = daemon.finish()
        }
        try Self.wait("the start") { daemon.hasSaid("started") }
        try Self.wait("the daemon's work", until: isDone)
        daemon.terminate()
        let result = daemon.finish()
        #expect(result.status == 0, "\(result.error)")
    }

    static func wait(_ what: String, until isDone: () throws -> Bool) throws {
        let deadline = Date().addingTimeInterval(60)
        while try !isDone() {
            try #require(Date() < deadline, "waited in vain for \(what)")
            usleep(20_000)
        }
    }

    /// Puts a file into a partner's folder once the daemon has made it.
    func drop(_ bytes: [UInt8], as name: String, in partner: String) throws {
        let inbound = "\(root)/spool/partners/\(partner)/inbound"
        try FileManager.default.createDirectory(
            atPath: inbound, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(inbound)/.\(name)"))
        try FileManager.default.moveItem(
            atPath: "\(inbound)/.\(name)", toPath: "\(inbound)/\(name)")
    }

    func sample(_ path: String) throws -> [UInt8] {
        let parts = path.split(separator: "/")
        return try Array(
            Data(
                contentsOf: URL(
                    fileURLWithPath: "\(root)/partners/\(parts[0])/samples/\(parts[1])")))
    }
}
