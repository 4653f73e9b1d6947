/// A YAML file as a tree whose every node knows its line and column. Profiles, maps and
/// `waybill.yaml` are all read through it, so that all refuse the same things in the same words.
package struct ConfigurationNode: Sendable {
    package enum Content: Sendable {
        /// A plain or quoted scalar, its text unresolved: `12`, `yes` and `004010` stay text.
        case scalar(String)
        case sequence([ConfigurationNode])
        /// Keys in file order; duplicates were refused while reading.
        case mapping([(key: String, keyMark: Mark, value: ConfigurationNode)])
        /// `~`, `null` or nothing.
        case null
    }

    /// 1-based line and column.
    package struct Mark: Hashable, Sendable {
        package let line: Int
        package let column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    package let content: Content
    package let mark: Mark

    package init(content: Content, mark: Mark) {
        self.content = content
        self.mark = mark
    }
}

/// A fault in a configuration file: file, line, column, what is wrong, and what to write instead.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    package var mark: ConfigurationNode.Mark?
    package var message: String
    /// What to do about it, as in `did you mean 'interchange'?`.
    package var suggestion: String?

    package init(
        file: String, mark: ConfigurationNode.Mark?, message: String, suggestion: String? = nil
    ) {
        self.file = file
        self.mark = mark
        self.message = message
        self.suggestion = suggestion
    }

    /// `partners/acme.yaml:12:3: unknown key 'qualifer'; did you mean 'qualifier'?`
    package var description: String {
        let place = mark.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(file)\(place): \(message)" + (suggestion.map { "; \($0)" } ?? "")
    }
}
