import Glibc

/// An appliance's folder of its own: the repository's maps, a profile, an empty spool.
struct TemporarySite {
    let path: String
    private let waybill: String

    init(_ site: Site) throws {
        waybill = site.waybill
        guard let real = unsafe realpath(site.root, nil) else {
            throw Site.Missing(description: "no \(site.root)")
        }
        defer { unsafe free(real) }
        let root = unsafe String(cString: real)
        var template = Array("\(site.inputs)/site-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Site.Missing(description: "cannot make a folder in \(site.inputs)")
        }
        path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        symlink("\(root)/maps", "\(path)/maps")
        mkdir("\(path)/partners", 0o755)
        try Site.write(
            """
            environment: test
            company: St. Mary's Hospital
            identity: {qualifier: ZZ, id: STMARYSHOSP}
            journal: {path: var/journal.sqlite}
            erp: {kind: ledger, path: var/ledger.sqlite}

            """, to: "\(path)/waybill.yaml")
    }

    func inbound(_ partner: String) -> String { "\(path)/spool/partners/\(partner)/inbound" }
    func outbound(_ partner: String) -> String { "\(path)/spool/partners/\(partner)/outbound" }
    var log: String { "\(path)/daemon.log" }

    /// Profile of the vendor whose invoices are generated, or of another one like it.
    static func profile(_ id: String, identifier: String, documents: String) -> String {
        """
        partner: \(id)
        name: Northfield Medical
        kind: vendor
        environment: test
        vendorCode: V-NORTHFIELD
        identities:
          interchange: {qualifier: "01", id: "\(identifier)"}
          ours: {qualifier: ZZ, id: STMARYSHOSP}
        documents:
          inbound:
            \(documents)
        x12:
          delimiters: {element: "*", component: ">", segment: "~"}
          newline: true
        acknowledgments: {send: 997, interchange: asked}
        items: {identifiers: [VC, VN, UK, BP]}
        policy: {postInvoices: true}
        duplicates: answer-again

        """
    }

    /// Profiles of the generated invoices' senders.
    func writeProfiles() throws {
        for (id, identifier) in InvoiceGenerator.partners {
            let text = Self.profile(
                id, identifier: identifier,
                documents: #"- {set: "810", release: "004010", map: x12/810}"#)
            try Site.write(text, to: "\(path)/partners/\(id).yaml")
        }
    }

    /// Answers that lie outbound, all partners together.
    var answerCount: Int {
        InvoiceGenerator.partners.reduce(0) { $0 + Self.fileCount(outbound($1.id)) }
    }

    /// Runs a command to its end.
    func command(_ words: String...) throws {
        let child = try ChildProcess([waybill] + words + ["--root", path], log: log)
        let code = child.wait()
        guard code == 0 else {
            throw Site.Missing(
                description:
                    "waybill \(words.joined(separator: " ")) ended with \(code), see \(log)")
        }
    }

    /// Starts the daemon and waits until it says that it has.
    func startDaemon() throws -> (daemon: ChildProcess, seconds: Double) {
        try Site.write("", to: log)
        let start = Stopwatch.wallSeconds()
        let daemon = try ChildProcess(
            [waybill, "serve", "--root", path], log: log, memoryLimit: 8 << 30)
        while Stopwatch.wallSeconds() - start < 120 {
            let text = String(decoding: try Site.read(log), as: UTF8.self)
            if text.contains("started") { return (daemon, Stopwatch.wallSeconds() - start) }
            usleep(1000)
        }
        daemon.stop()
        throw Site.Missing(description: "the daemon did not start, see \(log)")
    }

    /// Files in a folder that are not hidden.
    static func fileCount(_ folder: String) -> Int {
        guard let directory = opendir(folder) else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while let entry = unsafe readdir(directory) {
            if unsafe entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }

    func remove() throws {
        _ = try ChildProcess(["/bin/rm", "-rf", path]).wait()
    }
}
