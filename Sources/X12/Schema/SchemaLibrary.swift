/// All tables under `maps/x12`, read once and immutable afterwards: the transaction sets of each
/// release, its segment directory, its code lists and its envelope.
///
/// File contents come in through a function, so that the library itself does no I/O. Refuses
/// tables that contradict themselves with a `SchemaError` naming file and line.
package final class SchemaLibrary: Sendable {
    /// The releases with tables, oldest first.
    package static let releases = ["004010", "005010"]

    /// Versions to which the nearest release of the tables is applied.
    static let versionNumbers = 3020...8010

    private struct Release: Sendable {
        let name: String
        let number: Int
        let dictionary: ReleaseDictionary
        var sets: [String: TransactionSetSchema] = [:]
    }

    /// Oldest first.
    private let releases: [Release]

    /// `read` is given paths relative to `maps/x12`, such as `004010/sets/850.tsv`. A command
    /// that knows which release it meets names it and loads half as much.
    package init(
        releases names: [String] = SchemaLibrary.releases,
        read: (_ path: String) throws -> [UInt8]
    ) throws(SchemaError) {
        var releases: [Release] = []
        for name in names.sorted() {
            guard let number = Int(name) else {
                throw SchemaError(
                    .unknownReference, file: name, line: nil, "a release is named by six digits")
            }
            var release = Release(
                name: name, number: number,
                dictionary: try ReleaseDictionary(release: name, read: read))
            var index = try TableReader(
                file: "\(name)/sets.tsv", columns: ["set", "functional_id", "name"], read: read)
            while try index.readRow() {
                let set = index.text(0)
                var table = SetTable(dictionary: release.dictionary)
                release.sets[set] = try table.read(
                    set: set, functionalID: index.text(1), name: index.text(2), read: read)
            }
            releases.append(release)
        }
        self.releases = releases
    }

    /// The table for ST01 and GS08. `isExact` is false when the nearest release stands in for one
    /// without tables; `nil` when no release has the set or the version is not one of X12's.
    package func schema(
        set: String, version: String
    ) -> (schema: TransactionSetSchema, isExact: Bool)? {
        guard let match = nearestRelease(to: version) else { return nil }
        if let schema = releases[match.index].sets[set] { return (schema, match.isExact) }
        let other = releases.last { $0.sets[set] != nil }
        return other?.sets[set].map { ($0, false) }
    }

    /// GS01 that goes with a set, such as `PO` for 850; `nil` for a set without tables.
    package func functionalID(ofSet set: String) -> String? {
        releases.lazy.compactMap { $0.sets[set]?.functionalID }.first
    }

    /// The sets of a release, in order.
    package func sets(release: String) -> [TransactionSetSchema] {
        let sets = releases.first { $0.name == release }?.sets.values.sorted { $0.set < $1.set }
        return sets ?? []
    }

    /// The segment directory's entry, envelope segments included: ISA GS GE IEA TA1 ST SE.
    /// `nil` for a segment that no set of the tables uses.
    package func segment(_ id: SegmentID, version: String) -> SegmentDefinition? {
        release(version)?.segments[id]
    }

    /// The code list of an element, by reference number.
    package func codes(ofElement reference: String, version: String) -> CodeList? {
        guard let key = CodeKey.packed(reference) else { return nil }
        return release(version)?.codeLists[key]
    }

    func release(_ version: String) -> ReleaseDictionary? {
        nearestRelease(to: version).map { releases[$0.index].dictionary }
    }

    /// The release nearest to a version from 003020 to 008010.
    private func nearestRelease(to version: String) -> (index: Int, isExact: Bool)? {
        guard let number = Self.releaseNumber(version), Self.versionNumbers.contains(number),
            let nearest = releases.indices.min(by: {
                abs(releases[$0].number - number) < abs(releases[$1].number - number)
            })
        else { return nil }
        return (nearest, releases[nearest].number == number)
    }

    /// Reads GS08 and ISA12 as partners write them: `004010`, `4010`, `00401`, `004010VICS` and
    /// `005010X231A1`, without the industry suffix.
    package static func releaseNumber(_ version: String) -> Int? {
        let digits = version.prefix { ("0"..."9").contains($0) }
        switch digits.utf8.count {
        // ISA12 has the first five of the six digits.
        case 5: return Int(digits).map { $0 * 10 }
        case 4, 6: return Int(digits)
        default: return nil
        }
    }
}
