import Glibc
import Journal

/// Peak memory of whole processes on files that are large in one way or another.
enum MemoryBenchmark {
    static func run(_ site: Site) throws {
        Report.begin("memory: peak resident size of the release executable")
        guard !site.waybill.isEmpty else {
            return Report.skip("memory", because: "no --waybill was given")
        }
        for name in ["850.edi", "850-200.edi", "850-1000.edi", "850-huge.edi"] {
            guard site.has(name) else {
                Report.skip(name, because: "it was not generated")
                continue
            }
            let start = Stopwatch.wallSeconds()
            let child = try ChildProcess(
                [site.waybill, "check", "--root", site.root, "\(site.inputs)/\(name)"],
                memoryLimit: 8 << 30)
            let (code, peak) = child.waitWatchingMemory()
            let seconds = Stopwatch.wallSeconds() - start
            Report.figure(
                "check \(name)",
                "\((Double(peak) / 1e6).text(1)) MB  in \(seconds.text(1)) s, exit \(code)",
                budget: ("≤ 64 MB", peak <= 64_000_000))
        }
        for name in ["850-200.edi", "850-huge.edi"] where site.has(name) {
            try daemon(name, site)
        }
    }

    /// The daemon takes the file in and answers it.
    private static func daemon(_ name: String, _ site: Site) throws {
        let folder = try TemporarySite(site)
        // gen.py's sender is ZZ SENDERID and its receiver 01 123456789, with usage P.
        try Site.write(
            """
            environment: production
            company: St. Mary's Hospital
            identity: {qualifier: "01", id: "123456789"}
            journal: {path: var/journal.sqlite}
            erp: {kind: ledger, path: var/ledger.sqlite}

            """, to: "\(folder.path)/waybill.yaml")
        try Site.write(
            """
            partner: large-sender
            name: Northfield Medical
            kind: department
            environment: production
            identities:
              interchange: {qualifier: ZZ, id: SENDERID}
              ours: {qualifier: "01", id: "123456789"}
            documents:
              inbound:
                - {set: "850", release: "004010", map: x12/850}
            acknowledgments: {send: 997, interchange: asked}
            limits: {fileBytes: 2GiB}

            """, to: "\(folder.path)/partners/large-sender.yaml")
        let (daemon, _) = try folder.startDaemon()
        defer { daemon.stop() }
        let idle = daemon.peakMemory
        let staged = "\(folder.path)/staged"
        try Site.write(try Site.read("\(site.inputs)/\(name)"), to: staged)
        let start = Stopwatch.wallSeconds()
        rename(staged, "\(folder.inbound("large-sender"))/large.edi")
        while TemporarySite.fileCount(folder.outbound("large-sender")) == 0 {
            guard Stopwatch.wallSeconds() - start < 240, daemon.peakMemory > 0 else {
                let grown = (Double(daemon.peakMemory) / 1e6).text(1)
                return Report.figure(
                    "serve, \(name)", "not answered in 240 s; \(grown) MB then",
                    budget: ("≤ 150 MB", false))
            }
            usleep(10_000)
        }
        let peak = daemon.peakMemory
        Report.figure(
            "serve, \(name) (idle \((Double(idle) / 1e6).text(1)) MB)",
            "\((Double(peak) / 1e6).text(1)) MB  answered in \((Stopwatch.wallSeconds() - start).text(1)) s",
            budget: ("≤ 150 MB", peak <= 150_000_000))
        try folder.remove()
    }
}

/// How soon a command ends and the daemon begins.
enum StartBenchmark {
    private static let profileCount = 10_000

    static func run(_ site: Site) throws {
        Report.begin("start: whole processes, wall time")
        guard !site.waybill.isEmpty else {
            return Report.skip("start", because: "no --waybill was given")
        }
        try command(site)
        try daemon(site)
    }

    private static func command(_ site: Site) throws {
        let sample = "\(site.root)/partners/northfield-medical/samples/4-invoice-810.edi"
        var values: [Double] = []
        var bare: [Double] = []
        for _ in 0..<20 {
            let start = Stopwatch.wallSeconds()
            _ = try ChildProcess([site.waybill, "check", "--root", site.root, sample]).wait()
            let middle = Stopwatch.wallSeconds()
            _ = try ChildProcess([site.waybill, "--help"]).wait()
            values.append((middle - start) * 1e3)
            bare.append((Stopwatch.wallSeconds() - middle) * 1e3)
        }
        let samples = Samples(values)
        Report.figure(
            "waybill check, one 810, median of 20",
            "\(samples.median.text(1)) ms (least \(samples.least.text(1)))",
            budget: ("≤ 20 ms", samples.median <= 20))
        Report.figure(
            "    waybill --help, beside it", "\(Samples(bare).median.text(1)) ms")
    }

    private static func daemon(_ site: Site) throws {
        let folder = try TemporarySite(site)
        let documents = #"- {set: "810", release: "004010", map: x12/810}"#
        for number in 0..<profileCount {
            let id = "vendor-\(number)"
            try Site.write(
                TemporarySite.profile(
                    id, identifier: "\(900_000_000 + number)", documents: documents),
                to: "\(folder.path)/partners/\(id).yaml")
        }
        let (daemon, seconds) = try folder.startDaemon()
        defer { daemon.stop() }
        Report.figure(
            "serve with \(profileCount) profiles, to 'started'", "\(seconds.text(2)) s",
            budget: ("≤ 1 s", seconds <= 1))
        Report.figure(
            "    memory then", "\((Double(daemon.peakMemory) / 1e6).text(1)) MB",
            budget: ("≤ 150 MB", daemon.peakMemory <= 150_000_000))
        let before = daemon.cpuSeconds
        sleep(10)
        let share = (daemon.cpuSeconds - before) / 10 * 100
        Report.figure(
            "    CPU over 10 s of idling", "\(share.text(2)) %", budget: ("≈ 0", share < 1))
        try folder.remove()
    }
}
