/// The files under `Tests/Fuzz`, read where they lie.
package enum FuzzFiles {
    /// Small interchanges of our own that the fuzzers start from.
    package static let seeds = files(in: "seeds")

    /// What once broke a property, smallest form: input of the target as it is.
    package static func crashers(of target: FuzzTarget) -> [(name: String, bytes: [UInt8])] {
        files(in: "crashers/\(target.rawValue)")
    }

    private static func files(in folder: String) -> [(name: String, bytes: [UInt8])] {
        let path = "\(RepositoryRoot.path)/Tests/Fuzz/\(folder)"
        return Corpus.names(in: path).sorted().map { ($0, Corpus.contents(of: "\(path)/\($0)")) }
    }
}
