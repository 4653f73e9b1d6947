import Glibc

/// Runs benchmarks by name: `WaybillBenchmarks [--root DIR] [--inputs DIR] [--waybill PATH] [NAME…]`.
/// Without a name all of them; `scripts/bench` builds, prepares the inputs and calls it.
struct Benchmarks {
    static let all: [(name: String, run: @Sendable (Site) throws -> Void)] = [
        ("tokenizer", { try TokenizerBenchmark.run($0) }),
        ("validate", { try ValidationBenchmark.run($0) }),
        ("acknowledge", { try AcknowledgmentBenchmark.run($0) }),
        ("write", { _ in try WriterBenchmark.run() }),
        ("translate", { try TranslationBenchmark.run($0) }),
        ("post", { try PlanningBenchmark.run($0) }),
        ("xml", { try XMLBenchmark.run($0) }),
        ("durable", { try DurableBenchmark.run($0) }),
        ("memory", { try MemoryBenchmark.run($0) }),
        ("start", { try StartBenchmark.run($0) }),
    ]

    static func run(_ arguments: [String]) throws {
        var options = ["--root": ".", "--inputs": ".build-bench", "--waybill": ""]
        var names: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if options[word] != nil, let value = rest.popFirst() {
                options[word] = value
            } else {
                names.append(word)
            }
        }
        let known = all.map(\.name)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw Site.Missing(
                description: "no benchmark '\(unknown)'; there are: \(known.joined(separator: " "))"
            )
        }
        let site = Site(
            root: options["--root"] ?? ".", inputs: options["--inputs"] ?? "",
            waybill: options["--waybill"] ?? "")
        for (name, run) in all where names.isEmpty || names.contains(name) { try run(site) }
    }
}

do {
    try Benchmarks.run(Array(CommandLine.arguments.dropFirst()))
} catch {
    let message = Array("\(error)\n".utf8)
    write(STDERR_FILENO, message, message.count)
    exit(1)
}
