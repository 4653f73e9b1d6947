import Diagnostics
import Documents
package import X12

/// A case beside a map: an input, the document it must give, and, for a map that writes, what
/// that document must look like written.
///
///     maps/x12/cases/850/stock-order/input.edi        a whole interchange with one set
///                                    expected.json    the document, readable canonical JSON
///                                    written.edi      the segments between ST and SE
///     maps/xml/cases/<map>/<case>/input.xml, expected.json and, for a map that writes,
///                                 written.xml, the whole file
package struct MapCase: Sendable {
    /// Name of the map, such as `x12/850`.
    package let map: String
    /// Folder relative to `maps/`.
    package let folder: String

    /// The cases among the files under `maps/`.
    ///
    /// - Parameter paths: Files relative to `maps/`, in any order.
    /// - Returns: One case for each folder with an input.
    package static func cases(in paths: [String]) -> [MapCase] {
        paths.sorted().compactMap { path in
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count == 5, parts[1] == "cases", parts[4].hasPrefix("input.") else {
                return nil
            }
            return MapCase(
                map: "\(parts[0])/\(parts[2])", folder: parts[0...3].joined(separator: "/"))
        }
    }

    /// What a case gave.
    package struct Outcome: Sendable {
        package let map: String
        /// Folder relative to `maps/`; the map's name when it has no case.
        package let name: String
        /// Nothing when the case passed.
        package let failures: [String]
        /// What the files would have to hold, by name; for recording.
        package let found: [(file: String, bytes: [UInt8])]
    }

    /// Runs every case of every map; a map without one fails.
    ///
    /// - Parameters:
    ///   - paths: Files relative to `maps/`.
    ///   - library: The maps.
    ///   - schemas: The set tables.
    ///   - read: Contents of a file by its path relative to `maps/`.
    /// - Returns: One outcome for each case, and one for each map without.
    package static func runAll(
        _ paths: [String], library: MapLibrary, schemas: SchemaLibrary,
        read: (_ path: String) throws -> [UInt8]
    ) -> [Outcome] {
        let cases = cases(in: paths)
        var outcomes = cases.map { $0.run(library: library, schemas: schemas, read: read) }
        for entry in library.entries where !cases.contains(where: { $0.map == entry.name }) {
            outcomes.append(
                Outcome(
                    map: entry.name, name: entry.name,
                    failures: ["the map has no case; add maps/\(entry.caseFolder)/<case>/input.…"],
                    found: []))
        }
        return outcomes
    }

    /// Runs the case.
    package func run(
        library: MapLibrary, schemas: SchemaLibrary, read: (_ path: String) throws -> [UInt8]
    ) -> Outcome {
        var run = CaseRun()
        for name in ["input.edi", "input.xml", "expected.json", "written.edi", "written.xml"] {
            run.files[name] = try? read("\(folder)/\(name)")
        }
        guard let entry = library.entries.first(where: { $0.name == map }) else {
            run.failures.append("there is no map '\(map)'")
            return outcome(run)
        }
        switch entry.definition.format {
        case .x12: run.runX12(entry, library: library, schemas: schemas)
        case .xml: run.runXML(entry)
        }
        return outcome(run)
    }

    private func outcome(_ run: CaseRun) -> Outcome {
        Outcome(map: map, name: folder, failures: run.failures, found: run.found)
    }
}

extension MapLibrary.Entry {
    /// Where the map's cases are, relative to `maps/`.
    var caseFolder: String {
        let parts = name.split(separator: "/").map(String.init)
        return ([parts[0], "cases"] + parts.dropFirst()).joined(separator: "/")
    }
}

/// One case while it runs.
private struct CaseRun {
    /// The files of the case that are there.
    var files: [String: [UInt8]] = [:]
    var failures: [String] = []
    var found: [(file: String, bytes: [UInt8])] = []

    mutating func file(_ name: String) -> [UInt8]? {
        if files[name] == nil { failures.append("\(name) cannot be read") }
        return files[name]
    }

    mutating func runX12(
        _ entry: MapLibrary.Entry, library: MapLibrary, schemas: SchemaLibrary
    ) {
        guard let input = file("input.edi") else { return }
        var collector = DocumentCollector(library: library)
        var reader = InterchangeReader(schemas: schemas)
        reader.push(input.span, to: &collector)
        reader.finish(to: &collector)
        failures += collector.findings.map { "input.edi: \($0.message)" }
        guard collector.collected.count == 1 else {
            failures.append("input.edi must hold one transaction set that the map reads")
            return
        }
        let collected = collector.collected[0]
        failures += collected.reading.diagnostics.map { "input.edi: \($0.message)" }
        guard let document = collected.reading.document, check(document) else { return }
        let writing = X12DocumentWriter.write(document, with: collected.map)
        failures += writing.diagnostics.map { "writing: \($0.message)" }
        let written = writing.segments.map(\.usualText).joined()
        compare("written.edi", Array(written.utf8))
        readBack(document, writing.segments, collected, library: library, schemas: schemas)
    }

