import Glibc

/// Where the repository lies, found from this file; tests read their data from there.
package enum RepositoryRoot {
    /// Absolute path without a trailing slash.
    package static let path: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// The corpus of documents by other authors beside the repository; `nil` when it is not
    /// there, and then tests that need it say that they skipped.
    package static let corpus: String? = {
        for candidate in ["\(path)/../shared/corpus", "/work/shared/corpus"]
        where access(candidate, R_OK) == 0 { return candidate }
        return nil
    }()
}
