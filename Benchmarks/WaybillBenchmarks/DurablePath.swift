import Glibc
import Journal

/// Small files through everything: claimed, read, committed, answered, posted into the ledger.
enum DurableBenchmark {
    private static let fileCount = 2000
    private static let singleCount = 200
    private static let orderCount = 400

    static func run(_ site: Site) throws {
        Report.begin("durable: 810s of 2 KB through a running daemon, ledger target, wall time")
        guard !site.waybill.isEmpty else {
            return Report.skip("durable", because: "no --waybill was given")
        }
        let folder = try TemporarySite(site)
        try folder.writeProfiles()
        try Site.write(
            InvoiceGenerator.seed(orderCount: orderCount), to: "\(folder.path)/seed.yaml")
        try folder.command("ledger", "import", "\(folder.path)/seed.yaml")
        Report.figure("fsync of a new 2 KB file, median of 200", try fsyncText(folder.path))
        let (daemon, _) = try folder.startDaemon()
        defer { daemon.stop() }
        try latency(folder)
        try throughput(folder, daemon)
        Report.figure(
            "    peak memory of the daemon", "\((Double(daemon.peakMemory) / 1e6).text(1)) MB",
            budget: ("≤ 150 MB", daemon.peakMemory <= 150_000_000))
        try folder.remove()
    }

    /// The disk's own part, in the same run.
    private static func fsyncText(_ folder: String) throws -> String {
        let bytes = [UInt8](repeating: 65, count: 2048)
        var values: [Double] = []
        for _ in 0..<200 {
            let start = Stopwatch.wallSeconds()
            let file = open("\(folder)/fsync", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            _ = write(file, bytes, bytes.count)
            fsync(file)
            close(file)
            values.append(Stopwatch.wallSeconds() - start)
        }
        let samples = Samples(values.map { $0 * 1e3 })
        return "\(samples.median.text(2)) ms (p99 \(samples.percentile(99).text(2)) ms)"
    }

    /// One file at a time: from the rename into the drop folder until the 997 lies outbound.
    private static func latency(_ folder: TemporarySite) throws {
        var values: [Double] = []
        for number in 0..<singleCount {
            let staged = try stage(number, folder)
            let before = folder.answerCount
            let start = Stopwatch.wallSeconds()
            rename(staged, target(number, folder))
            while folder.answerCount == before {
                guard Stopwatch.wallSeconds() - start < 10 else {
                    throw Site.Missing(description: "no answer in 10 s, see \(folder.log)")
                }
                usleep(100)
            }
            values.append((Stopwatch.wallSeconds() - start) * 1e3)
            usleep(20_000)
        }
        let samples = Samples(values)
        Report.figure(
            "drop to 997, \(singleCount) single files, p50", "\(samples.median.text(2)) ms",
            budget: ("≤ 10 ms", samples.median <= 10))
        Report.figure(
            "    p99 (greatest \(samples.greatest.text(1)) ms)",
            "\(samples.percentile(99).text(2)) ms",
            budget: ("≤ 50 ms", samples.percentile(99) <= 50))
    }

    private static func throughput(_ folder: TemporarySite, _ daemon: ChildProcess) throws {
        var staged: [String] = []
        for number in 0..<fileCount { staged.append(try stage(singleCount + number, folder)) }
        let before = folder.answerCount
        let cpu = daemon.cpuSeconds
        let start = Stopwatch.wallSeconds()
        for (number, path) in staged.enumerated() {
            rename(path, target(singleCount + number, folder))
        }
        func waitUntil(_ isDone: () throws -> Bool) throws -> Double {
            while try !isDone() {
                guard Stopwatch.wallSeconds() - start < 300 else {
                    throw Site.Missing(description: "not done in 300 s, see \(folder.log)")
                }
                usleep(5000)
            }
            return Stopwatch.wallSeconds() - start
        }
        let answered = try waitUntil {
            folder.answerCount - before == fileCount
        }
        let journal = try JournalStore(path: "\(folder.path)/var/journal.sqlite")
        let posted = try waitUntil {
            try postedCount(journal) >= singleCount + fileCount
        }
        let rate = Double(fileCount) / posted
        Report.figure(
            "\(fileCount) files of four partners, answered",
            "\((Double(fileCount) / answered).text()) files/s")
        Report.figure(
            "\(fileCount) files, answered and posted", "\(rate.text()) files/s",
            budget: ("≥ 1,000", rate >= 1000))
        Report.figure(
            "    CPU of the daemon a file",
            "\(((daemon.cpuSeconds - cpu) / Double(fileCount) * 1e3).text(2)) ms")
    }

    private static func postedCount(_ journal: JournalStore) throws -> Int {
        try journal.read { reader in
            let rows = try reader.status().filter { $0.direction == Direction.inbound.rawValue }
            let waiting: Set = [ExchangeState.incoming.rawValue, ExchangeState.posting.rawValue]
            if let other = rows.first(where: {
                $0.state != ExchangeState.posted.rawValue && !waiting.contains($0.state)
            }) {
                throw Site.Missing(description: "\(other.count) files are \(other.state)")
            }
            return rows.filter { $0.state == ExchangeState.posted.rawValue }
                .reduce(0) { $0 + $1.count }
        }
    }

    /// Partners take turns.
    private static func sender(_ number: Int) -> (id: String, identifier: String) {
        InvoiceGenerator.partners[number % InvoiceGenerator.partners.count]
    }

    private static func target(_ number: Int, _ folder: TemporarySite) -> String {
        "\(folder.inbound(sender(number).id))/\(number).edi"
    }

    /// Writes an invoice beside the drop folder, on the same file system.
    private static func stage(_ number: Int, _ folder: TemporarySite) throws -> String {
        let path = "\(folder.path)/staged-\(number)"
        try Site.write(
            InvoiceGenerator.interchange(
                number..<number + 1, orderCount: orderCount, sender: sender(number).identifier),
            to: path)
        return path
    }
}
