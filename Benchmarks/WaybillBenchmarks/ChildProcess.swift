import Glibc

/// The release executable in a process of its own.
struct ChildProcess {
    let id: pid_t

    /// Starts it. Standard output goes to `/dev/null`, standard error to `log`.
    ///
    /// `memoryLimit`, in bytes, ends a child that would take the machine's memory away.
    init(_ arguments: [String], log: String = "/dev/null", memoryLimit: Int? = nil) throws {
        var words = arguments
        if let memoryLimit {
            let shell = "ulimit -v \(memoryLimit / 1024); exec \"$@\""
            words = ["/bin/sh", "-c", shell, "sh"] + words
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        var strings = unsafe words.map { unsafe strdup($0) }
        unsafe strings.append(nil)
        defer { unsafe strings.forEach { unsafe free($0) } }
        var id: pid_t = 0
        let fault = unsafe posix_spawn(&id, words[0], &actions, nil, strings, environ)
        guard fault == 0 else { throw Site.Missing(description: "cannot start \(words[0])") }
        self.id = id
    }

    /// Waits for the end: exit code, or the negated signal.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return Self.code(status)
    }

    /// Waits and meanwhile asks the kernel for the greatest resident size, in bytes. `wait4` would
    /// count what this process had when it forked.
    func waitWatchingMemory(every microseconds: UInt32 = 2000) -> (code: Int32, peak: Int) {
        var peak = 0
        var status: Int32 = 0
        while waitpid(id, &status, WNOHANG) == 0 {
            peak = max(peak, peakMemory)
            usleep(microseconds)
        }
        return (Self.code(status), peak)
    }

    private static func code(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// Greatest resident size so far (VmHWM), in bytes; 0 when the process has ended.
    var peakMemory: Int {
        guard let text = Self.text("/proc/\(id)/status"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return 0 }
        return (Int(line.split(whereSeparator: { " \t".contains($0) })[1]) ?? 0) << 10
    }

    /// CPU seconds used so far, all threads.
    var cpuSeconds: Double {
        guard let text = Self.text("/proc/\(id)/stat"),
            let fields = text.split(separator: ")").last?.split(separator: " "),
            fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Asks it to end and waits.
    @discardableResult
    func stop() -> Int32 {
        kill(id, SIGTERM)
        return wait()
    }

    private static func text(_ path: String) -> String? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