    /// The law of maps: what is written reads back as the same document.
    private mutating func readBack(
        _ document: Document, _ segments: [OutgoingSegment],
        _ collected: DocumentCollector.Collected, library: MapLibrary, schemas: SchemaLibrary
    ) {
        var writer = InterchangeWriter(InterchangeWriter.Options())
        do {
            try writer.writeAlone(segments, set: collected.map.schema)
        } catch {
            failures.append("writing: \(error)")
            return
        }
        var collector = DocumentCollector(library: library)
        var reader = InterchangeReader(schemas: schemas)
        let bytes = writer.takeBytes()
        reader.push(bytes.span, to: &collector)
        reader.finish(to: &collector)
        failures += collector.findings.map { "written.edi: \($0.message)" }
        if collector.collected.first?.reading.document != document {
            failures.append("what was written does not read back as the same document")
        }
    }

    mutating func runXML(_ entry: MapLibrary.Entry) {
        guard let plan = entry.xmlPlan, let input = file("input.xml") else { return }
        let reading = XMLDocumentReader.read(input.span, with: plan)
        failures += reading.diagnostics.map { "input.xml: \($0.message)" }
        guard let document = reading.document, check(document), plan.writes else { return }
        var options = XMLDocumentWriter.Options()
        options.envelope = .ofCases
        let writing = XMLDocumentWriter.write(document, with: plan, options)
        failures += writing.diagnostics.map { "writing: \($0.message)" }
        compare("written.xml", writing.bytes)
        let again = XMLDocumentReader.read(writing.bytes.span, with: plan)
        failures += again.diagnostics.map { "written.xml: \($0.message)" }
        if again.document != document {
            failures.append("what is written does not read back as the same document")
        }
    }

    /// Compares the document with `expected.json`.
    private mutating func check(_ document: Document) -> Bool {
        compare("expected.json", DocumentJSON.render(document, style: .readable))
        do throws(DocumentJSONError) {
            let again = try DocumentJSON.read(DocumentJSON.render(document))
            if again != document { failures.append("the JSON does not read back the same") }
        } catch {
            failures.append("the JSON does not read back: \(error)")
        }
        return true
    }

    private mutating func compare(_ name: String, _ bytes: [UInt8]) {
        found.append((name, bytes))
        guard let expected = file(name), expected != bytes else { return }
        let lines = [expected, bytes].map {
            String(decoding: $0, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
        }
        let number = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
        let pair = lines.map { number < $0.count ? "'\($0[number])'" : "the end" }
        failures.append("\(name) line \(number + 1): expected \(pair[0]), found \(pair[1])")
    }
}

extension XMLEnvelope {
    /// The envelope in which cases are written.
    package static let ofCases: XMLEnvelope = {
        var envelope = XMLEnvelope()
        envelope[.payloadID] = "1@case.example"
        envelope[.timestamp] = "2026-01-01T00:00:00+00:00"
        envelope[.fromDomain] = "DUNS"
        envelope[.fromIdentity] = "CASE-FROM"
        envelope[.toDomain] = "DUNS"
        envelope[.toIdentity] = "CASE-TO"
        envelope[.senderDomain] = "DUNS"
        envelope[.senderIdentity] = "CASE-SENDER"
        envelope[.deploymentMode] = "test"
        envelope[.userAgent] = "Waybill"
        return envelope
    }()
}

extension OutgoingSegment {
    /// The segment with the usual delimiters and a newline.
    fileprivate var usualText: String {
        let texts = elements.map { element in
            switch element {
            case .simple(let text): text
            case .composite(let components): components.joined(separator: ">")
            }
        }
        return ([id.description] + texts).joined(separator: "*") + "~\n"
    }
}

extension InterchangeWriter {
    /// Writes one set in an interchange of its own, as cases need it.
    fileprivate mutating func writeAlone(
        _ segments: [OutgoingSegment], set schema: TransactionSetSchema
    ) throws(WriterError) {
        var interchange = InterchangeHeader()
        interchange.senderQualifier = "ZZ"
        interchange.senderID = "CASE"
        interchange.receiverQualifier = "ZZ"
        interchange.receiverID = "CASE"
        interchange.date = "260101"
        interchange.time = "0000"
        interchange.version = "00401"
        interchange.controlNumber = "000000001"
        interchange.usage = "T"
        var group = FunctionalGroupHeader()
        group.functionalID = schema.functionalID
        group.senderCode = "CASE"
        group.receiverCode = "CASE"
        group.date = "20260101"
        group.time = "0000"
        group.controlNumber = "1"
        group.version = schema.release
        var header = TransactionSetHeader()
        header.set = schema.set
        header.controlNumber = "0001"
        try beginInterchange(interchange)
        try beginGroup(group)
        try beginTransactionSet(header)
        try write(segments)
        try endTransactionSet()
        try endGroup()
        try endInterchange()
    }
}
