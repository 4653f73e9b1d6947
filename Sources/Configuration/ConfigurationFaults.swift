/// Everything wrong with one configuration file, in file order, so that its author can repair it
/// in one go.
package struct ConfigurationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    package let errors: [ConfigurationError]

    package init(errors: [ConfigurationError]) {
        precondition(!errors.isEmpty, "a failure names at least one error")
        self.errors = errors
    }

    /// One error per line.
    package var description: String {
        errors.map(\.description).joined(separator: "\n")
    }
}

/// Collects faults, and the paths of keys that were asked for, while one file is decoded.
package final class ConfigurationFaults {
    package let file: String
    package private(set) var errors: [ConfigurationError] = []
    /// Dotted paths of every key the decoder asked for, list items as `[]`: what the JSON Schema
    /// of the same file is held against.
    package private(set) var knownPaths: Set<String> = []

    /// Faults kept; a file with more is repaired in rounds.
    static let countMax = 100

    package init(file: String) { self.file = file }

    package func record(
        at mark: ConfigurationNode.Mark?, _ message: String, suggestion: String? = nil
    ) {
        guard errors.count < Self.countMax else { return }
        errors.append(
            ConfigurationError(file: file, mark: mark, message: message, suggestion: suggestion))
    }

    func note(path: String) { knownPaths.insert(path) }

    /// The failure to throw, or `nil` when nothing was wrong.
    package var failure: ConfigurationFailure? {
        guard !errors.isEmpty else { return nil }
        let ordered = errors.enumerated().sorted { left, right in
            let (a, b) = (left.element.mark, right.element.mark)
            return (a?.line ?? 0, a?.column ?? 0, left.offset)
                < (b?.line ?? 0, b?.column ?? 0, right.offset)
        }
        return ConfigurationFailure(errors: ordered.map(\.element))
    }
}
